"""What a card needs to know of where it is shown; whoever sends or answers with it looks it up before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from facts.people import Addressee
from prompts.addressing import SOMEBODY

UNKNOWN = SOMEBODY
"""How a person is called of whom Teams told no name."""


@dataclass(frozen=True)
class Surroundings:
    """people: by our own ids, all whom the card names (prompts.addressing.people_of tells who they are).

    notify: those of them whom their mention notifies: who are in the channel it is posted to. everybody: who is
    notified where everybody is, since bots can't mention a channel; none: it is only said. channels: the names of
    channels by their ids; choices: the channels that a form offers, where they may be found. picture_url: where a
    picture with that id can be fetched. opens: whether a button with that action opens a form. in_channel: in a
    channel or a group chat, where commands are typed after a mention of the bot, called `bot_name`. delivery, form: see
    ActionData.
    """

    people: Mapping[str, Addressee] = field(default_factory=lambda: MappingProxyType({}))
    notify: Collection[str] = frozenset()
    everybody: Sequence[str] = ()
    channels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    choices: Sequence[str] = ()
    picture_url: Callable[[str], str] = str
    opens: Callable[[str], bool] = lambda action: False
    in_channel: bool = False
    bot_name: str = "CoP Bot"
    delivery: str = ""
    form: str = ""

    def quietly(self) -> Surroundings:
        """The same where nobody is notified: for a message that replaces one, whose people heard of it then."""
        return replace(self, notify=frozenset(), everybody=())

    def name_of(self, person: str) -> str:
        """The person's name as Teams shows it."""
        found = self.people.get(person)
        return found.name if found and found.name else UNKNOWN

    def channel_name(self, channel_id: str) -> str:
        return self.channels.get(channel_id) or "the channel"
