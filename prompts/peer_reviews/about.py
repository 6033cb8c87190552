"""What a school says of itself, by which it is brought together with others: its form."""

from __future__ import annotations

from domain.fiso import DIMENSIONS
from facts.peer_reviews import AboutSchool
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView

FOCUS, STRENGTH, HARD = "peer_reviews.fiso_focus", "peer_reviews.strength", "peer_reviews.finds_hard"


def about_view(school: AboutSchool) -> View:
    """What it works on, what it is strong in, and what it finds hard: each of them if it likes."""
    dimensions = [elements.Option(say(f"peer_reviews.fiso_{key}"), key) for key in DIMENSIONS]
    asked = (
        (FOCUS, "focus", school.fiso_focus),
        (STRENGTH, "strength", school.strength),
        (HARD, "hard", school.finds_hard),
    )
    return View(
        ReviewView.ABOUT,
        say("peer_reviews.about_title"),
        [
            elements.Section(say("peer_reviews.about_intro", school=school.name)),
            *(
                elements.SelectInput(
                    field, say(f"peer_reviews.about_{key}"), dimensions, initial=said or None, optional=True
                )
                for field, key, said in asked
            ),
            elements.Context(say("peer_reviews.about_seen")),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(network=school.network_id, school=school.school_id),
    )
