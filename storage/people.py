"""People in SQL: from a chat's ids to ours and back."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.models import Person

AT_ONCE = 500
"""So many ids in one statement, which every database takes."""


def new_id() -> str:
    """An id that says nothing about whoever gets it."""
    return "p" + secrets.token_hex(8)


# Made once, since making a statement costs as much as asking it.
_KNOWN = select(Person).where(
    Person.workspace_id == bindparam("workspace"), Person.chat_id.in_(bindparam("chat_ids", expanding=True))
)
_OF_IDS = select(Person).where(
    Person.workspace_id == bindparam("workspace"),
    Person.erased_at.is_(None),
    Person.id.in_(bindparam("ids", expanding=True)),
)


async def known(session: AsyncSession, workspace_id: int, chat_ids: Collection[str]) -> dict[str, Person]:
    """Those of the workspace who are known here, by the chat's id."""
    found = {}
    for part in _parts(chat_ids):
        rows = await session.scalars(_KNOWN, {"workspace": workspace_id, "chat_ids": part})
        found.update({person.chat_id: person for person in rows})
    return found


async def of_ids(session: AsyncSession, workspace_id: int, ids: Collection[str]) -> dict[str, Person]:
    """The workspace's people by our ids; an id that is nobody's there, or nobody's any more, is left out."""
    found = {}
    for part in _parts(ids):
        rows = await session.scalars(_OF_IDS, {"workspace": workspace_id, "ids": part})
        found.update({person.id: person for person in rows})
    return found


async def who_wants_reminders(session: AsyncSession, workspace_id: int, ids: Sequence[str]) -> list[str]:
    """Those of these people who have not switched off reminders of pulse checks, in the same order."""
    found = await of_ids(session, workspace_id, ids)
    return [one for one in ids if one in found and found[one].pulse_reminders]


async def want_reminders(session: AsyncSession, workspace_id: int, person: str, on: bool) -> None:
    """Keep whether somebody wants them."""
    query = update(Person).where(Person.workspace_id == workspace_id, Person.id == person)
    await session.execute(query.values(pulse_reminders=on))


async def ensure(session: AsyncSession, workspace_id: int, chat_ids: Collection[str]) -> dict[str, str]:
    """Our id for each of the chat's; whoever is met for the first time gets one. Two who do that at the same moment
    agree."""
    found = await known(session, workspace_id, chat_ids)
    # Sorted, so that two transactions never wait for each other.
    fresh = sorted(set(chat_ids) - found.keys())
    for part in _parts(fresh):
        rows = [{"id": new_id(), "workspace_id": workspace_id, "chat_id": chat_id, "name": ""} for chat_id in part]
        insert = insert_into(session, Person).values(rows)
        await session.execute(insert.on_conflict_do_nothing(index_elements=["workspace_id", "chat_id"]))
    if fresh:
        found |= await known(session, workspace_id, fresh)
    return {chat_id: person.id for chat_id, person in found.items()}


async def newest_erased(session: AsyncSession) -> datetime | None:
    """When somebody was erased last."""
    return await session.scalar(select(func.max(Person.erased_at)))


def _parts(ids: Collection[str]) -> Iterator[Sequence[str]]:
    every = list(dict.fromkeys(ids))
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
