"""A network proposes, agrees on and goes back a step of what it shares; its people look at what is shared."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.agreements import (
    SCHOOL_DAYS_BEFORE,
    Audience,
    Kind,
    Step,
    check_seen,
    may_show,
    next_step,
    sees_all_the_same,
)
from domain.calendar import UnknownDate, local_day, local_moment
from domain.errors import Gone
from domain.policies import (
    Actor,
    can_agree_sharing,
    can_propose_sharing,
    can_see_agreement,
    can_see_linked,
    can_see_shared,
)
from facts.agreements import Agreement, LinkedShare, SharedLevels, SharedSchools
from services.access import Asker, actor_of, require, require_own
from services.agreements.choosing import SchoolChoice
from services.agreements.posts import AGREED, DECLINED, LOOK, LOWERED, PROPOSED
from services.agreements.reading import agreeing, read_agreement, read_levels, read_schools, showing_to, standing
from services.audit import record
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.sharing import may_see, step_of
from storage import agreements as rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.agreements import SharingStep

ABOUT_A_FORTNIGHT = timedelta(days=14)


class AgreementService:
    """own: what a principal says for their school."""

    def __init__(self, app: AppContext) -> None:
        self._app = app
        self.own = SchoolChoice(app)

    async def show(self, asker: Asker, network_id: int, now: datetime) -> Agreement:
        """What the network shares and with whom. Raises Refused for whoever has no part in it."""
        async with self._app.database.read() as session:
            network, actor = await self._seen(session, asker, network_id)
            return await read_agreement(session, await network_context(self._app, session, network), actor, now)

    async def propose(self, asker: Asker, network_id: int, seen: int, now: datetime) -> Agreement:
        """Propose the next step to the other one of chair and SEIL. seen: the step that the asker saw it at."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_propose_sharing(actor, network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            require_own(network)
            _can_be_told(network)
            found = await standing(session, network_id, now)
            step = next_step(found.step, under_way=found.under_way is not None)
            check_seen(seen, found.step)
            asked = await agreeing(session, network_id, asker.user_id)
            if not asked:
                raise Gone("agreements.nobody_to_agree")
            row = SharingStep(
                workspace_id=asker.workspace_id,
                network_id=network_id,
                step=int(step),
                proposed_by=asker.user_id,
                proposed_at=now,
            )
            session.add(row)
            await session.flush()
            network_ctx = await network_context(self._app, session, network)
            for person in sorted(asked):
                payload, at = {"sharing_step": row.id, "to": person}, network_ctx.next_post(now)
                post_to_people(session, network, PROPOSED, payload, [person], now=now, due_at=at)
            await _note(session, asker, "proposed", network, step, now)
            return await read_agreement(session, network_ctx, actor, now)

    async def agree(self, asker: Asker, sharing_step_id: int, now: datetime) -> Agreement:
        """Say yes to what another leader proposed: it is told now, and holds two school weeks later."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            row = await rows.by_id(session, asker.workspace_id, sharing_step_id)
            actor = await actor_of(self._app, session, asker)
            require(can_agree_sharing(actor, row.network_id))
            network = await network_rows.lock(session, asker.workspace_id, row.network_id)
            network_ctx = await network_context(self._app, session, network)
            await session.refresh(row)
            if row.holds_from is not None or row.ended_at is not None:
                raise Gone("agreements.gone")
            if asker.user_id not in await agreeing(session, row.network_id, row.proposed_by):
                raise Gone("agreements.another_agrees")
            _can_be_told(network)
            row.agreed_by, row.agreed_at, row.holds_from = asker.user_id, now, _holds_from(network_ctx, now)
            await self._told(session, network_ctx, AGREED, row, now)
            await _note(session, asker, "agreed", network, row.step, now)
            return await read_agreement(session, network_ctx, actor, now)

    async def take_back(self, asker: Asker, sharing_step_id: int, now: datetime) -> Agreement:
        """Take back a step that does not hold yet. A step that was told is told to be taken back; of another whoever
        proposed it hears, if somebody else takes it back."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            row = await rows.by_id(session, asker.workspace_id, sharing_step_id)
            actor = await actor_of(self._app, session, asker)
            require(can_propose_sharing(actor, row.network_id))
            network = await network_rows.lock(session, asker.workspace_id, row.network_id)
            network_ctx = await network_context(self._app, session, network)
            await session.refresh(row)
            if row.ended_at is not None or (row.holds_from is not None and row.holds_from <= now):
                raise Gone("agreements.gone")
            told = row.holds_from is not None
            row.ended_at = now
            if not told and asker.user_id != row.proposed_by:
                payload, at = {"sharing_step": row.id, "to": row.proposed_by}, network_ctx.next_post(now)
                post_to_people(session, network, DECLINED, payload, [row.proposed_by], now=now, due_at=at)
            found = await standing(session, network.id, now)
            await rows.lower_schools(session, network.id, found.step)
            await self._told(session, network_ctx, LOWERED if told else "", row, now)
            await _note(session, asker, "taken_back", network, row.step, now)
            return await read_agreement(session, network_ctx, actor, now)

    async def lower(self, asker: Asker, network_id: int, seen: int, now: datetime) -> Agreement:
        """Go back a step, at once; what is under way is over too."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_propose_sharing(actor, network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            network_ctx = await network_context(self._app, session, network)
            found = await standing(session, network_id, now)
            check_seen(seen, found.step)
            if found.step is Step.START:
                raise Gone("agreements.nothing_shared")
            if found.under_way is not None:
                (await rows.by_id(session, asker.workspace_id, found.under_way.id)).ended_at = now
                await settle_posts(session, network, [PROPOSED], "sharing_step", found.under_way.id, now=now)
            row = SharingStep(
                workspace_id=asker.workspace_id,
                network_id=network_id,
                step=found.step - 1,
                proposed_by=asker.user_id,
                proposed_at=now,
                agreed_at=now,
                holds_from=now,
            )
            session.add(row)
            await session.flush()
            await rows.lower_schools(session, network_id, Step(row.step))
            await self._told(session, network_ctx, LOWERED, row, now)
            await _note(session, asker, "lowered", network, row.step, now)
            return await read_agreement(session, network_ctx, actor, now)

    async def keep(self, asker: Asker, sharing_step_id: int, now: datetime) -> Agreement:
        """Say that what is shared is still right; it is asked again in a year."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            row = await rows.by_id(session, asker.workspace_id, sharing_step_id)
            actor = await actor_of(self._app, session, asker)
            require(can_propose_sharing(actor, row.network_id))
            network = await network_rows.lock(session, asker.workspace_id, row.network_id)
            found = await standing(session, network.id, now)
            if found.holding is None or found.holding.id != row.id:
                raise Gone("agreements.gone")
            row.kept_at = now
            await settle_posts(session, network, [LOOK], "sharing_step", row.id, now=now)
            await _note(session, asker, "kept", network, row.step, now)
            return await read_agreement(session, await network_context(self._app, session, network), actor, now)

    async def schools(self, asker: Asker, network_id: int, now: datetime) -> SharedSchools:
        """What the network's schools show each other. Raises Gone while nothing of them is shared."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_see_shared(actor, network_id))
            network = await network_rows.network(session, asker.workspace_id, network_id)
            step = await step_of(session, network_id, now)
            if not may_show(Kind.WORKS_ON, Audience.NETWORK, step, step):
                raise Gone("agreements.not_agreed")
            return SharedSchools(
                network.name,
                await read_schools(session, network_id, Audience.NETWORK, step, actor),
                may_show(Kind.FINDS_HARD, Audience.NETWORK, step, step),
                sees_all_the_same(actor, network_id),
            )

    async def levels(self, asker: Asker, network_id: int, now: datetime) -> SharedLevels:
        """The network's agreed levels over the years. Raises Gone where they are not shared with the asker."""
        async with self._app.database.read() as session:
            network, actor = await self._seen(session, asker, network_id)
            if not await may_see(session, actor, network, Kind.YEARS, now):
                raise Gone("agreements.not_agreed")
            network_ctx = await network_context(self._app, session, network)
            return await read_levels(self._app, session, network_ctx, now, newest_alone=False)

    async def linked(self, asker: Asker, network_id: int, linked_id: int, now: datetime) -> LinkedShare:
        """What a linked network shows this one. Raises Gone where it shows nothing, or is not linked any more."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_see_linked(actor, network_id))
            theirs = next((each for each in await showing_to(session, network_id, now) if each.id == linked_id), None)
            if theirs is None:
                raise Gone("agreements.not_agreed")
            network_ctx = await network_context(self._app, session, theirs)
            step = await step_of(session, theirs.id, now)
            levels = await read_levels(self._app, session, network_ctx, now, newest_alone=True)
            return LinkedShare(levels, await read_schools(session, theirs.id, Audience.LINKED, step, actor))

    async def _seen(self, session: AsyncSession, asker: Asker, network_id: int) -> tuple[Network, Actor]:
        actor = await actor_of(self._app, session, asker)
        network = await network_rows.network(session, asker.workspace_id, network_id)
        require(can_see_agreement(actor, network_id, network.seen_from))
        return network, actor

    async def _told(
        self, session: AsyncSession, network_ctx: NetworkContext, kind: str, row: SharingStep, now: datetime
    ) -> None:
        """Tell the channel, where there is something to tell, and bring up to date what others were asked."""
        network = network_ctx.network
        if kind:
            payload = {"sharing_step": row.id}
            post_in_channel(session, network, kind, payload, now=now, due_at=network_ctx.next_post(now))
        await session.flush()
        await settle_posts(session, network, [PROPOSED], "sharing_step", row.id, now=now)


def _can_be_told(network: Network) -> None:
    """Raises Gone where no channel would hear of a step before it holds."""
    if network.channel_id is None or network.status != "active":
        raise Gone("agreements.no_channel")


def _holds_from(network_ctx: NetworkContext, now: datetime) -> datetime:
    """The posting hour of the day that is so many school days away; past the calendar's end a fortnight from now."""
    try:
        day = network_ctx.calendar.add_school_days(
            local_day(network_ctx.next_post(now), network_ctx.zone), SCHOOL_DAYS_BEFORE
        )
    except UnknownDate:
        return now + ABOUT_A_FORTNIGHT
    return local_moment(day, network_ctx.network.posting_time, network_ctx.zone)


async def _note(session: AsyncSession, asker: Asker, what: str, network: Network, step: int, now: datetime) -> None:
    details = {"step": int(step)}
    await record(session, asker.workspace_id, asker.user_id, f"networks.sharing_{what}", network.name, details, now=now)
