"""Pictures of ratings: how many gave each level, drawn to be read on a phone, in grey or by the colour-blind.

Matplotlib is loaded when the first picture is drawn, since most processes never draw one. Drawing takes a
few tenths of a second of CPU, so callers do it off the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from domain.disclosure import Spread
from domain.ratings import FISO_LEVELS, Change, Distribution, Median, Scale
from prompts.catalog import say
from prompts.message import Picture
from prompts.pictures.canvas import INK, MARGIN, QUIET, WIDTH, Canvas, drawing, fitting
from prompts.shares import part_words
from prompts.text import Text, joined, shorten

FILLS = {
    2: ("#dce8f0", "#3478a8"),
    3: ("#dce8f0", "#99c1da", "#3478a8"),
    4: ("#dfe9f1", "#9fc5dd", "#3479a9", "#123f63"),
    5: ("#dee9f1", "#9ec4dd", "#669dc2", "#3275a4", "#123e62"),
    6: ("#e6eff5", "#adcde1", "#80b0cf", "#5b95bc", "#3071a0", "#123e62"),
    7: ("#eaf1f6", "#b2d0e3", "#80b0cf", "#5b95bc", "#357aaa", "#215982", "#0f334f"),
}
"""One hue from light to dark for so many levels: the order shows in grey as well, and each part has its number."""
DARK = 0x85
"""How much green a fill has at most that takes white letters."""


class ItemBar(Struct, frozen=True):
    """One item: its ratings, a few words on how close they are, and which way the median went, where known.

    whole: whether its numbers are told, or its middle alone.
    """

    title: str
    distribution: Distribution
    note: str = ""
    change: Change | None = None
    whole: bool = True


class PillarBars(Struct, frozen=True):
    """A pillar's items under its title. `median` and `change` are the pillar's own."""

    title: str
    median: Median
    items: tuple[ItemBar, ...]
    change: Change | None = None

    @property
    def scale(self) -> Scale:
        return self.items[0].distribution.scale


@lru_cache(maxsize=32)
def assessment_chart(block_id: str, title: str, subtitle: str, pillars: tuple[PillarBars, ...]) -> Picture:
    """Every item's ratings as one bar from Emerging to Excelling, grouped by pillar.

    The same arguments give the same bytes. block_id: where in the message the picture stands.
    subtitle: who rated, and what the arrows compare with.
    """
    words = joined(" ", (_pillar_words(pillar) for pillar in pillars))
    levels = " / ".join(dict.fromkeys(pillar.scale.words for pillar in pillars))
    alt = say("charts.alt", title=title, subtitle=subtitle, levels=levels, pillars=words)
    with drawing:
        return Picture(block_id, "self-assessment.png", _draw_assessment(title, subtitle, pillars), alt.plain)


@lru_cache(maxsize=32)
def pulse_chart(
    block_id: str,
    question: str,
    median: Median | None,
    spread: Spread,
    note: str = "",
    scale: Scale = FISO_LEVELS,
) -> Picture:
    """The answers to one question, a bar for each level; `note` stands below (such as the share who answered).

    median: None where the answers are split, so that no middle is marked.
    The bars have two lengths alone: how many answered, and how, must not follow from the picture.
    """
    parts = part_words(spread)
    counts = (say("charts.alt_level", level=level.label, share=parts[level - 1]) for level in scale)
    middle = say("charts.alt_split") if median is None else say("charts.alt_median", median=median.words)
    alt = say("charts.alt_pulse", question=question, counts=joined(", ", counts), median=middle, note=note)
    with drawing:
        return Picture(block_id, "pulse.png", _draw_pulse(question, median, spread, note, scale), alt.plain.strip())


def _pillar_words(pillar: PillarBars) -> Text:
    return say(
        "charts.alt_pillar",
        pillar=pillar.title,
        median=pillar.median.words,
        note=_aside("", pillar.change),
        items=joined("; ", (_item_words(item) for item in pillar.items)),
    )


def _item_words(item: ItemBar) -> Text:
    return say(
        "charts.alt_item",
        item=item.title,
        median=(item.distribution.median_label or "–"),
        counts=joined(", ", (str(item.distribution.count(level)) for level in item.distribution.scale))
        if item.whole
        else say("charts.middle_only"),
        note=_aside(item.note, item.change),
    )


def _aside(note: str, change: Change | None) -> str:
    return "".join(f", {words}" for words in (note, change) if words)


BAR_WIDTH = 500
ARROWS = {Change.UP: "▲", Change.DOWN: "▼"}
SIDE = MARGIN + BAR_WIDTH + 20
HEAD = 164
"""Without the rows of the key."""
PILLAR_HEIGHT = 98
PILLAR_GAP = 14
ITEM_HEIGHT = 102
BAR_HEIGHT = 42
BAR_TOP = 38


def _draw_assessment(title: str, subtitle: str, pillars: Sequence[PillarBars]) -> bytes:
    inside = sum(PILLAR_HEIGHT + ITEM_HEIGHT * len(pillar.items) + PILLAR_GAP for pillar in pillars)
    key = pillars[0].scale
    lines = [*wrapped(subtitle, 58)[:2], *wrapped(say("charts.key").plain, 58)]
    head = HEAD + KEY_ROW * key_rows(key) + LINE * (len(lines) - 2)
    paper = Canvas(head + inside)
    paper.title(42, title)
    for number, line in enumerate(lines):
        paper.write(MARGIN, 86 + LINE * number, line, 22, colour=QUIET)
    draw_key(paper, 78 + LINE * len(lines), KEY_ROW, key)
    top = head
    for pillar in pillars:
        paper.line(top)
        paper.write(MARGIN, top + 36, shorten(pillar.title, 32), 28, bold=True)
        words = f"{pillar.median.words} {ARROWS.get(pillar.change, '')}" if pillar.change else pillar.median.words
        paper.write(MARGIN, top + 70, words.strip(), 24)
        top += PILLAR_HEIGHT
        for item in pillar.items:
            _draw_item(paper, top, item)
            top += ITEM_HEIGHT
        top += PILLAR_GAP
    return paper.png()


KEY_ROW, LINE, NAME_LETTERS = 42, 32, 13
"""NAME_LETTERS: letters that fit left of a bar in the usual size."""


def _keys_in_a_row(scale: Scale) -> int:
    return 2 if len(scale) == 4 else 3


def key_rows(scale: Scale) -> int:
    """How many rows its key takes."""
    return -(-len(scale) // _keys_in_a_row(scale))


def draw_key(paper: Canvas, top: float, row: float, scale: Scale) -> None:
    """The levels with their colours, in rows of that height from `top` down."""
    in_a_row = _keys_in_a_row(scale)
    room = (WIDTH - 2 * MARGIN) / in_a_row
    for position, level in enumerate(scale):
        x, y = MARGIN + position % in_a_row * room, top + row * (position // in_a_row)
        paper.box(x, y, 30, 28, fill_of(level, scale))
        words = f"{level:d} {level.label}"
        paper.write(x + 40, y + 14, words, fitting(words, 25, (room - 50) / 15.5))


def fill_of(level: int, scale: Scale) -> str:
    """The colour of a level among so many."""
    return FILLS[len(scale)][level - 1]


def ink_on(fill: str) -> str:
    """The colour of letters that can be read on it."""
    return "#ffffff" if int(fill[3:5], 16) < DARK else INK


def _draw_item(paper: Canvas, top: float, item: ItemBar) -> None:
    paper.write(MARGIN, top + 16, shorten(item.title, 28 if item.note else 40), 26)
    paper.write(WIDTH - MARGIN, top + 16, shorten(item.note, 15), 22, colour=QUIET, align="right")
    x, middle = float(MARGIN), top + BAR_TOP + BAR_HEIGHT / 2
    total = max(item.distribution.total, 1)
    scale = item.distribution.scale
    for level in scale:
        count = item.distribution.count(level)
        if not count:
            continue
        width = BAR_WIDTH * count / total
        fill = fill_of(level, scale)
        paper.box(x, top + BAR_TOP, width, BAR_HEIGHT, fill)
        if width > 26:
            number = str(count) if item.whole else say("charts.middle_only").plain
            paper.write(x + width / 2, middle, number, 26, colour=ink_on(fill), align="center")
        x += width
    median = item.distribution.median_label or "–"
    paper.write(SIDE, middle, median, 31, bold=True)
    arrow = ARROWS.get(item.change, "") if item.change else ""
    paper.write(WIDTH - MARGIN, middle, arrow, 24, colour=QUIET, align="right")


PULSE_ROW = 74


LONG_BAR, SHORT_BAR = 168, 50
"""Two lengths, whatever the answers."""


def _draw_pulse(question: str, median: Median | None, spread: Spread, note: str, scale: Scale) -> bytes:
    lines, below = wrapped(question, 40), wrapped(note, 58) if note else []
    head = 34 + 38 * len(lines) + 26
    paper = Canvas(head + PULSE_ROW * len(scale) + (28 + LINE * len(below) if note else 24))
    for number, line in enumerate(lines):
        paper.write(MARGIN, 54 + 38 * number, line, 27, bold=True)
    start, parts = 224, part_words(spread)
    for level in scale:
        middle = head + PULSE_ROW * (level - 1) + 26
        in_median = median is not None and median.low <= level <= median.high
        paper.write(MARGIN, middle, level.label, fitting(level.label, 26, NAME_LETTERS), bold=in_median)
        width = LONG_BAR if spread.reached[level - 1] else SHORT_BAR
        paper.box(start, middle - 26, width, 52, fill_of(level, scale))
        paper.write(start + width + 14, middle, parts[level - 1].plain, 22)
    if median is not None:
        # One mark, below the level, or between the two where the middle lies between them.
        below_name = 26 if median.low == median.high else PULSE_ROW / 2
        middle = head + PULSE_ROW * (median.low - 1) + 26
        paper.write(MARGIN, middle + below_name, say("charts.median_word").plain, 22, colour=QUIET)
    for number, line in enumerate(below):
        paper.write(MARGIN, head + PULSE_ROW * len(scale) + 22 + LINE * number, line, 22, colour=QUIET)
    return paper.png()


def wrapped(text: str, most: int) -> list[str]:
    """The text in lines of at most that many characters, broken between words."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > most and lines[-1]:
            lines.append(shorten(word, most))
        else:
            lines[-1] = shorten(joined, most)
    return lines
