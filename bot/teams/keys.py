"""The keys that Microsoft signs its requests with: fetched beside everything else, kept, and fetched anew when needed.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from jwt import PyJWK
from jwt.exceptions import PyJWKError

from bot.connections import Connections, proxy_for

log = logging.getLogger(__name__)

ENDORSED_FOR = "msteams"
"""A key counts only for the channels that it is endorsed for."""
KEPT_SECONDS = 24 * 3600.0
"""Microsoft changes its keys rarely, and asks that they be looked at daily."""
UNKNOWN_SECONDS = 300.0
"""At least between two looks for a key that is not known: anybody may send us one's name."""
AGAIN_SECONDS = 5.0
"""Between two looks while no key has been fetched at all."""


class KeysAway(Exception):
    """Microsoft's keys cannot be fetched just now, so nobody can tell whose a request is."""


class SigningKeys:
    """Of all tasks that need a key that is not there, one fetches it, and the others wait for it."""

    def __init__(
        self, metadata_url: str, connections: Connections, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """metadata_url: Microsoft's description of its keys. monotonic: seconds that only go forward."""
        self._metadata_url = metadata_url
        self._connections = connections
        self._monotonic = monotonic
        self._keys: Mapping[str, PyJWK] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> PyJWK | None:
        """The key of that id that is endorsed for Teams; None where Microsoft has none.

        Raises KeysAway where nothing is known yet and Microsoft cannot be asked.
        """
        known = self._keys.get(key_id)
        if (known is None or self._is_old(KEPT_SECONDS, self._fetched_at)) and self._may_look():
            self._start()
        if known is not None:
            return known  # a key that was Microsoft's yesterday serves until the new ones are there
        if self._fetching is not None:
            await asyncio.shield(self._fetching)
        if self._fetched_at is None:
            raise KeysAway
        return self._keys.get(key_id)

    async def check(self) -> int:
        """Fetch the keys now; returns how many are endorsed for Teams. Raises KeysAway where that does not work."""
        before = self._fetched_at
        await asyncio.shield(self._start())
        if self._fetched_at is None or self._fetched_at == before:
            raise KeysAway
        return len(self._keys)

    def _may_look(self) -> bool:
        return self._is_old(AGAIN_SECONDS if self._fetched_at is None else UNKNOWN_SECONDS, self._tried_at)

    def _is_old(self, most: float, at: float | None) -> bool:
        return at is None or self._monotonic() - at > most

    def _start(self) -> asyncio.Task[None]:
        if self._fetching is None or self._fetching.done():
            self._tried_at = self._monotonic()
            self._fetching = asyncio.create_task(self._fetch(), name="teams keys")
        return self._fetching

    async def _fetch(self) -> None:
        try:
            metadata = await self._get(self._metadata_url)
            found = await self._get(str(metadata["jwks_uri"]))
            keys = dict(_usable(found["keys"]))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("Microsoft's keys could not be fetched", extra={"reason": type(error).__name__})
            return
        self._keys, self._fetched_at = keys, self._monotonic()

    async def _get(self, address: str) -> dict[str, Any]:
        async with (
            self._connections.borrowed() as session,
            session.get(address, proxy=proxy_for(address)) as answer,
        ):
            answer.raise_for_status()
            found: dict[str, Any] = await answer.json(content_type=None)
            return found


def _usable(keys: list[Mapping[str, Any]]) -> list[tuple[str, PyJWK]]:
    """Those that sign by RSA and are endorsed for Teams; whatever else is in the list is left out."""
    found = []
    for key in keys:
        if key.get("kty") != "RSA" or ENDORSED_FOR not in (key.get("endorsements") or []):
            continue
        try:
            found.append((str(key["kid"]), PyJWK(dict(key), algorithm="RS256")))
        except (PyJWKError, KeyError, ValueError):
            log.warning("one of Microsoft's keys cannot be read", extra={"key": str(key.get("kid"))})
    return found
