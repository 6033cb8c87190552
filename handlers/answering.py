"""The ways back to a person in their chat, whichever it is."""

from __future__ import annotations

from typing import Protocol

from prompts.message import Home, Message, View


class Answering(Protocol):
    """Answers one interaction. Raises Gone where the person waited too long for what should open."""

    async def reply(self, message: Message) -> None:
        """Answer the person alone: in the conversation where that is possible, else in a small window."""
        ...

    async def replace(self, message: Message) -> None:
        """Replace the message that was clicked (one only the person sees, or a DM's), or the small window."""
        ...

    async def open(self, view: View) -> None:
        """Open a form, on top of the one that is open where the click came from one."""
        ...

    async def change(self, view: View) -> None:
        """Replace the form in which a button was clicked; where it is closed or changed meanwhile, leave it so."""
        ...

    async def show_home(self, user_id: str, home: Home) -> None:
        """Show the person their Home."""
        ...

    async def tell(
        self, user_id: str, channel_id: str, message: Message, thread: str | None = None, *, for_all: bool = False
    ) -> None:
        """Say something in a channel, or a thread of it, that one person alone sees.

        for_all: where a chat cannot tell that person alone, everybody there may read it.
        """
        ...

    async def say(self, channel_id: str, message: Message, thread: str | None = None) -> None:
        """Say something in a conversation of the bot with one person."""
        ...
