"""What load balancers and monitors ask: alive, ready, and the figures."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from bot.metrics import Figures
from services import Services
from services.ports import DeliveryProblem, WorkspaceLost
from storage.migrate import is_usable

log = logging.getLogger(__name__)

TOKEN_SECONDS = 60.0
"""How long Slack's word on the token holds: monitors ask often, and Slack counts the calls."""

Identity = Callable[[], Awaitable[object]]


def health_routes(services: Services, identity: Identity | None) -> Sequence[BaseRoute]:
    """GET /healthz (the process answers), /readyz (database, migrations and token are right).

    What is not right stands in the log, and `cop-bot doctor` says what to do: whoever asks here is not known.
    identity: asks Slack who the bot is; None where each workspace has its own token.
    """
    token = _Token(identity)
    known: dict[str, str] = {}

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        found = {"database": "ok", "migrations": "ok", "slack": await token.state()}
        try:
            if not await is_usable(services.app.database):
                found["migrations"] = "run: cop-bot migrate"
        except Exception as error:
            found |= {"database": type(error).__name__, "migrations": "unknown"}
        # Slack being slow is no reason to be taken out of service; a token that it refuses is.
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
    figures = Figures(services, clock)

    async def metrics(_request: Request) -> Response:
        return Response(await figures.collect(), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics, methods=["GET"])


MANY, AWAY = "a token for each workspace", "out of reach"
GOOD = ("ok", MANY, AWAY)


class _Token:
    """Whether Slack accepts the token, asked at most every TOKEN_SECONDS."""

    def __init__(self, identity: Identity | None) -> None:
        self._identity = identity
        self._state = ""
        self._asked_at = 0.0

    async def state(self) -> str:
        if self._identity is None:
            return MANY
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
