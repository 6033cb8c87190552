"""A school that cannot do a round after all: its visits are given up, and chair or SEIL decide who takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.peer_reviews import VisitStatus, visits_of
from domain.policies import can_approve_review_round, can_leave_review_round
from facts.peer_reviews import Replacements
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.delivery.outbox import post_to_people, settle_posts, update_post
from services.leaders import chair_and_seils
from services.peer_reviews.beginning import CARD, RESTS
from services.peer_reviews.known import known_group, settle_reminders, share_calendar_file
from services.peer_reviews.replacing import InPlace, in_place, shown
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewDropOut, ReviewGroup, ReviewRound, ReviewVisit

LEFT, REPLACE = "peer_reviews.left", "peer_reviews.replace"
MOVED_CARD, NO_PARTNER = "peer_reviews.moved_card", "peer_reviews.no_partner"


class DroppingOutService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def leave(self, asker: Asker, group_id: int, now: datetime) -> None:
        """The asker's school cannot do the round: the others of its group are told once, and chair and SEIL asked."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_group(self._app, session, asker, group_id)
            network, schools, group = known.network, known.schools, known.group
            require(
                can_leave_review_round(known.actor, network.id, schools.people_of(group.school_ids), schools.beside)
            )
            if known.found_round.closed_at is not None:
                raise Gone("peer_reviews.ended_already", number=known.found_round.number)
            theirs = [one for one in group.school_ids if asker.user_id in schools.people_of((one,))]
            left = await _leave(self._app, session, network, schools, known.found_round, group, theirs, now)
            twin = await rows.twin(session, known.found_round)
            for other in await rows.groups(session, [twin.id]) if twin is not None else ():
                # The same schools' visits to the other network's are in that network's part of the round.
                if twin is not None and set(other.school_ids) == set(group.school_ids):
                    there = await network_rows.lock(session, asker.workspace_id, twin.network_id)
                    known_there = await review_schools(session, there.id)
                    left = await _leave(self._app, session, there, known_there, twin, other, theirs, now) or left
            if left is None:
                raise Gone("peer_reviews.nothing_to_leave")
            people = schools.conversation(group.school_ids)
            if people:
                post_to_people(session, network, LEFT, {"drop_out": left.id}, people, now=now)

    async def look(self, asker: Asker, round_id: int) -> Replacements:
        """Who could take the place of those who cannot, for chair and SEIL. Raises Gone where nothing waits."""
        async with self._app.database.read() as session:
            found = await rows.round_by_id(session, asker.workspace_id, round_id)
            if found is None:
                raise Gone("peer_reviews.replaced_already")
            require(can_approve_review_round(await actor_of(self._app, session, asker), found.network_id))
            network = await network_rows.network(session, asker.workspace_id, found.network_id)
            return await _waiting(self._app, session, network, found)

    async def approve(self, asker: Asker, round_id: int, seen: int | str, now: datetime) -> tuple[Replacements, bool]:
        """Make the replacement real and tell everybody concerned; and whether it was, since it may have changed.

        seen: the mark of what the asker saw. Where it is another by now, nothing is done, and that one returned.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await self._locked(session, asker, round_id)
            found_now = await _waiting(self._app, session, network, found)
            if found_now.seen != seen:
                return found_now, False
            schools = await review_schools(session, network.id)
            place = await in_place(self._app, session, network, found, schools)
            for schools_now, home in place.groups:
                await _arrange(session, network, found, schools, place, schools_now, home, now)
                if found.rests_id in schools_now:
                    found.rests_id = None
                    await session.flush()
                    await settle_posts(session, network, (RESTS,), "round", found.id, now=now)
            for school in place.alone:
                _tell_alone(session, network, schools, place, school, now)
            await _settle(session, network, found, place, now)
            return found_now, True

    async def without(self, asker: Asker, round_id: int, now: datetime) -> Replacements:
        """Leave it at that: those left without a partner sit the round out, and are told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, found = await self._locked(session, asker, round_id)
            found_now = await _waiting(self._app, session, network, found)
            schools = await review_schools(session, network.id)
            place = await in_place(self._app, session, network, found, schools)
            for school in place.left_alone:
                _tell_alone(session, network, schools, place, school, now)
            await _settle(session, network, found, place, now)
            return found_now

    async def _locked(self, session: AsyncSession, asker: Asker, round_id: int) -> tuple[Network, ReviewRound]:
        found = await rows.round_by_id(session, asker.workspace_id, round_id)
        if found is None:
            raise Gone("peer_reviews.replaced_already")
        network = await network_rows.lock(session, asker.workspace_id, found.network_id)
        require(can_approve_review_round(await actor_of(self._app, session, asker), network.id))
        await session.refresh(found)
        return network, found


