"""The schools of a network and who speaks for them in a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key, same_name
from domain.policies import SCHOOL_ROLES, Role
from domain.schools import Place, metres_between
from prompts.catalog import say
from storage import peer_reviews as rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, School
from storage.models.peer_reviews import ReviewVisit

PRINCIPALS = (Role.CHAIR, Role.EXECUTIVE, Role.MEMBER)
MOST_IN_CONVERSATION = 7
"""A group conversation holds eight with the bot."""


@dataclass(frozen=True)
class Since:
    """at_school: since when somebody has a role for the school; records: from when on its own records are open."""

    at_school: datetime
    records: datetime


def written_at(visit: ReviewVisit) -> datetime | None:
    """When evidence or findings were first written; None while there are none.

    A process of the version before keeps no such moment: then the record is as old as the visit.
    """
    if visit.written_at is not None or not (visit.evidence or visit.findings):
        return visit.written_at
    return visit.done_at or visit.dated_at


@dataclass(frozen=True)
class SchoolNames:
    """By the schools' ids, of schools that have left too."""

    names: Mapping[int, str]

    def name(self, school_id: int) -> str:
        return self.names.get(school_id, "A school that has left")


@dataclass(frozen=True)
class ReviewSchools(SchoolNames):
    """names: by school id, schools that have left too. principals, people (delegates too): user ids by school.

    resting: until when a school rests. focus, strengths, hard: what it says of itself. guests: schools of other
    networks that this one has had a round with; beside: those networks.
    """

    active: frozenset[int]
    principals: Mapping[int, tuple[str, ...]]
    people: Mapping[int, frozenset[str]]
    since: Mapping[tuple[int, str], Since]
    places: Mapping[int, Place]
    types: Mapping[int, str]
    resting: Mapping[int, date] = field(default_factory=dict)
    focus: Mapping[int, str] = field(default_factory=dict)
    strengths: Mapping[int, str] = field(default_factory=dict)
    hard: Mapping[int, str] = field(default_factory=dict)
    guests: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()

    def rest_on(self, day: date) -> list[int]:
        """The schools that rest on this day."""
        return sorted(school for school, until in self.resting.items() if day < until)

    def metres(self, school_ids: Iterable[int]) -> int | None:
        """How far the two of these schools that are farthest from each other are; None where it is not known."""
        found = [
            metres_between(self.places.get(one, Place()), self.places.get(other, Place()))
            for one, other in combinations(school_ids, 2)
        ]
        known = [metres for metres in found if metres is not None]
        return max(known) if known and len(known) == len(found) else None

    def people_of(self, school_ids: Iterable[int]) -> frozenset[str]:
        """Everybody of these schools."""
        return frozenset(user for school_id in school_ids for user in self.people.get(school_id, ()))

    def of_visit(self, visit: ReviewVisit) -> frozenset[str]:
        """Who of the two schools has the visit's record in sight, and may go on writing it."""
        written = written_at(visit)
        reviewers = self.people.get(visit.reviewer_school_id, frozenset())
        if written is None:
            return self.hosts_of(visit) | reviewers
        school = visit.reviewer_school_id
        return self.hosts_of(visit) | {user for user in reviewers if self.since[school, user].at_school <= written}

    def hosts_of(self, visit: ReviewVisit) -> frozenset[str]:
        """Who of the host school was there when the record was begun, or was let in to what is older."""
        hosts, written = self.people.get(visit.host_school_id, frozenset()), written_at(visit)
        if written is None:
            return hosts
        return frozenset(user for user in hosts if self.since[visit.host_school_id, user].records <= written)

    def conversation(self, school_ids: Iterable[int]) -> list[str]:
        """The principals of these schools, one a school before any second one, at most what one group holds."""
        lists = [self.principals.get(school_id, ()) for school_id in school_ids]
        longest = max(map(len, lists), default=0)
        turns = [users[turn] for turn in range(longest) for users in lists if turn < len(users)]
        return list(dict.fromkeys(turns))[:MOST_IN_CONVERSATION]

    def silent(self, school_ids: Iterable[int]) -> list[int]:
        """The schools that nobody in the chat leads."""
        return [school_id for school_id in school_ids if not self.principals.get(school_id)]


