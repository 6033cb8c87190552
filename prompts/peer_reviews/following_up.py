"""How the reviewing school came back to the host: its form."""

from __future__ import annotations

from domain.peer_reviews import FOLLOW_UPS
from facts.peer_reviews import VisitRecord
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView

KIND, ON, NOTE = "peer_reviews.follow_up_kind", "peer_reviews.follow_up_on", "peer_reviews.follow_up_note"


def follow_up_view(visit: VisitRecord) -> View:
    """By what means, when, and what they worked on."""
    kinds = [elements.Option(say(f"peer_reviews.follow_up_{kind}"), kind) for kind in FOLLOW_UPS]
    return View(
        ReviewView.FOLLOW_UP,
        say("peer_reviews.follow_up_title"),
        [
            elements.Section(say("peer_reviews.follow_up_intro", host=visit.host, reviewer=visit.reviewer)),
            elements.RadioInput(
                KIND, say("peer_reviews.follow_up_kind_label"), kinds, initial=visit.follow_up_kind or None
            ),
            elements.DateInput(ON, say("peer_reviews.follow_up_on_label"), initial=visit.follow_up_on),
            elements.TextInput(
                NOTE,
                say("peer_reviews.follow_up_note_label"),
                initial=visit.follow_up_note,
                multiline=True,
                optional=True,
                most=1000,
                hint=say("peer_reviews.follow_up_note_hint"),
            ),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )
