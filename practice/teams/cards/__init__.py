"""Holds cards against the published schema of Adaptive Cards 1.5, and against what Teams adds and limits.

`refusals` is what Teams would not take, `complaints` what it would show broken, `problems_of` all that is to be mended
before a card is sent to people.
"""

from practice.teams.cards.limits import problems_of
from practice.teams.cards.rules import complaints, refusals

__all__ = ["complaints", "problems_of", "refusals"]
