"""Pulse checks: which item comes next, which one is meant, on which day it is asked, and when it closes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import zip_longest
from zoneinfo import ZoneInfo

from domain.calendar import SchoolCalendar, Term, local_day, local_moment
from domain.disclosure import Share, Spread
from domain.errors import Invalid
from domain.instrument import LONGEST_PULSE_QUESTION, OWN_WORDS, Instrument, Item
from domain.names import tidy_name
from domain.ratings import Median
from domain.standings import ItemStanding

FIRST_WEEK = 2
"""The week of term from which on the bot asks by itself, up to its end: a half-year reaches 18 items."""
FEW_WEEKS = 2
"""Weekly questions in a row with too few answers, after which the chair is asked what to do."""
QUIET_WEEKS = 4
"""Weekly questions in a row with too few answers, after which the bot asks no more until the next term."""
QUIET_IN_TERM = 2
"""How many of them are of this term at least: each term begins anew."""
OPEN_DAYS = 5
"""School days that a question stays open, the one it is asked on included."""
FEWEST_DAYS = 3
"""School days that a question is open at least, before a term ends."""
LONGEST_WEEKEND = timedelta(days=3)
CLOSING_TIME = time(17, 0)
TUESDAY = 1
FEWEST_WORDS = 3
"""Of a question in own words."""
LATEST_START = timedelta(days=90)
"""How far ahead a question may be planned."""


def asking_order(instrument: Instrument) -> tuple[Item, ...]:
    """Every item that has a question, once, a pillar at a time, so that none is asked about for weeks."""
    turns = zip_longest(*(pillar.items for pillar in instrument.pillars))
    return tuple(item for turn in turns for item in turn if item is not None and item.pulse_question)


def next_item(
    instrument: Instrument, asked: Sequence[str], resting: Collection[str] = (), chosen: Sequence[str] = ()
) -> Item | None:
    """The item to ask about next, None where all are resting. `asked`: the keys of all earlier pulses, oldest first.

    The first of those that the network has chosen to come first; then one that was asked about least often, and of
    those the one that waits longest; new ones in asking order.
    """
    last = {key: position for position, key in enumerate(asked)}
    free = [item for item in asking_order(instrument) if item.key not in resting]
    for key in chosen:
        wanted = next((item for item in free if item.key == key), None)
        if wanted is not None:
            return wanted
    return min(free, key=lambda item: (asked.count(item.key), last.get(item.key, -1)), default=None)


def find_item(instrument: Instrument, words: str) -> Item | None:
    """The item that a person means by some words: its key or title, or the start of a word in just one title."""
    wanted = _plain(words)
    if not wanted:
        return None
    asked = asking_order(instrument)
    for item in asked:
        if wanted in (_plain(item.key), _plain(item.title)):
            return item
    found = [item for item in asked if _starts_a_word(wanted, item)]
    return found[0] if len(found) == 1 else None


def day_of_week(calendar: SchoolCalendar, term: Term, week: int) -> date | None:
    """The day of the term's week on which the bot asks: Tuesday, else the next school day, else Monday.

    None where the whole week has no school day.
    """
    monday = calendar.monday_of_week(term, week)
    offsets = (*range(TUESDAY, 5), 0)
    days = (monday + timedelta(days=offset) for offset in offsets)
    return next((day for day in days if calendar.is_school_day(day)), None)


def closing_moment(opens_at: datetime, calendar: SchoolCalendar, zone: ZoneInfo) -> datetime | None:
    """When a question asked at that moment closes: 5 pm on its fifth school day, or on the term's last, in UTC.

    The day it is asked on counts where it is a school day and 5 pm has not come. None in the holidays, but for the
    weekend before a term, and where the term has fewer than FEWEST_DAYS left: no question stays open while schools are
    closed.
    """
    day = local_day(opens_at, zone)
    counts_today = opens_at.astimezone(zone).time() < CLOSING_TIME
    first = day if counts_today else day + timedelta(days=1)
    if calendar.term_on(day) is None:
        first = calendar.next_school_day(day)
    term = calendar.term_on(first)
    if term is None or first - day > LONGEST_WEEKEND:
        return None
    left = [first + timedelta(days=n) for n in range((term.end - first).days + 1)]
    days = [each for each in left if calendar.is_school_day(each)][:OPEN_DAYS]
    return local_moment(days[-1], CLOSING_TIME, zone) if len(days) >= FEWEST_DAYS else None


def falls_quiet(days: Collection[date], term_start: date) -> bool:
    """Whether the question that has just closed is the one after which the week's question rests until the next term.

    days: on which the questions of the row were asked that too few answered, this one among them. True once a term, so
    that whoever goes on all the same goes on to its end.
    """
    in_term = sum(day >= term_start for day in days)
    return in_term == max(QUIET_IN_TERM, QUIET_WEEKS - (len(days) - in_term))


class Answers(StrEnum):
    """What the four answers are called, from the least to the most. Reckoned with, they are the same four levels."""

    LEVELS = "levels"
    AGREE = "agree"
    OFTEN = "often"
    SURE = "sure"


@dataclass(frozen=True)
class Question:
    """What the network is asked. key: the item's, or for a question in own words one made of them, so that the same
    words are the same question again."""

    key: str
    words: str
    answers: Answers = Answers.LEVELS


def question_of(item: Item) -> Question:
    return Question(item.key, item.pulse_question)


def own_question(words: str, answers: str, field: str) -> Question:
    """A question in the network's own words. Raises Invalid at the field where they make none."""
    tidy = tidy_name(words)
    if len(tidy.split()) < FEWEST_WORDS:
        raise Invalid("pulses.own_too_short", field)
    if not tidy.endswith("?"):
        tidy = tidy.rstrip(".!:… ") + "?"
    if len(tidy) > LONGEST_PULSE_QUESTION:
        raise Invalid("pulses.own_too_long", field, most=LONGEST_PULSE_QUESTION)
    made = hashlib.sha256(_plain(tidy).encode()).hexdigest()[:12]
    return Question(f"{OWN_WORDS}{made}", tidy, Answers(answers) if answers in set(Answers) else Answers.LEVELS)


