"""The pictures: sound PNGs, the same bytes each time, and everything in them said in words as well."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest

from domain.disclosure import Share, Spread
from domain.ratings import FEWEST_LEVELS, FISO_LEVELS, MOST_LEVELS, Change, Distribution, Median, Scale
from facts.assessments import ItemMark, PillarMarks
from prompts.pictures.canvas import WIDTH, Canvas
from prompts.pictures.charts import FILLS, ItemBar, PillarBars, assessment_chart, ink_on, pulse_chart
from prompts.pictures.summary_chart import summary_chart

SPLIT = Distribution((0, 3, 3, 0))
EMERGING, EVOLVING, EMBEDDING, EXCELLING = FISO_LEVELS
MEDIAN = Median(EVOLVING, EVOLVING)
SPREAD = Spread(Share.THIRD, (False, True, True, False))
PILLARS = (
    PillarBars(
        "How we work together",
        Median(EVOLVING, EMBEDDING),
        (ItemBar("Trust", SPLIT, "close together", Change.UP), ItemBar("Focus & <care>", Distribution((1, 0, 0, 5)))),
        Change.DOWN,
    ),
)


def draw() -> bytes:
    assessment_chart.cache_clear()
    return assessment_chart("spread", "Merri-bek, Semester 1, 2026", "6 of 7 finished.", PILLARS).png


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, from 0 (black) to 1 (white)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_same_ratings_give_the_same_bytes() -> None:
    assert draw() == draw()


def test_a_phone_shows_no_letter_of_a_picture_smaller_than_nine_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[float] = []
    monkeypatch.setattr(Canvas, "write", lambda _, __, ___, ____, size, **_____: sizes.append(size))
    draw()
    pulse_chart("pulse", "How safe is it, in this network?", MEDIAN, SPREAD, "At least half answered.")
    assert min(sizes) * 314 / WIDTH >= 9


def test_alt_text_says_in_words_what_the_assessment_shows() -> None:
    alt = assessment_chart("spread", "Merri-bek, Semester 1, 2026", "6 of 7 finished.", PILLARS).alt
    assert "How we work together, median Evolving to Embedding, down" in alt
    assert "Trust 2–3 (0, 3, 3, 0), close together, up" in alt
    assert "Focus & <care> 4 (1, 0, 0, 5)" in alt, "alt text is plain: nothing in it is escaped"


def test_alt_text_says_in_words_what_the_pulse_shows() -> None:
    picture = pulse_chart("pulse", "How safe is it?", MEDIAN, SPREAD, "At least half answered.")
    assert picture.alt == (
        "How safe is it? Answers: Emerging less than a third, Evolving a third or more, Embedding a third or more, "
        "Excelling less than a third. Median: Evolving. At least half answered."
    )


def test_very_long_texts_and_letters_outside_the_font_are_drawn_without_trouble() -> None:
    long = "A question that nobody would ask in so many words " * 6
    assert size(pulse_chart("pulse", long, MEDIAN, SPREAD, "x" * 500).png)[1] < 1024
    assert size(assessment_chart("spread", "N" * 300, "$x^2$ 🙂 学校", PILLARS).png)[0] == WIDTH


@pytest.mark.parametrize("levels", range(FEWEST_LEVELS, MOST_LEVELS + 1))
def test_levels_get_darker_step_by_step_so_that_they_differ_in_grey(levels: int) -> None:
    shades = [luminance(fill) for fill in FILLS[levels]]
    assert len(shades) == levels
    assert all(lighter > darker * 1.4 for lighter, darker in pairwise(shades))


@pytest.mark.parametrize("fill", [fill for fills in FILLS.values() for fill in fills])
def test_the_number_on_each_level_can_be_read(fill: str) -> None:
    assert contrast(fill, ink_on(fill)) >= 4.5, "WCAG AA for text"


@pytest.mark.parametrize("names", [("Not yet", "Yes"), tuple(f"Level number {n} of 7" for n in range(7))])
def test_pictures_take_as_many_levels_as_a_scale_has(names: tuple[str, ...]) -> None:
    scale = Scale(names)
    ratings = Distribution.of([1, *range(1, len(names) + 1)], scale)
    assert ratings.median is not None
    bars = PillarBars("Trust", ratings.median, (ItemBar("Open doors", ratings),))
    picture = assessment_chart("spread", "Ours", "7 finished.", (bars,))
    assert f"how many said {scale.words}." in picture.alt
    told = Spread(Share.THIRD, (True, *(False,) * (len(names) - 1)))
    assert f"{names[-1]} less than a third" in pulse_chart("pulse", "How open?", None, told, scale=scale).alt
    marks = PillarMarks("Trust", ratings.median, (ItemMark("Open doors", ratings.median),), scale=scale)
    assert ratings.median.words in summary_chart("summary", "Ours", "now", None, marks).alt
