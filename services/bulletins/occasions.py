"""A notice goes out in each of its networks on its day, once; and one that nobody has decided on is brought up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import CopyStatus, Status
from domain.calendar import local_moment
from services.bulletins.answering import answerers, tell_answerer
from services.bulletins.posts import MEANING, POSTED, TO_APPROVE, UNDECIDED
from services.bulletins.reading import STILL_NEWS, home_of
from services.context import AppContext, NetworkContext, context_of
from services.delivery.engine import Skip
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each
from storage import bulletins as rows
from storage.models.bulletins import Bulletin, BulletinCopy

LAPSED = "bulletins.lapsed"
LEFT = "bulletins.left"
A_MOMENT = timedelta(seconds=1)
NEVER_TOO_LATE = timedelta(days=3650)


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """What waits to go out here."""
    found = await rows.waiting_in(session, [network_ctx.network.id])
    return of_each([copy for copy, _ in found], lambda copy: _posting(copy, network_ctx, since))


def _posting(copy: BulletinCopy, network_ctx: NetworkContext, since: datetime) -> Iterator[Due]:
    at = local_moment(copy.due_on, network_ctx.network.posting_time, network_ctx.zone)
    what = "A notice from the department goes to the channel"
    yield Due(POSTED, f"copy-{copy.id}", at, at + STILL_NEWS, what, {"copy": copy.id})
    late = max(at + STILL_NEWS, since + A_MOMENT)
    what = "A notice that could not go out in time counts as not arrived"
    yield Due(LAPSED, f"copy-{copy.id}", late, late + NEVER_TOO_LATE, what, {"copy": copy.id}, always=True)


async def plan_undecided(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """On the day for which it was meant, beside the network in whose hours its author is written to."""
    network = network_ctx.network
    found = [
        each
        for each in await rows.undecided(session, network.workspace_id, network.id)
        if await home_of(session, network.workspace_id, each.author_id) == network.id
    ]
    return of_each(found, lambda bulletin: [_undecided(bulletin, network_ctx)])


def _undecided(bulletin: Bulletin, network_ctx: NetworkContext) -> Due:
    at = local_moment(
        network_ctx.calendar.next_school_day(bulletin.goes_on), network_ctx.network.posting_time, network_ctx.zone
    )
    key, what = f"bulletin-{bulletin.id}:{bulletin.goes_on}", "A notice that nobody has decided on is brought up"
    return Due(UNDECIDED, key, at, at + STILL_NEWS, what, {"bulletin": bulletin.id})


async def fire_undecided(occasion: OccasionContext) -> Skip | None:
    """Once: the second person is asked once more, and the author hears so, who can take it back."""
    session, network, now = occasion.session, occasion.network_ctx.network, occasion.now
    found = await rows.by_id(session, network.workspace_id, int(occasion.due.data["bulletin"]))
    if found.status != Status.PROPOSED:
        return Skip(f"it is {found.status} by now")
    payload, at = {"bulletin": found.id}, occasion.network_ctx.next_post(now)
    post_to_people(session, network, UNDECIDED, payload, [found.author_id], now=now, due_at=at)
    if home := await home_of(session, network.workspace_id, found.approver_id):
        there = await context_of(occasion.app, session, network.workspace_id, home)
        post_to_people(
            session, there.network, TO_APPROVE, payload, [found.approver_id], now=now, due_at=there.next_post(now)
        )
    return None


async def plan_left(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Questions of the network to notices whose author and approver have both left."""
    return of_each(await rows.asked_of_nobody(session, network_ctx.network.id), lambda one: [_left(network_ctx, *one)])


def _left(network_ctx: NetworkContext, bulletin_id: int, left_at: datetime) -> Due:
    at, what = network_ctx.next_post(left_at), "Questions to a notice go to whoever may write to the network now"
    key = f"bulletin-{bulletin_id}:{left_at.isoformat()}"
    return Due(LEFT, key, at, at + STILL_NEWS, what, {"bulletin": bulletin_id})


async def fire_left(occasion: OccasionContext) -> Skip | None:
    """Whoever answers from now on hears of it, once a day however many networks ask."""
    session, network = occasion.session, occasion.network_ctx.network
    found = await rows.by_id(session, network.workspace_id, int(occasion.due.data["bulletin"]))
    if found.id not in dict(await rows.asked_of_nobody(session, network.id)):
        return Skip("nothing waits, or somebody answers")
    people = await answerers(occasion.app, session, found, network)
    for person in people:
        await tell_answerer(occasion.app, session, found, person, occasion.now, lock=False)
    return None if people else Skip("nobody may write to the network")


async def fire_lapsed(occasion: OccasionContext) -> Skip | None:
    """The network stood still for too long: it is told as one that was not reached."""
    session, network = occasion.session, occasion.network_ctx.network
    copy = await rows.copy_by_id(session, network.workspace_id, int(occasion.due.data["copy"]))
    if copy.status != CopyStatus.WAITING:
        return Skip(f"it is {copy.status} by now")
    copy.status = CopyStatus.UNREACHED
    await settle_posts(session, network, (MEANING,), "copy", copy.id, now=occasion.now)
    return None


async def fire_posting(occasion: OccasionContext) -> Skip | None:
    """Post it, and take the SEIL's buttons away."""
    network_ctx, session, now = occasion.network_ctx, occasion.session, occasion.now
    network = network_ctx.network
    copy = await rows.copy_by_id(session, network.workspace_id, int(occasion.due.data["copy"]))
    bulletin = await rows.by_id(session, network.workspace_id, copy.bulletin_id)
    if bulletin.status != Status.APPROVED or copy.status != CopyStatus.WAITING:
        return Skip(f"it is {bulletin.status} by now")
    posted = post_in_channel(
        session,
        network,
        POSTED,
        {"copy": copy.id},
        now=now,
        due_at=network_ctx.next_post(now),
        expires_at=occasion.due.expires_at,
    )
    copy.status, copy.sent_at = (CopyStatus.SENT, now) if posted is not None else (CopyStatus.UNREACHED, None)
    await settle_posts(session, network, (MEANING,), "copy", copy.id, now=now)
    return None if posted is not None else Skip("the network has no channel")


PLANNERS: list[Planner] = [
    Where(rows.ANY_WAITING, plan),
    Where(rows.ANY_UNDECIDED, plan_undecided),
    Where(rows.ANY_UNANSWERED, plan_left),
]
FIRES: dict[str, Fire] = {POSTED: fire_posting, LAPSED: fire_lapsed, UNDECIDED: fire_undecided, LEFT: fire_left}
