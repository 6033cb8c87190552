"""The forms of a self-assessment while it is open, in SQL: sealed, one a rater, and all alike from outside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid
from domain.evidence import Given
from domain.kept_instrument import instrument_from_data
from storage import sealed_answers
from storage.models.assessments import AssessmentRater, AssessmentRound, DraftRating, SecondPass
from storage.sealing import QuestionKey, Unreadable

Ratable = AssessmentRound | SecondPass
"""What there are forms of: a round, and the items of one that are rated again."""
NO_EVIDENCE: Mapping[str, Given] = MappingProxyType({})
ROOM = 8000
"""Bytes that each form holds for evidence, used or not: so its length does not tell who has given any."""


class TooMuch(Invalid):
    """More evidence than a form holds."""


@dataclass(frozen=True)
class Sheet:
    """One rater's form: level and evidence by item key."""

    levels: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, Given] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Sequence[str], form: bytes) -> Sheet:
        """The form again, from what `packed` or `bare` gave."""
        levels = {item: level for item, level in zip(items, form, strict=False) if level}
        written = form[len(items) :].rstrip(b"\0")
        given = json.loads(written) if written else {}
        return cls(levels, {item: Given(words, bool(named)) for item, (words, named) in given.items()})

    def bare(self, items: Sequence[str]) -> bytes:
        """A level an item in the instrument's order, 0 for none."""
        return bytes(self.levels.get(item, 0) for item in items)

    def packed(self, items: Sequence[str]) -> bytes:
        """The same and the evidence, in as many bytes as any other form of the round. Raises TooMuch."""
        given = {item: [one.words, int(one.named)] for item, one in self.evidence.items()}
        written = json.dumps(given, ensure_ascii=False).encode() if given else b""
        if len(written) > ROOM:
            raise TooMuch("assessments.evidence_full")
        return self.bare(items) + written.ljust(ROOM, b"\0")


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
    await sealed_answers.add(session, found, key, voters.values(), Sheet().packed(_items(found)))


async def draft(session: AsyncSession, found: Ratable, user_id: str) -> dict[str, int]:
    """What one person has rated so far, item key to level. Nothing where the ratings cannot be read."""
    return dict((await sheet_of(session, found, user_id)).levels)


async def sheet_of(session: AsyncSession, found: Ratable, user_id: str) -> Sheet:
    """One person's form; an empty one where it cannot be read."""
    key = await sealed_answers.key_of(session, found)
    if key is None:
        return Sheet()
    voter = await sealed_answers.voter_of(session, found, key, user_id)
    return Sheet.of(_items(found), await sealed_answers.levels_of(session, found, key, voter) or b"")


async def rated(session: AsyncSession, rounds: Sequence[Ratable], user_id: str) -> dict[int, int]:
    """How many items one person has rated in each of these open rounds, or in each of what is rated again, by its id;
    one that they have no form in, or that cannot be read, is missing. One query, whatever the number."""
    keys = {found.id: await sealed_answers.key_of(session, found) for found in rounds}
    asked = [(found, key) for found in rounds if (key := keys[found.id]) is not None]
    forms = await sealed_answers.of_person(session, asked, user_id)
    return {found.id: len(Sheet.of(_items(found), forms[found.id]).levels) for found, _ in asked if found.id in forms}


async def save_draft(
    session: AsyncSession,
    found: Ratable,
    user_id: str,
    ratings: Mapping[str, int],
    evidence: Mapping[str, Given] = NO_EVIDENCE,
) -> None:
    """Put these levels into the person's form, over what they chose before, and evidence, over what they gave before.

    Empty evidence takes away what was given for that item. Raises KeyLost, or TooMuch.
    """
    key = await sealed_answers.require_key(session, found)
    await _add_forms(session, found, key, [user_id])
    voter, items = await sealed_answers.voter_of(session, found, key, user_id), _items(found)
    # Locked, so that two savings of one form do not undo each other.
    kept = await sealed_answers.levels_of(session, found, key, voter, lock=True) or b""
    before = Sheet.of(items, kept)
    given = {item: one for item, one in {**before.evidence, **evidence}.items() if one.words}
    after = Sheet({**before.levels, **ratings}, given)
    # Code of before filed forms without room for evidence: while none is given, they all stay alike.
    room = given or len(kept) > len(items)
    await sealed_answers.keep(session, found, key, voter, after.packed(items) if room else after.bare(items))


