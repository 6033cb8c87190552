"""The self-assessment in SQL: rounds, raters, their drafts while a round is open, and the results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import instrument_from_data
from domain.errors import Gone
from domain.ratings import FISO_LEVELS, Distribution
from storage import sealed_answers
from storage.inserting import insert_into
from storage.models import (
    AgreedLevel,
    AssessmentRater,
    AssessmentResult,
    AssessmentRound,
    DraftRating,
    LevelRevision,
    SecondPass,
)
from storage.sealing import QuestionKey, Unreadable

Ratable = AssessmentRound | SecondPass
"""What there are forms of: a round, and the items of one that are rated again."""


async def round_of(session: AsyncSession, workspace_id: int, round_id: int) -> AssessmentRound:
    """The round. Raises Gone where this workspace has no such round."""
    found = await session.scalar(_ROUND, {"round": round_id, "workspace": workspace_id})
    if found is None:
        raise Gone("assessments.gone")
    return found


# Made once, since making a statement costs more than asking it.
_ROUND = select(AssessmentRound).where(
    AssessmentRound.id == bindparam("round"), AssessmentRound.workspace_id == bindparam("workspace")
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


_ROUNDS = (
    select(AssessmentRound)
    .where(AssessmentRound.network_id == bindparam("network"))
    .order_by(AssessmentRound.half_year, AssessmentRound.id)
)


async def open_round(session: AsyncSession, network_id: int) -> AssessmentRound | None:
    return await session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.network_id == network_id, AssessmentRound.status == "open")
        .order_by(AssessmentRound.opens_at.desc(), AssessmentRound.id.desc())
        .limit(1)
    )


async def open_rounds(session: AsyncSession, network_ids: Collection[int]) -> Sequence[AssessmentRound]:
    """The open rounds of several networks, the one that opened first at the top."""
    query = select(AssessmentRound).where(AssessmentRound.network_id.in_(network_ids), AssessmentRound.status == "open")
    return (await session.scalars(query.order_by(AssessmentRound.opens_at, AssessmentRound.id))).all()


@dataclass(frozen=True)
class Agreeing:
    """A revealed round, and how far its leaders have got. proposed: newest proposals that nobody has confirmed, as
    (by whom, when)."""

    round_id: int
    network_id: int
    closed_at: datetime
    items: int
    agreed: int
    proposed: tuple[tuple[str, datetime], ...] = ()


async def agreeing(session: AsyncSession, network_ids: Collection[int], since: datetime) -> list[Agreeing]:
    """The rounds of several networks that were revealed after `since`, the newest of each, with what was proposed."""
    newest = {
        row.network_id: Agreeing(row.id, row.network_id, row.closed_at, row.items, row.agreed)
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


async def revealed(
    session: AsyncSession, network_id: int, most: int = 2, *, until: str | None = None
) -> Sequence[AssessmentRound]:
    """The newest rounds with results, the newest first; up to the half-year `until` (a key), where it is given."""
    query = select(AssessmentRound).where(
        AssessmentRound.network_id == network_id, AssessmentRound.status == "revealed"
    )
    if until is not None:
        query = query.where(AssessmentRound.half_year <= until)
    newest = query.order_by(AssessmentRound.half_year.desc(), AssessmentRound.id.desc())
    return (await session.scalars(newest.limit(most))).all()


async def begin_forms(session: AsyncSession, found: Ratable, user_ids: Iterable[str]) -> None:
    """Give a round that this transaction opens its key, and each of these people an empty form."""
    raters = list(user_ids)
    key = await sealed_answers.begin(session, found)
    await _add_forms(session, found, key, raters)
    await sealed_answers.keep_people(session, found, dict.fromkeys(raters))


async def raters(session: AsyncSession, found: Ratable) -> list[str] | None:
    """Who rates in the open round; None where code of before opened it, and whoever leads the network does."""
    people = await sealed_answers.people_of(session, found)
    return None if people is None else list(people)


async def _add_forms(session: AsyncSession, found: Ratable, key: QuestionKey, user_ids: Iterable[str]) -> None:
    """An empty form for each who has none: from outside it looks like any other, so nothing tells who has begun."""
    voters = await sealed_answers.voters(session, found, key, list(user_ids))
    await sealed_answers.add(session, found, key, voters.values(), bytes(len(_items(found))))


async def draft(session: AsyncSession, found: Ratable, user_id: str) -> dict[str, int]:
    """What one person has rated so far, item key to level. Nothing where the ratings cannot be read."""
    key = await sealed_answers.key_of(session, found)
    if key is None:
        return {}
    voter = await sealed_answers.voter_of(session, found, key, user_id)
    levels = await sealed_answers.levels_of(session, found, key, voter)
    return _ratings(_items(found), levels or b"")


async def rated(session: AsyncSession, rounds: Sequence[AssessmentRound], user_id: str) -> dict[int, int]:
    """How many items one person has rated in each of these open rounds, by the round's id; one that they have no form
    in, or that cannot be read, is missing. One query, whatever the number of rounds."""
    keys = {found.id: await sealed_answers.key_of(session, found) for found in rounds}
    asked = [(found, key) for found in rounds if (key := keys[found.id]) is not None]
    forms = await sealed_answers.of_person(session, asked, user_id)
    return {found.id: len(_ratings(_items(found), forms[found.id])) for found, _ in asked if found.id in forms}


async def save_draft(session: AsyncSession, found: Ratable, user_id: str, ratings: Mapping[str, int]) -> None:
    """Put these levels into the person's form, over what they chose before. Raises KeyLost."""
    key = await sealed_answers.require_key(session, found)
    await _add_forms(session, found, key, [user_id])
    voter, items = await sealed_answers.voter_of(session, found, key, user_id), _items(found)
    # Locked, so that two savings of one form do not undo each other.
    before = await sealed_answers.levels_of(session, found, key, voter, lock=True)
    levels = {**_ratings(items, before or b""), **ratings}
    form = bytes(levels.get(item, 0) for item in items)
    await sealed_answers.keep(session, found, key, voter, form)


