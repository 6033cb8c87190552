"""What falls due by itself: opening, reminding those who have not finished, and the close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessment_windows import Window, default_window, latest_closing, reminder_days
from domain.calendar import HalfYear, local_day, local_moment
from domain.instrument import Instrument
from prompts.catalog import say
from prompts.wording import half_year_name
from services.assessments.missed import tell_missed
from services.assessments.rounds import (
    close_round,
    closing_moment,
    instrument_of,
    open_round,
    raters_of,
    rests_until,
    tell_channel,
)
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each, shared
from storage import assessments as rows
from storage.models.assessments import AssessmentRound
from storage.occasions import note_once

OPEN, REMIND, CLOSE, TELL = "assessments.open", "assessments.remind", "assessments.close", "assessments.tell"
A_MOMENT = timedelta(seconds=1)
NEVER_TOO_LATE = timedelta(days=3650)
"""However long the bot was away, ratings are counted and deleted as soon as it is back."""


async def plan_rounds(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """The reminders and the close of a round that is open, and what the channel has to hear of one that closed."""
    rounds = await shared(session, rows.rounds, network_ctx.network.id)
    newest_first = sorted(rounds, key=lambda round_: round_.opens_at, reverse=True)
    open_ = first_of_each([each for each in newest_first if each.status == "open"])

    def named(found: AssessmentRound, *dues: Due) -> list[Due]:
        return told_apart(network_ctx, instrument_of(found), dues)

    return [
        # Past the calendar's end nobody is reminded, but the round closes all the same.
        *of_each(open_, lambda round_: named(round_, *_reminders_of(network_ctx, round_))),
        *of_each(open_, lambda round_: named(round_, _close_of(network_ctx, round_, since))),
        *of_each((round_ for round_ in rounds if round_.untold), lambda round_: named(round_, _telling(round_, since))),
    ]


def first_of_each(rounds: Iterable[AssessmentRound]) -> list[AssessmentRound]:
    """The first round of each instrument."""
    found: dict[str, AssessmentRound] = {}
    for each in rounds:
        found.setdefault(each.instrument_key, each)
    return list(found.values())


def _reminders_of(network_ctx: NetworkContext, round_: AssessmentRound) -> list[Due]:
    opens, closes = (local_day(moment, network_ctx.zone) for moment in (round_.opens_at, round_.closes_at))
    return _reminders(network_ctx, f"assessment-{round_.id}", opens, closes, round_.id)


def _close_of(network_ctx: NetworkContext, round_: AssessmentRound, since: datetime) -> Due:
    """One that was missed for longer than the schedule looks back is due at once."""
    key = f"assessment-{round_.id}:close:{local_day(round_.closes_at, network_ctx.zone).isoformat()}"
    return _close(key, max(round_.closes_at, since + A_MOMENT), round_.id)


def _telling(round_: AssessmentRound, since: datetime) -> Due:
    """It closed while the network stood still, and the channel has not heard of it."""
    return Due(
        TELL,
        f"assessment-{round_.id}",
        max(round_.closed_at or round_.closes_at, since + A_MOMENT),
        round_.closes_at + NEVER_TOO_LATE,
        str(say("assessments.agenda_close")),
        {"round": round_.id},
    )


async def plan_windows(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """The windows of the half-years that had no round yet.

    What follows the opening is planned as well, so that the agenda shows it; once the round is there, its own
    reminders and close take their place.
    """
    wanted = [each for each in network_ctx.instruments if each.key in network_ctx.by_itself]
    if not wanted:
        return []

    def near(half_year: HalfYear) -> list[tuple[HalfYear, Window]]:
        window = default_window(network_ctx.calendar, half_year, network_ctx.network.assessment_dates)
        return [] if window is None or _is_far(window, network_ctx, since, until) else [(half_year, window)]

    windows = of_each(_half_years(network_ctx, since, until), near)
    if not windows:
        return []
    had = {(each.half_year, each.instrument_key) for each in await shared(session, rows.rounds, network_ctx.network.id)}

    def dues_of(found: tuple[HalfYear, Window]) -> list[Due]:
        half_year, window = found
        coming = [each for each in wanted if (half_year.key, each.key) not in had]
        return [due for each in coming for due in _window(network_ctx, half_year, window, app, each)]

    return of_each(windows, dues_of)


def _is_far(window: Window, network_ctx: NetworkContext, since: datetime, until: datetime) -> bool:
    """Whether nothing of the window falls due in the stretch. One in which the network was set up may open late."""
    began, *stretch = (local_day(each, network_ctx.zone) for each in (network_ctx.network.created_at, since, until))
    if window.opens <= began <= window.closes + timedelta(days=1):
        return False
    return window.closes < stretch[0] or stretch[1] < window.opens


def _half_years(network_ctx: NetworkContext, since: datetime, until: datetime) -> Iterable[HalfYear]:
    """The half-years from before `since` to after `until`: own dates may lie a little outside their half-year."""
    calendar = network_ctx.calendar
    last_known = calendar.half_year_of(calendar.known_until)
    half_year = calendar.half_year_of(max(local_day(since, network_ctx.zone), calendar.known_from)).previous
    end = min(calendar.half_year_of(min(local_day(until, network_ctx.zone), calendar.known_until)).next, last_known)
    while half_year <= end:
        yield half_year
        half_year = half_year.next


def _slot(app: AppContext, half_year: HalfYear, instrument: Instrument) -> str:
    """What the half-year's round with that instrument goes by in the schedule."""
    return half_year.key if instrument.key == app.instrument.key else f"{half_year.key}:{instrument.key}"


