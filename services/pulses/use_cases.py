"""What people do with pulse checks: look, choose a question, ask it, answer it, withdraw it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.disclosure import can_ask
from domain.errors import Gone, Invalid, OldButton, Refused
from domain.instrument import Instrument, Item
from domain.policies import Allowed, can_answer_pulse, can_see_network, can_start_pulse, can_withdraw_pulse
from domain.pulses import find_item
from domain.ratings import Level
from facts.pulses import AnsweredPulse, OpenPulse, PulseOverview, PulsePreview, StartedPulse, WithdrawnPulse
from prompts.wording import day
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, network_context
from services.pulses.asking import ask, people_who_may_answer, threshold_of
from services.pulses.closing import withdraw
from services.pulses.wording import open_pulse
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.models import Network


class PulseService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    @property
    def instrument(self) -> Instrument:
        return self._app.instrument

    async def look(self, asker: Asker, network_id: int) -> PulseOverview:
        """The open pulse, if there is one, and what the person can do. Refused for strangers."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_network(actor, network.id, network.area))
            network_ctx = await network_context(self._app, session, network)
            opened = await pulse_rows.open_in(session, network.id)
            may_start = can_start_pulse(actor, network.id)
            return PulseOverview(
                network_id=network.id,
                network=network.name,
                opened=open_pulse(self._app.instrument, opened[0], network_ctx.zone) if opened else None,
                may_start=isinstance(may_start, Allowed),
                may_answer=isinstance(can_answer_pulse(actor, network.id), Allowed),
                may_withdraw=bool(opened and can_withdraw_pulse(actor, network.id, opened[0].started_by)),
            )

    async def check_may_ask(self, asker: Asker, network_id: int) -> None:
        """Raises Refused where the person may not ask, or nothing can be asked now."""
        async with self._app.database.read() as session:
            await self._may_ask(session, asker, await network_rows.network(session, asker.workspace_id, network_id))

    async def preview(self, asker: Asker, network_id: int, words: str, now: datetime) -> PulsePreview:
        """What would be asked, before anybody is asked. `words`: an item's key, or what a person calls it.

        Raises Invalid (field "pulses.item") where no item is meant, Refused where it cannot be asked now.
        """
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            place, _ = await self._may_ask(session, asker, network)
            item = find_item(self._app.instrument, words)
            if item is None:
                raise Invalid("pulses.unknown_item", "pulses.item", words=words[:60])
            await self._not_just_published(session, place, item, now)
            return PulsePreview(network.id, network.name, item.key, item.title, item.pulse_question)

    async def start(self, asker: Asker, network_id: int, item_key: str, now: datetime) -> StartedPulse:
        """Ask the network's channel about one item, at once."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            network_ctx, asked = await self._may_ask(session, asker, network)
            item = next((i for i in self._app.instrument.items if i.key == item_key), None)
            if item is None:
                raise Gone("pulses.item_gone")
            await self._not_just_published(session, network_ctx, item, now)
            try:
                pulse = await ask(
                    session,
                    network_ctx,
                    self._app.instrument,
                    item,
                    asked=asked,
                    opens_at=now,
                    started_by=asker.user_id,
                    now=now,
                )
            except UnknownDate as error:
                raise Refused("pulses.calendar_ends") from error
            return StartedPulse(
                pulse.id, item.title, network.channel_id or "", local_day(pulse.closes_at, network_ctx.zone)
            )

    async def answer(self, asker: Asker, pulse_id: int, level: int, now: datetime) -> AnsweredPulse:
        """Keep the person's answer, in place of an earlier one of theirs.

        The request is remembered for minutes alone, by a digest without a time, so that it cannot be sent again later
        to set a newer answer back.
        """
        if level not in list(Level):
            raise OldButton("/cop-pulse")
        async with self._app.database.write(
            unseen=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            pulse = await pulse_rows.to_answer(session, asker.workspace_id, pulse_id)
            if pulse is None:
                raise Gone("pulses.gone")
            actor = await actor_of(self._app, session, asker)
            require(can_answer_pulse(actor, pulse.network_id))
            network = await network_rows.network(session, asker.workspace_id, pulse.network_id)
            network_ctx = await network_context(self._app, session, network)
            closes = local_day(pulse.closes_at, network_ctx.zone)
            if pulse.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if pulse.status != "open" or now >= pulse.closes_at:
                raise Gone("pulses.closed_already", day=day(closes))
            await pulse_rows.keep_answer(session, pulse, asker.user_id, level)
            return AnsweredPulse(Level(level).label, closes)

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
            require(can_see_network(actor, network.id, network.area))
            network_ctx = await network_context(self._app, session, network)
            if pulse.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if pulse.status != "open" or now >= pulse.closes_at:
                raise Gone("pulses.closed_how", day=day(local_day(pulse.closes_at, network_ctx.zone)))
            return open_pulse(self._app.instrument, pulse, network_ctx.zone)

    async def _may_ask(self, session: AsyncSession, asker: Asker, network: Network) -> tuple[NetworkContext, int]:
        """The network's ground and how many people could answer. Raises Refused where no pulse can start now."""
        actor = await actor_of(self._app, session, asker)
        require(can_start_pulse(actor, network.id))
        if network.channel_id is None or network.status != "active":
            raise Refused("pulses.no_channel", network=network.name)
        network_ctx = await network_context(self._app, session, network)
        for pulse in await pulse_rows.open_in(session, network.id):
            shown = open_pulse(self._app.instrument, pulse, network_ctx.zone)
            raise Refused("pulses.one_at_a_time", title=shown.title, day=day(shown.closes))
        asked = len(await people_who_may_answer(session, network))
        threshold = threshold_of(network)
        if not can_ask(asked, threshold):
            raise Refused("pulses.too_few_people", network=network.name, asked=asked, threshold=threshold)
        return network_ctx, asked

    async def _not_just_published(
        self, session: AsyncSession, network_ctx: NetworkContext, item: Item, now: datetime
    ) -> None:
        """Refuse what was published this term: the change since would be that of the few who changed their mind."""
        try:
            term = network_ctx.calendar.term_at_or_after(local_day(now, network_ctx.zone))
        except UnknownDate:
            return
        for pulse in await pulse_rows.published(session, network_ctx.network.id):
            if pulse.item_key == item.key and pulse.closed_at is not None:
                closed = local_day(pulse.closed_at, network_ctx.zone)
                if closed in term:
                    raise Refused("pulses.asked_this_term", title=item.title, day=day(closed))
