"""What is known of requests to a SEIL."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class RequestFacts(Struct, frozen=True):
    """One request. about, status: as in domain/help_requests. seils: who can take it up. asked_on, ended_on: in
    the network's zone. linked: the network that they would like a link with."""

    request_id: int
    network_id: int
    network: str
    asked_by: str
    about: str
    words: str
    asked_on: date
    status: str
    seils: tuple[str, ...]
    taken_by: str | None = None
    answer: str = ""
    ended_on: date | None = None
    linked: int | None = None


class RequestBoard(Struct, frozen=True):
    """What /cop-ask shows. own: the person's, the newest first. queue: what waits for a SEIL, the oldest first.

    may_ask: whether there is a SEIL whom they could ask.
    """

    own: tuple[RequestFacts, ...]
    queue: tuple[RequestFacts, ...]
    may_ask: bool
    serves: bool
