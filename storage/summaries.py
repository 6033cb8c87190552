"""What the summary counts, in SQL. Nothing here changes anything, and nothing is about one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Action,
    AssessmentRound,
    Attendance,
    Delivery,
    Introduction,
    Meeting,
    ReviewGroup,
    ReviewRound,
    ReviewVisit,
    School,
)


async def meetings(session: AsyncSession, network_id: int, terms: Sequence[str]) -> Sequence[Meeting]:
    """The meetings of these terms (keys as "2026-T2") that were held or are booked, by date."""
    return (
        await session.scalars(
            select(Meeting)
            .where(Meeting.network_id == network_id, Meeting.term.in_(terms), Meeting.status.in_(("booked", "held")))
            .order_by(Meeting.starts_at)
        )
    ).all()


async def next_meeting(session: AsyncSession, network_id: int, now: datetime) -> Meeting | None:
    """The next meeting that is booked."""
    return await session.scalar(
        select(Meeting)
        .where(Meeting.network_id == network_id, Meeting.status == "booked", Meeting.starts_at > now)
        .order_by(Meeting.starts_at)
        .limit(1)
    )


async def schools_present(session: AsyncSession, meeting_ids: Sequence[int]) -> dict[int, int]:
    """How many schools came to each of these meetings; one whose attendance nobody recorded is left out."""
    rows = await session.execute(
        select(Attendance.meeting_id, func.count())
        .where(Attendance.meeting_id.in_(meeting_ids))
        .group_by(Attendance.meeting_id)
    )
    return {row[0]: row[1] for row in rows}


async def number_of_schools(session: AsyncSession, network_id: int) -> int:
    found = await session.scalar(
        select(func.count()).select_from(School).where(School.network_id == network_id, School.active.is_(True))
    )
    return found or 0


async def revealed_rounds(session: AsyncSession, network_id: int, until: str) -> Sequence[AssessmentRound]:
    """The assessment rounds with results, up to the half-year `until` (a key), the newest first."""
    return (
        await session.scalars(
            select(AssessmentRound)
            .where(
                AssessmentRound.network_id == network_id,
                AssessmentRound.status == "revealed",
                AssessmentRound.half_year <= until,
            )
            .order_by(AssessmentRound.half_year.desc())
        )
    ).all()


async def open_assessment(session: AsyncSession, network_id: int, now: datetime) -> AssessmentRound | None:
    """The assessment that leaders can fill in now."""
    return await session.scalar(
        select(AssessmentRound)
        .where(
            AssessmentRound.network_id == network_id,
            AssessmentRound.status == "open",
            AssessmentRound.closes_at > now,
        )
        .limit(1)
    )


async def newest_review_round(session: AsyncSession, network_id: int, until: datetime) -> ReviewRound | None:
    """The newest round of peer reviews that was approved before `until`."""
    return await session.scalar(
        select(ReviewRound)
        .where(
            ReviewRound.network_id == network_id,
            ReviewRound.status == "approved",
            ReviewRound.approved_at < until,
        )
        .order_by(ReviewRound.number.desc())
        .limit(1)
    )


async def visits(session: AsyncSession, round_id: int, today: date) -> tuple[int, int, int]:
    """Of a round's visits that were not dropped: how many are done, how many there are, how many are late.

    Late are those still open after the round's last day, as in the list of reviews.
    """
    done = ReviewVisit.status == "done"
    row = (
        await session.execute(
            select(func.count().filter(done), func.count(), func.count().filter(~done & (ReviewRound.due_on < today)))
            .select_from(ReviewVisit)
            .join(ReviewGroup, ReviewGroup.id == ReviewVisit.group_id)
            .join(ReviewRound, ReviewRound.id == ReviewGroup.round_id)
            .where(ReviewGroup.round_id == round_id, ReviewVisit.status != "dropped")
        )
    ).one()
    return row[0], row[1], row[2]


async def introductions(session: AsyncSession, network_id: int, since: datetime, until: datetime) -> tuple[int, int]:
    """Introductions made in this stretch that had somebody of the network in them, and how many of those met.

    Those still being asked about, and those that did not come about, are not counted: a no stays unseen.
    """
    row = (
        await session.execute(
            select(func.count(), func.count().filter(Introduction.outcome == "met")).where(
                or_(Introduction.network_id == network_id, Introduction.other_network_id == network_id),
                Introduction.introduced_at >= since,
                Introduction.introduced_at < until,
            )
        )
    ).one()
    return row[0], row[1]


async def actions(
    session: AsyncSession, network_id: int, today: date, since: datetime, until: datetime
) -> tuple[int, int, int]:
    """How many actions are open, how many of these are overdue, and how many were done in this stretch."""
    is_open = Action.status == "open"
    done = and_(Action.status == "done", Action.done_at >= since, Action.done_at < until)
    row = (
        await session.execute(
            select(
                func.count().filter(is_open),
                func.count().filter(and_(is_open, Action.due_on < today)),
                func.count().filter(done),
            ).where(Action.network_id == network_id)
        )
    ).one()
    return row[0], row[1], row[2]


async def was_said(session: AsyncSession, network_id: int, kind: str, half_year: str, since: datetime) -> bool:
    """Whether an announcement of that kind about that half-year was put into the outbox since then, and stands."""
    rows = await session.scalars(
        select(Delivery.payload).where(
            Delivery.network_id == network_id,
            Delivery.kind == kind,
            Delivery.created_at >= since,
            Delivery.status.not_in(("failed", "skipped")),
        )
    )
    return any(payload.get("half_year") == half_year for payload in rows)