def _window(
    network_ctx: NetworkContext, half_year: HalfYear, window: Window, app: AppContext, instrument: Instrument
) -> list[Due]:
    opens_at = local_moment(window.opens, network_ctx.network.posting_time, network_ctx.zone)
    closes_at = closing_moment(network_ctx, window.closes)
    too_late = _too_late(network_ctx, window)
    if opens_at < network_ctx.network.created_at < too_late:
        # Set up while the window is open already: the first posting hour will do.
        opens_at = network_ctx.next_post(network_ctx.network.created_at)
    name, slot = half_year_name(half_year.key), _slot(app, half_year, instrument)
    data = {"half_year": half_year.key, "instrument": instrument.key}
    # Later than that whoever leads hears that it did not open.
    last = latest_closing(network_ctx.calendar, half_year) or window.closes
    told_until = max(too_late, closing_moment(network_ctx, last))
    dues = [
        Due(OPEN, slot, opens_at, told_until, str(say("assessments.agenda_open", half_year=name)), data),
        *_reminders(network_ctx, slot, window.opens, window.closes, None),
        _close(f"{slot}:close", closes_at, None),
    ]
    return told_apart(network_ctx, instrument, dues)


def _too_late(network_ctx: NetworkContext, window: Window) -> datetime:
    """From when on it does not open any more: a short window is better than none, but on its last day there is no time
    left to rate.
    """
    posting_time, zone = network_ctx.network.posting_time, network_ctx.zone
    opens_at = local_moment(window.opens, posting_time, zone)
    return max(local_moment(window.closes, posting_time, zone), opens_at + timedelta(hours=8))


def told_apart(network_ctx: NetworkContext, instrument: Instrument, dues: Sequence[Due]) -> list[Due]:
    """The same, with the instrument's title in the agenda where the network uses several."""
    if not network_ctx.told_apart(instrument.key):
        return list(dues)
    named = [say("assessments.agenda_of", what=due.what, instrument=instrument.title) for due in dues]
    return [replace(due, what=str(what)) for due, what in zip(dues, named, strict=True)]


async def leave_out_reminders(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, told: datetime
) -> None:
    """Remind nobody up to `told` of a round that has just been given more time, as the channel hears of that then.

    On its last day those who have not finished are reminded all the same.
    """
    opens, closes = (local_day(moment, network_ctx.zone) for moment in (found.opens_at, found.closes_at))
    for due in _reminders(network_ctx, f"assessment-{found.id}", opens, closes, found.id):
        if due.at <= told and local_day(due.at, network_ctx.zone) < closes:
            await note_once(
                session,
                network_ctx.network,
                due.kind,
                due.key,
                told,
                skipped="the channel hears of a later closing day",
            )


