"""Meetings, answers to their invitations, attendance and what came of them, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Exists, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage import coming
from storage.inserting import insert_into
from storage.models import Delivery, Membership, Network, School
from storage.models.actions import Action
from storage.models.meetings import Attendance, Meeting, Rsvp

COUNTED = ("booked", "held")
"""The meetings that count towards a term's minimum."""


async def by_id(session: AsyncSession, workspace_id: int, meeting_id: int, *, lock: bool = False) -> Meeting:
    """The meeting, locked until the transaction ends where asked. Raises Gone where there is none."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.workspace_id == workspace_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise Gone("meetings.gone")
    return found


async def with_network(session: AsyncSession, workspace_id: int, meeting_id: int) -> tuple[Meeting, Network]:
    """The meeting and its network, in one query. Raises Gone where there is none."""
    found = (await session.execute(_WITH_NETWORK, {"meeting": meeting_id, "workspace": workspace_id})).one_or_none()
    if found is None:
        raise Gone("meetings.gone")
    return found[0], found[1]


async def by_uid(session: AsyncSession, network_id: int, uid: str) -> Meeting | None:
    return await session.scalar(select(Meeting).where(Meeting.network_id == network_id, Meeting.uid == uid))


async def overlapping(
    session: AsyncSession, network_id: int, starts_at: datetime, ends_at: datetime, besides: int | None = None
) -> Meeting | None:
    """A booked meeting of the network that shares time with that stretch, first one that starts with it; or None."""
    found = await session.scalars(
        select(Meeting)
        .where(
            Meeting.network_id == network_id,
            Meeting.status == "booked",
            Meeting.starts_at < ends_at,
            Meeting.ends_at > starts_at,
            Meeting.id != (besides or 0),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    meetings = found.all()
    return next((one for one in meetings if one.starts_at == starts_at), meetings[0] if meetings else None)


# Made once, since making a statement costs as much as asking it.
_IN_TERM = (
    select(func.count())
    .select_from(Meeting)
    .where(Meeting.network_id == bindparam("network"), Meeting.term == bindparam("term"), Meeting.status.in_(COUNTED))
)


async def number_in_term(session: AsyncSession, network_id: int, term: str) -> int:
    """How many meetings of the term (a key as "2026-T2") are booked or were held."""
    return await session.scalar(_IN_TERM, {"network": network_id, "term": term}) or 0


async def to_show(session: AsyncSession, network_id: int, term: str, now: datetime) -> Sequence[Meeting]:
    """The meetings of the term, those still to come after it, and those whose minutes are missing; by date.

    With those of the term that did not take place, so that a mistake can be set right.
    """
    return (
        await session.scalars(
            select(Meeting)
            .where(
                Meeting.network_id == network_id,
                Meeting.status.in_((*COUNTED, "not_held")),
                (Meeting.term == term) | (Meeting.starts_at > now) | (Meeting.status == "booked"),
            )
            .order_by(Meeting.starts_at, Meeting.id)
        )
    ).all()


def any_booked(around: timedelta) -> Exists:
    """For planners: a booked meeting starts in the stretch, or so long before or after it at most."""
    return coming.any_of(
        Meeting.network_id == coming.NETWORK,
        Meeting.status == "booked",
        Meeting.starts_at > coming.since(-around),
        Meeting.starts_at <= coming.until(around),
    )


async def booked_between(session: AsyncSession, network_id: int, since: datetime, until: datetime) -> Sequence[Meeting]:
    """Booked meetings that start in this stretch of time, by date."""
    return (await session.scalars(_BETWEEN, {"network": network_id, "since": since, "until": until})).all()


# Made once, since making a statement costs more than asking it.
_WITH_NETWORK = (
    select(Meeting, Network)
    .join(Network, Network.id == Meeting.network_id)
    .where(Meeting.id == bindparam("meeting"), Meeting.workspace_id == bindparam("workspace"))
)
_BETWEEN = (
    select(Meeting)
    .where(
        Meeting.network_id == bindparam("network"),
        Meeting.status == "booked",
        Meeting.starts_at > bindparam("since"),
        Meeting.starts_at <= bindparam("until"),
    )
    .order_by(Meeting.starts_at, Meeting.id)
)


async def to_come(session: AsyncSession, network_id: int, now: datetime) -> Sequence[Meeting]:
    """Booked meetings that have not started, the next one first."""
    return (
        await session.scalars(
            select(Meeting)
            .where(Meeting.network_id == network_id, Meeting.status == "booked", Meeting.starts_at > now)
            .order_by(Meeting.starts_at, Meeting.id)
        )
    ).all()


async def newest(session: AsyncSession, network_id: int) -> Meeting | None:
    """The last meeting that is booked or was held; None where there has been none."""
    query = select(Meeting).where(Meeting.network_id == network_id, Meeting.status.in_(("booked", "held")))
    return await session.scalar(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1))


async def of_terms(session: AsyncSession, network_id: int, terms: Sequence[str]) -> Sequence[Meeting]:
    """The meetings of these terms (keys as "2026-T2") that were held or are booked, by date."""
    return (
        await session.scalars(
            select(Meeting)
            .where(Meeting.network_id == network_id, Meeting.term.in_(terms), Meeting.status.in_(COUNTED))
            .order_by(Meeting.starts_at, Meeting.id)
        )
    ).all()


async def without_minutes(session: AsyncSession, network_id: int, now: datetime) -> Sequence[Meeting]:
    """Meetings that are over and of which nobody has said whether they were held, the oldest first."""
    return (
        await session.scalars(
            select(Meeting)
            .where(Meeting.network_id == network_id, Meeting.status == "booked", Meeting.ends_at <= now)
            .order_by(Meeting.starts_at, Meeting.id)
        )
    ).all()


async def of_networks(session: AsyncSession, network_ids: Collection[int], terms: Collection[str]) -> list[Meeting]:
    """The meetings of several networks that count for one of these terms, are still to come, or lack their minutes;
    by date."""
    return list(await session.scalars(_OF_NETWORKS, {"networks": list(network_ids), "terms": list(terms)}))


_OF_NETWORKS = (
    select(Meeting)
    .where(
        Meeting.network_id.in_(bindparam("networks", expanding=True)),
        (Meeting.term.in_(bindparam("terms", expanding=True)) & Meeting.status.in_(COUNTED))
        | (Meeting.status == "booked"),
    )
    .order_by(Meeting.starts_at, Meeting.id)
)


async def answered(session: AsyncSession, meeting_ids: Collection[int], user_id: str) -> set[int]:
    """Those of the meetings whose invitation the person has answered."""
    if not meeting_ids:
        return set()
    found = await session.scalars(
        select(Rsvp.meeting_id).where(Rsvp.meeting_id.in_(meeting_ids), Rsvp.person_id == user_id)
    )
    return set(found)


async def put_answer(session: AsyncSession, meeting: Meeting, user_id: str, answer: str, now: datetime) -> str | None:
    """Keep a person's answer (yes, no or maybe) in place of an earlier one; returns that, None where there was none."""
    earlier = await answer_of(session, meeting.id, user_id)
    if earlier == answer:
        return earlier
    values = {
        "workspace_id": meeting.workspace_id,
        "meeting_id": meeting.id,
        "person_id": user_id,
        "answer": answer,
        "answered_at": now,
    }
    await session.execute(
        insert_into(session, Rsvp)
        .values(**values)
        .on_conflict_do_update(index_elements=["meeting_id", "person_id"], set_={"answer": answer, "answered_at": now})
    )
    return earlier


