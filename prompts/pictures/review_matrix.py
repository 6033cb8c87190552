"""Who has reviewed whom, as a picture: a row for each school that hosts, a column for each that visits.

A filled square is a visit that took place, an open one a visit to come; so it reads in grey as well. Schools that were
visited least stand first. Nothing of what was seen or found. Drawing takes a few tenths of a second of CPU, so callers
do it off the event loop.
"""

from __future__ import annotations

import math
from functools import lru_cache

from facts.peer_reviews import MatrixRow, ReviewMatrix
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.canvas import EDGE, INK, MARGIN, QUIET, RULE, WIDTH, Canvas, drawing
from prompts.pictures.charts import LINE, wrapped
from prompts.text import Text, joined, listing, shorten

DONE, TO_COME, ITSELF = "#0b6fb3", "#ffffff", "#e7ecf1"
NAMES = 306
"""Pixels for a row's number and name."""
COUNT = 40
WIDEST_NUMBER = 28
HEAD, FOOT = 200, 32
"""HEAD: where what the picture says takes one line."""
MOST_SHOWN = 40
"""Rows that a phone can still show; of more schools, those that were left out first."""


@lru_cache(maxsize=16)
def review_matrix(block_id: str, found: ReviewMatrix) -> Picture:
    """Draw it. block_id: where in the message it stands. The same arguments give the same bytes."""
    rows = found.rows[:MOST_SHOWN]
    words = joined(" ", [_row_words(row, rows) for row in rows])
    alt = say("review_matrix.alt", network=found.network, rows=words)
    with drawing:
        return Picture(block_id, "who-has-reviewed-whom.png", _draw(found, rows), shorten(alt.plain.strip(), 1900))


def _row_words(row: MatrixRow, rows: tuple[MatrixRow, ...]) -> Text:
    if not row.visited_by and not row.to_come:
        return say(f"review_matrix.{'alt_nobody' if row.left_out else 'alt_rested'}", school=row.name)
    if not row.visited_by:
        return say("review_matrix.alt_to_come", school=row.name, others=listing(_names(row.to_come, rows)))
    return say("review_matrix.alt_row", school=row.name, others=listing(_names(row.visited_by, rows)))


def _names(places: tuple[int, ...], rows: tuple[MatrixRow, ...]) -> list[str]:
    return [rows[place].name for place in places if place < len(rows)]


def _draw(found: ReviewMatrix, rows: tuple[MatrixRow, ...]) -> bytes:
    cell = (WIDTH - 2 * MARGIN - NAMES - COUNT) / max(len(rows), 1)
    cell = min(cell, 56.0)
    height = max(cell, 36.0)
    left_out = sum(row.left_out for row in found.rows)
    all_visited = all(row.visited_by for row in found.rows)
    key = "takeaway_some" if left_out else "takeaway_all" if all_visited else "takeaway_rested"
    lines = wrapped(say(f"review_matrix.{key}", count=left_out).plain, 54)
    head = HEAD + LINE * (len(lines) - 1)
    paper = Canvas(int(head + height * len(rows) + FOOT))
    paper.title(42, say("review_matrix.title", network=found.network).plain)
    for number, line in enumerate(lines):
        paper.write(MARGIN, 82 + LINE * number, line, 23)
    _draw_key(paper, head - 84)
    # Where columns are narrow, every second or third number stands; the rows have them all.
    for column in range(0, len(rows), math.ceil(WIDEST_NUMBER / cell)):
        paper.write(_left(column, cell) + cell / 2, head - 18, str(column + 1), 20, align="center")
    for place, row in enumerate(rows):
        _draw_row(paper, head + height * place, place, row, len(rows), cell, height)
    return paper.png()


def _draw_key(paper: Canvas, y: float) -> None:
    paper.write(MARGIN, y, say("review_matrix.reads").plain, 22, colour=QUIET)
    for x, key, fill in ((MARGIN, "done", DONE), (260, "to_come", TO_COME)):
        paper.box(x, y + LINE - 11, 22, 22, fill, DONE, 2)
        paper.write(x + 34, y + LINE, say(f"review_matrix.{key}").plain, 22)


def _draw_row(paper: Canvas, top: float, place: int, row: MatrixRow, columns: int, cell: float, height: float) -> None:
    middle = top + height / 2
    paper.write(MARGIN + 28, middle, str(place + 1), 21, colour=QUIET, align="right")
    paper.write(
        MARGIN + 40, middle, shorten(row.name, 21 if row.visited_by else 18), 22, colour=INK, bold=not row.visited_by
    )
    paper.write(WIDTH - MARGIN, middle, str(len(row.visited_by)), 23, align="right", bold=True)
    gap = 6 if cell > 30 else 3
    wide, high = cell - gap, height - 6
    for column in range(columns):
        x, y = _left(column, cell) + gap / 2, middle - high / 2
        if column == place:
            paper.box(x, y, wide, high, ITSELF, ITSELF, 1)
        elif column in row.visited_by:
            paper.box(x, y, wide, high, DONE, DONE, 1)
        elif column in row.to_come:
            paper.box(x + 1, y + 1, wide - 2, high - 2, TO_COME, DONE, 2.5)
        else:
            paper.box(x, y, wide, high, "#ffffff", RULE if columns > 12 else EDGE, 0.6)


def _left(column: int, cell: float) -> float:
    return MARGIN + NAMES + column * cell