def _reminders(network_ctx: NetworkContext, key: str, opens: date, closes: date, round_id: int | None) -> list[Due]:
    days = reminder_days(network_ctx.calendar, opens, closes)
    closes_at = closing_moment(network_ctx, closes)
    moments = [local_moment(day, network_ctx.network.posting_time, network_ctx.zone) for day in days]
    ends = [*(moment - A_MOMENT for moment in moments[1:]), closes_at]
    return [
        Due(
            REMIND,
            f"{key}:{day.isoformat()}",
            moment,
            end,
            str(say("assessments.agenda_remind")),
            {} if round_id is None else {"round": round_id},
        )
        for day, moment, end in zip(days, moments, ends, strict=True)
    ]


def _close(key: str, at: datetime, round_id: int | None) -> Due:
    data = {} if round_id is None else {"round": round_id}
    what = str(say("assessments.agenda_close"))
    return Due(CLOSE, key, at, at + NEVER_TOO_LATE, what, data, always=round_id is not None)


async def fire_open(occasion: OccasionContext) -> Skip | None:
    """Open the window's round, unless the half-year has had one."""
    network_ctx, data = occasion.network_ctx, occasion.due.data
    # Code of before planned with the half-year alone.
    half_year = HalfYear.parse(data.get("half_year", occasion.due.key))
    instrument = occasion.app.instrument_of(data.get("instrument"))
    if instrument.key not in network_ctx.by_itself:
        return Skip("the network no longer wants it by itself")
    every = await rows.rounds(occasion.session, network_ctx.network.id)
    known = [each for each in every if each.instrument_key == instrument.key]
    if any(each.half_year == half_year.key for each in known):
        return Skip("the half-year has had its self-assessment")
    if any(each.status == "open" for each in known):
        return Skip("another self-assessment is still open")
    if await rests_until(occasion.session, network_ctx.network.id, instrument.key, occasion.now):
        return Skip("the results before are too fresh: the difference would tell on who came or went")
    window = default_window(network_ctx.calendar, half_year, network_ctx.network.assessment_dates)
    if window is None:
        return Skip("the calendar no longer has that half-year")
    if _too_late(network_ctx, window) <= occasion.now:
        return await tell_missed(occasion, half_year, instrument)
    closes_at = closing_moment(network_ctx, window.closes)
    await open_round(
        occasion.session,
        network_ctx,
        instrument,
        half_year=half_year.key,
        closes_at=closes_at,
        now=occasion.now,
        tell_at=network_ctx.next_post(occasion.now),
    )
    return None


async def fire_remind(occasion: OccasionContext) -> Skip | None:
    """Remind each rater who has not finished.

    Whether somebody has finished is looked at when the reminder would go out, and not recorded: a row for those alone
    who have not would tell who has.
    """
    round_id = occasion.due.data.get("round")
    if round_id is None:
        return Skip("that self-assessment was not open")
    network = occasion.network_ctx.network
    found = await rows.round_of(occasion.session, network.workspace_id, int(round_id))
    people = await raters_of(occasion.session, found)
    for user_id in people:
        post_to_people(
            occasion.session,
            network,
            "assessments.remind",
            {"round": round_id},
            [user_id],
            now=occasion.now,
            due_at=occasion.network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None if people else Skip("nobody was there to rate")


async def fire_close(occasion: OccasionContext) -> Skip | None:
    """Count and delete, see close_round. The key names the day: with more time, the round closes on its new one."""
    round_id = occasion.due.data.get("round")
    if round_id is None:
        return Skip("that self-assessment was not open")
    closed = await close_round(occasion.session, occasion.network_ctx, round_id, occasion.now)
    return None if closed else Skip("it was closed already, or stays open longer")


async def fire_tell(occasion: OccasionContext) -> Skip | None:
    found = await rows.lock_round(occasion.session, int(occasion.due.data["round"]))
    if found is None or not found.untold:
        return Skip("the channel has heard of it already")
    tell_channel(occasion.session, occasion.network_ctx, found, occasion.now)
    return None


PLANNERS: list[Planner] = [Where(rows.ANY_UNFINISHED, plan_rounds), plan_windows]
FIRES: dict[str, Fire] = {
    OPEN: fire_open,
    REMIND: fire_remind,
    CLOSE: fire_close,
    TELL: fire_tell,
}
