"""Peer reviews in SQL: rounds, groups of schools, visits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from facts.peer_reviews import RoundCounts
from storage import coming
from storage.models import Network
from storage.models.peer_reviews import ReviewDropOut, ReviewExclusion, ReviewGroup, ReviewRound, ReviewVisit

OPEN = ("planned", "dated")
"""What a visit is that has not taken place and was not given up."""
GIVEN_UP = ("dropped", "replaced")
"""What one is that was."""
DRAWING = "drawing"
NOT_BEGUN = ("proposed", "invited", "agreed", DRAWING)
"""What a round is that waits for a yes, in this network or in another that it is planned with."""


async def round_by_id(session: AsyncSession, workspace_id: int, round_id: int) -> ReviewRound | None:
    return await session.scalar(
        select(ReviewRound).where(ReviewRound.id == round_id, ReviewRound.workspace_id == workspace_id)
    )


async def proposed(session: AsyncSession, network_id: int) -> ReviewRound | None:
    """The proposal that waits for approval; the network is locked to make one, so there is one at most."""
    return await session.scalar(
        select(ReviewRound)
        .where(ReviewRound.network_id == network_id, ReviewRound.status == "proposed")
        .order_by(ReviewRound.id.desc())
        .limit(1)
    )


async def not_begun(session: AsyncSession, network_id: int) -> ReviewRound | None:
    """The round that waits for a yes, here or in another network; a proposal also while another is drawn."""
    query = select(ReviewRound).where(ReviewRound.network_id == network_id, ReviewRound.status.in_(NOT_BEGUN))
    return await session.scalar(query.order_by(ReviewRound.status == DRAWING, ReviewRound.id.desc()).limit(1))


async def drawing_again(session: AsyncSession, round_id: int) -> ReviewRound | None:
    """The proposal that is being drawn in the place of another."""
    query = select(ReviewRound).where(ReviewRound.draws_again_id == round_id, ReviewRound.status == DRAWING)
    return await session.scalar(query.limit(1))


async def invitations(session: AsyncSession, network_ids: Collection[int]) -> Sequence[ReviewRound]:
    """The rounds of other networks to which these are invited, and have not answered."""
    return (await session.scalars(_INVITATIONS, {"networks": list(network_ids)})).all()


async def twin(session: AsyncSession, found: ReviewRound) -> ReviewRound | None:
    """The other network's part of a round of two; None where there is none (yet)."""
    if found.joint_key is None:
        return None
    query = select(ReviewRound).where(ReviewRound.joint_key == found.joint_key, ReviewRound.id != found.id)
    return await session.scalar(query.limit(1))


async def with_others(session: AsyncSession, network_id: int) -> list[tuple[int, Sequence[int]]]:
    """The groups of the network's rounds with others, each as the other network and the group's schools."""
    found = await session.execute(_WITH_OTHERS, {"network": network_id})
    return [(other, school_ids) for other, school_ids in found]


async def proposed_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[ReviewRound]:
    """The proposals that wait for approval in several networks, oldest first."""
    return (await session.scalars(_PROPOSED_IN, {"networks": list(network_ids)})).all()


# Made once, since making a statement costs more than asking it.
_INVITATIONS = (
    select(ReviewRound)
    .where(ReviewRound.status == "invited", ReviewRound.joint_network_id.in_(bindparam("networks", expanding=True)))
    .order_by(ReviewRound.id)
)
_PROPOSED_IN = (
    select(ReviewRound)
    .where(ReviewRound.network_id.in_(bindparam("networks", expanding=True)), ReviewRound.status == "proposed")
    .order_by(ReviewRound.id)
)


async def proposed_since(session: AsyncSession, network_id: int, moment: datetime) -> bool:
    """Whether a round was proposed from that moment on, whatever became of it."""
    query = select(ReviewRound.id).where(ReviewRound.network_id == network_id, ReviewRound.proposed_at >= moment)
    return await session.scalar(query.limit(1)) is not None


