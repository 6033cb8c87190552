"""The host's preparation of a visit: its form, and what the reviewing school reads of it, with the guide."""

from __future__ import annotations

from domain.peer_reviews import PROTOCOLS, SELF_REVIEW
from facts.peer_reviews import VisitRecord
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.peer_reviews.cards import ReviewView
from prompts.text import Text, shorten

FOCUS, PROTOCOL = "peer_reviews.focus", "peer_reviews.protocol"
MOST_TYPED = 1000


def answer_field(question: str) -> str:
    """The name of the field for one question of the self-review."""
    return f"peer_reviews.self_{question}"


def prepare_view(visit: VisitRecord) -> View:
    """For the host: three questions about itself, its focus question, and a way to be visited."""
    questions: list[Element] = [
        elements.TextInput(
            answer_field(key),
            say(f"peer_reviews.self_{key}"),
            initial=visit.self_review.get(key, ""),
            multiline=True,
            optional=True,
            most=MOST_TYPED,
        )
        for key in SELF_REVIEW
    ]
    ways = [elements.Option(say(f"review_guides.{key}"), key, say(f"review_guides.{key}_about")) for key in PROTOCOLS]
    return View(
        ReviewView.PREPARE,
        say("peer_reviews.prepare_title"),
        [
            _who(visit),
            elements.Context(say("peer_reviews.prepare_who")),
            elements.TextInput(
                FOCUS,
                say("peer_reviews.focus_label"),
                initial=visit.focus,
                placeholder=say("peer_reviews.focus_placeholder"),
                multiline=True,
                optional=True,
                most=MOST_TYPED,
            ),
            elements.RadioInput(
                PROTOCOL,
                say("peer_reviews.protocol_label"),
                ways,
                initial=visit.protocol or None,
                optional=True,
                hint=say("peer_reviews.protocol_hint"),
            ),
            *questions,
        ],
        submit=say("peer_reviews.save"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )


def prepared_view(visit: VisitRecord) -> View:
    """For whoever does not write it: what the host has prepared, and the guide to the way it chose."""
    shown: list[Element] = [_who(visit)]
    if not visit.prepared:
        shown.append(elements.Section(say("peer_reviews.not_prepared", host=visit.host)))
    if visit.focus:
        shown.append(elements.Section(say("peer_reviews.focus_line", focus=visit.focus)))
    for key in SELF_REVIEW:
        if words := visit.self_review.get(key):
            answer = say(
                "peer_reviews.self_answer",
                question=say(f"peer_reviews.self_{key}").plain,
                answer=shorten(words, MOST_TYPED),
            )
            shown.append(elements.Section(answer))
    if visit.protocol:
        shown += [elements.Divider(), *guide(visit.protocol)]
    return View("", say("peer_reviews.prepare_title"), shown)


def guide(protocol: str) -> list[Element]:
    """What to do before, during and after a visit of this kind."""
    name = say(f"review_guides.{protocol}").plain
    about: Text = say(f"review_guides.{protocol}_about")
    parts = [
        elements.Section(say(f"review_guides.{when}") + "\n" + say(f"review_guides.{protocol}_{when}"))
        for when in ("before", "during", "after")
    ]
    return [
        elements.Heading(name),
        elements.Context(about),
        *parts,
        elements.Context(say("review_guides.single_teachers")),
    ]


def _who(visit: VisitRecord) -> Element:
    return elements.Section(say("peer_reviews.who_visits", host=visit.host, reviewer=visit.reviewer))
