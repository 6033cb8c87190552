"""Needs and offers as the messages need them, and what could be brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.errors import Gone
from domain.offers import Entry, Match, Side, suggest
from domain.policies import Actor, Role
from facts.introductions import Somebody
from facts.offers import OfferFacts, Suggestion
from services.context import AppContext, NetworkContext, network_context
from services.showcases import strengths_shown
from services.topics import titles_of
from storage import matching
from storage import networks as network_rows
from storage import offers as rows
from storage.models.offers import Offer


async def strengths_as_offers(app: AppContext, session: AsyncSession, workspace_id: int) -> list[Offer]:
    """What networks show to be good at, as offers of their chairs: no rows, so their ids are below 0."""
    found = await strengths_shown(session, workspace_id)
    chairs = await network_rows.memberships_in(session, {one.network_id for one in found}, [Role.CHAIR])
    chair = {held.network_id: held.person_id for held in chairs}
    titles = titles_of(app)
    return [
        Offer(
            id=-one.level_id,
            workspace_id=workspace_id,
            network_id=one.network_id,
            person_id=chair[one.network_id],
            side=Side.OFFER,
            about=one.item_key,
            words="" if one.item_key in titles else one.title,
            answers="",
            made_at=one.agreed_at,
        )
        for one in found
        if one.network_id in chair
    ]


async def offer_of(app: AppContext, session: AsyncSession, workspace_id: int, offer_id: int) -> Offer:
    """The need or offer, or the strength that is shown as one. Raises Gone where it is there no more."""
    if offer_id >= 0:
        return await rows.by_id(session, workspace_id, offer_id)
    for found in await strengths_as_offers(app, session, workspace_id):
        if found.id == offer_id:
            return found
    raise Gone("offers.gone")


def entry_of(found: Offer) -> Entry:
    return Entry(found.id, Side(found.side), found.person_id, found.network_id, found.about, found.words)


@dataclass(frozen=True)
class Found:
    """needs: the oldest first. by_id: them and the offers. matches: what could be brought together, need by need."""

    needs: Sequence[Offer]
    by_id: Mapping[int, Offer]
    matches: Sequence[Match] = ()


class Reader:
    """Reads the people and networks of several offers, each once."""

    def __init__(self, app: AppContext, session: AsyncSession, workspace_id: int) -> None:
        self._app = app
        self._session = session
        self._workspace_id = workspace_id
        self._contexts: dict[int, NetworkContext] = {}
        self._schools: dict[int, Mapping[int, str]] = {}
        self._titles = titles_of(app)

    async def facts(self, found: Offer) -> OfferFacts:
        network_ctx = await self._context(found.network_id)
        return OfferFacts(
            offer_id=found.id,
            side=found.side,
            person=await self._somebody(found.person_id, network_ctx),
            topic=self._titles.get(found.about, ""),
            words=found.words,
            made_on=local_day(found.made_at, network_ctx.zone),
            answers=found.answers,
            shown=found.id < 0,
        )

    async def _context(self, network_id: int) -> NetworkContext:
        if network_id not in self._contexts:
            network = await network_rows.network(self._session, self._workspace_id, network_id)
            self._contexts[network_id] = await network_context(self._app, self._session, network)
        return self._contexts[network_id]

    async def _somebody(self, person: str, network_ctx: NetworkContext) -> Somebody:
        network = network_ctx.network
        if network.id not in self._schools:
            schools = await network_rows.schools(self._session, network.id)
            self._schools[network.id] = {school.id: school.name for school in schools}
        held = await network_rows.memberships_of_person(self._session, self._workspace_id, person)
        here = [member.school_id for member, _ in held if member.network_id == network.id]
        school = next((self._schools[network.id].get(id_, "") for id_ in here if id_ is not None), "")
        return Somebody(person, school, network.name)


def matches(
    needs: Sequence[Offer], offers: Sequence[Offer], known: set[frozenset[str]], titles: Mapping[str, str]
) -> list[Match]:
    """What could be brought together, need by need."""
    texts = {offer.id: f"{titles.get(offer.about, '')} {offer.words}" for offer in offers}
    entries = [entry_of(offer) for offer in offers]
    found: list[Match] = []
    for need in needs:
        alike = matching.likeness(f"{titles.get(need.about, '')} {need.words}", texts)
        worth = {id_: each.worth for id_, each in alike.items()}
        shared = {id_: each.shared for id_, each in alike.items()}
        found += suggest(entry_of(need), entries, worth, shared, known)
    return found


async def suggestion(reader: Reader, match: Match, by_id: Mapping[int, Offer], own: set[int]) -> Suggestion:
    """A match in facts. own: the networks of the SEIL who reads it."""
    return Suggestion(
        need=await reader.facts(by_id[match.need.id]),
        offer=await reader.facts(by_id[match.offer.id]),
        same_topic=match.same_topic,
        shared=match.shared[:4],
        elsewhere=match.offer.network_id not in own,
    )


async def matches_for(
    app: AppContext, session: AsyncSession, workspace_id: int, actor: Actor, served: set[int]
) -> Found:
    """What a SEIL could bring together: the needs of their networks, with what is offered there and elsewhere.

    A strength that a network shows counts as an offer of its chair.

    Elsewhere only for networks that an operator vouches for: anybody can set one up and call themselves its SEIL.
    """
    needs = await rows.needs_in(session, served)
    if not needs:
        return Found((), {})
    offers = [
        *await rows.offered(session, workspace_id, served),
        *await strengths_as_offers(app, session, workspace_id),
    ]
    known = await rows.introduced(session, workspace_id)
    found = [
        match
        for match in matches(needs, offers, known, titles_of(app))
        if match.offer.network_id in served or actor.is_confirmed_seil(match.need.network_id)
    ]
    return Found(needs, {each.id: each for each in (*needs, *offers)}, found)
