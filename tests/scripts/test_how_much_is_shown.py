"""The table in docs/privacy.md says what the rules do."""

from __future__ import annotations

from scripts.how_much_is_shown import PAGE, table, written


def test_the_page_tells_how_much_is_shown() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page


def test_few_are_told_less() -> None:
    """Of five, three differ from the most frequent in 16 results: 12 like (2, 2, 1, 0), and 4 like (2, 1, 1, 1)."""
    five, *_, most = table().splitlines()[2:]
    assert five == f"| 5 | 56 | {16 / 56:.0%} | {40 / 56:.0%} | 0% | 0% | 100% | 0% |"
    assert "| 99% | 1% |" in most
