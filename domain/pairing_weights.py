"""What makes a pair of schools a good one, in points: the whole numbers that a round's groups are chosen by.

Every pair costs points, and so does a larger group: in full for pairs in it that have met, in part for the rest, since
in a ring each leg is travelled by one visit and not by two. The round with the fewest points is proposed, or, from ten
schools on, the one with which the rounds to come have the fewest. The numbers below are all there is to it; nothing
else in the bot weighs one pair against another. Operators change them by the setting REVIEW_WEIGHTS.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

LARGEST: Final = 10**15
"""No weight may be larger, so that a whole round still fits what the matching counts with."""


class WrongWeights(ValueError):
    """Weights that an operator has written and that cannot be read; `part` is what is wrong of them."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class Weights:
    """Points, all whole numbers.

    met_again: for two schools that have met; so many that no distance makes up for it.
    met_lately: on top of that, for each round that their last meeting is later than the network's first, so that
    those who met longest ago come first; little enough that turns in the group of three stay even.
    kilometre: for each kilometre between them. Where it is not known, the pair counts as far apart as others are.
    same_type, other_type: for two schools of the same type (primary, secondary …), or of different ones, everywhere.
    type_wish: for two schools that are not as their network wishes them, alike or different.
    own_network: in a round of two networks, for two schools of the same one; more than any distance.
    other_focus: for two schools that do not work on the same part of FISO, as far as schools have said theirs.
    no_help: for two of which neither has a strength in what the other finds hard, as far as they have said so.
    trio_again: for a school in the group of three, for each group of three it was in before. In pairs and rings
    everybody hosts once a round, so these turns are what there is to even out: more than any distance, and less than
    new partners. Where rounds are planned together, it is a school's turn each time as far as new partners allow,
    whatever the weight, unless it is 0.
    left_over: where an odd school rests, for one that has had its turn while others have not; so many that schools
    rather meet again.
    hosts_again: where a school has one visit a round at most, for the host of a pair, for each time it has hosted more
    often than the school that has least.
    """

    met_again: int = 1_000_000_000_000
    met_lately: int = 10_000
    kilometre: int = 1_000
    same_type: int = 0
    other_type: int = 0
    type_wish: int = 20_000
    own_network: int = 500_000_000
    other_focus: int = 15_000
    no_help: int = 15_000
    trio_again: int = 10_000_000
    left_over: int = LARGEST
    hosts_again: int = 50_000


WEIGHTS: Final = Weights()
"""Those in use where nobody has said otherwise."""


def read_weights(text: str) -> Weights:
    """Weights as an operator writes them, "kilometre=500 other_focus=0"; what is not named stays as it is.

    Raises WrongWeights at the first part that is none.
    """
    known = {field.name for field in fields(Weights)}
    said: dict[str, int] = {}
    for part in text.replace(",", " ").split():
        name, _, number = part.partition("=")
        points = number.replace("_", "")
        if name not in known or not points.isdecimal() or int(points) > LARGEST:
            raise WrongWeights(part)
        said[name] = int(points)
    return replace(WEIGHTS, **said)
