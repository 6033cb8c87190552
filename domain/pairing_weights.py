"""What makes a pair of schools a good one, in points: the whole numbers that a round's pairs are chosen by.

Every pair costs points, and so does a group of three: in full for pairs in it that have met, by half for the rest,
since in a ring each leg is travelled by one visit and not by two. The round with the fewest points is proposed.
The numbers below are all there is to it; nothing else in the bot weighs one pair against another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Weights:
    """Points, all whole numbers.

    met_again: for two schools that have met; so many that no distance makes up for it.
    met_lately: on top of that, for each round that their last meeting is later than the network's first, so that
    those who met longest ago come first; little enough that turns in the group of three stay even.
    kilometre: for each kilometre between them. Where it is not known, the pair counts as far apart as others are.
    same_type, other_type: for two schools of the same type (primary, secondary …), or of different ones.
    trio_again: for a school in the group of three, for each group of three it was in before. In pairs and in rings
    of three everybody hosts once a round, so these turns are what there is to even out.
    """

    met_again: int = 1_000_000_000_000
    met_lately: int = 10_000
    kilometre: int = 1_000
    same_type: int = 0
    other_type: int = 0
    trio_again: int = 50_000


WEIGHTS: Final = Weights()
"""Those in use. Types are left out of it: 0 for both."""
