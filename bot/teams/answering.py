"""The ways back to whoever did something in Teams: messages, what a click is answered with, and dialogs."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.teams.activity import Activity
from bot.teams.adaptive_cards import Card, dialog_title, home_card, message_card, summary, view_card
from bot.teams.markdown import Voice
from bot.teams.open_forms import OpenForms
from bot.teams.speaking import Speaking
from bot.teams.surroundings import Surroundings
from domain.errors import NotTaken
from prompts.catalog import say
from prompts.elements import Buttons, Context, Element, Heading, Section
from prompts.message import Home, Message, View
from prompts.network_choice import command_button
from prompts.notices import notice, notice_view
from prompts.text import Text, Words, lines, plain, shorten
from services.ports import DeliveryProblem, PersonUnreachable, Posted, RateLimited

CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"
MOST_AT_A_CLICK = 300
"""Characters that Teams shows beside a button that was clicked, for a moment."""
TALL = 6
"""Pieces of a card that need a tall dialog."""

LONGEST_WAIT = 30.0
"""Seconds after which an answer is no answer any more."""

Pause = Callable[[float], Awaitable[None]]
Background = Callable[[Coroutine[Any, Any, Any]], object]
Done = TypeVar("Done")

log = logging.getLogger(__name__)


async def _none() -> None:
    return None


@dataclass(frozen=True)
class Place:
    """Where an answer goes. person: who asked, by our own id; conversation_id: where they did; message_id: the message
    whose button it was, empty where there is none; delivery: which delivery posted that message, where one did."""

    activity: Activity
    person: str
    speaking: Speaking
    forms: OpenForms
    is_confidential: Callable[[str], bool]
    pause: Pause
    background: Background
    delivery: str = ""
    command: str = ""
    words: str = ""
    network: Callable[[], Awaitable[int | None]] = _none

    @property
    def conversation_id(self) -> str:
        return self.activity.conversation_id

    @property
    def clicked(self) -> Posted | None:
        """The message whose button was pressed."""
        return Posted(self.conversation_id, self.activity.reply_to) if self.activity.reply_to else None


class Answers:
    """What every way of answering shares. See handlers.answering.Answering."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._pointed = False

    async def show_home(self, user_id: str, home: Home) -> None:
        """As a new card in the person's chat."""
        around = await self.place.speaking.surroundings(home)
        await self._send(user_id, home_card(home, around), say("home.title").plain)

    async def tell(
        self, user_id: str, channel_id: str, message: Message, thread: str | None = None, *, for_all: bool = False
    ) -> None:
        """To the person alone: where it is, if Teams does that, else in their own chat with the bot."""
        there = threaded(channel_id, thread)
        if await self._to_one(there, user_id, message):
            return
        try:
            await self._post(user_id, message)
        except PersonUnreachable:
            await self._post(there, message if for_all else notice(say("teams.cannot_write")))
        else:
            if self.place.activity.type == "message":
                await self._point(say("teams.answered_privately"))

    async def say(self, channel_id: str, message: Message, thread: str | None = None) -> None:
        await self._post(threaded(channel_id, thread), message)

    async def privately(self, message: Message) -> None:
        """To the person alone; from a channel or group often in their own chat, and a short line there says so."""
        place = self.place
        if place.activity.is_personal:
            await self._post(place.conversation_id, message)
            return
        if await self._to_one(place.conversation_id, place.person, message):
            return
        try:
            await self._post(place.person, message)
        except PersonUnreachable:
            await self._point(say("teams.cannot_write"))
        else:
            await self._point(say("teams.answered_privately"))

    async def _point(self, sentence: Words) -> None:
        """Say it where it was asked, once for all answers."""
        if not self._pointed:
            self._pointed = True
            await self._post(self.place.conversation_id, notice(sentence))

    async def opener(self, view: View, opened_in: str) -> tuple[Message, Surroundings]:
        """A message whose one button opens the form, for where none can be opened now, and what its card needs.

        opened_in: the conversation in which the message will stand. Where the form may show what somebody rated, or its
        time is over, the button does the command anew.
        """
        place = self.place
        command = place.command or "/cop-help"
        network = await place.network()
        what = "form" if view.submit else "page"
        label, ready = say(f"teams.open_{what}"), say(f"teams.{what}_ready", title=view.title)
        button = command_button(label, command, network_id=network, text=place.words, style="primary")
        message = Message(ready, [Section(ready), Buttons(button)])
        if place.is_confidential(view.callback_id):
            return message, await place.speaking.surroundings(message, conversation_id=place.conversation_id)
        key = place.forms.new_key()
        form = await place.speaking.surroundings(view, opened_in=opened_in, form=key)
        await place.forms.keep(view, form, discreet=False)
        return message, await place.speaking.surroundings(message, conversation_id=place.conversation_id, form=key)

    async def offer(self, view: View) -> None:
        """Send the person a button that opens the form."""
        place = self.place
        in_own_chat = not place.activity.is_personal and not place.speaking.targets
        message, around = await self.opener(view, "" if in_own_chat else place.conversation_id)
        card, said = message_card(message, around), summary(message, around)
        if place.activity.is_personal:
            await self._send(place.conversation_id, card, said)
            return
        if place.speaking.targets and await place.speaking.send_to_one(place.conversation_id, place.person, card, said):
            return
        try:
            await self._send(place.person, card, said)
        except PersonUnreachable:
            # The button gives nothing away: it opens for this person alone, and for others what is theirs.
            await self._send(place.conversation_id, card, said)
        else:
            await self._point(say("teams.answered_privately"))

    async def _to_one(self, conversation_id: str, person: str, message: Message) -> bool:
        """Say it there, seen by this person alone; False where that cannot be."""
        if not self.place.speaking.targets:
            return False
        around = await self.place.speaking.surroundings(message, conversation_id=conversation_id)
        card, said = message_card(message, around), summary(message, around)
        return await self.place.speaking.send_to_one(conversation_id, person, card, said)

    async def _post(self, conversation_id: str, message: Message) -> Posted:
        around = await self.place.speaking.surroundings(message, conversation_id=conversation_id)
        return await self._send(conversation_id, message_card(message, around), summary(message, around))

    async def _send(self, conversation_id: str, card: Card, said: str) -> Posted:
        """Post it; never a second time where the first may be there already.

        Raises PersonUnreachable, and NotTaken where Teams does not take it, or not now.
        """
        try:
            return await self._when_free(lambda: self.place.speaking.send(conversation_id, card, said))
        except PersonUnreachable:
            raise
        except DeliveryProblem as problem:
            log.warning("an answer was not taken", extra={"reason": problem.reason})
            raise NotTaken("notices.not_taken") from problem

    async def _when_free(self, call: Callable[[], Awaitable[Done]]) -> Done:
        """Make the call, and where Teams asks to wait, wait and make it then; not for longer than LONGEST_WAIT."""
        waited = 0.0
        while True:
            try:
                return await call()
            except RateLimited as problem:
                waited += problem.retry_after
                if waited > LONGEST_WAIT:
                    raise
                await self.place.pause(problem.retry_after)