async def _leave(
    app: AppContext,
    session: AsyncSession,
    network: Network,
    schools: ReviewSchools,
    found: ReviewRound,
    group: ReviewGroup,
    theirs: Sequence[int],
    now: datetime,
) -> ReviewDropOut | None:
    """Give up a school's visits in one group, and ask chair and SEIL of its network; None where it has none to come."""
    visits = [one for one in await rows.visits(session, [group.id]) if one.status in rows.OPEN]
    given_up = [visit for visit in visits if {visit.host_school_id, visit.reviewer_school_id} & set(theirs[:1])]
    if not given_up or found.closed_at is not None:
        return None
    for visit in given_up:
        visit.status = VisitStatus.DROPPED
        if visit.sequence:
            share_calendar_file(session, network, schools, group, visit, now)
        await settle_reminders(session, network, visit, now)
    left = ReviewDropOut(
        workspace_id=network.workspace_id,
        network_id=network.id,
        round_id=found.id,
        group_id=group.id,
        school_id=theirs[0],
        said_at=now,
    )
    session.add(left)
    await session.flush()
    if group.card_delivery_id is not None:
        update_post(session, network, CARD, {"group": group.id}, group.card_delivery_id, now=now)
    if not (await in_place(app, session, network, found, schools)).asks:
        left.settled_at = now
    for person in await chair_and_seils(session, network.id):
        post_to_people(session, network, REPLACE, {"round": found.id, "drop_out": left.id}, [person], now=now)
    return left


async def settle_drop_outs(session: AsyncSession, network: Network, found: ReviewRound, now: datetime) -> None:
    """Nobody has to decide any more: the round has ended."""
    for one in await rows.drop_outs(session, found.id):
        one.settled_at = now
    await settle_posts(session, network, (REPLACE,), "round", found.id, now=now)


async def come_back(session: AsyncSession, network: Network, group: ReviewGroup, now: datetime) -> None:
    """The group goes on after all, as it was: nobody has to take anybody's place."""
    there = [one for one in await rows.drop_outs(session, group.round_id) if one.group_id == group.id]
    for one in there:
        one.settled_at = now
    if there:
        await settle_posts(session, network, (REPLACE,), "round", group.round_id, now=now)


async def _waiting(app: AppContext, session: AsyncSession, network: Network, found: ReviewRound) -> Replacements:
    if found.closed_at is not None or not await rows.drop_outs(session, found.id):
        raise Gone("peer_reviews.replaced_already")
    found_now = await shown(app, session, network, found)
    if not found_now.groups and not found_now.alone:
        raise Gone("peer_reviews.replaced_already")  # nobody is without a partner any more
    return found_now


async def _arrange(
    session: AsyncSession,
    network: Network,
    found: ReviewRound,
    schools: ReviewSchools,
    place: InPlace,
    school_ids: tuple[int, ...],
    home: ReviewGroup | None,
    now: datetime,
) -> None:
    """One group as it is to be: visits that fit stay, one without a day is given to its new reviewer, the rest added.

    The schools have one new message; an older one says where it went on.
    """
    group = home
    if group is None:
        group = ReviewGroup(
            workspace_id=network.workspace_id, network_id=network.id, round_id=found.id, school_ids=list(school_ids)
        )
        session.add(group)
        await session.flush()
    elif group.card_delivery_id is not None:
        update_post(session, network, MOVED_CARD, {"group": group.id}, group.card_delivery_id, now=now)
    group.school_ids, group.quiet_until = list(school_ids), None
    there = {v.host_school_id: v for v in await rows.visits(session, [group.id]) if v.status not in rows.GIVEN_UP}
    for host, reviewer in visits_of(school_ids, found.review_visits):
        if host in schools.guests:
            continue
        visit = there.get(host)
        if visit is None:
            session.add(
                ReviewVisit(
                    workspace_id=network.workspace_id,
                    network_id=network.id,
                    group_id=group.id,
                    host_school_id=host,
                    reviewer_school_id=reviewer,
                )
            )
        elif visit.reviewer_school_id != reviewer:
            visit.reviewer_school_id = reviewer
    for visit in place.given_up_for(school_ids):
        visit.status = VisitStatus.REPLACED
    people = schools.conversation(school_ids)
    if people:
        group.card_delivery_id = post_to_people(session, network, CARD, {"group": group.id}, people, now=now)
    for old in place.left_by(school_ids):
        if old.id != group.id and old.card_delivery_id is not None:
            update_post(session, network, CARD, {"group": old.id}, old.card_delivery_id, now=now)


def _tell_alone(
    session: AsyncSession, network: Network, schools: ReviewSchools, place: InPlace, school: int, now: datetime
) -> None:
    people, drop_out = schools.conversation((school,)), place.drop_out_that_left(school)
    if people and drop_out is not None:
        post_to_people(session, network, NO_PARTNER, {"drop_out": drop_out.id}, people, now=now)


async def _settle(session: AsyncSession, network: Network, found: ReviewRound, place: InPlace, now: datetime) -> None:
    for one in place.drop_outs:
        one.settled_at = now
    await session.flush()
    await settle_posts(session, network, (REPLACE,), "round", found.id, now=now)
