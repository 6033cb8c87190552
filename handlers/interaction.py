"""One thing that somebody did in a chat, in the shape that the handlers read, with the ways to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING

from msgspec import Struct, field

from domain.errors import NotOnRoster, OldButton, Refused
from domain.people import is_person_id
from handlers.answering import Answering
from handlers.fields import Fields
from handlers.typed import Typed
from prompts.button_data import RefValue, decode
from prompts.message import Message, View
from prompts.network_choice import choose_network_message
from prompts.text import Words
from services import Services
from services.access import Asker
from services.places import May, NetworkChoice

if TYPE_CHECKING:
    from prompts.meant import Offered


class ChooseNetwork(Exception):
    """The person belongs to several networks and has to say which one they mean."""

    def __init__(self, choices: list[NetworkChoice]) -> None:
        super().__init__("which network?")
        self.choices = choices


class NotHeard(Exception):
    """The words mean nothing after this command: what may be meant is offered, or what the person can do with it.

    near: the command's words that may be meant. offered: more that may be. about: what was not understood, where that
    is not all that was typed.
    """

    def __init__(self, near: Sequence[str] = (), offered: Sequence[Offered] = (), about: str | None = None) -> None:
        super().__init__("not heard")
        self.near = tuple(near)
        self.offered = tuple(offered)
        self.about = about


class Answer(Struct, frozen=True):
    """How a form's submission is answered: close it, show field errors, show another view, or close all."""

    errors: Mapping[str, Words] | None = None
    update: View | None = None
    push: View | None = None
    clear: bool = False


class Happening(StrEnum):
    """What a chat can tell of by itself."""

    HOME_OPENED = "home.opened"
    MENTIONED = "talking.mentioned"
    WRITTEN_TO = "talking.written_to"
    JOINED = "networks.joined"
    LEFT = "networks.left"
    ACCOUNT_CLOSED = "networks.account_closed"
    CHANNEL_MOVED = "networks.channel_moved"
    CHANNEL_ARCHIVED = "networks.channel_archived"
    CHANNEL_DELETED = "networks.channel_deleted"
    BOT_REMOVED = "networks.bot_removed"
    UNINSTALLED = "workspaces.uninstalled"
    TOKEN_REVOKED = "workspaces.token_revoked"  # noqa: S105 - a name, no secret


class Surface(StrEnum):
    """Where a button was clicked."""

    MESSAGE = "message"
    FORM = "form"
    HOME = "home"


class Interaction(Struct, frozen=True):
    """A command, click, submission, shortcut or happening, by whom, where and when, in no chat's own shape.

    typed: the words after the command. action: the id of the button or menu, with its suffix; value: what it carries
    or what was chosen in it; is_link: it only opens a page. surface: where it stands. carried: what the form around
    it, or the form that was sent, carries; fields: the form's values; inputs: its fields by name, in order.
    message: the words of the message that a shortcut was taken on; message_by: who wrote it, where the bot knows them.
    inviter, new_channel_id, thread, happened_at:
    of a happening. is_direct: it is a conversation of few people, and no channel.
    """

    services: Services
    asker: Asker
    now: datetime
    answering: Answering
    channel_id: str | None = None
    is_direct: bool = False
    command: str = ""
    typed: Typed = field(default_factory=Typed)
    chosen_network: int | None = None
    action: str = ""
    value: str = ""
    is_link: bool = False
    surface: Surface = Surface.MESSAGE
    carried: str = ""
    fields: Fields = field(default_factory=Fields)
    inputs: Sequence[str] = ()
    message: str = ""
    message_by: str | None = None
    inviter: str | None = None
    new_channel_id: str | None = None
    thread: str | None = None
    happened_at: datetime | None = None

    @property
    def user_id(self) -> str:
        return self.asker.user_id

    @property
    def words(self) -> list[str]:
        """What was typed after the command, by words, in small letters."""
        return self.typed.words

    @property
    def suffix(self) -> str:
        """What stands after the colon in the action id, as "yes" in "meetings.rsvp:yes"."""
        return self.action.partition(":")[2]

    @property
    def refs(self) -> dict[str, RefValue]:
        """The ids that the button, the chosen option or the form carries."""
        return decode(self.value if self.action else self.carried)

    @property
    def view_refs(self) -> dict[str, RefValue]:
        """The ids that the form around a clicked button carries."""
        return decode(self.carried)

    def ref(self, name: str) -> int:
        """One id by its name. Raises Invalid where the button or form does not carry it."""
        found = self.refs.get(name)
        if not isinstance(found, int):
            raise OldButton()
        return found

    def ref_text(self, name: str) -> str:
        """One text id (such as an item's key) by its name. Raises Invalid where it is missing."""
        found = self.refs.get(name)
        if not isinstance(found, str):
            raise OldButton()
        return found

    def ref_person(self, name: str, *, or_nobody: bool = False) -> str:
        """A person's id by its name. Raises Invalid where it cannot be one; or_nobody: it may be empty."""
        found = self.ref_text(name)
        if not is_person_id(found) and not (or_nobody and not found):
            raise OldButton()
        return found

    async def network_id(self, *, in_sight: bool = False, own: bool = False, may: May | None = None) -> int:
        """The network that is meant: the one chosen, the channel's, or the person's only one.

        in_sight: also one that they may see from further away. own: no joint group, but one of the person's own
        networks, since it is for these alone. may: nobody is asked to choose one in which they may not. Raises
        NotOnRoster where there is none, or where the channel's shows them nothing, and ChooseNetwork (which asks the
        person) where there are several.
        """
        if self.chosen_network is not None:
            return self.chosen_network
        choices = await self.services.places.find(self.asker, self.channel_id, in_sight=in_sight, may=may)
        if own and any(choice.is_group for choice in choices):
            every = await self.services.places.find(self.asker, None, in_sight=in_sight, may=may)
            choices = [choice for choice in every if not choice.is_group] or choices
        if not choices or not choices[0].known:
            raise NotOnRoster
        if len(choices) > 1:
            raise ChooseNetwork(choices)
        return choices[0].network_id

    async def network_at_hand(self) -> int | None:
        """The network that was chosen, or that the button names, where it is one of the person's own."""
        try:
            network_id = self.chosen_network or self.refs.get("network")
        except OldButton:
            return None
        if not isinstance(network_id, int):
            return None
        own = await self.services.places.find(self.asker, None)
        return network_id if any(one.network_id == network_id for one in own) else None

    async def check_on_roster(self) -> None:
        """Raises NotOnRoster where the person has no part in the channel's network, or in any."""
        choices = await self.services.places.find(self.asker, self.channel_id, in_sight=True)
        if self.chosen_network is None and (not choices or not choices[0].known):
            raise NotOnRoster

    async def show_home(self) -> None:
        """Bring the person's Home tab up to date."""
        from prompts.home import home_tab  # shows what features say, so it is read with the first Home

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
        await self.reply(choose_network_message(self.command, self.typed.carried, choices))

    async def open(self, view: View) -> None:
        """Open a form, on top of the one that is open where the click came from one."""
        await self.answering.open(view)

    async def change_view(self, view: View) -> None:
        """Replace the form in which a button was clicked; where it is closed or changed meanwhile, leave it so."""
        await self.answering.change(view)


def leads_in(handle: Callable[[Interaction], Awaitable[None]]) -> Callable[[Interaction], Awaitable[None]]:
    """A command that leads somebody without a part in any network in, where it would only refuse them."""

    @wraps(handle)
    async def lead(interaction: Interaction) -> None:
        try:
            await handle(interaction)
        except Refused:
            await interaction.check_on_roster()
            raise

    return lead
