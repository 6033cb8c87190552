"""What one seed of the fault harness did, and what came of it."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from benchmarks.fault_chats import Shown

MELBOURNE = ZoneInfo("Australia/Melbourne")
OPENS = datetime(2027, 4, 12, 8, 30, tzinfo=MELBOURNE).astimezone(UTC)


@dataclass(frozen=True)
class Cost:
    """What so many messages cost: CPU seconds of the workers and of PostgreSQL, its transactions, real seconds."""

    messages: int
    workers: float
    database: float
    transactions: int
    seconds: float

    def since(self, other: Cost) -> Cost:
        return Cost(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass
class Outcome:
    """What one seed did and what came of it; lost, twice and out of order must be 0.

    unheard: calls that were carried out, and whose answer did not come. healed: messages that stood twice until
    somebody clicked. plain: messages without a button that stand twice, as is promised.
    """

    seed: int
    messages: int = 0
    kills: int = 0
    restarts: int = 0
    faults: int = 0
    unheard: int = 0
    seconds: float = 0.0
    healed: int = 0
    plain: int = 0
    lost: int = 0
    twice: int = 0
    out_of_order: int = 0
    cost: Cost | None = None
    """Of the opening, where nothing was killed."""

    @property
    def clean(self) -> bool:
        return not (self.lost or self.twice or self.out_of_order)

    @property
    def row(self) -> tuple[object, ...]:
        return astuple(self)[: len(HEADINGS)]


HEADINGS = (
    *("seed", "messages", "kills", "database restarts", "faults", "answers lost", "seconds"),
    *("twice until a click", "twice without a button", "lost", "twice", "out of order"),
)


def judge_conversation(
    said: Sequence[Shown],
    kinds: Mapping[str, str],
    tries: Mapping[str, int],
    expected: tuple[str, int],
    outcome: Outcome,
) -> None:
    """One message of the opening, not before its time, and the lines 0, 1, … in order; each as it was first shown.

    tries: how often the bot tried to send what it was in doubt about. expected: the opening's kind, and how many lines.
    """
    opening, lines = expected
    shown = each_once(said, tries, outcome)
    openings = [one for one in shown if kinds.get(one.delivery) == opening]
    words = [int(one.text.removeprefix("line ")) for one in shown if one.text.startswith("line ")]
    outcome.lost += max(0, 1 - len(openings)) + len(set(range(lines)) - set(words))
    outcome.twice += max(0, len(openings) - 1) + len(words) - len(set(words))
    outcome.out_of_order += sum(one.at < OPENS.timestamp() for one in openings)
    outcome.out_of_order += sum(later < earlier for earlier, later in itertools.pairwise(words))


def each_once(said: Sequence[Shown], tries: Mapping[str, int], outcome: Outcome) -> list[Shown]:
    """The messages as each was first shown, and in the outcome how many were too many."""
    first: dict[str, Shown] = {}
    times: Counter[str] = Counter()
    for one in said:
        times[one.delivery] += 1
        if one.delivery and times[one.delivery] == 1:
            first[one.delivery] = one
        elif one.delivery and one.proves is None and times[one.delivery] <= tries.get(one.delivery, 1):
            outcome.plain += 1
        else:
            outcome.twice += 1
            print(f"too many: {one}", file=sys.stderr)
    return list(first.values())
