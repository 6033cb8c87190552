from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import Term
from domain.review_rhythm import begins


@pytest.mark.parametrize(
    ("rhythm", "terms"), [("", []), ("term", [1, 2, 3, 4]), ("half_year", [1, 3]), ("year", [1]), ("nonsense", [])]
)
def test_a_round_is_due_in_the_terms_of_the_rhythm(rhythm: str, terms: list[int]) -> None:
    every = [Term(2026, n, date(2026, 3 * n, 1), date(2026, 3 * n, 1), date(2026, 3 * n, 28)) for n in range(1, 5)]
    assert [term.number for term in every if begins(rhythm, term)] == terms
