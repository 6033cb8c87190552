"""What is known of peer reviews: rounds, visits and their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from domain.typed import Asked


class VisitLine(Struct, frozen=True):
    """Where one visit stands. status: planned, dated, done or dropped.

    step: what comes next, of the steps of a review, step_number which that is; empty and 0 where all is done.
    mine: the reader may set its date and record it; host: the findings are the reader's to write.
    findings_agreed: the host has written them; readable: the reader may read them.
    recorded: what was seen is on record; closed_by: whether host and reviewer have closed it.
    """

    visit_id: int
    host: str
    reviewer: str
    status: str
    visit_on: date | None = None
    visit_time: time | None = None
    checked_back: bool = False
    prepared: bool = False
    followed_up: bool = False
    step: str = ""
    step_number: int = 0
    protocol: str = ""
    mine: bool = False
    is_host: bool = False
    findings_agreed: bool = False
    readable: bool = False
    recorded: bool = False
    closed_by: tuple[bool, bool] = (False, False)


class RoundCounts(Struct, frozen=True):
    """How a round's visits stand: all there are, done, given up, still open, open after the last day, checked back."""

    total: int = 0
    done: int = 0
    given_up: int = 0
    still_open: int = 0
    late: int = 0
    checked_back: int = 0


class GroupLine(Struct, frozen=True):
    """How far one pair or ring is. next_on: the nearest day that one of its visits has."""

    schools: Sequence[str]
    done: int
    total: int
    given_up: int = 0
    next_on: date | None = None


class ReviewOverview(Struct, frozen=True):
    """Where reviews stand for one reader. number: of the latest round, None before the first.

    visits: the reader's own. groups: how far the other schools are, for the chair (sees_schools) and nobody else.
    shared: visits of others, of any round, whose findings the reader may read. proposed: the number of the proposal
    that waits for the reader, None where none does. is_closed: the round has ended. replacing: who takes the place of a
    school that cannot waits for the reader. my_groups: ids of those that the reader's school could leave. joint: what a
    round waits for (drawing, or with another network invited, vacant where nobody leads that one now, or agreed),
    and its name; not_begun_id: of that round, or of the proposal. rests: the school that rests in the
    round, for its people and the chair; has_school: the reader can say something of their school. invitations: (id of
    the round, network) of those that would review together with this one.
    """

    network_id: int
    network: str
    number: int | None
    due_on: date | None
    counts: RoundCounts
    visits: Sequence[VisitLine]
    proposed: int | None
    may_start: bool
    sees_schools: bool = False
    is_closed: bool = False
    is_over: bool = False
    round_id: int | None = None
    joint: tuple[str, str] = ("", "")
    invitations: Sequence[tuple[int, str]] = ()
    not_begun_id: int | None = None
    replacing: bool = False
    rests: str = ""
    has_school: bool = False
    my_groups: Sequence[int] = ()
    groups: Sequence[GroupLine] = ()
    shared: Sequence[VisitLine] = ()


class GroupCard(Struct, frozen=True):
    """What a pair or trio sees. schools: (name, who leads it in the chat), nobody where the list is empty."""

    network: str
    number: int
    due_on: date | None
    schools: Sequence[tuple[str, Sequence[str]]]
    visits: Sequence[VisitLine]
    focus: Sequence[str]
    group_id: int = 0


class VisitNews(Struct, frozen=True):
    """One visit, for those who take part. hosts: the host's people to speak to; network: its name.

    uid and sequence: of its calendar entry. schools: how many the group has. starts_at: where its day has a time.
    """

    visit_id: int
    network_id: int
    host: str
    reviewer: str
    visit_on: date | None = None
    focus: str = ""
    hosts: tuple[str, ...] = ()
    check_back_note: str = ""
    visit_time: time | None = None
    network: str = ""
    uid: str = ""
    sequence: int = 0
    schools: int = 2
    zone: ZoneInfo | None = None
    findings_agreed: bool = False
    group_id: int = 0


