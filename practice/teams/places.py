"""Teams with their channels, and chats between one person and the bot."""

from dataclasses import dataclass, field
from typing import Any, Literal

from practice.teams.messages import Message

Kind = Literal["standard", "private", "shared"]


@dataclass
class Conversation:
    """What holds messages, oldest first."""

    id: str
    messages: list[Message] = field(default_factory=list, kw_only=True)

    def message(self, message_id: str) -> Message | None:
        """Find a message that is not deleted."""
        return next((m for m in self.messages if m.id == message_id and not m.deleted), None)


@dataclass
class Chat(Conversation):
    """The conversation between one person and the bot."""

    person: str


@dataclass
class Channel(Conversation):
    """One channel. `members` are asked in private and shared ones alone: a standard one has the team's."""

    team_id: str
    name: str
    kind: Kind = "standard"
    members: list[str] = field(default_factory=list)
    app_added: bool = False
    archived: bool = False
    deleted: bool = False

    @property
    def is_general(self) -> bool:
        """Whether this is the team's first channel, which has the team's own id."""
        return self.id == self.team_id

    def thread(self, root: str) -> list[Message]:
        """Give a root message and its replies, oldest first."""
        return [m for m in self.messages if root in (m.id, m.root)]

    def as_listed(self) -> dict[str, Any]:
        """Give the channel as a team's list of channels does: General has no name there."""
        named = {} if self.is_general else {"name": self.name}
        return {"id": self.id, **named, "type": self.kind}


@dataclass
class Team:
    """A team: its members (in the order they joined), its channels, whether the app is in it."""

    id: str
    name: str
    group_id: str
    members: list[str] = field(default_factory=list)
    owners: set[str] = field(default_factory=set)
    channels: dict[str, Channel] = field(default_factory=dict)
    app_added: bool = False
    archived: bool = False
    deleted: bool = False
