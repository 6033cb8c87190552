"""How a network reviews: its form."""

from __future__ import annotations

from domain.peer_reviews import MOST_VISITS
from domain.review_rhythm import Rhythm
from facts.peer_reviews import ReviewWays
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView
from prompts.peer_reviews.rounds import size_options, size_value

RHYTHM = "peer_reviews.rhythm"
SIZE, VISITS, TYPES = "peer_reviews.size", "peer_reviews.most_visits", "peer_reviews.types"
ANY = "any"
NEVER = "never"
"""What the form says for Rhythm.NEVER, since an option has to have a value."""


def settings_view(ways: ReviewWays) -> View:
    """How often a round starts by itself, how many schools are together, how much each has to do, and with whom."""
    visits = [elements.Option(say(f"peer_reviews.visits_{number}"), str(number)) for number in MOST_VISITS]
    types = [elements.Option(say(f"peer_reviews.types_{one}"), one) for one in (ANY, "alike", "different")]
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
            elements.SelectInput(
                SIZE,
                say("peer_reviews.size_label"),
                size_options(),
                initial=size_value(ways.size, ways.odd),
                hint=say("peer_reviews.size_rest_hint"),
            ),
            elements.RadioInput(VISITS, say("peer_reviews.visits_label"), visits, initial=str(ways.most_visits)),
            elements.RadioInput(TYPES, say("peer_reviews.types_label"), types, initial=ways.types or ANY),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(network=ways.network_id),
    )
