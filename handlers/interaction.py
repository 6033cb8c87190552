"""One thing that Slack told us, in the shape that the handlers read, with the ways to answer it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import Invalid, NotOnRoster
from domain.people import is_person_id
from handlers.answering import Answering
from handlers.fields import Fields
from prompts.button_data import RefValue, decode
from prompts.home import home_tab
from prompts.message import Message, View
from prompts.network_choice import choose_network_message
from services import Services
from services.access import Asker
from services.places import NetworkChoice


def unescaped(text: str) -> str:
    """A command's words or a message's text as they were typed; Slack escapes these three, and nothing else.

    To be done once, here at the door: done again, it would change what somebody typed ("&lt;").
    """
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class ChooseNetwork(Exception):
    """The person belongs to several networks and has to say which one they mean."""

    def __init__(self, choices: list[NetworkChoice]) -> None:
        super().__init__("which network?")
        self.choices = choices


@dataclass(frozen=True)
class Answer:
    """How a form's submission is answered: close it, show field errors, show another view, or close all."""

    errors: Mapping[str, str] | None = None
    update: View | None = None
    push: View | None = None
    clear: bool = False


@dataclass(frozen=True)
class Interaction:
    """A command, click, submission, shortcut or event, by whom, where and when."""

    services: Services
    asker: Asker
    now: datetime
    body: Mapping[str, Any]
    answering: Answering
    command: str = ""
    text: str = ""
    chosen_network: int | None = None

    @property
    def user_id(self) -> str:
        return self.asker.user_id

    @property
    def channel_id(self) -> str | None:
        """The conversation it happened in, or None (in a modal, on the Home tab)."""
        channel = self.body.get("channel") or {}
        found = self.body.get("channel_id") or (channel.get("id") if isinstance(channel, Mapping) else channel)
        return found or (self.body.get("container") or {}).get("channel_id")

    @property
    def typed(self) -> str:
        """What was typed after the command, letter for letter: Slack escapes &, < and >, and writes ids for names."""
        named = re.sub(r"<[@#][^|>]*\|([^>]*)>", r"\1", self.text)
        return unescaped(named)

    @property
    def words(self) -> list[str]:
        """What was typed after the command, by words, in small letters."""
        return self.text.lower().split()

    @property
    def event(self) -> Mapping[str, Any]:
        found = self.body.get("event") or {}
        return found if isinstance(found, Mapping) else {}

    @property
    def view(self) -> Mapping[str, Any]:
        found = self.body.get("view") or {}
        return found if isinstance(found, Mapping) else {}

    @property
    def fields(self) -> Fields:
        """The form's values."""
        return Fields((self.view.get("state") or {}).get("values") or {})

    @property
    def action(self) -> Mapping[str, Any]:
        found = (self.body.get("actions") or [{}])[0]
        return found if isinstance(found, Mapping) else {}

    @property
    def suffix(self) -> str:
        """What stands after the colon in the action id, as "yes" in "meetings.rsvp:yes"."""
        return str(self.action.get("action_id", "")).partition(":")[2]

    @property
    def chosen(self) -> str | None:
        """The value that was picked from a list, overflow menu or radio group in this click."""
        option = self.action.get("selected_option")
        return str(option["value"]) if isinstance(option, Mapping) else None

    @property
    def refs(self) -> dict[str, RefValue]:
        """The ids that the button, the chosen option or the form carries."""
        if self.action:
            return decode(self.action.get("value") or self.chosen)
        return decode(self.view.get("private_metadata"))

    @property
    def view_refs(self) -> dict[str, RefValue]:
        """The ids that the form around a clicked button carries."""
        return decode(self.view.get("private_metadata"))

    def ref(self, name: str) -> int:
        """One id by its name. Raises Invalid where the button or form does not carry it."""
        found = self.refs.get(name)
        if not isinstance(found, int):
            raise Invalid("That button is from an older message. Type the command again.")
        return found

    def ref_text(self, name: str) -> str:
        """One text id (such as an item's key) by its name. Raises Invalid where it is missing."""
        found = self.refs.get(name)
        if not isinstance(found, str):
            raise Invalid("That button is from an older message. Type the command again.")
        return found

    def ref_person(self, name: str, *, or_nobody: bool = False) -> str:
        """A person's id by its name. Raises Invalid where it cannot be one; or_nobody: it may be empty."""
        found = self.ref_text(name)
        if not is_person_id(found) and not (or_nobody and not found):
            raise Invalid("That button is from an older message. Type the command again.")
        return found

    async def network_id(self, *, in_sight: bool = False) -> int:
        """The network that is meant: the one chosen, the channel's, or the person's only one.

        in_sight: also one that they may see from further away. Raises NotOnRoster where there is none, or where the
        channel's shows them nothing, and ChooseNetwork (which asks the person) where there are several.
        """
        if self.chosen_network is not None:
            return self.chosen_network
        choices = await self.services.places.find(self.asker, self.channel_id, in_sight=in_sight)
        if not choices or not choices[0].known:
            raise NotOnRoster
        if len(choices) > 1:
            raise ChooseNetwork(choices)
        return choices[0].network_id

    async def check_on_roster(self) -> None:
        """Raises NotOnRoster where the person has no part in the channel's network, or in any."""
        choices = await self.services.places.find(self.asker, self.channel_id, in_sight=True)
        if self.chosen_network is None and (not choices or not choices[0].known):
            raise NotOnRoster

    async def show_home(self) -> None:
        """Bring the person's Home tab up to date."""
        data = await self.services.home.show(self.asker, self.now)
        await self.answering.show_home(self.user_id, home_tab(data))

    async def reply(self, message: Message) -> None:
        """Answer the person alone: in the conversation where that is possible, else in a small window."""
        await self.answering.reply(message)

    async def replace(self, message: Message) -> None:
        """Replace the message that was clicked (one only the person sees, or a DM's), or the small window."""
        await self.answering.replace(message)

    async def ask_network(self, choices: list[NetworkChoice]) -> None:
        """Let the person say which network they mean; the command then goes on with it."""
        await self.reply(choose_network_message(self.command, self.text, choices))

    async def open(self, view: View) -> None:
        """Open a form, on top of the one that is open where the click came from one."""
        await self.answering.open(view)

    async def change_view(self, view: View) -> None:
        """Replace the form in which a button was clicked; where it is closed or changed meanwhile, leave it so."""
        await self.answering.change(view)
