"""People to whom nothing leads any more that is kept for a time: noted first, and erased long after.

That somebody is referred to by what stays for ever (a level that they agreed on years ago) does not keep who they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.holdings import HOLDINGS
from storage.models import Person
from storage.retention import STAYS


async def note(session: AsyncSession, workspace_id: int, now: datetime, besides: Collection[str]) -> None:
    """Note since when nothing refers to somebody, and take that back of whom something refers to again.

    besides: ids in the chat of those who are never erased so: the bot itself, and whoever looks after it.
    """
    here = (Person.workspace_id == workspace_id, Person.erased_at.is_(None))
    referred = _referred(workspace_id)
    idle = update(Person).where(*here, Person.idle_since.is_(None), Person.id.not_in(referred))
    busy = update(Person).where(*here, Person.idle_since.is_not(None), Person.id.in_(referred))
    for change, since in ((idle.where(Person.chat_id.not_in(besides)), now), (busy, None)):
        await session.execute(change.values(idle_since=since).execution_options(synchronize_session=False))


async def idle(session: AsyncSession, workspace_id: int, before: datetime) -> Sequence[str]:
    """Those who have been so since before then, longest first."""
    query = select(Person.id).where(*_idle(workspace_id, before)).order_by(Person.idle_since, Person.id)
    return (await session.scalars(query)).all()


async def count(session: AsyncSession, workspace_id: int, before: datetime) -> int:
    """How many they are."""
    return await session.scalar(select(func.count()).where(*_idle(workspace_id, before))) or 0


def _idle(workspace_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    return Person.workspace_id == workspace_id, Person.erased_at.is_(None), Person.idle_since < before


def _referred(workspace_id: int) -> CompoundSelect[tuple[str]]:
    """Everybody to whom a row refers that is kept for a time."""
    return union_all(
        *(
            select(holding.source.c[column]).where(
                holding.source.c.workspace_id == workspace_id, holding.source.c[column].is_not(None)
            )
            for holding in HOLDINGS
            if holding.table not in STAYS
            for column in holding.people
        )
    )
