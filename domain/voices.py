"""Whose answers count: those who were asked when the question opened, and one voice a school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")

SETTLED_AFTER = timedelta(days=7)
"""How long a role waits before its holder is asked: whoever changes a network's people cannot choose whose answers a
result is about, and everybody sees the change on a card before it counts."""


@dataclass(frozen=True)
class Voice:
    """Whom somebody speaks for. school: its id, None for all who speak for none; leads: as its principal."""

    school: int | None
    leads: bool


def voices(asked: Iterable[Voice]) -> int:
    """How many answers there can be: several people of a school are one, and so are all who have no school."""
    return len({voice.school for voice in asked})


def one_each(answers: Iterable[tuple[Voice, int]]) -> list[int]:
    """One level a voice: the principal's, or where none of them answered that of whoever stands in.

    Of several, the middle one; of two middle ones, the lower.
    """
    by_school: dict[int | None, list[tuple[Voice, int]]] = {}
    for voice, level in answers:
        by_school.setdefault(voice.school, []).append((voice, level))
    return [_of_school(given) for given in by_school.values()]


def first_of_each(given: Iterable[tuple[Voice, T]]) -> list[T]:
    """One thing a voice, the principal's where there is one; of several, the one that comes first."""
    found: dict[int | None, T] = {}
    for voice, thing in sorted(given, key=lambda one: not one[0].leads):
        found.setdefault(voice.school, thing)
    return list(found.values())


def speakers(asked: Mapping[str, Voice]) -> frozenset[str]:
    """One of each voice whose answer would be the voice's: its principal where there is one.

    Of several alike, the first by id. Whoever stands beside them is told apart even less.
    """
    found: dict[int | None, str] = {}
    for person, voice in sorted(asked.items(), key=lambda one: (not one[1].leads, one[0])):
        found.setdefault(voice.school, person)
    return frozenset(found.values())


def _of_school(given: list[tuple[Voice, int]]) -> int:
    levels = sorted(level for voice, level in given if voice.leads) or sorted(level for _, level in given)
    return levels[(len(levels) - 1) // 2]