async def school_names(session: AsyncSession, school_ids: Iterable[int]) -> SchoolNames:
    """What these schools go by, for whoever needs no more of them."""
    schools = {school.id: school for school in await school_rows.by_ids(session, set(school_ids))}
    schools = await _later(session, schools)
    return SchoolNames({school.id: _name(school, schools) for school in schools.values()})


async def _later(session: AsyncSession, schools: Mapping[int, School]) -> dict[int, School]:
    """The same, with the schools that they have become by being merged."""
    found = dict(schools)
    while later := {s.merged_into_id for s in found.values() if s.merged_into_id} - found.keys():
        found |= {school.id: school for school in await school_rows.by_ids(session, later)}
    return found


async def review_schools(session: AsyncSession, network_id: int) -> ReviewSchools:
    """Who is who in the schools of the network's reviews, now.

    A school that has moved to another network, or been merged into another school, keeps its reviews here: its people
    are those who hold its roles now, wherever that is.
    """
    roll = await school_rows.roll(session, network_id)
    schools = {school.id: school for school in roll.every}
    joint = await rows.with_others(session, network_id)
    guests = {one for _, school_ids in joint for one in school_ids} - schools.keys()
    if guests:
        schools |= {school.id: school for school in await school_rows.by_ids(session, guests)}
    schools = await _later(session, schools)
    merged = [school.id for school in schools.values() if school.merged_into_id is not None]
    roles: dict[int, list[Membership]] = {school_id: [] for school_id in schools}
    for membership in await rosters.for_schools(session, [*schools], list(SCHOOL_ROLES), ended_at=merged):
        roles[membership.school_id or 0].append(membership)
    there = {school_id: _there(schools[school_id], schools, roles) for school_id in schools}
    return ReviewSchools(
        names={school.id: _name(school, schools) for school in schools.values()},
        active=roll.here,
        principals={school_id: one.principals for school_id, one in there.items() if one.principals},
        people={school_id: frozenset(one.since) for school_id, one in there.items()},
        since={(school_id, user): since for school_id, one in there.items() for user, since in one.since.items()},
        places={
            school.id: Place(school.school_number, school.town, school.postcode, school.latitude, school.longitude)
            for school in schools.values()
        },
        types={school.id: name_key(school.school_type) for school in schools.values()},
        resting=roll.resting,
        guests=frozenset(guests),
        beside=frozenset(other for other, _ in joint),
        focus={school.id: school.fiso_focus for school in schools.values()},
        strengths={school.id: school.strength for school in schools.values()},
        hard={school.id: school.finds_hard for school in schools.values()},
    )


@dataclass(frozen=True)
class _There:
    principals: tuple[str, ...]
    since: Mapping[str, Since]


def _there(school: School, schools: Mapping[int, School], roles: Mapping[int, Sequence[Membership]]) -> _There:
    """The people of a school. One that was merged has those of the school that it became."""
    if school.merged_into_id is None or school.merged_at is None:
        held = roles[school.id]
        people = dict.fromkeys(m.person_id for m in held)
        principals = dict.fromkeys(m.person_id for m in held if m.role in PRINCIPALS)
        return _There(tuple(principals), {user: _since([m for m in held if m.person_id == user]) for user in people})
    heirs = _there(schools[school.merged_into_id], schools, roles)
    since = {}
    for user, theirs in heirs.since.items():
        # Whoever was at the school and came along goes on; the others read what is written from the merging on.
        before = [m for m in roles[school.id] if m.person_id == user and _until(m, theirs)]
        came = Since(max(school.merged_at, theirs.at_school), max(school.merged_at, theirs.records))
        since[user] = _since(before) if before else came
    return _There(heirs.principals, since)


def _until(membership: Membership, later: Since) -> bool:
    """Whether the role was held until somebody's time at the later school began."""
    return membership.until is None or membership.until >= later.at_school


def _since(held: Sequence[Membership]) -> Since:
    return Since(min(map(rosters.at_school_since, held)), min(map(rosters.records_since, held)))


def _name(school: School, schools: Mapping[int, School]) -> str:
    last = school
    while last.merged_into_id is not None:
        last = schools[last.merged_into_id]
    if last is school or same_name(last.name, school.name):
        return last.name
    return str(say("peer_reviews.school_merged", name=school.name, now=last.name))
