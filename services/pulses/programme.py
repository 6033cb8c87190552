"""The programme of a network's pulse checks: what is coming, and how its leaders steer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.disclosure import can_ask
from domain.errors import Invalid, OldButton, Refused
from domain.instrument import Instrument
from domain.kept_instrument import instrument_from_data as read_instrument
from domain.policies import can_change_network, can_see_network
from domain.pulses import Pace, Steer, asking_order, furthest_apart, weakest
from domain.standings import Agreed, ItemStanding, pillar_standings
from domain.voices import voices
from facts.pulses import ComingQuestion, Programme
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext, NetworkContext, network_context, pulse_instrument
from services.pulses.asking import askable, threshold_of
from services.pulses.slots import asks_by_itself, is_wanted, weekly_slots
from services.pulses.turn import item_in_turn
from storage import assessments as assessment_rows
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.audit import as_it_is, changed
from storage.models import Network

SHOWN = 6
"""Questions that the programme shows, and that its form orders."""
A_YEAR = timedelta(days=365)


class PulseProgramme:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, network_id: int, now: datetime) -> Programme:
        """What is coming, with its dates, as it stands now. Refused for strangers."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            return await self._shown(session, asker, network, now)

    async def to_steer(self, asker: Asker, network_id: int, now: datetime) -> Programme:
        """The same, for whoever may change it; Refused for others."""
        found = await self.show(asker, network_id, now)
        async with self._app.database.read() as session:
            require(can_change_network(await actor_of(self._app, session, asker), network_id))
        return found

    async def steer(self, asker: Asker, network_id: int, wish: str, now: datetime) -> Programme:
        """Ask more or less often, go on after a pause, or ask first what the assessment found weak.

        Raises Refused where there is no assessment to go by.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, before = await self._to_change(session, asker, network_id)
            if wish not in set(Steer):
                raise OldButton("/cop-pulse next")
            match Steer(wish):
                case Steer.WEEKLY | Steer.FORTNIGHTLY:
                    network.pulse_fortnightly = wish == Steer.FORTNIGHTLY
                case Steer.REMIND | Steer.NO_REMIND:
                    network.pulse_reminds = wish == Steer.REMIND
                case Steer.COMMENTS | Steer.NO_COMMENTS:
                    network.pulse_comments = wish == Steer.COMMENTS
                case Steer.RESUME:
                    network.weekly_pulse, network.pulse_resumes_on = True, None
                case Steer.USUAL:
                    network.pulse_order = []
                case Steer.LOWEST | Steer.APART:
                    items = await self._assessed(session, network)
                    if not items:
                        raise Refused("pulses.nothing_assessed", network=network.name)
                    network.pulse_order = (weakest if wish == Steer.LOWEST else furthest_apart)(items)[:SHOWN]
            return await self._changed(session, asker, network, before, now)

    async def pause(self, asker: Asker, network_id: int, resumes: date | None, field: str, now: datetime) -> Programme:
        """Ask nothing until that day, or until somebody resumes it. Raises Invalid at the field for a day that is over,
        or more than a year away."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, before = await self._to_change(session, asker, network_id)
            network_ctx = await network_context(self._app, session, network)
            today = local_day(now, network_ctx.zone)
            if resumes is not None and not today < resumes <= today + A_YEAR:
                raise Invalid("pulses.resume_day", field)
            network.weekly_pulse, network.pulse_resumes_on = False, resumes
            return await self._changed(session, asker, network, before, now)

    async def order(self, asker: Asker, network_id: int, keys: Sequence[str], now: datetime) -> Programme:
        """Ask about these items first, in this order; one that is named twice counts once."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, before = await self._to_change(session, asker, network_id)
            known = {item.key for item in asking_order(pulse_instrument(self._app, network))}
            network.pulse_order = [key for key in dict.fromkeys(keys) if key in known][:SHOWN]
            return await self._changed(session, asker, network, before, now)

    async def go_on(self, asker: Asker, network_id: int, wish: str, now: datetime) -> tuple[Pace, str]:
        """Where too few answer: ask less often, pause, or go on; returns what was chosen and the network's name."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, before = await self._to_change(session, asker, network_id)
            if wish not in set(Pace):
                raise OldButton("/cop-pulse next")
            pace = Pace(wish)
            if pace is Pace.FORTNIGHTLY:
                network.pulse_fortnightly = True
            if pace is Pace.REMIND:
                network.pulse_reminds = True
            # Whoever chooses anything else goes on, also where it rests by now.
            network.weekly_pulse, network.pulse_resumes_on = pace is not Pace.PAUSE, None
            await self._record(session, asker, network, before, now)
            return pace, network.name

    async def _to_change(self, session: AsyncSession, asker: Asker, network_id: int) -> tuple[Network, dict[str, str]]:
        require(can_change_network(await actor_of(self._app, session, asker), network_id))
        network = await network_rows.lock(session, asker.workspace_id, network_id)
        return network, as_it_is(network)

    async def _changed(
        self, session: AsyncSession, asker: Asker, network: Network, before: dict[str, str], now: datetime
    ) -> Programme:
        await self._record(session, asker, network, before, now)
        return await self._shown(session, asker, network, now)

    @staticmethod
    async def _record(
        session: AsyncSession, asker: Asker, network: Network, before: dict[str, str], now: datetime
    ) -> None:
        details = changed(before, network)
        if details:
            await record(session, asker.workspace_id, asker.user_id, "pulses.programme", network.name, details, now=now)

    async def _shown(self, session: AsyncSession, asker: Asker, network: Network, now: datetime) -> Programme:
        actor = await actor_of(self._app, session, asker)
        require(can_see_network(actor, network.id, network.seen_from))
        network_ctx = await network_context(self._app, session, network)
        schools = voices((await askable(session, network)).at(now).values())
        may_steer = bool(can_change_network(actor, network.id))
        return Programme(
            network_id=network.id,
            network=network.name,
            coming=tuple(await coming(pulse_instrument(self._app, network), session, network_ctx, now)),
            planned=tuple(
                ComingQuestion(local_day(pulse.opens_at, network_ctx.zone), pulse.item_key, pulse.question)
                for pulse in await pulse_rows.planned_in(session, network.id)
                if may_steer
            ),
            paused=not network.weekly_pulse,
            resumes=network.pulse_resumes_on,
            fortnightly=network.pulse_fortnightly,
            comments=network.pulse_comments,
            reminds=network.pulse_reminds,
            too_few=not can_ask(schools, threshold_of(network)),
            may_steer=may_steer,
            is_ordered=bool(network.pulse_order),
            has_assessment=may_steer and bool(await self._assessed(session, network)),
        )

    async def _assessed(self, session: AsyncSession, network: Network) -> list[ItemStanding]:
        """Where the items stand that can be asked about, by the newest assessment with a result."""
        instrument = pulse_instrument(self._app, network)
        known = {item.key for item in asking_order(instrument)}
        for found in await assessment_rows.revealed(session, network.id, instrument.key, 1):
            counted = (await assessment_rows.results(session, [found]))[found.id]
            rows = await assessment_rows.agreed(session, found.id)
            agreed = {row.item_key: Agreed(row.level, row.reason) for row in rows}
            pillars = pillar_standings(read_instrument(found.instrument), counted, (), agreed)
            return [item for pillar in pillars for item in pillar.items if item.key in known]
        return []


