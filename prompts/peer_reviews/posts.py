"""What the schools of a review hear as it goes on. Never what was seen or found: that stays in the forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from domain.peer_reviews import VisitStatus
from facts.peer_reviews import GroupCard, Replacements, RoundEnd, VisitLine, VisitNews
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.peer_reviews.cards import ReviewAction, card, leave_button, replacement_button, round_buttons, visit_blocks
from prompts.text import Text, listing, mention
from prompts.wording import day, day_at


def dated_message(news: VisitNews, was: date | None = None, was_at: time | None = None) -> Message:
    """The visit has a date; or another one, where it `was` on a day (and at a time) before."""
    before = day_at(was, was_at) if was else ""
    key = "peer_reviews.moved" if was else "peer_reviews.dated"
    return _message(_on_day(key, news, with_focus=True, was=before), [])


def shared_message(news: VisitNews, parts: Sequence[str] = ("findings",)) -> Message:
    """To those whom the host lets read these parts of its record."""
    if tuple(parts) in (("findings",), ("focus", "findings")):
        text = say("peer_reviews.shared", host=news.host, reviewer=news.reviewer)
    else:
        named = listing([say(f"peer_reviews.part_{part}") for part in parts])
        text = say("peer_reviews.shared_parts", host=news.host, reviewer=news.reviewer, parts=named)
    return _message(text, [_button("peer_reviews.read_findings", ReviewAction.READ, news)])


def unshared_message(news: VisitNews) -> Message:
    """What that turns into once the host keeps them to fewer."""
    return _message(say("peer_reviews.unshared", host=news.host), [])


def drafted_message(news: VisitNews) -> Message:
    """There is a draft of findings, which both schools can change."""
    text = say("peer_reviews.drafted", host=news.host, reviewer=news.reviewer)
    return _message(text, [_button("peer_reviews.draft", ReviewAction.DRAFT, news)])


def no_findings_message(news: VisitNews) -> Message:
    """To the host: a fortnight since the visit, or more, and no findings yet."""
    text = say("peer_reviews.no_findings", host=news.host, reviewer=news.reviewer)
    quiet = elements.Button(say("peer_reviews.quiet"), ReviewAction.QUIET, refs.encode(group=news.group_id))
    return _message(
        text,
        [
            _button("peer_reviews.draft", ReviewAction.DRAFT, news),
            _button("peer_reviews.write_findings", ReviewAction.FINDINGS, news),
            quiet,
        ],
    )


def not_closed_message(news: VisitNews) -> Message:
    """To whoever has not closed the review yet."""
    text = say("peer_reviews.not_closed", host=news.host, reviewer=news.reviewer)
    return _message(text, [_button("peer_reviews.close", ReviewAction.CLOSE, news)])


def closed_message(news: VisitNews) -> Message:
    """Both schools have closed the review."""
    text = say("peer_reviews.closed", host=news.host, reviewer=news.reviewer)
    return _message(text, [_button("peer_reviews.read_findings", ReviewAction.READ, news)])


def came_of_it_message(news: VisitNews) -> Message:
    """The host has checked back; now both close it."""
    text = say("peer_reviews.came_of_it", host=news.host, reviewer=news.reviewer)
    return _message(
        text,
        [
            _button("peer_reviews.read_findings", ReviewAction.READ, news),
            _button("peer_reviews.close", ReviewAction.CLOSE, news),
        ],
    )


def checked_back_message(news: VisitNews) -> Message:
    """What the reminder to check back turns into."""
    return _message(say("peer_reviews.checked_back", reviewer=news.reviewer), [])


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
    return _message(
        text,
        [
            _button("peer_reviews.draft", ReviewAction.DRAFT, news),
            _button("peer_reviews.write_findings", ReviewAction.FINDINGS, news),
        ],
    )


def agreed_message(news: VisitNews) -> Message:
    """The host has written the findings."""
    text = say("peer_reviews.agreed", host=news.host, reviewer=news.reviewer)
    return _message(text, [_button("peer_reviews.read_findings", ReviewAction.READ, news)])


def check_back_message(news: VisitNews) -> Message:
    """To the host: the day to look at what came of it."""
    text = say("peer_reviews.check_back_day", host=news.host, reviewer=news.reviewer)
    if news.check_back_note:
        text = text + "\n" + say("peer_reviews.check_back_look", note=news.check_back_note)
    answer = (
        elements.Button(
            say("peer_reviews.say_what_came"), ReviewAction.CAME, refs.encode(visit=news.visit_id), style="primary"
        )
        if news.findings_agreed
        else _button("peer_reviews.write_findings", ReviewAction.FINDINGS, news)
    )
    return _message(
        text,
        [
            answer,
            command_button(say("peer_reviews.see_actions"), "/cop-action", network_id=news.network_id),
        ],
    )


def undated_message(lines: list[VisitLine], group_id: int, number: int = 1) -> Message:
    """No date yet after two school weeks, or more: number says which reminder it is; once all have one, it says so."""
    key = "settled_dates" if not lines else "undated" if number == 1 else "undated_still"
    text = say(f"peer_reviews.{key}")
    shown: list[Element] = [elements.Section(text), *(block for line in lines for block in visit_blocks(line))]
    if lines:
        quiet = elements.Button(say("peer_reviews.quiet"), ReviewAction.QUIET, refs.encode(group=group_id))
        shown.append(elements.Buttons(quiet, leave_button(group_id)))
    return Message(text, shown)


def prepared_message(news: VisitNews) -> Message:
    """The host has prepared the visit."""
    text = say("peer_reviews.prepared", host=news.host, reviewer=news.reviewer)
    if news.focus:
        text = text + "\n" + say("peer_reviews.focus_line", focus=news.focus)
    return _message(text, [_button("peer_reviews.see_preparation", ReviewAction.PREPARE, news)])


def follow_up_message(news: VisitNews) -> Message:
    """Some weeks after the findings: the reviewing school's champion comes back."""
    text = say("peer_reviews.follow_up_due", host=news.host, reviewer=news.reviewer)
    return _message(text, [_button("peer_reviews.follow_up", ReviewAction.FOLLOW_UP, news)])


