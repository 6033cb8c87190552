"""When numbers about people's answers may be shown.

Counts are numbers of answers; a threshold is the smallest such number that may be shown. It is frozen
when a question is asked, so that nobody can lower it once the answers are in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

SCORE_FLOOR = 5
COMMENT_FLOOR = 10
SECRET_BYTES = 32
PARTICIPATION_STEPS = (5, 10, 20, 25, 50)
MOST_DERIVED_SETS = 4096


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


def participation_rate(answers: int, members: int, threshold: int) -> int | None:
    """The share of members who answered, in per cent, as leaders may see it; None if they may not.

    Exact rates are counts in disguise: 88 per cent of 8 people is all but one, and 100 per cent of
    them is everybody, and a leader of few people knows then who held back. So the rate is rounded to
    the finest step at which every value, 0 and 100 included, could stand for at least two different
    counts. (What the threshold itself tells stays known: at least that many answered.)
    """
    if not 0 <= answers <= members:
        raise ValueError(f"{answers} of {members} members cannot have answered.")
    if not publishable(answers, threshold):
        return None
    for step in PARTICIPATION_STEPS:
        counts_by_rate = Counter(_rounded_rate(count, members, step) for count in range(members + 1))
        if min(counts_by_rate.values()) >= 2:
            return _rounded_rate(answers, members, step)
    return None


def voter_key(secret: bytes, member_id: str) -> str:
    """The key that a member's answer is kept under while the question is open: 64 hex digits.

    `secret` is random (SECRET_BYTES long) and belongs to one question alone. With it a second answer
    replaces the first; once it is destroyed, no key leads back to a member.
    """
    if len(secret) < SECRET_BYTES:
        raise ValueError(f"A secret of {len(secret)} bytes is too short; it takes {SECRET_BYTES}.")
    return hmac.new(secret, member_id.encode(), hashlib.sha256).hexdigest()


def _rounded_rate(count: int, members: int, step: int) -> int:
    return step * ((200 * count + members * step) // (2 * members * step))


def _total(counts: Mapping[str, int], groups: Iterable[str]) -> int:
    return sum(counts[group] for group in groups)


def _checked(threshold: int) -> int:
    if threshold < SCORE_FLOOR:
        raise ValueError(f"A threshold of {threshold} is below the floor of {SCORE_FLOOR}.")
    return threshold
