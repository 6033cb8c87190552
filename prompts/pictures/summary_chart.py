"""The summary's picture: where each item stands on its levels, and where it stood half a year before.

One pillar, a row an item; a filled dot for now, a ring for then, an arrow between them. Direction and
shape say what colour says, so that it reads in grey as well. Medians alone: no counts, and nobody's ratings.
Drawing takes a few tenths of a second of CPU, so callers do it off the event loop.
"""

from __future__ import annotations

from functools import lru_cache

from domain.ratings import Change, Scale
from facts.assessments import ItemMark, PillarMarks
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.canvas import INK, MARGIN, QUIET, WIDTH, Canvas, drawing, fitting
from prompts.pictures.charts import LINE, wrapped
from prompts.text import Text, joined, shorten

FILLS = {Change.UP: "#0b6fb3", Change.DOWN: "#b84c08", Change.SAME: "#44515e"}
"""Blue and orange stay apart for every kind of colour-blindness; their arrows point different ways."""
WHITE = "#ffffff"
ARROWS = {Change.UP: "▲", Change.DOWN: "▼"}
FIRST_LEVEL, LAST_LEVEL = 346, 606
"""Where the lowest and the highest level stand, in pixels."""
LETTER = 13.8
"""Pixels that a letter of a level's name takes."""
NAME_LETTERS = 22
"""Letters of an item's name in a line."""
ITEM_HEIGHT, FOOT = 54, 52
DOT, SMALL_DOT = 13.0, 7.0


@lru_cache(maxsize=32)
def summary_chart(block_id: str, title: str, now: str, before: str | None, pillar: PillarMarks) -> Picture:
    """Draw it. now, before: the names of the two half-years; before is None where there is only one.

    block_id: where in the message the picture stands. The same arguments give the same bytes.
    """
    takeaway = change_in_words(pillar, before)
    alt = say("summary_chart.alt", title=title, takeaway=takeaway, pillars=_pillar_words(pillar))
    with drawing:
        return Picture(
            block_id, "where-we-stand.png", _draw(title, now, before, takeaway.plain, pillar), alt.plain.strip()
        )


def change_in_words(pillar: PillarMarks, before: str | None) -> Text:
    """ "Of these, since Semester 2, 2025: 4 higher, 1 lower, 1 the same." """
    if before is None:
        return say("summary_chart.first")
    changes = [item.change for item in pillar.items]
    up, down, same = (changes.count(change) for change in (Change.UP, Change.DOWN, Change.SAME))
    return say("summary_chart.takeaway", up=up, down=down, same=same, before=before)


def _pillar_words(pillar: PillarMarks) -> Text:
    items = joined("; ", (_item_words(item) for item in pillar.items))
    return say(
        "summary_chart.alt_pillar",
        pillar=pillar.title,
        median=pillar.median.words,
        items=items,
    )


def _item_words(item: ItemMark) -> Text:
    key = "alt_moved" if item.before and item.change in (Change.UP, Change.DOWN) else "alt_item"
    return say(
        f"summary_chart.{key}",
        item=item.title,
        median=item.now.words,
        change=(item.change or ""),
        earlier=(item.before.words if item.before else ""),
    )


def _draw(title: str, now: str, before: str | None, takeaway: str, pillar: PillarMarks) -> bytes:
    lines = wrapped(takeaway, 54)
    key = 82 + LINE * (len(lines) + 1)
    levels = key + LINE * (1 if before is None else 2) + 20
    top, rows = levels + 34, ITEM_HEIGHT * len(pillar.items)
    paper = Canvas(top + rows + FOOT)
    paper.title(42, pillar.title)
    about = f"{shorten(title, 34)} · {_pillar_note(pillar).plain}"
    paper.write(MARGIN, 82, about, fitting(about, 22, 54), colour=QUIET)
    for number, line in enumerate(lines, start=1):
        paper.write(MARGIN, 82 + LINE * number, line, 23)
    _draw_key(paper, key, now, before)
    draw_levels(paper, levels, pillar.scale)
    for level in pillar.scale:
        paper.upright(place_of(level, pillar.scale), top, top + rows)
    for row, item in enumerate(pillar.items):
        _draw_item(paper, top + ITEM_HEIGHT * (row + 0.5), item, pillar.scale)
    if any(item.now.low < item.now.high for item in pillar.items):
        words = say("summary_chart.split").plain
        paper.write(MARGIN, top + rows + 26, words, fitting(words, 22, 56), colour=QUIET)
    return paper.png()


