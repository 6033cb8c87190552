"""The self-assessment in SQL: rounds, and their results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.kept_instrument import instrument_from_data
from domain.ratings import FISO_LEVELS, Distribution
from storage import coming
from storage.inserting import insert_into
from storage.models import CalendarOverride, Network
from storage.models.assessments import AgreedLevel, AssessmentResult, AssessmentRound, LevelRevision


async def round_of(session: AsyncSession, workspace_id: int, round_id: int) -> AssessmentRound:
    """The round. Raises Gone where this workspace has no such round."""
    found = await session.scalar(_ROUND, {"round": round_id, "workspace": workspace_id})
    if found is None:
        raise Gone("assessments.gone")
    return found


async def round_there(
    session: AsyncSession, workspace_id: int, round_id: int
) -> tuple[AssessmentRound, Network, Sequence[CalendarOverride]]:
    """The same with its network and the days that this keeps otherwise, in one query."""
    rows = (await session.execute(_ROUND_THERE, {"round": round_id, "workspace": workspace_id})).all()
    if not rows:
        raise Gone("assessments.gone")
    return rows[0][0], rows[0][1], [day for *_, day in rows if day is not None]


# Made once, since making a statement costs more than asking it.
_ROUND = select(AssessmentRound).where(
    AssessmentRound.id == bindparam("round"), AssessmentRound.workspace_id == bindparam("workspace")
)
_ROUND_THERE = (
    _ROUND.join(Network, Network.id == AssessmentRound.network_id)
    .outerjoin(CalendarOverride, CalendarOverride.network_id == Network.id)
    .add_columns(Network, CalendarOverride)
    .order_by(CalendarOverride.day)
)


async def hold(session: AsyncSession, round_id: int) -> None:
    """Keep the round from closing until the transaction ends, and wait for a close that is under way."""
    await session.execute(select(AssessmentRound.id).where(AssessmentRound.id == round_id).with_for_update(read=True))


async def lock_round(session: AsyncSession, round_id: int) -> AssessmentRound | None:
    """The round as it stands now, with nobody saving a rating in it until the transaction ends."""
    return await session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def rounds(session: AsyncSession, network_id: int) -> Sequence[AssessmentRound]:
    """Every round of the network, oldest first."""
    return (await session.scalars(_ROUNDS, {"network": network_id})).all()


ANY_UNFINISHED = coming.any_of(
    AssessmentRound.network_id == coming.NETWORK,
    or_(AssessmentRound.status == "open", AssessmentRound.untold.is_(True)),
)
ANY_UNSETTLED = coming.any_of(
    AssessmentRound.network_id == coming.NETWORK,
    AssessmentRound.status == "revealed",
    AssessmentRound.settled_at.is_(None),
)
_ROUNDS = (
    select(AssessmentRound)
    .where(AssessmentRound.network_id == bindparam("network"))
    .order_by(AssessmentRound.half_year, AssessmentRound.id)
)


async def open_round(session: AsyncSession, network_id: int, instrument: str) -> AssessmentRound | None:
    """The network's open round with the instrument of that key."""
    return await session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.network_id == network_id, AssessmentRound.status == "open")
        .where(AssessmentRound.instrument_key == instrument)
        .order_by(AssessmentRound.opens_at.desc(), AssessmentRound.id.desc())
        .limit(1)
    )


async def open_rounds(session: AsyncSession, network_ids: Collection[int]) -> Sequence[AssessmentRound]:
    """The open rounds of several networks, the one that opened first at the top."""
    return (await session.scalars(_OPEN_ROUNDS, {"networks": list(network_ids)})).all()


_OPEN_ROUNDS = (
    select(AssessmentRound)
    .where(AssessmentRound.network_id.in_(bindparam("networks", expanding=True)), AssessmentRound.status == "open")
    .order_by(AssessmentRound.opens_at, AssessmentRound.id)
)


@dataclass(frozen=True)
class Agreeing:
    """A revealed round, and how far its leaders have got. proposed: newest proposals that nobody has confirmed, as
    (by whom, when)."""

    round_id: int
    network_id: int
    instrument: str
    closed_at: datetime
    items: int
    agreed: int
    proposed: tuple[tuple[str, datetime], ...] = ()


async def agreeing(session: AsyncSession, network_ids: Collection[int], since: datetime) -> list[Agreeing]:
    """The newest round of each instrument in several networks that was revealed after `since`, with what was
    proposed."""
    newest = {
        (row.network_id, row.instrument_key): Agreeing(
            row.id, row.network_id, row.instrument_key, row.closed_at, row.items, row.agreed
        )
        for row in await session.execute(_AGREEING, {"networks": list(network_ids), "since": since})
    }
    waiting: dict[tuple[int, str], LevelRevision] = {}
    revisions = select(LevelRevision).where(LevelRevision.round_id.in_([each.round_id for each in newest.values()]))
    for revision in await session.scalars(revisions.order_by(LevelRevision.id)):
        waiting[revision.round_id, revision.item_key] = revision
    return [
        replace(
            each,
            proposed=tuple(
                (revision.proposed_by_id, revision.proposed_at)
                for (round_id, _), revision in waiting.items()
                if round_id == each.round_id and revision.confirmed_at is None
            ),
        )
        for each in newest.values()
    ]


