"""What the bot says, made ready to be shown in one place: names looked up, pictures kept where Teams fetches them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from msgspec.structs import replace

from bot.teams.links import PICTURE, file_url, picture_url
from bot.teams.rosters import Roster, Rosters
from bot.teams.shrinking import shrunk
from bot.teams.surroundings import Surroundings
from bot.teams.tenant import Tenant
from facts.people import Addressee
from prompts.addressing import people_of
from prompts.catalog import say
from prompts.elements import Button, Buttons, Element, Section
from prompts.message import Home, Message, Picture, SharedFile, View
from prompts.text import Bold, Everybody, Italic, Quote, Words, listing, text
from services.directory import Directory, WorkspacePeople
from services.ports import DeliveryProblem, WorkspaceLost

CHAT_LINK = "https://teams.microsoft.com/l/chat/0/0?users="
CHANNEL_MARKS = ("@thread.tacv2", "@thread.skype")
"""In the ids of channels; group chats have another."""
MOST_NOTIFIED = 20
"""People whom one message notifies by their names; past that, everybody is only said."""


class Who:
    """Who is who in the tenant."""

    def __init__(self, directory: Directory, tenant: Tenant) -> None:
        self._directory = directory
        self._tenant = tenant

    async def chat_id(self, person: str) -> str | None:
        """Teams' id of somebody; None where nobody here has that id of ours."""
        return await (await self._here()).chat_id(person)

    async def find_all(self, chat_ids: Collection[str]) -> Mapping[str, str]:
        """Our ids of those who are known, by Teams'."""
        return await (await self._here()).find_all(chat_ids)

    async def addressees(self, people: Collection[str]) -> Mapping[str, Addressee]:
        """How Teams knows these people, by our ids."""
        return await (await self._here()).addressees(people)

    async def note_names(self, names: Mapping[str, str]) -> None:
        """What Teams calls people, by its ids of them; nobody is known before the bot has been in the tenant."""
        with suppress(WorkspaceLost):
            await (await self._here()).note_names(names)

    async def _here(self) -> WorkspacePeople:
        return self._directory.within(await self._tenant.workspace_id())


@dataclass(frozen=True)
class Showing:
    """opens: whether a button with that action opens a form. public_url: where Teams fetches pictures and files."""

    tenant: Tenant
    rosters: Rosters
    who: Who
    public_url: str
    opens: Callable[[str], bool]
    bot_name: str

    async def surroundings(
        self,
        said: Message | View | Home,
        *,
        conversation_id: str = "",
        opened_in: str = "",
        delivery: str = "",
        form: str = "",
    ) -> Surroundings:
        """See Speaking."""
        channels = await self.tenant.channels()
        roster = await self._roster(said, conversation_id)
        named = people_of(said)
        there = await self.who.find_all([member.chat_id for member in roster])
        everybody = list(there.values()) if len(there) <= MOST_NOTIFIED and _names_everybody(said) else []
        urls = {picture.id: await self._picture(picture.png) for picture in _pictures(said)}
        return Surroundings(
            people=await self._people({*named, *everybody}, roster),
            notify=named & set(there.values()),
            everybody=everybody,
            channels=channels,
            choices=list(channels),
            picture_url=lambda id: urls.get(id, id),
            opens=self.opens,
            in_channel=needs_mention(conversation_id or opened_in),
            bot_name=self.bot_name,
            delivery=delivery,
            form=form,
        )

    async def with_link_to_all(self, message: Message, together: Sequence[str]) -> Message:
        """The message with a button that opens a chat of all whom it is for; unchanged where it is for one."""
        if len(together) < 2:
            return message
        members = await self.rosters.everywhere()
        people = await self.who.addressees(together)
        found = [members.get(people[person].chat_id) for person in together if person in people]
        upns = [member.upn for member in found if member is not None and member.upn]
        if len(upns) < 2:
            return message
        names = listing(member.name for member in found if member is not None)
        address = CHAT_LINK + ",".join(quote(upn, safe="@.") for upn in upns)
        more: list[Element] = [
            Section(say("teams.told_together", names=names)),
            Buttons(Button(say("teams.chat_together"), "teams.chat", url=address)),
        ]
        return Message(message.words, [*(message.elements or [Section(message.text)]), *more], message.pictures)

    async def file_message(self, name: str, file: SharedFile) -> Message:
        """A file as a message with a button that fetches it: bots send no files into channels."""
        address = file_url(self.public_url, name, file.filename)
        button = Button(say("teams.open_file"), "teams.file", url=address)
        return Message(file.comment, [Section(file.comment), Buttons(button)])

    async def _picture(self, png: bytes) -> str:
        small = await asyncio.to_thread(shrunk, png)
        return picture_url(self.public_url, await self.tenant.keep("picture.png", PICTURE, small))

    async def _roster(self, said: Message | View | Home, conversation_id: str) -> Roster:
        """Who is where it is shown, as far as the card needs to know."""
        if not is_channel(conversation_id) or not (people_of(said) or _names_everybody(said)):
            return ()
        try:
            return await self.rosters.or_nobody(channel_of(conversation_id))
        except DeliveryProblem:
            return ()  # without it names stand there all the same, and notify nobody

    async def _people(self, wanted: Collection[str], roster: Roster) -> Mapping[str, Addressee]:
        """The people by our ids; a name that is not known is looked for in the networks' channels."""
        found = dict(await self.who.addressees(wanted))
        if all(one.name for one in found.values()):
            return found
        names = {member.chat_id: member.name for member in roster}
        if any(not one.name and one.chat_id not in names for one in found.values()):
            with suppress(DeliveryProblem):  # somebody will do where Teams does not tell now
                names |= {member.chat_id: member.name for member in (await self.rosters.everywhere()).values()}
        return {
            person: one if one.name else replace(one, name=names.get(one.chat_id, "")) for person, one in found.items()
        }


def is_channel(conversation_id: str) -> bool:
    """Whether it is a channel, or a thread of one, and no chat."""
    return conversation_id.startswith("19:") and any(mark in conversation_id for mark in CHANNEL_MARKS)


def needs_mention(conversation_id: str) -> bool:
    """Whether the bot hears there what mentions it alone: in channels, and in chats of several people."""
    return conversation_id.startswith("19:") and "@" in conversation_id


def channel_of(conversation_id: str) -> str:
    """The channel of a thread."""
    return conversation_id.partition(";")[0]


def _pictures(said: Message | View | Home) -> Sequence[Picture]:
    return said.pictures if isinstance(said, Message) else ()


def _names_everybody(said: Message | View | Home) -> bool:
    if not isinstance(said, Message):
        return False
    words: list[Words] = [said.text, *(one.words for one in said.elements if isinstance(one, Section))]
    return any(_has_everybody(one) for one in words)


def _has_everybody(words: Words) -> bool:
    return any(
        isinstance(span, Everybody) or (isinstance(span, Bold | Italic | Quote) and _has_everybody(span.words))
        for span in text(words).spans
    )