@dataclass(frozen=True)
class Forms:
    """All forms of a round at its close: how many there are, and the ratings of those that are finished."""

    asked: int
    finished: Sequence[Mapping[str, int]]


async def forms(session: AsyncSession, found: Ratable) -> Forms | None:
    """The forms, without whose they are; None where they cannot be read."""
    key = await sealed_answers.key_of(session, found)
    if key is None:
        return None
    items = _items(found)
    try:
        every = [_ratings(items, levels) for levels in (await sealed_answers.every(session, found, key)).values()]
    except Unreadable:
        return None
    return Forms(len(every), [form for form in every if len(form) == len(items)])


async def forget_raters(session: AsyncSession, found: Ratable) -> None:
    """Delete every form of the round, and who its raters were where code of before opened it."""
    await sealed_answers.forget(session, found)
    if isinstance(found, SecondPass):
        return
    of_round = select(AssessmentRater.id).where(AssessmentRater.round_id == found.id)
    await session.execute(delete(DraftRating).where(DraftRating.rater_id.in_(of_round)))
    await session.execute(delete(AssessmentRater).where(AssessmentRater.round_id == found.id))


async def withdrawn(session: AsyncSession, network_id: int, half_year: str) -> AssessmentRound | None:
    """The half-year's round, where it was taken back."""
    return await session.scalar(
        select(AssessmentRound).where(
            AssessmentRound.network_id == network_id,
            AssessmentRound.half_year == half_year,
            AssessmentRound.status == "withdrawn",
        )
    )


def _items(found: Ratable) -> tuple[str, ...]:
    if isinstance(found, SecondPass):
        return tuple(found.items)
    return tuple(instrument_from_data(found.instrument).item_keys)


def _ratings(items: Sequence[str], levels: bytes) -> dict[str, int]:
    """A form as it is sealed, a level an item in the instrument's order and 0 for none, as item key to level."""
    return {item: level for item, level in zip(items, levels, strict=False) if level}


def add_results(session: AsyncSession, found: AssessmentRound, counted: Mapping[str, Distribution]) -> None:
    """Keep how many gave each level of each item; a level that nobody gave needs no row."""
    session.add_all(
        AssessmentResult(
            workspace_id=found.workspace_id, round_id=found.id, item_key=key, level=int(level), count=count
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
    for row in rows:
        tally[row.round_id].setdefault(row.item_key, {})[row.level] = row.count
    return {each.id: _distributions(each, tally[each.id]) for each in found}


def _distributions(found: AssessmentRound, tally: Mapping[str, Mapping[int, int]]) -> dict[str, Distribution]:
    scales = {item.key: item.scale for item in instrument_from_data(found.instrument).items}
    distributions = {}
    for key, counts in tally.items():
        scale = scales.get(key, FISO_LEVELS)
        distributions[key] = Distribution(tuple(counts.get(level, 0) for level in scale), scale)
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