async def coming(
    instrument: Instrument, session: AsyncSession, network_ctx: NetworkContext, now: datetime, most: int = SHOWN
) -> list[ComingQuestion]:
    """The next questions of the week, as they would be asked if nothing changed until then."""
    network = network_ctx.network
    if not asks_by_itself(network):
        return []
    today = local_day(now, network_ctx.zone)
    opened = [*await pulse_rows.open_in(session, network.id), *await pulse_rows.planned_in(session, network.id)]
    people, had = await askable(session, network), await pulse_rows.asked_items(session, network.id)
    soon = {pulse.item_key for pulse in opened}
    found: list[ComingQuestion] = []
    for slot in weekly_slots(network_ctx, network_ctx.calendar.terms_between(today, today + A_YEAR), opened):
        if (
            slot.at <= now
            or not is_wanted(network_ctx, slot)
            or any(pulse.opens_at <= slot.at < pulse.closes_at for pulse in opened)
        ):
            continue
        item = await item_in_turn(session, network_ctx, instrument, people.at(slot.at), had, slot.at, besides=soon)
        if item is None:
            continue
        found.append(ComingQuestion(local_day(slot.at, network_ctx.zone), item.key, item.title))
        had.append(item.key)
        soon.add(item.key)
        if len(found) == most:
            break
    return found
