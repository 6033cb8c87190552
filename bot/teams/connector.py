"""Calls to the Bot Connector, by which a bot speaks in Teams, and to Microsoft Graph where that is allowed.

Nothing is repeated here: a message that is sent again is a second message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.connections import Connections, proxy_for
from bot.counted import count_rate_limited_by_teams
from bot.teams.errors import problem_of
from bot.teams.identity import ServiceUrls
from bot.teams.tokens import CONNECTOR, GRAPH, TokensOut
from services.ports import RateLimited, Rejected, Unsure

Body = dict[str, Any]


def part(of_path: str) -> str:
    """An id as it stands in a path: those of conversations have colons and the like, which stay."""
    return quote(of_path, safe=":@;=")


class Connector:
    """One bot's calls. tokens: who it is. services: where it may say so."""

    def __init__(self, tokens: TokensOut, connections: Connections, services: ServiceUrls, graph_url: str) -> None:
        self._tokens = tokens
        self._connections = connections
        self._services = services
        self._graph_url = graph_url

    async def call(
        self,
        method: str,
        service_url: str,
        path: str,
        *,
        body: Body | None = None,
        query: Mapping[str, str] | None = None,
        to_person: bool = False,
    ) -> Body:
        """What Teams answers; nothing where it answers nothing. Raises DeliveryProblem's kinds.

        service_url: where Teams is spoken to. path: from /v3 on. to_person: whether it is about one person.
        """
        if not self._services.allows(service_url):
            raise Rejected("the address is none of Teams', and gets no token")
        address = f"{service_url.rstrip('/')}/v3/{path}"
        return await self._ask(method, address, CONNECTOR, body, query, to_person=to_person)

    async def graph(self, path: str, query: Mapping[str, str] | None = None, *, to_person: bool = False) -> Body:
        """What Microsoft Graph answers. path: from behind its version on, or a whole address that it gave itself."""
        address = path if path.startswith(f"{self._graph_url}/") else f"{self._graph_url}/{path}"
        return await self._ask("GET", address, GRAPH, None, query, to_person=to_person)

    async def check(self) -> None:
        """Whether Microsoft gives the bot a token. Raises DeliveryProblem's kinds."""
        await self._tokens.get(CONNECTOR)

    async def _ask(
        self,
        method: str,
        address: str,
        resource: str,
        body: Body | None,
        query: Mapping[str, str] | None,
        *,
        to_person: bool,
    ) -> Body:
        token = await self._tokens.get(resource)
        status, text, retry_after = await self._send(method, address, token, body, query)
        if status == 401:
            # Tokens can be taken back before their time; with a new one nothing has been done twice.
            self._tokens.forget(token)
            token = await self._tokens.get(resource)
            status, text, retry_after = await self._send(method, address, token, body, query)
            if status == 401:
                self._tokens.forget(token)
        if status >= 300:
            problem = problem_of(status, text, retry_after, to_person=to_person)
            if isinstance(problem, RateLimited):
                count_rate_limited_by_teams(method)
            raise problem
        return _read(text)

    async def _send(
        self, method: str, address: str, token: str, body: Body | None, query: Mapping[str, str] | None
    ) -> tuple[int, str, str]:
        """Status and text of the answer, and how long it says to wait."""
        try:
            async with (
                self._connections.borrowed() as session,
                session.request(
                    method,
                    address,
                    json=body,
                    params=query,
                    headers={"Authorization": f"Bearer {token}"},
                    proxy=proxy_for(address),
                    allow_redirects=False,
                ) as answer,
            ):
                return answer.status, await answer.text(), answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unsure(f"{method}: {type(error).__name__}") from error


def _read(text: str) -> Body:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unsure("half an answer") from error
    return found if isinstance(found, dict) else {"value": found}
