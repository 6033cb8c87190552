"""What falls due of introductions: closing one that did not come about, asking whether they met, telling the SEIL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.introductions import About, Outcome, change_day, closing_moment, follow_up_day, silence_day
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.introductions.posts import CLOSE, FOLLOW_UP, REPORTED, SILENT, TELL
from services.introductions.reports import KINDS, ask_both, reported
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each
from storage import introductions as rows
from storage import networks as network_rows
from storage.models.introductions import Introduction

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
        if found.outcome == Outcome.MET:
            yield from _afterwards(found, found.outcome_at, network_ctx)
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


def _afterwards(found: Introduction, met_said_at: datetime, network_ctx: NetworkContext) -> Iterator[Due]:
    """The two are asked how it was as soon as they say that they have met; this is what comes after."""

    def told(about: About, asked_on: date) -> Due:
        at = _posting(silence_day(asked_on, network_ctx.calendar), network_ctx)
        return _due(found, REPORTED, at, "The SEIL hears how it went, if the two said so", outcome=about)

    yield told(About.USEFUL, local_day(met_said_at, network_ctx.zone))
    day = change_day(met_said_at, network_ctx.calendar, network_ctx.zone)
    what = "Two people who have met are asked whether it changed anything"
    yield _due(found, KINDS[About.CHANGED], _posting(day, network_ctx), what)
    yield told(About.CHANGED, day)


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


async def fire_changed(occasion: OccasionContext) -> Skip | None:
    """Ask each of the two alone whether it changed anything, while there is a SEIL to hear it."""
    found = await _introduction(occasion)
    if found.outcome != Outcome.MET:
        return Skip("they have not met")
    if found.seil_id not in await network_rows.people_with_role(occasion.session, found.network_id, "seil"):
        return Skip("no longer the SEIL of these people")
    await ask_both(occasion.session, found, occasion.network_ctx, About.CHANGED, occasion.now)
    return None


async def fire_reported(occasion: OccasionContext) -> Skip | None:
    """Tell the SEIL how it went, where the two said so."""
    found = await _introduction(occasion)
    about = str(occasion.due.data["outcome"])
    if found.outcome != Outcome.MET or await reported(occasion.session, found, about) is None:
        return Skip("nothing was said")
    payload = {"introduction": found.id, "about": about}
    network_ctx = occasion.network_ctx
    at = network_ctx.next_post(occasion.now)
    post_to_people(
        occasion.session, network_ctx.network, REPORTED, payload, [found.seil_id], now=occasion.now, due_at=at
    )
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


PLANNERS: list[Planner] = [Where(rows.any_under_way(FOLLOWED_FOR), plan)]
FIRES: dict[str, Fire] = {
    CLOSE: fire_close,
    FOLLOW_UP: fire_follow_up,
    TELL: fire_tell,
    SILENT: fire_silent,
    KINDS[About.CHANGED]: fire_changed,
    REPORTED: fire_reported,
}
