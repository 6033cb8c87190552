"""Hears all about meetings: /cop-meeting, its buttons and its forms."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from domain.errors import Invalid
from handlers.heard import Answer, Heard
from handlers.router import Router
from prompts.catalog import say
from prompts.meetings import MeetingsAction, minutes_button, took_place_button
from prompts.meetings_answers import Proposal, done_message, not_understood_message, overview_message, proposal_message
from prompts.meetings_forms import (
    MORE_ACTIONS,
    MOST_ACTIONS,
    Draft,
    Field,
    MeetingsView,
    booking_form,
    change_form,
    minutes_form,
    row_field,
    unusual_text,
    warning_note,
)
from prompts.message import Message, View
from prompts.notices import notice_view
from prompts.refs import RefValue
from prompts.typed import asked_text
from services.meetings.booking import Booked, Doubtful, Understood
from services.meetings.changing import Changed
from services.meetings.minutes import ActionLine, MinutesWritten, Recorded
from services.meetings.wishes import Warned, Wish


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-meeting", handle_meeting_command)
    router.action(MeetingsAction.OPEN_FORM, handle_open_booking_click)
    router.action(MeetingsAction.BOOK, handle_book_meeting_click)
    router.action(MeetingsAction.CHANGE_FIRST, handle_change_first_click)
    router.action(MeetingsAction.NOT_NOW, handle_not_now_click)
    router.action(MeetingsAction.CHANGE, handle_open_change_click)
    router.action(MeetingsAction.CANCEL, handle_cancel_meeting_click)
    router.action(MeetingsAction.ANSWER, handle_answer_invitation_click)
    router.action(MeetingsAction.WRITE_MINUTES, handle_open_minutes_click)
    router.action(MeetingsAction.CHANGE_MINUTES, handle_change_minutes_click)
    router.action(MeetingsAction.MORE_ACTIONS, handle_more_actions_click)
    router.action(MeetingsAction.TOOK_PLACE, handle_set_meeting_right_click)
    router.submission(MeetingsView.BOOK, handle_book_meeting_submission)
    router.submission(MeetingsView.CHANGE, handle_change_meeting_submission)
    router.submission(MeetingsView.MINUTES, handle_save_minutes_submission)


async def handle_meeting_command(heard: Heard) -> None:
    """No words: what is booked. One of the words below: its form. Anything else: a date to book, or to move to."""
    network_id = await heard.network_id()
    if not heard.words:
        await _show_overview(heard, network_id)
        return
    word, more = heard.words[0], heard.words[1:]
    if more and word in ("move", "change"):
        await _change_typed(heard, network_id)
    elif not more or word == "cancel":
        await WORDS.get(word, _book_typed)(heard, network_id)
    else:
        await _book_typed(heard, network_id)


async def _show_overview(heard: Heard, network_id: int) -> None:
    overview = await heard.services.meetings.overview.show(heard.asker, network_id, heard.now)
    await heard.reply(overview_message(overview))


async def _open_booking(heard: Heard, network_id: int) -> None:
    start = await heard.services.meetings.booking.start(heard.asker, network_id, heard.now)
    await heard.open(booking_form(network_id, start.uid, start.draft))


async def _open_change(heard: Heard, network_id: int) -> None:
    """The form of the only meeting to come; with several, the list to choose from."""
    only = await heard.services.meetings.changing.only_one(heard.asker, network_id, heard.now)
    if only is None:
        await _show_overview(heard, network_id)
        return
    await heard.open(change_form(only, await heard.services.meetings.changing.start(heard.asker, only, heard.now)))


async def _change_typed(heard: Heard, network_id: int) -> None:
    """ "move to Thu 21 May 3pm": the form of the only meeting to come, filled in with it."""
    changing = heard.services.meetings.changing
    only = await changing.only_one(heard.asker, network_id, heard.now)
    if only is None:
        await _show_overview(heard, network_id)
        return
    typed = re.sub(r"^(move|change)\b\s*(it\b|the meeting\b)?\s*(to\b)?\s*", "", heard.typed, flags=re.IGNORECASE)
    found = await changing.start_typed(heard.asker, only, typed, heard.now)
    note = asked_text(found.asked)
    await heard.open(change_form(only, found.draft, note=note, typed=typed if note else ""))


async def _open_oldest_minutes(heard: Heard, network_id: int) -> None:
    meeting_id = await heard.services.meetings.minutes.oldest_missing(heard.asker, network_id, heard.now)
    await heard.open(minutes_form(await heard.services.meetings.minutes.start(heard.asker, meeting_id, heard.now)))


async def _book_typed(heard: Heard, network_id: int) -> None:
    """Show back what was understood; what is not clear is asked about in the form, filled in with what was."""
    found = await heard.services.meetings.booking.understand(heard.asker, network_id, heard.typed, heard.now)
    if isinstance(found, Understood):
        await heard.reply(_proposal(found))
    elif found.wrong or found.says_nothing:
        await heard.reply(not_understood_message(network_id, heard.typed, found.example, found.wrong))
    else:
        await _open_doubtful(heard, found, heard.typed)


async def _open_doubtful(heard: Heard, found: Doubtful, typed: str) -> None:
    """The form with what was understood, the questions, and all that was typed."""
    note = asked_text(found.asked)
    await heard.open(booking_form(found.network_id, found.start.uid, found.start.draft, note=note, typed=typed))


WORDS: dict[str, Callable[[Heard, int], Awaitable[None]]] = {
    "book": _open_booking,
    "new": _open_booking,
    "change": _open_change,
    "move": _open_change,
    "cancel": _show_overview,
    "list": _show_overview,
    "minutes": _open_oldest_minutes,
}


def _proposal(found: Understood) -> Message:
    wish, warning = found.wish, found.warning
    carried: dict[str, RefValue] = {
        "network": found.network_id,
        "uid": found.uid,
        "at": f"{wish.day}T{wish.at:%H:%M}",
        "minutes": wish.minutes,
        "place": found.place,
        "link": found.link,
        "warned": warning.stamp if warning else "",
    }
    text = unusual_text(warning.unusual, warning.day, warning.term) if warning else ""
    proposal = Proposal(found.network, found.when, found.place, found.link, carried, found.elsewhere)
    return proposal_message(proposal, text)


def _carried_wish(heard: Heard) -> Wish:
    """The wish that a proposal's button brings back. Raises Invalid where it is not ours."""
    try:
        at = datetime.fromisoformat(heard.ref_text("at"))
    except ValueError as error:
        raise Invalid("That button is from an older message. Type the command again.") from error
    return Wish(
        day=at.date(),
        at=at.time(),
        minutes=heard.ref("minutes"),
        place=heard.ref_text("place"),
        link=heard.ref_text("link"),
        warned_for=heard.ref_text("warned"),
    )


