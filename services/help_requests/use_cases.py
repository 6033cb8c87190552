"""Somebody asks their network's SEIL, the SEIL takes it up and answers, and both see where it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Refused
from domain.help_requests import OPEN, Status, check_answer, check_request
from domain.policies import Role, can_answer_help_request, can_ask_for_link, can_ask_seil
from facts.help_requests import RequestBoard, RequestFacts
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, network_context, network_contexts
from services.delivery.outbox import post_to_people, settle_posts
from services.help_requests.posts import ANSWERED, ASKED, TAKEN, TO_SEIL
from services.help_requests.reading import facts_of
from services.showcases import require_shown
from storage import help_requests as rows
from storage import holds as hold_rows
from storage import networks as network_rows
from storage.models.help_requests import HelpRequest

SHOWN_FOR = timedelta(days=60)
"""How long an answer stays in the asker's list."""


class HelpRequestService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, now: datetime) -> RequestBoard:
        """The person's own requests and, for a SEIL, the queue of their networks. Raises Refused for others."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            held = await network_rows.memberships_of_person(session, asker.workspace_id, asker.user_id)
            served = {network.id for member, network in held if member.role == Role.SEIL}
            own = await rows.of_person(session, asker.workspace_id, asker.user_id, now - SHOWN_FOR)
            queue = await rows.open_in(session, served)
            may_ask = any(can_ask_seil(actor, network.id) for _, network in held)
            if not own and not served and not may_ask:
                raise Refused("permissions.ask_seil")
            known = {network.id: network for _, network in held}
            for request in own:
                if request.network_id not in known:
                    known[request.network_id] = await network_rows.network(
                        session, asker.workspace_id, request.network_id
                    )
            contexts = await network_contexts(self._app, session, known.values())
            return RequestBoard(
                own=tuple([await facts_of(session, each, contexts[each.network_id]) for each in own]),
                queue=tuple([await facts_of(session, each, contexts[each.network_id]) for each in queue]),
                may_ask=may_ask,
                serves=bool(served),
            )

    async def whom(self, asker: Asker, network_id: int) -> list[str]:
        """The SEILs who would read it, before the form opens. Raises Refused where there is none, or for others."""
        async with self._app.database.read() as session:
            await self._require_asker(session, asker, network_id)
            return await self._seils(session, network_id)

    async def ask(
        self,
        asker: Asker,
        network_id: int,
        about: str | None,
        words: str,
        now: datetime,
        *,
        linked: int | None = None,
    ) -> RequestFacts:
        """Put it to the network's SEILs: at once in posting hours, else at the next.

        linked: a network that shows something, and with which they would like a link. Raises Gone where it does not.
        """
        topic, said = check_request(about, words)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            await self._require_asker(session, asker, network_id)
            if linked is not None:
                require(can_ask_for_link(await actor_of(self._app, session, asker), network_id))
                await require_shown(session, asker.workspace_id, linked, network_id)
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            seils = await self._seils(session, network_id)
            found = HelpRequest(
                workspace_id=asker.workspace_id,
                network_id=network_id,
                asked_by_id=asker.user_id,
                about=topic,
                words=said,
                asked_at=now,
                status=Status.WAITING,
                linked_network_id=linked,
            )
            session.add(found)
            await session.flush()
            network_ctx = await network_context(self._app, session, network)
            for seil in seils:
                payload, at = {"request": found.id, "to": seil}, network_ctx.next_post(now)
                post_to_people(session, network, ASKED, payload, [seil], now=now, due_at=at)
            return await facts_of(session, found, network_ctx)

    async def take_up(self, asker: Asker, request_id: int, now: datetime) -> RequestFacts:
        """A SEIL says that they are on it; the asker hears so once."""
        async with self._app.database.write() as session:
            found, network_ctx = await self._for_seil(session, asker, request_id)
            if found.status == Status.WAITING:
                found.status, found.taken_by_id, found.taken_at = Status.IN_HAND, asker.user_id, now
                self._tell_asker(session, network_ctx, found, TAKEN, now)
                await settle_posts(session, network_ctx.network, TO_SEIL, "request", found.id, now=now)
            return await facts_of(session, found, network_ctx)

    async def to_answer(self, asker: Asker, request_id: int) -> RequestFacts:
        """The request, before the form for its answer opens. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            found = await rows.by_id(session, asker.workspace_id, request_id)
            await self._require_seil(session, asker, found)
            network = await network_rows.network(session, asker.workspace_id, found.network_id)
            return await facts_of(session, found, await network_context(self._app, session, network))

    async def answer(self, asker: Asker, request_id: int, words: str, now: datetime) -> RequestFacts:
        """A SEIL answers, which ends the request; the asker gets the words."""
        said = check_answer(words)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network_ctx = await self._for_seil(session, asker, request_id)
            found.status, found.answer, found.ended_at = Status.ANSWERED, said, now
            found.taken_by_id, found.taken_at = asker.user_id, found.taken_at or now
            self._tell_asker(session, network_ctx, found, ANSWERED, now)
            await settle_posts(session, network_ctx.network, TO_SEIL, "request", found.id, now=now)
            return await facts_of(session, found, network_ctx)

    async def withdraw(self, asker: Asker, request_id: int, now: datetime) -> bool:
        """The asker needs it no more; what they wrote is deleted. Raises Refused and Gone.

        Returns whether a legal hold keeps it until it ends; it is shown to nobody then.
        """
        async with self._app.database.write() as session:
            found, network_ctx = await self._locked(session, asker, request_id)
            if found.asked_by_id != asker.user_id:
                raise Refused("permissions.withdraw_help_request")
            if found.status not in OPEN:
                raise Gone("help_requests.ended")
            found.status, found.ended_at = Status.WITHDRAWN, now
            held = await hold_rows.covers(session, asker.workspace_id, found.network_id)
            if not held:
                found.words = ""
            await settle_posts(session, network_ctx.network, TO_SEIL, "request", found.id, now=now)
            return held

    async def _for_seil(
        self, session: AsyncSession, asker: Asker, request_id: int
    ) -> tuple[HelpRequest, NetworkContext]:
        """The open request, locked, for a SEIL of its network."""
        found, network_ctx = await self._locked(session, asker, request_id)
        await self._require_seil(session, asker, found)
        return found, network_ctx

    async def _require_seil(self, session: AsyncSession, asker: Asker, found: HelpRequest) -> None:
        require(can_answer_help_request(await actor_of(self._app, session, asker), found.network_id))
        if found.status not in OPEN:
            raise Gone("help_requests.ended")

    async def _require_asker(self, session: AsyncSession, asker: Asker, network_id: int) -> None:
        require(can_ask_seil(await actor_of(self._app, session, asker), network_id))

    async def _locked(self, session: AsyncSession, asker: Asker, request_id: int) -> tuple[HelpRequest, NetworkContext]:
        found = await rows.by_id(session, asker.workspace_id, request_id)
        network = await network_rows.lock(session, asker.workspace_id, found.network_id)
        found = await rows.by_id(session, asker.workspace_id, request_id)
        return found, await network_context(self._app, session, network)

    @staticmethod
    async def _seils(session: AsyncSession, network_id: int) -> list[str]:
        seils = await network_rows.people_with_role(session, network_id, Role.SEIL)
        if not seils:
            raise Refused("help_requests.no_seil")
        return seils

    @staticmethod
    def _tell_asker(
        session: AsyncSession, network_ctx: NetworkContext, found: HelpRequest, kind: str, now: datetime
    ) -> None:
        payload, at = {"request": found.id}, network_ctx.next_post(now)
        post_to_people(session, network_ctx.network, kind, payload, [found.asked_by_id], now=now, due_at=at)
