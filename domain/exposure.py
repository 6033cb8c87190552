"""What could be found out about somebody's answer: said before they answer, by the rules that decide what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.disclosure import Share, participation, spread_cut
from domain.releases import compared_with, pulse_looks

NEVER_ALL = 3
"""From so many voices above the threshold on, nothing tells that all answered: tests/domain/test_disclosure.py."""


class Before(StrEnum):
    """Whom the same question was put to before, as far back as that is compared."""

    NOBODY = "nobody"
    THE_SAME = "the_same"
    OTHERS = "others"


class AllAnswered(StrEnum):
    """Whether a result tells that everybody answered."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True)
class Exposure:
    """What a pulse check can show of an answer: of so many voices, with that threshold.

    cut: which levels got that share is told. rate: whether it is told how many answered, in quarters.
    """

    asked: int
    threshold: int
    cut: Share
    rate: bool
    all_answered: AllAnswered
    before: Before


def exposure(asked: int, threshold: int, before: Before) -> Exposure:
    """What can be found out about an answer to a question that is put to so many voices."""
    rate = any(participation(answered, asked, threshold) for answered in range(threshold, asked + 1))
    return Exposure(asked, threshold, spread_cut(asked, threshold), rate, _all_answered(asked, threshold), before)


def before_of(earlier: Sequence[frozenset[str]], asked: frozenset[str]) -> Before:
    """earlier: who was asked each time before."""
    linked = compared_with(earlier, asked)
    if not linked:
        return Before.NOBODY
    return Before.THE_SAME if all(each == asked for each in linked) else Before.OTHERS


def _all_answered(asked: int, threshold: int) -> AllAnswered:
    if asked <= threshold:
        return AllAnswered.ALWAYS
    if asked - threshold >= NEVER_ALL:
        return AllAnswered.NEVER
    fewest = (min(sum(counts) for counts in told.alike) for told in pulse_looks(asked, threshold, 4).values())
    return AllAnswered.SOMETIMES if asked in fewest else AllAnswered.NEVER
