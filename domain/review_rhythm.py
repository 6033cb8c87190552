"""How often rounds of peer reviews start by themselves, and in which weeks of a term they may."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from domain.calendar import Term


class Rhythm(StrEnum):
    """How often a round is proposed without anybody asking. The values are what is kept of it."""

    NEVER = ""
    TERM = "term"
    HALF_YEAR = "half_year"
    YEAR = "year"


STARTING_WEEKS: Final = (2, 4, 6)
"""The weeks of a term in which a round is proposed: the first of them in which no other runs or waits."""


def begins(rhythm: str, term: Term) -> bool:
    """Whether a round of this rhythm is due in this term: in each, in the first of a half-year, or of a year."""
    return {
        Rhythm.TERM: True,
        Rhythm.HALF_YEAR: term.number in (1, 3),
        Rhythm.YEAR: term.number == 1,
    }.get(Rhythm(rhythm) if rhythm in set(Rhythm) else Rhythm.NEVER, False)