class ToWords(Answers):
    """Answers what somebody typed, and what Teams tells by itself."""

    async def reply(self, message: Message) -> None:
        await self.privately(message)

    async def replace(self, message: Message) -> None:
        await self.privately(message)

    async def change(self, view: View) -> None:
        await self.open(view)

    async def open(self, view: View) -> None:
        await self.offer(view)


@dataclass
class _Gathered:
    """What a handler answered, until it is done."""

    said: list[Message] = field(default_factory=list)
    in_place: Message | None = None
    view: View | None = None
    home: Home | None = None


class ToInvoke(Answers):
    """Gathers what is answered until the handler is done; what comes after Teams was answered is written to them."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.gathered = _Gathered()
        self.is_late = False

    async def reply(self, message: Message) -> None:
        if self.is_late:
            await self.privately(message)
        else:
            self.gathered.said.append(message)

    async def replace(self, message: Message) -> None:
        if self.is_late:
            await self.privately(message)
        else:
            self.gathered.in_place = message

    async def open(self, view: View) -> None:
        if self.is_late and not view.callback_id and not view.metadata:
            await self.privately(Message(view.title, view.elements))  # nothing to fill in
        elif self.is_late:
            await self.offer(view)
        else:
            self.gathered.view = view

    async def change(self, view: View) -> None:
        await self.open(view)

    def _put(self, card: Card, said: str, *, where: Posted | None = None) -> None:
        """Put it in place of the message that was clicked, for all who see it; the click need not wait for that."""
        where = where or self.place.clicked
        if where is not None:
            self.place.background(self._put_there(where, card, said))

    async def _put_there(self, where: Posted, card: Card, said: str) -> None:
        try:
            await self._when_free(lambda: self.place.speaking.send_anew(where, card, said))
        except DeliveryProblem as problem:
            # Whoever clicked sees the answer all the same.
            log.warning("a message could not be replaced", extra={"reason": problem.reason})


class ToClick(ToInvoke):
    """Answers a button that acts at once."""

    async def show_home(self, user_id: str, home: Home) -> None:
        if self.is_late or user_id != self.place.person:
            await super().show_home(user_id, home)
        else:
            self.gathered.home = home

    async def body(self) -> dict[str, Any]:
        """What the click is answered with."""
        found, place = self.gathered, self.place
        if found.home is not None:
            around = await place.speaking.surroundings(found.home, conversation_id=place.conversation_id)
            card = home_card(found.home, around)
            self._put(card, say("home.title").plain)
            return card_answer(card)
        if found.in_place is not None:
            around = (await self._around(found.in_place, delivery=place.delivery)).quietly()
            card = message_card(found.in_place, around)
            self._put(card, summary(found.in_place, around))
            return card_answer(card)
        if found.view is not None:
            message, around = await self.opener(found.view, place.conversation_id)
            return card_answer(message_card(message, around))
        if not found.said:
            return words_answer(say("teams.done"))
        if len(found.said) == 1 and (brief := await self._briefly(found.said[0])):
            return words_answer(brief)
        return await self._at_length(found.said)

    async def _briefly(self, message: Message) -> str:
        """The message as a line beside the button; empty where it is more than that."""
        words = as_brief(message)
        if words is None:
            return ""
        found = Voice(await self._around(message)).plain(words)
        return found if len(found) <= MOST_AT_A_CLICK else ""

    async def _at_length(self, said: Sequence[Message]) -> dict[str, Any]:
        """In the person's chat, and where that cannot be, as much as is shown beside the button."""
        where = self.place.conversation_id if self.place.activity.is_personal else self.place.person
        try:
            for message in said:
                await self._post(where, message)
        except PersonUnreachable:
            words = summary(said[0], await self._around(said[0]))
            return words_answer(f"{shorten(words, MOST_AT_A_CLICK)} {say('teams.cannot_write').plain}")
        here = self.place.activity.is_personal
        return words_answer(say("teams.sent_below" if here else "teams.answered_privately"))

    async def _around(self, message: Message, *, delivery: str = "") -> Surroundings:
        place = self.place
        return await place.speaking.surroundings(message, conversation_id=place.conversation_id, delivery=delivery)


