"""What is known of peer reviews: rounds, visits and their records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.typed import Asked


@dataclass(frozen=True)
class VisitLine:
    """Where one visit stands. status: planned, dated, done or dropped.

    mine: the reader may set its date and record it; host: the findings are the reader's to write.
    findings_agreed: the host has written them; readable: the reader may read them.
    """

    visit_id: int
    host: str
    reviewer: str
    status: str
    visit_on: date | None = None
    mine: bool = False
    is_host: bool = False
    findings_agreed: bool = False
    readable: bool = False


@dataclass(frozen=True)
class ReviewOverview:
    """Where reviews stand for one reader. number: of the latest round, None before the first.

    earlier: visits of earlier rounds whose findings the reader may read.
    """

    network_id: int
    network: str
    number: int | None
    due_on: date | None
    visits: Sequence[VisitLine]
    proposal_waits: bool
    may_start: bool
    earlier: Sequence[VisitLine] = ()


@dataclass(frozen=True)
class GroupCard:
    """What a pair or trio sees. schools: (name, who leads it in the chat), nobody where the list is empty."""

    network: str
    number: int
    due_on: date | None
    schools: Sequence[tuple[str, Sequence[str]]]
    visits: Sequence[VisitLine]
    focus: Sequence[str]


@dataclass(frozen=True)
class VisitNews:
    """One visit, for those who take part. hosts: the host's people to speak to; by: who did what the news is."""

    visit_id: int
    network_id: int
    host: str
    reviewer: str
    visit_on: date | None = None
    focus: str = ""
    hosts: tuple[str, ...] = ()
    check_back_note: str = ""


@dataclass(frozen=True)
class RoundForm:
    """schools: (id, name) of those that could take part; due_on: the suggested last day."""

    network_id: int
    schools: tuple[tuple[int, str], ...]
    due_on: date | None


@dataclass(frozen=True)
class ProposedGroup:
    """Schools that would visit each other, by name, and what speaks for it.

    last_met: the latest round in which two of them met, None where they are new to each other; met: how many pairs of
    the group have. metres: how far the two that are farthest from each other are; None where it is not known.
    """

    schools: tuple[str, ...]
    last_met: int | None = None
    met: int = 0
    metres: int | None = None


@dataclass(frozen=True)
class ProposedRound:
    """A proposal by school names. silent: schools that nobody in the chat leads."""

    round_id: int
    network: str
    number: int
    due_on: date | None
    groups: tuple[ProposedGroup, ...]
    left_out: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApprovedRound:
    """told: how many of the groups have somebody to write to."""

    network: str
    number: int
    groups: int
    told: int


@dataclass(frozen=True)
class VisitTyped:
    """A day that was typed for a visit. visit: the only one it can be for, with that day, or None where several are.

    asked: what to ask about the words.
    """

    visit: VisitRecord | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class VisitRecord:
    """All there is of a visit that its reader may see. suggested_due: for an action that comes out of it."""

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


@dataclass(frozen=True)
class ReviewStanding:
    """The latest round's visits, without those that were given up; never what was found. late: past its last day."""

    number: int
    done: int
    total: int
    late: int
