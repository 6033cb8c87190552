"""What the bot says about comments beside answers, and the field for one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.disclosure import COMMENT_FLOOR
from facts.pulses import CommentForm, KeptComment
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message, View
from prompts.notices import notice, notice_view
from prompts.text import joined, text
from prompts.wording import day

A_SECTION = 5
"""Comments in one paragraph, so that thirty fit into a message."""


class CommentAction(StrEnum):
    WRITE = "pulses.comment"


class CommentView(StrEnum):
    WRITE = "pulses.comment_form"


class CommentField(StrEnum):
    WORDS = "pulses.words"


def comment_button(pulse_id: int) -> elements.Button:
    """The way to the field."""
    return elements.Button(say("pulses.comment_button"), CommentAction.WRITE, refs.encode(pulse=pulse_id))


def comment_view(form: CommentForm, most: int) -> View:
    """The field, with what becomes of the words beside it."""
    enough = max(COMMENT_FLOOR, form.threshold)
    return View(
        CommentView.WRITE,
        say("pulses.comment_title"),
        [
            elements.Section(say("pulses.comment_about", question=form.question)),
            elements.TextInput(
                CommentField.WORDS,
                say("pulses.comment_label"),
                initial=form.own,
                multiline=True,
                optional=True,
                hint=say("pulses.comment_hint", threshold=enough),
                most=most,
            ),
            elements.Context(say("pulses.comment_style"), say("pulses.comment_until", day=day(form.closes))),
        ],
        submit=say("pulses.comment_submit"),
        metadata=refs.encode(pulse=form.pulse_id),
    )


def kept_comment_view(kept: KeptComment) -> View:
    """What is kept, as it would be shown."""
    if not kept.words:
        return notice_view(notice(say("pulses.comment_taken_back", title=kept.title)))
    said = say("pulses.comment_kept", words=kept.words, day=day(kept.closes))
    return notice_view(Message(said, [elements.Section(said), elements.Buttons(comment_button(kept.pulse_id))]))


def comments_message(title: str, comments: Sequence[str]) -> Message:
    """For the channel, under the result: what people wrote, in no order."""
    head = say("pulses.comments_title", title=title)
    lines = [joined(" ", ("•", text(words))) for words in comments]
    parts = [lines[at : at + A_SECTION] for at in range(0, len(lines), A_SECTION)]
    shown: list[Element] = [elements.Section(head), *(elements.Section(joined("\n", part)) for part in parts)]
    return Message(head, [*shown, elements.Context(say("pulses.comments_note"))])
