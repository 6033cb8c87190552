"""A SEIL's introductions in a year, in words."""

from __future__ import annotations

from facts.introductions import Year
from prompts.catalog import say
from prompts.text import Text

PARTS = ("asked", "introduced", "met", "useful", "changed")


def year_words(year: Year) -> Text:
    """In a line, what became of them."""
    return say(
        "introductions.year",
        asked=year.asked,
        made=year.introduced,
        met=year.met,
        useful=year.useful,
        changed=year.changed,
    )
