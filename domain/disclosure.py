"""When numbers about people's answers may be shown.

Counts are numbers of answers; a threshold is the smallest such number that may be shown. It is frozen
when a question is asked, so that nobody can lower it once the answers are in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from fractions import Fraction
from functools import lru_cache

Counts = tuple[int, ...]
"""How many answers each level got, from Emerging to Excelling."""
SCORE_FLOOR = 5
SECRET_BYTES = 32
COMMENT_FLOOR = 10
"""How many comments it takes before any is shown."""
LEFT_OUT = 3
"""How many voices there are at least for which no comment is shown."""
BAND = 5
"""How many counts of answers each thing that is told of participation stands for at least."""
ROOM_FOR_THIRDS = 5
"""How many members above the threshold it takes before thirds of the answers may be told, instead of halves."""


DIFFERENT_ENOUGH = 3
"""How many ratings differ from the most frequent one before their numbers are told."""
REST = timedelta(days=100)
"""How long the same question rests after a result, whoever would be asked: about a term with its holidays."""


class Share(Enum):
    """A share of those who were asked."""

    QUARTER = Fraction(1, 4)
    THIRD = Fraction(1, 3)
    HALF = Fraction(1, 2)
    THREE_QUARTERS = Fraction(3, 4)


CUTS = (
    (Share.QUARTER, Share.HALF, Share.THREE_QUARTERS),
    (Share.HALF, Share.THREE_QUARTERS),
    (Share.QUARTER, Share.THREE_QUARTERS),
    (Share.QUARTER, Share.HALF),
    (Share.THREE_QUARTERS,),
    (Share.HALF,),
    (Share.QUARTER,),
)
"""Where participation is cut, the finest first."""


@dataclass(frozen=True)
class Participation:
    """At least `share` of those who were asked answered; where `below`, fewer than that."""

    share: Share
    below: bool = False


@dataclass(frozen=True)
class Spread:
    """Which levels, from Emerging to Excelling, got `cut` of the answers or more; the others got less, perhaps none."""

    cut: Share
    reached: tuple[bool, ...]


def score_threshold(setting: int | None = None) -> int:
    """The threshold to freeze for scores: a setting can raise the floor of 5, never lower it."""
    return max(SCORE_FLOOR, setting or 0)


def can_ask(members: int, threshold: int) -> bool:
    """Whether enough people could answer at all. If not, they are told so and nobody is asked."""
    return members >= _checked(threshold)


def publishable(total_answers: int, threshold: int) -> bool:
    """Whether a total may be shown. If not, nothing about its answers is shown or kept."""
    return total_answers >= _checked(threshold)


@lru_cache(maxsize=4096)
def participation(answers: int, members: int, threshold: int) -> Participation | None:
    """How many of the members answered, as it may be told; None where even that would tell too much.

    Everybody in a network knows how many its members are, so a rate is a count in disguise: 88 per cent of 8 people
    is all but one. So it is told in quarters, each true of every count it stands for, and as few of them as it takes
    for each to stand for BAND or more. Which quarters these are hangs on the members and the threshold alone, never
    on the answers. (What the threshold itself tells stays known: at least that many answered.)
    """
    if not 0 <= answers <= members:
        raise ValueError(f"{answers} of {members} members cannot have answered.")
    if not publishable(answers, threshold):
        return None
    for cuts in CUTS:
        told = [_told(count, members, cuts) for count in range(threshold, members + 1)]
        if min(Counter(told).values()) >= BAND:
            return told[answers - threshold]
    return None


def spread(counts: Sequence[int], members: int, threshold: int) -> Spread | None:
    """How the answers are spread, so coarse that their number does not follow from it; None where none may be shown.

    From three members above the threshold on, nothing that is shown of a question (this, the median and the
    participation) tells whether everybody answered, or all but one: tests/domain/test_disclosure.py goes through
    them all. The cut hangs on the members and the threshold alone, never on the answers.
    """
    total = sum(counts)
    if not publishable(total, threshold):
        return None
    cut = spread_cut(members, threshold)
    of, parts = cut.value.as_integer_ratio()
    return Spread(cut, tuple(count * parts >= of * total for count in counts))


def spread_cut(members: int, threshold: int) -> Share:
    """Of which levels it is told that they got that share or more: thirds where people are enough, else halves."""
    return Share.THIRD if members - threshold >= ROOM_FOR_THIRDS else Share.HALF


def as_told(counts: Sequence[int], answered: int, members: int, threshold: int) -> tuple[tuple[int, ...], int]:
    """Counts and a number of answers to keep in place of the true ones: everything that is told of them is the same.

    So whoever reads the database learns no more of a result than the channel did. Raises ValueError where nothing
    may be told.
    """
    wanted, rate = _shown(counts, members, threshold), participation(answered, members, threshold)
    for total in range(threshold, max(sum(counts), members) + 1):
        for found in every_count(total, len(counts)):
            if _shown(found, members, threshold) == wanted:
                fewest = min(n for n in range(threshold, members + 1) if participation(n, members, threshold) == rate)
                return found, fewest
    raise ValueError(f"{sum(counts)} answers are too few to be told.")


def every_count(total: int, levels: int) -> Iterator[tuple[int, ...]]:
    """Every way in which that many answers can be spread over the levels."""
    if levels == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in every_count(total - first, levels - 1):
            yield (first, *rest)


def may_comment(asked: int, threshold: int) -> bool:
    """Whether comments could ever be shown of a question to so many: otherwise nobody is asked for any."""
    return asked - LEFT_OUT >= max(COMMENT_FLOOR, _checked(threshold))


def comments_to_show(given: int, asked: int, threshold: int) -> int:
    """How many of the comments may be shown, 0 for none.

    Some are always missing from as many as could be, so that their number never tells that everybody answered.
    """
    enough = max(COMMENT_FLOOR, _checked(threshold))
    return min(given, asked - LEFT_OUT) if given >= enough and may_comment(asked, threshold) else 0


def middle(counts: Sequence[int]) -> tuple[int, int]:
    """Where the two middle answers lie, counted from 0; the same for an odd number of answers."""
    places = [place for place, count in enumerate(counts) for _ in range(count)]
    return places[(len(places) - 1) // 2], places[len(places) // 2]


def spread_is_safe(counts: Sequence[int]) -> bool:
    """Whether ratings may be told with their numbers: three or more differ from the most frequent one.

    Otherwise the middle alone is told. Then whoever knows one of the ratings cannot be certain of another, whichever
    of the two they see: tests/domain/test_disclosure.py goes through every result of 5 to 12 raters.
    """
    return sum(counts) - max(counts) >= DIFFERENT_ENOUGH


def voter_key(secret: bytes, member_id: str) -> str:
    """The key that a member's answer is kept under while the question is open: 64 hex digits.

    `secret` is random (SECRET_BYTES long) and belongs to one question alone. With it a second answer
    replaces the first; once it is destroyed, no key leads back to a member.
    """
    if len(secret) < SECRET_BYTES:
        raise ValueError(f"A secret of {len(secret)} bytes is too short; it takes {SECRET_BYTES}.")
    return hmac.new(secret, member_id.encode(), hashlib.sha256).hexdigest()


def _shown(counts: Sequence[int], members: int, threshold: int) -> tuple[Spread | None, tuple[int, int]]:
    return spread(counts, members, threshold), middle(counts)


def _told(count: int, members: int, cuts: Sequence[Share]) -> Participation:
    reached = [cut for cut in cuts if count >= cut.value * members]
    return Participation(max(reached, key=lambda cut: cut.value)) if reached else Participation(cuts[0], below=True)


def _checked(threshold: int) -> int:
    if threshold < SCORE_FLOOR:
        raise ValueError(f"A threshold of {threshold} is below the floor of {SCORE_FLOOR}.")
    return threshold
