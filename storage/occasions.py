"""Occasions and the networks to look at, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import CalendarOverride, Network, Occasion
from storage.models.base import Moment


async def is_check_due(session: AsyncSession, now: datetime) -> bool:
    """Whether something may have fallen due for some network."""
    return await session.scalar(_ANY_TO_CHECK, {"now": now}) is not None


async def claim_check(session: AsyncSession, now: datetime, until: datetime) -> tuple[Network, bool] | None:
    """One network for which something may have fallen due, and whether it keeps days of its own; or None. One that
    stands still is among them: what its people were promised still falls due.

    Its next check moves to `until`: meanwhile nobody else looks at it, unless a change asks for a look at once.
    """
    claimed = (await session.execute(_CLAIM, {"now": now, "claimed_until": until})).one_or_none()
    return None if claimed is None else (claimed[0], claimed[1])


async def set_next_check(session: AsyncSession, network_id: int, claimed_until: datetime, at: datetime) -> None:
    """Look again at `at`, unless somebody asked for a look at once since the check was claimed."""
    await session.execute(_LOOK_AGAIN, {"network": network_id, "claimed": claimed_until, "look_at": at})


async def recorded(session: AsyncSession, network_id: int, keys: Sequence[str]) -> set[tuple[str, str]]:
    """Which of these occasions are recorded already, as (kind, key)."""
    rows = await session.execute(_RECORDED, {"network": network_id, "keys": list(keys)})
    return {(kind, key) for kind, key in rows}


async def fired_since(
    session: AsyncSession, network_id: int, kinds: Sequence[str], moment: datetime
) -> list[tuple[str, datetime]]:
    """The occasions of these kinds that were carried out from that moment on, as (key, when)."""
    rows = await session.execute(_FIRED, {"network": network_id, "kinds": list(kinds), "moment": moment})
    return [(key, at) for key, at in rows]


async def note_once(
    session: AsyncSession, network: Network, kind: str, key: str, now: datetime, *, skipped: str = ""
) -> bool:
    """Record something that happens once for the network; False where it has happened before.

    skipped: why it is left out, so that the schedule does not carry it out any more.
    """
    if (kind, key) in await recorded(session, network.id, [key]):
        return False
    session.add(
        Occasion(
            workspace_id=network.workspace_id,
            network_id=network.id,
            kind=kind,
            key=key,
            due_at=now,
            outcome="skipped" if skipped else "fired",
            reason=skipped,
            recorded_at=now,
        )
    )
    await session.flush()
    return True


async def earliest_check(session: AsyncSession) -> datetime | None:
    """When the next network has to be looked at; None where no network is waiting."""
    return await session.scalar(EARLIEST)


# Made once, since making a statement costs more than asking it.
_IS_TO_CHECK = (or_(Network.next_check_at.is_(None), Network.next_check_at <= bindparam("now")),)
_ANY_TO_CHECK = select(Network.id).where(*_IS_TO_CHECK).limit(1)
_TO_CHECK = (
    select(Network.id)
    .where(*_IS_TO_CHECK)
    .order_by(Network.next_check_at.is_not(None), Network.next_check_at, Network.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(Network)
    .where(Network.id == _TO_CHECK.scalar_subquery())
    .values(next_check_at=bindparam("claimed_until", type_=Moment()))
    .returning(Network, exists().where(CalendarOverride.network_id == Network.id))
    .execution_options(synchronize_session=False)
)
_LOOK_AGAIN = (
    update(Network)
    .where(Network.id == bindparam("network"), Network.next_check_at == bindparam("claimed"))
    .values(next_check_at=bindparam("look_at", type_=Moment()))
    .execution_options(synchronize_session=False)
)
EARLIEST = (
    select(Network.next_check_at).where(Network.next_check_at.is_not(None)).order_by(Network.next_check_at).limit(1)
)
_RECORDED = select(Occasion.kind, Occasion.key).where(
    Occasion.network_id == bindparam("network"), Occasion.key.in_(bindparam("keys", expanding=True))
)
_FIRED = select(Occasion.key, Occasion.recorded_at).where(
    Occasion.network_id == bindparam("network"),
    Occasion.kind.in_(bindparam("kinds", expanding=True)),
    Occasion.recorded_at >= bindparam("moment"),
    Occasion.outcome == "fired",
)
