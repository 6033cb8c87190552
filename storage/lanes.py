"""Lanes in SQL: what goes out next in each conversation, and when.

Every change to what waits in a lane is made while its row is locked, so that any number of workers keep its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnCollection,
    ColumnElement,
    Executable,
    String,
    Update,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    outerjoin,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage import rate_limits as gates
from storage.database import ROUTINE
from storage.inserting import insert_for, table_of
from storage.models import Delivery, Lane
from storage.models.base import Moment
from storage.models.delivery import UNFINISHED

OUTGOING = "outgoing"
"""Key in `session.info`: the rows that a transaction has put into the outbox."""
ROWS_AT_ONCE = 500

Columns: TypeAlias = "ColumnCollection[str, Any]"
"""Those of the deliveries, or of a query of them."""


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
            # Where a conversation has to be opened first, whoever claims it finds that out.
            "gate": gates.UPDATE if row.operation in gates.REPEATABLE else row.operation,
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


async def take_ready(
    session: AsyncSession, gate_workspace: int, gate_name: str, now: datetime, lease_until: datetime
) -> Lane | None:
    """The lane whose turn it is at a gate, locked, leaving out those that others hold; or None.

    One with a message that somebody waits for comes before the others; among equals, the one that is ready longest.
    It is taken as one whose front is claimed until `lease_until`: where that turns out otherwise, settle it.
    """
    at = {"at_workspace": gate_workspace, "at_gate": gate_name, "now": now, "lease_end": lease_until}
    taken: Lane | None = await session.scalar(_TAKE, at)
    return taken


async def lock(session: AsyncSession, row: Delivery) -> Lane:
    """The row's lane, locked, whatever its channel is called by now. Raises sqlalchemy's NoResultFound where the row
    was never queued.
    """
    return (await session.scalars(_OF_NUMBER, {"workspace": row.workspace_id, "number": row.number})).one()


async def lock_held(
    session: AsyncSession, number: int, claimed_by: str, attempts: int
) -> tuple[Lane, Delivery] | tuple[None, None]:
    """The row, if this very claim still holds it, and its lane, both locked and the lane first; nothing where the lease
    ran out and another took it.
    """
    claim = {"number": number, "claimed_by": claimed_by, "attempts": attempts}
    found = (await session.execute(_HELD, claim)).one_or_none()
    return (None, None) if found is None else (found[0], found[1])


async def settle(
    session: AsyncSession,
    lane: Lane,
    now: datetime,
    *,
    paced_until: datetime | None = None,
    conversation_id: str | None = None,
) -> None:
    """Work out anew what stands in front of a locked lane, and when it may be claimed.

    paced_until: when its conversation takes the next message, where one has just gone out. conversation_id: where that
    one's people are spoken with. Rows go by number. One that falls due later lets others pass, but not once it has been
    tried.
    """
    await session.flush()
    here = {"of_workspace": lane.workspace_id, "of_lane": lane.name, "lane_id": lane.id, "now": now}
    await session.execute(_settling(), {**here, "paced": paced_until, "spoken_in": conversation_id})


def gate_of(row: Columns, conversation_id: ColumnElement[Any]) -> ColumnElement[str]:
    """The gate that an unfinished row has to pass first; conversation_id: where its lane's conversation is known."""
    nowhere = and_(row.channel_id.is_(None), row.posted_channel.is_(None), conversation_id.is_(None))
    return case(
        (row.operation.in_(gates.REPEATABLE), gates.UPDATE),
        (or_(row.in_doubt, row.status == "claimed"), gates.LOOK_UP),
        (and_(nowhere, or_(row.operation == gates.FILE, func.json_array_length(row.person_ids) > 1)), gates.OPEN),
        else_=row.operation,
    )


def ready_at(row: Columns) -> ColumnElement[datetime | None]:
    """When an unfinished row may be claimed, if it stands in front."""
    return case((row.status == "claimed", row.lease_until), else_=row.due_at)


# Made once, since making a statement costs more than asking it; and of tables, since one that changes the rows of a
# model is worked out anew each time.
_LANES, _LANE = table_of(Lane), table_of(Lane).c
_ROWS, _ROW = table_of(Delivery), table_of(Delivery).c
_NOW = bindparam("now", type_=Moment())

_READY = (
    select(_LANE.id)
    .where(_LANE.workspace_id == bindparam("at_workspace"), _LANE.gate == bindparam("at_gate"), _LANE.ready_at <= _NOW)
    .order_by(_LANE.ready_at, _LANE.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE = (
    select(Lane)
    .from_statement(
        update(_LANES)
        .where(_LANE.id == func.coalesce(_READY.where(_LANE.awaited).scalar_subquery(), _READY.scalar_subquery()))
        .values(ready_at=bindparam("lease_end"), begun=True)
        .returning(*_LANE)
    )
    .execution_options(populate_existing=True)
)
_OF_NUMBER = (
    select(Lane)
    .where(
        Lane.workspace_id == bindparam("workspace"),
        Lane.name == select(Delivery.lane).where(Delivery.number == bindparam("number")).scalar_subquery(),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
_HELD = (
    # Rows are locked in the order in which their tables stand here.
    select(Lane, Delivery)
    .join_from(Lane, Delivery, and_(Delivery.workspace_id == Lane.workspace_id, Delivery.lane == Lane.name))
    .where(
        Delivery.number == bindparam("number"),
        Delivery.status == "claimed",
        Delivery.claimed_by == bindparam("claimed_by"),
        Delivery.attempts == bindparam("attempts"),
    )
    .with_for_update()
)
_WAITING = (_ROW.workspace_id == bindparam("of_workspace"), _ROW.lane_name == bindparam("of_lane"), UNFINISHED)
FIRST = (
    select(_ROW.number)
    .where(*_WAITING, or_(_ROW.due_at <= _NOW, _ROW.first_tried_at.is_not(None)))
    .order_by(_ROW.number)
    .limit(1)
    .scalar_subquery()
)
"""The number of the first row of a lane (`of_workspace`, `of_lane`) that is due `now`, or was tried."""
_EVERY = 2**63 - 1


@cache
def _settling() -> Update:
    """The statement that settles a lane.

    In front stands what is claimed, or else the earliest that may still go before the first that is due or was tried;
    where that is due, it is that one itself.
    """
    front = (
        select(_ROWS)
        .where(*_WAITING, _ROW.number <= func.coalesce(FIRST, _EVERY))
        .order_by(_ROW.status != "claimed", _ROW.due_at, _ROW.number)
        .limit(1)
        .subquery("front")
    )
    before = _LANES.alias("before")
    pace_until = func.coalesce(bindparam("paced", type_=Moment()), before.c.pace_until)
    conversation_id = func.coalesce(bindparam("spoken_in", type_=String()), before.c.conversation_id)
    ready = ready_at(front.c)
    found = (
        select(
            before.c.id,
            pace_until.label("pace_until"),
            conversation_id.label("conversation_id"),
            case((pace_until > ready, pace_until), else_=ready).label("ready_at"),
            case((front.c.number.is_(None), before.c.gate), else_=gate_of(front.c, conversation_id)).label("gate"),
            front.c.first_tried_at.is_not(None).label("begun"),
            func.coalesce(front.c.number <= before.c.awaited_up_to, false()).label("awaited"),
        )
        .select_from(outerjoin(before, front, true()))
        .where(before.c.id == bindparam("lane_id"))
        .subquery("found")
    )
    changed = {column.name: column for column in found.c if column is not found.c.id}
    return update(_LANES).where(_LANE.id == found.c.id).values(changed)
