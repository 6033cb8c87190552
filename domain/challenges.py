"""Three questions worth asking at a meeting, chosen by rule from what the network's own results and promises say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

QUESTIONS = 3
REMEMBERED_MEETINGS = 2
"""What was brought up before one of the last meetings rests."""


class Kind(StrEnum):
    """Why a question is worth asking, in the order in which the kinds take turns."""

    PROMISED = "promised"
    """Promised and not done."""
    GAP = "gap"
    """Leaders and schools see it differently."""
    SPLIT = "split"
    """Leaders disagree on it."""
    WEAK = "weak"
    """It stands low, as agreed."""
    OPEN = "open"
    """Nothing in the results calls for it: a question that is good at any meeting."""


OPEN_QUESTIONS = 6
"""How many of those there are; they are taken in turn."""


@dataclass(frozen=True)
class Candidate:
    """Something that a question could be about. strength: 0 to 1, within its kind. item_key: may be empty.

    question: the words, empty where the content has them; values: for the sentence that says why.
    """

    kind: Kind
    strength: float
    item_key: str = ""
    question: str = ""
    values: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def topic(self) -> str:
        """What must not come up twice in a row."""
        return self.item_key or self.kind


def choose(candidates: Sequence[Candidate], rested: Collection[str], turn: int) -> list[Candidate]:
    """QUESTIONS of them: the strongest of each kind in turn, then the next strongest, each topic once.

    rested: topics that came up before one of the last meetings. Where there are too few, questions that are good at
    any meeting follow, by `turn`, the number of meetings so far. Ties keep the order in which they came.
    """
    chosen: list[Candidate] = []
    topics = set(rested)
    for candidate in _in_turn(candidates):
        if candidate.topic not in topics and len(chosen) < QUESTIONS:
            topics.add(candidate.topic)
            chosen.append(candidate)
    for number in range(QUESTIONS - len(chosen)):
        chosen.append(Candidate(Kind.OPEN, 0.0, values={"number": 1 + (turn * QUESTIONS + number) % OPEN_QUESTIONS}))
    return chosen


def _in_turn(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """One of each kind, the strongest first, then the second of each, and so on."""
    ranked = {
        kind: sorted((each for each in candidates if each.kind is kind), key=lambda each: -each.strength)
        for kind in Kind
    }
    for place in range(max((len(found) for found in ranked.values()), default=0)):
        for found in ranked.values():
            if place < len(found):
                yield found[place]
