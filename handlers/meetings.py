"""Hears all about meetings: /cop-meeting, its buttons and its forms."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial

from msgspec import structs

from domain.errors import OldButton, Refused
from facts.meeting_wishes import Booked, Understood, Warned, Wish
from facts.meetings import MeetingDraft
from handlers.heard import hear, network_of, rest_of
from handlers.interaction import Answer, Interaction, NotHeard, Surface
from handlers.router import Router
from prompts.meetings.answers import overview_message
from prompts.meetings.cards import MeetingsAction
from prompts.meetings.done import (
    answered_message,
    booked_message,
    changed_message,
    done_view,
    doubtful_form,
    fits_a_button,
    not_booked_message,
    not_understood_message,
    proposal_message,
    recorded_message,
    set_right_message,
)
from prompts.meetings.forms import (
    MORE_ACTIONS,
    MOST_ACTIONS,
    MOST_AGENDA,
    Field,
    MeetingsView,
    booking_form,
    change_form,
    minutes_form,
    row_field,
    warning_note,
)
from prompts.message import Message
from prompts.notices import notice_view
from prompts.typed import asked_text
from services.meetings.minutes import ActionLine, MinutesWritten

_FOR_THE_AGENDA = re.compile(
    r"^\W*(?:(?:can|could) (?:you|we) )?(?:please )?(?:add|put) (.+?) "
    r"(?:to|on|onto|in) (?:the |our |its )?agenda\b.{0,20}$",
    re.IGNORECASE | re.DOTALL,
)
""""Add budgets to the agenda"."""


def register(router: Router) -> None:
    """What this feature hears."""
    router.command("/cop-meeting", handle_meeting_command)
    router.action(MeetingsAction.OPEN_FORM, handle_open_booking_click, opens=True)
    router.action(MeetingsAction.BOOK, handle_book_meeting_click)
    router.action(MeetingsAction.CHANGE_FIRST, handle_change_first_click, opens=True)
    router.action(MeetingsAction.NOT_NOW, handle_not_now_click)
    router.action(MeetingsAction.CHANGE, handle_open_change_click, opens=True)
    router.action(MeetingsAction.CANCEL, handle_cancel_meeting_click)
    router.action(MeetingsAction.ANSWER, handle_answer_invitation_click)
    router.action(MeetingsAction.WRITE_MINUTES, handle_open_minutes_click, opens=True)
    router.action(MeetingsAction.CHANGE_MINUTES, handle_change_minutes_click, opens=True)
    router.action(MeetingsAction.MORE_ACTIONS, handle_more_actions_click)
    router.action(MeetingsAction.TOOK_PLACE, handle_set_meeting_right_click)
    router.submission(MeetingsView.BOOK, handle_book_meeting_submission)
    router.submission(MeetingsView.CHANGE, handle_change_meeting_submission)
    router.submission(MeetingsView.MINUTES, handle_save_minutes_submission)


async def handle_meeting_command(interaction: Interaction) -> None:
    """No words, or a question: what is booked. A word: its form. Else a date to book, or to move to."""
    heard = hear(interaction)
    network_id = await network_of(interaction, heard, partial(_means_something, interaction))
    if heard.near and len(interaction.words) == 1:
        raise NotHeard(heard.near)
    added = _FOR_THE_AGENDA.match(interaction.typed.plain())
    if added:
        await _open_change(interaction, network_id, for_agenda=added[1].strip())
        return
    match heard.key:
        case "" | "book" | "change" if heard.rest:
            again = structs.replace(interaction, typed=rest_of(interaction, heard))
            await (_change_typed if heard.key == "change" else _book_typed)(again, network_id)
        case "book":
            await _open_booking(interaction, network_id)
        case "change":
            await _open_change(interaction, network_id)
        case "minutes":
            await _open_oldest_minutes(interaction, network_id, rest_of(interaction, heard).plain("@"))
        case _:
            await _show_overview(interaction, network_id)


async def _means_something(interaction: Interaction, network_id: int) -> bool:
    """Whether words that are none of the command's are something to book, or are left to whoever may not book."""
    booking, typed = interaction.services.meetings.booking, interaction.typed.plain()
    if _FOR_THE_AGENDA.match(typed):
        return True
    try:
        found = await booking.understand(interaction.asker, network_id, typed, interaction.now)
    except Refused:
        return True
    return isinstance(found, Understood) or not found.says_nothing or found.wrong is not None


