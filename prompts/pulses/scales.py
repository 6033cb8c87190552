"""What the four answers to a question in the network's own words are called."""

from __future__ import annotations

from domain.pulses import Answers
from domain.ratings import FISO_LEVELS, Scale
from prompts.catalog import say


def scale_for(answers: Answers) -> Scale:
    """The answers from the least to the most."""
    if answers is Answers.LEVELS:
        return FISO_LEVELS
    return Scale(tuple(str(say(f"pulses.scale_{answers}_{number}")) for number in range(1, len(FISO_LEVELS) + 1)))
