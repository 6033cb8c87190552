"""A proposal as chair and SEIL want it: drawn again, two schools swapped, a group kept, a pair kept apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.errors import Gone, Invalid
from domain.pairing import CannotPair
from domain.peer_reviews import Proposal, Rules, swapped
from domain.policies import can_approve_review_round
from facts.peer_reviews import Arrangement, ProposedRound
from prompts.peer_reviews import arranging as fields
from services.access import Asker, actor_of, require
from services.context import AppContext, context_of
from services.peer_reviews.drawing import draw_later
from services.peer_reviews.planning import Planned, kept_apart, to_plan, work_out_soon
from services.peer_reviews.proposals import homes_of, is_drawn, show, store, waiting
from services.peer_reviews.schools import review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage import schools as school_rows
from storage.models import Network
from storage.models.peer_reviews import ReviewExclusion, ReviewRound

REST_AT_MOST = timedelta(days=460)
"""Terms that start later are not offered to a school that wants to rest."""


class ArrangingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, round_id: int, now: datetime) -> Arrangement:
        """What the forms about a proposal offer, for those who may approve it."""
        async with self._app.database.read() as session:
            found = await rows.round_by_id(session, asker.workspace_id, round_id)
            if found is None or found.status != "proposed":
                raise Gone("peer_reviews.proposal_gone")
            require(can_approve_review_round(await actor_of(self._app, session, asker), found.network_id))
            schools = await review_schools(session, found.network_id)
            groups = await rows.groups(session, [found.id])
            apart = await rows.exclusions(session, found.network_id)

            def named(ids: Collection[int]) -> tuple[tuple[int, str], ...]:
                return tuple(sorted(((one, schools.name(one)) for one in ids), key=lambda pair: pair[1]))

            return Arrangement(
                round_id=found.id,
                schools=named([one for home in homes_of(found, groups) for one in home]),
                all_schools=named(schools.active),
                apart=tuple((one.id, (schools.name(one.school_id), schools.name(one.other_id))) for one in apart),
                left_out=tuple(found.left_out),
                terms=await self._terms_to_come(session, asker, found, now),
            )

    async def _terms_to_come(
        self, session: AsyncSession, asker: Asker, found: ReviewRound, now: datetime
    ) -> tuple[tuple[date, str], ...]:
        """The terms until which a school could rest, each with its first day for students."""
        network_ctx = await context_of(self._app, session, asker.workspace_id, found.network_id)
        today = local_day(now, network_ctx.zone)
        terms = network_ctx.calendar.terms_between(today, today + REST_AT_MOST)
        return tuple((term.student_start, str(term)) for term in terms if term.student_start > today)

    async def shuffle(
        self,
        asker: Asker,
        round_id: int,
        now: datetime,
        left_out: Collection[int] | None = None,
        rest_until: date | None = None,
    ) -> ProposedRound | None:
        """Turn the proposal down and make another, in which the groups that are kept stay.

        left_out: who sits the round out from now on; None: the same as before. rest_until: those who did not so far
        rest until that day, in later rounds too. None where it follows. Raises CannotPair where there is no other.
        """
        before, proposal = None, None
        async with self._app.database.read() as session:
            found = await rows.round_by_id(session, asker.workspace_id, round_id)
            if found is not None and found.status == "proposed":
                there = await network_rows.network(session, asker.workspace_id, found.network_id)
                before = await self._plan(session, there, found, left_out)
        if before is not None:
            proposal = await work_out_soon(before)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await waiting(self._app, session, asker, round_id)
            planned = await self._plan(session, network, found, left_out)
            if planned != before:
                proposal = None  # it has changed meanwhile, and nothing is worked out while the network is locked
            if left_out is not None:
                await self._rest(session, network, left_out, rest_until, now)
            return await self._replace(session, network, found, planned, proposal, asker, now, left_out)

    async def keep(self, asker: Asker, round_id: int, group_id: int, now: datetime, *, kept: bool) -> ProposedRound:
        """Keep a group when the proposal is drawn again, or let it go again. group_id: 0 for the school that rests."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await waiting(self._app, session, asker, round_id)
            for group in await rows.groups(session, [found.id]):
                if group.id == group_id:
                    group.locked = kept
            if not group_id:
                found.rest_kept = kept and found.rests_id is not None
            await session.flush()
            return await show(session, network, found)

    async def swap(
        self, asker: Asker, round_id: int, one: int | None, other: int | None, now: datetime
    ) -> ProposedRound:
        """Let two schools change places, of which one may be the one that rests; both groups are kept from then on."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await waiting(self._app, session, asker, round_id)
            groups = await rows.groups(session, [found.id])
            if one is None or other is None:
                raise Invalid("peer_reviews.choose_two", fields.ONE if one is None else fields.OTHER)
            try:
                after = swapped(homes_of(found, groups), one, other)
            except ValueError as error:
                raise Invalid("peer_reviews.swap_same", fields.OTHER) from error
            rules = Rules(await kept_apart(session, network.id, await review_schools(session, network.id)))
            if any(rules.forbids(group) for group in after if one in group or other in group):
                raise Invalid("peer_reviews.swap_apart", fields.OTHER)
            for group, school_ids in zip(groups, after, strict=False):  # who rests stands behind the groups
                if list(group.school_ids) != list(school_ids):
                    group.school_ids, group.locked = list(school_ids), True
            if found.rests_id in (one, other):
                found.rests_id, found.rest_kept = after[-1][0], True
            await session.flush()
            return await show(session, network, found)

    async def keep_apart(
        self,
        asker: Asker,
        round_id: int,
        one: int | None,
        other: int | None,
        again: Collection[int],
        now: datetime,
    ) -> ProposedRound | None:
        """Keep two schools apart, in this round and later ones, and let others (`again`: ids of pairs) meet again.

        Where the two are together in the proposal, it is drawn again; None where the new one follows. No reason is
        kept.
        """
        before = await self._plan_apart(asker, round_id, frozenset(school for school in (one, other) if school), again)
        proposal = await work_out_soon(before) if before is not None else None
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await waiting(self._app, session, asker, round_id)
            schools = await review_schools(session, network.id)
            if (one is None) != (other is None) or (one is not None and one == other):
                raise Invalid("peer_reviews.choose_two", fields.OTHER)
            for exclusion in await rows.exclusions(session, network.id):
                if exclusion.id in again:
                    await session.delete(exclusion)
            await session.flush()
            pair = frozenset(school for school in (one, other) if school in schools.active)
            if len(pair) == 2 and pair not in await kept_apart(session, network.id, schools):
                first, second = sorted(pair)
                session.add(
                    ReviewExclusion(
                        workspace_id=network.workspace_id, network_id=network.id, school_id=first, other_id=second
                    )
                )
            groups = await rows.groups(session, [found.id])
            together = [group for group in groups if len(pair) == 2 and pair.issubset(group.school_ids)]
            for group in together:
                group.locked = False
            await session.flush()
            if not together:
                return await show(session, network, found)
            planned = await self._plan(session, network, found, found.left_out)
            if planned != before:
                proposal = None
            return await self._replace(session, network, found, planned, proposal, asker, now, None)

    async def _replace(
        self,
        session: AsyncSession,
        network: Network,
        found: ReviewRound,
        planned: Planned,
        proposal: Proposal | CannotPair | None,
        asker: Asker,
        now: datetime,
        left_out: Collection[int] | None,
    ) -> ProposedRound | None:
        if isinstance(proposal, CannotPair):
            raise proposal
        again = ReviewRound(
            workspace_id=network.workspace_id,
            network_id=network.id,
            number=found.number,
            left_out=sorted(found.left_out if left_out is None else left_out),
            due_on=found.due_on,
            proposed_by=asker.user_id,
            proposed_at=now,
            by_itself=found.by_itself,
            review_size=found.review_size,
            review_visits=found.review_visits,
            review_odd=found.review_odd,
            rest_kept=proposal is not None and proposal.rests is not None and proposal.rests == planned.rules.rests,
        )
        if proposal is None:
            drawn = await rows.drawing_again(session, found.id)
            if drawn is None or not is_drawn(drawn, now):
                again.draws_again_id = found.id
                await draw_later(session, network, again, now)
            return None
        found.status = "withdrawn"
        await store(session, again, proposal, planned.rules.kept)
        return await show(session, network, again)

    async def _plan(
        self, session: AsyncSession, network: Network, found: ReviewRound, left_out: Collection[int] | None
    ) -> Planned:
        """left_out: who sits out from now on, for which the pairs of before may come again; None: draw other pairs."""
        schools = await review_schools(session, network.id)
        if left_out is None:
            return await to_plan(self._app, session, network, schools, found.left_out, found)
        chosen = sorted(set(left_out) & schools.active)
        return replace(await to_plan(self._app, session, network, schools, chosen, found), refused=())

    async def _plan_apart(
        self, asker: Asker, round_id: int, pair: frozenset[int], again: Collection[int]
    ) -> Planned | None:
        """The plan once these two are kept apart and others may meet again; None where no group has them together."""
        async with self._app.database.read() as session:
            found = await rows.round_by_id(session, asker.workspace_id, round_id)
            if found is None or found.status != "proposed" or len(pair) < 2:
                return None
            groups = await rows.groups(session, [found.id])
            if not any(pair.issubset(group.school_ids) for group in groups):
                return None
            network = await network_rows.network(session, asker.workspace_id, found.network_id)
            planned = await self._plan(session, network, found, found.left_out)
            still = [one for one in await rows.exclusions(session, network.id) if one.id not in again]
            apart = frozenset({pair, *(frozenset((one.school_id, one.other_id)) for one in still)})
            kept = tuple(group for group in planned.rules.kept if not pair.issubset(group))
            return replace(planned, rules=Rules(apart, kept, planned.rules.rests))

    async def _rest(
        self, session: AsyncSession, network: Network, left_out: Collection[int], until: date | None, now: datetime
    ) -> None:
        """Whoever sits out rests until that day, unless they rest already; whoever takes part rests no longer."""
        schools = await review_schools(session, network.id)
        today = local_day(now, ZoneInfo(network.timezone))
        resting = set(schools.rest_on(today))
        await school_rows.rest(session, network.id, set(schools.resting) - set(left_out), None)
        if until is not None and until > today:
            await school_rows.rest(session, network.id, (set(left_out) & schools.active) - resting, until)
