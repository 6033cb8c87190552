"""When the bot asks by itself, when pulses close, and when the chair hears that too few could answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day, local_moment
from domain.disclosure import can_ask
from domain.policies import LEADERS
from domain.pulses import closing_moment, question_of
from domain.voices import Voice, voices
from prompts.catalog import say
from services.context import AppContext, NetworkContext, pulse_instrument
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.pulses.asking import ask, askable_of, open_planned, resting, threshold_of, who_is_asked
from services.pulses.closing import close, tell, withdraw
from services.pulses.quiet import tell_who_steers
from services.pulses.releasing import would_tell_nothing
from services.pulses.reminding import reminder_of
from services.pulses.slots import asks_by_itself, is_wanted, weekly_slots
from services.pulses.turn import item_in_turn
from services.pulses.wording import scale_of, title_of
from services.schedule import Due, OccasionContext, Planner, Where, of_each, roles_held, shared
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.models.pulses import Pulse

OPEN, CLOSE, TELL, TOO_FEW = "pulses.open", "pulses.close", "pulses.tell", "pulses.too_few"
A_MOMENT = timedelta(seconds=1)
NEVER_TOO_LATE = timedelta(days=3650)
"""However long the bot was away, answers are counted and deleted as soon as it is back."""


async def plan_unfinished(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """The close of each open pulse, and what the channel has to hear of one that closed."""
    found = await shared(session, pulse_rows.to_plan, network_ctx.network.id, since)
    unfinished = [pulse for pulse in found if pulse.status in PLANS or pulse.untold]
    opened = [pulse for pulse in unfinished if pulse.status == "open"]
    return [
        *of_each(unfinished, lambda pulse: [PLANS.get(pulse.status, _telling)(app, pulse, since)]),
        *of_each(opened, lambda pulse: reminder_of(network_ctx, pulse)),
    ]


def _opening(app: AppContext, pulse: Pulse, since: datetime) -> Due:
    """One that a leader has planned; one whose day passed while the bot was away is told of, and not asked."""
    return Due(
        OPEN,
        f"pulse-{pulse.id}",
        max(pulse.opens_at, since + A_MOMENT),
        pulse.closes_at + NEVER_TOO_LATE,
        str(say("pulses.agenda_open", title=title_of(app.instrument_of(pulse.instrument_key), pulse))),
        {"pulse": pulse.id},
    )


def _close(app: AppContext, pulse: Pulse, since: datetime) -> Due:
    """One that is long overdue falls due at once."""
    return Due(
        CLOSE,
        f"pulse-{pulse.id}",
        max(pulse.closes_at, since + A_MOMENT),
        pulse.closes_at + NEVER_TOO_LATE,
        str(say("pulses.agenda_close", title=title_of(app.instrument_of(pulse.instrument_key), pulse))),
        {"pulse": pulse.id},
        always=True,
    )


def _telling(app: AppContext, pulse: Pulse, since: datetime) -> Due:
    """It closed while the network stood still, and the channel has not heard of it."""
    return Due(
        TELL,
        f"pulse-{pulse.id}",
        max(pulse.closed_at or pulse.closes_at, since + A_MOMENT),
        pulse.closes_at + NEVER_TOO_LATE,
        str(say("pulses.agenda_close", title=title_of(app.instrument_of(pulse.instrument_key), pulse))),
        {"pulse": pulse.id},
    )


PLANS = {"planned": _opening, "open": _close}
"""What falls due next of a pulse, by where it stands."""


async def plan_weekly(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """One question a week from week 2 on; or, where too few could answer, one word to the chair a half-year."""
    if not asks_by_itself(network_ctx.network):
        return []
    terms = network_ctx.calendar.terms_between(local_day(since, network_ctx.zone), local_day(until, network_ctx.zone))
    found = await shared(session, pulse_rows.to_plan, network_ctx.network.id, since)
    opened = [pulse for pulse in found if pulse.status in PLANS]
    withdrawn = [pulse for pulse in found if pulse.status == "withdrawn" and (pulse.closed_at or since) >= since]
    slots = weekly_slots(network_ctx, terms, [*opened, *withdrawn])
    wanted = [slot for slot in slots if since < slot.at <= until and is_wanted(network_ctx, slot)]
    if not wanted:
        return []
    people = askable_of(await roles_held(session, network_ctx, since))
    threshold = threshold_of(network_ctx.network)
    enough = {slot.key for slot in wanted if can_ask(voices(people.at(slot.at).values()), threshold)}
    asked = [slot for slot in wanted if slot.key in enough]
    return [*asked, *_words_to_chair(network_ctx, [slot for slot in wanted if slot.key not in enough])]


async def fire_tell(occasion: OccasionContext) -> Skip | None:
    pulse = await pulse_rows.to_close(
        occasion.session, occasion.network_ctx.network.id, int(occasion.due.data["pulse"])
    )
    if pulse is None or not pulse.untold:
        return Skip("the channel has heard of it already")
    tell(occasion.session, occasion.network_ctx, pulse, occasion.now)
    return None


async def fire_open(occasion: OccasionContext) -> Skip | None:
    """Ask what a leader has planned, unless something has come in between: then they hear why."""
    session, network_ctx = occasion.session, occasion.network_ctx
    pulse = await pulse_rows.to_close(session, network_ctx.network.id, int(occasion.due.data["pulse"]))
    if pulse is None or pulse.status != "planned":
        return Skip("the question was taken back")
    why, asked = await _in_the_way(occasion, pulse)
    if not why:
        await open_planned(session, network_ctx, pulse, asked, occasion.now)
        return None
    await withdraw(session, network_ctx, pulse, occasion.now)
    if pulse.started_by is not None:
        payload = {"pulse": pulse.id, "why": why}
        post_to_people(
            session,
            network_ctx.network,
            "pulses.not_opened",
            payload,
            [pulse.started_by],
            now=occasion.now,
            due_at=network_ctx.next_post(occasion.now),
        )
    return Skip(f"not asked: {why}")


async def _in_the_way(occasion: OccasionContext, pulse: Pulse) -> tuple[str, dict[str, Voice]]:
    """Why the question cannot be asked now, as the end of a text's key; and who would be asked."""
    session, network_ctx, now = occasion.session, occasion.network_ctx, occasion.now
    asked = await who_is_asked(session, network_ctx.network, now)
    leaders = await network_rows.people_with_role(session, network_ctx.network.id, *sorted(LEADERS))
    if pulse.started_by not in leaders:
        return "leader", asked
    if not can_ask(voices(asked.values()), threshold_of(network_ctx.network)):
        return "few", asked
    opened = await pulse_rows.open_in(session, network_ctx.network.id)
    if any(other.started_by is not None or other.item_key == pulse.item_key for other in opened):
        return "other", asked
    levels = len(scale_of(occasion.app.instrument_of(pulse.instrument_key), pulse))
    if pulse.item_key in await resting(session, network_ctx, now) or await would_tell_nothing(
        session, network_ctx, pulse.item_key, levels, asked, now
    ):
        return "rests", asked
    try:
        opens_at = network_ctx.next_post(now)
        closes_at = closing_moment(opens_at, network_ctx.calendar, network_ctx.zone)
    except UnknownDate:
        closes_at = None
    if closes_at is None:
        return "late", asked
    pulse.opens_at, pulse.closes_at = opens_at, closes_at
    return "", asked


