"""What a network lets others see."""

import pytest

from domain.errors import Invalid
from domain.ratings import FISO_LEVELS, Scale
from domain.showcases import MOST_CHARACTERS, Part, check_shown, is_strength


@pytest.mark.parametrize(
    ("scale", "strong"), [(FISO_LEVELS, [3, 4]), (Scale(("a", "b", "c", "d", "e")), [4, 5]), (Scale(("a", "b")), [2])]
)
def test_a_strength_lies_in_the_upper_half_of_its_scale(scale: Scale, strong: list[int]) -> None:
    assert [int(level) for level in scale if is_strength(level, scale)] == strong


def test_what_is_shown_is_what_is_ticked_and_a_short_line() -> None:
    assert check_shown(["strengths", "roster"], "  Two\n lines ") == ({Part.STRENGTHS}, "Two lines")
    assert check_shown([], "x" * MOST_CHARACTERS)[0] == set()
    with pytest.raises(Invalid, match="wrong_too_long"):
        check_shown([], "x" * (MOST_CHARACTERS + 1))