class ToDialog(ToInvoke):
    """Answers in a dialog, one that is open or one that is to open. origin: the message whose end is at stake in it."""

    def __init__(self, place: Place, origin: str = "") -> None:
        super().__init__(place)
        self._origin = origin

    async def body(self) -> dict[str, Any] | None:
        """What the dialog shows next; None where the handler said nothing, which closes it."""
        found = self.gathered
        if found.in_place is not None and self._origin:
            around = await self.place.speaking.surroundings(
                found.in_place, conversation_id=self.place.conversation_id, delivery=self.place.delivery
            )
            around, where = around.quietly(), Posted(self.place.conversation_id, self._origin)
            self._put(message_card(found.in_place, around), summary(found.in_place, around), where=where)
        if found.view is not None:
            return await self.showing(found.view)
        said = [*([found.in_place] if found.in_place else []), *found.said]
        return await self.showing(together(said)) if said else None

    async def showing(self, view: View) -> dict[str, Any]:
        """The dialog with this form, which is kept while it is open."""
        place = self.place
        if not view.callback_id and not view.metadata:
            around = await place.speaking.surroundings(view, opened_in=place.conversation_id)
            return dialog_answer(dialog_title(view), view_card(view, around))
        around = await place.speaking.surroundings(view, opened_in=place.conversation_id, form=place.forms.new_key())
        discreet = place.is_confidential(view.callback_id)
        kept = await place.forms.keep(view, around, discreet=discreet, origin=self._origin)
        return dialog_answer(kept.title, kept.card)


def threaded(channel_id: str, thread: str | None) -> str:
    """The conversation of a thread of the channel, or the channel's own."""
    return f"{channel_id};messageid={thread}" if thread else channel_id


def together(said: Sequence[Message]) -> View:
    """Several messages in one window."""
    pieces: list[Element] = []
    for message in said:
        pieces += message.elements or [Section(message.text)]
    return notice_view(Message(said[0].words, pieces))


def as_brief(message: Message) -> Text | None:
    """All that the message says, where it is words alone; None where it is more."""
    if message.pictures or not all(isinstance(one, (Section, Context, Heading)) for one in message.elements):
        return None
    if any(isinstance(one, Section) and (one.beside or one.fields) for one in message.elements):
        return None
    return lines(part for one in message.elements for part in _words_of(one)) or message.text


def _words_of(element: Element) -> Sequence[Words]:
    if isinstance(element, Context):
        return element.words
    return (element.words,) if isinstance(element, (Section, Heading)) else ()


def card_answer(card: Card) -> dict[str, Any]:
    """Shown in place of the card whose button was clicked, to whoever clicked."""
    return {"statusCode": 200, "type": CARD, "value": card}


def words_answer(words: Words) -> dict[str, Any]:
    """Shown beside the card for a moment, to whoever clicked."""
    return {"statusCode": 200, "type": WORDS, "value": plain(words)}


def dialog_answer(title: str, card: Card) -> dict[str, Any]:
    """A dialog, or the next card in the one that is open."""
    height = "large" if len(card["body"]) > TALL else "medium"
    shown = {"contentType": CARD, "content": card}
    return {"task": {"type": "continue", "value": {"title": title, "height": height, "width": "medium", "card": shown}}}