async def _show_overview(interaction: Interaction, network_id: int) -> None:
    overview = await interaction.services.meetings.overview.show(interaction.asker, network_id, interaction.now)
    await interaction.reply(overview_message(overview))


async def _open_booking(interaction: Interaction, network_id: int) -> None:
    start = await interaction.services.meetings.booking.start(interaction.asker, network_id, interaction.now)
    await interaction.open(booking_form(network_id, start.uid, start.draft))


async def _open_change(interaction: Interaction, network_id: int, for_agenda: str = "") -> None:
    """The form of the only meeting to come; with several, the list to choose from. for_agenda: a line at its end."""
    only = await interaction.services.meetings.changing.only_one(interaction.asker, network_id, interaction.now)
    if only is None:
        await _show_overview(interaction, network_id)
        return
    draft = await interaction.services.meetings.changing.start(interaction.asker, only, interaction.now)
    agenda = f"{draft.agenda}\n{for_agenda}".strip()[:MOST_AGENDA]
    await interaction.open(change_form(only, structs.replace(draft, agenda=agenda)))


async def _change_typed(interaction: Interaction, network_id: int) -> None:
    """ "move to Thu 21 May 3pm": the form of the only meeting to come, filled in with it."""
    changing = interaction.services.meetings.changing
    only = await changing.only_one(interaction.asker, network_id, interaction.now)
    if only is None:
        await _show_overview(interaction, network_id)
        return
    typed = re.sub(r"^(it\b|(the )?meeting\b)?\s*(to\b)?\s*", "", interaction.typed.plain(), flags=re.IGNORECASE)
    found = await changing.start_typed(interaction.asker, only, typed, interaction.now)
    note = asked_text(found.asked)
    await interaction.open(change_form(only, found.draft, note=note, typed=typed if note else ""))


async def _open_oldest_minutes(interaction: Interaction, network_id: int, summary: str = "") -> None:
    meeting_id = await interaction.services.meetings.minutes.oldest_missing(
        interaction.asker, network_id, interaction.now
    )
    draft = await interaction.services.meetings.minutes.start(interaction.asker, meeting_id, interaction.now)
    await interaction.open(minutes_form(structs.replace(draft, summary=summary) if summary else draft))


async def _book_typed(interaction: Interaction, network_id: int) -> None:
    """Show back what was understood; what is not clear is asked about in the form, filled in with what was."""
    typed = interaction.typed.plain()
    try:
        found = await interaction.services.meetings.booking.understand(
            interaction.asker, network_id, typed, interaction.now
        )
    except Refused:
        if any(letter.isdigit() for letter in typed):
            raise
        await _show_overview(interaction, network_id)  # without a time it is rather about whether they come
        return
    if isinstance(found, Understood) and not fits_a_button(found):
        draft, warned = _draft(found.wish), found.warning.stamp if found.warning else ""
        await interaction.open(booking_form(network_id, found.uid, draft, warned_for=warned))
    elif isinstance(found, Understood):
        await interaction.reply(proposal_message(found))
    elif found.wrong or found.says_nothing:
        await interaction.reply(not_understood_message(found, interaction.typed.plain()))
    else:
        await interaction.open(doubtful_form(found, interaction.typed.plain()))


