"""Pictures of the trend: a strip of cells an item, a cell a half-year, the level as shade and number.

Shade and number say the order and no distance, so nothing slopes. Levels stand in the key as on the buttons, from
Emerging to Excelling. A picture a pillar, of a size that a phone and Teams show as it is. Drawing takes a few tenths of
a second of CPU, so callers do it off the event loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from msgspec import Struct

from domain.gaps import PillarGap
from domain.instrument import Fate
from domain.ratings import Median, Scale
from domain.trends import ItemTrend, PillarTrend, Point, Trend, shown_places
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.canvas import EDGE, INK, MARGIN, QUIET, WIDTH, Canvas, drawing, fitting
from prompts.pictures.charts import draw_key, fill_of, ink_on, key_rows
from prompts.text import Text, joined, shorten

MOST_COLUMNS = 14
"""Half-years that are drawn: seven years. Of more, the baseline and the newest."""
MOST_ITEMS, MOST_PILLARS = 6, 3
"""In one picture; more go into another. For each row of the key after the second, one item fewer."""
PAPER = "#ffffff"
"""Of a result on other levels than those in the key."""
INSIDE = WIDTH - 2 * MARGIN
WIDEST, GAP, FULL_YEAR = 100, 26, 64
"""Of a column, of what stands for half-years left out, and of a year in full."""
KEY_TOP, KEY_ROW, MARKS_ROW, COLUMNS_HEAD = 98, 36, 28, 92
STACK, STACK_FOOT = 100, 46
ITEM_HEIGHT, CELL_TOP, CELL, BAR = 86, 30, 36, 8


@lru_cache(maxsize=32)
def trend_charts(block_id: str, title: str, found: Trend) -> tuple[Picture, ...]:
    """A picture for each pillar, with every item; the same arguments give the same bytes.

    block_id: where in the message the first one stands; the others have a number behind it.
    """
    pages = [page for pillar in found.pillars for page in _pages(found, pillar)]
    pictures = []
    for number, page in enumerate(pages, start=1):
        with drawing:
            png = _draw_page(title, found, page)
        name = f"trend-{number}.png"
        pictures.append(Picture(_place(block_id, number), name, png, _page_words(title, found, page).plain))
    return tuple(pictures)


@lru_cache(maxsize=32)
def pillars_charts(block_id: str, title: str, found: Trend) -> tuple[Picture, ...]:
    """The pillars alone, for whoever does not see the items."""
    parts = [found.pillars[start : start + MOST_PILLARS] for start in range(0, len(found.pillars), MOST_PILLARS)]
    pictures = []
    for number, part in enumerate(parts, start=1):
        with drawing:
            png = _draw_pillars(title, found, part)
        words = joined(" ", (_pillar_words(found, pillar) for pillar in part))
        alt = say("trend_chart.alt_pillars", title=title, **_ends(found), pillars=words)
        pictures.append(Picture(_place(block_id, number), f"trend-{number}.png", png, alt.plain))
    return tuple(pictures)


class _Page(Struct, frozen=True):
    """One picture of a pillar: some of its items; the first one shows the pillar itself as well."""

    pillar: PillarTrend
    items: tuple[ItemTrend, ...]
    number: int
    of: int


def _pages(found: Trend, pillar: PillarTrend) -> Iterator[_Page]:
    most = MOST_ITEMS - max(key_rows(_newest_scale(found, pillar)) - 2, 0)
    starts = range(0, len(pillar.items), most)
    for number, start in enumerate(starts, start=1):
        yield _Page(pillar, pillar.items[start : start + most], number, len(starts))


def _newest_scale(found: Trend, pillar: PillarTrend) -> Scale:
    """The levels in the key: those of the pillar's newest results."""
    return pillar.scale(max(place for place in found.rated if pillar.summary(place) is not None))


def _place(block_id: str, number: int) -> str:
    return block_id if number == 1 else f"{block_id}-{number}"


def _ends(found: Trend) -> dict[str, str]:
    return {"first": found.half_years[0].key, "last": found.half_years[found.rated[-1]].key}


def pillar_title(pillar: PillarTrend | PillarGap) -> str:
    """The pillar's title; one for items of which nobody knows the pillar any more."""
    return pillar.title or say("trend_chart.earlier").plain


# In words


def _page_words(title: str, found: Trend, page: _Page) -> Text:
    items = joined(" ", (_item_words(found, item) for item in page.items))
    return say("trend_chart.alt", title=title, pillar=pillar_title(page.pillar), **_ends(found), items=items)


def _item_words(found: Trend, item: ItemTrend) -> Text:
    newest = item.at(item.rated[-1])
    marks: list[Text] = [say("trend_chart.alt_agreed")] if newest.agreed else []
    if newest.agreement is not None:
        marks.append(say("trend_chart.alt_agreement", agreement=f"{newest.agreement:.2f}"))
    if note := break_note(item):
        marks.append(say("trend_chart.alt_break", marks=note))
    runs = _runs(found, {place: item.at(place).stands for place in item.rated})
    return say("trend_chart.alt_item", item=item.title, runs=runs, marks=joined("", marks))


