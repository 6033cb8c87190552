"""Response addresses: five answers within thirty minutes to one act of a person."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

MAX_USES = 5
LIFETIME_SECONDS = 30 * 60.0


@dataclass
class Origin:
    """Where an answer goes: the channel and person, and the message that was clicked, if one was."""

    channel_id: str
    user_id: str
    message_ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None


@dataclass
class ResponseUrl:
    """One address, with its uses so far."""

    origin: Origin
    made_at: float
    uses: int = 0


class ResponseUrls:
    """All response addresses given out. They live in real time."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._made: dict[str, ResponseUrl] = {}

    def make(self, origin: Origin) -> str:
        """Give the secret part of a new address."""
        secret = secrets.token_urlsafe(18)
        self._made[secret] = ResponseUrl(origin, self._monotonic())
        return secret

    def use(self, secret: str) -> Origin | str:
        """Use an address once: gives where the answer goes, or Slack's error code."""
        address = self._made.get(secret)
        if address is None:
            return "invalid_url"
        if self._monotonic() - address.made_at > LIFETIME_SECONDS:
            return "expired_url"
        if address.uses >= MAX_USES:
            return "used_url"
        address.uses += 1
        return address.origin
