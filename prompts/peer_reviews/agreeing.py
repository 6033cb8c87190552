"""Days that a school proposes for a visit: the form, and the message by which the other school takes one."""

from __future__ import annotations

from facts.peer_reviews import ProposedDay, VisitNews, VisitRecord
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.peer_reviews.cards import ReviewAction, ReviewView
from prompts.text import joined
from prompts.wording import day_at

DAYS = 2
"""How many days a school proposes at a time."""


def day_field(number: int) -> str:
    return f"peer_reviews.proposed_day_{number}"


def time_field(number: int) -> str:
    return f"peer_reviews.proposed_time_{number}"


def days_view(visit: VisitRecord) -> View:
    """Two days, the second one if they like."""
    shown: list[Element] = [elements.Section(say("peer_reviews.who_visits", host=visit.host, reviewer=visit.reviewer))]
    for number in range(1, DAYS + 1):
        shown += [
            elements.DateInput(day_field(number), say("peer_reviews.proposed_day", number=number), optional=number > 1),
            elements.TimeInput(time_field(number), say("peer_reviews.at_label"), optional=True),
        ]
    return View(
        ReviewView.DAYS,
        say("peer_reviews.propose_days"),
        shown,
        submit=say("peer_reviews.propose_days_send"),
        close=say("peer_reviews.not_now"),
        metadata=refs.encode(visit=visit.visit_id),
    )


def days_message(news: VisitNews, days: list[ProposedDay]) -> Message:
    """Who proposes which days; the other school takes one with a tap."""
    head = say("peer_reviews.days_proposed", host=news.host, reviewer=news.reviewer)
    lines = ["• " + say("peer_reviews.day_by", school=one.school, day=day_at(one.on, one.at)) for one in days]
    buttons = [
        elements.Button(
            say("peer_reviews.take_day", day=day_at(one.on, one.at)),
            f"{ReviewAction.TAKE_DAY}:{number}",
            refs.encode(visit=news.visit_id, day=number),
        )
        for number, one in enumerate(days)
    ]
    others = elements.Button(
        say("peer_reviews.propose_others"), ReviewAction.PROPOSE_DAYS, refs.encode(visit=news.visit_id)
    )
    return Message(head, [elements.Section(joined("\n", [head, *lines])), elements.Buttons(*buttons, others)])
