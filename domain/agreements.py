"""A network's data-sharing agreement: which results are shown to whom, raised step by step.

What a step opens is said in OPENED, once for all views. A network's own results go as far as the network's step; what
is a single school's own, as far as the network's step and the school's, whichever is less. Nothing is ever counted by
who goes along, so who stays behind changes no number (docs/decisions/0027-an-agreement-nobody-is-counted-in.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from domain.errors import Gone, Invalid
from domain.policies import CHAIR_AND_SEIL, LEADERS, SCHOOL_ROLES, Actor

SCHOOL_DAYS_BEFORE = 10
"""Between the day on which a step is told and the one from which it holds: two school weeks to make up one's mind."""
LOOKED_AT_AFTER = timedelta(days=365)
"""How long a step stands before chair and SEIL are asked whether it is still right."""


class Step(IntEnum):
    """How far a network goes; each step keeps what the one before has opened."""

    START = 0
    STRENGTHS = 1
    DIFFICULTIES = 2
    LINKED = 3
    AREA = 4


LAST = max(Step)
FURTHEST_OF_SCHOOL = Step.LINKED
"""The last step that opens something of single schools."""


class Kind(StrEnum):
    """What there is to show. The last two are each school's own, the others the network's."""

    RATINGS = "ratings"
    """How leaders' ratings are spread and their middle, item by item."""
    PILLARS = "pillars"
    """The middle of each pillar."""
    LEVELS = "levels"
    """The newest levels that were agreed on and told."""
    YEARS = "years"
    """Those of all half-years."""
    PULSES = "pulses"
    """Results of pulse checks, as the channel was told them."""
    GAP_ITEMS = "gap_items"
    """Leaders beside schools, item by item."""
    GAP_PILLARS = "gap_pillars"
    STANDING = "standing"
    """Attendance, and how many actions are overdue."""
    WORKS_ON = "works_on"
    """What a school works on and is strong in."""
    FINDS_HARD = "finds_hard"


OF_SCHOOLS = frozenset({Kind.WORKS_ON, Kind.FINDS_HARD})


class Audience(StrEnum):
    """Who looks, the nearest first. What networks show any other that looks for it is theirs to choose apart from this:
    see domain/showcases.py."""

    LEADERS = "leaders"
    NETWORK = "network"
    """The people of its schools, its SEIL, and whoever reads in its channel."""
    LINKED = "linked"
    """The people of networks that it is linked with."""
    AREA = "area"
    """The director of its area, and central office."""


OPENED: Mapping[tuple[Kind, Audience], Step] = {
    (Kind.RATINGS, Audience.LEADERS): Step.START,
    (Kind.PILLARS, Audience.LEADERS): Step.START,
    (Kind.PILLARS, Audience.NETWORK): Step.START,
    (Kind.PILLARS, Audience.AREA): Step.START,
    (Kind.LEVELS, Audience.LEADERS): Step.START,
    (Kind.LEVELS, Audience.NETWORK): Step.START,
    (Kind.LEVELS, Audience.LINKED): Step.LINKED,
    (Kind.LEVELS, Audience.AREA): Step.AREA,
    (Kind.YEARS, Audience.LEADERS): Step.START,
    (Kind.YEARS, Audience.NETWORK): Step.STRENGTHS,
    (Kind.YEARS, Audience.AREA): Step.AREA,
    (Kind.PULSES, Audience.LEADERS): Step.START,
    (Kind.PULSES, Audience.NETWORK): Step.START,
    (Kind.PULSES, Audience.AREA): Step.START,
    (Kind.GAP_ITEMS, Audience.LEADERS): Step.START,
    (Kind.GAP_PILLARS, Audience.LEADERS): Step.START,
    (Kind.GAP_PILLARS, Audience.NETWORK): Step.START,
    (Kind.GAP_PILLARS, Audience.AREA): Step.START,
    (Kind.STANDING, Audience.LEADERS): Step.START,
    (Kind.WORKS_ON, Audience.NETWORK): Step.STRENGTHS,
    (Kind.FINDS_HARD, Audience.NETWORK): Step.DIFFICULTIES,
    (Kind.WORKS_ON, Audience.LINKED): Step.LINKED,
}
"""From which step on a kind is shown to an audience. What is not here is never shown to it: ratings, pulse checks and
what schools find hard are opened to nobody further away, whatever is agreed."""


