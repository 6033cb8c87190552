"""The picture of who has reviewed whom: its words say all that it shows, and it stays readable on a phone."""

from __future__ import annotations

import struct

import pytest

from facts.peer_reviews import MatrixRow, ReviewMatrix
from prompts.peer_reviews.looking_back import matrix_message
from prompts.pictures.canvas import WIDTH
from tests.undrawn import undrawn


def rows(number: int) -> tuple[MatrixRow, ...]:
    return tuple(
        MatrixRow(f"School {place + 1}", tuple(range(0, place, 3)), (number - 1,) if place == 1 else ())
        for place in range(number)
    )


@pytest.mark.parametrize("number", [2, 9, 30])
def test_the_picture_has_a_row_for_each_school_and_its_words_say_who_was_left_out(number: int) -> None:
    said = matrix_message(ReviewMatrix("Merri-bek", rows(number)))
    [picture] = said.pictures
    assert "School 1 has not been visited." in picture.alt
    assert "School 2 was visited by School 1." in picture.alt
    assert len(picture.alt) <= 2000
    width, height = struct.unpack(">II", picture.png[16:24])
    assert width == WIDTH
    assert height >= 210 + 36 * number


@pytest.mark.parametrize(("number", "told"), [(40, False), (46, True)])
def test_a_picture_that_has_not_all_schools_says_so(number: int, told: bool) -> None:
    with undrawn():
        said = matrix_message(ReviewMatrix("Merri-bek", rows(number)))
    assert (f"The picture has the 40 schools visited least, of {number}." in str(said)) is told


def test_a_network_without_schools_has_no_picture() -> None:
    assert not matrix_message(ReviewMatrix("Merri-bek", ())).pictures