def _carried_wish(interaction: Interaction) -> Wish:
    """The wish that a proposal's button brings back. Raises Invalid where it is not ours."""
    try:
        at = datetime.fromisoformat(interaction.ref_text("at"))
    except ValueError as error:
        raise OldButton("/cop-meeting") from error
    return Wish(
        day=at.date(),
        at=at.time(),
        minutes=interaction.ref("minutes"),
        place=interaction.ref_text("place"),
        link=interaction.ref_text("link"),
        agenda=str(interaction.refs.get("agenda", "")) or None,
        warned_for=interaction.ref_text("warned"),
    )


async def handle_book_meeting_click(interaction: Interaction) -> None:
    """ "Book it" under what was understood."""
    wish, network_id, uid = _carried_wish(interaction), interaction.ref("network"), interaction.ref_text("uid")
    found = await interaction.services.meetings.booking.book(interaction.asker, network_id, uid, wish, interaction.now)
    if isinstance(found, Booked):
        await _answer_in_place(interaction, booked_message(found))
        return
    start = await interaction.services.meetings.booking.start(interaction.asker, network_id, interaction.now, wish)
    note = warning_note(found.odd)
    await interaction.open(booking_form(network_id, uid, start.draft, note=note, warned_for=found.stamp))


async def handle_change_first_click(interaction: Interaction) -> None:
    """ "Change" under what was understood: the form, filled in with it."""
    wish, network_id = _carried_wish(interaction), interaction.ref("network")
    start = await interaction.services.meetings.booking.start(interaction.asker, network_id, interaction.now, wish)
    await interaction.open(
        booking_form(network_id, interaction.ref_text("uid"), start.draft, warned_for=wish.warned_for)
    )


async def handle_not_now_click(interaction: Interaction) -> None:
    await _answer_in_place(interaction, not_booked_message())


async def handle_open_booking_click(interaction: Interaction) -> None:
    """The form: empty, or with the words that the button carries."""
    network_id, typed = interaction.ref("network"), interaction.refs.get("typed")
    if not isinstance(typed, str):
        await _open_booking(interaction, network_id)
        return
    found = await interaction.services.meetings.booking.start_typed(
        interaction.asker, network_id, typed, interaction.now
    )
    await interaction.open(doubtful_form(found, typed))


async def handle_open_change_click(interaction: Interaction) -> None:
    meeting_id = interaction.ref("meeting")
    draft = await interaction.services.meetings.changing.start(interaction.asker, meeting_id, interaction.now)
    await interaction.open(change_form(meeting_id, draft))


async def handle_cancel_meeting_click(interaction: Interaction) -> None:
    done = await interaction.services.meetings.changing.cancel(
        interaction.asker, interaction.ref("meeting"), interaction.now
    )
    await _answer_in_place(interaction, changed_message(done))


async def handle_answer_invitation_click(interaction: Interaction) -> None:
    done = await interaction.services.meetings.answering.answer(
        interaction.asker, interaction.ref("meeting"), interaction.suffix, interaction.now
    )
    if interaction.surface is Surface.HOME:
        await interaction.show_home()  # which says it beside the buttons
        return
    await interaction.reply(answered_message(done))


async def handle_open_minutes_click(interaction: Interaction) -> None:
    draft = await interaction.services.meetings.minutes.start(
        interaction.asker, interaction.ref("meeting"), interaction.now
    )
    await interaction.open(minutes_form(draft))


async def handle_change_minutes_click(interaction: Interaction) -> None:
    """The minutes as they were posted, to put right; their actions are changed in the list of actions."""
    draft = await interaction.services.meetings.minutes.reopen(interaction.asker, interaction.ref("meeting"))
    await interaction.open(minutes_form(draft))


async def handle_more_actions_click(interaction: Interaction) -> None:
    """The same form with more rows; what was typed stays, as the fields keep their names."""
    draft = await interaction.services.meetings.minutes.start(
        interaction.asker, interaction.ref("meeting"), interaction.now
    )
    await interaction.change_view(minutes_form(draft, min(_rows(interaction) + MORE_ACTIONS, MOST_ACTIONS)))


