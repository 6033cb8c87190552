"""What a network lets other networks see of itself."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from domain.errors import Invalid
from domain.ratings import Scale

SHOWS, WORDS, LOOK_FOR, OTHER = "shows", "words", "look_for", "other"
"""The forms' fields, which a refusal can name."""
MOST_CHARACTERS = 300
MOST_ASKED = 200


class Part(StrEnum):
    """What a network can tick; its line in own words is shown where there is one."""

    FOCUS = "focus"
    STRENGTHS = "strengths"


def is_strength(level: int, scale: Scale) -> bool:
    """Whether a level lies in the upper half of its scale; the middle of an odd one does not."""
    return 2 * level > len(scale) + 1


def check_shown(ticked: Collection[str], words: str) -> tuple[frozenset[Part], str]:
    """What is ticked, and the line on one line. Raises Invalid where it is too long."""
    tidy = " ".join(words.split())
    if len(tidy) > MOST_CHARACTERS:
        raise Invalid("showcases.wrong_too_long", WORDS, count=len(tidy), most=MOST_CHARACTERS)
    return frozenset(part for part in Part if part in ticked), tidy
