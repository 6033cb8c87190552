"""When numbers about people's answers may be shown.

Counts are numbers of answers; a threshold is the smallest such number that may be shown. It is frozen
when a question is asked, so that nobody can lower it once the answers are in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

SCORE_FLOOR = 5
COMMENT_FLOOR = 10
SECRET_BYTES = 32
MOST_DERIVED_SETS = 4096
BAND = 5
"""How many counts of answers each thing that is told of participation stands for at least."""
ROOM_FOR_THIRDS = 5
"""How many members above the threshold it takes before thirds of the answers may be told, instead of halves."""


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


def comment_threshold(setting: int | None = None) -> int:
    """The threshold to freeze for comments: a setting can raise the floor of 10, never lower it."""
    return max(COMMENT_FLOOR, setting or 0)


def can_ask(members: int, threshold: int) -> bool:
    """Whether enough people could answer at all. If not, they are told so and nobody is asked."""
    return members >= _checked(threshold)


def publishable(total_answers: int, threshold: int) -> bool:
    """Whether a total may be shown. If not, nothing about its answers is shown or kept."""
    return total_answers >= _checked(threshold)


def visible_groups(counts: Mapping[str, int], threshold: int) -> frozenset[str]:
    """The groups that may be shown beside their total, where groups share no answers.

    A group needs the threshold, and so does what a reader gets by taking the shown groups from the
    total: the next smallest group is hidden too until that remainder is large enough. A hidden group
    that nobody answered in counts as well, as a remainder of nothing tells that none of them answered.
    Empty if the total is too small itself.
    """
    _checked(threshold)
    smallest_first = sorted(counts, key=lambda group: (counts[group], group))
    hidden = sum(counts[group] < threshold for group in smallest_first)
    while 0 < hidden < len(smallest_first) and _total(counts, smallest_first[:hidden]) < threshold:
        hidden += 1
    return frozenset(smallest_first[hidden:])


def safe_difference(one_total: int, other_total: int, threshold: int) -> bool:
    """Whether two totals, one of which includes the other, may both be seen.

    They may if they are the same or if what is in one alone reaches the threshold. A later release
    with one late answer more would show that answer.
    """
    return one_total == other_total or abs(one_total - other_total) >= _checked(threshold)


def safe_to_release(
    counts: Mapping[str, int], new: Collection[str], earlier: Iterable[Collection[str]], threshold: int
) -> bool:
    """Whether the total over the groups in `new` may be shown to anybody, given what was shown before.

    `counts` are the answers by group, `earlier` the sets of groups whose totals somebody has seen, at
    any time and in any report: viewers compare notes. Every set that follows by taking one shown set
    from another that includes it has to reach the threshold too. Where so much was shown that the
    differences are too many to check, the answer is no.
    """
    _checked(threshold)
    known = {frozenset(groups) for groups in (*earlier, new) if groups}
    fresh = set(known)
    while fresh:
        if any(_total(counts, groups) < threshold for groups in fresh) or len(known) > MOST_DERIVED_SETS:
            return False
        derived = {larger - smaller for larger in known for smaller in known if smaller < larger}
        fresh = derived - known
        known |= fresh
    return True


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
    cut = Share.THIRD if members - threshold >= ROOM_FOR_THIRDS else Share.HALF
    return Spread(cut, tuple(count >= cut.value * total for count in counts))


def voter_key(secret: bytes, member_id: str) -> str:
    """The key that a member's answer is kept under while the question is open: 64 hex digits.

    `secret` is random (SECRET_BYTES long) and belongs to one question alone. With it a second answer
    replaces the first; once it is destroyed, no key leads back to a member.
    """
    if len(secret) < SECRET_BYTES:
        raise ValueError(f"A secret of {len(secret)} bytes is too short; it takes {SECRET_BYTES}.")
    return hmac.new(secret, member_id.encode(), hashlib.sha256).hexdigest()


def _told(count: int, members: int, cuts: Sequence[Share]) -> Participation:
    reached = [cut for cut in cuts if count >= cut.value * members]
    return Participation(max(reached, key=lambda cut: cut.value)) if reached else Participation(cuts[0], below=True)


def _total(counts: Mapping[str, int], groups: Iterable[str]) -> int:
    return sum(counts[group] for group in groups)


def _checked(threshold: int) -> int:
    if threshold < SCORE_FLOOR:
        raise ValueError(f"A threshold of {threshold} is below the floor of {SCORE_FLOOR}.")
    return threshold