async def answer_of(session: AsyncSession, meeting_id: int, user_id: str) -> str | None:
    return await session.scalar(select(Rsvp.answer).where(Rsvp.meeting_id == meeting_id, Rsvp.person_id == user_id))


async def answers(session: AsyncSession, meeting_id: int) -> Sequence[Rsvp]:
    """All answers, in the order in which people first answered."""
    return (await session.scalars(select(Rsvp).where(Rsvp.meeting_id == meeting_id).order_by(Rsvp.id))).all()


async def forget_answers(session: AsyncSession, meeting_id: int) -> None:
    """Drop the answers, as they were given for another time."""
    await session.execute(delete(Rsvp).where(Rsvp.meeting_id == meeting_id))


async def schools_coming(session: AsyncSession, meeting_id: int) -> set[int]:
    """Ids of the schools of those who said that they come."""
    found = await session.scalars(
        select(Membership.school_id)
        .join(Meeting, Meeting.network_id == Membership.network_id)
        .join(Rsvp, (Rsvp.meeting_id == Meeting.id) & (Rsvp.person_id == Membership.person_id))
        .where(
            Meeting.id == meeting_id,
            Rsvp.answer == "yes",
            Membership.until.is_(None),
            Membership.school_id.is_not(None),
        )
    )
    return {school_id for school_id in found if school_id is not None}


async def schools_attended(session: AsyncSession, meeting_id: int) -> Sequence[School]:
    return (
        await session.scalars(
            select(School)
            .join(Attendance, Attendance.school_id == School.id)
            .where(Attendance.meeting_id == meeting_id)
            .order_by(School.name, School.id)
        )
    ).all()


async def schools_present(session: AsyncSession, meeting_ids: Sequence[int]) -> dict[int, int]:
    """How many schools came to each of these meetings; one whose attendance nobody recorded is left out."""
    rows = await session.execute(
        select(Attendance.meeting_id, func.count())
        .where(Attendance.meeting_id.in_(meeting_ids))
        .group_by(Attendance.meeting_id)
    )
    return {row[0]: row[1] for row in rows}


async def forget_attendance(session: AsyncSession, meeting_id: int, school_ids: Sequence[int]) -> None:
    """Drop that these schools were at the meeting."""
    await session.execute(
        delete(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.school_id.in_(school_ids))
    )


async def delivery_of_minutes(session: AsyncSession, meeting: Meeting, kind: str) -> str | None:
    """The id of the delivery that posted the meeting's minutes; None where no channel was told."""
    return await session.scalar(
        select(Delivery.id).where(
            Delivery.network_id == meeting.network_id,
            Delivery.kind == kind,
            Delivery.operation == "post",
            Delivery.payload["meeting"].as_integer() == meeting.id,
        )
    )


async def actions_of(session: AsyncSession, meeting_id: int) -> Sequence[Action]:
    """What was agreed to be done in the meeting, in the order of recording."""
    return (
        await session.scalars(
            select(Action).where(Action.source == "meeting", Action.source_id == meeting_id).order_by(Action.id)
        )
    ).all()
