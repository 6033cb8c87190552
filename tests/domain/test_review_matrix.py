from __future__ import annotations

from domain.review_matrix import matrix_of


def test_schools_that_were_left_out_stand_first_and_those_that_have_left_nowhere() -> None:
    found = matrix_of([1, 2, 3, 4], done=[(1, 2), (1, 3), (2, 1), (9, 1)], planned=[(4, 1), (1, 2)])
    assert found.schools == (4, 3, 2, 1), "neither 4 nor 3 was visited, and 4 has not visited either"
    assert found.planned == {(4, 1)}, "what took place is not to come"
    assert found.visited(1) == 2


def test_a_school_that_has_rested_in_its_turn_is_not_left_out() -> None:
    found = matrix_of([1, 2, 3, 4], done=[(1, 2), (2, 1)], planned=[], rests=[3])
    assert found.schools == (4, 1, 2, 3)
