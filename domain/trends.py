"""A network's self-assessments over the years: where each item stood, half-year by half-year, and what moved.

Levels are an order: nothing here averages them. How far something moved is counted in levels crossed, to say which
items moved furthest; a median that lies between two levels counts as half-way, and the number itself is never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.calendar import HalfYear
from domain.instrument import Instrument, ItemChange
from domain.lineage import lineage
from domain.ratings import FISO_LEVELS, Change, Median, PillarSummary, Scale, median_change, pillar_change


@dataclass(frozen=True)
class Point:
    """Where an item stood in one half-year.

    agreed: `stands` is the level that the leaders agreed on, and otherwise the median of their ratings. agreement: van
    der Eijk's A of the ratings, from −1 to 1; None where their numbers are not told, or not known. imported: it comes
    from the time before the bot. scale: the levels that it was rated on. note: what was written down about it.
    between: told so coarsely that the middle lies somewhere from the low end of `stands` to its high one.
    """

    stands: Median
    agreed: bool = False
    agreement: float | None = None
    imported: bool = False
    scale: Scale = FISO_LEVELS
    note: str = ""
    between: bool = False

    def is_on_scale_of(self, other: Point) -> bool:
        """Whether the two can be compared: level 3 of four is neither higher nor lower than level 3 of five."""
        return len(self.scale) == len(other.scale)


@dataclass(frozen=True)
class ItemTrend:
    """One item's points, one for each half-year of the trend, None where it has none.

    came_from: the change that put it in the place of others. ended: the change with which it gave way.
    """

    key: str
    title: str
    points: tuple[Point | None, ...]
    came_from: ItemChange | None = None
    ended: ItemChange | None = None

    @property
    def rated(self) -> tuple[int, ...]:
        """The places of the half-years in which it has a point; one at least."""
        return tuple(place for place, point in enumerate(self.points) if point is not None)

    @property
    def comparable(self) -> tuple[int, ...]:
        """The places of the points that can be compared with its newest one, that one included."""
        newest = self.at(self.rated[-1])
        return tuple(place for place in self.rated if self.at(place).is_on_scale_of(newest))

    @property
    def breaks(self) -> frozenset[int]:
        """The places before which its line breaks, since what was rated before is not what was rated after.

        One behind its last point is its end.
        """
        began = {self.rated[0]} if self.came_from is not None else set()
        ended = {self.rated[-1] + 1} if self.ended is not None else set()
        pairs = zip(self.rated, self.rated[1:], strict=False)
        rescaled = {after for before, after in pairs if not self.at(before).is_on_scale_of(self.at(after))}
        return frozenset(began | ended | rescaled)

    def at(self, place: int) -> Point:
        """The point in the half-year at that place, which must have one."""
        point = self.points[place]
        if point is None:
            raise LookupError(f"{self.key} has no result there.")
        return point


@dataclass(frozen=True)
class PillarTrend:
    key: str
    title: str
    items: tuple[ItemTrend, ...]

    def summary(self, place: int) -> PillarSummary | None:
        """Where its items stood in the half-year at that place; None where none has a point there."""
        points = {item.key: item.points[place] for item in self.items}
        stood = {key: point.stands for key, point in points.items() if point is not None}
        return PillarSummary(self.key, stood) if stood else None

    def spread(self, place: int) -> tuple[tuple[Median, int], ...]:
        """How many of its items stood where in that half-year, from the lowest up."""
        summary = self.summary(place)
        stood = Counter(summary.medians.values()) if summary else Counter[Median]()
        return tuple(sorted(stood.items(), key=lambda found: (found[0].low, found[0].high)))

    def change(self, before: int, after: int) -> Change | None:
        """Which way it went between two half-years; None where these rated other items, or on other levels."""
        one, other = self.summary(before), self.summary(after)
        if one is None or other is None or one.medians.keys() != other.medians.keys():
            return None
        if len(self.scale(before)) != len(self.scale(after)):
            return None
        return pillar_change(one, other)

    def scale(self, place: int) -> Scale:
        """The levels that its items were rated on in that half-year, the same for all."""
        return next((point.scale for item in self.items if (point := item.points[place]) is not None), FISO_LEVELS)


@dataclass(frozen=True)
class Trend:
    """half_years: every one from the first with a result to the newest, also those without any."""

    half_years: tuple[HalfYear, ...]
    pillars: tuple[PillarTrend, ...]

    @property
    def items(self) -> tuple[ItemTrend, ...]:
        return tuple(item for pillar in self.pillars for item in pillar.items)

    @property
    def rated(self) -> tuple[int, ...]:
        """The places of the half-years with a result, the baseline first."""
        return tuple(sorted({place for item in self.items for place in item.rated}))

    @property
    def imported(self) -> tuple[int, ...]:
        """The places of the half-years whose results all come from before the bot."""
        return tuple(
            place
            for place in self.rated
            if all(point.imported for item in self.items if (point := item.points[place]) is not None)
        )

    @property
    def agreed(self) -> int:
        """For how many items the newest level is one that was agreed on."""
        return sum(item.at(place).agreed for item, place in self.newest)

    @property
    def newest(self) -> tuple[tuple[ItemTrend, int], ...]:
        """The items that have a point in the newest half-year, each with that half-year's place."""
        last = self.rated[-1]
        return tuple((item, last) for item in self.items if item.points[last] is not None)


