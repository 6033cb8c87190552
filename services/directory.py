"""Who somebody is, between a chat and the bot: a chat's door turns its ids into ours, its renderer turns them back.

Nothing else knows a chat's ids of people. The pairs never change, so a process remembers those it has met, until one
of them is erased.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from facts.people import Addressee, Addressees
from storage import people as rows
from storage.database import Database
from storage.models import Person

MOST_CHARACTERS = 255
"""Of a name."""
MOST = 50_000
"""So many people are remembered, which is more than a state has; past that the process begins anew."""


class Met(NamedTuple):
    """What is remembered of somebody: a row of the database takes five times the room. id: ours."""

    id: str
    chat_id: str
    name: str


class Directory:
    """database: where people are kept."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._people: dict[tuple[int, str], Met] = {}
        """By the chat's id, and by ours; no chat's ids have the form of ours."""
        self._erased_at: datetime | None = None

    async def person_for(self, workspace_id: int, chat_id: str, name: str = "") -> str:
        """Our id of somebody who acts or is named; they get one at the first time.

        name: what the chat calls them, where it needs that to mention them; kept up to date.
        """
        known = self._people.get((workspace_id, chat_id))
        if known is None and not name:
            known = (await self._found(workspace_id, [chat_id], ours=False)).get(chat_id)
        if known is not None and name[:MOST_CHARACTERS] in ("", known.name):
            return known.id
        async with self.database.write() as session:
            await rows.ensure(session, workspace_id, [chat_id])
            person = (await rows.known(session, workspace_id, [chat_id]))[chat_id]
            person.name = name[:MOST_CHARACTERS] or person.name
        self._remember(person)
        return person.id

    async def note_names(self, workspace_id: int, names: Mapping[str, str]) -> None:
        """What the chat calls people, by its ids; of those who are nobody to the bot nothing is kept."""
        known = await self._found(workspace_id, names.keys(), ours=False)
        changed = [
            chat_id for chat_id, person in known.items() if names[chat_id][:MOST_CHARACTERS] not in ("", person.name)
        ]
        if not changed:
            return
        async with self.database.write() as session:
            found = await rows.known(session, workspace_id, sorted(changed))
            for chat_id, person in found.items():
                person.name = names[chat_id][:MOST_CHARACTERS]
        for person in found.values():
            self._remember(person)

    def forget(self) -> None:
        """Read everybody anew: somebody was erased."""
        self._people.clear()

    async def forget_erased(self) -> bool:
        """Forget whom another process has erased; True where there may be somebody."""
        async with self.database.read() as session:
            newest = await rows.newest_erased(session)
        if newest == self._erased_at:
            return False
        self._erased_at = newest
        self.forget()
        return True

    async def find(self, workspace_id: int, chat_id: str) -> str | None:
        """Our id of somebody; None where nobody has had to do with them yet."""
        return (await self.find_all(workspace_id, [chat_id])).get(chat_id)

    async def find_all(self, workspace_id: int, chat_ids: Collection[str]) -> dict[str, str]:
        """Our ids, by the chat's, of those who are known."""
        found = await self._found(workspace_id, chat_ids, ours=False)
        return {chat_id: person.id for chat_id, person in found.items()}

    async def addressees(
        self, workspace_id: int, ids: Collection[str], session: AsyncSession | None = None
    ) -> Addressees:
        """How the chat knows these people, by our ids; whom it does not know there is left out.

        session: of the transaction that asks, where there is one.
        """
        found = await self._found(workspace_id, ids, session, ours=True)
        return {person_id: Addressee(person.chat_id, person.name) for person_id, person in found.items()}

    async def _found(
        self, workspace_id: int, ids: Collection[str], session: AsyncSession | None = None, *, ours: bool
    ) -> dict[str, Met]:
        found = {one: person for one in ids if (person := self._people.get((workspace_id, one))) is not None}
        missing = [one for one in ids if one not in found]
        if not missing:
            return found
        look_up = rows.of_ids if ours else rows.known
        if session is not None:
            # Not remembered: the transaction may have written it, and may yet be undone.
            return found | {
                one: _met(person) for one, person in (await look_up(session, workspace_id, missing)).items()
            }
        async with self.database.read() as own:
            fresh = await look_up(own, workspace_id, missing)
        return found | {one: self._remember(person) for one, person in fresh.items()}

    def within(self, workspace_id: int) -> WorkspacePeople:
        """The people of one workspace, for a chat's side that speaks in it."""
        return WorkspacePeople(self, workspace_id)

    def _remember(self, person: Person) -> Met:
        if len(self._people) >= 2 * MOST:
            self._people.clear()
        met = _met(person)
        for one in (met.chat_id, met.id):
            self._people[person.workspace_id, one] = met
        return met


def _met(person: Person) -> Met:
    return Met(person.id, person.chat_id, person.name)


class WorkspacePeople(Struct, frozen=True):
    """The directory as one workspace's door, answers and messenger use it."""

    directory: Directory
    workspace_id: int

    async def person_for(self, chat_id: str, name: str = "") -> str:
        """As Directory.person_for."""
        return await self.directory.person_for(self.workspace_id, chat_id, name)

    async def note_names(self, names: Mapping[str, str]) -> None:
        """As Directory.note_names."""
        await self.directory.note_names(self.workspace_id, names)

    async def find_all(self, chat_ids: Collection[str]) -> dict[str, str]:
        """As Directory.find_all."""
        return await self.directory.find_all(self.workspace_id, chat_ids)

    async def addressees(self, ids: Collection[str]) -> Addressees:
        """As Directory.addressees."""
        return await self.directory.addressees(self.workspace_id, ids)

    async def chat_id(self, person: str) -> str | None:
        """The chat's id of somebody; None where nobody here has that id."""
        found = (await self.addressees([person])).get(person)
        return found.chat_id if found is not None else None
