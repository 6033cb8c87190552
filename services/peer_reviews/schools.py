"""The schools of a network and who speaks for them in a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key
from domain.policies import SCHOOL_ROLES, Role
from domain.schools import Place, metres_between
from storage import networks as network_rows
from storage import rosters
from storage.models import ReviewVisit

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
class ReviewSchools:
    """names: by school id, schools that have left too. principals, people (delegates too): user ids by school."""

    names: Mapping[int, str]
    active: frozenset[int]
    principals: Mapping[int, tuple[str, ...]]
    people: Mapping[int, frozenset[str]]
    since: Mapping[tuple[int, str], Since]
    places: Mapping[int, Place]
    types: Mapping[int, str]

    def metres(self, school_ids: Iterable[int]) -> int | None:
        """How far the two of these schools that are farthest from each other are; None where it is not known."""
        found = [
            metres_between(self.places.get(one, Place()), self.places.get(other, Place()))
            for one, other in combinations(school_ids, 2)
        ]
        known = [metres for metres in found if metres is not None]
        return max(known) if known and len(known) == len(found) else None

    def name(self, school_id: int) -> str:
        return self.names.get(school_id, "A school that has left")

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


async def review_schools(session: AsyncSession, network_id: int) -> ReviewSchools:
    """Who is who in the network's schools, now."""
    schools = await network_rows.schools(session, network_id, active_only=False)
    principals: dict[int, dict[str, None]] = {}
    people: dict[int, set[str]] = {}
    since: dict[tuple[int, str], Since] = {}
    for membership in await network_rows.memberships(session, network_id, list(SCHOOL_ROLES)):
        if membership.school_id is None:
            continue
        people.setdefault(membership.school_id, set()).add(membership.slack_user_id)
        key = membership.school_id, membership.slack_user_id
        found = Since(rosters.at_school_since(membership), rosters.records_since(membership))
        other = since.get(key, found)
        since[key] = Since(min(found.at_school, other.at_school), min(found.records, other.records))
        if membership.role in PRINCIPALS:
            principals.setdefault(membership.school_id, {})[membership.slack_user_id] = None
    return ReviewSchools(
        names={school.id: school.name for school in schools},
        active=frozenset(school.id for school in schools if school.active),
        principals={school_id: tuple(users) for school_id, users in principals.items()},
        people={school_id: frozenset(users) for school_id, users in people.items()},
        since=since,
        places={
            school.id: Place(school.school_number, school.town, school.postcode, school.latitude, school.longitude)
            for school in schools
        },
        types={school.id: name_key(school.school_type) for school in schools},
    )
