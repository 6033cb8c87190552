"""Lanes in SQL: what goes out next in each conversation, and when.

Every change to what waits in a lane is made while its row is locked, so that any number of workers keep its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, and_, bindparam, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import rate_limits as gates
from storage.database import ROUTINE
from storage.inserting import insert_for
from storage.models import Delivery, Lane
from storage.models.delivery import UNFINISHED

OUTGOING = "outgoing"
"""Key in `session.info`: the rows that a transaction has put into the outbox."""
ROWS_AT_ONCE = 500


async def queue_outgoing(session: AsyncSession) -> None:
    """Let the lanes know of the rows that this transaction adds; runs once, at its end.

    Lanes are touched in the order of their keys, so that two transactions never wait for each other.
    """
    added: list[Delivery] = session.info.pop(OUTGOING, [])
    if not added:
        return
    await session.flush()
    earliest: dict[tuple[int, str], Delivery] = {}
    awaited: dict[tuple[int, str], int] = {}
    for row in added:
        key = (row.workspace_id, row.lane)
        known = earliest.get(key)
        if known is None or row.due_at < known.due_at:
            earliest[key] = row
        if row.due_at <= row.created_at and not session.info.get(ROUTINE):
            awaited[key] = max(row.number, awaited.get(key, 0))
    await gates.ensure(session, {row.workspace_id for row in added}, min(row.created_at for row in added))
    fronts = [earliest[key] for key in sorted(earliest)]
    for start in range(0, len(fronts), ROWS_AT_ONCE):
        await _queue(session, fronts[start : start + ROWS_AT_ONCE], awaited)


async def _queue(session: AsyncSession, fronts: list[Delivery], awaited: Mapping[tuple[int, str], int]) -> None:
    """fronts: the earliest new row of each lane. awaited: the last new row that somebody waits for, by lane."""
    rows = [
        {
            "workspace_id": row.workspace_id,
            "name": row.lane,
            "gate": gate_for(row, None),
            "ready_at": row.due_at,
            "begun": False,
            "awaited_up_to": awaited.get((row.workspace_id, row.lane), 0),
            "awaited": (row.workspace_id, row.lane) in awaited,
        }
        for row in fronts
    ]
    await session.execute(_queueing(session.get_bind().dialect.name), rows)


@cache
def _queueing(dialect: str) -> Executable:
    """The statement that lets a lane know of its earliest new row, and of the last one that somebody waits for."""
    insert = insert_for(dialect, Lane)
    new = insert.excluded
    paced = case((Lane.pace_until > new.ready_at, Lane.pace_until), else_=new.ready_at)
    # What is begun stays in front; otherwise the lane is ready with the earliest that falls due.
    comes_first = and_(~Lane.begun, or_(Lane.ready_at.is_(None), paced < Lane.ready_at))
    return insert.on_conflict_do_update(
        index_elements=[Lane.workspace_id, Lane.name],
        set_={
            "ready_at": case((comes_first, paced), else_=Lane.ready_at),
            "gate": case((comes_first, new.gate), else_=Lane.gate),
            "awaited_up_to": case(
                (Lane.awaited_up_to > new.awaited_up_to, Lane.awaited_up_to), else_=new.awaited_up_to
            ),
            "awaited": or_(Lane.awaited, new.awaited),
        },
    )


def gate_for(row: Delivery, conversation_id: str | None) -> str:
    """The gate that the row has to pass first; conversation_id: where its lane's conversation is known."""
    if row.operation in gates.REPEATABLE:
        return gates.UPDATE
    if row.in_doubt or row.status == "claimed":
        return gates.LOOK_UP
    known = row.channel_id or row.posted_channel or conversation_id
    if known is None and (row.operation == gates.FILE or len(row.people) > 1):
        return gates.OPEN
    return row.operation


async def lock_ready(session: AsyncSession, gate_workspace: int, gate_name: str, now: datetime) -> Lane | None:
    """The lane whose turn it is at a gate, locked, leaving out those that others hold; or None.

    One with a message that somebody waits for comes before the others; among equals, the one that is ready longest.
    """
    at = {"workspace": gate_workspace, "gate": gate_name, "now": now}
    return await session.scalar(_READY_AWAITED, at) or await session.scalar(_READY, at)


async def lock(session: AsyncSession, row: Delivery) -> Lane:
    """The row's lane, locked, whatever its channel is called by now. Raises sqlalchemy's NoResultFound where the row
    was never queued.
    """
    return (await session.scalars(_OF_NUMBER, {"workspace": row.workspace_id, "number": row.number})).one()


async def of(session: AsyncSession, row: Delivery) -> Lane:
    """The row's lane as it stands."""
    return (await session.scalars(_OF_NAME, {"workspace": row.workspace_id, "lane": row.lane})).one()


async def settle(
    session: AsyncSession, lane: Lane, now: datetime, *, paced_until: datetime | None = None
) -> Delivery | None:
    """Work out anew what stands in front of a locked lane, and when it may be claimed.

    paced_until: when its conversation takes the next message, where one has just gone out. Returns the row that may be
    claimed at `now`, or None. Rows go by number. One that falls due later lets others pass, but not once it has been
    tried.
    """
    await session.flush()
    here = {"workspace": lane.workspace_id, "lane": lane.name}
    front = await session.scalar(_FRONT, {**here, "now": now})
    # From here on the lane alone changes, so that it is written once.
    lane.pace_until = paced_until or lane.pace_until
    lane.begun = front is not None and front.first_tried_at is not None
    ready_at = None if front is None else front.due_at
    if front is not None and front.status == "claimed":
        ready_at = front.lease_until
    elif front is None or front.due_at > now:
        # What falls due later and may still go before it.
        if front is None:
            front = await session.scalar(_LATER, here)
        else:
            front = await session.scalar(_BEFORE, {**here, "front": front.number})
        ready_at = None if front is None else front.due_at
    lane.awaited = front is not None and front.number <= lane.awaited_up_to
    if front is None or ready_at is None:
        lane.ready_at = None
        return None
    lane.gate = gate_for(front, lane.conversation_id)
    lane.ready_at = max(ready_at, lane.pace_until or ready_at)
    return front if lane.ready_at <= now else None


# Made once, since making a statement costs more than asking it.
_READY = (
    select(Lane)
    .where(
        Lane.workspace_id == bindparam("workspace"),
        Lane.gate == bindparam("gate"),
        Lane.ready_at <= bindparam("now"),
    )
    .order_by(Lane.ready_at, Lane.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
_READY_AWAITED = _READY.where(Lane.awaited)
_OF_NUMBER = (
    select(Lane)
    .where(
        Lane.workspace_id == bindparam("workspace"),
        Lane.name == select(Delivery.lane).where(Delivery.number == bindparam("number")).scalar_subquery(),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
_OF_NAME = select(Lane).where(Lane.workspace_id == bindparam("workspace"), Lane.name == bindparam("lane"))
_UNFINISHED = select(Delivery).where(
    Delivery.workspace_id == bindparam("workspace"), Delivery.lane == bindparam("lane"), UNFINISHED
)
_FRONT = (
    _UNFINISHED.where(or_(Delivery.due_at <= bindparam("now"), Delivery.first_tried_at.is_not(None)))
    .order_by(Delivery.number)
    .limit(1)
)
_LATER = _UNFINISHED.order_by(Delivery.due_at, Delivery.number).limit(1)
_BEFORE = _LATER.where(Delivery.number <= bindparam("front"))
