"""What is known of introductions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct


class Somebody(Struct, frozen=True):
    """A person with the school and network that tell the other who they are; both empty for a guest."""

    user_id: str
    school: str = ""
    network: str = ""

    @property
    def about(self) -> str:
        return ", ".join(part for part in (self.school, self.network) if part)


class Ask(Struct, frozen=True):
    """The question to one of the two."""

    introduction_id: int
    seil_id: str
    other: Somebody
    why: str
    answer_by: date


class SeilQuestion(Struct, frozen=True):
    """The question to the SEIL of the second person's network. answer: awaited, yes or no."""

    introduction_id: int
    seil_id: str
    first: Somebody
    second: Somebody
    why: str
    answer_by: date
    answer: str = "awaited"


class Pair(Struct, frozen=True):
    """Two people who were introduced."""

    introduction_id: int
    seil_id: str
    first: Somebody
    second: Somebody
    why: str
    introduced_on: date
    outcome: str = ""


class OwnIntroduction(Struct, frozen=True):
    """A line of a SEIL's own list. `state` is asking, at_seil, introduced, asked_again, planned or not_yet."""

    introduction_id: int
    first_id: str
    second_id: str
    state: str
    day: date


class Report(Struct, frozen=True):
    """What one of the two says of the meeting. about: useful or changed; answer: yes, no or empty; line: in words."""

    introduction_id: int
    about: str
    seil_id: str
    other: Somebody
    answer: str = ""
    line: str = ""


class Reported(Struct, frozen=True):
    """What the SEIL hears of it. yes: whether one of the two said so; lines: who said what, as they chose to."""

    about: str
    first_id: str
    second_id: str
    yes: bool
    lines: tuple[tuple[str, str], ...] = ()


class Year(Struct, frozen=True):
    """What became of a SEIL's introductions in a year; `useful` and `changed` are parts of `met`.

    What did not come about is not told apart: declined, not answered, or still asked.
    """

    asked: int
    introduced: int
    met: int
    useful: int
    changed: int


class Board(Struct, frozen=True):
    """What /cop-intro shows: what waits for the person's answer and, for a SEIL, their own introductions."""

    is_seil: bool
    asks: Sequence[Ask]
    follow_ups: Sequence[Pair]
    own: Sequence[OwnIntroduction]
    to_let: Sequence[SeilQuestion] = ()
    reports: Sequence[Report] = ()
    year: Year | None = None


class IntroductionStanding(Struct, frozen=True):
    """How many introductions came about, and in how many of these the two have met. Never how many were declined."""

    introduced: int
    met: int