@dataclass(frozen=True)
class Move:
    """What one item did between the half-years at two places."""

    item: ItemTrend
    since: int
    until: int

    @property
    def before(self) -> Point:
        return self.item.at(self.since)

    @property
    def after(self) -> Point:
        return self.item.at(self.until)

    @property
    def is_certain(self) -> bool:
        """Whether it can be said which is the higher one: of what was told coarsely, only where neither end meets."""
        return surely_apart(self.before, self.after) or not (self.before.between or self.after.between)

    @property
    def change(self) -> Change:
        return median_change(self.before.stands, self.after.stands)

    @property
    def distance(self) -> int:
        """How far, in half levels; 0 where neither half-year is the higher one."""
        before, after = self.before.stands, self.after.stands
        return 0 if self.change is Change.SAME else abs(after.low + after.high - before.low - before.high)


def surely_apart(one: Point, other: Point) -> bool:
    """Whether one lies wholly above the other, wherever within their ends the two may be."""
    return one.stands.high < other.stands.low or other.stands.high < one.stands.low


def trend(
    instrument: Instrument, results: Mapping[HalfYear, Mapping[str, Point]], earlier: Sequence[Instrument] = ()
) -> Trend | None:
    """The trend of what these half-years' assessments came to (by item key); None where there is none.

    instrument: the newest version, by which pillars and items are ordered. earlier: the versions before it, the newest
    first, which name the items that it has no more. All are versions of one instrument.
    """
    found = {half_year: points for half_year, points in results.items() if points}
    if not found:
        return None
    half_years = tuple(_every(min(found), max(found)))
    rows = [found.get(half_year, {}) for half_year in half_years]
    rated = {key for points in found.values() for key in points}
    pillars: dict[str, tuple[str, list[ItemTrend]]] = {}
    for pillar_key, pillar_title, key, title in _places(instrument, earlier, rated):
        known = lineage(instrument, key)
        came_from = known.stages[1].ended_by if len(known.stages) > 1 else None
        item = ItemTrend(key, title, tuple(points.get(key) for points in rows), came_from, known.ended)
        pillars.setdefault(pillar_key, (pillar_title, []))[1].append(item)
    return Trend(half_years, tuple(PillarTrend(key, title, tuple(items)) for key, (title, items) in pillars.items()))


def since_baseline(found: Trend) -> tuple[Move, ...]:
    """What each item of the newest half-year did since its own first result, where it has an earlier one.

    Results on other levels than the newest do not count.
    """
    moves = (Move(item, item.comparable[0], last) for item, last in found.newest)
    return tuple(move for move in moves if move.since < move.until and move.is_certain)


def since_last(found: Trend) -> tuple[Move, ...]:
    """What each item did since the results before the newest ones, where it has both."""
    if len(found.rated) < 2:
        return ()
    before = found.rated[-2]
    moves = (Move(item, before, last) for item, last in found.newest if before in item.comparable)
    return tuple(move for move in moves if move.is_certain)


def moved_most(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Those that moved furthest, all that did equally; none where nothing moved."""
    several = [move for move in moves if move.distance]
    furthest = max((move.distance for move in several), default=0)
    return tuple(move for move in several if move.distance == furthest)


def shown_places(found: Trend, most: int) -> tuple[int, ...]:
    """The places of the half-years to draw where `most` fit: the baseline, and as many of the newest as there is room.

    Between the baseline and the next one some may be missing; a picture shows that.
    """
    every = range(len(found.half_years))
    return tuple(every) if len(every) <= most else (0, *every[len(every) - most + 1 :])


def _every(first: HalfYear, last: HalfYear) -> Iterator[HalfYear]:
    while first <= last:
        yield first
        first = first.next


def _places(
    instrument: Instrument, earlier: Sequence[Instrument], rated: set[str]
) -> Iterator[tuple[str, str, str, str]]:
    """Each rated item with its pillar: (pillar's key and title, item's key and title).

    Pillar by pillar; an item that is no more stands behind those of the pillar that had it, or has what came of it.
    """
    versions = (instrument, *earlier)
    named: dict[str, tuple[str, str, str, str]] = {}
    for version in versions:
        for pillar in version.pillars:
            for item in pillar.items:
                named.setdefault(item.key, (pillar.key, pillar.title, item.key, item.title))
    titles = {pillar.key: pillar.title for version in reversed(versions) for pillar in version.pillars}
    for key in sorted(rated - named.keys()):
        ended = lineage(instrument, key).ended
        heirs = [named[heir] for heir in (ended.after if ended else ()) if heir in named]
        pillar_key, pillar_title = heirs[0][:2] if heirs else ("", "")
        named[key] = (pillar_key, pillar_title, key, instrument.title_of(key))
    order = {key: place for place, key in enumerate([*_pillar_keys(versions), ""])}
    here = [place for key, place in named.items() if key in rated]
    for pillar_key, _, key, title in sorted(here, key=lambda place: order[place[0]]):
        yield pillar_key, titles.get(pillar_key, ""), key, title


def _pillar_keys(versions: Sequence[Instrument]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pillar.key for version in versions for pillar in version.pillars))