def draw_levels(paper: Canvas, y: float, scale: Scale) -> None:
    """The levels' names above their lines; where they are long, every second one higher, and smaller where need be."""
    gap = (LAST_LEVEL - FIRST_LEVEL) / (len(scale) - 1)
    crowded = max(map(len, scale.names)) * LETTER > gap
    gap *= 2 if crowded else 1
    size = min(fitting(name, 22, gap / LETTER) for name in scale.names)
    for level in scale:
        lift = 13 if crowded and level % 2 == 0 else -13 if crowded else 0
        paper.write(place_of(level, scale), y - lift, level.label, size, bold=True, align="center")


def _draw_key(paper: Canvas, y: float, now: str, before: str | None) -> None:
    paper.bead(MARGIN + DOT, MARGIN + DOT, y, DOT, FILLS[Change.SAME], WHITE)
    paper.write(MARGIN + 38, y, now, 22)
    if before is None:
        return
    paper.bead(MARGIN + DOT, MARGIN + DOT, y + LINE, DOT, WHITE, FILLS[Change.SAME], 3)
    paper.write(MARGIN + 38, y + LINE, before, 22)
    for row, change in enumerate((Change.UP, Change.DOWN)):
        words = f"{ARROWS[change]} {say(f'summary_chart.{change}').plain}"
        paper.write(FIRST_LEVEL, y + LINE * row, words, 22, colour=FILLS[change], bold=True)


def _pillar_note(pillar: PillarMarks) -> Text:
    moved = pillar.change in (Change.UP, Change.DOWN)
    key = f"pillar_{pillar.change}" if moved else "pillar"
    return say(f"summary_chart.{key}", median=pillar.median.words)


def _draw_item(paper: Canvas, y: float, item: ItemMark, scale: Scale) -> None:
    draw_name(paper, y, item.title)
    colour = FILLS[item.change or Change.SAME]
    paper.write(WIDTH - MARGIN, y, ARROWS.get(item.change or Change.SAME, ""), 24, colour=colour, align="right")
    now = (place_of(item.now.low, scale), place_of(item.now.high, scale))
    if item.before is None or item.change is Change.SAME:
        paper.bead(*now, y, DOT, colour, WHITE)
        return
    then = (place_of(item.before.low, scale), place_of(item.before.high, scale))
    if now[0] <= then[0] and then[1] <= now[1]:  # the ring would be hidden below the dot: put it inside
        paper.bead(*now, y, DOT, colour, WHITE)
        paper.bead(*then, y, SMALL_DOT, WHITE, colour, 2)
        return
    paper.bead(*then, y, DOT, WHITE, colour, 3)
    gap = DOT + 5
    if then[1] < now[0]:
        paper.arrow(then[1] + gap, now[0] - gap, y, colour)
    elif now[1] < then[0]:
        paper.arrow(then[0] - gap, now[1] + gap, y, colour)
    paper.bead(*now, y, DOT, colour, WHITE)


def draw_name(paper: Canvas, y: float, name: str) -> None:
    """An item's name left of the levels, in two lines where one is too short."""
    lines = wrapped(name, NAME_LETTERS)
    if len(lines) > 2:
        lines = [lines[0], shorten(" ".join(lines[1:]), NAME_LETTERS)]
    for number, line in enumerate(lines):
        paper.write(MARGIN, y + 26 * (number - (len(lines) - 1) / 2), line, 24 if len(lines) == 1 else 22, colour=INK)


def place_of(level: int, scale: Scale) -> float:
    """Where a level stands, in pixels from the left."""
    return FIRST_LEVEL + (LAST_LEVEL - FIRST_LEVEL) * (level - 1) / (len(scale) - 1)
