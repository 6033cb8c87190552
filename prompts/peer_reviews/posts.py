"""What the schools of a review hear as it goes on. Never what was seen or found: that stays in the forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.peer_reviews import VisitStatus
from facts.peer_reviews import VisitLine, VisitNews
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.peer_reviews.cards import ReviewAction, visit_blocks
from prompts.text import Text, listing, mention
from prompts.wording import day


def dated_message(news: VisitNews, was: date | None = None) -> Message:
    """The visit has a date; or another one, where it `was` on a day before."""
    return _message(_on_day("peer_reviews.moved" if was else "peer_reviews.dated", news, with_focus=True, was=was), [])


def tomorrow_message(news: VisitNews, today: date) -> Message:
    """The school day before."""
    days = (news.visit_on - today).days if news.visit_on else 0
    key = {0: "today", 1: "tomorrow"}.get(days, "next_day")
    return _message(
        _on_day(f"peer_reviews.{key}", news, with_focus=True),
        [_button("peer_reviews.button_dated", ReviewAction.DATE, news)],
    )


def was_it_done_message(news: VisitNews) -> Message:
    """The day after: did it take place?"""
    drop = elements.Confirm(say("peer_reviews.drop_title"), say("peer_reviews.drop_text"), say("peer_reviews.drop_yes"))
    return _message(
        _on_day("peer_reviews.was_it_done", news),
        [
            elements.Button(
                say("peer_reviews.done_yes"), ReviewAction.DONE, refs.encode(visit=news.visit_id), style="primary"
            ),
            _button("peer_reviews.new_date", ReviewAction.DATE, news),
            elements.Button(
                say("peer_reviews.drop"), ReviewAction.DROP, refs.encode(visit=news.visit_id), confirm=drop
            ),
        ],
    )


def settled_message(news: VisitNews, status: VisitStatus) -> Message:
    """What a reminder or question about a visit turns into once the visit has moved, taken place or been given up."""
    key = {VisitStatus.DONE: "settled_done", VisitStatus.DROPPED: "settled_dropped"}.get(status, "settled_moved")
    return _message(_on_day(f"peer_reviews.{key}", news), [])


def recorded_message(news: VisitNews) -> Message:
    """What was seen is on record; now the host writes the findings."""
    text = say(
        "peer_reviews.recorded",
        host=news.host,
        reviewer=news.reviewer,
        people=listing(mention(user) for user in news.hosts) or say("peer_reviews.the_host"),
    )
    return _message(text, [_button("peer_reviews.write_findings", ReviewAction.FINDINGS, news)])


def agreed_message(news: VisitNews) -> Message:
    """The host has written the findings."""
    text = say("peer_reviews.agreed", host=news.host, reviewer=news.reviewer)
    return _message(text, [_button("peer_reviews.read_findings", ReviewAction.READ, news)])


def check_back_message(news: VisitNews) -> Message:
    """To the host: the day to look at what came of it."""
    text = say("peer_reviews.check_back_day", host=news.host, reviewer=news.reviewer)
    if news.check_back_note:
        text = text + "\n" + say("peer_reviews.check_back_look", note=news.check_back_note)
    return _message(
        text,
        [
            _button("peer_reviews.change_findings", ReviewAction.FINDINGS, news),
            command_button(say("peer_reviews.see_actions"), "/cop-action", network_id=news.network_id),
        ],
    )


def undated_message(lines: list[VisitLine]) -> Message:
    """Two school weeks in, and no date yet; once all have one, it says so."""
    text = say("peer_reviews.undated" if lines else "peer_reviews.settled_dates")
    return Message(text, [elements.Section(text), *(block for line in lines for block in visit_blocks(line))])


def _on_day(key: str, news: VisitNews, *, with_focus: bool = False, was: date | None = None) -> Text:
    when = day(news.visit_on) if news.visit_on else ""
    text = say(key, host=news.host, reviewer=news.reviewer, day=when, was=day(was) if was else "")
    if with_focus and news.focus:
        text = text + "\n" + say("peer_reviews.focus_line", focus=news.focus)
    return text


def _button(label: str, action: ReviewAction, news: VisitNews) -> elements.Button:
    return elements.Button(say(label), action, refs.encode(visit=news.visit_id))


def _message(text: Text, buttons: Sequence[elements.Control]) -> Message:
    shown: list[Element] = [elements.Section(text)]
    return Message(text, [*shown, elements.Buttons(*buttons)] if buttons else shown)