_AGREEING = (
    select(
        AssessmentRound.id,
        AssessmentRound.network_id,
        AssessmentRound.instrument_key,
        AssessmentRound.closed_at,
        select(func.count(AssessmentResult.item_key.distinct()))
        .where(AssessmentResult.round_id == AssessmentRound.id)
        .scalar_subquery()
        .label("items"),
        select(func.count())
        .select_from(AgreedLevel)
        .where(AgreedLevel.round_id == AssessmentRound.id)
        .scalar_subquery()
        .label("agreed"),
    )
    .where(
        AssessmentRound.network_id.in_(bindparam("networks", expanding=True)),
        AssessmentRound.status == "revealed",
        AssessmentRound.closed_at > bindparam("since"),
    )
    .order_by(AssessmentRound.half_year, AssessmentRound.id)
)


HAS_RESULTS = or_(
    AssessmentRound.named.is_(False),
    select(AssessmentResult.id).where(AssessmentResult.round_id == AssessmentRound.id).exists(),
)
"""The condition on a revealed round that there is something of it to tell everybody."""


async def newest_closed(
    session: AsyncSession, network_id: int, instrument: str, half_years: Sequence[str] = ()
) -> AssessmentRound | None:
    """The newest round of that instrument in which levels can be agreed on, an open one with none yet included.

    half_years: the keys of those of which alone it may be; none: of any.
    """
    query = select(AssessmentRound).where(
        AssessmentRound.network_id == network_id,
        AssessmentRound.instrument_key == instrument,
        AssessmentRound.status == "revealed",
    )
    if half_years:
        query = query.where(AssessmentRound.half_year.in_(half_years))
    return await session.scalar(query.order_by(AssessmentRound.half_year.desc()).limit(1))


async def revealed(
    session: AsyncSession, network_id: int, instrument: str, most: int = 2, *, until: str | None = None
) -> Sequence[AssessmentRound]:
    """The newest rounds with results of that instrument, the newest first; up to the half-year `until` (a key).

    An open round has results once a level is agreed on.
    """
    query = select(AssessmentRound).where(
        AssessmentRound.network_id == network_id,
        AssessmentRound.instrument_key == instrument,
        AssessmentRound.status == "revealed",
        HAS_RESULTS,
    )
    if until is not None:
        query = query.where(AssessmentRound.half_year <= until)
    newest = query.order_by(AssessmentRound.half_year.desc(), AssessmentRound.id.desc())
    return (await session.scalars(newest.limit(most))).all()


async def withdrawn(session: AsyncSession, network_id: int, half_year: str, instrument: str) -> AssessmentRound | None:
    """The half-year's round with that instrument, where it was taken back."""
    return await session.scalar(
        select(AssessmentRound).where(
            AssessmentRound.network_id == network_id,
            AssessmentRound.half_year == half_year,
            AssessmentRound.instrument_key == instrument,
            AssessmentRound.status == "withdrawn",
        )
    )


def add_results(session: AsyncSession, found: AssessmentRound, counted: Mapping[str, Distribution]) -> None:
    """Keep how many gave each level of each item; a level that nobody gave needs no row."""
    session.add_all(
        AssessmentResult(
            workspace_id=found.workspace_id,
            round_id=found.id,
            item_key=key,
            level=int(level),
            count=count,
            middle_only=distribution.middle_only,
        )
        for key, distribution in counted.items()
        for level in distribution.scale
        if (count := distribution.count(level))
    )


async def results(session: AsyncSession, found: Sequence[AssessmentRound]) -> dict[int, dict[str, Distribution]]:
    """The distributions of these rounds, by round and item key."""
    query = select(AssessmentResult).where(AssessmentResult.round_id.in_([each.id for each in found]))
    rows = await session.scalars(query.order_by(AssessmentResult.id))
    tally: dict[int, dict[str, dict[int, int]]] = {each.id: {} for each in found}
    middle_only: dict[int, set[str]] = {each.id: set() for each in found}
    for row in rows:
        tally[row.round_id].setdefault(row.item_key, {})[row.level] = row.count
        if row.middle_only:
            middle_only[row.round_id].add(row.item_key)
    return {each.id: _distributions(each, tally[each.id], middle_only[each.id]) for each in found}


def _distributions(
    found: AssessmentRound, tally: Mapping[str, Mapping[int, int]], middle_only: Collection[str]
) -> dict[str, Distribution]:
    scales = {item.key: item.scale for item in instrument_from_data(found.instrument).items}
    distributions = {}
    for key, counts in tally.items():
        scale = scales.get(key, FISO_LEVELS)
        told = tuple(counts.get(level, 0) for level in scale)
        distributions[key] = Distribution(told, scale, middle_only=key in middle_only)
    return distributions


async def agreed(session: AsyncSession, round_id: int) -> Sequence[AgreedLevel]:
    query = select(AgreedLevel).where(AgreedLevel.round_id == round_id)
    return (await session.scalars(query.order_by(AgreedLevel.id))).all()


async def save_agreed(
    session: AsyncSession,
    found: AssessmentRound,
    levels: Mapping[str, tuple[int, str]],
    *,
    recorded_by: str,
    now: datetime,
) -> None:
    """Record level and reason for these items, over what was agreed before."""
    values = [
        {
            "workspace_id": found.workspace_id,
            "round_id": found.id,
            "item_key": key,
            "level": level,
            "reason": reason,
            "recorded_by_id": recorded_by,
            "recorded_at": now,
        }
        for key, (level, reason) in levels.items()
    ]
    if values:
        saving = insert_into(session, AgreedLevel).values(values)
        changed = {name: saving.excluded[name] for name in ("level", "reason", "recorded_by_id", "recorded_at")}
        await session.execute(saving.on_conflict_do_update(index_elements=["round_id", "item_key"], set_=changed))
