"""Two chairs who were introduced link their networks; either ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.errors import Gone, Invalid, OldButton
from domain.network_links import WAITS, check_room, is_open
from domain.policies import Actor, Role, can_end_link, can_link_networks
from domain.showcases import OTHER
from facts.showcases import LinkAsk, LinkForm, LinkLine
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import post_to_people, settle_posts
from services.showcases.posts import AGREED, ASKED, ENDED, link_ask
from storage import network_links as rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.network_links import NetworkLink


async def links_of(
    session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> tuple[LinkLine, ...]:
    """The network's links and, for its chair, what is being asked. A no looks like waiting to whoever asked."""
    network_id = network_ctx.network.id
    may_end = bool(can_end_link(actor, network_id))
    found = []
    for link, name in await rows.of_network(session, network_id, now - WAITS):
        state = "linked" if link.agreed_at else "waiting" if link.network_id == network_id else "asked"
        if state == "linked" or (may_end and (state == "waiting" or link.declined_at is None)):
            day = local_day(link.agreed_at or link.asked_at, network_ctx.zone)
            if state == "waiting" and not await network_rows.people_with_role(
                session, link.other_network_id, Role.CHAIR
            ):
                state = "vacant"
            found.append(LinkLine(link.id, name, state, day, may_end=may_end))
    return tuple(found)


class LinkService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, network_id: int, now: datetime) -> LinkForm:
        """Whom a chair could ask: networks to whose chair they were introduced. Raises Refused, Gone where none is."""
        async with self._app.database.read() as session:
            return LinkForm(network_id, tuple(await self._choices(session, asker, network_id, now)))

    async def ask(self, asker: Asker, network_id: int, other: str | None, now: datetime) -> LinkAsk:
        """Ask the other network's chair. Raises Refused, Gone, and Invalid at the field."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            choices = await self._choices(session, asker, network_id, now)
            other_id = next((id_ for id_, _ in choices if str(id_) == other), None)
            if other_id is None:
                raise Invalid("showcases.link_no_choice", OTHER)
            locked = await self._lock(session, asker, network_id, other_id)
            network, theirs = locked[network_id], locked[other_id]
            if other_id not in [id_ for id_, _ in await self._choices(session, asker, network_id, now)]:
                raise Gone("showcases.link_gone")  # either of them has asked in this moment
            link = NetworkLink(
                workspace_id=asker.workspace_id, network_id=network_id, other_network_id=other_id, asked_at=now
            )
            session.add(link)
            await session.flush()
            other_ctx = await network_context(self._app, session, theirs)
            for chair in await network_rows.people_with_role(session, other_id, Role.CHAIR):
                payload, at = {"link": link.id, "to": chair}, other_ctx.next_post(now)
                post_to_people(session, theirs, ASKED, payload, [chair], now=now, due_at=at)
            await self._record(session, asker, "asked", network.name, theirs.name, now)
            return await link_ask(session, link, now)

    async def answer(self, asker: Asker, network_link_id: int, *, yes: bool, now: datetime) -> LinkAsk:
        """The other chair says yes, and both networks are linked; or no, which nobody is told."""
        async with self._app.database.write() as session:
            link = await rows.by_id(session, asker.workspace_id, network_link_id)
            actor = await actor_of(self._app, session, asker)
            require(can_link_networks(actor, link.other_network_id))
            locked = await self._lock(session, asker, link.network_id, link.other_network_id)
            theirs, network = locked[link.other_network_id], locked[link.network_id]
            link = await rows.by_id(session, asker.workspace_id, network_link_id)
            if not is_open(link.asked_at, link.agreed_at, link.declined_at, now):
                raise Gone("showcases.link_gone")
            if yes:
                link.agreed_at = now
                network_ctx = await network_context(self._app, session, network)
                for chair in await network_rows.people_with_role(session, network.id, Role.CHAIR):
                    payload, at = {"link": link.id, "to": chair}, network_ctx.next_post(now)
                    post_to_people(session, network, AGREED, payload, [chair], now=now, due_at=at)
                await self._record(session, asker, "agreed", theirs.name, network.name, now)
            else:
                link.declined_at = now
            await settle_posts(session, theirs, [ASKED], "link", link.id, now=now)
            return await link_ask(session, link, now)

    async def end(self, asker: Asker, network_link_id: int, now: datetime) -> int:
        """Either chair ends the link, or the one who asked takes that back. Returns the network they chair."""
        async with self._app.database.write() as session:
            link = await rows.by_id(session, asker.workspace_id, network_link_id)
            actor = await actor_of(self._app, session, asker)
            locked = await self._lock(session, asker, link.network_id, link.other_network_id)
            link = await rows.by_id(session, asker.workspace_id, network_link_id)
            sides = [link.network_id] if link.agreed_at is None else [link.network_id, link.other_network_id]
            own = next((side for side in sides if can_end_link(actor, side)), None)
            if own is None:
                require(can_end_link(actor, link.network_id))
                raise OldButton("/cop-network")
            link.ended_at = now
            theirs, network = locked[link.other_network_id], locked[link.network_id]
            names = (network.name, theirs.name) if own == network.id else (theirs.name, network.name)
            await self._record(session, asker, "ended", *names, now)
            await settle_posts(session, theirs, [ASKED], "link", link.id, now=now)
            if link.agreed_at is not None:
                await self._tell_ended(session, asker, locked[own], theirs if own == network.id else network, now)
            return own

    async def _tell_ended(
        self, session: AsyncSession, asker: Asker, by: Network, network: Network, now: datetime
    ) -> None:
        """Tell the other network's chair, whose own page names it no longer."""
        at = (await network_context(self._app, session, network)).next_post(now)
        for chair in await network_rows.people_with_role(session, network.id, Role.CHAIR):
            if chair != asker.user_id:
                payload = {"network": network.id, "by": by.id, "to": chair}
                post_to_people(session, network, ENDED, payload, [chair], now=now, due_at=at)

    async def _lock(self, session: AsyncSession, asker: Asker, *network_ids: int) -> dict[int, Network]:
        """Both networks, so that what their chairs do at once comes one after the other; always in the same order."""
        return {id_: await network_rows.lock(session, asker.workspace_id, id_) for id_ in sorted(network_ids)}

    async def _choices(
        self, session: AsyncSession, asker: Asker, network_id: int, now: datetime
    ) -> Sequence[tuple[int, str]]:
        require(can_link_networks(await actor_of(self._app, session, asker), network_id))
        there = {name for _, name in await rows.of_network(session, network_id, now - WAITS)}
        check_room(len(there))
        introduced = await rows.introduced_chairs(session, asker.workspace_id, asker.user_id)
        found = [(each.id, each.name) for each in introduced if each.id != network_id and each.name not in there]
        if not found:
            raise Gone("showcases.link_nobody")
        return found[:100]

    async def _record(
        self, session: AsyncSession, asker: Asker, what: str, network: str, other: str, now: datetime
    ) -> None:
        action, details = f"networks.link_{what}", {"with": other}
        await record(session, asker.workspace_id, asker.user_id, action, network, details, now=now)
