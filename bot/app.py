"""The composition root: puts settings, database, services, handlers and web together."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.adapter.starlette.async_handler import (
    AsyncSlackRequestHandler,
    to_async_bolt_request,
    to_starlette_response,
)
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

import handlers
from bot.clock import Clock, system_clock
from bot.connections import TIMEOUT_SECONDS, ConnectedClient, Connections
from bot.crowd import Crowd
from bot.health import health_routes
from bot.installations import InstalledMessengers, StoredAuthorization, StoredInstallations, oauth_flow
from bot.metrics import acknowledging
from bot.payloads import MOST_BYTES, is_readable
from bot.scheduler import Worker
from bot.settings import Settings, SettingsError
from bot.slack_messenger import Pause, SlackMessenger
from bot.vault import TokenVault
from handlers.router import Router
from prompts.instrument import load_instrument
from services import Services
from services import build as build_services
from services.ground import Ground
from services.ports import Messenger, Messengers
from storage.calendars import known_calendars, load_calendar
from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bot:
    """Everything of one process, ready to be started."""

    settings: Settings
    clock: Clock
    database: Database
    services: Services
    slack: AsyncApp
    router: Router
    worker: Worker
    web: Starlette
    connections: Connections

    async def introduce(self) -> None:
        """Where there is one token: ask Slack whose it is, and remember that. Raises DeliveryProblem's kinds."""
        await introduce(self.settings, self.services, self.clock())

    async def close(self) -> None:
        """Let handlers finish what they are doing, and close the database and the connections to Slack."""
        await self.router.finish()
        await self.database.close()
        await self.connections.close()


@dataclass(frozen=True)
class OneMessenger:
    """The services' Messengers port where there is one token: whatever is said, it says."""

    messenger: Messenger

    async def for_workspace(self, _workspace_id: int) -> Messenger:
        return self.messenger


def web_client(
    settings: Settings, token: str | None = None, *, connections: Connections | None = None
) -> AsyncWebClient:
    """A Slack client that never repeats a call by itself: a repeated post would be a second message.

    token: a workspace's own; without one, that of the settings (none where workspaces bring their own).
    connections: those of the process; without them each call opens one.
    """
    options: dict[str, Any] = {
        "token": token or settings.slack_bot_token.get_secret_value() or None,
        "base_url": settings.slack_api_url,
        "timeout": TIMEOUT_SECONDS,
        "retry_handlers": [],
    }
    return AsyncWebClient(**options) if connections is None else ConnectedClient(connections, **options)


def build_ground(settings: Settings, pause: Pause = asyncio.sleep, *, connections: Connections | None = None) -> Ground:
    """Database, messenger, calendars and instrument, as the settings say; pause: how the messenger waits."""
    database = Database(settings.database_url)
    return Ground(
        database=database,
        messengers=_messengers(settings, database, pause, connections),
        instrument=load_instrument(settings.instrument_file),
        calendar=partial(load_calendar, directory=settings.calendars_dir),
        admin_user_ids=settings.admin_user_ids,
        calendar_names=partial(known_calendars, settings.calendars_dir),
    )


def _messengers(settings: Settings, database: Database, pause: Pause, connections: Connections | None) -> Messengers:
    client = partial(web_client, settings, connections=connections)
    if not settings.uses_oauth:
        return OneMessenger(SlackMessenger(client(), pause))
    return InstalledMessengers(database, vault(settings), client, pause)


def vault(settings: Settings) -> TokenVault:
    """What seals and opens the workspaces' tokens. Raises SettingsError where there are no keys."""
    if not settings.token_keys:
        raise SettingsError(["TOKEN_KEYS is not set. Tokens are kept encrypted; make a key with: cop-bot new-key"])
    return TokenVault([key.get_secret_value() for key in settings.token_keys])


async def introduce(settings: Settings, services: Services, now: datetime) -> int | None:
    """Our id of the workspace that the bot's one token belongs to; None where each workspace has its own token.

    Raises DeliveryProblem's kinds.
    """
    if settings.uses_oauth:
        return None
    who = await SlackMessenger(web_client(settings)).identity()
    workspace_id = await services.places.workspace(who.workspace_id, who.name, who.bot_user_id)
    await services.workspaces.note_back(workspace_id, now)
    return workspace_id


