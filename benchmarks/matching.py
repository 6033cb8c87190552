"""How well a need finds the offers that answer it: precision at 3 and mean reciprocal rank, on a set labelled by hand.

The set (`data/needs-and-offers.yaml`) was written from what the field's documents say networks ask for and give. Beside
it runs the simplest that could be done: offers by the number of words that they share with the need.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.tables import circumstances, table
from storage.matching import likeness

LABELLED = Path(__file__).parent / "data" / "needs-and-offers.yaml"
AT = 3

Ranking = Callable[[str, Mapping[int, str]], Sequence[int]]


@dataclass(frozen=True)
class Measured:
    """precision_at_3: the share of the first three that answer the need; of a need with fewer answers, of as many as
    there are. reciprocal_rank: the mean of one over the place of the first that answers it, 0 where none does."""

    precision_at_3: float
    reciprocal_rank: float


def ours(need: str, offers: Mapping[int, str]) -> Sequence[int]:
    found = likeness(need, offers)
    return sorted(found, key=lambda key: (-found[key].worth, key))


def shared_words(need: str, offers: Mapping[int, str]) -> Sequence[int]:
    asked = set(re.findall(r"\w+", need.lower()))
    counted = {key: len(asked & set(re.findall(r"\w+", text.lower()))) for key, text in offers.items()}
    return sorted((key for key, number in counted.items() if number), key=lambda key: (-counted[key], key))


def measured() -> tuple[Measured, Measured]:
    """Ours and the baseline's."""
    read = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    offers = {int(key): str(text) for key, text in read["offers"].items()}
    needs = [(str(one["need"]), {int(key) for key in one["answered_by"]}) for one in read["needs"]]
    return _measure(ours, needs, offers), _measure(shared_words, needs, offers)


def _measure(rank: Ranking, needs: Sequence[tuple[str, set[int]]], offers: Mapping[int, str]) -> Measured:
    precision, reciprocal = 0.0, 0.0
    for need, answers in needs:
        ranked = rank(need, offers)
        precision += len(answers.intersection(ranked[:AT])) / min(AT, len(answers))
        place = next((number for number, key in enumerate(ranked, 1) if key in answers), None)
        reciprocal += 1 / place if place else 0.0
    return Measured(precision / len(needs), reciprocal / len(needs))


def report() -> tuple[str, bool]:
    """The two beside each other; good where ours is the better one in both."""
    found, baseline = measured()
    rows = [
        ("BM25 over stems, with the field's synonyms", f"{found.precision_at_3:.2f}", f"{found.reciprocal_rank:.2f}"),
        ("shared words", f"{baseline.precision_at_3:.2f}", f"{baseline.reciprocal_rank:.2f}"),
    ]
    better = found.precision_at_3 > baseline.precision_at_3 and found.reciprocal_rank > baseline.reciprocal_rank
    return table(("offers by", "precision at 3", "mean reciprocal rank"), rows), better


if __name__ == "__main__":
    print(circumstances())
    text, good = report()
    print(f"\n{text}")
    sys.exit(0 if good else 1)