async def handle_set_meeting_right_click(interaction: Interaction) -> None:
    """ "It did take place": in the window that told it, in the list of meetings, or on the card, which all can see."""
    meeting = await interaction.services.meetings.minutes.set_right(
        interaction.asker, interaction.ref("meeting"), interaction.now
    )
    message = set_right_message(meeting)
    if interaction.surface is Surface.FORM:
        await interaction.change_view(notice_view(message))
    else:
        await interaction.reply(message)


async def handle_book_meeting_submission(interaction: Interaction) -> Answer | None:
    network_id, uid, wish = interaction.ref("network"), interaction.ref_text("uid"), _form_wish(interaction)
    found = await interaction.services.meetings.booking.book(interaction.asker, network_id, uid, wish, interaction.now)
    if isinstance(found, Warned):
        note = warning_note(found.odd)
        return Answer(update=booking_form(network_id, uid, _draft(wish), note=note, warned_for=found.stamp))
    return Answer(update=done_view("booked", booked_message(found)))


async def handle_change_meeting_submission(interaction: Interaction) -> Answer | None:
    meeting_id, wish = interaction.ref("meeting"), _form_wish(interaction)
    found = await interaction.services.meetings.changing.change(interaction.asker, meeting_id, wish, interaction.now)
    if isinstance(found, Warned):
        note = warning_note(found.odd)
        return Answer(update=change_form(meeting_id, _draft(wish), note=note, warned_for=found.stamp))
    return Answer(update=done_view("changed", changed_message(found)))


async def handle_save_minutes_submission(interaction: Interaction) -> Answer | None:
    fields = interaction.fields
    held = {"yes": True, "no": False}.get(fields.choice(Field.HELD) or "")
    written = MinutesWritten(
        held=held,
        summary=fields.text(Field.SUMMARY),
        decisions=fields.text(Field.DECISIONS),
        school_ids=[int(value) for value in fields.choices(Field.SCHOOLS) if value.isdecimal()],
        actions=_action_lines(interaction),
        again=bool(interaction.refs.get("again")),
    )
    done = await interaction.services.meetings.minutes.save(
        interaction.asker, interaction.ref("meeting"), written, interaction.now
    )
    return Answer(update=done_view("minutes_saved", recorded_message(done)))


def _rows(interaction: Interaction) -> int:
    rows = interaction.view_refs.get("rows")
    return rows if isinstance(rows, int) else MOST_ACTIONS


def _action_lines(interaction: Interaction) -> list[ActionLine]:
    lines = [
        ActionLine(
            number,
            interaction.fields.text(row_field(Field.WHAT, number)),
            interaction.fields.person(row_field(Field.OWNER, number)),
            interaction.fields.date(row_field(Field.DUE, number)),
        )
        for number in range(1, min(_rows(interaction), MOST_ACTIONS) + 1)
    ]
    return [line for line in lines if line.what or line.owner_id or line.due_on]


def _form_wish(interaction: Interaction) -> Wish:
    fields = interaction.fields
    minutes = fields.choice(Field.LENGTH) or ""
    return Wish(
        day=fields.date(Field.DATE),
        at=fields.time(Field.TIME),
        minutes=int(minutes) if minutes.isdecimal() else 0,
        place=fields.text(Field.PLACE),
        link=fields.text(Field.LINK),
        agenda=fields.text(Field.AGENDA),
        warned_for=interaction.ref_text("warned"),
    )


def _draft(wish: Wish) -> MeetingDraft:
    return MeetingDraft(wish.day, wish.at, wish.minutes, wish.place, wish.link, wish.agenda or "")


async def _answer_in_place(interaction: Interaction, message: Message) -> None:
    """Put the answer where the button was: in its window, or in place of the message only this person sees."""
    if interaction.surface is Surface.FORM:
        await interaction.change_view(notice_view(message))
    else:
        await interaction.replace(message)