def is_own(item_key: str) -> bool:
    """Whether a pulse's key is that of a question in the network's own words, and no item's."""
    return item_key.startswith(OWN_WORDS)


class Pace(StrEnum):
    """How a chair goes on where too few answer."""

    REMIND = "remind"
    FORTNIGHTLY = "fortnightly"
    PAUSE = "pause"
    GO_ON = "go_on"


class Steer(StrEnum):
    """What the leaders do with the programme of questions, at one tap."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    RESUME = "resume"
    LOWEST = "lowest"
    APART = "apart"
    USUAL = "usual"
    REMIND = "remind"
    NO_REMIND = "no_remind"
    COMMENTS = "comments"
    NO_COMMENTS = "no_comments"


def weakest(items: Sequence[ItemStanding]) -> list[str]:
    """The keys of all items of an assessment, the one that stands lowest first, and of equal ones the least agreed."""
    return [item.key for item in sorted(items, key=lambda item: (item.stands.low, item.stands.high, _accord(item)))]


def furthest_apart(items: Sequence[ItemStanding]) -> list[str]:
    """The keys of all items of an assessment, the one whose ratings differ most first: of what is told of them."""
    return [item.key for item in sorted(items, key=lambda item: (_accord(item), item.stands.low, item.stands.high))]


def _accord(item: ItemStanding) -> float:
    """How much the ratings agree. Where their numbers are not told, they are as good as one."""
    agreement = item.distribution.agreement
    return agreement if agreement is not None and item.is_told_whole else 1.0


class Shape(StrEnum):
    """How a result reads: around a middle, split between levels that lie apart, or spread over all of them."""

    MIDDLE = "middle"
    SPLIT = "split"
    SPREAD = "spread"


def shape(median: Median, spread: Spread) -> Shape:
    """How to word a result: judged by what is told of it alone, so that the words tell nothing more."""
    reached = reached_levels(spread)
    if (reached and reached[-1] - reached[0] >= len(reached)) or median.high - median.low > 1:
        return Shape.SPLIT
    # Where no level got a third, four levels or more were chosen.
    return Shape.SPREAD if not reached and spread.cut is Share.THIRD else Shape.MIDDLE


def reached_levels(spread: Spread) -> tuple[int, ...]:
    """The numbers of the levels that got the spread's share of the answers or more."""
    return tuple(level for level, reached in enumerate(spread.reached, start=1) if reached)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def _starts_a_word(wanted: str, item: Item) -> bool:
    return any(f" {_plain(text)}".find(f" {wanted}") >= 0 for text in (item.key, item.title))
