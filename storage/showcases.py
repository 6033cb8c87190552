"""What networks show each other, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.kept_instrument import instrument_from_data
from domain.showcases import is_strength
from storage.models import Network
from storage.models.assessments import AgreedLevel, AssessmentRound


@dataclass(frozen=True)
class Strength:
    """An item in which a network agreed to stand in the upper half of its scale. level_id: of the agreed level."""

    level_id: int
    network_id: int
    item_key: str
    title: str
    agreed_at: datetime


async def showing(session: AsyncSession, workspace_id: int) -> Sequence[Network]:
    """The networks that show something and that an operator vouches for, by name."""
    query = select(Network).where(
        Network.workspace_id == workspace_id,
        Network.self_made.is_(False),
        Network.status != "closed",
        Network.shows_focus | Network.shows_strengths | (Network.shows_words != ""),
    )
    return (await session.scalars(query.order_by(Network.name, Network.id))).all()


async def strengths(session: AsyncSession, network_ids: Collection[int]) -> list[Strength]:
    """Of each network's newest assessment whose levels it was told, with each of its instruments.

    In two queries, however many networks there are.
    """
    if not network_ids:
        return []
    settled = [AssessmentRound.network_id.in_(network_ids), AssessmentRound.settled_at.is_not(None)]
    newest = (
        select(
            AssessmentRound.network_id,
            AssessmentRound.instrument_key,
            func.max(AssessmentRound.half_year).label("half_year"),
        )
        .where(*settled)
        .group_by(AssessmentRound.network_id, AssessmentRound.instrument_key)
        .subquery()
    )
    joined = (
        (AssessmentRound.network_id == newest.c.network_id)
        & (AssessmentRound.instrument_key == newest.c.instrument_key)
        & (AssessmentRound.half_year == newest.c.half_year)
    )
    rounds = {each.id: each for each in await session.scalars(select(AssessmentRound).join(newest, joined))}
    levels = await session.scalars(select(AgreedLevel).where(AgreedLevel.round_id.in_(rounds)).order_by(AgreedLevel.id))
    items = {
        id_: {item.key: item for item in instrument_from_data(found.instrument).items} for id_, found in rounds.items()
    }
    found = []
    for one in levels:
        item = items[one.round_id].get(one.item_key)
        if item is not None and is_strength(one.level, item.scale):
            network_id = rounds[one.round_id].network_id
            found.append(Strength(one.id, network_id, one.item_key, item.title, one.recorded_at))
    return found
