"""What the bot says of a network's peer reviews where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence

from domain.summaries import Urgency
from facts.peer_reviews import ReviewStanding
from prompts.catalog import say
from prompts.peer_reviews.cards import counts_text
from prompts.sections import NextStep, Part, Section
from prompts.text import Text

COMMAND = "/cop-review"


def section(found: ReviewStanding | None, *, is_now: bool, steps: Sequence[NextStep] = ()) -> Section:
    """Counts of the latest round's visits; what is late is told to leaders alone, while the half-year runs."""
    whole = _words(found, late=is_now and found is not None and found.counts.late > 0)
    return Section(Part(whole, brief=True), Part(_words(found, late=False), brief=True), steps)


def visits_step(found: ReviewStanding) -> NextStep:
    """To see to the visits that are late."""
    line = say("peer_reviews.step_visits", late=found.counts.late)
    return NextStep("visits", Urgency.LATE, line, say("peer_reviews.step_visits_label"), COMMAND)


def round_step() -> NextStep:
    """To start the first round."""
    label = say("peer_reviews.step_round_label")
    return NextStep("round", Urgency.UNBEGUN, say("peer_reviews.step_round"), label, COMMAND)


def _words(found: ReviewStanding | None, *, late: bool) -> Text:
    if found is None:
        return say("peer_reviews.standing_none")
    counts = found.counts
    words = say("peer_reviews.standing", number=found.number, done=counts.done, total=counts.total)
    return words + counts_text(counts, late=late)