def may_show(kind: Kind, audience: Audience, step: Step, school: Step | None = None) -> bool:
    """Whether it is shown at the network's step. school: how far the school goes whose own it is."""
    opened = OPENED.get((kind, audience))
    if opened is None:
        return False
    reached = min(step, school or Step.START) if kind in OF_SCHOOLS else step
    return reached >= opened


def audience_of(actor: Actor, network_id: int, area: int | None) -> Audience | None:
    """As what somebody looks at the network of that area; None for whoever has no part in it. Links: see storage."""
    if actor.has(network_id, LEADERS):
        return Audience.LEADERS
    if actor.has(network_id, SCHOOL_ROLES):
        return Audience.NETWORK
    return Audience.AREA if actor.sees_widely(area) else None


def sees_all_the_same(actor: Actor, network_id: int) -> bool:
    """Whether somebody sees what all schools said of themselves, and so cannot tell who goes along: chair and SEIL,
    who read it as a reason for a pair."""
    return actor.has(network_id, CHAIR_AND_SEIL)


@dataclass(frozen=True)
class Entry:
    """A step in an agreement's history.

    agreed_by: who said the second yes, None where nobody has (yet) or it is a step back. holds_from: from when on it
    counts, None while it waits for that yes. kept_at: when it was last said to be right. ended_at: when it was taken
    back before it held.
    """

    id: int
    step: int
    proposed_by: str
    proposed_at: datetime
    agreed_by: str | None = None
    holds_from: datetime | None = None
    kept_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How an agreement stands. holding: what made it so, None at the start; coming: agreed on, and not holding yet;
    waiting: proposed, and waiting for a second yes."""

    holding: Entry | None = None
    coming: Entry | None = None
    waiting: Entry | None = None

    @property
    def step(self) -> Step:
        return step_of(self.holding.step) if self.holding is not None else Step.START

    @property
    def coming_step(self) -> Step | None:
        return step_of(self.coming.step) if self.coming is not None else None

    @property
    def under_way(self) -> Entry | None:
        return self.coming or self.waiting


def looked_at(holding: Entry) -> datetime:
    """When a step that holds, or is to, began to, or was last said to be right."""
    moments = [moment for moment in (holding.holds_from, holding.kept_at) if moment is not None]
    return max(moments)


def looks_of(holding: Entry, until: datetime) -> list[datetime]:
    """When chair and SEIL are asked whether it is still right: a year after it was last looked at, and each year
    again where nobody answers; the one after `until` last.
    """
    since = looked_at(holding)
    over = max((until - since) // LOOKED_AT_AFTER, 0)
    return [since + LOOKED_AT_AFTER * number for number in range(1, over + 2)]


def standing_of(history: Iterable[Entry], now: datetime) -> Standing:
    """How it stands at that moment. history: the oldest first."""
    holding = coming = waiting = None
    for each in history:
        if each.ended_at is not None:
            continue
        if each.holds_from is None:
            waiting = each
        elif each.holds_from <= now:
            holding = each
        else:
            coming = each
    return Standing(holding, coming, waiting)


def step_of(step: int) -> Step:
    """The step of that number; the first or last one where it is out of reach."""
    return Step(max(Step.START, min(int(step), LAST)))


def last_step(*, is_group: bool) -> Step:
    """How far a network can go; a joint group goes no step: its schools share in their own networks."""
    return Step.START if is_group else LAST


def next_step(now: Step, *, under_way: bool) -> Step:
    """The one that can be proposed: none is skipped. Raises Gone where one is under way, or all are agreed on."""
    if under_way:
        raise Gone("agreements.under_way")
    if now is LAST:
        raise Gone("agreements.all_agreed")
    return Step(now + 1)


def check_seen(seen: int, now: Step) -> None:
    """Raises Invalid where a button stands for another step than the one that it would be about now."""
    if seen != now:
        raise Invalid("agreements.changed")


def goes_to(network: Step, coming: Step | None) -> Step:
    """How far a school can go along: to what is agreed on, also where it does not hold yet."""
    return min(max(network, coming or Step.START), FURTHEST_OF_SCHOOL)


def one_back(school: Step) -> Step:
    """Where a school stays that goes back a step."""
    return Step(max(Step.START, school - 1))


def of_school(said: int | None, since: datetime | None, here_since: datetime, network: Step) -> Step:
    """How far a school goes: what it said since it is here, and never further than its network."""
    if said is None or since is None or since < here_since:
        return Step.START
    return min(step_of(said), network)
