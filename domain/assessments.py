"""The half-yearly self-assessment: when it is open, when raters are reminded, and how its ratings are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.calendar import HalfYear, SchoolCalendar, UnknownDate
from domain.disclosure import spread_is_safe
from domain.evidence import Evidence
from domain.instrument import DEFAULT_KEY, Instrument, Item, Pillar
from domain.ratings import Change, Distribution, Level, Median, PillarSummary, Scale, item_changes, pillar_change
from domain.second_pass import Again

FEWEST_RATERS = 3
"""Finished forms below which nothing is revealed or kept: of two raters, each would know the other's."""
SAFE_RATERS = 5
"""Finished forms from which on nobody can be certain of another's rating. With fewer, everybody can work much out, and
is told so before they rate."""
OPENING_WEEK = 5
CLOSING_WEEK = 7
EARLY_REMINDER = 3
"""School days before the closing day."""
EARLY_WINDOW = 15
"""School days that an assessment opened by hand is open unless another date is chosen, its first one included."""
SHORTEST_WINDOW = 5
"""School days that people have at least; of one opened by hand the day itself does not count."""
EXTENSION = 5
"""School days by which an extension is proposed."""
CLOSE_ENOUGH = 0.6
TOO_FAR = 0.3


@dataclass(frozen=True)
class Window:
    """The first and the last day on which leaders can rate; both are school days."""

    opens: date
    closes: date

    def __post_init__(self) -> None:
        if self.closes < self.opens:
            raise ValueError(f"An assessment cannot close on {self.closes} before it opens on {self.opens}.")


def default_window(
    calendar: SchoolCalendar, half_year: HalfYear, overrides: Mapping[str, Any] | None = None
) -> Window | None:
    """When the half-year's assessment is open: the network's own dates, or weeks 5 to 7 of its last term.

    overrides: half-year key to {"opens": "2026-05-11", "closes": "2026-05-29"}; dates that cannot be read,
    run backwards or lie outside the calendar count as not given. A day without school moves inwards: the opening
    to the next school day, the closing to the one before. None where the calendar has no such term.
    """
    own = _own_dates(calendar, (overrides or {}).get(half_year.key))
    if own is not None:
        return own
    terms = calendar.terms_of(half_year)
    if not terms:
        return None
    term = terms[-1]
    weeks = calendar.weeks_in(term)
    closing_monday = calendar.monday_of_week(term, min(CLOSING_WEEK, weeks))
    closing_friday = closing_monday + timedelta(days=4)
    return _on_school_days(calendar, calendar.monday_of_week(term, min(OPENING_WEEK, weeks)), closing_friday)


def next_window(
    calendar: SchoolCalendar, on: date, overrides: Mapping[str, Any] | None, taken: Iterable[str]
) -> tuple[HalfYear, Window] | None:
    """The next half-year whose assessment is still to come on that day, and when it is open.

    taken: keys of half-years that had their assessment already. None where the calendar ends before.
    """
    had = set(taken)
    half_year = calendar.half_year_of(on)
    for candidate in (half_year, half_year.next, half_year.next.next):
        window = default_window(calendar, candidate, overrides)
        if window is not None and candidate.key not in had and window.closes >= on:
            return candidate, window
    return None


def early_closing(calendar: SchoolCalendar, opens: date) -> date:
    """The closing day proposed for an assessment that somebody opens on that day by hand."""
    return calendar.add_school_days(calendar.next_school_day(opens), EARLY_WINDOW - 1)


def earliest_closing(calendar: SchoolCalendar, opens: date) -> date:
    """The first closing day that leaves people a school week, where somebody opens one on that day by hand."""
    day = opens
    for _ in range(SHORTEST_WINDOW):
        day = calendar.next_school_day(day, including=False)
    return day


def latest_closing(calendar: SchoolCalendar, half_year: HalfYear) -> date | None:
    """The last day to which an open assessment can be extended: the half-year's last school day.

    None where the calendar has no such term.
    """
    terms = calendar.terms_of(half_year)
    return calendar.previous_school_day(terms[-1].end, including=True) if terms else None


def later_closing(calendar: SchoolCalendar, closes: date, latest: date) -> date:
    """The closing day proposed in place of `closes`: about a school week later, and never after `latest`."""
    day = closes
    for _ in range(EXTENSION):
        if day >= latest:
            return latest
        day = calendar.next_school_day(day, including=False)
    return day


