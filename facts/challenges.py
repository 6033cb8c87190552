"""What is known of the questions before a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct


class ChallengeFacts(Struct, frozen=True):
    """One question. kind, given: as in domain/challenges. question: empty where the content has it. brought_to: agenda,
    channel or empty."""

    challenge_id: int
    kind: str
    question: str
    given: Mapping[str, str | int]
    brought_to: str = ""
    brought_by: str | None = None


class Challenges(Struct, frozen=True):
    """The questions before a meeting. over: it has begun, or was cancelled."""

    network: str
    meeting_on: date
    questions: tuple[ChallengeFacts, ...]
    over: bool = False
    cancelled: bool = False
