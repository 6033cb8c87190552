"""What to ask about words for a day or a time, and what was typed, so that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.typed import Asked, Doubt
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.text import Text, joined, shorten
from prompts.wording import day

MOST_SHOWN = 1500


def asked_text(asked: Sequence[Asked]) -> Text:
    """The questions, one line each."""
    return joined("\n", (_question(one) for one in asked))


def typed_block(text: str) -> Element:
    """All that was typed, in small print under the questions."""
    return elements.Context(say("typed.you_typed", text=shorten(" ".join(text.split()), MOST_SHOWN)))


def _question(asked: Asked) -> Text:
    # The year is worth saying only where it may be the slip.
    with_year = asked.doubt in (Doubt.PAST, Doubt.FAR)
    key = str(asked.doubt)
    if asked.doubt is Doubt.NO_TIME and asked.day is not None:
        key = "no_time_on"
    elif asked.doubt is Doubt.NO_DAY and asked.day is not None:
        key = "no_day_of"
    elif asked.doubt is Doubt.PAST and asked.other is not None:
        key = "past_other"
    if asked.doubt is Doubt.WEEKDAY and (asked.day is None or asked.other is None):
        key = "several"
    elif asked.doubt is Doubt.WEEKDAY and asked.day is not None and asked.other is not None:
        dated = f"{asked.day.day} {asked.day:%B}"
        return say("typed.weekday", day=dated, weekday=f"{asked.day:%A}", other_day=f"{asked.other:%A}")
    return say(
        f"typed.{key}",
        day=_dated(asked.day, with_year),
        other_day=_dated(asked.other, with_year),
        words=asked.words,
    )


def _dated(when: date | None, with_year: bool) -> str:
    if when is None:
        return ""
    return f"{day(when)} {when.year}" if with_year else day(when)