class ReviewWays(Struct, frozen=True):
    """How a network reviews. rhythm: how often a round starts by itself, as domain.review_rhythm names it; size: of the
    groups; most_visits: of a school in a round; types: alike, different or empty; odd: what becomes of an odd school,
    as domain.resting names it.
    """

    network_id: int
    network: str
    rhythm: str = ""
    size: int = 2
    most_visits: int = 3
    types: str = ""
    odd: str = "ring"


class ProposedDay(Struct, frozen=True):
    """A day that a school, by name, proposes for a visit."""

    school: str
    on: date
    at: time | None = None


class RoundForm(Struct, frozen=True):
    """schools: (id, name) of those that could take part; due_on: the suggested last day; resting: ids of those that
    sit out; size: of its groups, and odd: what becomes of an odd school, as the network has set it.
    """

    network_id: int
    schools: tuple[tuple[int, str], ...]
    due_on: date | None
    resting: tuple[int, ...] = ()
    size: int = 2
    odd: str = "ring"


class AboutSchool(Struct, frozen=True):
    """What a school says of itself: dimensions of FISO, empty where it does not say."""

    network_id: int
    school_id: int
    name: str
    fiso_focus: str = ""
    strength: str = ""
    finds_hard: str = ""


class ProposedGroup(Struct, frozen=True):
    """Schools that would visit each other, by name, and what speaks for it.

    last_met: the number of the latest round in which two of them met, 0 where that was in another network, None where
    they are new to each other; met: how many pairs of the group have. metres: how far the two that are farthest from
    each other are; None where it is not known. kept: it stays when the proposal is drawn again. goes_on: it is what is
    left of a group after a school could not do the round. one_way: the first hosts, and the other does not.
    free: one that rests this round, and could take another's place.
    focus: the part of FISO that all of them work on; helps: one whose strength is what the other finds hard; types: how
    their types are as the network wishes, alike or different.
    """

    schools: tuple[str, ...]
    last_met: int | None = None
    met: int = 0
    metres: int | None = None
    group_id: int = 0
    kept: bool = False
    goes_on: bool = False
    one_way: bool = False
    free: str = ""
    focus: str = ""
    helps: tuple[str, str] | None = None
    types: str = ""


class ProposedRest(Struct, frozen=True):
    """An odd school that rests, by name. waiting: how many have not had their turn, this one among them where it is its
    turn; last: the number of the round in which it had it, where it is not; kept: it rests when it is drawn again.
    """

    school: str
    waiting: int
    last: int | None = None
    kept: bool = False


class ProposedRound(Struct, frozen=True):
    """A proposal by school names. silent: schools that nobody in the chat leads; left_out: until when each sits out,
    None for this round alone; joint_with: the other network, where it is a round of two; rests: an odd school that
    does.
    """

    round_id: int
    network: str
    number: int
    due_on: date | None
    groups: tuple[ProposedGroup, ...]
    left_out: tuple[tuple[str, date | None], ...] = ()
    silent: tuple[str, ...] = ()
    joint_with: str = ""
    rests: ProposedRest | None = None


class Replacements(Struct, frozen=True):
    """What takes the place of the visits of schools that cannot do a round. left: those schools; groups: as they are
    to be; alone: schools for which there is nobody; seen: a mark by which the same proposal is known again.
    """

    round_id: int
    network: str
    number: int
    left: tuple[str, ...]
    groups: tuple[ProposedGroup, ...] = ()
    alone: tuple[str, ...] = ()
    seen: int = 0


class Arrangement(Struct, frozen=True):
    """What the forms about a proposal offer. schools: (id, name) of those in it, one that rests among them;
    all_schools: of the network.

    apart: pairs that are kept apart, as (id of the pair, the two names); left_out: ids; terms: those until which a
    school could rest, each with its first day.
    """

    round_id: int
    schools: tuple[tuple[int, str], ...]
    all_schools: tuple[tuple[int, str], ...]
    apart: tuple[tuple[int, tuple[str, str]], ...]
    left_out: tuple[int, ...]
    terms: tuple[tuple[date, str], ...] = ()


