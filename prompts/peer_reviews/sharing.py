"""Who may read which part of a visit's record: the host's form."""

from __future__ import annotations

from domain.peer_reviews import PARTS, SharedWith
from facts.peer_reviews import VisitRecord
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView


def field_of(part: str) -> str:
    """The name of the field for a part of the record."""
    return f"peer_reviews.share_part_{part}"


def readers() -> list[elements.Option]:
    """Those whom the host can let read, the fewest first."""
    return [elements.Option(say(f"peer_reviews.share_{key}"), key) for key in SharedWith]


def sharing_view(visit: VisitRecord) -> View:
    """One choice a part."""
    return View(
        ReviewView.SHARE,
        say("peer_reviews.sharing_title"),
        [
            elements.Section(say("peer_reviews.sharing_intro", host=visit.host, reviewer=visit.reviewer)),
            *(
                elements.SelectInput(
                    field_of(part),
                    say(f"peer_reviews.part_{part}_label"),
                    readers(),
                    initial=visit.sharing.get(part, SharedWith.SCHOOLS),
                )
                for part in PARTS
            ),
            elements.Context(say("peer_reviews.sharing_hint")),
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )
