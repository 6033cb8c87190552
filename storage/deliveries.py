"""The outbox in SQL: adding rows, claiming them, finding them again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, and_, bindparam, case, delete, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rate_limits import TokenBucket
from storage import lanes
from storage import rate_limits as gates
from storage.database import NEW_WORK, at_the_end
from storage.inserting import table_of
from storage.models import Delivery, Gate
from storage.models.base import Moment

UNFINISHED = ("pending", "claimed")


def add(session: AsyncSession, delivery: Delivery) -> None:
    """Put a row into the outbox; it goes out if, and only if, this transaction commits."""
    session.add(delivery)
    session.info.setdefault(lanes.OUTGOING, []).append(delivery)
    session.info[NEW_WORK] = True
    at_the_end(session, lanes.queue_outgoing)


async def claim_next(
    session: AsyncSession,
    now: datetime,
    claimed_by: str,
    lease: timedelta,
    look_up_pace: TokenBucket = gates.PACES[gates.LOOK_UP],
) -> Delivery | None:
    """Claim what may go out now and has waited longest, workspaces taking turns; or None.

    A row waits for the earlier ones of its lane, so that a conversation reads in order. A claim whose lease ran out
    is claimed again and marked as in doubt: it may have been sent.
    """
    passed: list[int] = []
    holding = False
    lease_until = now + lease
    while (gate := await gates.lock_next(session, now, passed, wait=not holding)) is not None:
        holding = True
        lane = await lanes.take_ready(session, gate.workspace_id, gate.name, now, lease_until)
        if lane is None:
            passed.append(gate.id)  # others are at work on all that is ready here
            continue
        claim = {
            "of_workspace": lane.workspace_id,
            "of_lane": lane.name,
            "conversation": lane.conversation_id,
            "at_gate": gate.name,
            "now": now,
            "claimant": claimed_by,
            "lease_end": lease_until,
        }
        row: Delivery | None = await session.scalar(_CLAIM, claim)
        if row is None:
            await lanes.settle(session, lane, now)  # it finds its place anew: later, or at another gate
            continue
        row.conversation_pace = gates.conversation_pace(gate.chat)
        row.conversation_id = lane.conversation_id if row.people else None
        await gates.pass_through(session, gate, now, look_up_pace, posts=_further_posts(gate, row))
        return row
    return None


def _further_posts(gate: Gate, row: Delivery) -> int:
    """How many posts the row counts as at the gate of posts, beside its passing of this one."""
    if gate.chat == gates.TEAMS:
        to_open = bool(row.people) and row.conversation_id is None  # that is a call of its own there
        return int(gate.name != gates.POST) + int(to_open)
    return int(gate.name in (gates.OPEN, gates.LOOK_UP) and row.operation == gates.POST)


async def held_by(session: AsyncSession, number: int, claimed_by: str, attempts: int) -> Delivery | None:
    """The row, locked, if this very claim still holds it; None where the lease ran out and another took it."""
    return await session.scalar(_HELD, {"number": number, "claimed_by": claimed_by, "attempts": attempts})


# Made once, since making a statement costs more than asking it.
_NOW = bindparam("now", type_=Moment())
_ROW = table_of(Delivery).c
_CLAIM = select(Delivery).from_statement(
    update(table_of(Delivery))
    .where(
        _ROW.number == lanes.FIRST,
        lanes.ready_at(_ROW) <= _NOW,
        lanes.gate_of(_ROW, bindparam("conversation", type_=String())) == bindparam("at_gate"),
    )
    .values(
        # Each of these is worked out from the row as it was.
        in_doubt=or_(_ROW.in_doubt, and_(_ROW.status == "claimed", _ROW.operation.not_in(gates.REPEATABLE))),
        tried_until=func.coalesce(_ROW.lease_until, case((_ROW.claimed_at.is_not(None), _ROW.due_at))),
        first_tried_at=func.coalesce(_ROW.first_tried_at, _NOW),
        attempts=_ROW.attempts + 1,
        status="claimed",
        claimed_by=bindparam("claimant"),
        claimed_at=_NOW,
        lease_until=bindparam("lease_end"),
    )
    .returning(*_ROW)
)
_HELD = (
    select(Delivery)
    .where(
        Delivery.number == bindparam("number"),
        Delivery.status == "claimed",
        Delivery.claimed_by == bindparam("claimed_by"),
        Delivery.attempts == bindparam("attempts"),
    )
    .with_for_update()
)


async def forget_finished(
    session: AsyncSession, network_id: int, kinds: Collection[str], name: str, value: int
) -> None:
    """Delete the network's finished rows of these kinds whose payload has that value under that name."""
    rows = await session.execute(
        select(Delivery.number, Delivery.payload).where(
            Delivery.network_id == network_id, Delivery.kind.in_(kinds), Delivery.status.not_in(UNFINISHED)
        )
    )
    numbers = [number for number, payload in rows if payload.get(name) == value]
    await session.execute(delete(Delivery).where(Delivery.number.in_(numbers)))


async def doubt_unfinished(session: AsyncSession) -> None:
    """Look each waiting message up before it is sent, as in a copy that was restored: it may have gone out since."""
    unfinished = update(Delivery).where(Delivery.status.in_(UNFINISHED), Delivery.operation.not_in(gates.REPEATABLE))
    await session.execute(unfinished.values(in_doubt=True, status="pending", lease_until=None))


async def by_id(session: AsyncSession, delivery_id: str) -> Delivery | None:
    return await session.scalar(select(Delivery).where(Delivery.id == delivery_id))


async def to_each_of(session: AsyncSession, delivery_id: str) -> Sequence[Delivery]:
    """The messages into which one to several people was divided; none where it went to all of them together."""
    return (
        await session.scalars(select(Delivery).where(Delivery.part_of == delivery_id).order_by(Delivery.number))
    ).all()


async def lock_by_id(session: AsyncSession, delivery_id: str) -> Delivery | None:
    """The row as it stands now, locked; to be called with its lane locked."""
    found = select(Delivery).where(Delivery.id == delivery_id).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


async def newest_of(session: AsyncSession, network_id: int, kind: str) -> datetime | None:
    """When something of this kind was last queued for the network."""
    found = select(func.max(Delivery.created_at)).where(Delivery.network_id == network_id, Delivery.kind == kind)
    return await session.scalar(found)


async def unsaid_in(
    session: AsyncSession, network_id: int, channel_id: str, since: datetime | None, *, moved: bool
) -> Sequence[Delivery]:
    """What the network had for the channel and has failed since then, in order.

    moved: the network has another channel by now: also what waits to go out, and no updates of what stands there.
    """
    failed = and_(Delivery.status == "failed", Delivery.finished_at >= since) if since is not None else false()
    waits = and_(Delivery.status == "pending", Delivery.in_doubt.is_(False)) if moved else false()
    query = select(Delivery).where(
        Delivery.network_id == network_id,
        Delivery.channel_id == channel_id,
        Delivery.operation.in_((gates.POST, gates.FILE) if moved else (gates.POST, gates.FILE, gates.UPDATE)),
        or_(failed, waits),
    )
    return (await session.scalars(query.order_by(Delivery.number))).all()


async def is_anothers(session: AsyncSession, row: Delivery, channel_id: str, ts: str) -> bool:
    """Whether the message that stands there is that of another row of the same network."""
    found = select(Delivery.number).where(
        Delivery.network_id == row.network_id,
        Delivery.posted_channel == channel_id,
        Delivery.posted_ts == ts,
        Delivery.operation == "post",
        Delivery.id != row.id,
    )
    return await session.scalar(found.limit(1)) is not None


async def posted_about(
    session: AsyncSession, network_id: int, kinds: Collection[str], name: str, value: int | str, since: datetime
) -> Sequence[Delivery]:
    """The messages of these kinds that went out since then and whose payload says so: `name` is `value`."""
    said = Delivery.payload[name]
    return (
        await session.scalars(
            select(Delivery)
            .where(
                Delivery.network_id == network_id,
                Delivery.kind.in_(kinds),
                Delivery.operation == "post",
                Delivery.status.in_(("claimed", "sent")),
                Delivery.created_at >= since,
                Delivery.part_of.is_(None),
                (said.as_integer() if isinstance(value, int) else said.as_string()) == value,
            )
            .order_by(Delivery.number)
        )
    ).all()


async def about(session: AsyncSession, network_id: int, kind: str, name: str, value: int) -> Sequence[Delivery]:
    """The messages of this kind about one thing (`name` is `value` in their payload), gone out or still to go."""
    query = select(Delivery).where(
        Delivery.network_id == network_id,
        Delivery.kind == kind,
        Delivery.operation == "post",
        Delivery.part_of.is_(None),
        Delivery.payload[name].as_integer() == value,
    )
    return (await session.scalars(query.order_by(Delivery.number))).all()


async def put_to_people(
    session: AsyncSession, network_id: int, kinds: Collection[str], since: datetime
) -> Sequence[Delivery]:
    """The messages of these kinds to people, gone out or still to go, that were made since then."""
    query = select(Delivery).where(
        Delivery.network_id == network_id,
        Delivery.kind.in_(kinds),
        Delivery.operation == "post",
        Delivery.part_of.is_(None),
        Delivery.created_at >= since,
    )
    return (await session.scalars(query.order_by(Delivery.number))).all()


async def posted_to(
    session: AsyncSession, network_id: int, kinds: Collection[str], user_id: str, since: datetime
) -> Sequence[Delivery]:
    """The messages of these kinds that went out to one person since then."""
    return (
        await session.scalars(
            select(Delivery)
            .where(
                Delivery.network_id == network_id,
                Delivery.kind.in_(kinds),
                Delivery.operation == "post",
                Delivery.status.in_(("claimed", "sent")),
                Delivery.lane == f"people:{user_id}",
                Delivery.created_at >= since,
            )
            .order_by(Delivery.number)
        )
    ).all()


async def recent(session: AsyncSession, *, status: str | None = None, most: int = 50) -> Sequence[Delivery]:
    """The newest rows first, of one status where given."""
    query = select(Delivery).order_by(Delivery.number.desc()).limit(most)
    if status is not None:
        query = query.where(Delivery.status == status)
    return (await session.scalars(query)).all()


async def waiting(session: AsyncSession) -> list[tuple[str, int]]:
    """How many rows wait to be tried again, by the reason of the last try; the most frequent first."""
    number = func.count()
    query = select(Delivery.reason, number).where(Delivery.status == "pending", Delivery.reason != "")
    rows = await session.execute(query.group_by(Delivery.reason).order_by(number.desc(), Delivery.reason))
    return [(str(reason), int(count)) for reason, count in rows]


async def counts(session: AsyncSession, uncounted: Collection[str] = ()) -> dict[str, int]:
    """How many rows there are by status; of the kinds in `uncounted` only those that failed."""
    query = select(Delivery.status, func.count()).group_by(Delivery.status)
    if uncounted:
        query = query.where(or_(Delivery.kind.not_in(uncounted), Delivery.status == "failed"))
    rows = await session.execute(query)
    return {str(status): int(number) for status, number in rows}


async def posts_sent(session: AsyncSession) -> int:
    """How many messages were posted so far; updates and files do not count."""
    return (
        await session.scalar(
            select(func.count()).select_from(Delivery).where(Delivery.status == "sent", Delivery.operation == "post")
        )
        or 0
    )
