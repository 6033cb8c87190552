"""Actions in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Exists, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage import coming
from storage.models.actions import Action
from storage.models.base import Moment

PULSE = "pulse"
"""The source of an action that was made of a pulse check's result."""


ANY_OPEN = coming.any_of(Action.network_id == coming.NETWORK, Action.status == "open")


def any_done_of_pulses(lately: timedelta) -> Exists:
    """For planners: something was done of a pulse check's result, so long before the stretch at most."""
    return coming.any_of(
        Action.network_id == coming.NETWORK,
        Action.source == PULSE,
        Action.status == "done",
        Action.done_at >= coming.since(-lately),
    )


async def by_id(session: AsyncSession, workspace_id: int, action_id: int, *, lock: bool = False) -> Action:
    """The action, locked until the transaction ends where asked. Raises Gone where there is none."""
    query = select(Action).where(Action.id == action_id, Action.workspace_id == workspace_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise Gone("actions.gone")
    return found


async def open_in(session: AsyncSession, network_id: int) -> Sequence[Action]:
    """The network's open actions, the one due first at the top."""
    return (await session.scalars(_OPEN, {"network": network_id})).all()


async def of_source(session: AsyncSession, source: str, source_id: int) -> Sequence[Action]:
    """The actions that came out of one thing, in order of id."""
    query = select(Action).where(Action.source == source, Action.source_id == source_id)
    return (await session.scalars(query.order_by(Action.id))).all()


# Made once, since making a statement costs more than asking it.
_OPEN = (
    select(Action)
    .where(Action.network_id == bindparam("network"), Action.status == "open")
    .order_by(Action.due_on, Action.id)
)


async def page(
    session: AsyncSession, network_id: int, first_for: str, offset: int, most: int, due_from: date | None = None
) -> tuple[Sequence[Action], int, int]:
    """At most `most` open actions from `offset` on, how many there are, and how many were left out.

    Those of `first_for` come first. due_from: others' that were due before that day are left out.
    """
    of_network = [Action.network_id == network_id, Action.status == "open"]
    left_out = 0
    if due_from is not None:
        overdue = (Action.due_on < due_from) & (Action.owner_id != first_for)
        left_out = await session.scalar(select(func.count()).select_from(Action).where(*of_network, overdue)) or 0
        of_network.append(~overdue)
    total = await session.scalar(select(func.count()).select_from(Action).where(*of_network)) or 0
    query = (
        select(Action)
        .where(*of_network)
        .order_by(case((Action.owner_id == first_for, 0), else_=1), Action.due_on, Action.id)
        .offset(offset)
        .limit(most)
    )
    return (await session.scalars(query)).all(), total, left_out


async def of_owner(session: AsyncSession, network_ids: Sequence[int], owner_id: str) -> Sequence[Action]:
    """One person's open actions in these networks, the one due first at the top."""
    query = select(Action).where(
        Action.network_id.in_(network_ids), Action.owner_id == owner_id, Action.status == "open"
    )
    return (await session.scalars(query.order_by(Action.due_on, Action.id))).all()


async def due_before(session: AsyncSession, network_ids: Sequence[int], day: date) -> list[tuple[int, str, date, str]]:
    """The open actions of several networks that were due before that day: network, owner, due date and what it is."""
    found = await session.execute(_DUE_BEFORE, {"networks": list(network_ids), "day": day})
    return [(row.network_id, row.owner_id, row.due_on, row.what) for row in found]


# Made once, since making a statement costs more than asking it.
_DUE_BEFORE = (
    select(Action.network_id, Action.owner_id, Action.due_on, Action.what)
    .where(
        Action.network_id.in_(bindparam("networks", expanding=True)),
        Action.status == "open",
        Action.due_on < bindparam("day"),
    )
    .order_by(Action.due_on, Action.id)
)


async def open_of_owner_anywhere(session: AsyncSession, workspace_id: int, owner_id: str) -> Sequence[Action]:
    """One person's open actions in all their networks, locked in a fixed order until the transaction ends."""
    query = (
        select(Action)
        .where(Action.workspace_id == workspace_id, Action.owner_id == owner_id, Action.status == "open")
        .order_by(Action.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def was_nudged_on(session: AsyncSession, workspace_id: int, owner_id: str, day: date) -> bool:
    """Whether the person has had a reminder on that day, in whichever network."""
    query = select(Action.id).where(
        Action.workspace_id == workspace_id, Action.owner_id == owner_id, Action.last_nudge_on == day
    )
    return await session.scalar(query.limit(1)) is not None


async def of_ids(
    session: AsyncSession, workspace_id: int, owner_id: str, action_ids: Sequence[int]
) -> Sequence[Action]:
    """Those of the actions that this person owns, the one due first at the top."""
    query = select(Action).where(
        Action.workspace_id == workspace_id, Action.owner_id == owner_id, Action.id.in_(action_ids)
    )
    return (await session.scalars(query.order_by(Action.due_on, Action.id))).all()


async def given_together(session: AsyncSession, action: Action) -> Sequence[Action]:
    """The actions that came to the same owner out of the same meeting or visit at the same moment."""
    query = select(Action).where(
        Action.network_id == action.network_id,
        Action.owner_id == action.owner_id,
        Action.created_by == action.created_by,
        Action.created_at == action.created_at,
        Action.source == action.source,
        Action.source_id == action.source_id,
    )
    return (await session.scalars(query.order_by(Action.due_on, Action.id))).all()


async def settled_of_pulses(session: AsyncSession, network_id: int, since: datetime) -> dict[int, datetime]:
    """The pulses of which actions were made that are all done or dropped by now, and when the last was done, where that
    was at `since` or later; by the pulse's id."""
    rows = await session.execute(_SETTLED, {"network": network_id, "since": since})
    return {pulse: at for pulse, at in rows if pulse is not None and at is not None}


# Made once, since making a statement costs more than asking it.
_DONE_AT = func.max(case((Action.status == "done", Action.done_at)))
_SETTLED = (
    select(Action.source_id, _DONE_AT)
    .where(Action.network_id == bindparam("network"), Action.source == PULSE)
    .group_by(Action.source_id)
    .having(func.sum(case((Action.status == "open", 1), else_=0)) == 0, bindparam("since", type_=Moment()) <= _DONE_AT)
)


async def done_of_pulse(session: AsyncSession, network_id: int, pulse_id: int) -> Sequence[Action]:
    """What was done of the actions that were made of a pulse's result, the oldest first."""
    query = select(Action).where(
        Action.network_id == network_id,
        Action.source == PULSE,
        Action.source_id == pulse_id,
        Action.status == "done",
    )
    return (await session.scalars(query.order_by(Action.done_at, Action.id))).all()


async def counts(
    session: AsyncSession, network_id: int, today: date, since: datetime, until: datetime
) -> tuple[int, int, int]:
    """How many actions are open, how many of these are overdue, and how many were done in this stretch."""
    of_network = Action.network_id == network_id
    row = (
        await session.execute(
            select(
                func.count().filter(Action.status == "open"),
                func.count().filter(Action.status == "open", Action.due_on < today),
                func.count().filter(Action.status == "done", Action.done_at >= since, Action.done_at < until),
            ).where(of_network)
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])
