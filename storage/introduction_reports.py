"""What people say of introductions once they have met, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from facts.introductions import Year
from storage.models.introductions import Introduction, IntroductionReport


async def of(session: AsyncSession, introduction_id: int, about: str) -> Sequence[IntroductionReport]:
    """What was asked of the two, and what they said; in the order of asking."""
    query = select(IntroductionReport).where(
        IntroductionReport.introduction_id == introduction_id, IntroductionReport.about == about
    )
    return (await session.scalars(query.order_by(IntroductionReport.id))).all()


async def by_id(session: AsyncSession, workspace_id: int, report_id: int) -> IntroductionReport:
    """One of them. Raises Gone where there is none."""
    found = await session.scalar(
        select(IntroductionReport)
        .where(IntroductionReport.id == report_id, IntroductionReport.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("introductions.gone")
    return found


async def waiting_for(
    session: AsyncSession, workspace_id: int, person_id: str, since: datetime, now: datetime
) -> Sequence[tuple[IntroductionReport, Introduction]]:
    """What somebody was asked after `since` and has not answered, with its introduction; oldest first."""
    rows = await session.execute(
        select(IntroductionReport, Introduction)
        .join(Introduction, Introduction.id == IntroductionReport.introduction_id)
        .where(
            IntroductionReport.workspace_id == workspace_id,
            IntroductionReport.person_id == person_id,
            IntroductionReport.answer == "",
            IntroductionReport.asked_at >= since,
            IntroductionReport.asked_at <= now,
            Introduction.outcome == "met",
        )
        .order_by(IntroductionReport.id)
    )
    return [(report, introduction) for report, introduction in rows]


async def year(session: AsyncSession, workspace_id: int, seil_id: str, since: datetime) -> Year:
    """What became of what a SEIL asked for after `since`, in numbers; what they withdrew is left out."""
    met = Introduction.outcome == "met"
    parts = (Introduction.status == "introduced", met, met & _said("useful"), met & _said("changed"))
    row = (
        await session.execute(
            select(func.count(), *(func.count().filter(part) for part in parts)).where(
                Introduction.workspace_id == workspace_id,
                Introduction.seil_id == seil_id,
                Introduction.status != "withdrawn",
                Introduction.asked_at >= since,
            )
        )
    ).one()
    return Year(*(int(number) for number in row))


def _said(about: str) -> ColumnElement[bool]:
    return (
        select(IntroductionReport.id)
        .where(
            IntroductionReport.introduction_id == Introduction.id,
            IntroductionReport.about == about,
            IntroductionReport.answer == "yes",
        )
        .exists()
    )
