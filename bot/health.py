"""What load balancers and monitors ask: alive, ready, and the figures."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from services import Services
from services.ports import DeliveryProblem, WorkspaceLost
from storage.migrate import is_usable

if TYPE_CHECKING:
    from bot.metrics import Figures

log = logging.getLogger(__name__)

TOKEN_SECONDS = 60.0
"""How long a chat's word on the token holds: monitors ask often, and chats count the calls."""

Identity = Callable[[], Awaitable[object]]


def health_routes(services: Services, identities: Mapping[str, Identity]) -> Sequence[BaseRoute]:
    """GET /healthz (the process answers), /readyz (database, migrations and token are right).

    What is not right stands in the log, and `cop-bot doctor` says what to do: whoever asks here is not known.
    identities: ask each chat whether it lets the bot in.
    """
    tokens = {chat: _Token(identity) for chat, identity in identities.items()}
    known: dict[str, str] = {}

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        found = {"database": "ok", "migrations": "ok", **{chat: await token.state() for chat, token in tokens.items()}}
        try:
            if not await is_usable(services.app.database):
                found["migrations"] = "run: cop-bot migrate"
        except Exception as error:
            found |= {"database": type(error).__name__, "migrations": "unknown"}
        # A chat that is slow is no reason to be taken out of service; one that refuses the bot's token is.
        ready = all(state in GOOD for state in found.values())
        if found != known:
            _log_change(ready, found, first=not known)
            known.update(found)
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    return [Route("/healthz", healthz, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]


def _log_change(ready: bool, found: Mapping[str, str], *, first: bool) -> None:
    if not ready:
        log.warning("not ready", extra=dict(found))
    elif not first:
        log.info("ready", extra=dict(found))


def metrics_route(services: Services, clock: Clock) -> BaseRoute:
    """GET /metrics (Prometheus)."""

    @cache
    def figures() -> Figures:
        from bot.metrics import Figures  # with Prometheus's client, where somebody asks

        return Figures(services, clock)

    async def metrics(_request: Request) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST

        return Response(await figures().collect(), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics, methods=["GET"])


AWAY = "out of reach"
GOOD = ("ok", AWAY)


class _Token:
    """Whether a chat accepts the token, asked at most every TOKEN_SECONDS."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._state = ""
        self._asked_at = 0.0

    async def state(self) -> str:
        if not self._state or time.monotonic() - self._asked_at > TOKEN_SECONDS:
            try:
                await self._identity()
                self._state = "ok"
            except WorkspaceLost as problem:
                self._state = problem.reason
            except DeliveryProblem:
                self._state = AWAY
            self._asked_at = time.monotonic()
        return self._state