# Made once, since making a statement costs as much as asking it.
ANY_APPROVED = coming.any_of(ReviewRound.network_id == coming.NETWORK, ReviewRound.status == "approved")
_LATEST_APPROVED = (
    select(ReviewRound)
    .where(ReviewRound.network_id == bindparam("network"), ReviewRound.status == "approved")
    .order_by(ReviewRound.number.desc(), ReviewRound.id.desc())
    .limit(1)
)
_APPROVED_BEFORE = _LATEST_APPROVED.where(ReviewRound.approved_at < bindparam("before"))


async def latest_approved(session: AsyncSession, network_id: int, before: datetime | None = None) -> ReviewRound | None:
    """The newest round that was approved, before a moment where one is given."""
    if before is None:
        return await session.scalar(_LATEST_APPROVED, {"network": network_id})
    return await session.scalar(_APPROVED_BEFORE, {"network": network_id, "before": before})


async def counts(session: AsyncSession, round_id: int, today: date) -> RoundCounts:
    """How a round's visits stand; late are those still open after its last day."""
    done, given_up = ReviewVisit.status == "done", ReviewVisit.status == "dropped"
    still_open = ReviewVisit.status.in_(OPEN)
    row = (
        await session.execute(
            select(
                func.count(),
                func.count().filter(done),
                func.count().filter(given_up),
                func.count().filter(still_open),
                func.count().filter(still_open & (ReviewRound.due_on < today) & ReviewRound.closed_at.is_(None)),
                func.count().filter(ReviewVisit.came_of_it_at.is_not(None)),
            )
            .select_from(ReviewVisit)
            .join(ReviewGroup, ReviewGroup.id == ReviewVisit.group_id)
            .join(ReviewRound, ReviewRound.id == ReviewGroup.round_id)
            .where(ReviewGroup.round_id == round_id, ReviewVisit.status != "replaced")
        )
    ).one()
    return RoundCounts(*row)


async def rounds(session: AsyncSession, network_id: int, status: str) -> Sequence[ReviewRound]:
    """The rounds of one status, oldest first."""
    return (
        await session.scalars(
            select(ReviewRound)
            .where(ReviewRound.network_id == network_id, ReviewRound.status == status)
            .order_by(ReviewRound.number, ReviewRound.id)
        )
    ).all()


async def groups(session: AsyncSession, round_ids: Sequence[int]) -> Sequence[ReviewGroup]:
    """The groups of these rounds, in order of id."""
    return (
        await session.scalars(select(ReviewGroup).where(ReviewGroup.round_id.in_(round_ids)).order_by(ReviewGroup.id))
    ).all()


async def groups_by_ids(session: AsyncSession, group_ids: Collection[int]) -> Sequence[ReviewGroup]:
    """The groups with these ids."""
    return (await session.scalars(select(ReviewGroup).where(ReviewGroup.id.in_(group_ids)))).all()


async def groups_of_visits(session: AsyncSession, visit_ids: Collection[int]) -> dict[int, int]:
    """The group of each of these visits."""
    if not visit_ids:
        return {}
    found = await session.execute(select(ReviewVisit.id, ReviewVisit.group_id).where(ReviewVisit.id.in_(visit_ids)))
    return {row.id: row.group_id for row in found}


async def group_by_id(session: AsyncSession, workspace_id: int, group_id: int) -> ReviewGroup | None:
    return await session.scalar(
        select(ReviewGroup).where(ReviewGroup.id == group_id, ReviewGroup.workspace_id == workspace_id)
    )


async def group_there(
    session: AsyncSession, workspace_id: int, group_id: int
) -> tuple[ReviewGroup, ReviewRound, Network] | None:
    """The group with its round and its network, in one query."""
    found = (await session.execute(_GROUP_THERE, {"group": group_id, "workspace": workspace_id})).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


async def visit_there(
    session: AsyncSession, workspace_id: int, visit_id: int
) -> tuple[ReviewVisit, ReviewGroup, ReviewRound, Network] | None:
    """The visit with its group, its round and its network, in one query."""
    found = (await session.execute(_VISIT_THERE, {"visit": visit_id, "workspace": workspace_id})).one_or_none()
    return None if found is None else (found[0], found[1], found[2], found[3])


