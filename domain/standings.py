"""Where items and pillars stand in a self-assessment: what is read from its ratings, and what was agreed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.assessments import as_told, is_told_whole
from domain.evidence import Evidence
from domain.instrument import Instrument
from domain.ratings import Change, Distribution, Level, Median, PillarSummary, Scale, item_changes, pillar_change
from domain.second_pass import Again

CLOSE_ENOUGH = 0.6
TOO_FAR = 0.3


class Accord(StrEnum):
    """How close the ratings of one item are."""

    CLOSE = "close"
    SPREAD = "spread"
    APART = "apart"
    UNTOLD = "untold"


def accord(distribution: Distribution) -> Accord | None:
    """How close the ratings are, by van der Eijk's A and whether any lies two levels off; None without ratings."""
    agreement = distribution.agreement
    if agreement is None:
        return None
    if agreement < TOO_FAR:
        return Accord.APART
    return Accord.CLOSE if agreement >= CLOSE_ENOUGH and not distribution.outlier_levels else Accord.SPREAD


@dataclass(frozen=True)
class Agreed:
    """The level that the leaders settled on for an item, and why."""

    level: int
    reason: str


@dataclass(frozen=True)
class ItemStanding:
    """Where one item stands. `change` is since the round before, None where that had no such item.

    again: what came of rating it a second time; `distribution` and `median` stay those of the first. discussion: the
    question that opens the talk about it, maybe empty. evidence: what was brought to it. guidance: as in
    the instrument.
    """

    key: str
    title: str
    distribution: Distribution
    median: Median
    change: Change | None = None
    agreed: Agreed | None = None
    again: Again | None = None
    discussion: str = ""
    evidence: tuple[Evidence, ...] = ()
    guidance: tuple[str, ...] = ()

    @property
    def scale(self) -> Scale:
        return self.distribution.scale

    @property
    def next_step(self) -> str:
        """What takes it from where it stands to the next level; empty at the highest, and where nothing is said."""
        return self.guidance[self.stands.low - 1] if self.stands.low <= len(self.guidance) else ""

    @property
    def next_level(self) -> Level | None:
        """The level after the one where it stands; None at the highest."""
        low = self.stands.low
        return self.scale.level(low + 1) if low < len(self.scale) else None

    @property
    def is_told_whole(self) -> bool:
        """Whether the numbers are told, or the middle alone."""
        return is_told_whole(self.distribution)

    @property
    def accord(self) -> Accord:
        return Accord.UNTOLD if self.distribution.middle_only else accord(self.distribution) or Accord.SPREAD

    @property
    def newest(self) -> Median:
        """The median: of the second time, where it was rated again and its middle is told."""
        return (self.again.median if self.again else None) or self.median

    @property
    def stands(self) -> Median:
        """The level agreed on, or the median where none is: that of the second time, where it was rated again."""
        if self.agreed is None:
            return self.newest
        level = self.scale.level(self.agreed.level)
        return Median(level, level)

    @property
    def is_to_talk_about(self) -> bool:
        """Whether the ratings are far apart, or one lies two levels or more off the median."""
        return self.accord is Accord.APART or bool(self.distribution.outlier_levels)


@dataclass(frozen=True)
class PillarStanding:
    """Where a pillar stands. `change` is since the round before, None where that rated other items."""

    key: str
    title: str
    items: tuple[ItemStanding, ...]
    change: Change | None = None

    @property
    def scale(self) -> Scale:
        """The levels of its items, which are the same for all of them."""
        return self.items[0].scale

    @property
    def summary(self) -> PillarSummary:
        return PillarSummary(self.key, {item.key: item.median for item in self.items})

    @property
    def median(self) -> Median:
        return self.summary.median

    @property
    def stands(self) -> PillarSummary:
        """Where its items stand, by the levels agreed on, and by the medians where none is."""
        return PillarSummary(self.key, {item.key: item.stands for item in self.items})


