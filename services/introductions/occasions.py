"""What falls due of introductions: closing one that did not come about, asking whether they met, telling the SEIL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.introductions import closing_moment, follow_up_day, silence_day
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.introductions.posts import CLOSE, FOLLOW_UP, SILENT, TELL
from services.schedule import Due, Fire, OccasionContext, Planner, of_each
from storage import introductions as rows
from storage.models import Introduction

FOLLOWED_FOR = timedelta(days=180)
"""How long after an introduction what the two say is still passed on."""
STILL_USEFUL = timedelta(days=30)
A_MOMENT = timedelta(seconds=1)
NEVER_TOO_LATE = timedelta(days=3650)
"""However long the bot was away, what the two answered is forgotten as soon as it is back."""


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """The end of each that is being asked, and what each that came about has coming."""
    under_way = await rows.under_way_in(session, network_ctx.network.id, since - FOLLOWED_FOR)
    asking = [found for found in under_way if found.status == "asking"]
    closing = of_each(asking, lambda found: [_closing(found, since)])
    return [*closing, *of_each(under_way, lambda found: _dues(found, network_ctx))]


def _closing(found: Introduction, since: datetime) -> Due:
    """On its day, whatever the channel; one that was missed is due at once."""
    return Due(
        CLOSE,
        f"introduction-{found.id}",
        max(found.closes_at, since + A_MOMENT),
        found.closes_at + NEVER_TOO_LATE,
        "An introduction ends, unless both have said yes",
        {"introduction": found.id, "outcome": ""},
        always=True,
    )


def _dues(found: Introduction, network_ctx: NetworkContext) -> Iterator[Due]:
    if found.introduced_at is None:
        return
    if found.outcome and found.outcome_at is not None:
        at = closing_moment(
            local_day(found.outcome_at, network_ctx.zone),
            network_ctx.calendar,
            network_ctx.network.posting_time,
            network_ctx.zone,
        )
        yield _due(found, TELL, at, "The SEIL hears whether two people have met", outcome=found.outcome)
        return
    if found.followed_up_at is None:
        day = follow_up_day(found.introduced_at, network_ctx.calendar, network_ctx.zone)
        yield _due(
            found,
            FOLLOW_UP,
            _posting(day, network_ctx),
            "Two people who were introduced are asked whether they have met",
        )
        return
    day = silence_day(local_day(found.followed_up_at, network_ctx.zone), network_ctx.calendar)
    yield _due(
        found, SILENT, _posting(day, network_ctx), "The SEIL hears it, if two people have not said whether they met"
    )


def _posting(day: date, network_ctx: NetworkContext) -> datetime:
    return local_moment(day, network_ctx.network.posting_time, network_ctx.zone)


def _due(found: Introduction, kind: str, at: datetime, what: str, outcome: str = "") -> Due:
    return Due(
        kind=kind,
        key=f"introduction-{found.id}:{outcome}" if outcome else f"introduction-{found.id}",
        at=at,
        expires_at=at + STILL_USEFUL,
        what=what,
        data={"introduction": found.id, "outcome": outcome},
    )


async def fire_close(occasion: OccasionContext) -> Skip | None:
    """Close it, forget who answered what, and tell the SEIL."""
    found = await _introduction(occasion)
    if found.status != "asking" or found.closes_at > occasion.now:
        return Skip("no longer being asked")
    found.status, found.first_answer, found.second_answer = "closed", "", ""
    _post(occasion, found, CLOSE, [found.seil_id])
    return None


async def fire_follow_up(occasion: OccasionContext) -> Skip | None:
    """Ask the two, in the conversation in which they were introduced."""
    found = await _introduction(occasion)
    if found.status != "introduced" or found.outcome:
        return Skip("nothing to ask")
    found.followed_up_at = _post(occasion, found, FOLLOW_UP, [found.first_id, found.second_id, found.seil_id])
    return None


async def fire_tell(occasion: OccasionContext) -> Skip | None:
    """Tell the SEIL what the two said."""
    found = await _introduction(occasion)
    if found.outcome != occasion.due.data["outcome"]:
        return Skip("they have said something else since")
    _post(occasion, found, TELL, [found.seil_id])
    return None


async def fire_silent(occasion: OccasionContext) -> Skip | None:
    """Tell the SEIL that the two have not said anything."""
    found = await _introduction(occasion)
    if found.outcome:
        return Skip("they have said something")
    _post(occasion, found, SILENT, [found.seil_id])
    return None


async def _introduction(occasion: OccasionContext) -> Introduction:
    return await rows.by_id(
        occasion.session, occasion.network_ctx.network.workspace_id, int(occasion.due.data["introduction"])
    )


def _post(occasion: OccasionContext, found: Introduction, kind: str, people: list[str]) -> datetime:
    """Say it at once in posting hours, else at the next; returns when."""
    network_ctx = occasion.network_ctx
    at = network_ctx.next_post(occasion.now)
    post_to_people(
        occasion.session, network_ctx.network, kind, {"introduction": found.id}, people, now=occasion.now, due_at=at
    )
    return at


PLANNERS: list[Planner] = [plan]
FIRES: dict[str, Fire] = {
    CLOSE: fire_close,
    FOLLOW_UP: fire_follow_up,
    TELL: fire_tell,
    SILENT: fire_silent,
}
