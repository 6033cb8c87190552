"""Rounds of peer reviews: another proposal than those turned down, and when what of a visit falls due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from domain.calendar import SchoolCalendar
from domain.pairing import CannotPair, Group, Round, last_met, propose_round, repeats, ring
from domain.pairing_clusters import LARGEST_CLUSTER
from domain.pairing_costs import Wishes

FURTHEST_AHEAD = timedelta(days=366)
ROUND_SCHOOL_DAYS = 20
"""School days that a round has, unless the chair sets another date: four school weeks."""
NUDGE_SCHOOL_DAYS = 10
"""School days after approval at which a pair without a date is reminded, once."""


class VisitStatus(StrEnum):
    PLANNED = "planned"
    DATED = "dated"
    DONE = "done"
    DROPPED = "dropped"
    REPLACED = "replaced"


class Step(StrEnum):
    """What a review goes through, in order."""

    PREPARE = "prepare"
    DATE = "date"
    VISIT = "visit"
    FINDINGS = "findings"
    FOLLOW_UP = "follow_up"
    CHECK_BACK = "check_back"
    CLOSE = "close"


STEPS = tuple(Step)
SELF_REVIEW = ("well", "hard", "evidence")
"""The questions that a host answers about itself before it is visited."""
PROTOCOLS = ("learning_walk", "peer_observation", "data_conversation", "instructional_round", "document_review")
"""The ways to visit a school that there are guides for."""
FOLLOW_UPS = ("workshop", "call", "visit")
"""The ways in which the reviewing school's champion comes back to it."""
FOLLOW_UP_SCHOOL_DAYS = 20
"""School days after the findings at which the reviewing school follows up, unless another day is chosen."""
MOST_VISITS = (1, 2, 3)
"""What a network can set as the most visits of a school in a round: host or visit; both; and once more where it takes
another's place."""
QUIET_SCHOOL_DAYS = 20
"""School days for which a group that asks for it is not reminded."""


def next_step(done: Collection[Step]) -> Step | None:
    """The first step that is still to do; None where all are done.

    What is done late counts for what comes before it: nobody prepares for a visit that has taken place.
    """
    furthest = max((STEPS.index(step) for step in done if step in STEPS[: STEPS.index(Step.FOLLOW_UP)]), default=-1)
    left = [step for number, step in enumerate(STEPS) if step not in done and number > furthest]
    return left[0] if left else None


class SharedWith(StrEnum):
    """Who may read a part of the record: the two schools; the chair, the SEIL or both as well; or the whole network."""

    SCHOOLS = "schools"
    CHAIR = "chair"
    SEIL = "seil"
    LEADERS = "leaders"
    NETWORK = "network"


PARTS = ("focus", "evidence", "findings", "actions")
"""The parts of a record that the host shares one by one."""


@dataclass(frozen=True)
class Proposal:
    """Groups of school ids, and the pairs among them who met in an earlier round. rests: an odd school that does.

    last_met: for each group, the latest round in which two of it met; None where they are new to each other.
    """

    groups: tuple[Group[int], ...]
    repeats: tuple[Group[int], ...]
    last_met: tuple[int | None, ...]
    rests: int | None = None

    @classmethod
    def of(cls, groups: Round[int], history: Sequence[Round[int]], schools: Collection[int] = ()) -> Proposal:
        """These groups, seen against the rounds before them. schools: all that were to be in them."""
        rests = next(iter(set(schools).difference(*groups)), None)
        return cls(tuple(groups), tuple(repeats(groups, history)), tuple(last_met(groups, history)), rests)


@dataclass(frozen=True)
class Rules:
    """What chair and SEIL have laid down. apart: pairs that must not be in a group; kept: groups that stay; rests: the
    school that rests where one does.
    """

    apart: frozenset[frozenset[int]] = frozenset()
    kept: tuple[Group[int], ...] = ()
    rests: int | None = None

    def forbids(self, group: Group[int]) -> bool:
        """Whether two of the group are kept apart."""
        return any(frozenset(pair) in self.apart for pair in combinations(group, 2))


NO_RULES = Rules()


def propose(
    schools: Collection[int],
    history: Sequence[Round[int]],
    wishes: Wishes[int] | None = None,
    rules: Rules = NO_RULES,
    size: int = 2,
) -> Proposal:
    """The best next round: the groups that stay, and the best of the other schools. size: of its groups.

    CannotPair where there are fewer than two schools, where one is left over that cannot rest, or where the rules leave
    no round.
    """
    left = set(schools).difference(*rules.kept)
    one_rests = wishes is not None and wishes.turns is not None and size == 2
    if one_rests and rules.rests in left and len(left) % 2:
        left.discard(rules.rests)
    elif rules.kept and len(left) == 1:
        if one_rests:
            return Proposal.of(sorted(rules.kept), history, schools)
        raise CannotPair("peer_reviews.wrong_left_over")
    drawn = propose_round(left, history, rules.apart, wishes, size=size) if left or not rules.kept else []
    return Proposal.of(sorted([*rules.kept, *drawn]), history, schools)


