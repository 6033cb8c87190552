"""One activity that Teams tells of, read with care: whatever is not of its shape counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.keepable import loaded

MOST_BYTES = 512 * 1024
"""Teams' own messages hold about 100 KB; a form that was sent holds what was typed in it."""
MOST_TEXT = 40_000
MOST_ZONE = 64
MOST_ENTITIES = 50
"""Of a message that are looked at: each person in it may have to be looked up."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class NoActivity(ValueError):
    """The body is no activity."""


@dataclass(frozen=True)
class Sender:
    """id: Teams' own id of the account, for this bot alone ("29:…", "28:…" for a bot); object_id: the person's Entra
    object id, empty where Teams does not tell it; name: as Teams shows it."""

    id: str
    object_id: str
    name: str


@dataclass(frozen=True)
class MentionedPerson:
    """words: how the mention stands in the text."""

    who: Sender
    words: str


@dataclass(frozen=True)
class Activity:
    """body: all of it. See the Bot Framework's activity schema and Teams' channelData."""

    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        return text_in(self.body, "type")

    @property
    def name(self) -> str:
        """What kind of invoke it is."""
        return text_in(self.body, "name")

    @property
    def id(self) -> str:
        return text_in(self.body, "id")

    @property
    def text(self) -> str:
        return text_in(self.body, "text")[:MOST_TEXT]

    @property
    def value(self) -> Mapping[str, Any]:
        """What an invoke brings."""
        return part_of(self.body, "value")

    @property
    def tenant_id(self) -> str:
        in_channel_data = text_in(part_of(self.channel_data, "tenant"), "id")
        return in_channel_data or text_in(part_of(self.body, "conversation"), "tenantId")

    @property
    def service_url(self) -> str:
        return text_in(self.body, "serviceUrl")

    @property
    def sender(self) -> Sender:
        return _sender(part_of(self.body, "from"))

    @property
    def zone(self) -> str:
        """The sender's time zone by its name, as their Teams tells it; empty where it does not."""
        return text_in(self.body, "localTimezone")[:MOST_ZONE]

    @property
    def bot(self) -> Sender:
        return _sender(part_of(self.body, "recipient"))

    @property
    def reply_to(self) -> str:
        """The id of the message whose button was pressed."""
        return text_in(self.body, "replyToId")

    @property
    def conversation_id(self) -> str:
        """Where it can be answered; of a channel's thread that carries the thread's first message."""
        return text_in(part_of(self.body, "conversation"), "id")

    @property
    def is_personal(self) -> bool:
        """Whether it is in the bot's own chat with one person."""
        return text_in(part_of(self.body, "conversation"), "conversationType") == "personal"

    @property
    def is_in_channel(self) -> bool:
        return text_in(part_of(self.body, "conversation"), "conversationType") == "channel"

    @property
    def channel_data(self) -> Mapping[str, Any]:
        return part_of(self.body, "channelData")

    @property
    def event(self) -> str:
        """What a conversationUpdate tells, such as teamMemberAdded."""
        return text_in(self.channel_data, "eventType")

    @property
    def team_id(self) -> str:
        return text_in(part_of(self.channel_data, "team"), "id")

    @property
    def channel_id(self) -> str:
        """The channel, which is a team's first one where only the team is named; empty outside of teams."""
        named = text_in(part_of(self.channel_data, "channel"), "id")
        if named or not self.is_in_channel:
            return named or self.team_id
        return self.conversation_id.partition(";")[0] or self.team_id

    @property
    def thread(self) -> str | None:
        """The id of the first message of the channel's thread it stands in."""
        return self.conversation_id.partition(";messageid=")[2] or None

    @property
    def mentions(self) -> list[MentionedPerson]:
        """Whom a message mentions, the bot among them, in order."""
        found = self.body.get("entities")
        entities = [one for one in found[:MOST_ENTITIES] if isinstance(one, Mapping)] if isinstance(found, list) else []
        return [
            MentionedPerson(_sender(part_of(one, "mentioned")), text_in(one, "text"))
            for one in entities
            if one.get("type") == "mention"
        ]

    @property
    def is_for_bot(self) -> bool:
        """Whether what was said was said to the bot: where a team lets it read its channels, Teams tells of all."""
        return self.is_personal or any(one.who.id == self.bot.id for one in self.mentions)

    def members(self, name: str) -> list[Sender]:
        """Who was added or removed (name: membersAdded, membersRemoved)."""
        found = self.body.get(name)
        if not isinstance(found, list):
            return []
        return [_sender(one) for one in found if isinstance(one, Mapping)]

    @property
    def happened_at(self) -> datetime | None:
        try:
            found = datetime.fromisoformat(text_in(self.body, "timestamp").replace("Z", "+00:00"))
        except ValueError:
            return None
        return found if found.tzinfo is not None else None


def read(body: bytes) -> Activity:
    """The activity in a request's body. Raises NoActivity."""
    try:
        found = loaded(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoActivity("not JSON") from error
    if not isinstance(found, dict):
        raise NoActivity("no activity")
    return Activity(found)


def part_of(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under that name; an empty one where there is none."""
    found = body.get(name)
    return found if isinstance(found, Mapping) else _NOTHING


def text_in(body: Mapping[str, Any], name: str) -> str:
    """The text under that name; empty where there is none."""
    found = body.get(name)
    return found if isinstance(found, str) else ""


def _sender(found: Mapping[str, Any]) -> Sender:
    object_id = text_in(found, "aadObjectId") or text_in(found, "objectId")
    return Sender(text_in(found, "id"), object_id.lower(), text_in(found, "name"))
