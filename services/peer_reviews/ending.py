"""The end of a round: more time for it, or its end, for chair and SEIL; nothing falls silent at its last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Gone, Invalid
from domain.peer_reviews import VisitStatus, can_be_due, due_date
from domain.policies import can_approve_review_round
from facts.peer_reviews import RoundEnd
from services.access import Asker, actor_of, require
from services.context import AppContext, network_context
from services.delivery.outbox import post_to_people, settle_posts, update_post
from services.peer_reviews.beginning import CARD
from services.peer_reviews.dropping_out import settle_drop_outs
from services.peer_reviews.known import settle_reminders, share_calendar_file
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit

LONGER, NOT_HELD, OVER = "peer_reviews.longer", "peer_reviews.not_held", "peer_reviews.over"
DUE = "peer_reviews.due"


@dataclass(frozen=True)
class MoreTime:
    """A form that was sent: the round's new last day."""

    round_id: int
    due_on: date | None


class EndingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, round_id: int, now: datetime) -> RoundEnd:
        """What the form for more time offers: a round of the usual length from today."""
        async with self._app.database.read() as session:
            found = await rows.round_by_id(session, asker.workspace_id, round_id)
            if found is None:
                raise Gone("peer_reviews.proposal_gone")
            network = await network_rows.network(session, asker.workspace_id, found.network_id)
            require(can_approve_review_round(await actor_of(self._app, session, asker), network.id))
            _check_runs(found)
            network_ctx = await network_context(self._app, session, network)
            today = local_day(now, network_ctx.zone)
            try:
                suggested = due_date(today, network_ctx.calendar)
            except UnknownDate:
                suggested = None
            counts = await rows.counts(session, found.id, today)
            return RoundEnd(found.id, network.name, found.number, counts, suggested)

    async def extend(self, wish: MoreTime, asker: Asker, now: datetime) -> None:
        """Let the round run until another day; the schools that still have a visit to come are told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await self._running(session, asker, wish.round_id)
            network_ctx = await network_context(self._app, session, network)
            if wish.due_on is None or not can_be_due(wish.due_on, local_day(now, network_ctx.zone)):
                raise Invalid("peer_reviews.due_passed", DUE)
            if wish.due_on == found.due_on:
                raise Invalid("peer_reviews.due_already", DUE)
            found.due_on = wish.due_on
            schools = await review_schools(session, network.id)
            for group, visits in await _open_groups(session, found):
                _refresh_card(session, network, group, now)
                if any(visit.status == VisitStatus.PLANNED for visit in visits):
                    _tell(session, network, schools, group, LONGER, now)
            await settle_posts(session, network, (OVER,), "round", found.id, now=now)

    async def end(self, asker: Asker, round_id: int, now: datetime) -> RoundEnd:
        """End the round: what has not taken place is given up, and its schools are told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await self._running(session, asker, round_id)
            await end_round(session, network, found, asker.user_id, now)
            await session.flush()
            counts = await rows.counts(session, found.id, local_day(now, ZoneInfo(network.timezone)))
            return RoundEnd(found.id, network.name, found.number, counts)

    async def _running(self, session: AsyncSession, asker: Asker, round_id: int) -> tuple[Network, ReviewRound]:
        """The round, its network locked, for somebody who may end it. Raises Gone where it has ended."""
        found = await rows.round_by_id(session, asker.workspace_id, round_id)
        if found is None:
            raise Gone("peer_reviews.proposal_gone")
        network = await network_rows.lock(session, asker.workspace_id, found.network_id)
        require(can_approve_review_round(await actor_of(self._app, session, asker), network.id))
        await session.refresh(found)
        _check_runs(found)
        return network, found


async def end_round(session: AsyncSession, network: Network, found: ReviewRound, by: str | None, now: datetime) -> None:
    """The same, where the network is locked already. by: None where the bot ends what has nothing left to come."""
    found.closed_at, found.closed_by = now, by
    schools = await review_schools(session, network.id)
    undecided = {one.group_id for one in await rows.drop_outs(session, found.id)}
    for group, visits in await _open_groups(session, found):
        for visit in visits:
            visit.status = VisitStatus.DROPPED
            if visit.sequence:
                share_calendar_file(session, network, schools, group, visit, now)
            await settle_reminders(session, network, visit, now)
        _refresh_card(session, network, group, now)
        undecided.discard(group.id)
        _tell(session, network, schools, group, NOT_HELD, now)
    for group in await rows.groups(session, [found.id]):
        if group.id in undecided:  # they wait to hear who takes a school's place
            _tell(session, network, schools, group, NOT_HELD, now)
    await settle_posts(session, network, (OVER,), "round", found.id, now=now)
    await settle_drop_outs(session, network, found, now)


async def _open_groups(session: AsyncSession, found: ReviewRound) -> Sequence[tuple[ReviewGroup, list[ReviewVisit]]]:
    """The groups in which a visit has not taken place and was not given up, with those visits."""
    groups = await rows.groups(session, [found.id])
    visits = [one for one in await rows.visits(session, [group.id for group in groups]) if one.status in rows.OPEN]
    by_group = [(group, [visit for visit in visits if visit.group_id == group.id]) for group in groups]
    return [(group, of_group) for group, of_group in by_group if of_group]


def _check_runs(found: ReviewRound) -> None:
    if found.closed_at is not None:
        raise Gone("peer_reviews.ended_already", number=found.number)
    if found.status != "approved":
        raise Gone("peer_reviews.proposal_gone")


def _refresh_card(session: AsyncSession, network: Network, group: ReviewGroup, now: datetime) -> None:
    if group.card_delivery_id is not None:
        update_post(session, network, CARD, {"group": group.id}, group.card_delivery_id, now=now)


def _tell(
    session: AsyncSession, network: Network, schools: ReviewSchools, group: ReviewGroup, kind: str, now: datetime
) -> None:
    people = schools.conversation(group.school_ids)
    if people:
        post_to_people(session, network, kind, {"group": group.id}, people, now=now)
