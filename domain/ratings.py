"""Ratings on the levels of a scale, read as what they are: an order, not numbers to average.

Levels run from 1 to the highest of their scale, two at least and seven at most. Most instruments have the four of the
FISO continua, from Emerging to Excelling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

FEWEST_LEVELS, MOST_LEVELS = 2, 7


class Level(int):
    """A level of a scale: its number, from 1, and its name as people read it, such as "Emerging".

    `short` says in a few words what it means, for a button; empty where the scale does not say.
    """

    label: str
    short: str

    def __new__(cls, number: int, label: str, short: str = "") -> Level:
        level = super().__new__(cls, number)
        level.label, level.short = label, short
        return level

    def __getnewargs__(self) -> tuple[int, str, str]:  # type: ignore[override] # a copy needs the name as well
        return int(self), self.label, self.short


@dataclass(frozen=True)
class Scale:
    """The names of the levels, from the lowest on, and what each means in a few words (none, or one a level)."""

    names: tuple[str, ...]
    shorts: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Level]:
        shorts = self.shorts or ("",) * len(self.names)
        return (Level(number, *words) for number, words in enumerate(zip(self.names, shorts, strict=True), start=1))

    def __len__(self) -> int:
        return len(self.names)

    def level(self, number: int) -> Level:
        """The level of that number; ValueError where the scale has none."""
        if not 1 <= number <= len(self.names):
            raise ValueError(f"There is no level {number} among {', '.join(self.names)}.")
        return Level(number, self.names[number - 1], self.shorts[number - 1] if self.shorts else "")

    @property
    def words(self) -> str:
        """ "Emerging, Evolving, Embedding, Excelling" """
        return ", ".join(self.names)


FISO_LEVELS = Scale(
    ("Emerging", "Evolving", "Embedding", "Excelling"),
    ("just starting", "in places", "mostly there", "part of who we are"),
)
"""The levels of the FISO continua, which an instrument has that names none of its own."""


class Change(StrEnum):
    UP = "up"
    DOWN = "down"
    SAME = "same"


class NotComparable(ValueError):
    """Two results that rest on different items."""


@dataclass(frozen=True)
class Median:
    """The middle rating. Between two different middle ratings it is split: low and high differ."""

    low: Level
    high: Level

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"A median runs upwards, not from {self.low} to {self.high}.")

    @property
    def label(self) -> str:
        """ "2", or "2–3" for a split median; never 2.5, as no such level exists."""
        return f"{self.low:d}" if self.low == self.high else f"{self.low:d}–{self.high:d}"

    @property
    def words(self) -> str:
        """ "Evolving", or "Evolving to Embedding"."""
        return self.low.label if self.low == self.high else f"{self.low.label} to {self.high.label}"


@dataclass(frozen=True)
class Distribution:
    """How many ratings each level got, from the lowest to the highest.

    middle_only: these are no ratings, and say no more than where the middle lies, or between which levels.
    """

    counts: tuple[int, ...]
    scale: Scale = FISO_LEVELS
    middle_only: bool = False

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.scale) or min(self.counts) < 0:
            raise ValueError(f"A distribution is one count a level, none below 0; not {self.counts}.")

    @classmethod
    def of(cls, ratings: Iterable[int], scale: Scale = FISO_LEVELS) -> Distribution:
        """The distribution of ratings on the scale; ValueError for a number that is none of its levels."""
        tally = Counter(scale.level(rating) for rating in ratings)
        return cls(tuple(tally[level] for level in scale), scale)

    @classmethod
    def around(cls, low: int, high: int, scale: Scale = FISO_LEVELS) -> Distribution:
        """Of which only so much is told: the middle lies at one of the levels from `low` to `high`, from 1."""
        return cls(tuple(int(level in (low, high)) for level in scale), scale, middle_only=True)

    @property
    def total(self) -> int:
        return sum(self.counts)

    def count(self, level: int) -> int:
        return self.counts[self.scale.level(level) - 1]

    @property
    def median(self) -> Median | None:
        """The middle of the ratings; None if there are none."""
        ratings = [level for level in self.scale for _ in range(self.count(level))]
        return _middle(ratings) if ratings else None

    @property
    def median_label(self) -> str | None:
        median = self.median
        return median.label if median else None

    @property
    def agreement(self) -> float | None:
        """Van der Eijk's A of the ratings, from −1 to +1; None if there are none, or if they are not told."""
        return None if self.middle_only else agreement(self.counts)

    @property
    def outlier_levels(self) -> tuple[Level, ...]:
        """The levels that somebody chose two or more away from the median: what to talk about."""
        median = self.median
        if median is None or self.middle_only:
            return ()
        return tuple(
            level for level in self.scale if self.count(level) and (level <= median.low - 2 or level >= median.high + 2)
        )


