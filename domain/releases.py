"""How exactly a result is told after others to the same question, by some of the same people.

The adversary knows their own answers, everything that was ever told, how it is decided what is told, and who was asked
each time; not who answered. In the worst case everybody answers a question the same each time they answer it. Then two
results together can tell what neither tells alone. So before a result is told, everything that might come out is put
into groups that will be told alike: as exactly as the result's own rule allows, by the middle alone, or not at all; and
whichever group comes out, nobody is pinned. See docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from math import comb

from domain.disclosure import SCORE_FLOOR, Counts, every_count, middle, participation, spread, spread_is_safe
from domain.fitting_worlds import Setting, Solver
from domain.telling import Told
from domain.worlds import Watch


class Detail(StrEnum):
    """How exactly a result is told: as its own rule allows, its middle alone, or not at all."""

    WHOLE = "whole"
    MIDDLE = "middle"
    NOTHING = "nothing"


REMEMBERED = timedelta(weeks=78)
"""How long it is taken for certain that somebody would answer a question as they did before: three half-years."""
SEPARATOR = "; "
MOST_COUNTS = 60_000
"""So many counts of answers are gone through; with more levels and people, results by other people are not compared."""

Looks = Mapping[str, Told]
"""What a question's own rule can tell, each named, with all counts of answers that it tells so."""


@dataclass(frozen=True)
class Release:
    """What was told of a question, or that nothing was: who was asked, and what it may have been by its own rule.

    promised: whether it was told with the promise that nobody can be certain (not where three or four rated).
    """

    asked: frozenset[str]
    told: Told
    promised: bool = True


@dataclass(frozen=True)
class Group:
    """What is told alike: names among a question's looks. likely: it comes out where everybody answers as before."""

    detail: Detail
    looks: frozenset[str]
    likely: bool = True

    @property
    def single_looks(self) -> list[str]:
        """The same, those that are always told alike one by one."""
        return sorted(name for look in self.looks for name in look.split(SEPARATOR))


@dataclass(frozen=True)
class Rule:
    """How a question's result is told, decided before it is known: each look is in one group."""

    groups: tuple[Group, ...]

    def group_of(self, look: str) -> Group:
        return next(group for group in self.groups if look in group.looks)

    @property
    def tells_nothing(self) -> bool:
        """Whether nothing is told, unless people changed their minds."""
        return all(group.detail is Detail.NOTHING for group in self.groups if group.likely)


def rule_for(
    earlier: Sequence[Release], asked: frozenset[str], looks: Looks, solver: Solver, *, promises: bool = True
) -> Rule:
    """How to tell a question that these people were asked, after what was told of it before.

    promises: whether it is told with the promise; without, only what was promised before is kept.
    """
    if not is_compared(earlier, asked):
        return _whole(looks)
    linked = _linked(earlier, asked)
    setting = Setting(
        [release.asked for release in linked],
        [release.told for release in linked],
        [release.promised for release in linked],
        asked,
        promises,
    )
    if not setting.targets:
        return _whole(looks)
    watch = Watch(setting, solver)
    risky = [look for look, told in looks.items() if not watch.is_safe(told)]
    if not risky:
        return _whole(looks)
    coarser = _by_middles(risky, looks, watch)
    if coarser is not None:
        whole = [look for look in looks if look not in risky]
        told = (Group(Detail.WHOLE, frozenset([look]), watch.is_likely(looks[look])) for look in whole)
        return Rule((*told, *coarser))
    coarser = _by_middles(looks, looks, watch)
    return Rule(coarser or (Group(Detail.NOTHING, frozenset(looks)),))


def joined(names: Iterable[str]) -> str:
    """One name for several looks that are told alike anyway."""
    return SEPARATOR.join(sorted(names))


def is_compared(earlier: Sequence[Release], asked: frozenset[str]) -> bool:
    """Whether what was told before may make a difference: it was about some of these people, and not just about them.

    Results of the very same people tell no more together than one by one: tests/domain/test_releases.py.
    """
    return any(release.asked != asked for release in _linked(earlier, asked))


def are_too_many(answers: int, levels: int) -> bool:
    """Whether so many answers on so many levels are more than can be gone through."""
    return comb(answers + levels, levels) > MOST_COUNTS


def union(looks: Looks, names: Collection[str]) -> Told:
    """What was told of a result that may have been any of these."""
    if len(names) == 1:
        return looks[next(iter(names))]
    return Told(counts for name in sorted(names) for counts in looks[name].alike)


