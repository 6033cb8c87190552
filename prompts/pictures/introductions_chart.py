"""A SEIL's introductions in a year as a picture: five bars, from those asked for to those that changed something."""

from __future__ import annotations

from functools import lru_cache

from facts.introductions import Year
from prompts.catalog import say
from prompts.introductions.year import PARTS, year_words
from prompts.message import Picture
from prompts.pictures.canvas import INK, MARGIN, WIDTH, Canvas, drawing

FILL, EDGE = "#0b6fb3", "#123f63"
LEFT, ROOM = 300, 70
"""Where bars begin, and what is left free for the longest one's number, in pixels."""
HEAD, ROW, BAR, FOOT = 96, 66, 38, 24


@lru_cache(maxsize=32)
def introductions_chart(block_id: str, year: Year) -> Picture:
    """Draw it. The same numbers give the same bytes; every bar has its number beside it."""
    alt = say("introductions.year_alt", words=year_words(year))
    with drawing:
        return Picture(block_id, "introductions.png", _draw(year), alt.plain)


def _draw(year: Year) -> bytes:
    paper = Canvas(HEAD + ROW * len(PARTS) + FOOT)
    paper.title(44, say("introductions.year_title").plain)
    most = max(year.asked, 1)
    for row, part in enumerate(PARTS):
        y, number = HEAD + ROW * (row + 0.5), int(getattr(year, part))
        long = (WIDTH - MARGIN - ROOM - LEFT) * number / most
        paper.write(MARGIN, y, say(f"introductions.year_{part}").plain, 25)
        if number:
            paper.box(LEFT, y - BAR / 2, long, BAR, FILL, EDGE)
        paper.write(LEFT + long + 14, y, str(number), 25, colour=INK, bold=True)
    paper.upright(LEFT, HEAD, HEAD + ROW * len(PARTS))
    return paper.png()