# Made once, since making a statement costs more than asking it.
_GROUP_THERE = (
    select(ReviewGroup, ReviewRound, Network)
    .join(ReviewRound, ReviewRound.id == ReviewGroup.round_id)
    .join(Network, Network.id == ReviewGroup.network_id)
    .where(ReviewGroup.id == bindparam("group"), ReviewGroup.workspace_id == bindparam("workspace"))
)
_VISIT_THERE = (
    select(ReviewVisit, ReviewGroup, ReviewRound, Network)
    .join(ReviewGroup, ReviewGroup.id == ReviewVisit.group_id)
    .join(ReviewRound, ReviewRound.id == ReviewGroup.round_id)
    .join(Network, Network.id == ReviewVisit.network_id)
    .where(ReviewVisit.id == bindparam("visit"), ReviewVisit.workspace_id == bindparam("workspace"))
)


async def school_groups(session: AsyncSession, found: Sequence[ReviewRound]) -> list[list[tuple[int, ...]]]:
    """For each round, its groups as school ids."""
    by_round: dict[int, list[tuple[int, ...]]] = {one.id: [] for one in found}
    for group in await groups(session, list(by_round)):
        by_round[group.round_id].append(tuple(group.school_ids))
    return list(by_round.values())


async def who_met(session: AsyncSession, found: Sequence[ReviewRound]) -> list[list[tuple[int, ...]]]:
    """For each round, its groups as school ids; of one in which visits were given up, those who visit each other."""
    by_round: dict[int, list[tuple[int, ...]]] = {one.id: [] for one in found}
    every = await groups(session, list(by_round))
    given_up: dict[int, bool] = {}
    legs: dict[int, dict[tuple[int, int], None]] = {}
    query = select(
        ReviewVisit.group_id, ReviewVisit.status, ReviewVisit.host_school_id, ReviewVisit.reviewer_school_id
    ).where(ReviewVisit.group_id.in_([group.id for group in every]))
    for group_id, status, host, reviewer in await session.execute(query.order_by(ReviewVisit.id)):
        if status in GIVEN_UP:
            given_up[group_id] = True
        else:
            legs.setdefault(group_id, {})[min(host, reviewer), max(host, reviewer)] = None
    for group in every:
        met = legs.get(group.id, {}) if given_up.get(group.id) else [tuple(group.school_ids)]
        by_round[group.round_id] += met
    return list(by_round.values())


async def hosted(session: AsyncSession, network_id: int) -> dict[int, int]:
    """How often each school has hosted in the network, or is to."""
    query = select(ReviewVisit.host_school_id, func.count()).where(
        ReviewVisit.network_id == network_id, ReviewVisit.status.not_in(GIVEN_UP)
    )
    found = await session.execute(query.group_by(ReviewVisit.host_school_id))
    counted: dict[int, int] = {}
    for school, count in found:
        counted[school] = count
    return counted


async def drop_outs(session: AsyncSession, round_id: int) -> Sequence[ReviewDropOut]:
    """The schools that cannot do the round, as far as nobody has decided who takes their place."""
    query = select(ReviewDropOut).where(ReviewDropOut.round_id == round_id, ReviewDropOut.settled_at.is_(None))
    return (await session.scalars(query.order_by(ReviewDropOut.id))).all()


async def drop_outs_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[ReviewDropOut]:
    """The same of several networks."""
    query = select(ReviewDropOut).where(ReviewDropOut.network_id.in_(network_ids), ReviewDropOut.settled_at.is_(None))
    return (await session.scalars(query.order_by(ReviewDropOut.id))).all()


async def drop_out_by_id(session: AsyncSession, workspace_id: int, drop_out_id: int) -> ReviewDropOut | None:
    return await session.scalar(
        select(ReviewDropOut).where(ReviewDropOut.id == drop_out_id, ReviewDropOut.workspace_id == workspace_id)
    )


