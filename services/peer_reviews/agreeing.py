"""Agreeing on a visit's day: each school proposes two, and the other takes one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.errors import Faults, Gone
from domain.peer_reviews import VisitStatus
from domain.policies import can_record_review
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import agreeing as fields
from services.access import Asker, require
from services.context import AppContext
from services.peer_reviews.known import DAYS_PROPOSED, KnownVisit, known_visit
from services.peer_reviews.visits import SetDate, VisitService, good_day
from storage.models.peer_reviews import ReviewVisit


@dataclass(frozen=True)
class ProposeDays:
    """A form that was sent: days with a time where one was given; the second may be empty."""

    visit_id: int
    days: Sequence[tuple[date | None, time | None]]


class AgreeingService:
    def __init__(self, app: AppContext, visits: VisitService) -> None:
        self._app = app
        self._visits = visits

    async def form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What has been proposed so far, for the schools of the visit."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_planned(known)
            return known.shown(evidence=False, now=now)

    async def propose(self, wish: ProposeDays, asker: Asker, now: datetime) -> None:
        """Propose days for the asker's school, in place of those before; the other school is told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, wish.visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_planned(known)
            faults, own = Faults(), _school_of(known, asker)
            said: list[dict[str, int | str | None]] = []
            for number, (on, at) in enumerate(wish.days, 1):
                if on is not None or number == 1:
                    day = faults.of(good_day, on, known, now, fields.day_field(number))
                    one = {"on": str(day), "at": at.isoformat() if at else None, "by": own}
                    said += [] if one in said else [one]
            faults.check()
            others = [one for one in known.visit.proposed_days or () if one["by"] != own]
            known.visit.proposed_days = [*others, *said]
            known.tell(session, DAYS_PROPOSED, now)

    async def take(self, asker: Asker, visit_id: int, number: int, now: datetime) -> None:
        """Take a day that the other school has proposed: it is the visit's day then, and both are told."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_planned(known)
            chosen = proposed(known.visit)[number : number + 1]
            if not chosen:
                raise Gone("peer_reviews.day_gone")
            on, at, by = chosen[0]
            if by == _school_of(known, asker):
                raise Gone("peer_reviews.own_day")
            wish = SetDate(visit_id, on, known.visit.focus_question, known.visit.lead_id, at)
        await self._visits.set_date(wish, asker, now)


def proposed(visit: ReviewVisit) -> list[tuple[date, time | None, int]]:
    """The days proposed for a visit, with the school that did."""
    return [
        (date.fromisoformat(one["on"]), time.fromisoformat(one["at"]) if one["at"] else None, int(one["by"]))
        for one in visit.proposed_days or ()
    ]


def _school_of(known: KnownVisit, asker: Asker) -> int:
    """The asker's school in the visit; the host's where they are of both."""
    return known.visit.host_school_id if asker.user_id in known.hosts else known.visit.reviewer_school_id


def _check_planned(known: KnownVisit) -> None:
    if known.visit.status != VisitStatus.PLANNED:
        raise Gone("peer_reviews.has_a_day")