async def handle_book_meeting_click(heard: Heard) -> None:
    """ "Book it" under what was understood."""
    wish, network_id, uid = _carried_wish(heard), heard.ref("network"), heard.ref_text("uid")
    found = await heard.services.meetings.booking.book(heard.asker, network_id, uid, wish, heard.now)
    if isinstance(found, Booked):
        await _answer_in_place(heard, _booked(found))
        return
    start = await heard.services.meetings.booking.start(heard.asker, network_id, heard.now, wish)
    note = warning_note(found.unusual, found.day, found.term)
    await heard.open(booking_form(network_id, uid, start.draft, note=note, warned_for=found.stamp))


async def handle_change_first_click(heard: Heard) -> None:
    """ "Change" under what was understood: the form, filled in with it."""
    wish, network_id = _carried_wish(heard), heard.ref("network")
    start = await heard.services.meetings.booking.start(heard.asker, network_id, heard.now, wish)
    await heard.open(booking_form(network_id, heard.ref_text("uid"), start.draft, warned_for=wish.warned_for))


async def handle_not_now_click(heard: Heard) -> None:
    await _answer_in_place(heard, done_message(say("meetings.not_booked")))


async def handle_open_booking_click(heard: Heard) -> None:
    """The form: empty, or with the words that the button carries."""
    network_id, typed = heard.ref("network"), heard.refs.get("typed")
    if not isinstance(typed, str):
        await _open_booking(heard, network_id)
        return
    found = await heard.services.meetings.booking.start_typed(heard.asker, network_id, typed, heard.now)
    await _open_doubtful(heard, found, typed)


async def handle_open_change_click(heard: Heard) -> None:
    meeting_id = heard.ref("meeting")
    draft = await heard.services.meetings.changing.start(heard.asker, meeting_id, heard.now)
    await heard.open(change_form(meeting_id, draft))


async def handle_cancel_meeting_click(heard: Heard) -> None:
    done = await heard.services.meetings.changing.cancel(heard.asker, heard.ref("meeting"), heard.now)
    text = say(f"meetings.{done.key}", when=done.when, network=done.network)
    await _answer_in_place(heard, done_message(text, book_in=done.network_id))


async def handle_answer_invitation_click(heard: Heard) -> None:
    done = await heard.services.meetings.answering.answer(heard.asker, heard.ref("meeting"), heard.suffix, heard.now)
    if heard.view.get("type") == "home":
        await heard.show_home()  # which says it beside the buttons
        return
    text = say(f"meetings.answer_{done.answer}", when=done.when)
    await heard.reply(done_message(say("meetings.answer_changed", answer=text) if done.changed else text))


async def handle_open_minutes_click(heard: Heard) -> None:
    draft = await heard.services.meetings.minutes.start(heard.asker, heard.ref("meeting"), heard.now)
    await heard.open(minutes_form(draft))


async def handle_change_minutes_click(heard: Heard) -> None:
    """The minutes as they were posted, to put right; their actions are changed in the list of actions."""
    draft = await heard.services.meetings.minutes.reopen(heard.asker, heard.ref("meeting"))
    await heard.open(minutes_form(draft))


async def handle_more_actions_click(heard: Heard) -> None:
    """The same form with more rows; what was typed stays, as the fields keep their names."""
    draft = await heard.services.meetings.minutes.start(heard.asker, heard.ref("meeting"), heard.now)
    await heard.change_view(minutes_form(draft, min(_rows(heard) + MORE_ACTIONS, MOST_ACTIONS)))


