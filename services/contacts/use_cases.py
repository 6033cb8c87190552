"""SEILs keep contacts outside the schools; an operator hands one out or erases one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.contacts import Typed, check_contact
from domain.errors import Refused
from domain.policies import Actor, can_keep_contacts
from facts.contacts import ContactBoard, ContactFacts, ContactForm
from services.access import Asker, actor_of, require
from services.audit import COMMAND_LINE, record
from services.contacts.matching import looked_for
from services.contacts.reading import facts_of, networks_shared, served, shared_contacts
from services.context import AppContext
from services.topics import titles_of, topics_of
from storage import contacts as rows
from storage import first_words
from storage import holds as hold_rows
from storage import networks as network_rows
from storage.models.contacts import Contact


class ContactHeld(Exception):
    """Nothing was erased: a legal hold covers the contact's network."""


class ContactService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, words: str = "") -> ContactBoard:
        """All that the SEIL shares with those of the region, or what is like the words. Raises Refused."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_keep_contacts(actor, min(served(actor), default=0)))
            every = await shared_contacts(self._app, session, asker.workspace_id, actor)
        return ContactBoard(tuple(looked_for(words, every) if words else every), len(every), words)

    async def any_of(self, asker: Asker, network_ids: Sequence[int]) -> int | None:
        """The network in whose name a new entry stands, where the same SEILs see it in each; None where it matters."""
        async with self._app.database.read() as session:
            alike = await rows.are_shared_alike(session, asker.workspace_id, network_ids)
        return network_ids[0] if alike else None

    async def start(self, asker: Asker, network_id: int, contact_id: int | None, now: datetime) -> ContactForm:
        """What the form opens with: empty, or with an entry. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            found = None
            if contact_id is not None:
                found = await rows.by_id(session, asker.workspace_id, contact_id)
                network_id = found.network_id
            require(can_keep_contacts(actor, network_id))
            today, contact = await self._today(session, asker.workspace_id, network_id, now), None
            if found is not None:
                contact = facts_of(found, {}, titles_of(self._app), actor)
            return ContactForm(network_id, topics_of(self._app), today, contact)

    async def save(
        self, asker: Asker, network_id: int, contact_id: int | None, typed: Typed, now: datetime
    ) -> ContactFacts:
        """Add an entry, or change one; whoever saves it vouches for it. Raises Refused, Gone and Invalid."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            found = None
            if contact_id is not None:
                found = await rows.by_id(session, asker.workspace_id, contact_id)
                network_id = found.network_id
            require(can_keep_contacts(actor, network_id))
            today = await self._today(session, asker.workspace_id, network_id, now)
            entry = check_contact(typed, {topic.key for topic in topics_of(self._app)}, today)
            if found is None:
                found = Contact(workspace_id=asker.workspace_id, network_id=network_id, added_at=now)
                session.add(found)
            for name, value in vars(entry).items():
                setattr(found, name, value)
            found.vouched_by_id = asker.user_id
            await session.flush()
            return facts_of(found, {}, titles_of(self._app), actor)

    async def touch(self, asker: Asker, contact_id: int, now: datetime) -> None:
        """ "In touch today", by any SEIL who shares it. Raises Refused and Gone."""
        async with self._app.database.write() as session:
            found = await self._shared(session, asker, contact_id)
            found.in_touch_on = await self._today(session, asker.workspace_id, found.network_id, now)

    async def remove(self, asker: Asker, contact_id: int) -> None:
        """Take the entry out, at once and for all. Raises Refused, under a legal hold as well, and Gone."""
        async with self._app.database.write() as session:
            found = await rows.by_id(session, asker.workspace_id, contact_id)
            require(can_keep_contacts(await actor_of(self._app, session, asker), found.network_id))
            if await hold_rows.covers(session, asker.workspace_id, found.network_id):
                raise Refused("holds.refused")
            await first_words.forget(session, found)
            await session.delete(found)

    async def find(self, who: str) -> Sequence[tuple[ContactFacts, str]]:
        """For an operator: every entry with that address, number or name, with its workspace."""
        async with self._app.database.read() as session:
            titles = titles_of(self._app)
            return [
                (facts_of(contact, {network.id: network.name}, titles), workspace.name or workspace.slack_id or "")
                for contact, network, workspace in await rows.find(session, who)
            ]

    async def erase(self, who: str, now: datetime) -> int:
        """For an operator: take out every entry of theirs; returns how many. Raises ContactHeld."""
        async with self._app.database.write() as session:
            found = await rows.find(session, who)
            for contact, network, workspace in found:
                if await hold_rows.covers(session, workspace.id, network.id):
                    raise ContactHeld(network.name)
                subject, details = f"contact {contact.id}", {"network": network.name}
                await first_words.forget(session, contact)
                await session.delete(contact)
                await record(session, workspace.id, COMMAND_LINE, "contact.erased", subject, details, now=now)
            return len(found)

    async def _shared(self, session: AsyncSession, asker: Asker, contact_id: int) -> Contact:
        found = await rows.by_id(session, asker.workspace_id, contact_id)
        actor = await actor_of(self._app, session, asker)
        await require_shared(session, asker.workspace_id, actor, found.network_id)
        return found

    async def _today(self, session: AsyncSession, workspace_id: int, network_id: int, now: datetime) -> date:
        network = await network_rows.network(session, workspace_id, network_id)
        return local_day(now, ZoneInfo(network.timezone))


async def require_shared(session: AsyncSession, workspace_id: int, actor: Actor, network_id: int) -> None:
    """Raises Refused for whoever does not share that network's contacts."""
    if network_id not in await networks_shared(session, workspace_id, actor):
        require(can_keep_contacts(actor, network_id))
