"""Keeping what was written first, where it is written anew under a legal hold, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import holds
from storage.models.contacts import Contact
from storage.models.first_words import FirstWords
from storage.overwriting import Overwritten


async def keep(
    session: AsyncSession, overwritten: Mapping[tuple[str, int, str], Overwritten], now: datetime | None
) -> None:
    """Keep of these what a hold covers, unless it has been kept before."""
    held: dict[int, set[int]] = {}
    for (source, row_id, field), one in overwritten.items():
        if one.workspace_id not in held:
            lasting = await holds.lasting(session, one.workspace_id)
            held[one.workspace_id] = await holds.held_networks(session, lasting)
        if one.network_id not in held[one.workspace_id] or await _is_kept(session, source, row_id, field):
            continue
        session.add(
            FirstWords(
                workspace_id=one.workspace_id,
                network_id=one.network_id,
                source=source,
                source_id=row_id,
                field=field,
                words=one.words,
                written_by_id=one.by,
                overwritten_at=now,
            )
        )


async def forget(session: AsyncSession, row: Contact) -> None:
    """Take away what is kept of one row, where it is erased before the end of a hold has been seen to."""
    kept = FirstWords.source == row.__tablename__, FirstWords.source_id == row.id
    await session.execute(delete(FirstWords).where(*kept))


async def _is_kept(session: AsyncSession, source: str, row_id: int, field: str) -> bool:
    query = select(FirstWords.id).where(
        FirstWords.source == source, FirstWords.source_id == row_id, FirstWords.field == field
    )
    return await session.scalar(query) is not None
