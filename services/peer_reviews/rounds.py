"""A round of reviews: proposed to whoever started it, told to nobody until chair or SEIL approve it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Refused
from domain.pairing import CannotPair
from domain.peer_reviews import Rules, can_be_due, due_date, fits
from domain.policies import can_approve_review_round, can_propose_review_round
from domain.resting import Odd, odd_in
from facts.peer_reviews import ApprovedRound, ProposedRound, RoundForm
from prompts.peer_reviews.rounds import SIZE
from services.access import Asker, actor_of, require
from services.context import AppContext, context_of, network_context
from services.peer_reviews.beginning import begin
from services.peer_reviews.drawing import draw_later
from services.peer_reviews.planning import kept_apart, to_plan, work_out_soon
from services.peer_reviews.proposals import check_may_propose, settle, show, store, waiting
from services.peer_reviews.schools import review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage import schools as school_rows
from storage.models import Network
from storage.models.peer_reviews import ReviewRound


@dataclass(frozen=True)
class StartRound:
    """A form that was sent. left_out: ids of the schools that sit this round out; due_on: its last day; size: of its
    groups, odd: what becomes of an odd school, as the network has set it where nothing is said.
    """

    network_id: int
    left_out: tuple[int, ...]
    due_on: date | None
    size: int | None = None
    odd: str | None = None


class RoundService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, network_id: int, now: datetime) -> RoundForm:
        """What the form to start a round offers. Refused for those who may not, or while a proposal waits."""
        async with self._app.database.read() as session:
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            await self._may_propose(session, asker, network, now)
            schools = await network_rows.schools(session, network.id)
            known, today = await review_schools(session, network.id), local_day(now, network_ctx.zone)
            try:
                due_on = due_date(today, network_ctx.calendar)
            except UnknownDate:
                due_on = None
            return RoundForm(
                network.id,
                tuple((school.id, school.name) for school in schools),
                due_on,
                resting=tuple(known.rest_on(today)),
                size=network.review_size,
                odd=odd_in(network.review_odd, network.review_visits),
            )

    async def propose(self, wish: StartRound, asker: Asker, now: datetime) -> ProposedRound | None:
        """Pair the schools and store the proposal, which nobody but chair and SEIL can see; None where it follows."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, wish.network_id)
            schools = await review_schools(session, network.id)
            before = await to_plan(self._app, session, network, schools, wish.left_out, None, wish.size, wish.odd)
        proposal = await work_out_soon(before)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, wish.network_id)
            await self._may_propose(session, asker, network, now)
            network_ctx = await network_context(self._app, session, network)
            faults = Faults()
            if wish.due_on is not None and not can_be_due(wish.due_on, local_day(now, network_ctx.zone)):
                faults.note("peer_reviews.due_passed", "peer_reviews.due")
            if wish.size is not None and not fits(wish.size, network.review_visits):
                faults.note("peer_reviews.size_and_visits", SIZE)
            if wish.odd is not None and wish.odd not in set(Odd):
                faults.note("peer_reviews.choose_size", SIZE)
            faults.check()
            schools = await review_schools(session, network.id)
            planned = await to_plan(self._app, session, network, schools, wish.left_out, None, wish.size, wish.odd)
            if planned != before:
                proposal = (
                    None  # a school left or joined meanwhile, and nothing is worked out while the network is locked
                )
            if isinstance(proposal, CannotPair):
                faults.note(proposal.key, "peer_reviews.left_out", **proposal.values)
            faults.check()
            if isinstance(proposal, CannotPair):
                raise proposal
            latest = await rows.latest_approved(session, network.id)
            found = ReviewRound(
                workspace_id=network.workspace_id,
                network_id=network.id,
                number=(latest.number if latest else 0) + 1,
                left_out=sorted(set(wish.left_out) & schools.active),
                due_on=wish.due_on,
                proposed_by=asker.user_id,
                proposed_at=now,
                review_size=planned.size,
                review_visits=network.review_visits,
                review_odd=planned.odd,
            )
            # Whoever takes part after all does not rest any longer, nor whoever's time is over.
            resting = schools.rest_on(local_day(now, network_ctx.zone))
            back = set(schools.resting) - (set(wish.left_out) & set(resting))
            await school_rows.rest(session, network.id, back, None)
            if proposal is None:
                await draw_later(session, network, found, now)
                return None
            await store(session, found, proposal)
            return await show(session, network, found)

    async def is_joint(self, asker: Asker, round_id: int) -> bool:
        """Whether it is a round of two networks, which both have to approve. Raises Gone where there is none."""
        async with self._app.database.read() as session:
            found = await rows.round_by_id(session, asker.workspace_id, round_id)
            if found is None:
                raise Gone("peer_reviews.proposal_gone")
            require(can_approve_review_round(await actor_of(self._app, session, asker), found.network_id))
            return found.joint_key is not None

    async def look(self, asker: Asker, network_id: int) -> ProposedRound:
        """The proposal that waits. Raises Gone where none does."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_approve_review_round(await actor_of(self._app, session, asker), network.id))
            found = await rows.proposed(session, network.id)
            if found is None:
                raise Gone("peer_reviews.proposal_gone")
            return await show(session, network, found)

    async def withdraw(self, asker: Asker, round_id: int, now: datetime) -> int:
        """Put the proposal away, so that nobody ever hears of it; returns the round's number."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await waiting(self._app, session, asker, round_id)
            found.status = "withdrawn"
            await settle(session, network, now)
            return found.number

    async def approve(self, asker: Asker, round_id: int, now: datetime) -> ApprovedRound:
        """Make the round real: the visits of each group, and a message to its principals."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await waiting(self._app, session, asker, round_id)
            schools = await review_schools(session, network.id)
            groups = await rows.groups(session, [found.id])
            everybody = [school_id for group in groups for school_id in group.school_ids]
            if not schools.active.issuperset(everybody if found.rests_id is None else [*everybody, found.rests_id]):
                raise Refused("peer_reviews.schools_changed")
            rules = Rules(await kept_apart(session, network.id, schools))
            if any(rules.forbids(tuple(group.school_ids)) for group in groups):
                raise Refused("peer_reviews.apart_together")
            return await begin(self._app, session, network, found, asker, now)

    async def _may_propose(self, session: AsyncSession, asker: Asker, network: Network, now: datetime) -> None:
        require(can_propose_review_round(await actor_of(self._app, session, asker), network.id))
        await check_may_propose(session, network, now)
