"""Which steps of the guide have been done, as the practice chat shows it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable

from bot import sample

CHAIR, PRINCIPAL, SEIL, LARGE_CHAIR = "UCHAIR", "ULEE", "USEIL", "UOKMCLEOD"
DESK = ("/cop-desk", "/desk")
"""How it is typed in either chat."""

Offered = Collection[str]
"""The ids of what a message of the bot offers."""


class Deeds(ABC):
    """Watches what people do. A step once done stays done. People and channels are the sample's."""

    def __init__(self) -> None:
        self.acts: set[tuple[str, str]] = set()
        """Who has used what: a button's or a form's id without the suffix, or the word of a command."""
        self._done: set[int] = set()
        self._steps: tuple[Callable[[], bool], ...] = (
            self._meeting_is_booked,
            self._principal_has_answered,
            self._pairs_can_talk,
            self._two_have_been_introduced,
            self._network_is_rated_and_summed_up,
            self._large_network_is_asked,
            self._desk_is_seen,
            self._school_has_joined_a_group,
        )

    def done(self) -> frozenset[int]:
        """The numbers of the steps that have been done, from 1."""
        self.look()
        for number, is_done in enumerate(self._steps, start=1):
            if number not in self._done and is_done():
                self._done.add(number)
        return frozenset(self._done)

    @abstractmethod
    def look(self) -> None:
        """Note in `acts` who has used what since the last look."""

    @abstractmethod
    def said_in(self, channel_id: str) -> Iterable[Offered]:
        """What each of the bot's messages in a channel offers."""

    @abstractmethod
    def said_to(self, person: str) -> Iterable[Offered]:
        """What each of the bot's messages to one person alone offers."""

    @abstractmethod
    def pairs_can_talk(self, person: str) -> bool:
        """Whether somebody and those they are paired with have been brought together."""

    @abstractmethod
    def is_introduced(self, person: str) -> bool:
        """Whether somebody has been brought together with two others, for no pair of schools."""

    # The steps

    def _meeting_is_booked(self) -> bool:
        return any(offers(said, "meetings.answer") for said in self.said_in(sample.MERRI_BEK))

    def _principal_has_answered(self) -> bool:
        return {(PRINCIPAL, "meetings.answer"), (PRINCIPAL, "pulses.answer")} <= self.acts

    def _pairs_can_talk(self) -> bool:
        return self.pairs_can_talk(CHAIR)

    def _two_have_been_introduced(self) -> bool:
        return (SEIL, "introductions.ask_form") in self.acts and self.is_introduced(SEIL)

    def _network_is_rated_and_summed_up(self) -> bool:
        rated = (CHAIR, "assessments.rate") in self.acts
        return rated and any(offers(said, "summaries.share") for said in self.said_to(CHAIR))

    def _large_network_is_asked(self) -> bool:
        return any(person == LARGE_CHAIR and act.startswith("/") for person, act in self.acts)

    def _desk_is_seen(self) -> bool:
        return any(person == SEIL and act in DESK for person, act in self.acts)

    def _school_has_joined_a_group(self) -> bool:
        return (PRINCIPAL, "groups.yes") in self.acts


def offers(said: Offered, action: str) -> bool:
    """Whether something of this kind is offered."""
    return any(one.startswith(action) for one in said)
