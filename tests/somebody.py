"""One person in either chat, as the stories of both see them: they type, press what they read, fill in, and read.

What differs is in tests/somebody_in_slack.py and tests/somebody_in_teams.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from bot import sample
from practice.slack.outcome import Outcome as SlackOutcome
from practice.teams.outcome import Outcome as TeamsOutcome

NAMES = {person.id: person.name for person in sample.PEOPLE}


class Failed(AssertionError):
    """The bot did not answer, or not as the chat wants it."""


class Somebody(ABC):
    """One person in either chat. Words are the plain ones, whatever the chat's markup."""

    @abstractmethod
    async def types(self, words: str, channel: str | None = sample.MERRI_BEK) -> None:
        """A command without its beginning, as "meeting 12 May"; channel: None to the bot itself."""

    @abstractmethod
    async def presses(self, label: str) -> None:
        """The button of that label which is nearest: in the open form, else in the newest message that has it."""

    @abstractmethod
    async def chooses(self, option: str) -> None:
        """In the newest message with a list, what is called so."""

    @abstractmethod
    def labels_in(self, channel: str) -> list[str]:
        """What can be pressed in a channel's messages."""

    @abstractmethod
    async def fills_in(self, **values: Any) -> str:
        """Put values into the open form by the names of its fields, and send it; what it says is wrong, if anything."""

    @abstractmethod
    def one_tap_each(self, values: Mapping[str, str]) -> bool:
        """Whether each of these values, by field, stands in the open form to be tapped, with no list to open first."""

    @abstractmethod
    async def opens_home(self) -> str:
        """What Home says."""

    @abstractmethod
    def sees(self) -> str:
        """What is before them: the open form, or else the newest answer that they alone see."""

    @abstractmethod
    def reads(self, channel: str | None = sample.MERRI_BEK) -> str:
        """The channel's messages, or without one those of the bot to this person, as far as all in it see them."""

    @abstractmethod
    def reads_all(self) -> str:
        """All that the bot has said where this person can read it: alone with it, and with others."""

    @abstractmethod
    async def writes(self, words: str, channel: str | None = None) -> None:
        """Plain words to the bot itself, or in a channel where they mention it."""

    @abstractmethod
    async def takes_up(self, shortcut: str, words: str) -> None:
        """Write something in the channel and use a shortcut on it."""

    @abstractmethod
    def labels(self) -> list[str]:
        """Of what is before them, what can be pressed."""

    @abstractmethod
    def actions(self) -> list[str]:
        """The ids of all that can be pressed in the open form, or without one in what was said last."""

    @abstractmethod
    async def acts(self, action: str) -> None:
        """Press what has that id; of a menu its first choice."""

    @abstractmethod
    def form(self) -> str:
        """The id of what the open form is sent to; empty where it is a window with nothing to send."""

    @abstractmethod
    def fields(self) -> dict[str, Any]:
        """The open form's fields by name: text, date, time, person, channel; of a list what can be chosen in it first,
        in a list of its own where several can."""

    @abstractmethod
    async def puts_away(self) -> None:
        """Close the open form, if there is one."""

    @property
    @abstractmethod
    def has_form(self) -> bool:
        """Whether a form or a window is open."""


LATELY = 6
"""Messages that are looked at for buttons."""


def check(outcome: SlackOutcome | TeamsOutcome, what: str) -> None:
    """Raises Failed where the bot did not answer, or not as the chat wants it."""
    if outcome.failure or (outcome.status is not None and outcome.status >= 400):
        raise Failed(f"{what!r}: {outcome}")
