"""The outbox in SQL: adding rows, claiming them, recording what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.database import NEW_WORK
from storage.models import Delivery

UNFINISHED = ("pending", "claimed")


def add(session: AsyncSession, delivery: Delivery) -> None:
    """Put a row into the outbox; it goes out if, and only if, this transaction commits."""
    session.add(delivery)
    session.info[NEW_WORK] = True


async def claim_next(session: AsyncSession, now: datetime, claimed_by: str, lease: timedelta) -> Delivery | None:
    """Claim the oldest row that may go out now, or None.

    A row waits for the earlier ones of its lane, so that a channel reads in order. A claim whose lease ran out
    is claimed again and marked as in doubt: it may have been sent.
    """
    earlier = aliased(Delivery)
    blocked = (
        select(earlier.number)
        .where(
            earlier.lane == Delivery.lane,
            earlier.workspace_id == Delivery.workspace_id,
            earlier.number < Delivery.number,
            or_(
                earlier.status == "claimed",
                and_(earlier.status == "pending", or_(earlier.due_at <= now, earlier.attempts > 0)),
            ),
        )
        .exists()
    )
    row = await session.scalar(
        select(Delivery)
        .where(
            or_(
                and_(Delivery.status == "pending", Delivery.due_at <= now),
                and_(Delivery.status == "claimed", Delivery.lease_until <= now),
            ),
            ~blocked,
        )
        .order_by(Delivery.number)
        .limit(1)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    if row is None:
        return None
    row.in_doubt = row.in_doubt or row.status == "claimed"
    row.status = "claimed"
    row.claimed_by = claimed_by
    row.claimed_at = now
    row.lease_until = now + lease
    row.attempts += 1
    row.first_tried_at = row.first_tried_at or now
    await session.flush()
    return row


async def lock_waiting_update(session: AsyncSession, target_id: str, kind: str) -> bool:
    """Whether an update of this message waits to be claimed; it then stays unclaimed until the transaction ends.

    So whoever claims it afterwards sees what this transaction changed.
    """
    found = await session.scalar(
        select(Delivery.number)
        .where(
            Delivery.lane == f"update:{target_id}",
            Delivery.kind == kind,
            Delivery.status == "pending",
        )
        .limit(1)
        .with_for_update()
    )
    return found is not None


async def held_by(session: AsyncSession, number: int, claimed_by: str, attempts: int) -> Delivery | None:
    """The row, locked, if this very claim still holds it; None where the lease ran out and another took it."""
    return await session.scalar(
        select(Delivery)
        .where(
            Delivery.number == number,
            Delivery.status == "claimed",
            Delivery.claimed_by == claimed_by,
            Delivery.attempts == attempts,
        )
        .with_for_update()
    )


async def hold_lane(session: AsyncSession, delivery: Delivery, until: datetime) -> None:
    """Let nothing else of the lane go out before `until`."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == delivery.workspace_id,
            Delivery.lane == delivery.lane,
            Delivery.status == "pending",
            Delivery.due_at < until,
        )
        .values(due_at=until)
    )


async def hold_operation(session: AsyncSession, delivery: Delivery, until: datetime) -> None:
    """Let nothing of the same operation and workspace go out before `until`: the chat asked us to wait."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == delivery.workspace_id,
            Delivery.operation == delivery.operation,
            Delivery.status == "pending",
            Delivery.due_at < until,
        )
        .values(due_at=until)
    )


async def by_id(session: AsyncSession, delivery_id: str) -> Delivery | None:
    return await session.scalar(select(Delivery).where(Delivery.id == delivery_id))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next unfinished row may be claimed, or None where all is done."""
    pending = await session.scalar(select(func.min(Delivery.due_at)).where(Delivery.status == "pending"))
    leased = await session.scalar(select(func.min(Delivery.lease_until)).where(Delivery.status == "claimed"))
    moments = [moment for moment in (pending, leased) if moment is not None]
    return min(moments, default=None)


async def recent(session: AsyncSession, *, status: str | None = None, most: int = 50) -> Sequence[Delivery]:
    """The newest rows first, of one status where given."""
    query = select(Delivery).order_by(Delivery.number.desc()).limit(most)
    if status is not None:
        query = query.where(Delivery.status == status)
    return (await session.scalars(query)).all()


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many rows there are by status."""
    rows = await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    return {str(status): int(number) for status, number in rows}
