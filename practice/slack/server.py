"""The workspace's web server: Web API, uploads, response addresses, Socket Mode, and the page's routes."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from practice.faults import Faults
from practice.served import Served, cannot_drop, hosting, serving_at
from practice.slack.answers import show_answer
from practice.slack.file_transfer import FileTransfer
from practice.slack.hub import SIGNING_SECRET, Hub
from practice.slack.oauth import OAuth
from practice.slack.rates import RateLimits
from practice.slack.socket_mode import SocketLink
from practice.slack.web_api import WebApi
from practice.slack.world import World

BOT_TOKEN = "xoxb-practice-token"  # noqa: S105 (it opens a practice workspace on this machine alone)
APP_TOKEN = "xapp-practice-token"  # noqa: S105 (likewise)


def build_app(
    world: World,
    *,
    faults: Faults | None = None,
    signing_secret: str = SIGNING_SECRET,
    bot_token: str = BOT_TOKEN,
    app_token: str | None = APP_TOKEN,
    bot_url: str | None = None,
    manifest: dict[str, Any] | None = None,
    hub: Hub | None = None,
    strict_rate_limits: bool = True,
    oauth: OAuth | None = None,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Build the web application of a world.

    `app.state` carries `hub` (made here unless given), `sockets`, `faults` and `limits`. `routes`
    are served beside the API, for the page; with `oauth` the app can be installed. `world.base_url`
    must name the address it is served at.
    """
    faults = faults or Faults()
    sockets = (hub.socket if hub is not None else None) or SocketLink(world.bot.app_id)
    if hub is None:
        hub = Hub(world, bot_url, signing_secret=signing_secret, manifest=manifest)
    hub.socket = sockets
    limits = RateLimits(world.clock, strict=strict_rate_limits)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await hub.close()
        await sockets.close()

    def drop(scope: Scope) -> None:
        app.state.drop(scope)

    api = WebApi(world, sockets, faults, limits, bot_token, app_token, drop, oauth)
    transfer = FileTransfer(world, bot_token)

    async def call_method(request: Request) -> Response:
        return await api(request)

    async def respond(request: Request) -> Response:
        return await answer_at_response_url(world, request)

    app = Starlette(
        routes=[
            Route("/api/{method}", call_method, methods=["GET", "POST"]),
            Route("/upload/v1/{token}", transfer.upload, methods=["POST", "PUT"]),
            Route("/files-pri/{reference}/download/{name:path}", transfer.download),
            Route("/files-pri/{reference}/{name:path}", transfer.download),
            *[Route(f"/{kind}/{{team}}/{{secret}}", respond, methods=["POST"]) for kind in RESPONSE_KINDS],
            *([Route("/oauth/v2/authorize", oauth.authorize, methods=["GET", "POST"])] if oauth else ()),
            *routes,
        ],
        lifespan=lifespan,
    )
    app.state.hub, app.state.sockets, app.state.faults, app.state.limits = hub, sockets, faults, limits
    app.state.drop = cannot_drop
    return app


RESPONSE_KINDS = ("commands", "actions", "app")


async def answer_at_response_url(world: World, request: Request) -> Response:
    """Take what the bot posts to a response address."""
    try:
        given = json.loads(await request.body())
    except ValueError:
        return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
    if not isinstance(given, dict):
        return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
    origin = world.response_urls.use(request.path_params["secret"])
    if isinstance(origin, str):
        return JSONResponse({"ok": False, "error": origin}, status_code=404)
    code = show_answer(world, origin, given)
    if code is not None:
        return JSONResponse({"ok": False, "error": code}, status_code=400)
    return PlainTextResponse("ok")


@dataclass
class Running(Served[World]):
    """A workspace that is being served. `url` is what the bot takes as SLACK_API_URL."""

    @property
    def url(self) -> str:
        """The address of the Web API, with a slash at the end."""
        return f"{self.base_url}/api/"

    @property
    def hub(self) -> Hub:
        """The way to the bot."""
        hub: Hub = self.app.state.hub
        return hub

    @property
    def sockets(self) -> SocketLink:
        """The Socket Mode side."""
        sockets: SocketLink = self.app.state.sockets
        return sockets


@contextlib.asynccontextmanager
async def hosted(world: World, port: int, drop: Callable[[Scope], None], **options: Any) -> AsyncIterator[Running]:
    """A world whose application is served by another at this port of this machine; `options` are those of `build_app`.

    drop: breaks the connection that a request came on.
    """
    async with hosting(Running(world, build_app(world, **options), port), drop) as served:
        yield served


@contextlib.asynccontextmanager
async def running(world: World, *, port: int = 0, **options: Any) -> AsyncIterator[Running]:
    """Serve a world on this machine alone, in the running loop; `options` are those of `build_app`.

    Port 0 takes any free one. OSError where the port is taken.
    """
    async with serving_at(port, lambda taken: Running(world, build_app(world, **options), taken)) as served:
        yield served