def agreement(counts: Sequence[int]) -> float | None:
    """Van der Eijk's measure of agreement A for ratings in any number of ordered categories.

    From −1 (half at each end) over 0 (evenly spread) to +1 (all in one category); None without
    ratings. Source: Cees van der Eijk, "Measuring agreement in ordered rating scales", Quality &
    Quantity 35 (2001). The counts are peeled into layers: each takes the same number from every
    category that still holds ratings, and weighs as much as the ratings it takes.
    """
    total = sum(counts)
    if len(counts) < 2 or min(counts) < 0:
        raise ValueError(f"Agreement takes two or more counts, none below 0; not {list(counts)}.")
    if total == 0:
        return None
    result = Fraction(0)
    rest = list(counts)
    while any(rest):
        held = [count > 0 for count in rest]
        height = min(count for count in rest if count)
        result += Fraction(height * sum(held), total) * _layer_agreement(held)
        rest = [count - height if count else 0 for count in rest]
    return float(result)


def _layer_agreement(held: Sequence[bool]) -> Fraction:
    """A of one layer: U · (1 − (S − 1) / (K − 1)), S of its K categories holding ratings.

    U is how far the layer has a single peak. A triple of categories, in order, speaks for one where
    ratings are in two neighbours of the three (110, 011) and against it where the middle is empty (101).
    """
    categories, filled = len(held), sum(held)
    if filled == 1:
        return Fraction(1)
    if filled == categories:
        return Fraction(0)
    triples = Counter(combinations(held, 3))
    single = triples[True, True, False] + triples[False, True, True]
    split = triples[True, False, True]
    peak = Fraction((categories - 2) * single - (categories - 1) * split, (categories - 2) * (single + split))
    return peak * (1 - Fraction(filled - 1, categories - 1))


@dataclass(frozen=True)
class PillarSummary:
    """Where the items of one pillar stand: each item's median, in the instrument's order."""

    pillar_key: str
    medians: Mapping[str, Median]

    def __post_init__(self) -> None:
        if not self.medians:
            raise ValueError(f"The pillar {self.pillar_key} has no items with a result.")

    @property
    def median(self) -> Median:
        """The middle of the items' medians. A split one counts half at each of its ends."""
        return _middle(sorted(level for median in self.medians.values() for level in (median.low, median.high)))


def median_change(before: Median, after: Median) -> Change:
    """Which way the median went. A split one has gone up if no end fell and one rose.

    Where one end rose and the other fell (from 1–4 to 2–3), neither is higher, so it reads "same".
    """
    if before == after:
        return Change.SAME
    if after.low >= before.low and after.high >= before.high:
        return Change.UP
    if after.low <= before.low and after.high <= before.high:
        return Change.DOWN
    return Change.SAME


def pillar_change(before: PillarSummary, after: PillarSummary) -> Change:
    """Which way a pillar went between two half-years; NotComparable unless its items are the same."""
    if before.pillar_key != after.pillar_key:
        raise NotComparable("Two different pillars cannot be compared with each other.")
    if before.medians.keys() != after.medians.keys():
        raise NotComparable(
            "The two half-years rated different items, so the pillar as a whole cannot be compared. "
            "Compare the items that both have."
        )
    return median_change(before.median, after.median)


def item_changes(before: Mapping[str, Median], after: Mapping[str, Median]) -> dict[str, Change | None]:
    """Which way each item of `after` went; None for one that `before` does not have."""
    return {key: median_change(before[key], median) if key in before else None for key, median in after.items()}


def _middle(ordered: Sequence[Level]) -> Median:
    return Median(ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2])
