"""The summary's picture: where each item stands on the four levels, and where it stood half a year before.

One row an item, grouped by pillar; a filled dot for now, a ring for then, an arrow between them. Direction and
shape say what colour says, so that it reads in grey as well. Medians alone: no counts, and nobody's ratings.
Drawing takes a few tenths of a second of CPU, so callers do it off the event loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from domain.ratings import Change, Level
from facts.assessments import ItemMark, PillarMarks
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.canvas import INK, MARGIN, QUIET, WIDTH, Canvas, drawing
from prompts.text import Text, joined, shorten

FILLS = {Change.UP: "#0b6fb3", Change.DOWN: "#b84c08", Change.SAME: "#44515e"}
"""Blue and orange stay apart for every kind of colour-blindness; their arrows point different ways."""
WHITE = "#ffffff"
ARROWS = {Change.UP: "▲", Change.DOWN: "▼"}
FIRST_LEVEL, LEVEL_STEP = 466, 138
"""Where Emerging stands, and how far apart the levels are, in pixels."""
HEAD = 224
PILLAR_HEIGHT, ITEM_HEIGHT, PILLAR_GAP, FOOT = 66, 54, 12, 46
DOT, SMALL_DOT = 13.0, 7.0


@lru_cache(maxsize=32)
def summary_chart(block_id: str, title: str, now: str, before: str | None, pillars: tuple[PillarMarks, ...]) -> Picture:
    """Draw it. now, before: the names of the two half-years; before is None where there is only one.

    block_id: where in the message the picture stands. The same arguments give the same bytes.
    """
    takeaway = change_in_words(pillars, before)
    words = joined(" ", (_pillar_words(pillar) for pillar in pillars))
    alt = say("summary_chart.alt", title=title, takeaway=takeaway, pillars=words)
    with drawing:
        return Picture(
            block_id, "where-we-stand.png", _draw(title, now, before, takeaway.plain, pillars), alt.plain.strip()
        )


def change_in_words(pillars: tuple[PillarMarks, ...], before: str | None) -> Text:
    """ "Since Semester 2, 2025: 5 items higher, 1 lower, 12 the same." """
    if before is None:
        return say("summary_chart.first")
    changes = [item.change for pillar in pillars for item in pillar.items]
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


def _draw(title: str, now: str, before: str | None, takeaway: str, pillars: tuple[PillarMarks, ...]) -> bytes:
    inside = sum(PILLAR_HEIGHT + ITEM_HEIGHT * len(pillar.items) + PILLAR_GAP for pillar in pillars)
    paper = Canvas(HEAD + inside + FOOT)
    paper.write(MARGIN, 46, shorten(title, 50), 32, bold=True)
    paper.write(MARGIN, 92, shorten(takeaway, 84), 23)
    _draw_key(paper, 142, now, before)
    for level in Level:
        paper.write(_x(level), HEAD - 32, level.label, 22, bold=True, align="center")
    for top, pillar in _tops(pillars):
        _draw_pillar(paper, top, pillar)
    if any(item.now.low < item.now.high for pillar in pillars for item in pillar.items):
        paper.write(MARGIN, HEAD + inside + 14, say("summary_chart.split").plain, 21, colour=QUIET)
    return paper.png()


def _tops(pillars: tuple[PillarMarks, ...]) -> Iterator[tuple[int, PillarMarks]]:
    top = HEAD
    for pillar in pillars:
        yield top, pillar
        top += PILLAR_HEIGHT + ITEM_HEIGHT * len(pillar.items) + PILLAR_GAP


def _draw_key(paper: Canvas, y: float, now: str, before: str | None) -> None:
    paper.bead(MARGIN + DOT, MARGIN + DOT, y, DOT, FILLS[Change.SAME], WHITE)
    paper.write(MARGIN + 38, y, now, 22)
    if before is None:
        return
    paper.bead(330, 330, y, DOT, WHITE, FILLS[Change.SAME], 3)
    paper.write(354, y, before, 22)
    for x, change in ((640, Change.UP), (800, Change.DOWN)):
        paper.write(
            x, y, f"{ARROWS[change]} {say(f'summary_chart.{change}').plain}", 22, colour=FILLS[change], bold=True
        )


def _draw_pillar(paper: Canvas, top: float, pillar: PillarMarks) -> None:
    paper.line(top)
    paper.write(MARGIN, top + 36, shorten(pillar.title, 24), 26, bold=True)
    paper.write(WIDTH - MARGIN, top + 36, _pillar_note(pillar).plain, 22, colour=QUIET, align="right")
    top += PILLAR_HEIGHT
    for level in Level:
        paper.upright(_x(level), top, top + ITEM_HEIGHT * len(pillar.items))
    for row, item in enumerate(pillar.items):
        _draw_item(paper, top + ITEM_HEIGHT * (row + 0.5), item)


def _pillar_note(pillar: PillarMarks) -> Text:
    moved = pillar.change in (Change.UP, Change.DOWN)
    key = f"pillar_{pillar.change}" if moved else "pillar"
    return say(f"summary_chart.{key}", median=pillar.median.words)


def _draw_item(paper: Canvas, y: float, item: ItemMark) -> None:
    paper.write(MARGIN, y, shorten(item.title, 26), 25, colour=INK)
    colour = FILLS[item.change or Change.SAME]
    paper.write(WIDTH - MARGIN, y, ARROWS.get(item.change or Change.SAME, ""), 24, colour=colour, align="right")
    now = (_x(item.now.low), _x(item.now.high))
    if item.before is None or item.change is Change.SAME:
        paper.bead(*now, y, DOT, colour, WHITE)
        return
    then = (_x(item.before.low), _x(item.before.high))
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


def _x(level: Level) -> float:
    return FIRST_LEVEL + LEVEL_STEP * (level - 1)
