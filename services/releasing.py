"""How exactly a result is told, by the release ledger: what was told of the question before, and of whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import SAFE_RATERS
from domain.releases import (
    REMEMBERED,
    Detail,
    Group,
    Looks,
    Release,
    Rule,
    are_too_many,
    is_compared,
    pulse_looks,
    rating_looks,
    rule_for,
    union,
)
from services.solver import HighsSolver
from storage import releases as rows
from storage.models.releases import ReleaseRow
from storage.questions import PULSE
from storage.releases import Asked


async def told_before(
    session: AsyncSession, network_id: int, kinds: Collection[str], item_key: str, levels: int, now: datetime
) -> list[Release]:
    """What questions of these kinds told of the item, as far back as it is compared."""
    found = await rows.of_item(session, network_id, kinds, item_key, now - REMEMBERED)
    return releases_of(found, await rows.speakers(session, [row.question for row in found]), levels)


def releases_of(found: Sequence[ReleaseRow], asked: Mapping[str, frozenset[str]], levels: int) -> list[Release]:
    """The same of what was read. asked: who speaks in each question."""
    # Answers on other levels are answers to another question.
    same = [row for row in found if row.levels == levels and row.looks]
    return [Release(asked[row.question], union(_looks(row), row.looks), _promised(row)) for row in same]


async def group_of(
    earlier: Sequence[Release], people: frozenset[str], asked: Asked, looks: Callable[[], Looks], look: str
) -> Group:
    """How a result is told that its own rule would tell as `look`."""
    if not is_compared(earlier, people):
        return Group(Detail.WHOLE, frozenset([look]))
    rule = await rule_of(earlier, people, asked, looks)
    return Group(Detail.NOTHING, frozenset()) if rule is None else rule.group_of(look)


async def rule_of(
    earlier: Sequence[Release], people: frozenset[str], asked: Asked, looks: Callable[[], Looks]
) -> Rule | None:
    """How a result would be told, whatever it is; None where there is too much to compare, so nothing is told.

    Takes processor time, so it is worked out beside the event loop.
    """
    if are_too_many(asked.answers, asked.levels):
        return None
    promises = bool(asked.threshold) or asked.answers >= SAFE_RATERS
    return await asyncio.to_thread(lambda: rule_for(earlier, people, looks(), HighsSolver(), promises=promises))


def _looks(row: ReleaseRow) -> Looks:
    if row.question.startswith(f"{PULSE}-"):
        return pulse_looks(row.answers, row.threshold, row.levels)
    return rating_looks(row.answers, row.levels)


def _promised(row: ReleaseRow) -> bool:
    return row.question.startswith(f"{PULSE}-") or row.answers >= SAFE_RATERS