def followed_up_message(news: VisitNews) -> Message:
    """It has, or what the reminder of it turns into."""
    return _message(say("peer_reviews.followed_up", host=news.host, reviewer=news.reviewer), [])


def dropped_message(news: VisitNews) -> Message:
    """A school has given the visit up."""
    return _message(
        _on_day("peer_reviews.dropped", news), [_button("peer_reviews.button_dropped", ReviewAction.DATE, news)]
    )


def successor_message(school: str, group: GroupCard) -> Message:
    """To whoever leads the school since its group was told: where its reviews stand, and what comes next."""
    head = say("peer_reviews.successor", school=school)
    return Message(head, [elements.Section(head), *card(group).elements])


def longer_message(due_on: date) -> Message:
    """The round has a new last day."""
    return _message(say("peer_reviews.longer", day=day(due_on)), [])


def not_held_message(lines: Sequence[VisitLine]) -> Message:
    """The round ended before these visits took place; they can still be planned."""
    text = say("peer_reviews.not_held")
    return Message(text, [elements.Section(text), *(block for line in lines for block in visit_blocks(line))])


def left_message(school: str) -> Message:
    """To the group of a school that cannot do the round."""
    return _message(say("peer_reviews.left", school=school), [])


def replace_message(school: str, found: Replacements) -> Message:
    """To chair and SEIL: a school cannot; who could take its place, or that nobody has to."""
    text = say("peer_reviews.cannot", school=school, network=found.network, number=found.number)
    if not found.groups and not found.alone:
        return _message(text + " " + say("peer_reviews.nobody_left_over"), [])
    text = text + "\n" + say("peer_reviews.replacement_waits")
    return _message(text, [replacement_button(found.round_id)])


