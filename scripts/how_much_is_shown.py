"""Writes the table in docs/privacy.md of how much of a result is shown: `python -m scripts.how_much_is_shown`."""

from __future__ import annotations

from pathlib import Path

from domain.assessments import is_told_whole
from domain.disclosure import SCORE_FLOOR, every_count, spread
from domain.ratings import FISO_LEVELS, Distribution

PAGE = Path(__file__).parent.parent / "docs" / "privacy.md"
BEGIN, END = "<!-- how much is shown: written by scripts/how_much_is_shown.py -->", "<!-- until here -->"
ANSWERS = (5, 9, 15, 25)
HEAD = (
    "| answers | results there can be | an item of a self-assessment: numbers | its middle alone | nothing "
    "| a pulse check: numbers | the middle, and which levels got a third or half | nothing |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)


def table() -> str:
    """A line for each number of answers, over every result that so many can give, each counted once."""
    return "\n".join((*HEAD, *(_line(answers) for answers in ANSWERS)))


def written(page: str) -> str:
    """The page with the table as the rules have it now."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


def _line(answers: int) -> str:
    results = list(every_count(answers, len(FISO_LEVELS)))
    whole = sum(is_told_whole(Distribution(counts)) for counts in results)
    told = sum(spread(counts, answers, SCORE_FLOOR) is not None for counts in results)
    every = len(results)
    shares = (whole, every - whole, 0, 0, told, every - told)
    return f"| {answers} | {every:,} | {' | '.join(f'{share / every:.0%}' for share in shares)} |"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