async def visits(session: AsyncSession, group_ids: Sequence[int]) -> Sequence[ReviewVisit]:
    """The visits of these groups, in order of id."""
    return (
        await session.scalars(select(ReviewVisit).where(ReviewVisit.group_id.in_(group_ids)).order_by(ReviewVisit.id))
    ).all()


async def visits_of_round(session: AsyncSession, round_id: int) -> Sequence[ReviewVisit]:
    """The round's visits, in order of id."""
    query = select(ReviewVisit).join(ReviewGroup, ReviewGroup.id == ReviewVisit.group_id)
    return (await session.scalars(query.where(ReviewGroup.round_id == round_id).order_by(ReviewVisit.id))).all()


async def exclusions(session: AsyncSession, network_id: int) -> Sequence[ReviewExclusion]:
    """The pairs of schools that are not to review each other."""
    query = select(ReviewExclusion).where(ReviewExclusion.network_id == network_id)
    return (await session.scalars(query.order_by(ReviewExclusion.id))).all()


async def visit_by_id(session: AsyncSession, workspace_id: int, visit_id: int) -> ReviewVisit | None:
    return await session.scalar(
        select(ReviewVisit).where(ReviewVisit.id == visit_id, ReviewVisit.workspace_id == workspace_id)
    )


async def visits_to_watch(session: AsyncSession, network_id: int, check_back_since: date) -> Sequence[ReviewVisit]:
    """Visits that are still to come or be recorded, those to be followed up or checked back from that day on, and those
    that took place from that day on and wait for findings or a close.
    """
    return (await session.scalars(_TO_WATCH, {"network": network_id, "since": check_back_since})).all()


async def approved_in(session: AsyncSession, network_ids: Collection[int]) -> Sequence[ReviewRound]:
    """The approved rounds of several networks, in the order in which they were approved."""
    return (
        await session.scalars(
            select(ReviewRound)
            .where(ReviewRound.network_id.in_(network_ids), ReviewRound.status == "approved")
            .order_by(ReviewRound.approved_at, ReviewRound.number, ReviewRound.id)
        )
    ).all()


async def open_between(session: AsyncSession, workspace_id: int, one: int, other: int) -> int | None:
    """The number of a round in which both schools are in one group that has visits to come; None where none is."""
    either = (one, other)
    found = await session.execute(
        select(ReviewGroup.school_ids, ReviewRound.number)
        .join(ReviewRound, ReviewRound.id == ReviewGroup.round_id)
        .join(ReviewVisit, ReviewVisit.group_id == ReviewGroup.id)
        .where(
            ReviewVisit.workspace_id == workspace_id,
            ReviewVisit.status.in_(("planned", "dated")),
            or_(ReviewVisit.host_school_id.in_(either), ReviewVisit.reviewer_school_id.in_(either)),
        )
        .order_by(ReviewRound.id.desc())
    )
    return next((number for school_ids, number in found if set(school_ids) >= set(either)), None)


# Made once, since making a statement costs more than asking it.
_WITH_OTHERS = (
    select(ReviewRound.joint_network_id, ReviewGroup.school_ids)
    .join(ReviewGroup, ReviewGroup.round_id == ReviewRound.id)
    .where(ReviewRound.network_id == bindparam("network"), ReviewRound.joint_network_id.is_not(None))
    .order_by(ReviewGroup.id)
)
_TO_WATCH = (
    select(ReviewVisit)
    .where(
        ReviewVisit.network_id == bindparam("network"),
        or_(
            ReviewVisit.status.in_(OPEN),
            ReviewVisit.check_back_on >= bindparam("since"),
            and_(ReviewVisit.follow_up_on >= bindparam("since"), ReviewVisit.followed_up_at.is_(None)),
            and_(
                ReviewVisit.status == "done",
                ReviewVisit.visit_on >= bindparam("since"),
                or_(ReviewVisit.findings_agreed.is_(False), ReviewVisit.came_of_it_at.is_not(None)),
            ),
        ),
    )
    .order_by(ReviewVisit.id)
)