async def handle_set_meeting_right_click(heard: Heard) -> None:
    """ "It did take place": in the window that told it, in the list of meetings, or on the card, which all can see."""
    done = await heard.services.meetings.minutes.set_right(heard.asker, heard.ref("meeting"), heard.now)
    text = say("meetings.set_right", day=done.day, term=done.term_name)
    message = done_message(text, buttons=[minutes_button(done.meeting_id, primary=True)])
    if heard.view.get("type") == "modal":
        await heard.change_view(notice_view(message))
    else:
        await heard.reply(message)


async def handle_book_meeting_submission(heard: Heard) -> Answer | None:
    network_id, uid, wish = heard.ref("network"), heard.ref_text("uid"), _form_wish(heard)
    found = await heard.services.meetings.booking.book(heard.asker, network_id, uid, wish, heard.now)
    if isinstance(found, Warned):
        note = warning_note(found.unusual, found.day, found.term)
        return Answer(update=booking_form(network_id, uid, _draft(wish), note=note, warned_for=found.stamp))
    return Answer(update=_window("booked_title", _booked(found)))


async def handle_change_meeting_submission(heard: Heard) -> Answer | None:
    meeting_id, wish = heard.ref("meeting"), _form_wish(heard)
    found = await heard.services.meetings.changing.change(heard.asker, meeting_id, wish, heard.now)
    if isinstance(found, Warned):
        note = warning_note(found.unusual, found.day, found.term)
        return Answer(update=change_form(meeting_id, _draft(wish), note=note, warned_for=found.stamp))
    return Answer(update=_window("changed_title", _changed(found)))


async def handle_save_minutes_submission(heard: Heard) -> Answer | None:
    fields = heard.fields
    held = {"yes": True, "no": False}.get(fields.choice(Field.HELD) or "")
    written = MinutesWritten(
        held=held,
        summary=fields.text(Field.SUMMARY),
        decisions=fields.text(Field.DECISIONS),
        school_ids=[int(value) for value in fields.choices(Field.SCHOOLS) if value.isdecimal()],
        actions=_action_lines(heard),
        again=bool(heard.refs.get("again")),
    )
    done = await heard.services.meetings.minutes.save(heard.asker, heard.ref("meeting"), written, heard.now)
    return Answer(update=_window("minutes_saved_title", _recorded(done)))


def _rows(heard: Heard) -> int:
    rows = heard.view_refs.get("rows")
    return rows if isinstance(rows, int) else MOST_ACTIONS


def _action_lines(heard: Heard) -> list[ActionLine]:
    lines = [
        ActionLine(
            number,
            heard.fields.text(row_field(Field.WHAT, number)),
            heard.fields.person(row_field(Field.OWNER, number)),
            heard.fields.date(row_field(Field.DUE, number)),
        )
        for number in range(1, min(_rows(heard), MOST_ACTIONS) + 1)
    ]
    return [line for line in lines if line.what or line.owner_id or line.due_on]


def _form_wish(heard: Heard) -> Wish:
    fields = heard.fields
    minutes = fields.choice(Field.LENGTH) or ""
    return Wish(
        day=fields.date(Field.DATE),
        at=fields.time(Field.TIME),
        minutes=int(minutes) if minutes.isdecimal() else 0,
        place=fields.text(Field.PLACE),
        link=fields.text(Field.LINK),
        agenda=fields.text(Field.AGENDA),
        warned_for=heard.ref_text("warned"),
    )


def _draft(wish: Wish) -> Draft:
    return Draft(wish.day, wish.at, wish.minutes, wish.place, wish.link, wish.agenda or "")


def _booked(found: Booked) -> Message:
    key = "booked_already" if found.again else "booked" if found.in_channel else "booked_quietly"
    text = say(f"meetings.{key}", when=found.when, network=found.network)
    return done_message(text, book_in=found.network_id if found.more_wanted else None)


def _changed(found: Changed) -> Message:
    return done_message(say(f"meetings.{found.key}", when=found.when, network=found.network))


def _recorded(done: Recorded) -> Message:
    if not done.held:
        text = say("meetings.not_held_saved", day=done.day, term=done.term_name)
        mistake = [took_place_button(done.meeting_id)]
        book_in = done.network_id if done.more_wanted else None
        return done_message(text, book_in=book_in, label="button_book", buttons=mistake)
    if done.again:
        return done_message(say("meetings.minutes_changed"))
    key = "minutes_saved" if done.in_channel else "minutes_saved_quietly"
    return done_message(say(f"meetings.{key}", network=done.network))


def _window(title: str, message: Message) -> View:
    return View("", say(f"meetings.{title}"), message.elements)


async def _answer_in_place(heard: Heard, message: Message) -> None:
    """Put the answer where the button was: in its window, or in place of the message only this person sees."""
    if heard.view.get("type") == "modal":
        await heard.change_view(notice_view(message))
    else:
        await heard.replace(message)
