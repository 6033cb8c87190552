"""What both schools of a visit write: the forms for a draft of the findings, and for the line that closes it."""

from __future__ import annotations

from facts.peer_reviews import VisitRecord
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView
from prompts.peer_reviews.visits import evidence_sections

DRAFT, LINE = "peer_reviews.draft", "peer_reviews.closing_line"
LONGEST_LINE = 200


def draft_view(visit: VisitRecord) -> View:
    """What was seen, and what both make of it so far."""
    shown: list[Element] = [
        elements.Section(say("peer_reviews.draft_intro", host=visit.host, reviewer=visit.reviewer)),
        *evidence_sections(visit),
        elements.TextInput(
            DRAFT,
            say("peer_reviews.draft_label"),
            initial=visit.draft,
            multiline=True,
            hint=say("peer_reviews.draft_hint"),
        ),
    ]
    return _view(visit, ReviewView.DRAFT, "draft_title", shown)


def closing_view(visit: VisitRecord) -> View:
    """One line."""
    return _view(
        visit,
        ReviewView.CLOSE,
        "closing_title",
        [
            elements.Section(say("peer_reviews.closing_intro", host=visit.host, reviewer=visit.reviewer)),
            elements.TextInput(
                LINE,
                say("peer_reviews.closing_label"),
                initial=visit.line,
                most=LONGEST_LINE,
                hint=say("peer_reviews.closing_hint"),
            ),
        ],
    )


def _view(visit: VisitRecord, callback: ReviewView, title: str, shown: list[Element]) -> View:
    return View(
        callback,
        say(f"peer_reviews.{title}"),
        shown,
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )
