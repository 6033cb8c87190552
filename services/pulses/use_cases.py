"""What people do with pulse checks: look, choose a question, ask it, answer it, withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day, local_moment
from domain.disclosure import can_ask
from domain.errors import Gone, Invalid, OldButton, Refused
from domain.instrument import Instrument
from domain.policies import can_see_network, can_see_pulse_results, can_start_pulse, can_withdraw_pulse
from domain.pulses import (
    LATEST_START,
    Answers,
    Question,
    asking_order,
    closing_moment,
    find_item,
    is_own,
    own_question,
    question_of,
)
from domain.voices import Voice, voices
from facts.pulses import (
    AnsweredPulse,
    OpenPulse,
    PlannedPulse,
    PulseOverview,
    PulsePreview,
    ShownPulse,
    StartedPulse,
    WithdrawnPulse,
)
from prompts.text import invite
from prompts.wording import day
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, context_of, network_context, pulse_instrument
from services.pulses.asking import check_asked, is_asked, open_planned, plan, resting, threshold_of, who_is_asked
from services.pulses.closing import withdraw
from services.pulses.commenting import PulseComments
from services.pulses.following import PulseFollowing
from services.pulses.programme import PulseProgramme
from services.pulses.releasing import exposure_of, would_tell_nothing
from services.pulses.reminding import PulseReminders
from services.pulses.results import PulseResultList
from services.pulses.wording import changed_people, open_pulse, scale_of, scale_of_question, title_of
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.models import Network
from storage.models.pulses import Pulse


class PulseService:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self.programme = PulseProgramme(app)
        self.comments = PulseComments(app)
        self.reminders = PulseReminders(app)
        self.following = PulseFollowing(app)
        self.results = PulseResultList(app)

    async def instrument(self, asker: Asker, network_id: int) -> Instrument:
        """The one that the network's pulse checks ask about."""
        async with self._app.database.read() as session:
            return pulse_instrument(self._app, await network_rows.network(session, asker.workspace_id, network_id))

    async def look(self, asker: Asker, network_id: int) -> PulseOverview:
        """The open pulse, if there is one, and what the person can do. Refused for strangers."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            require(can_see_network(actor, network.id, network.seen_from))
            opened = await pulse_rows.open_in(session, network.id)
            shown = [
                ShownPulse(
                    open_pulse(self._app.instrument_of(pulse.instrument_key), pulse, network_ctx.zone),
                    may_answer=await is_asked(session, pulse, actor),
                    may_withdraw=bool(can_withdraw_pulse(actor, network.id, pulse.started_by)),
                )
                for pulse in opened
            ]
            may = bool(can_start_pulse(actor, network.id))
            own = [local_day(pulse.closes_at, network_ctx.zone) for pulse in opened if pulse.started_by is not None]
            planned = [
                PlannedPulse(
                    pulse.id,
                    title_of(self._app.instrument_of(pulse.instrument_key), pulse),
                    pulse.question,
                    local_day(pulse.opens_at, network_ctx.zone),
                    may_withdraw=bool(can_withdraw_pulse(actor, network.id, pulse.started_by)),
                )
                for pulse in await pulse_rows.planned_in(session, network.id)
                if may
            ]
            return PulseOverview(
                network_id=network.id,
                network=network.name,
                opened=shown,
                may_start=may and not own,
                starts_after=own[0] if may and own else None,
                planned=planned,
                may_see_results=bool(can_see_pulse_results(actor, network.id)),
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
        item = find_item(await self.instrument(asker, network_id), words)
        return await self.preview_wanted(asker, network_id, Wanted(item=item.key if item else words), now)

    async def preview_wanted(self, asker: Asker, network_id: int, wanted: Wanted, now: datetime) -> PulsePreview:
        """The same of what a form says. Raises Invalid at the field that does not fit."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            when = await self._may_ask(session, asker, network, now, wanted.on)
            question, title = _question(pulse_instrument(self._app, network), wanted)
            await _refuse_resting(session, when, question, title, pulse_instrument(self._app, network))
            return PulsePreview(
                network.id,
                network.name,
                wanted.item if not wanted.words.strip() else "",
                title,
                question.words,
                answers=question.answers,
                own=is_own(question.key),
                on=wanted.on,
            )

    async def start(self, asker: Asker, network_id: int, item_key: str, now: datetime) -> StartedPulse:
        """Ask the network's channel about one item, at once."""
        return await self.start_wanted(asker, network_id, Wanted(item=item_key), now)

    async def start_wanted(self, asker: Asker, network_id: int, wanted: Wanted, now: datetime) -> StartedPulse:
        """Ask the network's channel what a form says, at once or on a day."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            when = await self._may_ask(session, asker, network, now, wanted.on)
            instrument = pulse_instrument(self._app, network)
            question, title = _question(instrument, wanted)
            await _refuse_resting(session, when, question, title, instrument)
            pulse = await plan(
                session,
                when.network_ctx,
                instrument,
                question,
                opens_at=when.opens_at,
                closes_at=when.closes_at,
                started_by=asker.user_id,
            )
            if wanted.on is None:
                await open_planned(session, when.network_ctx, pulse, when.asked, now)
            return StartedPulse(
                pulse.id,
                title,
                network.channel_id or "",
                local_day(pulse.closes_at, when.network_ctx.zone),
                wanted.on,
            )

    async def answer(self, asker: Asker, pulse_id: int, level: int, now: datetime) -> AnsweredPulse:
        """Keep the person's answer, in place of an earlier one of theirs.

        The request is remembered for minutes alone, by a digest without a time, so that it cannot be sent again later
        to set a newer answer back.
        """
        async with self._app.database.write(
            unseen=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await pulse_rows.to_answer(session, asker.workspace_id, pulse_id)
            if found is None:
                raise Gone("pulses.gone")
            pulse, zone = found
            await check_asked(self._app, session, asker, pulse)
            closes = local_day(pulse.closes_at, ZoneInfo(zone))
            if pulse.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if pulse.status != "open" or now >= pulse.closes_at:
                raise Gone("pulses.closed_already", day=day(closes))
            scale = scale_of(self._app.instrument_of(pulse.instrument_key), pulse)
            if not 1 <= level <= len(scale):
                raise OldButton("/cop-pulse")
            await pulse_rows.keep_answer(session, pulse, asker.user_id, level)
            return AnsweredPulse(scale.level(level).label, closes, pulse.id, pulse.comments)

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
            if found.status not in ("open", "planned") or now >= found.closes_at:
                raise Gone("pulses.closed_for_good", day=day(local_day(found.closes_at, network_ctx.zone)))
            await withdraw(session, network_ctx, found, now)
            return WithdrawnPulse(network.id, title_of(self._app.instrument_of(found.instrument_key), found))

    async def explain(self, asker: Asker, pulse_id: int, now: datetime) -> OpenPulse:
        """The pulse that somebody asks about, with its levels in words. Raises Gone once it is closed."""
        async with self._app.database.read() as session:
            pulse = await pulse_rows.by_id(session, asker.workspace_id, pulse_id)
            if pulse is None:
                raise Gone("pulses.gone")
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, pulse.network_id)
            network = network_ctx.network
            require(can_see_network(actor, network.id, network.seen_from))
            if pulse.status == "withdrawn":
                raise Gone("pulses.withdrawn_already")
            if pulse.status != "open" or now >= pulse.closes_at:
                raise Gone("pulses.closed_how", day=day(local_day(pulse.closes_at, network_ctx.zone)))
            changes = await changed_people(session, network, pulse)
            instrument = self._app.instrument_of(pulse.instrument_key)
            shown = open_pulse(instrument, pulse, network_ctx.zone, changes)
            return replace(shown, exposure=await exposure_of(session, network, pulse, len(shown.scale), now))

    async def _may_ask(
        self, session: AsyncSession, asker: Asker, network: Network, now: datetime, on: date | None = None
    ) -> When:
        """When the question would be asked, and of whom. Raises Refused where none can be asked then."""
        actor = await actor_of(self._app, session, asker)
        require(can_start_pulse(actor, network.id))
        if network.channel_id is None or network.status != "active":
            raise Refused("pulses.no_channel", network=network.name, invite=invite())
        network_ctx = await network_context(self._app, session, network)
        opens_at = now if on is None else _opening(network_ctx, on, now)
        asked = await who_is_asked(session, network, opens_at)
        opened = await pulse_rows.open_in(session, network.id)
        # The week's question does not count: one of their own may stand beside it.
        own = [pulse for pulse in opened if pulse.started_by is not None]
        for pulse in own:
            if opens_at < pulse.closes_at:
                shown = open_pulse(self._app.instrument_of(pulse.instrument_key), pulse, network_ctx.zone)
                raise Refused("pulses.one_at_a_time", title=shown.title, day=day(shown.closes))
        for pulse in await pulse_rows.planned_in(session, network.id):
            title = title_of(self._app.instrument_of(pulse.instrument_key), pulse)
            raise Refused("pulses.planned_already", title=title, day=day(local_day(pulse.opens_at, network_ctx.zone)))
        schools, threshold = voices(asked.values()), threshold_of(network)
        if not can_ask(schools, threshold):
            raise Refused("pulses.too_few_people", network=network.name, asked=schools, threshold=threshold)
        return When(network_ctx, asked, opens_at, _closing(network_ctx, opens_at), tuple(opened))


@dataclass(frozen=True)
class Wanted:
    """What a leader wants to ask: about an item, by its key, or in words of their own. on: empty for at once."""

    item: str = ""
    words: str = ""
    answers: str = Answers.LEVELS
    on: date | None = None


@dataclass(frozen=True)
class When:
    """When a question would be asked, of whom, until when; and what is open now."""

    network_ctx: NetworkContext
    asked: dict[str, Voice]
    opens_at: datetime
    closes_at: datetime
    opened: tuple[Pulse, ...]


def _opening(network_ctx: NetworkContext, on: date, now: datetime) -> datetime:
    """The posting hour of that day. Raises Invalid at the field where it is none to ask on."""
    today = local_day(now, network_ctx.zone)
    if not today < on <= today + LATEST_START:
        raise Invalid("pulses.plan_day", "pulses.on", days=LATEST_START.days)
    try:
        is_school_day = network_ctx.calendar.is_school_day(on)
    except UnknownDate as error:
        raise Refused("pulses.calendar_ends") from error
    if not is_school_day:
        raise Invalid("pulses.plan_school_day", "pulses.on")
    return local_moment(on, network_ctx.network.posting_time, network_ctx.zone)


def _closing(network_ctx: NetworkContext, opens_at: datetime) -> datetime:
    """When a question asked then would close. Raises Refused where too little of the term is left."""
    calendar, first = network_ctx.calendar, local_day(opens_at, network_ctx.zone)
    try:
        closes_at = closing_moment(opens_at, calendar, network_ctx.zone)
        if closes_at is not None:
            return closes_at
        term = calendar.term_on(first)
        after = first if term is None else term.end + timedelta(days=1)
        again = calendar.next_school_day(calendar.term_at_or_after(after).student_start)
    except UnknownDate as error:
        raise Refused("pulses.calendar_ends") from error
    raise Refused("pulses.term_ends", day=day(again))


async def _refuse_resting(
    session: AsyncSession, when: When, question: Question, title: str, instrument: Instrument
) -> None:
    """Raises Refused where it had a result too short a time ago, or nothing could be told of another."""
    zone = when.network_ctx.zone
    for pulse in when.opened:
        if pulse.item_key == question.key:
            raise Refused("pulses.open_already", title=title, day=day(local_day(pulse.closes_at, zone)))
    until = (await resting(session, when.network_ctx, when.opens_at)).get(question.key)
    if until is not None:
        raise Refused("pulses.asked_lately", title=title, day=day(until))
    levels = len(scale_of_question(instrument, question.key, question.answers))
    if await would_tell_nothing(session, when.network_ctx, question.key, levels, when.asked, when.opens_at):
        raise Refused("pulses.would_tell_nothing", title=title)


def _question(instrument: Instrument, wanted: Wanted) -> tuple[Question, str]:
    """What is to be asked, and what it is about. Raises Invalid where the form says nothing or two things."""
    if wanted.words.strip():
        if wanted.item:
            raise Invalid("pulses.item_or_own", "pulses.own")
        question = own_question(wanted.words, wanted.answers, "pulses.own")
        return question, f"“{question.words}”"
    if not wanted.item:
        raise Invalid("pulses.nothing_chosen", "pulses.item")
    item = next((i for i in asking_order(instrument) if i.key == wanted.item), None)
    if item is None:
        raise Invalid("pulses.unknown_item", "pulses.item", words=wanted.item[:60])
    return question_of(item), item.title
