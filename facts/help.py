"""What somebody can do with the bot, and where."""

from __future__ import annotations

from msgspec import Struct

from domain.commands import Command, Use
from facts.meetings import NextMeeting
from facts.networks import JoinableNetwork


class HelpNetwork(Struct, frozen=True):
    """A network that the person has a part in or sees, with who leads it, as user ids, and what it does next."""

    network_id: int
    name: str
    chairs: tuple[str, ...]
    seils: tuple[str, ...]
    meeting: NextMeeting | None = None


class CommandUses(Struct, frozen=True):
    """A command, and what of it is open to the person: at least one use."""

    command: Command
    uses: tuple[Use, ...]


class Examples(Struct, frozen=True):
    """Words to type after a command that are understood as they are on the day they are shown."""

    meeting: str
    action: str
    day: str


class HelpData(Struct, frozen=True):
    """What help says to one person. joinable: not None for somebody without a part in any network."""

    user_id: str
    examples: Examples
    commands: tuple[CommandUses, ...]
    networks: tuple[HelpNetwork, ...]
    joinable: tuple[JoinableNetwork, ...] | None = None
