"""People say what they need and can offer; a SEIL sees what could be brought together."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Gone, Refused
from domain.offers import MOST_CHARACTERS, check_entry, check_room
from domain.policies import Actor, can_offer, can_see_offers
from facts.offers import ContactMatch, OfferBoard, OfferFacts, OfferForm
from services.access import Asker, actor_of, require, require_own
from services.contacts import contact_matches, shared_contacts
from services.context import AppContext
from services.offers.reading import Reader, matches_for, offer_of, suggestion
from services.topics import topics_of
from storage import holds as hold_rows
from storage import networks as network_rows
from storage import offers as rows
from storage.models.offers import Offer

SHOWN = 8
"""Suggestions at a time."""
SHOWN_OUTSIDE = 6
"""Of contacts outside the schools."""


class OfferService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker) -> OfferBoard:
        """One's own needs and offers and, for a SEIL, what could be brought together. Raises Refused for others."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            own = await rows.of_person(session, asker.workspace_id, asker.user_id)
            served = _served(actor)
            may_add = any(can_offer(actor, grant.network_id) for grant in actor.grants)
            if not own and not served and not may_add:
                raise Refused("permissions.offer")
            reader = Reader(self._app, session, asker.workspace_id)
            facts = tuple([await reader.facts(each) for each in own])
            if not served:
                return OfferBoard(facts, may_add, serves=False)
            found = await matches_for(self._app, session, asker.workspace_id, actor, served)
            contacts = await shared_contacts(self._app, session, asker.workspace_id, actor)
            outside = [
                match
                for need in (found.needs if contacts else ())
                for match in contact_matches(await reader.facts(need), need.about, contacts)
            ]
            shown = found.matches[:SHOWN]
            met = {match.need.id for match in found.matches} | {match.need.offer_id for match in outside}
            return OfferBoard(
                facts,
                may_add,
                serves=True,
                suggestions=tuple([await suggestion(reader, match, found.by_id, served) for match in shown]),
                outside=tuple(outside[:SHOWN_OUTSIDE]),
                more=max(len(found.matches) - SHOWN, 0),
                more_outside=max(len(outside) - SHOWN_OUTSIDE, 0),
                unmet=sum(need.id not in met for need in found.needs),
            )

    async def more(self, asker: Asker, skip: int) -> OfferBoard:
        """The suggestions after so many. Raises Refused for whoever is no SEIL."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            served = _served(actor)
            require(can_see_offers(actor, min(served, default=0)))
            found = await matches_for(self._app, session, asker.workspace_id, actor, served)
            reader, skipped = Reader(self._app, session, asker.workspace_id), max(skip, 0)
            shown = found.matches[skipped : skipped + SHOWN]
            return OfferBoard(
                (),
                may_add=False,
                serves=True,
                suggestions=tuple([await suggestion(reader, match, found.by_id, served) for match in shown]),
                skipped=skipped,
                more=max(len(found.matches) - skipped - SHOWN, 0),
            )

    async def start(self, asker: Asker, network_id: int, side: str = "", answers: str = "") -> OfferForm:
        """What the form opens with. answers: the message on which somebody says that they could help."""
        async with self._app.database.read() as session:
            require(can_offer(await actor_of(self._app, session, asker), network_id))
            require_own(await network_rows.network(session, asker.workspace_id, network_id))
        return OfferForm(network_id, topics_of(self._app), side, answers[:MOST_CHARACTERS])

    async def add(
        self,
        asker: Asker,
        network_id: int,
        now: datetime,
        *,
        side: str | None,
        about: str | None,
        words: str,
        answers: str = "",
    ) -> OfferFacts:
        """Keep it. Raises Refused, Gone where the person has enough open, and Invalid at the fields."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_offer(await actor_of(self._app, session, asker), network_id))
            require_own(await network_rows.network(session, asker.workspace_id, network_id))
            topics = {topic.key for topic in topics_of(self._app)}
            which, topic, said = check_entry(side, about, words, topics)
            check_room(len(await rows.of_person(session, asker.workspace_id, asker.user_id)))
            found = Offer(
                workspace_id=asker.workspace_id,
                network_id=network_id,
                person_id=asker.user_id,
                side=which,
                about=topic,
                words=said,
                answers=answers[:MOST_CHARACTERS],
                made_at=now,
            )
            session.add(found)
            await session.flush()
            await network_rows.lock(session, asker.workspace_id, network_id)
            return await Reader(self._app, session, asker.workspace_id).facts(found)

    async def take_back(self, asker: Asker, offer_id: int, now: datetime) -> bool:
        """Whose it is needs or offers it no more; its words are deleted. Raises Refused and Gone.

        Returns whether a legal hold keeps them until it ends; they are shown to nobody then.
        """
        async with self._app.database.write() as session:
            found = await rows.by_id(session, asker.workspace_id, offer_id)
            if found.person_id != asker.user_id:
                raise Refused("permissions.take_offer_back")
            found.ended_at = now
            held = await hold_rows.covers(session, asker.workspace_id, found.network_id)
            if not held:
                found.words, found.answers = "", ""
            return held

    async def pair(self, asker: Asker, need_id: int, offer_id: int) -> tuple[OfferFacts, OfferFacts]:
        """A need of the SEIL's own networks and an offer, before they introduce the two. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            need = await rows.by_id(session, asker.workspace_id, need_id)
            require(can_see_offers(actor, need.network_id))
            offer = await offer_of(self._app, session, asker.workspace_id, offer_id)
            if offer.network_id not in _served(actor) and not actor.is_confirmed_seil(need.network_id):
                raise Refused("permissions.introduce_beyond")
            served = _served(actor)
            # None of the other kind, of a network that nobody vouches for, or of somebody who has left.
            needs = {one.id for one in await rows.needs_in(session, served)}
            offers = {one.id for one in await rows.offered(session, asker.workspace_id, served)}
            if need.id not in needs or (offer.id >= 0 and offer.id not in offers):
                raise Gone("offers.gone")
            reader = Reader(self._app, session, asker.workspace_id)
            return await reader.facts(need), await reader.facts(offer)

    async def draft(self, asker: Asker, need_id: int, contact_id: int) -> ContactMatch:
        """A need of the SEIL's own networks and a contact whom they share. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            need = await rows.by_id(session, asker.workspace_id, need_id)
            require(can_see_offers(actor, need.network_id))
            contacts = await shared_contacts(self._app, session, asker.workspace_id, actor)
            found = next((each for each in contacts if each.contact_id == contact_id), None)
            if found is None:
                raise Gone("contacts.gone")
            facts = await Reader(self._app, session, asker.workspace_id).facts(need)
            return ContactMatch(facts, found, bool(need.about) and need.about == found.about)


def _served(actor: Actor) -> set[int]:
    return {grant.network_id for grant in actor.grants if can_see_offers(actor, grant.network_id)}