def _pillar_words(found: Trend, pillar: PillarTrend) -> Text:
    stood = {place: summary.median for place in found.rated if (summary := pillar.summary(place)) is not None}
    spread = joined(
        ", ",
        (
            say("trend_chart.alt_spread", count=count, median=median.words)
            for median, count in pillar.spread(max(stood))
        ),
    )
    return say("trend_chart.alt_pillar", pillar=pillar_title(pillar), runs=_runs(found, stood), spread=spread)


def _runs(found: Trend, stood: dict[int, Median]) -> Text:
    """The levels it stood at, each with the half-year in which it came there."""
    firsts = [next(group) for _, group in groupby(sorted(stood.items()), key=lambda pair: pair[1])]
    return joined(
        ", ",
        (
            say("trend_chart.alt_run", half_year=found.half_years[place].key, median=median.words)
            for place, median in firsts
        ),
    )


def break_note(item: ItemTrend) -> str:
    """What the item's line begins or ends with, where the instrument changed; empty where it did not."""
    if item.ended is not None:
        return say(f"trend_chart.{item.ended.fate}").plain
    if item.came_from is None:
        return ""
    fate = item.came_from.fate
    key = "merged_from" if fate is Fate.MERGED else "split_from"
    return say(f"trend_chart.{key}", count=len(item.came_from.before)).plain


# Drawn


class _Columns:
    """Where each half-year that is drawn stands, from left to right."""

    def __init__(self, found: Trend) -> None:
        self.places = shown_places(found, MOST_COLUMNS)
        self.skips = len(self.places) > 1 and self.places[1] > 1
        room = INSIDE - (GAP if self.skips else 0)
        self.width = min(WIDEST, room / len(self.places))

    def left(self, number: int) -> float:
        """The left edge of the column with that number."""
        return MARGIN + number * self.width + (GAP if self.skips and number else 0)


def _draw_page(title: str, found: Trend, page: _Page) -> bytes:
    columns = _Columns(found)
    first = page.number == 1
    blocks = STACK + STACK_FOOT if first else 0
    scale = _newest_scale(found, page.pillar)
    marks = [say(f"trend_chart.{key}").plain for key in ("marks_levels", "marks_bar")]
    top = _head_height(scale, marks)
    paper = Canvas(top + COLUMNS_HEAD + blocks + ITEM_HEIGHT * len(page.items) + 8)
    key = "range" if page.of == 1 else "range_page"
    about = say(f"trend_chart.{key}", **_ends(found), page=page.number, pages=page.of).plain
    _draw_head(paper, pillar_title(page.pillar), f"{about} · {shorten(title, 24)}", scale, marks)
    _draw_half_years(paper, top, found, columns, blocks=first)
    top += COLUMNS_HEAD
    if first:
        _draw_stack(paper, top, page.pillar, scale, columns)
        top += blocks
    for item in page.items:
        _draw_item(paper, top, item, scale, columns)
        top += ITEM_HEIGHT
    return paper.png()


def _draw_pillars(title: str, found: Trend, pillars: Sequence[PillarTrend]) -> bytes:
    columns = _Columns(found)
    row = 52 + STACK + STACK_FOOT
    scale = _newest_scale(found, pillars[0])
    marks = [say("trend_chart.marks_pillars").plain] if found.imported else []
    head = _head_height(scale, marks)
    paper = Canvas(head + COLUMNS_HEAD + row * len(pillars))
    _draw_head(paper, title, say("trend_chart.range", **_ends(found)).plain, scale, marks)
    _draw_half_years(paper, head, found, columns, blocks=True)
    for number, pillar in enumerate(pillars):
        top = head + COLUMNS_HEAD + row * number
        paper.write(MARGIN, top + 22, shorten(pillar_title(pillar), 34), 27, bold=True)
        _draw_stack(paper, top + 52, pillar, scale, columns)
    return paper.png()


def _head_height(scale: Scale, marks: Sequence[str]) -> int:
    return KEY_TOP + KEY_ROW * key_rows(scale) + MARKS_ROW * len(marks) + 10


def _draw_head(paper: Canvas, title: str, about: str, scale: Scale, marks: Sequence[str]) -> None:
    paper.title(36, title)
    paper.write(MARGIN, 74, shorten(about, 56), 22, colour=QUIET)
    draw_key(paper, KEY_TOP, KEY_ROW, scale)
    below = KEY_TOP + KEY_ROW * key_rows(scale)
    for number, words in enumerate(marks):
        paper.write(MARGIN, below + MARKS_ROW * (number + 0.5), words, 22, colour=QUIET)


