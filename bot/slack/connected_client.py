"""Slack's own client over the connections that the process keeps open."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.connections import Connections


class ConnectedClient(AsyncWebClient):
    """Slack's client, whose calls go over the process's connections."""

    def __init__(self, connections: Connections, **options: Any) -> None:
        self._connections = connections
        super().__init__(**options)

    @property
    def session(self) -> aiohttp.ClientSession:
        return self._connections.session

    @session.setter
    def session(self, _session: object) -> None:
        """The base class sets it; what it sets is of no use here."""