@dataclass(frozen=True)
class Forms:
    """All forms of a round at its close: how many there are, and the ratings of those that are finished.

    evidence: what came with the finished ones, item key and evidence, in no order that tells whose it is.
    """

    asked: int
    finished: Sequence[Mapping[str, int]]
    evidence: Sequence[tuple[str, str, Given]] = ()


async def forms(session: AsyncSession, found: Ratable) -> Forms | None:
    """The forms, without whose they are; None where they cannot be read."""
    key = await sealed_answers.key_of(session, found)
    if key is None:
        return None
    items = _items(found)
    try:
        every = {
            voter: Sheet.of(items, form) for voter, form in (await sealed_answers.every(session, found, key)).items()
        }
    except Unreadable:
        return None
    finished = {voter: sheet for voter, sheet in every.items() if len(sheet.levels) == len(items)}
    return Forms(
        len(every), [sheet.levels for sheet in finished.values()], await _evidence(session, found, key, finished)
    )


async def _evidence(
    session: AsyncSession, found: Ratable, key: QuestionKey, finished: Mapping[str, Sheet]
) -> list[tuple[str, str, Given]]:
    """What came with these forms, with the item and the person where they want to be named, sorted by its words."""
    names = {voter: who for who, voter in (await _voters(session, found, key)).items()}
    given = [
        (item, names.get(voter, "") if one.named else "", one)
        for voter, sheet in finished.items()
        for item, one in sheet.evidence.items()
    ]
    return sorted(given, key=lambda each: (each[0], each[2].words, each[1]))


async def _voters(session: AsyncSession, found: Ratable, key: QuestionKey) -> dict[str, str]:
    return await sealed_answers.voters(session, found, key, await raters(session, found) or [])


async def unfinished(session: AsyncSession, found: Ratable, people: Iterable[str]) -> set[str]:
    """Which of these people have a form that is not finished."""
    key = await sealed_answers.require_key(session, found)
    items, sheets = _items(found), await sealed_answers.every(session, found, key)
    voters = await sealed_answers.voters(session, found, key, list(people))
    return {
        person
        for person, voter in voters.items()
        if voter in sheets and len(Sheet.of(items, sheets[voter]).levels) < len(items)
    }


async def named_forms(session: AsyncSession, found: AssessmentRound) -> dict[str, Mapping[str, int]]:
    """The levels of the finished forms of an open round, by person. Only for closing, once `forms` could read them."""
    key = await sealed_answers.require_key(session, found)
    items, sheets = _items(found), await sealed_answers.every(session, found, key)
    names = {voter: who for who, voter in (await _voters(session, found, key)).items()}
    levels = {names[voter]: Sheet.of(items, form).levels for voter, form in sheets.items() if voter in names}
    return {person: given for person, given in levels.items() if len(given) == len(items)}


async def forget_raters(session: AsyncSession, found: Ratable) -> None:
    """Delete every form of the round, and who its raters were where code of before opened it."""
    await sealed_answers.forget(session, found)
    if isinstance(found, SecondPass):
        return
    of_round = select(AssessmentRater.id).where(AssessmentRater.round_id == found.id)
    await session.execute(delete(DraftRating).where(DraftRating.rater_id.in_(of_round)))
    await session.execute(delete(AssessmentRater).where(AssessmentRater.round_id == found.id))


def _items(found: Ratable) -> tuple[str, ...]:
    if isinstance(found, SecondPass):
        return tuple(found.items)
    return tuple(instrument_from_data(found.instrument).item_keys)
