"""Connections that send their request so slowly, or not at all, that they would only hold places: they are closed.

uvicorn itself closes none but those that are idle between two requests.
"""

from __future__ import annotations

import asyncio
from typing import Final, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 5.0
"""From the connection, or the first byte of a further request, to the end of the headers."""
BODY_SECONDS = 5.0
"""From the end of the headers to the end of the body, however steadily it trickles. Slack itself gives up after 3."""
MOST_CONNECTIONS = 512
"""Past so many open ones, each new one closes the one that has been sending for longest: there are only so many
files that a process may open, and a whole request takes milliseconds."""

TOO_LATE: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

Part = Literal["head", "body"]


class PunctualProtocol(H11Protocol):
    """uvicorn's protocol, with a time by which a request's head and body have to be there."""

    _sending: Part | None = None
    _since = 0.0
    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()
        if len(self.connections) > MOST_CONNECTIONS:
            slow = [one for one in self.connections if isinstance(one, PunctualProtocol) and one._sending]
            min(slow, key=lambda one: one._since)._close()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._set(None)
        super().connection_lost(exc)

    def _watch(self) -> None:
        self._set(None if self.transport.is_closing() else self._awaited())

    def _awaited(self) -> Part | None:
        """What of a request is still to come."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            return "body"
        begun = self.cycle is None or bool(self.conn.trailing_data[0])
        return "head" if state is h11.IDLE and begun else None

    def _set(self, sending: Part | None) -> None:
        if sending == self._sending:
            return
        self._sending = sending
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if sending is not None:
            self._since = self.loop.time()
            self._end = self.loop.call_later(HEAD_SECONDS if sending == "head" else BODY_SECONDS, self._close)

    def _close(self) -> None:
        """Say that it took too long where nothing has been answered yet, and close the connection."""
        if self.transport.is_closing():
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(TOO_LATE)
            self.transport.close()
        else:
            self.transport.abort()  # answered already, and still sending
        self._set(None)