def reminder_days(calendar: SchoolCalendar, opens: date, closes: date) -> tuple[date, ...]:
    """The days on which raters who have not finished are reminded: some days before the close, and on its day.

    A reminder that would fall on the opening day or before is left out.
    """
    early = closes
    for _ in range(EARLY_REMINDER):
        early = calendar.previous_school_day(early)
    last = calendar.previous_school_day(closes, including=True)
    return tuple(day for day in (early, last) if day > opens)


def _own_dates(calendar: SchoolCalendar, given: object) -> Window | None:
    if not isinstance(given, Mapping):
        return None
    try:
        opens, closes = (date.fromisoformat(str(given[name])) for name in ("opens", "closes"))
        return _on_school_days(calendar, opens, closes)
    except (KeyError, ValueError, UnknownDate):
        return None


def _on_school_days(calendar: SchoolCalendar, opens: date, closes: date) -> Window | None:
    first, last = calendar.next_school_day(opens), calendar.previous_school_day(closes, including=True)
    return Window(first, last) if first <= last else None


# What is read from the ratings


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


def is_told_whole(distribution: Distribution) -> bool:
    """Whether an item's numbers are told; where they are not, the middle alone is: see disclosure.spread_is_safe."""
    return not distribution.middle_only and _may_be_told_whole(distribution)


def _may_be_told_whole(distribution: Distribution) -> bool:
    return distribution.total < SAFE_RATERS or spread_is_safe(distribution.counts)


def as_told(distribution: Distribution) -> Distribution:
    """The ratings as they are kept and read: where the middle alone is told, as if all had chosen it."""
    median = distribution.median
    if median is None or distribution.middle_only or is_told_whole(distribution):
        return distribution
    scale = distribution.scale
    return Distribution(tuple(distribution.total if level == median.low else 0 for level in scale), scale)


def is_named(raters: int) -> bool:
    """Whether that many raters can only rate in an open round: fewer than it takes for a private one."""
    return 0 < raters < FEWEST_RATERS


def count_by_item(forms: Iterable[Mapping[str, int]], instrument: Instrument) -> dict[str, Distribution]:
    """The ratings of finished forms (item key to level), counted item by item: who gave what is gone.

    These are the true counts: what is not told of them has to go before they are kept.
    """
    given = list(forms)
    return {
        item.key: Distribution.of((form[item.key] for form in given if item.key in form), item.scale)
        for item in instrument.items
    }


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


# The instrument as a round keeps it


KNOWN_TO_ALL = ("key", "title", "statement", "levels", "pulse_question", "source")
"""What code of before knows of an item. It stumbles over anything else there, and passes over it in a pillar."""


def instrument_as_data(instrument: Instrument) -> dict[str, Any]:
    """The instrument as plain data, for a round to keep beside its ratings: all but its history."""
    return {
        "key": instrument.key,
        "version": instrument.version,
        "title": instrument.title,
        "pillars": [_pillar_as_data(pillar) for pillar in instrument.pillars],
    }


def _pillar_as_data(pillar: Pillar) -> dict[str, Any]:
    return {
        "key": pillar.key,
        "title": pillar.title,
        "gist": pillar.gist,
        "items": [{name: getattr(item, name) for name in KNOWN_TO_ALL} for item in pillar.items],
        "scales": [asdict(item.scale) for item in pillar.items],
        "guidance": [item.guidance for item in pillar.items],
        "discussions": [item.discussion for item in pillar.items],
    }


def instrument_from_data(data: Mapping[str, Any]) -> Instrument:
    """The instrument again, from what instrument_as_data gave, today or in earlier versions."""
    pillars = tuple(_pillar_from_data(pillar) for pillar in data["pillars"])
    return Instrument(data["version"], data["title"], pillars, key=data.get("key", DEFAULT_KEY))


def _pillar_from_data(pillar: Mapping[str, Any]) -> Pillar:
    items = [Item(**{**item, "levels": tuple(item["levels"])}) for item in pillar["items"]]
    if "scales" in pillar:
        more = zip(items, pillar["scales"], pillar["guidance"], pillar["discussions"], strict=True)
        items = [
            replace(
                item,
                scale=Scale(tuple(scale["names"]), tuple(scale["shorts"])),
                guidance=tuple(guidance),
                discussion=discussion,
            )
            for item, scale, guidance, discussion in more
        ]
    return Pillar(pillar["key"], pillar["title"], pillar["gist"], tuple(items))
