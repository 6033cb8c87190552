"""The tokens with which the bot shows Microsoft who it is: by a secret, or by the managed identity of its machine."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp

from bot.connections import Connections, proxy_for
from bot.settings import Settings
from services.ports import Unsure, WorkspaceLost

log = logging.getLogger(__name__)

CONNECTOR = "https://api.botframework.com"
GRAPH = "https://graph.microsoft.com"
EXCHANGE = "api://AzureADTokenExchange"
"""What a managed identity's token is for that only vouches for an app."""
EARLY_SECONDS = 300.0
"""A token is replaced so long before it ends, so that none ends on its way."""
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class _Token:
    value: str
    until: float


class TokensOut:
    """Fetches a token once for all who need it, and keeps it until shortly before its end."""

    def __init__(
        self, settings: Settings, connections: Connections, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """settings: with all that Teams needs. monotonic: seconds that only go forward."""
        self._settings = settings
        self._connections = connections
        self._monotonic = monotonic
        self._tokens: dict[str, _Token] = {}
        self._fetching: dict[str, asyncio.Task[_Token]] = {}

    async def get(self, resource: str = CONNECTOR) -> str:
        """A token for that resource.

        Raises WorkspaceLost where Microsoft gives none, and Unsure where it does not answer.
        """
        known = self._tokens.get(resource)
        if known is not None and self._monotonic() < known.until:
            return known.value
        task = self._fetching.get(resource)
        if task is None:
            task = self._fetching[resource] = asyncio.create_task(self._fetch(resource), name="teams token")
            task.add_done_callback(lambda done: self._fetched(resource, done))
        return (await asyncio.shield(task)).value

    def forget(self, value: str) -> None:
        """Microsoft no longer accepts this token: the next who needs one fetches it anew."""
        self._tokens = {resource: token for resource, token in self._tokens.items() if token.value != value}

    def _fetched(self, resource: str, task: asyncio.Task[_Token]) -> None:
        self._fetching.pop(resource, None)
        if not task.cancelled() and task.exception() is None:
            self._tokens[resource] = task.result()

    async def _fetch(self, resource: str) -> _Token:
        settings = self._settings
        if settings.teams_managed_identity_id is None:
            secret = settings.teams_app_secret.get_secret_value() if settings.teams_app_secret else ""
            return await self._from_login(resource, {"client_secret": secret})
        if settings.teams_managed_identity_id == settings.teams_app_id:
            return await self._from_machine(resource)
        # The identity is not the bot itself: it vouches for the bot's app registration.
        vouching = await self._from_machine(EXCHANGE)
        return await self._from_login(
            resource, {"client_assertion_type": ASSERTION, "client_assertion": vouching.value}
        )

    async def _from_login(self, resource: str, proof: Mapping[str, str]) -> _Token:
        settings = self._settings
        address = f"{settings.teams_login_url}/{settings.teams_tenant_id}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.teams_app_id or "",
            "scope": f"{resource}/.default",
            **proof,
        }
        return await self._ask("POST", address, form=form)

    async def _from_machine(self, resource: str) -> _Token:
        """Azure's own service on the machine; some of its hosts say where that is, and ask for a word of theirs."""
        settings = self._settings
        named = settings.identity_header is not None
        query = {
            "api-version": "2019-08-01" if named else "2018-02-01",
            "resource": resource,
            "client_id": settings.teams_managed_identity_id or "",
        }
        word = settings.identity_header.get_secret_value() if settings.identity_header is not None else ""
        headers = {"X-IDENTITY-HEADER": word} if named else {"Metadata": "true"}
        return await self._ask("GET", settings.identity_endpoint, query=query, headers=headers)

    async def _ask(
        self,
        method: str,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> _Token:
        asked_at = self._monotonic()
        proxy = proxy_for(address) if method == "POST" else None
        try:
            async with (
                self._connections.borrowed() as session,
                session.request(
                    method, address, data=form, params=query, headers=headers, proxy=proxy, allow_redirects=False
                ) as answer,
            ):
                status, text = answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unsure(f"the sign-in: {type(error).__name__}") from error
        if status >= 500 or status in (408, 429):
            raise Unsure(f"the sign-in answered {status}")
        try:
            found = json.loads(text)
            if status != 200:
                raise WorkspaceLost(_refusal(status, found))
            # A machine's own service may say until when alone.
            seconds = float(found["expires_in"] if "expires_in" in found else float(found["expires_on"]) - time.time())
            return _Token(str(found["access_token"]), asked_at + max(seconds - EARLY_SECONDS, seconds / 2))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unsure(f"the sign-in answered {status} without a token") from error


def _refusal(status: int, found: object) -> str:
    """Microsoft's words for it, up to its numbers of the case."""
    if not isinstance(found, dict):
        return f"the sign-in answered {status}"
    said = str(found.get("error_description") or found.get("error") or status)
    return f"the sign-in refused: {said.partition(' Trace ID')[0].strip()[:300]}"