@dataclass(frozen=True)
class AssessmentStanding:
    """A revealed round. Half-years are keys like "2026-S1"; `compared_with` is the round of the changes.

    named: an open round, of which only its raters see more than the levels agreed on. asked: how many items it has.
    """

    round_id: int
    half_year: str
    instrument_version: str
    closed_at: datetime
    raters_finished: int
    pillars: tuple[PillarStanding, ...]
    compared_with: str | None = None
    named: bool = False
    asked: int = 0

    @property
    def items(self) -> tuple[ItemStanding, ...]:
        return tuple(item for pillar in self.pillars for item in pillar.items)

    @property
    def to_talk_about(self) -> tuple[ItemStanding, ...]:
        """The items whose ratings differ most, the widest first."""
        found = [item for item in self.items if item.is_to_talk_about]
        return tuple(sorted(found, key=lambda item: item.distribution.agreement or 0.0))

    @property
    def lowest(self) -> tuple[ItemStanding, ...]:
        """The items that something takes further, the one that stands lowest first."""
        found = [item for item in self.items if item.next_step]
        return tuple(sorted(found, key=lambda item: (item.stands.low, item.stands.high)))

    @property
    def is_agreed(self) -> bool:
        """Whether every item has its agreed level."""
        return self.agreed == self.of

    @property
    def agreed(self) -> int:
        """How many items have their agreed level."""
        return sum(item.agreed is not None for item in self.items)

    @property
    def of(self) -> int:
        """How many items can have one: those with a rating; of an open round all, rated or not for this reader."""
        return self.asked if self.named else len(self.items)


def guided(standing: AssessmentStanding, instrument: Instrument) -> AssessmentStanding:
    """The same, with the guidance that the instrument has by now for items that were rated without any."""
    known = {(item.key, len(item.scale)): item.guidance for item in instrument.items}
    pillars = (
        replace(
            pillar,
            items=tuple(
                item if item.guidance else replace(item, guidance=known.get((item.key, len(item.scale)), ()))
                for item in pillar.items
            ),
        )
        for pillar in standing.pillars
    )
    return replace(standing, pillars=tuple(pillars))


def pillar_standings(
    instrument: Instrument,
    distributions: Mapping[str, Distribution],
    before: Sequence[PillarStanding] = (),
    agreed: Mapping[str, Agreed] | None = None,
    again: Mapping[str, Again] | None = None,
    evidence: Mapping[str, tuple[Evidence, ...]] | None = None,
) -> tuple[PillarStanding, ...]:
    """The instrument's pillars with their results, compared with those of an earlier round where given.

    agreed, again, evidence: by item key, for those that have it.

    Items without a rating, and pillars without such items, are left out.
    """
    # Code of before kept more than is told.
    distributions = {key: as_told(found) for key, found in distributions.items()}
    medians = {key: found.median for key, found in distributions.items() if found.median is not None}
    before = comparable(before, {item.key: item.scale for item in instrument.items})
    earlier_items = {item.key: item.median for pillar in before for item in pillar.items}
    earlier_pillars = {pillar.key: pillar.summary for pillar in before}
    changes = item_changes(earlier_items, medians)
    standings = []
    for pillar in instrument.pillars:
        items = tuple(
            ItemStanding(
                item.key,
                item.title,
                distributions[item.key],
                medians[item.key],
                changes[item.key],
                (agreed or {}).get(item.key),
                (again or {}).get(item.key),
                item.discussion,
                (evidence or {}).get(item.key, ()),
                item.guidance,
            )
            for item in pillar.items
            if item.key in medians
        )
        if items:
            standing = PillarStanding(pillar.key, pillar.title, items)
            change = change_of_pillar(earlier_pillars.get(pillar.key), standing.summary)
            standings.append(PillarStanding(pillar.key, pillar.title, items, change))
    return tuple(standings)


def comparable(before: Iterable[PillarStanding], scales: Mapping[str, Scale]) -> tuple[PillarStanding, ...]:
    """Earlier results without the items that have another number of levels by now.

    Level 3 of four is neither higher nor lower than level 3 of five. scales: those of today, by item key.
    """
    found = []
    for pillar in before:
        kept = tuple(
            item for item in pillar.items if len(scales.get(item.key, item.scale)) == len(item.distribution.counts)
        )
        if kept:
            found.append(replace(pillar, items=kept))
    return tuple(found)


def change_of_pillar(before: PillarSummary | None, after: PillarSummary) -> Change | None:
    """Which way a pillar went; None where there is nothing to compare it with, or other items."""
    if before is None or before.medians.keys() != after.medians.keys():
        return None
    return pillar_change(before, after)
