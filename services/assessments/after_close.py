"""What falls due by itself once a round has closed: agreeing on levels, confirming them, and rating again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.levels import AGREE_FOR, CONFIRM_WITHIN, REMIND_BEFORE
from prompts.catalog import say
from services.assessments.levels import first_word_today, remind_to_confirm, settle
from services.assessments.occasions import A_MOMENT, NEVER_TOO_LATE, first_of_each, told_apart
from services.assessments.rounds import (
    instrument_of,
    raters_of,
    settles_at,
)
from services.assessments.second_pass import AGAIN_REMIND, close_pass
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.leaders import chair_and_seils
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each, shared
from storage import assessments as rows
from storage import levels as level_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound, SecondPass

AGREE_REMIND, SETTLE = "assessments.agree_remind", "assessments.settle"
AGAIN_CLOSE, CONFIRM_REMIND = "assessments.again_close", "assessments.confirm_remind"
SETTLE_LATE = timedelta(weeks=2)


async def plan_after_close(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """The time to agree in, of the newest round of each instrument that is not yet told of, and what is rated again."""
    rounds = await shared(session, rows.rounds, network_ctx.network.id)
    newest_first = sorted(rounds, key=lambda round_: round_.opens_at, reverse=True)
    settling = first_of_each([each for each in newest_first if each.status == "revealed" and each.settled_at is None])
    again = await shared(session, pass_rows.open_passes, network_ctx.network.id) if settling else []

    def agreeing(found: AssessmentRound) -> list[Due]:
        return told_apart(network_ctx, instrument_of(found), _settling(network_ctx, found))

    return [
        *of_each(settling, agreeing),
        *of_each(await _proposed(session, settling), lambda each: [_confirming(network_ctx, *each)]),
        *of_each(again, lambda found: [_close_of_pass(network_ctx, found, since)]),
        *of_each(again, lambda found: _reminder_of_pass(network_ctx, found)),
    ]


def _close_of_pass(network_ctx: NetworkContext, again: SecondPass, since: datetime) -> Due:
    """As with a round, one that was missed for long is due at once."""
    at, day = max(again.closes_at, since + A_MOMENT), local_day(again.closes_at, network_ctx.zone)
    what, data = str(say("assessments.agenda_again_close")), {"pass": again.id}
    return Due(AGAIN_CLOSE, f"again-{again.id}:{day.isoformat()}", at, at + NEVER_TOO_LATE, what, data, always=True)


def _reminder_of_pass(network_ctx: NetworkContext, again: SecondPass) -> list[Due]:
    """On the morning of the last day, unless it was asked for on that day."""
    opens, closes = (local_day(moment, network_ctx.zone) for moment in (again.opens_at, again.closes_at))
    if closes <= opens:
        return []
    at = local_moment(closes, network_ctx.network.posting_time, network_ctx.zone)
    what, data = str(say("assessments.agenda_again_remind")), {"pass": again.id}
    return [Due(AGAIN_REMIND, f"again-{again.id}:{closes.isoformat()}", at, again.closes_at, what, data)]


def _settling(network_ctx: NetworkContext, round_: AssessmentRound) -> list[Due]:
    """The end of the time to agree levels in, and reminders before it: a week before, and the school day before."""
    ends = settles_at(network_ctx, round_)
    week_before = network_ctx.next_post((round_.closed_at or round_.closes_at) + AGREE_FOR - REMIND_BEFORE)
    last = network_ctx.calendar.previous_school_day(local_day(ends, network_ctx.zone))
    day_before = local_moment(last, network_ctx.network.posting_time, network_ctx.zone)
    key, data = f"assessment-{round_.id}", {"round": round_.id}
    what = str(say("assessments.agenda_agree_remind"))
    due = [Due(SETTLE, key, ends, ends + SETTLE_LATE, str(say("assessments.agenda_settle")), data)]
    if week_before < day_before:
        due.append(Due(AGREE_REMIND, key, week_before, day_before - A_MOMENT, what, data))
    due.append(Due(AGREE_REMIND, f"{key}:last", day_before, ends - A_MOMENT, what, data))
    return due


async def _proposed(session: AsyncSession, rounds: Sequence[AssessmentRound]) -> list[tuple[AssessmentRound, datetime]]:
    """Those of the rounds in which a proposal waits, with when the newest was made."""
    found = []
    for round_ in rounds:
        newest = await shared(session, level_rows.newest_waiting, round_.id)
        if newest is not None:
            found.append((round_, newest))
    return found


def _confirming(network_ctx: NetworkContext, round_: AssessmentRound, proposed_at: datetime) -> Due:
    """A reminder to whoever may confirm, in case they have forgotten or have followed somebody who was told."""
    day = network_ctx.calendar.add_school_days(
        network_ctx.calendar.next_school_day(local_day(proposed_at, network_ctx.zone)), CONFIRM_WITHIN
    )
    at = local_moment(day, network_ctx.network.posting_time, network_ctx.zone)
    key, what = f"assessment-{round_.id}:{day.isoformat()}", str(say("assessments.agenda_confirm"))
    return Due(CONFIRM_REMIND, key, at, at + timedelta(days=1), what, {"round": round_.id})


async def fire_agree_remind(occasion: OccasionContext) -> Skip | None:
    network_ctx, round_id = occasion.network_ctx, int(occasion.due.data["round"])
    found = await rows.round_of(occasion.session, network_ctx.network.workspace_id, round_id)
    people = await chair_and_seils(occasion.session, network_ctx.network.id)
    for person in people:
        if not await first_word_today(occasion.session, network_ctx, found, person, occasion.now):
            continue
        post_to_people(
            occasion.session,
            network_ctx.network,
            AGREE_REMIND,
            {"round": round_id},
            [person],
            now=occasion.now,
            due_at=network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None if people else Skip("nobody is there to agree")


async def fire_confirm_remind(occasion: OccasionContext) -> Skip | None:
    network_ctx, round_id = occasion.network_ctx, int(occasion.due.data["round"])
    found = await rows.round_of(occasion.session, network_ctx.network.workspace_id, round_id)
    told = await remind_to_confirm(occasion.session, network_ctx, found, occasion.now)
    return None if told else Skip("nothing waits to be confirmed")


async def fire_settle(occasion: OccasionContext) -> Skip | None:
    """Tell what was agreed; for the rest the medians stand."""
    found = await rows.lock_round(occasion.session, int(occasion.due.data["round"]))
    if found is None or found.status != "revealed" or found.settled_at is not None:
        return Skip("it was told already")
    await settle(occasion.session, occasion.network_ctx, found, occasion.now)
    return None


async def fire_again_remind(occasion: OccasionContext) -> Skip | None:
    """Remind each rater who has not finished; who has is looked at when the reminder goes out, see fire_remind."""
    again = await pass_rows.lock_pass(occasion.session, int(occasion.due.data["pass"]))
    if again is None or again.status != "open":
        return Skip("nothing is rated again any more")
    for person in await raters_of(occasion.session, again):
        post_to_people(
            occasion.session,
            occasion.network_ctx.network,
            AGAIN_REMIND,
            {"round": again.round_id},
            [person],
            now=occasion.now,
            due_at=occasion.network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None


async def fire_again_close(occasion: OccasionContext) -> Skip | None:
    pass_id = int(occasion.due.data["pass"])
    closed = await close_pass(occasion.session, occasion.network_ctx, pass_id, occasion.now)
    return None if closed else Skip("it was closed already")


PLANNERS: list[Planner] = [Where(rows.ANY_UNSETTLED, plan_after_close)]
FIRES: dict[str, Fire] = {
    AGREE_REMIND: fire_agree_remind,
    CONFIRM_REMIND: fire_confirm_remind,
    SETTLE: fire_settle,
    AGAIN_REMIND: fire_again_remind,
    AGAIN_CLOSE: fire_again_close,
}