def replaced_message(school: str, network: str, number: int) -> Message:
    """What that turns into once it is decided."""
    text = say("peer_reviews.cannot", school=school, network=network, number=number)
    return _message(text + " " + say("peer_reviews.cannot_settled"), [])


def moved_card_message(schools: Sequence[str]) -> Message:
    """What a group's message turns into once its schools have another one."""
    return _message(say("peer_reviews.moved_card", schools=listing(schools)), [])


def no_partner_message(school: str) -> Message:
    """To a school that nobody visits in place of the one that could not."""
    return _message(say("peer_reviews.no_partner", school=school), [])


def rests_message(school: str, network: str, number: int) -> Message:
    """To a school that rests in a round."""
    return _message(say("peer_reviews.rests_in_turn", school=school, network=network, number=number), [])


def takes_part_message(school: str) -> Message:
    """What that turns into once it takes another's place."""
    return _message(say("peer_reviews.takes_part", school=school), [])


def round_waits_message(network: str, network_id: int, number: int) -> Message:
    """To chair and SEIL: a proposal that came by itself."""
    return _message(say("peer_reviews.round_waits", network=network, number=number), [_look(network_id)])


def drawn_message(network: str, network_id: int, number: int) -> Message:
    """To chair and SEIL: a proposal that one of them has asked for."""
    return _message(say("peer_reviews.drawn", network=network, number=number), [_look(network_id)])


def not_drawn_message(network: str, why: str) -> Message:
    """To whoever asked: why there is no proposal. why: the key of that sentence."""
    return _message(say("peer_reviews.not_drawn", network=network) + " " + say(why), [])


def joint_waits_message(network: str, network_id: int, other: str) -> Message:
    """To chair and SEIL of two networks: their one plan is drawn."""
    return _message(say("peer_reviews.joint_waits", network=network, other=other), [_look(network_id)])


def _look(network_id: int) -> elements.Button:
    carried = refs.encode(network=network_id)
    return elements.Button(say("peer_reviews.look"), ReviewAction.LOOK, carried, style="primary")


def round_settled_message(network: str) -> Message:
    """What that turns into once the proposal is approved or withdrawn."""
    return _message(say("peer_reviews.round_waits_no_more", network=network), [])


def over_message(end: RoundEnd) -> Message:
    """To chair and SEIL: more time, or the end."""
    return _message(_end_text("peer_reviews.over", end), round_buttons(end.round_id, end.number))


def ended_message(end: RoundEnd) -> Message:
    """What that turns into once the round has ended, or says where nothing was left to come."""
    return _message(_end_text("peer_reviews.over_all_done", end), [])


def goes_on_message(end: RoundEnd) -> Message:
    """What it turns into once the round has more time."""
    return _message(_end_text("peer_reviews.over_settled", end), [])


def _end_text(key: str, end: RoundEnd) -> Text:
    counts, until = end.counts, day(end.due_on) if end.due_on else ""
    return say(
        key,
        network=end.network,
        number=end.number,
        done=counts.done,
        total=counts.total,
        open=counts.still_open,
        day=until,
    )


def _on_day(key: str, news: VisitNews, *, with_focus: bool = False, was: str = "") -> Text:
    when = day_at(news.visit_on, news.visit_time) if news.visit_on else ""
    text = say(key, host=news.host, reviewer=news.reviewer, day=when, was=was)
    if with_focus and news.focus:
        text = text + "\n" + say("peer_reviews.focus_line", focus=news.focus)
    return text


def _button(label: str, action: ReviewAction, news: VisitNews) -> elements.Button:
    return elements.Button(say(label), action, refs.encode(visit=news.visit_id))


def _message(text: Text, buttons: Sequence[elements.Control]) -> Message:
    shown: list[Element] = [elements.Section(text)]
    return Message(text, [*shown, elements.Buttons(*buttons)] if buttons else shown)
