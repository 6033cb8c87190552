"""Who may come in: a request counts as Slack's before anything in it is read as more than bytes.

The headers are looked at first, then the length, then the signature over the raw body. Only then is the body parsed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request

from bot.slack.payloads import MOST_BYTES

MOST_AGE_SECONDS = 300
"""How far a request's timestamp may be from now; what was signed before could have been recorded and sent again."""
SMALL_BYTES = 64 * 1024
"""A body up to here is always read: nearly all of Slack's are smaller."""
MOST_READ_BYTES = 32 * 1024 * 1024
"""For all bodies together that are being read; past it, only small ones are."""

TIMESTAMP = re.compile("[0-9]{1,12}")
MARK = re.compile("v0=[0-9a-f]{64}")


class TooLong(Exception):
    """The body is longer than anything of the chat's."""


class TooMuch(Exception):
    """So many long bodies are being read that this one has to wait."""


@dataclass(frozen=True)
class Signature:
    """What the headers claim: when the request was signed, and the signature itself."""

    timestamp: str
    mark: str

    def fits(self, secret: str, body: bytes) -> bool:
        """Whether whoever signed this body at that time knows the secret. Without a secret, nobody does."""
        signed = b"v0:" + self.timestamp.encode() + b":" + body
        expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(expected, self.mark)


def claimed_signature(headers: Headers, now: float) -> Signature | None:
    """The signature that the headers carry, or None where they carry none of Slack's form and of about `now` (epoch
    seconds): then the body need not even be read."""
    timestamps, marks = headers.getlist("x-slack-request-timestamp"), headers.getlist("x-slack-signature")
    if len(timestamps) != 1 or len(marks) != 1:
        return None
    [timestamp], [mark] = timestamps, marks
    if not TIMESTAMP.fullmatch(timestamp) or not MARK.fullmatch(mark):
        return None
    return Signature(timestamp, mark) if abs(now - int(timestamp)) <= MOST_AGE_SECONDS else None


class Reading:
    """Reads bodies of senders who are not known yet, with a bound on each (bytes) and on all of them together."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held = 0

    async def body(self, request: Request) -> bytes:
        """What was sent. Raises TooLong, TooMuch, and Starlette's ClientDisconnect where the sender goes away."""
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._most:
            raise TooLong
        body = bytearray()
        with self._counted(body):
            async for part in request.stream():
                body += part
                self._held += len(part)
                if len(body) > self._most:
                    raise TooLong
                if len(body) > SMALL_BYTES and self._held > MOST_READ_BYTES:
                    raise TooMuch
            return bytes(body)

    @contextmanager
    def _counted(self, body: bytearray) -> Iterator[None]:
        try:
            yield
        finally:
            self._held -= len(body)