async def fire_close(occasion: OccasionContext) -> Skip | None:
    pulse = await pulse_rows.to_close(
        occasion.session, occasion.network_ctx.network.id, int(occasion.due.data["pulse"])
    )
    if pulse is None or pulse.status != "open":
        return Skip("the pulse is closed already")
    instrument = occasion.app.instrument_of(pulse.instrument_key)
    await close(occasion.session, occasion.network_ctx, instrument, pulse, occasion.now)
    return None


async def fire_weekly(occasion: OccasionContext) -> Skip | None:
    network_ctx = occasion.network_ctx
    if not is_wanted(network_ctx, occasion.due):
        return Skip("weekly questions are switched off")
    if network_ctx.network.channel_id is None:
        return Skip("there is no channel to ask in")
    network_ctx.network.weekly_pulse, network_ctx.network.pulse_resumes_on = True, None
    if await pulse_rows.open_in(occasion.session, network_ctx.network.id):
        return Skip("another question is open this week")
    asked = await who_is_asked(occasion.session, network_ctx.network, occasion.now)
    if not can_ask(voices(asked.values()), threshold_of(network_ctx.network)):
        return Skip("too few schools could answer")
    instrument = pulse_instrument(occasion.app, network_ctx.network)
    had = await pulse_rows.asked_items(occasion.session, network_ctx.network.id)
    item = await item_in_turn(occasion.session, network_ctx, instrument, asked, had, occasion.now)
    if item is None:
        return Skip("every item had a result too short a time ago")
    opens_at = network_ctx.next_post(occasion.now)
    try:
        closes_at = closing_moment(opens_at, network_ctx.calendar, network_ctx.zone)
    except UnknownDate as error:
        return Skip(str(error))
    if closes_at is None:
        return Skip("the term ends before people could answer")
    await ask(
        occasion.session,
        network_ctx,
        instrument,
        question_of(item),
        asked=asked,
        opens_at=opens_at,
        closes_at=closes_at,
        started_by=None,
        now=occasion.now,
    )
    return None


async def fire_too_few(occasion: OccasionContext) -> Skip | None:
    told = await tell_who_steers(occasion.session, occasion.network_ctx, "pulses.too_few", occasion.now)
    return None if told else Skip("the network has neither chair nor SEIL to tell")


def _words_to_chair(network_ctx: NetworkContext, slots: Sequence[Due]) -> list[Due]:
    """In place of the questions: the first one of each half-year tells the chair."""
    found: dict[str, Due] = {}
    for slot in slots:
        half_year = network_ctx.calendar.half_year_of(local_day(slot.at, network_ctx.zone))
        last_day = network_ctx.calendar.terms_of(half_year)[-1].end
        found.setdefault(
            half_year.key,
            Due(
                TOO_FEW,
                half_year.key,
                slot.at,
                local_moment(last_day, time(17, 0), network_ctx.zone),
                str(say("pulses.agenda_too_few")),
            ),
        )
    return list(found.values())


PLANNERS: list[Planner] = [Where(pulse_rows.ANY_UNFINISHED, plan_unfinished), plan_weekly]
