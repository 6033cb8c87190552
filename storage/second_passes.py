"""Rating again in SQL: one pass a round, its forms sealed as those of the round were, and what is told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.kept_instrument import instrument_from_data
from domain.ratings import Distribution, Median, Scale
from domain.second_pass import Again
from storage.models.assessments import AssessmentRound, SecondPass, SecondResult

UNTOLD = 0
"""Kept in place of the levels that a middle lies between, where not even that is told."""


async def pass_of(session: AsyncSession, round_id: int) -> SecondPass | None:
    """The pass in which the round's items are or were rated again; None where nobody has asked for it."""
    return await session.scalar(select(SecondPass).where(SecondPass.round_id == round_id))


async def open_passes(session: AsyncSession, network_id: int) -> Sequence[SecondPass]:
    """The network's passes whose status is open, which may be past their closing time."""
    query = select(SecondPass).where(SecondPass.network_id == network_id, SecondPass.status == "open")
    return (await session.scalars(query.order_by(SecondPass.id))).all()


async def open_pass(session: AsyncSession, network_id: int, instrument: str) -> SecondPass | None:
    """The same, of the instrument of that key."""
    query = select(SecondPass).join(AssessmentRound, SecondPass.round_id == AssessmentRound.id)
    query = query.where(SecondPass.network_id == network_id, SecondPass.status == "open")
    query = query.where(AssessmentRound.instrument_key == instrument)
    return await session.scalar(query.order_by(SecondPass.id.desc()).limit(1))


async def open_with_rounds(
    session: AsyncSession, network_ids: Collection[int]
) -> Sequence[tuple[SecondPass, AssessmentRound]]:
    """The open passes of several networks with their rounds, the one that opened first at the top."""
    query = (
        select(SecondPass, AssessmentRound)
        .join(AssessmentRound, SecondPass.round_id == AssessmentRound.id)
        .where(SecondPass.network_id.in_(network_ids), SecondPass.status == "open")
        .order_by(SecondPass.opens_at, SecondPass.id)
    )
    return [(again, found) for again, found in await session.execute(query)]


async def lock_pass(session: AsyncSession, pass_id: int) -> SecondPass | None:
    """The pass as it stands now, with nobody saving a rating in it until the transaction ends."""
    query = select(SecondPass).where(SecondPass.id == pass_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def hold_pass(session: AsyncSession, round_id: int) -> None:
    """Keep the round's pass from closing until the transaction ends, and wait for a close that is under way."""
    await session.execute(select(SecondPass.id).where(SecondPass.round_id == round_id).with_for_update(read=True))


def add_results(session: AsyncSession, found: SecondPass, told: Mapping[str, Again]) -> None:
    session.add_all(
        SecondResult(
            workspace_id=found.workspace_id,
            pass_id=found.id,
            item_key=key,
            low=int(again.median.low) if again.median else UNTOLD,
            high=int(again.median.high) if again.median else UNTOLD,
            counts=list(again.distribution.counts) if again.distribution else [],
        )
        for key, again in told.items()
    )


async def results(session: AsyncSession, found: AssessmentRound) -> dict[str, Again]:
    """What is told of the round's items that were rated again, by item key."""
    return (await results_of(session, [found]))[found.id]


async def results_of(session: AsyncSession, several: Sequence[AssessmentRound]) -> dict[int, dict[str, Again]]:
    """The same of several rounds, by round."""
    query = (
        select(SecondPass.round_id, SecondResult)
        .join(SecondPass, SecondResult.pass_id == SecondPass.id)
        .where(SecondPass.round_id.in_([each.id for each in several]), SecondPass.status == "revealed")
    )
    told: dict[int, list[SecondResult]] = {each.id: [] for each in several}
    for round_id, row in await session.execute(query):
        told[round_id].append(row)
    found: dict[int, dict[str, Again]] = {}
    for each in several:
        scales = {item.key: item.scale for item in instrument_from_data(each.instrument).items}
        found[each.id] = {row.item_key: _again(row, scales[row.item_key]) for row in told[each.id]}
    return found


def _again(row: SecondResult, scale: Scale) -> Again:
    if row.low == UNTOLD:
        return Again(None)
    counted = Distribution(tuple(row.counts), scale) if row.counts else None
    return Again(Median(scale.level(row.low), scale.level(row.high)), counted)
