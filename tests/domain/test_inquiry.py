from datetime import date

import pytest

from domain.calendar import Term
from domain.inquiry import STAGES, stage_for


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (1, "evaluate-and-diagnose"),
        (2, "prioritise-and-set-goals"),
        (3, "develop-and-plan"),
        (4, "implement-and-monitor"),
    ],
)
def test_a_year_goes_once_round_the_cycle(number: int, key: str) -> None:
    day = date(2026, 1, number)
    assert stage_for(Term(2026, number, day, day, day)).key == key


@pytest.mark.parametrize("current", STAGES, ids=lambda current: current.key)
def test_each_stage_opens_an_agenda_with_a_question(current: object) -> None:
    prompt = getattr(current, "prompt", "")
    assert prompt.endswith("?")
    assert len(prompt) <= 150
