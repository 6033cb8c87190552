"""How a network reviews: its form."""

from __future__ import annotations

from domain.review_rhythm import Rhythm
from facts.peer_reviews import ReviewWays
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView

RHYTHM = "peer_reviews.rhythm"
NEVER = "never"
"""What the form says for Rhythm.NEVER, since an option has to have a value."""


def settings_view(ways: ReviewWays) -> View:
    """How often a round starts by itself."""
    rhythms = [elements.Option(say(f"peer_reviews.rhythm_{one or NEVER}"), one or NEVER) for one in Rhythm]
    return View(
        ReviewView.SETTINGS,
        say("peer_reviews.settings_title"),
        [
            elements.Section(say("peer_reviews.settings_intro", network=ways.network)),
            elements.RadioInput(
                RHYTHM,
                say("peer_reviews.rhythm_label"),
                rhythms,
                initial=ways.rhythm or NEVER,
                hint=say("peer_reviews.rhythm_hint"),
            ),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(network=ways.network_id),
    )