class ApprovedRound(Struct, frozen=True):
    """told: how many of the groups have somebody to write to; waits_for: the network that has to approve it as well."""

    network: str
    number: int
    groups: int
    told: int
    waits_for: str = ""


class JointForm(Struct, frozen=True):
    """others: (id, name) of the networks that can be invited to a round. other_id: the one that is meant."""

    network_id: int
    network: str
    others: tuple[tuple[int, str], ...]
    due_on: date | None = None
    size: int = 2
    other_id: int | None = None


class Invitation(Struct, frozen=True):
    """A network that invites another to a round of both, by name."""

    round_id: int
    inviting: str
    invited: str
    due_on: date | None = None
    size: int = 2


class RoundEnd(Struct, frozen=True):
    """A round that ends, or could go on. suggested: a new last day; due_on: the one it has."""

    round_id: int
    network: str
    number: int
    counts: RoundCounts
    suggested: date | None = None
    due_on: date | None = None


class VisitTyped(Struct, frozen=True):
    """A day that was typed for a visit. visit: the only one it can be for, with that day, or None where several are.

    asked: what to ask about the words.
    """

    visit: VisitRecord | None
    asked: tuple[Asked, ...]


class VisitRecord(Struct, frozen=True):
    """All there is of a visit that its reader may see. suggested_due: for an action that comes out of it.

    links: (address, name) beside the evidence. draft: of findings, by both schools. actions: (what, due, status).
    closing: the lines of host and reviewer. sharing: with whom each part is shared.
    """

    visit_id: int
    host: str
    reviewer: str
    focus: str = ""
    visit_on: date | None = None
    lead_id: str | None = None
    evidence: str = ""
    check_back_on: date | None = None
    check_back_note: str = ""
    findings: str = ""
    shared_with: str = "schools"
    suggested_due: date | None = None
    visit_time: time | None = None
    came_of_it: str = ""
    self_review: Mapping[str, str] = field(default_factory=dict)
    protocol: str = ""
    prepared: bool = False
    follow_up_on: date | None = None
    follow_up_kind: str = ""
    follow_up_note: str = ""
    links: tuple[tuple[str, str], ...] = ()
    draft: str = ""
    actions: tuple[tuple[str, date, str], ...] = ()
    closing: tuple[str, str] = ("", "")
    sharing: Mapping[str, str] = field(default_factory=dict)
    line: str = ""

    def with_line(self, line: str) -> VisitRecord:
        """The same, with the line by which the reader's school has closed the review."""
        return replace(self, line=line)


class MatrixRow(Struct, frozen=True):
    """A school that hosts, and the places (from 0) of the schools that have visited it, and that are to.
    rested: whether it has, in its turn.
    """

    name: str
    visited_by: tuple[int, ...] = ()
    to_come: tuple[int, ...] = ()
    rested: bool = False

    @property
    def left_out(self) -> bool:
        """Whether nobody has visited it, and not because it had a turn at rest."""
        return not self.visited_by and not self.rested


class ReviewMatrix(Struct, frozen=True):
    """Who has reviewed whom over all rounds; rows: schools, those visited least first."""

    network: str
    rows: tuple[MatrixRow, ...]


class ReviewYear(Struct, frozen=True):
    """A year of reviews in numbers. schools_visited: of those that are here; new_pairs: who met the first time;
    rested: how many schools rested in their turn.
    """

    network: str
    year: int
    rounds: int
    total: int = 0
    done: int = 0
    given_up: int = 0
    still_open: int = 0
    followed_up: int = 0
    checked_back: int = 0
    closed: int = 0
    schools: int = 0
    schools_visited: int = 0
    rested: int = 0
    new_pairs: int = 0


class ReviewStanding(Struct, frozen=True):
    """The latest round's visits in numbers; never what was found."""

    number: int
    counts: RoundCounts
