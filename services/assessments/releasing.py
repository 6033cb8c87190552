"""How exactly a self-assessment is told, after what was told of its items before: see services/releasing.py."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import SAFE_RATERS, as_told
from domain.policies import LEADERS
from domain.ratings import Distribution, Median
from domain.releases import (
    REMEMBERED,
    Detail,
    Group,
    Looks,
    Release,
    middle_of,
    rating_look,
    rating_looks,
    union,
)
from domain.second_pass import Again, looks_again, told_again
from services.context import NetworkContext
from services.releasing import group_of, releases_of
from storage import assessments as assessment_rows
from storage import groups as group_rows
from storage import releases as rows
from storage.asked import people_at
from storage.models.assessments import AssessmentRound, SecondPass
from storage.models.releases import ReleaseRow
from storage.questions import AGAIN, ASSESSMENT, name_of
from storage.releases import Asked

KINDS = (ASSESSMENT, AGAIN)


class Earlier:
    """What self-assessments told of a network's items, those of before there was a ledger included."""

    def __init__(self, session: AsyncSession, network_id: int, now: datetime) -> None:
        self._session, self._network_id, self._now = session, network_id, now
        self._ledger: tuple[Sequence[ReleaseRow], Mapping[str, frozenset[str]]] | None = None
        self._old: list[tuple[frozenset[str], Mapping[str, Distribution]]] | None = None

    async def of(self, item_key: str, levels: int) -> list[Release]:
        ledger, known = await self._recorded()
        found = releases_of([row for row in ledger if row.item_key == item_key], known, levels)
        for asked, told in await self._unrecorded():
            distribution = told.get(item_key)
            if distribution is not None and len(distribution.scale) == levels and asked:
                looks = rating_looks(distribution.total, levels)
                look = rating_look(distribution.counts)
                found.append(Release(asked, union(looks, [look]), distribution.total >= SAFE_RATERS))
        return found

    async def _recorded(self) -> tuple[Sequence[ReleaseRow], Mapping[str, frozenset[str]]]:
        """What the ledger has of all items, and who speaks in each question; read once."""
        if self._ledger is None:
            found = await rows.of_items(self._session, self._network_id, KINDS, self._now - REMEMBERED)
            self._ledger = found, await rows.speakers(self._session, sorted({row.question for row in found}))
        return self._ledger

    async def people(self) -> list[frozenset[str]]:
        """Who was asked each time."""
        found = await rows.asked_since(self._session, self._network_id, KINDS, self._now - REMEMBERED)
        return [*found, *(asked for asked, _ in await self._unrecorded() if asked)]

    async def _unrecorded(self) -> list[tuple[frozenset[str], Mapping[str, Distribution]]]:
        if self._old is None:
            beside = sorted(await group_rows.networks_beside(self._session, self._network_id))
            rounds = [one for id_ in beside for one in await assessment_rows.rounds(self._session, id_)]
            told = [
                each
                for each in rounds
                # Of an open round nothing is told but what two leaders told each other.
                if each.status == "revealed"
                and not each.named
                and (each.closed_at or each.closes_at) >= self._now - REMEMBERED
            ]
            asked = await rows.speakers(self._session, [name_of(each) for each in told])
            old = [each for each in told if not asked[name_of(each)]]
            counted = await assessment_rows.results(self._session, old)
            self._old = []
            for each in old:
                leaders = await people_at(self._session, each.network_id, sorted(LEADERS), each.opens_at)
                self._old.append((frozenset(leaders), counted[each.id]))
        return self._old


async def release_round(
    session: AsyncSession,
    network_ctx: NetworkContext,
    found: AssessmentRound,
    raters: Collection[str],
    true: Mapping[str, Distribution],
    now: datetime,
) -> dict[str, Distribution]:
    """What is told of each item of a round that closes, kept in the ledger together with who was asked.

    true: the ratings of the finished forms, by item key.
    """
    earlier, deciding = Earlier(session, found.network_id, now), _Deciding(frozenset(raters))
    told = dict[str, Distribution]()
    for key, ratings in true.items():
        if not ratings.total:
            continue
        asked = Asked(name_of(found), len(ratings.scale), ratings.total)
        looks, look = rating_looks(ratings.total, asked.levels), rating_look(ratings.counts)
        group = await deciding.group_of(await earlier.of(key, asked.levels), asked, looks, look)
        told[key] = as_told(ratings) if group.detail is Detail.WHOLE else _around(looks, group, ratings)
        rows.keep(session, network_ctx.network, asked, {key: group}, now)
    asked = Asked(name_of(found), 0, 0)
    rows.keep_people(session, network_ctx.network, asked, dict.fromkeys(raters, True), found.opens_at)
    return told


async def release_again(
    session: AsyncSession,
    network_ctx: NetworkContext,
    again: SecondPass,
    raters: Collection[str],
    before: Mapping[str, Distribution],
    true: Mapping[str, Distribution],
    now: datetime,
) -> dict[str, Again]:
    """The same of items that were rated again. before: what was told of them the first time."""
    earlier, deciding = Earlier(session, again.network_id, now), _Deciding(frozenset(raters))
    told = dict[str, Again]()
    for key, ratings in true.items():
        first = before[key]
        plain = told_again(first, ratings, same_people=again.same_people)
        if plain is None:
            continue
        asked = Asked(name_of(again), len(ratings.scale), ratings.total)
        looks = looks_again(first, ratings.total, same_people=again.same_people)
        look = next(name for name, alike in looks.items() if ratings.counts in alike.alike)
        group = await deciding.group_of(await earlier.of(key, asked.levels), asked, looks, look)
        if group.detail is Detail.WHOLE:
            told[key] = plain
        elif group.detail is Detail.NOTHING:
            told[key] = Again(None)
        else:
            low, high = middle_of(looks, group.looks)
            told[key] = Again(Median(first.scale.level(low + 1), first.scale.level(high + 1)))
        rows.keep(session, network_ctx.network, asked, {key: group}, now)
    asked = Asked(name_of(again), 0, 0)
    rows.keep_people(session, network_ctx.network, asked, dict.fromkeys(raters, True), again.opens_at)
    return told


class _Deciding:
    """Many items have the same past: what is worked out for one holds for the next."""

    def __init__(self, raters: frozenset[str]) -> None:
        self._raters = raters
        self._known: dict[object, Group] = {}

    async def group_of(self, earlier: list[Release], asked: Asked, looks: Looks, look: str) -> Group:
        past = (tuple((each.asked, each.told.alike) for each in earlier), tuple(looks), look)
        if past not in self._known:
            self._known[past] = await group_of(earlier, self._raters, asked, lambda: looks, look)
        return self._known[past]


def _around(looks: Looks, group: Group, ratings: Distribution) -> Distribution:
    low, high = middle_of(looks, group.looks) if group.looks else (0, len(ratings.scale) - 1)
    return Distribution.around(low + 1, high + 1, ratings.scale)
