"""Reading what senders bring who are not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

SMALL_BYTES = 64 * 1024
"""A body up to here is always read: nearly all are smaller."""
MOST_READ_BYTES = 32 * 1024 * 1024
"""For all bodies together that are being read; past it, only small ones are."""


class TooLong(Exception):
    """The body is longer than anything of the chat's."""


class TooMuch(Exception):
    """So many long bodies are being read that this one has to wait."""


class Reading:
    """Reads bodies of senders who are not known yet, with a bound on each (bytes) and on all of them together."""

    def __init__(self, most: int) -> None:
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
