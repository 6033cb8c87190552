"""The picture of what leaders and schools say: a row an item, a dot for leaders, a square for schools.

Levels run from left to right as on the buttons. Shape says who it is, so that it reads in grey as well. Drawing takes a
few tenths of a second of CPU, so callers do it off the event loop.
"""

from __future__ import annotations

from functools import lru_cache

from domain.gaps import Gap, ItemGap, PillarGap, SchoolsSay, Verdict
from domain.pulses import Shape
from domain.ratings import Scale
from prompts.catalog import say
from prompts.gaps.wording import said_of
from prompts.message import Picture
from prompts.pictures.canvas import INK, MARGIN, QUIET, Canvas, drawing, fitting
from prompts.pictures.summary_chart import draw_levels, draw_name, place_of
from prompts.pictures.trend_chart import pillar_title
from prompts.text import Text, joined, shorten
from prompts.wording import half_year_name

LEADERS, SCHOOLS, PAPER = "#0b6fb3", "#b84c08", "#ffffff"
MOST_ITEMS = 10
HEAD, PILLAR_HEIGHT, ITEM_HEIGHT, FOOT = 172, 60, 66, 20
DOT, SQUARE, SMALL_SQUARE = 13.0, 20.0, 18.0


@lru_cache(maxsize=32)
def gap_charts(block_id: str, title: str, found: Gap) -> tuple[Picture, ...]:
    """A picture for each pillar about which schools have said something; the same arguments give the same bytes.

    block_id: where the first one stands.
    """
    pictures: list[Picture] = []
    for pillar in found.pillars:
        if all(item.schools is None for item in pillar.items):
            continue
        pages = [pillar.items[at : at + MOST_ITEMS] for at in range(0, len(pillar.items), MOST_ITEMS)]
        for page, items in enumerate(pages, start=1):
            number = len(pictures) + 1
            with drawing:
                png = _draw(title, found, pillar, items, page, len(pages))
            place = block_id if number == 1 else f"{block_id}-{number}"
            alt = _words(title, found, pillar, items)
            pictures.append(Picture(place, f"leaders-and-schools-{number}.png", png, alt.plain))
    return tuple(pictures)


def _words(title: str, found: Gap, pillar: PillarGap, items: tuple[ItemGap, ...]) -> Text:
    told = joined(" ", (say("gap_chart.alt_item", item=item.title, said=said_of(item)) for item in items))
    half_year = half_year_name(found.half_year.key)
    return say("gap_chart.alt", title=title, half_year=half_year, pillar=pillar_title(pillar), items=told)


def _draw(title: str, found: Gap, pillar: PillarGap, items: tuple[ItemGap, ...], page: int, pages: int) -> bytes:
    scale = items[0].leaders.scale
    paper = Canvas(HEAD + PILLAR_HEIGHT + ITEM_HEIGHT * len(items) + FOOT)
    paper.title(42, pillar_title(pillar))
    key = "about" if pages == 1 else "about_page"
    half_year = half_year_name(found.half_year.key)
    about = say(f"gap_chart.{key}", title=shorten(title, 22), half_year=half_year, page=page, pages=pages)
    paper.write(MARGIN, 82, about.plain, fitting(about.plain, 22, 56), colour=QUIET)
    _draw_key(paper, 122)
    paper.line(156)
    top = HEAD + PILLAR_HEIGHT
    draw_levels(paper, HEAD + PILLAR_HEIGHT / 2 - 10, scale)
    for level in scale:
        paper.upright(place_of(level, scale), top, top + ITEM_HEIGHT * len(items))
    for row, item in enumerate(items):
        _draw_item(paper, top + ITEM_HEIGHT * (row + 0.5), item, scale, found)
    return paper.png()


def _draw_key(paper: Canvas, y: float) -> None:
    paper.bead(MARGIN + SQUARE, MARGIN + SQUARE, y, DOT, LEADERS, PAPER)
    paper.write(MARGIN + 54, y, say("gap_chart.leaders").plain, 25)
    _square(paper, 260, 260, y, SQUARE)
    paper.write(296, y, say("gap_chart.schools").plain, 25)


def _draw_item(paper: Canvas, y: float, item: ItemGap, scale: Scale, found: Gap) -> None:
    note = _note(item, found)
    if note:
        name = shorten(item.title, 26)
        paper.write(MARGIN, y - 13, name, fitting(name, 24, 22), colour=INK)
        paper.write(MARGIN, y + 16, note, fitting(note, 22, 25), colour=QUIET)
    else:
        draw_name(paper, y, item.title)
    own = [place_of(level, scale) for level in (item.leaders.stands.low, item.leaders.stands.high)]
    if item.schools is not None and item.verdict is not Verdict.OTHER_LEVELS:
        _draw_schools(paper, y, item.schools, scale, (own[0], own[1]))
    paper.bead(own[0], own[1], y, DOT, LEADERS, PAPER)


def _draw_schools(paper: Canvas, y: float, schools: SchoolsSay, scale: Scale, leaders: tuple[float, float]) -> None:
    """A square, drawn out between two levels; one for each level where they are split; over all where spread.

    A lower one over all levels where the middle may be, where it was told coarsely.
    """
    low, high = (place_of(level, scale) for level in (schools.median.low, schools.median.high))
    if schools.shape is Shape.SPREAD:
        _square(paper, place_of(1, scale), place_of(len(scale), scale), y, SMALL_SQUARE)
    elif schools.between:
        _square(paper, low, high, y, SMALL_SQUARE)
    elif schools.shape is Shape.SPLIT:
        for level in schools.reached or (schools.median.low, schools.median.high):
            _square(paper, place_of(level, scale), place_of(level, scale), y, SMALL_SQUARE)
    else:
        ends = (high + SQUARE, leaders[0] - DOT) if high < leaders[0] else (leaders[1] + DOT, low - SQUARE)
        if ends[0] < ends[1]:
            paper.box(ends[0], y - 2, ends[1] - ends[0], 4, QUIET, QUIET)
        _square(paper, low, high, y, SQUARE)


def _square(paper: Canvas, start: float, end: float, y: float, half: float) -> None:
    paper.box(start - half, y - half, end - start + 2 * half, 2 * half, PAPER, SCHOOLS, 3.5)


def _note(item: ItemGap, found: Gap) -> str:
    """What the marks do not say: why there is no square, or that it is of another half-year."""
    match item.verdict:
        case Verdict.NOT_ASKED | Verdict.OTHER_LEVELS:
            return say(f"gap_chart.note_{item.verdict}").plain
    if item.schools is None:
        return ""
    if item.schools.shape is not Shape.MIDDLE:
        return say("gap_chart.note_spread" if item.schools.shape is Shape.SPREAD else "gap_chart.note_unclear").plain
    if item.schools.between:
        return say("gap_chart.note_between").plain
    if item.schools.half_year != found.half_year:
        return say("gap_chart.note_then", half_year=half_year_name(item.schools.half_year.key)).plain
    return ""
