"""A round of two networks: one invites, the other agrees to plan, and both approve the one plan before anybody is told.

Each network has a round of its own, with the visits to its own schools: so records, reminders and counts are the
host's network's.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Refused
from domain.peer_reviews import can_be_due, due_date, fits
from domain.policies import can_approve_review_round, can_propose_review_round
from facts.peer_reviews import ApprovedRound, JointForm
from prompts.peer_reviews import joint as fields
from prompts.peer_reviews.rounds import SIZE
from services.access import Asker, actor_of, require, require_own
from services.context import AppContext, network_context
from services.delivery.outbox import post_to_people, settle_posts
from services.leaders import chair_and_seils
from services.peer_reviews.beginning import begin
from services.peer_reviews.drawing import draw_later, tell_not_joint
from services.peer_reviews.proposals import check_may_propose, put_away, settle
from services.peer_reviews.schools import review_schools
from services.places import networks_like
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewRound

INVITED = "peer_reviews.invited"


@dataclass(frozen=True)
class InviteNetwork:
    """A form that was sent. size: of the groups, as the network has set it where nothing is said."""

    network_id: int
    other_id: int | None
    due_on: date | None
    size: int | None = None


class JointService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, network_id: int, now: datetime) -> JointForm:
        """The networks that could be invited. Refused while a round or proposal of this one is under way."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_propose_review_round(await actor_of(self._app, session, asker), network.id))
            require_own(network)
            await check_may_propose(session, network, now)
            others = await _others(session, network)
            if not others:
                raise Gone("peer_reviews.no_other_network")
            network_ctx = await network_context(self._app, session, network)
            try:
                due_on = due_date(local_day(now, network_ctx.zone), network_ctx.calendar)
            except UnknownDate:
                due_on = None
            return JointForm(network.id, network.name, tuple(others), due_on, size=network.review_size)

    async def named(self, asker: Asker, network_id: int, name: str) -> list[int]:
        """The ids of the networks that may be meant by the name; just one where there is no doubt."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            return networks_like(name, dict(await _others(session, network))) if name else []

    async def invite(self, wish: InviteNetwork, asker: Asker, now: datetime) -> str:
        """Ask the other network's chair and SEIL; returns its name. Nothing is drawn and nobody else told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, wish.network_id)
            require(can_propose_review_round(await actor_of(self._app, session, asker), network.id))
            require_own(network)
            await check_may_propose(session, network, now)
            faults = Faults()
            if wish.other_id is None or wish.other_id == network.id:
                faults.note("peer_reviews.choose_network", fields.OTHER)
            if wish.due_on is not None and not can_be_due(wish.due_on, local_day(now, ZoneInfo(network.timezone))):
                faults.note("peer_reviews.due_passed", fields.DUE)
            if wish.size is not None and not fits(wish.size, network.review_visits):
                faults.note("peer_reviews.size_and_visits", SIZE)
            faults.check()
            other = await network_rows.network(session, asker.workspace_id, wish.other_id or 0)
            require_own(other)
            _check_both_ways(network, other)
            people = await chair_and_seils(session, other.id)
            if not people:
                raise Refused("peer_reviews.nobody_to_invite", other=other.name)
            found = await _new_round(session, network, other, secrets.token_hex(16), asker, wish.due_on, now)
            found.status, found.review_size = "invited", wish.size or network.review_size
            session.add(found)
            await session.flush()
            for person in people:
                post_to_people(session, other, INVITED, {"round": found.id}, [person], now=now)
            return other.name

    async def agree(self, asker: Asker, round_id: int, now: datetime) -> str:
        """Plan with the network that asks: one plan is drawn, and comes to those who may approve it in both; returns
        its name."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network, other = await self._locked(session, asker, round_id, invited=True)
            await check_may_propose(session, other, now)
            _check_both_ways(network, other)
            answer = await _new_round(session, other, network, found.joint_key or "", asker, found.due_on, now)
            answer.review_size = found.review_size
            await put_away(session, network.id)
            found.status = rows.DRAWING
            await draw_later(session, other, answer, now)
            await settle_posts(session, other, (INVITED,), "round", found.id, now=now)
            return network.name

    async def decline(self, asker: Asker, round_id: int, now: datetime) -> str:
        """Not this time: chair and SEIL of the network that asked hear of it; returns its name."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network, other = await self._locked(session, asker, round_id, invited=True)
            found.status = "withdrawn"
            await session.flush()
            await tell_not_joint(session, network, found, now)
            await settle_posts(session, other, (INVITED,), "round", found.id, now=now)
            return network.name

    async def approve(self, asker: Asker, round_id: int, now: datetime) -> ApprovedRound:
        """Approve the plan for one's own network. Once both have, it begins, and every group is told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network, other = await self._locked(session, asker, round_id)
            if found.status in ("approved", "agreed"):
                raise Gone("peer_reviews.approved_already", number=found.number)
            twin = await rows.twin(session, found)
            if found.status != "proposed" or twin is None or twin.status not in ("proposed", "agreed"):
                raise Gone("peer_reviews.proposal_gone")
            for one, of_network in ((found, network), (twin, other)):
                await _check_still_here(session, one, of_network)
            found.approved_by = asker.user_id
            if twin.status != "agreed":
                found.status = "agreed"
                await settle(session, network, now)
                return ApprovedRound(network.name, found.number, 0, 0, waits_for=other.name)
            await begin(self._app, session, other, twin, asker, now)
            return await begin(self._app, session, network, found, asker, now)

    async def withdraw(self, asker: Asker, round_id: int, now: datetime) -> int:
        """Go back on an invitation or a plan before it begins; the other network's chair and SEIL hear of it."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network, other = await self._locked(session, asker, round_id)
            if found.status not in rows.NOT_BEGUN:
                raise Gone("peer_reviews.proposal_gone")
            twin = await rows.twin(session, found)
            found.status = "withdrawn"
            await settle_posts(session, other, (INVITED,), "round", found.id, now=now)
            if twin is not None:
                twin.status = "withdrawn"
                await tell_not_joint(session, other, twin, now)
                await settle(session, other, now)
            await settle(session, network, now)
            return found.number

    async def _locked(
        self, session: AsyncSession, asker: Asker, round_id: int, *, invited: bool = False
    ) -> tuple[ReviewRound, Network, Network]:
        """The round, its network and the other, both locked, for whoever may decide for the one that is asked.

        invited: for whoever may decide for the network that is invited.
        """
        found = await rows.round_by_id(session, asker.workspace_id, round_id)
        if found is None:
            raise Gone("peer_reviews.proposal_gone")
        decides = found.joint_network_id if invited and found.joint_network_id else found.network_id
        require(can_approve_review_round(await actor_of(self._app, session, asker), decides))
        if found.joint_network_id is None:
            raise Gone("peer_reviews.proposal_gone")
        # Always in the same order, so that two who decide at once never wait for each other.
        ids = sorted((found.network_id, found.joint_network_id))
        locked = {one: await network_rows.lock(session, asker.workspace_id, one) for one in ids}
        await session.refresh(found)
        if invited and found.status != "invited":
            raise Gone("peer_reviews.invitation_gone")
        return found, locked[found.network_id], locked[found.joint_network_id]


