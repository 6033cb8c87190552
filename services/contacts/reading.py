"""Contacts as the messages need them, and which of them a SEIL shares."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor, can_keep_contacts
from facts.contacts import ContactFacts
from services.context import AppContext
from services.topics import titles_of
from storage import contacts as rows
from storage.models.contacts import Contact


def served(actor: Actor) -> set[int]:
    """The networks whose SEIL they are."""
    return {grant.network_id for grant in actor.grants if can_keep_contacts(actor, grant.network_id)}


async def networks_shared(session: AsyncSession, workspace_id: int, actor: Actor) -> dict[int, str]:
    """The networks whose contacts they see, with their names; none for whoever is no SEIL."""
    own = served(actor)
    if not own:
        return {}
    vouched = {network_id for network_id in own if actor.is_confirmed_seil(network_id)}
    return await rows.sharing(session, workspace_id, own, vouched)


async def shared_contacts(
    app: AppContext, session: AsyncSession, workspace_id: int, actor: Actor
) -> list[ContactFacts]:
    """All that this SEIL sees, whom somebody was in touch with last first."""
    networks, titles = await networks_shared(session, workspace_id, actor), titles_of(app)
    if not networks:
        return []
    return [facts_of(each, networks, titles, actor) for each in await rows.of_networks(session, networks)]


def facts_of(
    found: Contact, networks: Mapping[int, str], titles: Mapping[str, str], actor: Actor | None = None
) -> ContactFacts:
    """actor: who reads it; they may change it where they vouch for it, or are its network's SEIL."""
    return ContactFacts(
        contact_id=found.id,
        network=networks.get(found.network_id, ""),
        name=found.name,
        organisation=found.organisation,
        kind=found.kind,
        about=found.about,
        topic=titles.get(found.about, ""),
        words=found.words,
        email=found.email,
        phone=found.phone,
        vouched_by=found.vouched_by_id,
        in_touch_on=found.in_touch_on,
        consent_on=found.consent_on,
        consent_how=found.consent_how,
        may_change=actor is not None and bool(can_keep_contacts(actor, found.network_id)),
    )
