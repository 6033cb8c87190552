"""Gates in SQL: how fast each kind of call may go in a workspace, and whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ScalarSelect, Select, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rate_limits import TokenBucket
from storage.inserting import insert_into, table_of
from storage.models import Gate, Lane, Workspace
from storage.models.base import moment

POST, UPDATE, FILE, OPEN, LOOK_UP = "post", "update", "file", "open", "look_up"
"""What goes through a gate: posting, changing a post, sharing a file, opening a group conversation, searching."""
DELETE = "delete"
"""Taking a message away that stands twice; it goes through the gate of changes."""
REPEATABLE = (UPDATE, DELETE)
"""What does no harm when it is done twice."""
TEAMS = "teams"

PACES = {
    POST: TokenBucket(295, 295),
    UPDATE: TokenBucket(48, 48),
    FILE: TokenBucket(96, 96),
    OPEN: TokenBucket(48, 48),
    LOOK_UP: TokenBucket(48, 48),
}
"""A little under what Slack takes in a workspace (300 posts, 50 calls of tier 3, 100 of tier 4 a minute), since
calls bunch up on their way. Where Slack still says 429, the gate is held and its bucket counts as empty."""

TEAMS_PACES = {
    POST: TokenBucket(1740, 1),
    UPDATE: TokenBucket(600, 2),
    FILE: TokenBucket(600, 2),
    OPEN: TokenBucket(600, 2),
    LOOK_UP: TokenBucket(600, 2),
}
"""Teams takes 30 calls a second from a bot in a tenant, of whatever kind (its newer pages say 50): 29, evenly.
Every call counts at the gate of posts, beside its own."""
CONVERSATION_PACES = {TEAMS: timedelta(seconds=2)}
"""From one message in a conversation to the next. Teams takes 7 in 1 second, 8 in 2, 60 in 30 and 1,800 in an hour."""
CONVERSATION_PACE = timedelta(seconds=1)
"""In other chats: Slack takes about one post a second in a channel."""

SLOWED_LOOK_UP = TokenBucket(1, 1)
"""For an app that is given to other workspaces outside Slack's marketplace."""


async def ensure(session: AsyncSession, workspace_ids: Collection[int], now: datetime) -> None:
    """Let each workspace have its gates; those that it has stay as they are, and are not locked."""
    have = set((await session.scalars(_WITH_GATES, {"workspaces": list(workspace_ids)})).all())
    lacking = sorted(set(workspace_ids) - have)
    if lacking:
        found = await session.scalars(select(Workspace).where(Workspace.id.in_(lacking)))
        chats = {workspace.id: workspace.chat for workspace in found}
        rows = [
            {"workspace_id": workspace_id, "name": name, "open_at": now, "turn": 0, "chat": chats[workspace_id]}
            for workspace_id in lacking
            for name in PACES
        ]
        await session.execute(insert_into(session, Gate).values(rows).on_conflict_do_nothing())


async def lock_next(session: AsyncSession, now: datetime, passed: Collection[int] = (), *, wait: bool) -> Gate | None:
    """The open gate with a lane ready before it that has waited longest for its turn, locked; or None.

    passed: ids of gates not to look at. wait: for whoever holds it now, a moment; otherwise it is left out. Whoever
    holds one gate must not wait for another, or two could wait for each other.
    """
    return await session.scalar(_next(wait=wait), {"now": now, "passed": list(passed)})


async def pass_through(
    session: AsyncSession, gate: Gate, now: datetime, look_up_pace: TokenBucket, *, posts: int = 0
) -> None:
    """Count one call, and let the others have their turns first.

    look_up_pace: that of searching, in Slack. posts: how many more calls count at the gate of posts.
    """
    pace = look_up_pace if gate.name == LOOK_UP and gate.chat != TEAMS else _paces(gate.chat)[gate.name]
    calls = 1 + posts if gate.name == POST else 1
    spent, opens = pace.after_call(gate.spent_until, now, calls)
    await session.execute(_PASS, {"gate_id": gate.id, "spent": spent, "opens": opens})
    if posts and gate.name != POST:
        await _count_posts(session, gate.workspace_id, posts, now)


