"""The connections to the chats that a process keeps open between calls; a new one costs a handshake each time."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

TIMEOUT_SECONDS = 20
"""For a whole call to a chat. Well under the delivery's lease, so that a claim never runs out while its call is under
way."""
KEPT_SECONDS = 10
"""For how long an unused connection is kept: less than any server in between may do, so that no call meets one that
is just being closed."""
NAMED = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy")


def proxy_for(address: str) -> str | None:
    """The proxy through which calls to the address go, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY; None for none."""
    if not any(name in os.environ for name in NAMED):
        return None  # most often; looking through the whole environment takes a tenth of a small call
    parts = urlsplit(address)
    found = getproxies()
    if not found or proxy_bypass(parts.hostname or ""):
        return None
    return found.get(parts.scheme) or found.get("all")


class Connections:
    """Opened at the first call, since that needs a running event loop; to be closed at the end.

    kept: whether they stay open between calls; a command that makes a few has nobody to close them.
    """

    def __init__(self, *, kept: bool = True) -> None:
        self._kept = kept
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def borrowed(self) -> AsyncIterator[aiohttp.ClientSession]:
        """A session for one call."""
        if self._kept:
            yield self.session
        else:
            async with _opened() as session:
                yield session

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = _opened()
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _opened() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