def propose_another(
    schools: Collection[int],
    history: Sequence[Round[int]],
    turned_down: Sequence[Round[int]],
    wishes: Wishes[int] | None = None,
    rules: Rules = NO_RULES,
    size: int = 2,
    rested: Sequence[int | None] = (),
) -> Proposal:
    """A round in which nobody is paired as in the proposal turned down last, nor in the earlier ones if it can be.

    rested: the school that rested in each of them; another does now, as far as it is the turn of others as well.

    Everybody new to each other still comes before variety: where the pairs of all earlier proposals can be kept
    apart only by letting schools meet again, those of the last alone are. CannotPair where no other round is left.
    Of groups of three and more some are together again, as few as can be.
    """
    if size > 2:
        return _other_clusters(schools, history, turned_down[-1], wishes or Wishes(), rules, size)
    fewest = len(propose(schools, history, wishes, rules).repeats)
    left = set(schools).difference(*rules.kept)
    for refused in (turned_down, turned_down[-1:]):
        wishes = _spared(wishes, left, rested[-len(refused) :])
        groups = [group for groups in refused for group in groups if tuple(group) not in rules.kept]
        others = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
        try:
            found = propose(schools, history, wishes, replace(rules, apart=rules.apart | others))
        except CannotPair:
            continue
        if len(found.repeats) <= fewest or refused == turned_down[-1:]:
            return found
    raise CannotPair("peer_reviews.wrong_no_other")


def _spared(wishes: Wishes[int] | None, schools: Collection[int], rested: Sequence[int | None]) -> Wishes[int] | None:
    """The wishes, with those who rested in turned-down proposals spared, as far as others have not had their turn."""
    if wishes is None or wishes.turns is None:
        return wishes
    waiting = {school for school in schools if school not in wishes.turns.had} or set(schools)
    spared = waiting.intersection(rested)
    if spared == waiting:
        spared &= set(rested[-1:])
    return replace(wishes, resting=replace(wishes.turns, spared=spared if spared != waiting else ()))


def _other_clusters(
    schools: Collection[int],
    history: Sequence[Round[int]],
    last: Round[int],
    wishes: Wishes[int],
    rules: Rules,
    size: int,
) -> Proposal:
    shunned = {frozenset(p) for group in last if tuple(group) not in rules.kept for p in combinations(group, 2)}
    found = propose(schools, history, replace(wishes, shunned=shunned), rules, size)
    if {frozenset(group) for group in found.groups} == {frozenset(group) for group in last}:
        raise CannotPair("peer_reviews.wrong_no_other")
    return found


def swapped(groups: Sequence[Group[int]], one: int, other: int) -> list[Group[int]]:
    """The groups with two schools in each other's place. ValueError where they are in one group, or in none."""
    homes = [next((group for group in groups if school in group), None) for school in (one, other)]
    if None in homes or homes[0] == homes[1]:
        raise ValueError("two schools of different groups change places")
    change = {one: other, other: one}
    return [tuple(change.get(school, school) for school in group) for group in groups]


def fits(size: int, most_visits: int) -> bool:
    """Whether groups of this size leave a school with no more visits than that: in a ring each has two."""
    return 2 <= size <= LARGEST_CLUSTER and most_visits >= (1 if size == 2 else 2)


def visits_of(group: Group[int], most_visits: int) -> list[tuple[int, int]]:
    """The visits of a group as (host, reviewer); of a pair the first alone hosts, where a school has one at most."""
    return ring(group)[:1] if most_visits == 1 and len(group) == 2 else ring(group)


def due_date(today: date, calendar: SchoolCalendar) -> date:
    """The last day of a round that is proposed today, where nothing else is said."""
    return calendar.add_school_days(today, ROUND_SCHOOL_DAYS)


def can_be_due(due_on: date, today: date) -> bool:
    """Whether a round may end on that day: one to come, and not so far off that it must be a slip."""
    return today < due_on <= today + FURTHEST_AHEAD


def may_read(shared_with: str, *, chair: bool, seil: bool) -> bool:
    """Whether the host opened a part to somebody of the network outside the two schools: its chair, SEIL or another."""
    return (
        shared_with == SharedWith.NETWORK
        or (chair and shared_with in (SharedWith.CHAIR, SharedWith.LEADERS))
        or (seil and shared_with in (SharedWith.SEIL, SharedWith.LEADERS))
    )
