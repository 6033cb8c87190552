"""What the bot says of a network's actions where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence

from domain.summaries import Urgency
from facts.actions import ActionStanding
from prompts.actions.cards import COMMAND
from prompts.catalog import say
from prompts.sections import NextStep, Part, Section
from prompts.text import Text

LAST = 1
"""What was agreed, after all that it came of."""


def section(found: ActionStanding, *, is_now: bool, steps: Sequence[NextStep] = ()) -> Section:
    """How many are open and done; of an older half-year, what was done then. What is overdue, to leaders alone."""
    return Section(
        Part(_words(found, is_now=is_now, overdue=found.overdue > 0)),
        Part(_words(found, is_now=is_now, overdue=False), brief=True),
        steps,
        rank=LAST,
    )


def overdue_step(found: ActionStanding) -> NextStep:
    """To see to what is overdue."""
    line = say("actions.step_overdue", overdue=found.overdue)
    return NextStep("overdue", Urgency.LATE, line, say("actions.step_overdue_label"), COMMAND)


def _words(found: ActionStanding, *, is_now: bool, overdue: bool) -> Text:
    if not is_now:
        return say("actions.standing_then", done=found.done)
    if not found.open and not found.done:
        return say("actions.standing_none")
    key = "actions.standing_overdue" if overdue else "actions.standing"
    return say(key, open=found.open, overdue=found.overdue, done=found.done)