def _draw_half_years(paper: Canvas, top: float, found: Trend, columns: _Columns, *, blocks: bool) -> None:
    paper.line(top)
    year = 0
    for number, place in enumerate(columns.places):
        half_year, left = found.half_years[place], columns.left(number)
        middle = left + columns.width / 2
        if half_year.year != year:
            year = half_year.year
            after = columns.places[number + 1 :]
            crowded = bool(after) and found.half_years[after[0]].year != year and columns.width < FULL_YEAR
            paper.write(left + 4, top + 22, f"’{year % 100:02}" if crowded else str(year), 22, bold=True)
        mark = " ▽" if place in found.imported else ""
        words = f"S{half_year.semester}{mark}"
        paper.write(middle, top + 50, words, fitting(words, 22, columns.width / 14), align="center")
    paper.write(MARGIN + 4, top + 76, say("trend_chart.baseline").plain, 22, colour=QUIET)
    if blocks:
        paper.write(WIDTH - MARGIN, top + 76, say("trend_chart.blocks").plain, 22, colour=QUIET, align="right")


def _draw_stack(paper: Canvas, top: float, pillar: PillarTrend, scale: Scale, columns: _Columns) -> None:
    """The pillar in each half-year: a block an item, the lowest level above as on the buttons, and their middle."""
    most = max(sum(count for _, count in pillar.spread(place)) for place in columns.places)
    height = min(20.0, STACK / max(most, 1))
    for number, place in enumerate(columns.places):
        left, y, own = columns.left(number), top, _in_key(pillar.scale(place), scale)
        for median, count in pillar.spread(place):
            for _ in range(count):
                _fill(paper, left + 3, y, columns.width - 6, height - 2, median, own)
                y += height
        summary = pillar.summary(place)
        if summary is not None:
            middle = left + columns.width / 2
            label = summary.median.label
            size = fitting(label, 26, columns.width / 17)
            paper.write(middle, top + height * most + 20, label, size, bold=True, align="center")
    _draw_skip(paper, top, height * most, columns)


def _draw_item(paper: Canvas, top: float, item: ItemTrend, scale: Scale, columns: _Columns) -> None:
    note = break_note(item)
    paper.write(MARGIN, top + 14, shorten(item.title, 24 if note else 40), 26)
    if note:
        paper.write(WIDTH - MARGIN, top + 14, note, 22, colour=QUIET, align="right")
    for number, place in enumerate(columns.places):
        left, point = columns.left(number), item.points[place]
        if point is None:
            paper.write(left + columns.width / 2, top + CELL_TOP + CELL / 2, "·", 26, colour=QUIET, align="center")
            continue
        _draw_cell(paper, left, top + CELL_TOP, columns.width, point, scale)
        for edge, x in ((place, left), (place + 1, left + columns.width)):
            if edge in item.breaks:
                _draw_break(paper, x, top)
    _draw_skip(paper, top + CELL_TOP, CELL, columns)


def _draw_cell(paper: Canvas, left: float, top: float, width: float, point: Point, scale: Scale) -> None:
    """The level as shade and number; one between two levels is half of each.

    Without a shade, what cannot have one: on other levels, of how many; told coarsely, from where to where.
    """
    median, middle, own = point.stands, top + CELL / 2, _in_key(point.scale, scale)
    if point.between:
        own = None
    _fill(paper, left + 3, top, width - 6, CELL, median, own)
    tick = "✓" if point.agreed else ""
    if own is None:
        other = "" if len(point.scale) == len(scale) else f"/{len(point.scale)}"
        label = f"{median.label.replace('–', '…') if point.between else median.label}{other}{tick}"
        paper.write(left + width / 2, middle, label, fitting(label, 24, width / 20), align="center")
    elif median.low == median.high:
        ink = ink_on(fill_of(median.low, own))
        words = f"{median.label}{tick}"
        paper.write(left + width / 2, middle, words, fitting(words, 26, (width - 6) / 19), colour=ink, align="center")
    else:
        for share, level in ((0.28, median.low), (0.72, median.high)):
            ink = ink_on(fill_of(level, own))
            paper.write(left + width * share, middle, f"{level:d}", 26, colour=ink, align="center")
    if point.agreement is not None:
        track = width - 6
        paper.box(left + 3, top + CELL + 4, track, BAR, "#ffffff", EDGE)
        if point.agreement > -1:
            paper.box(left + 3, top + CELL + 4, track * (point.agreement + 1) / 2, BAR, QUIET, QUIET)


def _in_key(own: Scale, key: Scale) -> Scale | None:
    """The levels of a result where the key names them; None where they are others."""
    return own if len(own) == len(key) else None


def _fill(
    paper: Canvas, left: float, top: float, width: float, height: float, median: Median, own: Scale | None
) -> None:
    half = width / 2
    if own is None or median.low == median.high:
        paper.box(left, top, width, height, PAPER if own is None else fill_of(median.low, own))
    else:
        paper.box(left, top, half, height, fill_of(median.low, own))
        paper.box(left + half, top, half, height, fill_of(median.high, own))


def _draw_break(paper: Canvas, x: float, top: float) -> None:
    """Two bars across the strip: before and after them something else was rated."""
    for shift in (-5, 2):
        paper.box(x + shift, top + CELL_TOP - 5, 3, CELL + 10, INK, INK)


def _draw_skip(paper: Canvas, top: float, height: float, columns: _Columns) -> None:
    if columns.skips:
        paper.write(columns.left(1) - GAP / 2, top + height / 2, "…", 26, colour=QUIET, align="center")
