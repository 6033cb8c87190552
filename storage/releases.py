"""The release ledger in SQL: what was told of a question, and who was asked it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.releases import Group
from storage.groups import networks_beside
from storage.models import Network
from storage.models.releases import ReleasePerson, ReleaseRow


@dataclass(frozen=True)
class Asked:
    """A question of which something is told. name: as "pulse-12"; answers and threshold: see ReleaseRow."""

    name: str
    levels: int
    answers: int
    threshold: int = 0


async def of_item(
    session: AsyncSession, network_id: int, kinds: Collection[str], item_key: str, since: datetime
) -> Sequence[ReleaseRow]:
    """What was told of the item by questions of these kinds at `since` or later, oldest first: in the network, and
    where a joint group asked some of the same people.
    """
    return await of_items(session, network_id, kinds, since, item_key)


async def of_items(
    session: AsyncSession, network_id: int, kinds: Collection[str], since: datetime, item_key: str | None = None
) -> Sequence[ReleaseRow]:
    """The same of every item, or of one alone."""
    beside = await networks_beside(session, network_id)
    query = select(ReleaseRow).where(ReleaseRow.network_id.in_(beside), ReleaseRow.released_at >= since)
    if item_key is not None:
        query = query.where(ReleaseRow.item_key == item_key)
    found = await session.scalars(query.order_by(ReleaseRow.released_at, ReleaseRow.id))
    return [row for row in found if row.question.partition("-")[0] in kinds]


async def of_questions(session: AsyncSession, names: Sequence[str]) -> Mapping[tuple[str, str], ReleaseRow]:
    """What was told of these questions, by question and item key."""
    if not names:
        return {}
    found = await session.scalars(select(ReleaseRow).where(ReleaseRow.question.in_(names)))
    return {(row.question, row.item_key): row for row in found}


async def speakers(session: AsyncSession, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Whose answers these questions rest on, where those gave one: one of each school that was asked."""
    if not names:
        return {}
    query = select(ReleasePerson.question, ReleasePerson.person_id).where(
        ReleasePerson.question.in_(names), ReleasePerson.speaks.is_(True)
    )
    found: dict[str, set[str]] = {name: set() for name in names}
    for name, person in await session.execute(query):
        found[name].add(person)
    return {name: frozenset(people) for name, people in found.items()}


async def asked_since(
    session: AsyncSession, network_id: int, kinds: Collection[str], since: datetime
) -> list[frozenset[str]]:
    """Who was asked, of each question of these kinds of which something was told at `since` or later."""
    beside = await networks_beside(session, network_id)
    query = select(ReleaseRow.question).where(ReleaseRow.network_id.in_(beside), ReleaseRow.released_at >= since)
    names = sorted(set((await session.scalars(query)).all()))
    found = await speakers(session, [name for name in names if name.partition("-")[0] in kinds])
    return [people for people in found.values() if people]


def keep_people(
    session: AsyncSession, network: Network, asked: Asked, people: Mapping[str, bool], at: datetime
) -> None:
    """Keep who was asked. people: by our ids, whether they speak for their school."""
    session.add_all(
        ReleasePerson(
            workspace_id=network.workspace_id,
            network_id=network.id,
            question=asked.name,
            person_id=person,
            speaks=speaks,
            asked_at=at,
        )
        for person, speaks in sorted(people.items())
    )


def keep(
    session: AsyncSession, network: Network, asked: Asked, told: Mapping[str, Group], released_at: datetime
) -> None:
    """Keep what is told of each item, by item key."""
    session.add_all(
        ReleaseRow(
            workspace_id=network.workspace_id,
            network_id=network.id,
            question=asked.name,
            item_key=item_key,
            levels=asked.levels,
            answers=asked.answers,
            threshold=asked.threshold,
            detail=str(group.detail),
            looks=group.single_looks,
            released_at=released_at,
        )
        for item_key, group in told.items()
    )