async def _others(session: AsyncSession, network: Network) -> list[tuple[int, str]]:
    every = await network_rows.own_networks(session, network.workspace_id)
    return [(one.id, one.name) for one in every if one.id != network.id and one.status == "active"]


async def _new_round(
    session: AsyncSession,
    network: Network,
    other: Network,
    key: str,
    asker: Asker,
    due_on: date | None,
    now: datetime,
) -> ReviewRound:
    latest = await rows.latest_approved(session, network.id)
    schools = await review_schools(session, network.id)
    return ReviewRound(
        workspace_id=network.workspace_id,
        network_id=network.id,
        number=(latest.number if latest else 0) + 1,
        left_out=schools.rest_on(local_day(now, ZoneInfo(network.timezone))),
        due_on=due_on,
        proposed_by=asker.user_id,
        proposed_at=now,
        review_visits=network.review_visits,
        joint_key=key,
        joint_network_id=other.id,
    )


def _check_both_ways(*networks: Network) -> None:
    """Raises Refused where a network has set one visit a school and round: across two, each school hosts and visits."""
    for one in networks:
        if one.review_visits < 2:
            raise Refused("peer_reviews.joint_needs_two", network=one.name)


async def _check_still_here(session: AsyncSession, found: ReviewRound, network: Network) -> None:
    schools = await review_schools(session, network.id)
    groups: Sequence[list[int]] = [list(group.school_ids) for group in await rows.groups(session, [found.id])]
    if any(one not in schools.active | schools.guests for school_ids in groups for one in school_ids):
        raise Refused("peer_reviews.schools_changed")
