"""Buttons, dialogs and message extensions of Teams, heard and answered in time."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.teams.action_data import ActionData, Kind, chosen_in, decode
from bot.teams.activity import Activity, Sender, part_of, text_in
from bot.teams.adaptive_cards import question_card
from bot.teams.answering import ToClick, ToDialog, ToInvoke, dialog_answer, words_answer
from bot.teams.ground import Ground, Heard, brought_by, request_key
from bot.teams.inputs import Brings, filled_in, missing, values
from bot.teams.markdown import Voice
from bot.teams.open_forms import OpenForm
from bot.teams.surroundings import Surroundings
from bot.teams.typed import message_words
from domain.errors import UserError
from handlers.fields import Fields
from handlers.interaction import Answer, Surface
from handlers.router import log_failure
from prompts.catalog import say
from prompts.elements import Context, Element, PeopleInput, Section
from prompts.message import Message, View
from prompts.notices import failed_notice, notice, notice_view, spoken
from prompts.text import Words
from services.ports import Posted

LONGEST = {"composeExtension/fetchTask": 3.5, "composeExtension/submitAction": 3.5}
LONGEST_OTHERWISE = 10.0
"""Seconds to answer an invoke in; Teams gives up after 5 and 15, and sends it again."""
OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""How Teams writes whom somebody has picked."""
SHOWN_BACK = 3000
"""Characters of each thing typed into a form that is not there any more, to copy."""

Body = dict[str, Any] | None

log = logging.getLogger(__name__)


class _Started:
    """The ways of answering one invoke that have been begun; once Teams was answered, later ones are late as well."""

    def __init__(self) -> None:
        self._answers: list[ToInvoke] = []
        self._is_late = False

    def note(self, answering: ToInvoke) -> None:
        answering.is_late = self._is_late
        self._answers.append(answering)

    def come_late(self) -> None:
        self._is_late = True
        for one in self._answers:
            one.is_late = True


