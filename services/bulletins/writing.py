"""Somebody of the department writes a notice, and a second person approves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import (
    APPROVER,
    EDITABLE,
    TO,
    CopyStatus,
    Draft,
    Reach,
    Status,
    check_draft,
    day_in_network,
    mark_of,
    scope,
)
from domain.calendar import UnknownDate, local_day
from domain.errors import Gone, Invalid, Refused
from domain.policies import Actor, Role, can_add_meaning, can_take_bulletin_back
from facts.bulletins import BulletinBoard, BulletinFacts, BulletinForm, CopyFacts
from services.access import Asker, actor_of, require
from services.audit import record
from services.bulletins.answering import left_to
from services.bulletins.posts import APPROVED, DECLINED, MEANING, TO_APPROVE
from services.bulletins.reading import (
    bulletin_facts,
    copy_facts,
    home_of,
    left_alone,
    places_of,
    question_facts,
    still_to_come,
    waits_for_nobody,
    within_reach,
)
from services.context import AppContext, NetworkContext, network_context, network_contexts
from services.delivery.outbox import post_to_people, settle_posts
from storage import bulletins as rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.bulletins import Bulletin, BulletinCopy

SHOWN_FOR = timedelta(days=120)
"""How long a notice stays in its author's list."""


class WritingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, now: datetime) -> BulletinBoard:
        """What the person has written or approves and the questions to it, and what a SEIL's networks get soon.

        Raises Refused for others.
        """
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            every = await within_reach(session, asker.workspace_id, actor)
            copies = await self._to_come(session, asker.workspace_id, actor, now)
            served = any(can_add_meaning(actor, grant.network_id) for grant in actor.grants)
            if not every:
                if not served:
                    raise Refused("permissions.write_bulletin")
                return BulletinBoard(copies=copies)
            found = await rows.of_author(session, asker.workspace_id, asker.user_id, now - SHOWN_FOR)
            left = await left_alone(session, asker.workspace_id, actor)
            counted = await rows.counts(session, [each.id for each in (*found, *left)])
            facts = [await bulletin_facts(session, each, every, counted) for each in found]
            alone = [await bulletin_facts(session, each, every, counted, left=True) for each in left]
            _, network_ctx = await self._home(session, asker.workspace_id, asker.user_id)
            titles = {each.id: each for each in found}
            waiting = await rows.unanswered(session, list(titles))
            for question, bulletin, name in await left_to(self._app, session, asker.workspace_id, asker.user_id):
                titles[bulletin.id] = bulletin
                waiting.append((question, bulletin.id, name))
            return BulletinBoard(
                own=(
                    *alone,
                    *(
                        each
                        for each in facts
                        if each.status == Status.APPROVED
                        or (each.author == asker.user_id and each.status != Status.WITHDRAWN)
                    ),
                ),
                to_approve=tuple(
                    each for each in facts if each.approver == asker.user_id and each.status == Status.PROPOSED
                ),
                copies=copies,
                may_write=True,
                questions=tuple(
                    question_facts(question, titles[of], network, network_ctx) for question, of, network in waiting
                ),
            )

    async def _to_come(
        self, session: AsyncSession, workspace_id: int, actor: Actor, now: datetime
    ) -> tuple[CopyFacts, ...]:
        served = {grant.network_id for grant in actor.grants if can_add_meaning(actor, grant.network_id)}
        found = []
        for copy, bulletin in await rows.waiting_in(session, served):
            if not still_to_come(copy, now):
                continue
            network = await network_rows.network(session, workspace_id, copy.network_id)
            found.append(await copy_facts(session, copy, bulletin, network.name, now))
        return tuple(found)

    async def start(self, asker: Asker, bulletin_id: int | None, now: datetime) -> BulletinForm:
        """What the form opens with: a new one, or a draft of one's own. Raises Refused, and Gone once it is sent."""
        async with self._app.database.read() as session:
            every = await self._reach(session, asker)
            _, network_ctx = await self._home(session, asker.workspace_id, asker.user_id)
            found = await self._own(session, asker, bulletin_id) if bulletin_id is not None else None
            facts = await bulletin_facts(session, found, every, {}) if found is not None else None
            first = _first_day(network_ctx, now)
            return BulletinForm(tuple(every), first, facts)

    async def save(
        self,
        asker: Asker,
        bulletin_id: int | None,
        now: datetime,
        *,
        title: str,
        words: str,
        to: Sequence[str],
        approver: str | None,
        goes_on: date | None,
    ) -> BulletinFacts:
        """Keep the draft, which nobody else sees. Raises Refused, and Invalid with all that is wrong at its field."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            every = await self._reach(session, asker)
            found = await self._own(session, asker, bulletin_id, lock=True) if bulletin_id is not None else None
            _, network_ctx = await self._home(session, asker.workspace_id, asker.user_id)
            today = local_day(now, network_ctx.zone)
            draft = check_draft(title, words, to, approver, goes_on, asker.user_id, today)
            await self._check_reach(session, asker, draft, every)
            if found is None:
                found = Bulletin(workspace_id=asker.workspace_id, author_id=asker.user_id, written_at=now)
                session.add(found)
            found.title, found.words, found.to, found.goes_on = draft.title, draft.words, list(draft.to), draft.goes_on
            found.approver_id, found.status = draft.approver, Status.DRAFT
            await session.flush()
            return await bulletin_facts(session, found, every, {})

    async def propose(self, asker: Asker, bulletin_id: int, now: datetime) -> BulletinFacts:
        """Ask the second person. Raises Refused, and Gone where it was sent already."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            every = await self._reach(session, asker)
            found = await self._own(session, asker, bulletin_id, lock=True)
            found.status = Status.PROPOSED
            await self._tell(session, found, TO_APPROVE, found.approver_id, now)
            # Another look at the network beside which it is brought up again, where nobody decides: see occasions.py.
            home, _ = await self._home(session, asker.workspace_id, asker.user_id)
            await network_rows.lock(session, asker.workspace_id, home.id, ended=True)
            return await bulletin_facts(session, found, every, {})

    async def approve(self, asker: Asker, bulletin_id: int, seen: str, now: datetime) -> BulletinFacts:
        """Let it go out: a copy to each network, whose SEIL is asked what it means there.

        seen: the mark of what the second person has read. Raises Refused, and Gone where it says something else now.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await self._to_decide(session, asker, bulletin_id)
            author = await actor_of(self._app, session, Asker(found.workspace_id, found.author_id))
            every = await within_reach(session, asker.workspace_id, author)
            own = {each.network_id for each in await self._reach(session, asker)}
            meant = scope(found.to, every)
            if not meant:
                raise Refused("bulletins.author_gone")
            if not own.issuperset(meant):
                raise Refused("bulletins.not_your_networks")
            if seen != mark_of(found.title, found.words, found.to, found.goes_on):
                raise Gone("bulletins.changed_since")
            found.status, found.approved_at = Status.APPROVED, now
            found.goes_on = await self._copy(session, found, meant, now)
            await self._settle_asking(session, found, now)
            await self._tell(session, found, APPROVED, found.author_id, now)
            await record(
                session,
                found.workspace_id,
                asker.user_id,
                "bulletins.approved",
                found.title,
                {"author": found.author_id, "networks": len(meant)},
                now=now,
            )
            return await bulletin_facts(session, found, every, await rows.counts(session, [found.id]))

    async def decline(self, asker: Asker, bulletin_id: int, now: datetime) -> BulletinFacts:
        """Not yet: it goes back to its author as a draft."""
        async with self._app.database.write() as session:
            found = await self._to_decide(session, asker, bulletin_id)
            found.status = Status.DECLINED
            await self._settle_asking(session, found, now)
            await self._tell(session, found, DECLINED, found.author_id, now)
            return await bulletin_facts(session, found, await self._reach(session, asker), {})

    async def withdraw(self, asker: Asker, bulletin_id: int, now: datetime) -> None:
        """Take it back, by author or approver, or by who holds the office after both; where it has gone out already it
        stays. Raises Refused, and Gone where it has gone out everywhere."""
        async with self._app.database.write() as session:
            found = await rows.by_id(session, asker.workspace_id, bulletin_id, lock=True)
            await self._reach(session, asker)
            actor = await actor_of(self._app, session, asker)
            own = asker.user_id in (found.author_id, found.approver_id)
            left = not own and any(each.id == found.id for each in await rows.left_alone(session, asker.workspace_id))
            require(can_take_bulletin_back(actor, own, left, await places_of(session, found)))
            if found.status == Status.WITHDRAWN:
                return
            copies = await rows.copies_of(session, found.id)
            if copies and not any(copy.status == CopyStatus.WAITING for copy in copies):
                raise Gone("bulletins.went_out")
            found.status = Status.WITHDRAWN
            subject, details = found.title, {"author": found.author_id}
            await record(session, found.workspace_id, asker.user_id, "bulletins.withdrawn", subject, details, now=now)
            await self._settle_asking(session, found, now)
            for copy in copies:
                if copy.status == CopyStatus.WAITING:
                    network = await network_rows.lock(session, found.workspace_id, copy.network_id)
                    await settle_posts(session, network, (MEANING,), "copy", copy.id, now=now)

    async def _settle_asking(self, session: AsyncSession, found: Bulletin, now: datetime) -> None:
        """Take the second person's buttons away."""
        if home := await home_of(session, found.workspace_id, found.approver_id):
            network = await network_rows.network(session, found.workspace_id, home)
            await settle_posts(session, network, (TO_APPROVE,), "bulletin", found.id, now=now)

    async def _copy(self, session: AsyncSession, found: Bulletin, meant: Sequence[int], now: datetime) -> date:
        """A copy to each network; returns the first day on which one goes out."""
        days = []
        networks = [await network_rows.network(session, found.workspace_id, id_) for id_ in meant]
        contexts = await network_contexts(self._app, session, networks)
        for network in networks:
            network_ctx = contexts[network.id]
            today = local_day(now, network_ctx.zone)
            try:
                due_on = day_in_network(found.goes_on, today, network_ctx.calendar)
            except UnknownDate:  # past the calendar's end
                due_on = max(found.goes_on, today + timedelta(days=2))
            days.append(due_on)
            copy = BulletinCopy(
                workspace_id=found.workspace_id,
                network_id=network.id,
                bulletin_id=found.id,
                due_on=due_on,
                status=CopyStatus.WAITING,
            )
            session.add(copy)
            await session.flush()
            await network_rows.lock(session, found.workspace_id, network.id)
            for seil in await network_rows.people_with_role(session, network.id, Role.SEIL):
                payload, at = {"copy": copy.id, "to": seil}, network_ctx.next_post(now)
                post_to_people(session, network, MEANING, payload, [seil], now=now, due_at=at)
        return min(days)

    async def _check_reach(self, session: AsyncSession, asker: Asker, draft: Draft, every: Sequence[Reach]) -> None:
        """That the networks are within reach of both. Raises Invalid at the field."""
        meant = scope(draft.to, every)
        if not meant:
            raise Invalid("bulletins.wrong_no_networks", TO)
        approver = await actor_of(self._app, session, Asker(asker.workspace_id, draft.approver))
        reach = {each.network_id for each in await within_reach(session, asker.workspace_id, approver)}
        await actor_of(self._app, session, asker)
        if not reach.issuperset(meant):
            raise Invalid("bulletins.wrong_approver", APPROVER)

    async def _reach(self, session: AsyncSession, asker: Asker) -> list[Reach]:
        """The networks that the asker can write to. Raises Refused where there are none."""
        every = await within_reach(session, asker.workspace_id, await actor_of(self._app, session, asker))
        if not every:
            raise Refused("permissions.write_bulletin")
        return every

    async def _own(self, session: AsyncSession, asker: Asker, bulletin_id: int, *, lock: bool = False) -> Bulletin:
        found = await rows.by_id(session, asker.workspace_id, bulletin_id, lock=lock)
        if found.author_id != asker.user_id:
            raise Refused("bulletins.not_yours")
        if found.status not in EDITABLE and not await waits_for_nobody(session, found):
            raise Gone("bulletins.sent_already")
        return found

    async def _to_decide(self, session: AsyncSession, asker: Asker, bulletin_id: int) -> Bulletin:
        """The proposed one, locked, for the person who was asked."""
        await self._reach(session, asker)
        found = await rows.by_id(session, asker.workspace_id, bulletin_id, lock=True)
        if asker.user_id != found.approver_id:
            raise Refused("bulletins.not_yours_to_approve")
        if found.status != Status.PROPOSED:
            raise Gone("bulletins.decided")
        return found

    async def _home(self, session: AsyncSession, workspace_id: int, person: str) -> tuple[Network, NetworkContext]:
        network = await network_rows.network(session, workspace_id, await home_of(session, workspace_id, person))
        return network, await network_context(self._app, session, network)

    async def _tell(self, session: AsyncSession, found: Bulletin, kind: str, person: str, now: datetime) -> None:
        if not await home_of(session, found.workspace_id, person):
            return  # they hold no role any more
        network, network_ctx = await self._home(session, found.workspace_id, person)
        at = network_ctx.next_post(now)
        post_to_people(session, network, kind, {"bulletin": found.id}, [person], now=now, due_at=at)


def _first_day(network_ctx: NetworkContext, now: datetime) -> date:
    """The day that the form offers: the second school day from now, so that SEILs have one."""
    today = local_day(now, network_ctx.zone)
    try:
        return network_ctx.calendar.add_school_days(today, 2)
    except UnknownDate:
        return today + timedelta(days=2)