def build(settings: Settings, clock: Clock = system_clock, pause: Pause = asyncio.sleep) -> Bot:
    """The whole bot. Nothing is connected or started yet."""
    connections = Connections()
    client = partial(web_client, settings, connections=connections)
    ground = build_ground(settings, pause, connections=connections)
    services = build_services(ground, worker_name())
    slack = _slack(settings, services, clock, client())
    router = handlers.register(slack, services, clock)
    return Bot(
        settings=settings,
        clock=clock,
        database=ground.database,
        services=services,
        slack=slack,
        router=router,
        worker=Worker(services, clock),
        web=_web(settings, slack, services, clock, router),
        connections=connections,
    )


def _slack(settings: Settings, services: Services, clock: Clock, client: AsyncWebClient) -> AsyncApp:
    """Bolt, with the settings' one token, or with the workspaces' own and the pages that install the bot."""
    many: dict[str, AsyncOAuthFlow | StoredAuthorization] = {}
    if settings.uses_oauth:
        store = StoredInstallations(services.workspaces, vault(settings), clock)
        many["oauth_flow"] = oauth_flow(settings, services.workspaces, store, client, clock)
        many["authorize"] = StoredAuthorization(store)
    return AsyncApp(
        name="cop-bot",  # without a name, Bolt reads the whole call stack to find one
        client=client,
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        request_verification_enabled=not settings.uses_socket_mode,
        raise_error_for_unhandled_request=False,
        **many,  # type: ignore[arg-type]
    )


async def _body(request: Request) -> bytes:
    """What was sent, cut off where it is longer than anything of Slack's: whoever sends it is not known yet."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            break
    return body[:MOST_BYTES]


def _readable(request: Request, body: bytes) -> AsyncBoltRequest | None:
    """The request as Bolt reads it, or None where it does not have the shape of Slack's."""
    if not is_readable(body, request.headers.get("content-type", "")):
        return None
    try:
        return to_async_bolt_request(request, body)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None  # Bolt looks at more of it than is checked here


def worker_name() -> str:
    """Tells this process from every other that shares the database."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def _web(settings: Settings, slack: AsyncApp, services: Services, clock: Clock, router: Router) -> Starlette:
    handler = AsyncSlackRequestHandler(slack)

    async def events(request: Request) -> Response:
        body = await _body(request)
        heard = _readable(request, body)
        if heard is None:
            verifier = SignatureVerifier(settings.slack_signing_secret.get_secret_value())
            signed = verifier.is_valid_request(body, dict(request.headers))
            return PlainTextResponse("This is no request of Slack's.\n", status_code=400 if signed else 401)
        with acknowledging("command" if "command" in heard.body else heard.body.get("type")):
            return to_starlette_response(await slack.async_dispatch(heard))

    async def install(request: Request) -> Response:
        try:
            return await handler.handle(request)
        except Exception:
            # Most likely Slack is out of reach; nothing has been kept.
            log.exception("an installation failed")
            return PlainTextResponse("That did not work. Please try again in a minute.\n", status_code=503)

    pages = ("/slack/install", "/slack/oauth_redirect") if settings.uses_oauth else ()
    # In Socket Mode nothing is signed, so nothing may come in over HTTP.
    heard = [] if settings.uses_socket_mode else [Route("/slack/events", events, methods=["POST"])]
    return Starlette(
        routes=[
            *heard,
            *(Route(page, install, methods=["GET"]) for page in pages),
            *monitoring(settings, services, clock),
        ],
        middleware=[Middleware(Crowd, working=lambda: router.working)],
    )


def monitoring(settings: Settings, services: Services, clock: Clock) -> Sequence[BaseRoute]:
    """What monitors ask, for the web process and (at METRICS_PORT) for a worker."""
    one = None if settings.uses_oauth else SlackMessenger(web_client(settings)).identity
    return health_routes(services, clock, one)