async def _count_posts(session: AsyncSession, workspace_id: int, posts: int, now: datetime) -> None:
    """Count posts that passed another gate first. Locks the gate of posts, so it comes after that other one."""
    gate = await session.scalar(
        select(Gate)
        .where(Gate.workspace_id == workspace_id, Gate.name == POST)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if gate is not None:
        gate.spent_until, open_at = _paces(gate.chat)[POST].after_call(gate.spent_until, now, posts)
        gate.open_at = max(gate.open_at, open_at)


def conversation_pace(chat: str) -> timedelta:
    """How long a conversation has to wait after a message."""
    return CONVERSATION_PACES.get(chat, CONVERSATION_PACE)


def _paces(chat: str) -> Mapping[str, TokenBucket]:
    return TEAMS_PACES if chat == TEAMS else PACES


async def hold_all(session: AsyncSession, workspace_id: int, until: datetime) -> None:
    """Let nothing of the workspace pass before `until`."""
    for name in PACES:
        await hold(session, workspace_id, name, until)


async def hold(session: AsyncSession, workspace_id: int, name: str, until: datetime) -> None:
    """Let nothing pass before `until`: the chat asked us to wait. After that calls go one by one for a while."""
    this = (Gate.workspace_id == workspace_id, Gate.name == name)
    chat = await session.scalar(select(Gate.chat).where(*this))
    spent = _paces(chat or "")[name].emptied(until)
    await session.execute(
        update(Gate)
        .where(*this)
        .values(
            open_at=case((Gate.open_at > until, Gate.open_at), else_=moment(until)),
            spent_until=case((Gate.spent_until > spent, Gate.spent_until), else_=moment(spent)),
        )
    )


async def next_passage(session: AsyncSession) -> datetime | None:
    """When something may pass a gate again, or None where nothing waits. Looks at one lane a gate."""
    return await session.scalar(NEXT_PASSAGE)


def _workspaces_that_wait() -> Select[int]:
    """The workspaces of which anything waits, one step into the index for each; those where nothing does cost nothing.

    A recursive query, since no database here skips from one value of an index to the next by itself:
    https://wiki.postgresql.org/wiki/Loose_indexscan
    """
    waits = Lane.ready_at.is_not(None)
    first = select(func.min(Lane.workspace_id).label("id")).where(waits).cte("waiting", recursive=True)
    following = select(func.min(Lane.workspace_id)).where(waits, Lane.workspace_id > first.c.id).scalar_subquery()
    every = first.union_all(select(following).where(first.c.id.is_not(None)))
    return select(every.c.id).where(every.c.id.is_not(None))


def _first_ready() -> ScalarSelect[datetime | None]:
    """When the first lane before a gate is ready. As a minimum it is one step into the index; EXISTS reads them all."""
    return (
        select(func.min(Lane.ready_at))
        .where(Lane.workspace_id == Gate.workspace_id, Lane.gate == Gate.name, Lane.ready_at.is_not(None))
        .scalar_subquery()
    )


@cache
def _next(*, wait: bool) -> Select[Gate]:
    return (
        select(Gate)
        .where(
            Gate.workspace_id.in_(_workspaces_that_wait()),
            Gate.open_at <= bindparam("now"),
            Gate.id.not_in(bindparam("passed", expanding=True)),
            _first_ready() <= bindparam("now"),
        )
        .order_by(Gate.turn, Gate.id)
        .limit(1)
        .with_for_update(skip_locked=not wait)
        .execution_options(populate_existing=True)
    )


# Made once, since making a statement costs more than asking it.
_WITH_GATES = select(Gate.workspace_id).where(Gate.workspace_id.in_(bindparam("workspaces", expanding=True))).distinct()
_GATE = table_of(Gate).c
_PASS = (
    update(table_of(Gate))
    .where(_GATE.id == bindparam("gate_id"))
    .values(
        spent_until=bindparam("spent"),
        open_at=bindparam("opens"),
        turn=select(func.max(_GATE.turn)).scalar_subquery() + 1,
    )
)


def _next_passage() -> Select[datetime | None]:
    waiting = select(Gate.open_at, _first_ready().label("ready_at")).where(
        Gate.workspace_id.in_(_workspaces_that_wait())
    )
    at = waiting.subquery().c
    return select(func.min(case((at.open_at > at.ready_at, at.open_at), else_=at.ready_at)))


NEXT_PASSAGE = _next_passage()
