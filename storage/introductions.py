"""Introductions in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Exists, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage import coming
from storage.models.introductions import Introduction


async def by_id(session: AsyncSession, workspace_id: int, introduction_id: int) -> Introduction:
    """The introduction. Raises Gone where there is none."""
    found = await session.scalar(
        select(Introduction)
        .where(Introduction.id == introduction_id, Introduction.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("introductions.gone")
    return found


async def asking_by(session: AsyncSession, workspace_id: int, seil_id: str) -> Sequence[Introduction]:
    """The introductions of a SEIL for which answers are awaited, as far as the SEIL knows; oldest first."""
    return await _of_seil(session, workspace_id, seil_id, Introduction.status == "asking")


async def open_of(session: AsyncSession, workspace_id: int, seil_id: str, since: datetime) -> Sequence[Introduction]:
    """What a SEIL still has under way: being asked, or introduced after `since` and not met yet; oldest first."""
    under_way = or_(
        Introduction.status == "asking",
        and_(Introduction.status == "introduced", Introduction.introduced_at >= since, Introduction.outcome != "met"),
    )
    return await _of_seil(session, workspace_id, seil_id, under_way)


async def _of_seil(
    session: AsyncSession, workspace_id: int, seil_id: str, condition: ColumnElement[bool]
) -> Sequence[Introduction]:
    query = select(Introduction).where(
        Introduction.workspace_id == workspace_id,
        Introduction.seil_id == seil_id,
        condition,
    )
    return (await session.scalars(query.order_by(Introduction.id))).all()


async def waiting_for(session: AsyncSession, workspace_id: int, user_id: str, now: datetime) -> Sequence[Introduction]:
    """Where this person's answer is awaited: to the asking, or to whether they met; oldest first."""
    asked = and_(
        Introduction.status == "asking",
        Introduction.seil_answer.in_(("", "yes")),
        Introduction.closes_at > now,
        or_(
            and_(Introduction.first_id == user_id, Introduction.first_answer == ""),
            and_(Introduction.second_id == user_id, Introduction.second_answer == ""),
        ),
    )
    following_up = and_(
        Introduction.status == "introduced",
        Introduction.followed_up_at.is_not(None),
        Introduction.outcome == "",
        or_(Introduction.first_id == user_id, Introduction.second_id == user_id),
    )
    query = select(Introduction).where(Introduction.workspace_id == workspace_id, or_(asked, following_up))
    return (await session.scalars(query.order_by(Introduction.id))).all()


async def at_seil_of(session: AsyncSession, network_ids: Collection[int], now: datetime) -> Sequence[Introduction]:
    """What another SEIL asks the SEILs of these networks, and nobody has answered; oldest first."""
    return (await session.scalars(_AT_SEIL, {"networks": list(network_ids), "now": now})).all()


def any_under_way(followed_for: timedelta) -> Exists:
    """For planners: one is being asked, or came about so long before the stretch at most."""
    return coming.any_of(
        Introduction.network_id == coming.NETWORK,
        or_(
            Introduction.status == "asking",
            and_(Introduction.status == "introduced", Introduction.introduced_at >= coming.since(-followed_for)),
        ),
    )


async def under_way_in(session: AsyncSession, network_id: int, since: datetime) -> Sequence[Introduction]:
    """What the schedule follows: introductions that are being asked, or came about after `since`."""
    return (await session.scalars(_UNDER_WAY, {"network": network_id, "since": since})).all()


# Made once, since making a statement costs more than asking it.
_AT_SEIL = (
    select(Introduction)
    .where(
        Introduction.other_network_id.in_(bindparam("networks", expanding=True)),
        Introduction.status == "asking",
        Introduction.seil_answer == "awaited",
        Introduction.closes_at > bindparam("now"),
    )
    .order_by(Introduction.id)
)
_UNDER_WAY = (
    select(Introduction)
    .where(
        Introduction.network_id == bindparam("network"),
        or_(
            Introduction.status == "asking",
            and_(Introduction.status == "introduced", Introduction.introduced_at >= bindparam("since")),
        ),
    )
    .order_by(Introduction.id)
)


async def counts(session: AsyncSession, network_id: int, since: datetime, until: datetime) -> tuple[int, int]:
    """Introductions made in this stretch that had somebody of the network in them, and how many of those met.

    Those still being asked about, and those that did not come about, are not counted: a no stays unseen.
    """
    row = (
        await session.execute(
            select(func.count(), func.count().filter(Introduction.outcome == "met")).where(
                or_(Introduction.network_id == network_id, Introduction.other_network_id == network_id),
                Introduction.introduced_at >= since,
                Introduction.introduced_at < until,
            )
        )
    ).one()
    return int(row[0]), int(row[1])
