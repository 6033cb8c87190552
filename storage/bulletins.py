"""Notices from the department in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import CopyStatus, Reach, Status
from domain.errors import Gone
from domain.policies import WIDE_ROLES
from storage import coming
from storage.inserting import insert_into
from storage.models import Area, Membership, Network
from storage.models.bulletins import Bulletin, BulletinCopy, BulletinQuestion, BulletinReading


async def by_id(session: AsyncSession, workspace_id: int, bulletin_id: int, *, lock: bool = False) -> Bulletin:
    """The bulletin, locked where asked for. Raises Gone where there is none."""
    query = select(Bulletin).where(Bulletin.id == bulletin_id, Bulletin.workspace_id == workspace_id)
    found = await session.scalar((query.with_for_update() if lock else query).execution_options(populate_existing=True))
    if found is None:
        raise Gone("bulletins.gone")
    return found


async def copy_by_id(session: AsyncSession, workspace_id: int, copy_id: int) -> BulletinCopy:
    """The bulletin in one network. Raises Gone where there is none."""
    found = await session.scalar(
        select(BulletinCopy)
        .where(BulletinCopy.id == copy_id, BulletinCopy.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("bulletins.gone")
    return found


async def question_by_id(
    session: AsyncSession, workspace_id: int, question_id: int
) -> tuple[BulletinQuestion, BulletinCopy]:
    """A question and the copy that it is about. Raises Gone where there is none."""
    row = (
        await session.execute(
            select(BulletinQuestion, BulletinCopy)
            .join(BulletinCopy, BulletinCopy.id == BulletinQuestion.copy_id)
            .where(BulletinQuestion.id == question_id, BulletinQuestion.workspace_id == workspace_id)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if row is None:
        raise Gone("bulletins.gone")
    return row[0], row[1]


async def reach(session: AsyncSession, workspace_id: int) -> list[Reach]:
    """The active networks that have a channel and that an operator vouches for, with their areas, by name."""
    rows = await session.execute(
        select(Network.id, Network.name, Network.area_id, Area.name)
        .outerjoin(Area, Area.id == Network.area_id)
        .where(Network.workspace_id == workspace_id, Network.status == "active", Network.channel_id.is_not(None))
        .where(Network.self_made.is_(False))
        .order_by(Network.name)
    )
    return [Reach(id_, name, area_id, area or "") for id_, name, area_id, area in rows]


async def of_author(session: AsyncSession, workspace_id: int, person_id: str, since: datetime) -> Sequence[Bulletin]:
    """What somebody has written or approves, the newest first: what was written, or went out somewhere, since then, and
    what waits still. What was taken back is among it only where it had gone out and a question waits for an answer.
    """
    copies = select(BulletinCopy.id).where(BulletinCopy.bulletin_id == Bulletin.id)
    to_come, lately = BulletinCopy.status == CopyStatus.WAITING, BulletinCopy.sent_at >= since
    asked = copies.join(BulletinQuestion, BulletinQuestion.copy_id == BulletinCopy.id)
    query = select(Bulletin).where(
        Bulletin.workspace_id == workspace_id,
        (Bulletin.author_id == person_id) | (Bulletin.approver_id == person_id),
        or_(
            and_(
                Bulletin.status != Status.WITHDRAWN,
                or_(
                    Bulletin.written_at >= since,
                    Bulletin.status == Status.PROPOSED,
                    copies.where(or_(to_come, lately)).exists(),
                ),
            ),
            asked.where(BulletinQuestion.answered_at.is_(None)).exists(),
        ),
    )
    return (await session.scalars(query.order_by(Bulletin.written_at.desc(), Bulletin.id.desc()))).all()


async def to_approve(session: AsyncSession, workspace_id: int, person_id: str) -> Sequence[Bulletin]:
    """What somebody was asked to approve, the oldest first."""
    query = select(Bulletin).where(
        Bulletin.workspace_id == workspace_id, Bulletin.approver_id == person_id, Bulletin.status == "proposed"
    )
    return (await session.scalars(query.order_by(Bulletin.id))).all()


async def undecided(session: AsyncSession, workspace_id: int, network_id: int) -> Sequence[Bulletin]:
    """What waits for the second person, of authors who have a role in that network, the oldest first."""
    roles = select(Membership.id).where(
        Membership.network_id == network_id,
        Membership.person_id == Bulletin.author_id,
        Membership.until.is_(None),
    )
    query = select(Bulletin).where(
        Bulletin.workspace_id == workspace_id, Bulletin.status == Status.PROPOSED, roles.exists()
    )
    return (await session.scalars(query.order_by(Bulletin.id))).all()


@dataclass(frozen=True)
class Counts:
    """How far a bulletin has got."""

    networks: int = 0
    sent: int = 0
    unreached: int = 0
    understood: int = 0
    questions: int = 0
    unanswered: int = 0


async def counts(session: AsyncSession, bulletin_ids: Collection[int]) -> dict[int, Counts]:
    """The same for several, by id; in three queries."""
    copies = await session.execute(
        select(BulletinCopy.bulletin_id, BulletinCopy.status, func.count())
        .where(BulletinCopy.bulletin_id.in_(bulletin_ids))
        .group_by(BulletinCopy.bulletin_id, BulletinCopy.status)
    )
    by_status = {(id_, status): number for id_, status, number in copies}
    readings = await session.execute(
        select(BulletinCopy.bulletin_id, func.count())
        .join(BulletinReading, BulletinReading.copy_id == BulletinCopy.id)
        .where(BulletinCopy.bulletin_id.in_(bulletin_ids))
        .group_by(BulletinCopy.bulletin_id)
    )
    understood = {id_: number for id_, number in readings}  # noqa: C416 - mypy knows a result only so
    asked = await session.execute(
        select(BulletinCopy.bulletin_id, func.count(), func.count().filter(BulletinQuestion.answered_at.is_(None)))
        .join(BulletinQuestion, BulletinQuestion.copy_id == BulletinCopy.id)
        .where(BulletinCopy.bulletin_id.in_(bulletin_ids))
        .group_by(BulletinCopy.bulletin_id)
    )
    questions = {id_: (number, waiting) for id_, number, waiting in asked}
    return {
        id_: Counts(
            networks=sum(number for (of, _), number in by_status.items() if of == id_),
            sent=by_status.get((id_, CopyStatus.SENT), 0),
            unreached=by_status.get((id_, CopyStatus.UNREACHED), 0),
            understood=understood.get(id_, 0),
            questions=questions.get(id_, (0, 0))[0],
            unanswered=questions.get(id_, (0, 0))[1],
        )
        for id_ in bulletin_ids
    }


async def unanswered(session: AsyncSession, bulletin_ids: Collection[int]) -> list[tuple[BulletinQuestion, int, str]]:
    """The open questions to these bulletins, with the bulletin's id and the network's name; the oldest first."""
    rows = await session.execute(
        select(BulletinQuestion, BulletinCopy.bulletin_id, Network.name)
        .join(BulletinCopy, BulletinCopy.id == BulletinQuestion.copy_id)
        .join(Network, Network.id == BulletinCopy.network_id)
        .where(BulletinCopy.bulletin_id.in_(bulletin_ids), BulletinQuestion.answered_at.is_(None))
        .order_by(BulletinQuestion.asked_at, BulletinQuestion.id)
    )
    return [(question, bulletin_id, network) for question, bulletin_id, network in rows]


async def open_questions(
    session: AsyncSession, workspace_id: int, bulletin_id: int | None = None
) -> list[tuple[BulletinQuestion, Bulletin, Network]]:
    """All open questions of the workspace, or to one bulletin, with the network that asks; the oldest first."""
    query = (
        select(BulletinQuestion, Bulletin, Network)
        .join(BulletinCopy, BulletinCopy.id == BulletinQuestion.copy_id)
        .join(Bulletin, Bulletin.id == BulletinCopy.bulletin_id)
        .join(Network, Network.id == BulletinCopy.network_id)
        .where(BulletinQuestion.workspace_id == workspace_id, BulletinQuestion.answered_at.is_(None))
        .order_by(BulletinQuestion.asked_at, BulletinQuestion.id)
    )
    rows = await session.execute(query if bulletin_id is None else query.where(Bulletin.id == bulletin_id))
    return [(question, bulletin, network) for question, bulletin, network in rows]


async def department(session: AsyncSession, workspace_id: int) -> Sequence[str]:
    """Everybody of the workspace who sees further than one network."""
    query = select(Membership.person_id).where(
        Membership.workspace_id == workspace_id,
        Membership.role.in_(sorted(WIDE_ROLES)),
        Membership.until.is_(None),
    )
    return sorted(set(await session.scalars(query)))


async def asked_of_nobody(session: AsyncSession, network_id: int) -> list[tuple[int, datetime]]:
    """The bulletins to which the network has an open question, while neither author nor approver serves the department
    any more, and since when that is so.
    """
    of_them = Membership.person_id.in_((Bulletin.author_id, Bulletin.approver_id))
    served = select(Membership.id).where(of_them, Membership.role.in_(sorted(WIDE_ROLES)))
    left_at = select(func.max(Membership.until)).where(of_them, Membership.role.in_(sorted(WIDE_ROLES)))
    rows = await session.execute(
        select(Bulletin.id, left_at.correlate(Bulletin).scalar_subquery())
        .join(BulletinCopy, BulletinCopy.bulletin_id == Bulletin.id)
        .join(BulletinQuestion, BulletinQuestion.copy_id == BulletinCopy.id)
        .where(BulletinCopy.network_id == network_id, BulletinQuestion.answered_at.is_(None))
        .where(~served.where(Membership.until.is_(None)).exists(), served.exists())
        .distinct()
        .order_by(Bulletin.id)
    )
    return [(bulletin_id, at) for bulletin_id, at in rows if at is not None]


async def waiting_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[tuple[BulletinCopy, Bulletin]]:
    """What is still to go out in these networks, the one due first at the top."""
    rows = await session.execute(_WAITING, {"networks": list(network_ids)})
    return [(copy, bulletin) for copy, bulletin in rows]


# Made once, since making a statement costs more than asking it.
ANY_WAITING = coming.any_of(BulletinCopy.network_id == coming.NETWORK, BulletinCopy.status == CopyStatus.WAITING)
ANY_UNDECIDED = coming.any_of(
    Bulletin.status == Status.PROPOSED,
    Membership.person_id == Bulletin.author_id,
    Membership.network_id == coming.NETWORK,
    Membership.until.is_(None),
)
ANY_UNANSWERED = coming.any_of(
    BulletinCopy.network_id == coming.NETWORK,
    BulletinQuestion.copy_id == BulletinCopy.id,
    BulletinQuestion.answered_at.is_(None),
)
_WAITING = (
    select(BulletinCopy, Bulletin)
    .join(Bulletin, Bulletin.id == BulletinCopy.bulletin_id)
    .where(
        BulletinCopy.network_id.in_(bindparam("networks", expanding=True)),
        BulletinCopy.status == CopyStatus.WAITING,
        Bulletin.status == "approved",
    )
    .order_by(BulletinCopy.due_on, BulletinCopy.id)
)


async def left_alone(session: AsyncSession, workspace_id: int) -> Sequence[Bulletin]:
    """What is asked for or still goes out, while neither its author nor its approver serves the department any more."""
    serves = (
        select(Membership.id)
        .where(Membership.person_id.in_((Bulletin.author_id, Bulletin.approver_id)))
        .where(Membership.role.in_(sorted(WIDE_ROLES)), Membership.until.is_(None))
    )
    to_come = select(BulletinCopy.id).where(
        BulletinCopy.bulletin_id == Bulletin.id, BulletinCopy.status == CopyStatus.WAITING
    )
    query = select(Bulletin).where(
        Bulletin.workspace_id == workspace_id,
        (Bulletin.status == "proposed") | ((Bulletin.status == "approved") & to_come.exists()),
        ~serves.exists(),
    )
    return (await session.scalars(query.order_by(Bulletin.id))).all()


async def places_of(session: AsyncSession, bulletin_id: int) -> list[tuple[int, int | None]]:
    """The networks that have a copy, each with its area."""
    rows = await session.execute(
        select(Network.id, Network.area_id)
        .join(BulletinCopy, BulletinCopy.network_id == Network.id)
        .where(BulletinCopy.bulletin_id == bulletin_id)
    )
    return [(id_, area) for id_, area in rows]


async def copies_of(session: AsyncSession, bulletin_id: int) -> Sequence[BulletinCopy]:
    query = select(BulletinCopy).where(BulletinCopy.bulletin_id == bulletin_id)
    return (await session.scalars(query.order_by(BulletinCopy.id))).all()


async def note_understood(session: AsyncSession, copy: BulletinCopy, person_id: str) -> None:
    """Count somebody once."""
    row = {"workspace_id": copy.workspace_id, "copy_id": copy.id, "person_id": person_id}
    adding = insert_into(session, BulletinReading).values(**row)
    await session.execute(adding.on_conflict_do_nothing(index_elements=["copy_id", "person_id"]))
