"""What people do with pulse checks: look, choose a question, ask it, answer it, withdraw it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.disclosure import can_ask
from domain.errors import Gone, Invalid, OldButton, Refused
from domain.instrument import Instrument, Item
from domain.policies import can_answer_pulse, can_see_network, can_start_pulse, can_withdraw_pulse
from domain.pulses import closing_moment, find_item
from domain.voices import Voice, voices
from facts.pulses import AnsweredPulse, OpenPulse, PulseOverview, PulsePreview, ShownPulse, StartedPulse, WithdrawnPulse
from prompts.wording import day
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, network_context
from services.pulses.asking import ask, is_asked, resting, threshold_of, who_is_asked
from services.pulses.closing import withdraw
from services.pulses.programme import PulseProgramme
from services.pulses.wording import changed_people, open_pulse, scale_of
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.models import Network, Pulse


class PulseService:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self.programme = PulseProgramme(app)

    @property
    def instrument(self) -> Instrument:
        return self._app.instrument

    async def look(self, asker: Asker, network_id: int) -> PulseOverview:
        """The open pulse, if there is one, and what the person can do. Refused for strangers."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_network(actor, network.id, network.area_id))
            network_ctx = await network_context(self._app, session, network)
            opened = await pulse_rows.open_in(session, network.id)
            shown = [
                ShownPulse(
                    open_pulse(self._app.instrument, pulse, network_ctx.zone),
                    may_answer=await is_asked(session, pulse, actor),
                    may_withdraw=bool(can_withdraw_pulse(actor, network.id, pulse.started_by)),
                )
                for pulse in opened
            ]
            may = bool(can_start_pulse(actor, network.id))
            own = [local_day(pulse.closes_at, network_ctx.zone) for pulse in opened if pulse.started_by is not None]
            return PulseOverview(
                network_id=network.id,
                network=network.name,
                opened=shown,
                may_start=may and not own,
                starts_after=own[0] if may and own else None,
            )

    async def check_may_ask(self, asker: Asker, network_id: int, now: datetime) -> None:
        """Raises Refused where the person may not ask, or nothing can be asked now."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            await self._may_ask(session, asker, network, now)

    async def preview(self, asker: Asker, network_id: int, words: str, now: datetime) -> PulsePreview:
        """What would be asked, before anybody is asked. `words`: an item's key, or what a person calls it.

        Raises Invalid (field "pulses.item") where no item is meant, Refused where it cannot be asked now.
        """
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            place, asked, _ = await self._may_ask(session, asker, network, now)
            item = find_item(self._app.instrument, words)
            if item is None:
                raise Invalid("pulses.unknown_item", "pulses.item", words=words[:60])
            await _refuse_resting(session, place, item, asked, now)
            return PulsePreview(network.id, network.name, item.key, item.title, item.pulse_question)

    async def start(self, asker: Asker, network_id: int, item_key: str, now: datetime) -> StartedPulse:
        """Ask the network's channel about one item, at once."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            network_ctx, asked, closes_at = await self._may_ask(session, asker, network, now)
            item = next((i for i in self._app.instrument.items if i.key == item_key), None)
            if item is None:
                raise Gone("pulses.item_gone")
            await _refuse_resting(session, network_ctx, item, asked, now)
            pulse = await ask(
                session,
                network_ctx,
                self._app.instrument,
                item,
                asked=asked,
                opens_at=now,
                closes_at=closes_at,
                started_by=asker.user_id,
                now=now,
            )
            return StartedPulse(
                pulse.id, item.title, network.channel_id or "", local_day(pulse.closes_at, network_ctx.zone)
            )

    async def answer(self, asker: Asker, pulse_id: int, level: int, now: datetime) -> AnsweredPulse:
        """Keep the person's answer, in place of an earlier one of theirs.

        The request is remembered for minutes alone, by a digest without a time, so that it cannot be sent again later
        to set a newer answer back.
        """
        async with self._app.database.write(
            unseen=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            pulse = await pulse_rows.to_answer(session, asker.workspace_id, pulse_id)
            if pulse is None:
                raise Gone("pulses.gone")
            await self._check_asked(session, asker, pulse)
            network = await network_rows.network(session, asker.workspace_id, pulse.network_id)
            network_ctx = await network_context(self._app, session, network)
            closes = local_day(pulse.closes_at, network_ctx.zone)
            if pulse.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if pulse.status != "open" or now >= pulse.closes_at:
                raise Gone("pulses.closed_already", day=day(closes))
            scale = scale_of(self._app.instrument, pulse)
            if not 1 <= level <= len(scale):
                raise OldButton("/cop-pulse")
            await pulse_rows.keep_answer(session, pulse, asker.user_id, level)
            return AnsweredPulse(scale.level(level).label, closes)

    async def withdraw(self, asker: Asker, pulse_id: int, now: datetime) -> WithdrawnPulse:
        """Take an open question back: its answers are deleted, and there is no result. Raises Refused or Gone."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await pulse_rows.by_id(session, asker.workspace_id, pulse_id)
            if found is None:
                raise Gone("pulses.gone")
            actor = await actor_of(self._app, session, asker)
            require(can_withdraw_pulse(actor, found.network_id, found.started_by))
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            await pulse_rows.to_close(session, network.id, found.id)
            network_ctx = await network_context(self._app, session, network)
            if found.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if found.status != "open" or now >= found.closes_at:
                raise Gone("pulses.closed_for_good", day=day(local_day(found.closes_at, network_ctx.zone)))
            await withdraw(session, network_ctx, found, now)
            return WithdrawnPulse(network.id, self._app.instrument.title_of(found.item_key))

    async def explain(self, asker: Asker, pulse_id: int, now: datetime) -> OpenPulse:
        """The pulse that somebody asks about, with its levels in words. Raises Gone once it is closed."""
        async with self._app.database.read() as session:
            pulse = await pulse_rows.by_id(session, asker.workspace_id, pulse_id)
            if pulse is None:
                raise Gone("pulses.gone")
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.network(session, asker.workspace_id, pulse.network_id)
            require(can_see_network(actor, network.id, network.area_id))
            network_ctx = await network_context(self._app, session, network)
            if pulse.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if pulse.status != "open" or now >= pulse.closes_at:
                raise Gone("pulses.closed_how", day=day(local_day(pulse.closes_at, network_ctx.zone)))
            changes = await changed_people(session, network, pulse)
            return open_pulse(self._app.instrument, pulse, network_ctx.zone, changes)

    async def _check_asked(self, session: AsyncSession, asker: Asker, pulse: Pulse) -> None:
        """Raises Refused for somebody whom the open question was not put to when it opened.

        Who was keeps their answer, whatever becomes of their role meanwhile.
        """
        asked = await pulse_rows.asked_people(session, pulse)
        if asked is not None and asker.user_id in asked:
            return
        require(can_answer_pulse(await actor_of(self._app, session, asker), pulse.network_id))
        if asked is not None:
            raise Refused("pulses.not_asked_yet")

    async def _may_ask(
        self, session: AsyncSession, asker: Asker, network: Network, now: datetime
    ) -> tuple[NetworkContext, dict[str, Voice], datetime]:
        """The network's ground, who would be asked, and until when. Raises Refused where no pulse can start now."""
        actor = await actor_of(self._app, session, asker)
        require(can_start_pulse(actor, network.id))
        if network.channel_id is None or network.status != "active":
            raise Refused("pulses.no_channel", network=network.name)
        network_ctx = await network_context(self._app, session, network)
        for pulse in await pulse_rows.open_in(session, network.id):
            if pulse.started_by is None:
                continue  # the week's: a question of their own may stand beside it
            shown = open_pulse(self._app.instrument, pulse, network_ctx.zone)
            raise Refused("pulses.one_at_a_time", title=shown.title, day=day(shown.closes))
        asked = await who_is_asked(session, network, now)
        schools, threshold = voices(asked.values()), threshold_of(network)
        if not can_ask(schools, threshold):
            raise Refused("pulses.too_few_people", network=network.name, asked=schools, threshold=threshold)
        return network_ctx, asked, _closing(network_ctx, now)


def _closing(network_ctx: NetworkContext, now: datetime) -> datetime:
    """When a question asked now would close. Raises Refused where too little of the term is left."""
    calendar, today = network_ctx.calendar, local_day(now, network_ctx.zone)
    try:
        closes_at = closing_moment(now, calendar, network_ctx.zone)
        if closes_at is not None:
            return closes_at
        term = calendar.term_on(today)
        after = today if term is None else term.end + timedelta(days=1)
        again = calendar.next_school_day(calendar.term_at_or_after(after).student_start)
    except UnknownDate as error:
        raise Refused("pulses.calendar_ends") from error
    raise Refused("pulses.term_ends", day=day(again))


async def _refuse_resting(
    session: AsyncSession, network_ctx: NetworkContext, item: Item, asked: Collection[str], now: datetime
) -> None:
    """Raises Refused where the difference to another result would be about the few who came, went or changed."""
    for pulse in await pulse_rows.open_in(session, network_ctx.network.id):
        if pulse.item_key == item.key:
            closes = day(local_day(pulse.closes_at, network_ctx.zone))
            raise Refused("pulses.open_already", title=item.title, day=closes)
    until = (await resting(session, network_ctx, asked, now)).get(item.key)
    if until is not None:
        raise Refused("pulses.asked_lately", title=item.title, day=day(until))
