"""The summary's picture: sound PNGs, the same bytes each time, and everything in it said in words as well."""

from __future__ import annotations

from itertools import product

import pytest

from domain.ratings import FISO_LEVELS, Change, Median
from facts.assessments import ItemMark, PillarMarks
from prompts.pictures.canvas import WIDTH
from prompts.pictures.summary_chart import FILLS, change_in_words, summary_chart
from tests.prompts.test_charts import contrast, size

EMERGING, EVOLVING, EMBEDDING, EXCELLING = FISO_LEVELS
MEDIANS = [Median(low, high) for low in FISO_LEVELS for high in FISO_LEVELS if low <= high]
TWO, SPLIT = Median(EVOLVING, EVOLVING), Median(EVOLVING, EMBEDDING)


def pillar(*items: ItemMark) -> PillarMarks:
    return PillarMarks("How we work together", SPLIT, items, Change.UP)


def test_the_same_medians_give_the_same_bytes() -> None:
    marks = pillar(ItemMark("Trust", SPLIT, TWO))
    first = summary_chart("p", "Merri-bek", "Semester 1, 2026", "Semester 2, 2025", marks).png
    summary_chart.cache_clear()
    assert summary_chart("p", "Merri-bek", "Semester 1, 2026", "Semester 2, 2025", marks).png == first


def test_every_move_between_medians_can_be_drawn() -> None:
    items = [ItemMark("Trust", now, before) for now, before in product(MEDIANS, [*MEDIANS, None])]
    picture = summary_chart("p", "Merri-bek", "Semester 1, 2026", "Semester 2, 2025", pillar(*items))
    assert size(picture.png)[0] == WIDTH


def test_names_too_long_or_outside_the_font_are_drawn_without_trouble() -> None:
    marks = PillarMarks("P" * 90, TWO, (ItemMark("学校 $x^2$ 🙂 " * 9, TWO),))
    assert size(summary_chart("p", "N" * 300, "Semester 1, 2026", None, marks).png)[0] == WIDTH


def test_alt_text_says_in_words_what_the_picture_shows() -> None:
    marks = pillar(
        ItemMark("Trust", SPLIT, TWO),
        ItemMark("Focus & <care>", TWO, SPLIT),
        ItemMark("Data", TWO, TWO),
        ItemMark("New", TWO),
    )
    assert summary_chart("p", "Where Merri-bek stands", "Semester 1, 2026", "Semester 2, 2025", marks).alt == (
        "Where Merri-bek stands. Of these, since Semester 2, 2025: 1 higher, 1 lower, 1 the same. "
        "How we work together, Evolving to Embedding overall: Trust Evolving to Embedding, up from Evolving; "
        "Focus & <care> Evolving, down from Evolving to Embedding; Data Evolving; New Evolving."
    )


def test_the_first_assessment_is_compared_with_nothing() -> None:
    words = change_in_words(pillar(ItemMark("Trust", SPLIT)), None).plain
    assert words.startswith("The first self-assessment with the bot")


@pytest.mark.parametrize("change", list(Change))
def test_every_mark_stands_out_from_the_paper(change: Change) -> None:
    assert contrast(FILLS[change], "#ffffff") >= 4.5