def _whole(names: Iterable[str]) -> Rule:
    return Rule(tuple(Group(Detail.WHOLE, frozenset([name])) for name in names))


def _by_middles(names: Iterable[str], looks: Looks, watch: Watch) -> tuple[Group, ...] | None:
    """These told by their middles, those that lie next to each other alike as far as it takes; None where it fails."""
    by_middle: dict[tuple[int, int], list[str]] = {}
    for name in names:
        by_middle.setdefault(middle(looks[name].alike[0]), []).append(name)
    told = [by_middle[key] for key in sorted(by_middle, key=lambda key: (sum(key), key))]
    at = 0
    while at < len(told):
        if watch.is_safe_after_all(union(looks, told[at])):
            at += 1
        elif at + 1 < len(told):
            told[at : at + 2] = [told[at] + told[at + 1]]
        elif at:
            at -= 1
            told[at : at + 2] = [told[at] + told[at + 1]]
        else:
            return None
    return tuple(Group(_detail(group, looks), frozenset(group), watch.is_likely(union(looks, group))) for group in told)


def middle_of(looks: Looks, names: Iterable[str]) -> tuple[int, int]:
    """Where the middle lies, of a result that may be any of these: the lowest and the highest level, from 0."""
    middles = [middle(looks[name].alike[0]) for name in names]
    return min(low for low, _ in middles), max(high for _, high in middles)


def _detail(names: Collection[str], looks: Looks) -> Detail:
    levels = next(iter(looks.values())).levels
    return Detail.NOTHING if middle_of(looks, names) == (levels[0], levels[-1]) else Detail.MIDDLE


def _linked(earlier: Sequence[Release], asked: frozenset[str]) -> list[Release]:
    """The releases that are compared with what is told of those who are asked."""
    linked = compared_with([release.asked for release in earlier], asked)
    return [release for release in earlier if release.asked in linked]


def compared_with(earlier: Sequence[frozenset[str]], asked: frozenset[str]) -> set[frozenset[str]]:
    """Of the sets of people asked before those that share some with who is asked now, or with another that does."""
    found: set[frozenset[str]] = set()
    people, left = set(asked), set(earlier)
    while near := {each for each in left if each & people}:
        found |= near
        left -= near
        people.update(*near)
    return found


# What the two kinds of question tell by their own rules


@lru_cache(maxsize=32)
def pulse_looks(asked: int, threshold: int, levels: int) -> Looks:
    """Everything that a pulse check of so many voices can tell by its own rule."""
    rates = {total: _rate(total, asked, threshold) for total in range(threshold, asked + 1)}
    every = (counts for total in rates for counts in every_count(total, levels))
    return _by_name(every, lambda counts: _pulse_look(counts, rates[sum(counts)], asked, threshold))


def pulse_look(counts: Counts, answered: int, asked: int, threshold: int) -> str:
    """The name of what is told of these counts, or of some that are told the same."""
    return _pulse_look(counts, _rate(answered, asked, threshold), asked, threshold)


def _pulse_look(counts: Counts, rate: str, asked: int, threshold: int) -> str:
    told = spread(counts, asked, threshold)
    reached = "".join("x" if each else "-" for each in told.reached) if told else ""
    return f"{rate} {reached} {_middle_name(counts)}"


def _rate(answered: int, asked: int, threshold: int) -> str:
    told = participation(answered, asked, threshold)
    return "any" if told is None else f"{'below' if told.below else 'from'} {told.share.value}"


@lru_cache(maxsize=32)
def rating_looks(finished: int, levels: int) -> Looks:
    """Everything that so many ratings of an item can tell by their own rule."""
    return _by_name(every_count(finished, levels), rating_look)


def rating_look(counts: Counts) -> str:
    """The name of what is told of an item's ratings, or of some that are told the same."""
    if sum(counts) < SCORE_FLOOR or spread_is_safe(counts):
        return " ".join(map(str, counts))
    return _middle_name(counts)


def _by_name(every: Iterable[Counts], name_of: Callable[[Counts], str]) -> Looks:
    found: dict[str, list[Counts]] = {}
    for counts in every:
        found.setdefault(name_of(counts), []).append(counts)
    return {name: Told(alike) for name, alike in found.items()}


def _middle_name(counts: Counts) -> str:
    low, high = middle(counts)
    return f"middle {low + 1}-{high + 1}"