class Invokes:
    """Hears what waits for an answer."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def hear(self, activity: Activity) -> Body:
        """The answer in time; where that is not there yet, that it comes later, by message."""
        started = _Started()
        task = self._ground.background(self._answered(activity, started))
        await asyncio.wait([task], timeout=LONGEST.get(activity.name, LONGEST_OTHERWISE))
        if task.done():
            found: Body = task.result()
            return found
        started.come_late()
        log.warning("an answer takes long", extra={"invoke": activity.name})
        return _in_words(activity, say("teams.still_at_it"))

    async def _answered(self, activity: Activity, started: _Started) -> Body:
        """The answer, or what went wrong with it, in words."""
        try:
            return await self._answer(activity, started)
        except UserError as error:
            return _in_words(activity, spoken(error))
        except Exception:
            return _in_words(activity, failed_notice(log_failure()).words)

    async def _answer(self, activity: Activity, started: _Started) -> Body:
        stranger = await self._ground.is_stranger(activity)
        heard = None if stranger else await self._ground.who(activity)
        if heard is None:
            return _in_words(activity, say("notices.stranger"))
        data = brought_by(activity)
        match activity.name:
            case "adaptiveCard/action":
                return await self._hear_click(heard, data, started)
            case "task/fetch":
                return await self._hear_fetch(heard, data, started)
            case "task/submit" | "composeExtension/submitAction":
                return await self._hear_in_dialog(heard, data, started)
            case "composeExtension/fetchTask":
                return await self._hear_shortcut(heard, started)
        return None

    async def _hear_click(self, heard: Heard, data: Mapping[str, Any], started: _Started) -> Body:
        carried = decode(data)
        if carried is None:
            return _in_words(heard.activity, say("notices.button_gone"))
        asker = self._ground.asker(heard)
        answering = ToClick(self._ground.place(heard, asker, carried))
        started.note(answering)
        interaction = self._ground.interaction(
            heard,
            asker,
            answering,
            action=carried.action,
            value=chosen_in(data, carried),
            surface=carried.surface,
        )
        await self._ground.router.hear_click(interaction)
        self._prove(heard, carried)
        return await answering.body() if not answering.is_late else await self._afterwards(answering)

    async def _hear_fetch(self, heard: Heard, data: Mapping[str, Any], started: _Started) -> Body:
        """A button that opens a form or asks first, or a form that is ready."""
        carried = decode(data)
        if carried is None:
            return await self._told(heard, say("notices.button_gone"))
        self._prove(heard, carried)
        if carried.kind is Kind.ASK:
            return await self._ask(heard, carried)
        forms = self._ground.forms(heard)
        form = await forms.find(carried.form) if carried.form else None
        if form is not None:
            form = await forms.again(form)
            return dialog_answer(form.title, form.card)
        return await self._hear_tap(heard, data, carried, started, None)

    async def _hear_in_dialog(self, heard: Heard, data: Mapping[str, Any], started: _Started) -> Body:
        """A form that is sent, or a button in a dialog."""
        carried = decode(data)
        if carried is None:
            return await self._told(heard, say("notices.old_form"))
        if carried.kind is Kind.ASK:
            return await self._ask(heard, carried)
        form = await self._ground.forms(heard).find(carried.form) if carried.form else None
        if form is None and (carried.form or carried.kind is Kind.SUBMIT):
            return await self._give_back(heard, data)
        if carried.kind is Kind.SUBMIT and form is not None:
            return await self._hear_submission(heard, data, form, started)
        return await self._hear_tap(heard, data, carried, started, form)

    async def _hear_tap(
        self,
        heard: Heard,
        data: Mapping[str, Any],
        carried: ActionData,
        started: _Started,
        form: OpenForm | None,
    ) -> Body:
        """A button whose answer is a dialog."""
        fetched = heard.activity.name == "task/fetch"
        asker = self._ground.asker(heard)
        answering = ToDialog(self._ground.place(heard, asker, carried), form.origin if form else "")
        started.note(answering)
        interaction = self._ground.interaction(
            heard,
            asker,
            answering,
            action=carried.action,
            value=chosen_in(data, carried),
            surface=carried.surface if fetched else Surface.FORM,
            carried=form.carried if form else "",
            **(await self._filled(heard, form, data) if form else {}),
        )
        await self._ground.router.hear_click(interaction)
        if answering.is_late:
            return await self._afterwards(answering)
        body = await answering.body()
        return body if body is not None or not fetched else await self._told(heard, say("teams.nothing_here"))

    async def _hear_submission(self, heard: Heard, data: Mapping[str, Any], form: OpenForm, started: _Started) -> Body:
        empty = missing(form.fields, data)
        if empty:
            return await self._shown_again(heard, form, data, empty)
        # However often Teams sends it, one form is sent once; after an error it is the same one, and nothing was done.
        asker = self._ground.asker(heard).by(request_key("form", form.key))
        answering = ToDialog(self._ground.place(heard, asker), form.origin)
        started.note(answering)
        interaction = self._ground.interaction(
            heard,
            asker,
            answering,
            surface=Surface.FORM,
            carried=form.carried,
            **await self._filled(heard, form, data),
        )
        answer = await self._ground.router.hear_submission(interaction, form.callback_id) or Answer(clear=True)
        if answering.is_late and answer.errors:
            wrong = [Section(words) for words in dict.fromkeys(answer.errors.values())]
            discreet = self._ground.router.is_confidential(form.callback_id)
            shown = [*wrong, *([] if discreet else _to_copy(data))]
            await answering.privately(Message(wrong[0].words, shown))
            return None
        if answering.is_late:
            return await self._afterwards(answering, answer)
        if answer.errors:
            return await self._shown_again(heard, form, data, answer.errors)
        view = answer.update or answer.push
        return await answering.body() if view is None else await answering.showing(view)

    async def _hear_shortcut(self, heard: Heard, started: _Started) -> Body:
        """A message extension: taken on a message, or beside the box where one is written."""
        value = heard.activity.value
        callback_id = text_in(value, "commandId")
        if not self._ground.router.hears_shortcut(callback_id):
            return await self._told(heard, say("notices.button_gone"))
        words = message_words(text_in(part_of(part_of(value, "messagePayload"), "body"), "content"))
        asker = self._ground.asker(heard)
        answering = ToDialog(self._ground.place(heard, asker))
        started.note(answering)
        author = text_in(part_of(part_of(part_of(value, "messagePayload"), "from"), "user"), "id")
        directory = self._ground.services.app.directory
        by = await directory.find(heard.workspace_id, author) if author else None
        interaction = self._ground.interaction(heard, asker, answering, message=words, message_by=by)
        await self._ground.router.hear_shortcut(interaction, callback_id)
        if answering.is_late:
            return await self._afterwards(answering)
        return await answering.body() or await self._told(heard, say("teams.nothing_here"))

    async def _ask(self, heard: Heard, carried: ActionData) -> Body:
        """The question that a button asks first. Of a button of a message it is kept which message that was."""
        asked = carried.ask
        if asked is None:
            return await self._told(heard, say("notices.button_gone"))
        forms, origin = self._ground.forms(heard), heard.activity.reply_to
        from_message = heard.activity.name == "task/fetch" and bool(origin)
        if from_message:
            carried = replace(carried, form=forms.new_key())
        around = await self._ground.speaking.surroundings(
            notice(asked.words), opened_in=heard.activity.conversation_id, form=carried.form
        )
        card = question_card(carried, around)
        if from_message:
            await forms.keep_question(card, asked.title, carried.form, origin)
        return dialog_answer(asked.title, card)

    async def _shown_again(
        self, heard: Heard, form: OpenForm, data: Mapping[str, Any], errors: Mapping[str, Words]
    ) -> Body:
        """The same form with what was typed, and what is wrong below each field."""
        filled = (await self._filled(heard, form, data))["fields"].values
        chosen = [filled[one.name] for one in form.fields if one.brings in (Brings.PERSON, Brings.PEOPLE)]
        people = [one for some in chosen for one in ((some,) if isinstance(some, str) else some) if one]
        said_of: list[Element] = [Section(words) for words in errors.values()]
        around = await self._ground.speaking.surroundings(
            View("", form.title, [*said_of, PeopleInput("people", say("forms.choose_person"), people)]),
            opened_in=heard.activity.conversation_id,
            form=form.key,
        )
        return dialog_answer(form.title, filled_in(form.card, data, errors, around))

    async def _give_back(self, heard: Heard, data: Mapping[str, Any]) -> Body:
        """A form that was open for too long: what was typed into it is shown, so that it can be copied."""
        shown: list[Element] = [Section(say("teams.form_over")), *_to_copy(data)]
        return await self._dialog(heard, View("", say("notices.window_title"), shown))

    async def _told(self, heard: Heard, words: Words) -> Body:
        """One sentence in a dialog."""
        return await self._dialog(heard, notice_view(notice(words)))

    async def _dialog(self, heard: Heard, view: View) -> Body:
        return await ToDialog(self._ground.place(heard, self._ground.asker(heard))).showing(view)

    async def _afterwards(self, answering: ToInvoke, answer: Answer | None = None) -> Body:
        """Teams was told to wait for a message: what was answered until then goes out as one."""
        found = answering.gathered
        for message in [*([found.in_place] if found.in_place else []), *found.said]:
            await answering.privately(message)
        view = found.view or (answer.update or answer.push if answer else None)
        if view is not None:
            await answering.open(view)
        return None

    async def _filled(self, heard: Heard, form: OpenForm, data: Mapping[str, Any]) -> dict[str, Any]:
        """What was filled in, as an Interaction has it."""
        picked: list[str] = []
        values([one for one in form.fields if one.brings in (Brings.PERSON, Brings.PEOPLE)], data, _noted_in(picked))
        # Whatever else stands there is left to the form to refuse.
        people = {
            one: await self._ground.known(heard.workspace_id, Sender("", one.lower(), ""), "")
            for one in picked
            if OBJECT_ID.fullmatch(one)
        }
        found = values(form.fields, data, lambda one: people.get(one, one))
        return {"fields": Fields(found), "inputs": [one.name for one in form.fields]}

    def _prove(self, heard: Heard, carried: ActionData) -> None:
        """A click shows that the message is there whose button it was, whatever was heard when it was sent."""
        if carried.delivery and heard.activity.reply_to:
            posted = Posted(heard.channel_id, heard.activity.reply_to)
            seen = self._ground.services.delivery.prove
            self._ground.background(seen(heard.workspace_id, carried.delivery, posted, self._ground.clock()))


def _to_copy(data: Mapping[str, Any]) -> list[Element]:
    """What somebody typed into a form that is not there any more."""
    typed = [text for text in data.values() if isinstance(text, str) and len(text.split()) > 1]
    return [Context(say("teams.form_given_back")), *(Section(text[:SHOWN_BACK]) for text in typed)] if typed else []


def _noted_in(picked: list[str]) -> Callable[[str], str]:
    def note(one: str) -> str:
        picked.append(one)
        return one

    return note


def _in_words(activity: Activity, words: Words) -> Body:
    """A sentence as the answer to any invoke."""
    said = Voice(Surroundings(in_channel=not activity.is_personal)).plain(words)
    if activity.name == "adaptiveCard/action":
        return words_answer(said)
    return {"task": {"type": "message", "value": said}}
