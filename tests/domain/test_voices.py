import pytest

from domain.voices import Voice, one_each, voices

PRINCIPAL, DELEGATE, NOBODY = Voice(1, True), Voice(1, False), Voice(None, True)


@pytest.mark.parametrize(
    ("answers", "heard", "why"),
    [
        ([(PRINCIPAL, 3)], [3], "one school, one answer"),
        ([(PRINCIPAL, 3), (DELEGATE, 1), (DELEGATE, 1)], [3], "two delegates do not outvote their principal"),
        ([(DELEGATE, 4), (DELEGATE, 1), (DELEGATE, 2)], [2], "the middle one where the principal did not answer"),
        ([(DELEGATE, 4), (DELEGATE, 1)], [1], "of two middle ones the lower"),
        ([(PRINCIPAL, 3), (Voice(2, True), 1)], [1, 3], "two schools"),
        ([(NOBODY, 4), (NOBODY, 1), (NOBODY, 1)], [1], "people without a school are one voice together"),
        ([], [], "nobody answered"),
    ],
)
def test_a_school_has_one_voice(answers: list[tuple[Voice, int]], heard: list[int], why: str) -> None:
    assert sorted(one_each(answers)) == heard, why


def test_voices_are_counted_by_school() -> None:
    assert voices([PRINCIPAL, DELEGATE, Voice(2, False), NOBODY, Voice(None, False)]) == 3
