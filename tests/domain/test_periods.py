"""Which stretch of the school years somebody means, on Tuesday 12 May 2026."""

from __future__ import annotations

from datetime import date

import pytest

from domain.periods import period_in
from storage.calendars import load_calendar

VICTORIA = load_calendar("victoria")


@pytest.mark.parametrize(
    ("text", "days", "rest"),
    [
        ("term 2", ("2026-04-20", "2026-07-12"), ""),
        ("of Term 1 please", ("2026-01-27", "2026-04-19"), "please"),
        ("T4", ("2025-10-06", "2026-01-26"), ""),
        ("term 4 2024", ("2024-10-07", "2025-01-27"), ""),
        ("trust in 2025 term 2", ("2025-04-22", "2025-07-20"), "trust"),
        ("last term", ("2026-01-27", "2026-04-19"), ""),
        ("this term", ("2026-04-20", "2026-07-12"), ""),
        ("2025", ("2025-01-01", "2025-12-31"), ""),
        ("semester 1", ("2026-01-01", "2026-07-12"), ""),
        ("last year about trust", ("2025-01-01", "2025-12-31"), "about trust"),
        ("semester 2 last year", ("2025-07-21", "2025-12-31"), ""),
        ("term 1 of last year", ("2025-01-28", "2025-04-21"), ""),
        ("2019", ("2019-01-01", "2019-12-31"), ""),
        ("trust", None, "trust"),
        ("", None, ""),
    ],
)
def test_a_term_a_half_year_or_a_year_is_understood(text: str, days: tuple[str, str] | None, rest: str) -> None:
    period, said = period_in(text, VICTORIA, date(2026, 5, 12))
    found = (period.first.isoformat(), period.last.isoformat()) if period is not None else None
    assert (found, said) == (days, rest)
