"""Who could take the place of schools that cannot do a round: worked out anew each time somebody looks."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.pairing import last_met, repeats
from domain.pairing_costs import table_of
from domain.peer_reviews import VisitStatus, visits_of
from domain.replacing import MOST_TOGETHER, Running, replacing
from facts.peer_reviews import Replacements
from services.context import AppContext
from services.peer_reviews.planning import history_of, kept_apart, wishes_of
from services.peer_reviews.proposals import proposed_group
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewDropOut, ReviewGroup, ReviewRound, ReviewVisit


@dataclass(frozen=True)
class InPlace:
    """What is proposed. groups: schools as they are to be, and the group that they change, None for a new one.

    alone: schools for which there is nobody; left_alone: all that have lost the school which was to visit them.
    """

    drop_outs: Sequence[ReviewDropOut]
    running: Sequence[tuple[ReviewGroup, Running, Sequence[ReviewVisit]]]
    groups: Sequence[tuple[tuple[int, ...], ReviewGroup | None]]
    alone: Sequence[int]
    left_alone: Sequence[int]

    @property
    def asks(self) -> bool:
        """Whether anything is to be decided."""
        return bool(self.groups or self.alone)

    def left_by(self, school_ids: Sequence[int]) -> list[ReviewGroup]:
        """The groups with a school that cannot, from which these schools come."""
        return [group for group, one, _ in self.running if one.gone and set(one.rest) & set(school_ids)]

    def given_up_for(self, school_ids: Sequence[int]) -> list[ReviewVisit]:
        """The visits in whose place these schools visit each other."""
        return [
            visit
            for _, one, visits in self.running
            if one.gone and set(one.rest) & set(school_ids)
            for visit in visits
            if visit.status == VisitStatus.DROPPED and {visit.host_school_id, visit.reviewer_school_id} & one.gone
        ]

    def drop_out_that_left(self, school: int) -> ReviewDropOut | None:
        """What left this school alone."""
        homes = {group.id for group, one, _ in self.running if one.gone and school in one.rest}
        return next((one for one in self.drop_outs if one.group_id in homes), None)


async def in_place(
    app: AppContext, session: AsyncSession, network: Network, found: ReviewRound, schools: ReviewSchools
) -> InPlace:
    """The replacement that costs least, for all that cannot and whose place nobody has decided about."""
    drop_outs = await rows.drop_outs(session, found.id)
    groups = await rows.groups(session, [found.id])
    every = await rows.visits(session, [group.id for group in groups])
    standing = [visit for visit in every if visit.status not in rows.GIVEN_UP]
    busy = Counter(school for v in standing for school in (v.host_school_id, v.reviewer_school_id))
    once = found.review_visits == 1
    visited = set(busy) if once else {visit.host_school_id for visit in standing}
    running: list[tuple[ReviewGroup, Running, Sequence[ReviewVisit]]] = []
    too_busy: list[int] = []
    for group in groups:
        visits = [visit for visit in every if visit.group_id == group.id]
        gone = frozenset(one.school_id for one in drop_outs if one.group_id == group.id)
        lost = [visit for visit in visits if visit.status == VisitStatus.DROPPED]
        hosts = {visit.host_school_id for visit in lost} | ({v.reviewer_school_id for v in lost} if once else set())
        waiting = frozenset(hosts - visited - gone)
        # Whoever takes another's place has two visits more, or one where no school has more than that.
        over = {one for one in waiting if gone and busy[one] + (1 if once else 2) > found.review_visits}
        if len(group.school_ids) - len(gone) == 1:
            too_busy += sorted(over)
            waiting -= over
        alone = not schools.guests.intersection(group.school_ids)
        free = frozenset(visit.host_school_id for visit in visits if _is_blank(visit) and not once and alone)
        running.append((group, Running(tuple(group.school_ids), gone, waiting, free), visits))
    # Whoever rests is free, unless it has left since.
    at_rest = found.rests_id if found.rests_id in schools.active else None
    members = sorted({school for group in groups for school in group.school_ids} | ({at_rest} if at_rest else set()))
    history = [] if not members else (await history_of(session, network.id, schools, before=found)).rounds
    apart = await kept_apart(session, network.id, schools)
    table = table_of(members, history, apart, wishes_of(app, network, schools))
    at = {school: place for place, school in enumerate(members)}
    together = max(MOST_TOGETHER, found.review_size + 1)
    proposed = replacing(
        [one for _, one, _ in running], lambda one, other: table.cost[at[one]][at[other]], together, at_rest
    )
    groups_now: list[tuple[tuple[int, ...], ReviewGroup | None]] = []
    for one in proposed.groups:
        home = running[one.home] if one.home is not None else None
        if home is not None and home[1].gone and _most_visits(one.schools, home, standing, found) > found.review_visits:
            too_busy += sorted(home[1].waiting)
        else:
            groups_now.append((one.schools, home[0] if home else None))
    return InPlace(
        drop_outs=drop_outs,
        running=running,
        groups=groups_now,
        alone=[*proposed.alone, *too_busy],
        left_alone=list(
            dict.fromkeys([s for _, one, _ in running if one.gone for s in one.rest if s in one.waiting] + too_busy)
        ),
    )


def _most_visits(
    school_ids: tuple[int, ...],
    home: tuple[ReviewGroup, Running, Sequence[ReviewVisit]],
    standing: Sequence[ReviewVisit],
    found: ReviewRound,
) -> int:
    """How many visits the busiest of these schools has, once they go on without the one that cannot."""
    legs = visits_of(school_ids, found.review_visits)
    hosts = {host for host, _ in legs}
    besides = [v for v in standing if v.group_id != home[0].id or v.host_school_id not in hosts]
    busy = Counter(school for leg in legs for school in leg)
    busy.update(school for v in besides for school in (v.host_school_id, v.reviewer_school_id) if school in school_ids)
    return max(busy.values())


async def shown(app: AppContext, session: AsyncSession, network: Network, found: ReviewRound) -> Replacements:
    """The same by school names, with what speaks for each group."""
    schools = await review_schools(session, network.id)
    place = await in_place(app, session, network, found, schools)
    history = await history_of(session, network.id, schools, before=found)
    groups = []
    for school_ids, home in place.groups:
        latest = last_met([school_ids], history.rounds)[0]
        groups.append(
            proposed_group(
                schools,
                network,
                school_ids,
                last_met=history.numbers[latest - 1] if latest is not None else None,
                met=len(repeats([school_ids], history.rounds)),
                one_way=found.review_visits == 1,
                goes_on=home is not None and any(one.group_id == home.id for one in place.drop_outs),
                free=schools.name(found.rests_id) if found.rests_id in school_ids else "",
            )
        )
    mark = [[*school_ids, 0, home.id if home else 0] for school_ids, home in place.groups]
    return Replacements(
        round_id=found.id,
        network=network.name,
        number=found.number,
        left=tuple(schools.name(one.school_id) for one in place.drop_outs),
        groups=tuple(groups),
        alone=tuple(schools.name(one) for one in place.alone),
        seen=zlib.crc32(repr((mark, sorted(place.alone))).encode()) >> 1,
    )


def _is_blank(visit: ReviewVisit) -> bool:
    """Whether it can still be given to another school: no day was agreed, and nothing was written for it."""
    return visit.status == VisitStatus.PLANNED and visit.prepared_at is None and not visit.focus_question
