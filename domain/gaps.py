"""What leaders say and what schools say of the same items, side by side.

Leaders rate in the self-assessment, schools answer pulse checks on the items one by one. Both sides are taken as they
were told, and nothing is counted anew from anybody's answers: whoever reads the two beside each other could have laid
them there. So this tells no more than the two did, and is under no rule that they are not under already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.calendar import HalfYear
from domain.pulses import Shape
from domain.ratings import Change, Level, Median, PillarSummary, Scale, median_change
from domain.trends import Point, Trend


@dataclass(frozen=True)
class SchoolsSay:
    """What a pulse check's result told of an item. half_year: the one in which it closed.

    reached: the levels that the result named, where it is split; shape: how it is worded. between: it was told
    coarsely, so that the middle lies somewhere from the median's low end to its high one.
    """

    half_year: HalfYear
    median: Median
    scale: Scale
    shape: Shape = Shape.MIDDLE
    reached: tuple[Level, ...] = ()
    between: bool = False

    @property
    def has_middle(self) -> bool:
        """Whether it tells one middle, to be compared and put in a row with others."""
        return self.shape is Shape.MIDDLE and not self.between


class Verdict(StrEnum):
    """Which of the two is the higher level, as far as that can be said."""

    LEADERS = "leaders"
    SCHOOLS = "schools"
    ALIKE = "alike"
    UNCLEAR = "unclear"
    """Schools are split or spread, or neither of two is certain to be the higher one."""
    OTHER_LEVELS = "other_levels"
    """The two were asked for on scales of different length, which cannot be laid on each other."""
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class ItemGap:
    """One item. schools: None where no result is near enough."""

    key: str
    title: str
    leaders: Point
    schools: SchoolsSay | None

    @property
    def verdict(self) -> Verdict:
        leaders, schools = self.leaders, self.schools
        if schools is None:
            return Verdict.NOT_ASKED
        if len(schools.scale) != len(leaders.scale):
            return Verdict.OTHER_LEVELS
        if schools.shape is not Shape.MIDDLE:
            return Verdict.UNCLEAR
        if schools.between or leaders.between:
            above, below = leaders.stands.low > schools.median.high, leaders.stands.high < schools.median.low
            return Verdict.LEADERS if above else Verdict.SCHOOLS if below else Verdict.UNCLEAR
        if schools.median == leaders.stands:
            return Verdict.ALIKE
        higher = median_change(schools.median, leaders.stands)
        return {Change.UP: Verdict.LEADERS, Change.DOWN: Verdict.SCHOOLS, Change.SAME: Verdict.UNCLEAR}[higher]

    @property
    def distance(self) -> int:
        """How far the two are apart at least, in half levels; 0 where that cannot be said. It orders, and is never
        shown."""
        if self.schools is None or self.verdict not in (Verdict.LEADERS, Verdict.SCHOOLS):
            return 0
        leaders, schools = self.leaders.stands, self.schools.median
        ours, theirs = leaders.low + leaders.high, schools.low + schools.high
        higher = self.verdict is Verdict.LEADERS
        if self.leaders.between:
            ours = 2 * (leaders.low if higher else leaders.high)
        if self.schools.between:
            theirs = 2 * (schools.high if higher else schools.low)
        return abs(ours - theirs)


@dataclass(frozen=True)
class PillarGap:
    key: str
    title: str
    items: tuple[ItemGap, ...]

    @property
    def comparable(self) -> tuple[ItemGap, ...]:
        """The items of which both sides have a middle, on the same levels."""
        without = (Verdict.NOT_ASKED, Verdict.OTHER_LEVELS)
        return tuple(
            item
            for item in self.items
            if item.verdict not in without and item.schools is not None and item.schools.has_middle
        )

    @property
    def medians(self) -> tuple[Median, Median] | None:
        """The middle of what leaders and of what schools say, both over the same items; None where there are none.

        For those who see the items: over a single item, the middle is what leaders say of it.
        """
        both = {item.key: item.leaders.stands for item in self.comparable}
        return None if self.schools is None else (PillarSummary(self.key, both).median, self.schools)

    @property
    def leaders(self) -> Median:
        """The middle of what leaders say of all its items, which everybody is told who sees a summary."""
        return PillarSummary(self.key, {item.key: item.leaders.stands for item in self.items}).median

    @property
    def schools(self) -> Median | None:
        """The middle of what schools say of the items that can be compared, each of which the channel was told."""
        said = {item.key: item.schools.median for item in self.comparable if item.schools is not None}
        return PillarSummary(self.key, said).median if said else None


@dataclass(frozen=True)
class Gap:
    """half_year: that of the self-assessment."""

    half_year: HalfYear
    pillars: tuple[PillarGap, ...]

    @property
    def items(self) -> tuple[ItemGap, ...]:
        return tuple(item for pillar in self.pillars for item in pillar.items)

    @property
    def answered(self) -> tuple[ItemGap, ...]:
        """The items of which schools have said something."""
        return tuple(item for item in self.items if item.schools is not None)

    def count(self, verdict: Verdict) -> int:
        return sum(item.verdict is verdict for item in self.items)

    @property
    def furthest(self) -> tuple[ItemGap, ...]:
        """The items on which the two are furthest apart, all that are equally far; none where they are nowhere."""
        most = max((item.distance for item in self.items), default=0)
        return tuple(item for item in self.items if item.distance == most and most > 0)


def near(half_year: HalfYear, results: Iterable[SchoolsSay]) -> SchoolsSay | None:
    """The result to lay beside a self-assessment of that half-year: the newest of the same half-year.

    Where there is none, that of the half-year before, and else of the one after: schools may have been asked shortly
    before leaders rated, or shortly after. Further away, opinions have had time to change, and nothing is compared.
    results: of one item, the oldest first.
    """
    told = tuple(results)
    for wanted in (half_year, half_year.previous, half_year.next):
        found = [each for each in told if each.half_year == wanted]
        if found:
            return found[-1]
    return None


def gap(leaders: Trend | None, schools: Mapping[str, Iterable[SchoolsSay]]) -> Gap | None:
    """Side by side, for the newest self-assessment of the trend; None where there is no self-assessment.

    schools: what was told of each item, by its key, the oldest first.
    """
    if leaders is None:
        return None
    place = leaders.rated[-1]
    half_year = leaders.half_years[place]
    pillars = []
    for pillar in leaders.pillars:
        items = tuple(
            ItemGap(item.key, item.title, point, near(half_year, schools.get(item.key, ())))
            for item in pillar.items
            if (point := item.points[place]) is not None
        )
        if items:
            pillars.append(PillarGap(pillar.key, pillar.title, items))
    return Gap(half_year, tuple(pillars))
