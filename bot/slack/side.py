"""Slack as a part of the bot: its clients, its door with Bolt behind it, and the pages that install the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from slack_bolt.adapter.starlette.async_handler import (
    AsyncSlackRequestHandler,
    to_starlette_response,
)
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from bot.connections import TIMEOUT_SECONDS, Connections, proxy_for
from bot.counted import acknowledging
from bot.door import Reading, TooLong, TooMuch
from bot.load_limit import LoadLimit
from bot.settings import Settings, SettingsError
from bot.slack.connected_client import ConnectedClient
from bot.slack.door import SlackDoor, slack_workspace
from bot.slack.ids import SLACK_IDS
from bot.slack.messenger import SLOWED, USUAL, Pause, SlackMessenger
from bot.slack.signature import claimed_signature
from bot.slack.strangers import KeepOut
from bot.vault import TokenVault
from domain.people import Standing
from handlers.router import Router
from services import Services
from services.directory import Directory
from services.ports import Messenger, Messengers, WorkspaceIdentity

if TYPE_CHECKING:
    from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

    from bot.slack.installations import StoredAuthorization

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]

MOST_BYTES = 1_000_000
"""Far more than Slack ever sends; what is longer is not read."""
MOST_INSTALLING = 8
"""Requests for the installation's pages that are answered at once, as each may ask Slack something."""
NOT_SLACKS = PlainTextResponse("This is no request of Slack's.\n", 401)
BUSY = PlainTextResponse("Too much at once. Please try again.\n", 503, {"Retry-After": "1"})
GONE = Response(status_code=400)
"""For whoever went away in the midst of their request; nobody reads it."""


class SlackSide:
    """See bot.chat. pause: how to wait some seconds. connections: those of the process, if it keeps any."""

    name = "slack"
    title = "Slack"
    ids = SLACK_IDS
    addresses: Mapping[str, str] = MappingProxyType({})

    def __init__(
        self, settings: Settings, directory: Directory, clock: Clock, pause: Pause, connections: Connections | None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pause = pause
        self._client = partial(web_client, settings, connections=connections)
        self.messengers: Messengers = _messengers(settings, directory, pause, self._client)
        self.app: AsyncApp | None = None

    def hear(self, services: Services, router: Router) -> Sequence[BaseRoute]:
        self.app = app = _slack(self._settings, services, self._clock, self._client())
        door = SlackDoor(router, services, self._clock, self._pause, app.client.proxy)
        door.bind(app)
        routes: list[BaseRoute] = []
        if not self._settings.uses_socket_mode:
            # In Socket Mode nothing is signed, so nothing may come in over HTTP.
            routes.append(Route("/slack/events", _events(self._settings, app, router, door), methods=["POST"]))
        if self._settings.uses_oauth:
            install = _install(app)
            routes += [Route(page, install, methods=["GET"]) for page in ("/slack/install", "/slack/oauth_redirect")]
        return routes

    async def meet_operators(self) -> None:
        """In Slack the settings name them by their ids."""

    async def identity(self) -> WorkspaceIdentity | None:
        if self._settings.uses_oauth:
            return None
        return await SlackMessenger(web_client(self._settings)).identity()


class OneMessenger(Struct, frozen=True):
    """The services' Messengers port where there is one token: whatever is said, it says. made: by our id of the
    workspace, in which people are known by ids of their own."""

    make: Callable[[int], Messenger]
    made: dict[int, Messenger] = field(default_factory=dict)

    async def for_workspace(self, workspace_id: int) -> Messenger:
        if workspace_id not in self.made:
            self.made[workspace_id] = self.make(workspace_id)
        return self.made[workspace_id]


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
    client = AsyncWebClient(**options) if connections is None else ConnectedClient(connections, **options)
    # Of itself it would send everything through HTTPS_PROXY, whatever NO_PROXY says.
    client.proxy = proxy_for(settings.slack_api_url)
    return client


def _messengers(
    settings: Settings, directory: Directory, pause: Pause, client: Callable[..., AsyncWebClient]
) -> Messengers:
    history = SLOWED if settings.history_is_slowed else USUAL
    if not settings.uses_oauth:
        speaker = client()
        return OneMessenger(lambda id_: SlackMessenger(speaker, pause, history=history, people=directory.within(id_)))
    from bot.slack.installations import InstalledMessengers

    return InstalledMessengers(vault(settings), client, pause, history, directory)


def vault(settings: Settings) -> TokenVault:
    """What seals and opens the workspaces' tokens. Raises SettingsError where there are no keys."""
    if not settings.token_keys:
        raise SettingsError(["TOKEN_KEYS is not set. Tokens are kept encrypted; make a key with: cop-bot new-key"])
    return TokenVault([key.get_secret_value() for key in settings.token_keys])


def _slack(settings: Settings, services: Services, clock: Clock, client: AsyncWebClient) -> AsyncApp:
    """Bolt, with the settings' one token, or with the workspaces' own and the pages that install the bot."""
    many: dict[str, AsyncOAuthFlow | StoredAuthorization] = {}
    if settings.uses_oauth:
        from bot.slack.installations import StoredAuthorization, StoredInstallations, oauth_flow

        store = StoredInstallations(services.installations, vault(settings), clock)
        many["oauth_flow"] = oauth_flow(settings, services.installations, store, client, clock)
        many["authorize"] = StoredAuthorization(store)
    app = AsyncApp(
        name="cop-bot",  # without a name, Bolt reads the whole call stack to find one
        client=client,
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        request_verification_enabled=not settings.uses_socket_mode,
        raise_error_for_unhandled_request=False,
        **many,  # type: ignore[arg-type]
    )

    async def standing_of(context: AsyncBoltContext, user: str) -> Standing:
        workspace_id = await services.places.workspace(slack_workspace(context))
        return await (await services.app.messenger(workspace_id)).standing_of_account(user)

    app.middleware(KeepOut(standing_of))
    return app


def _readable(request: Request, body: bytes) -> AsyncBoltRequest | None:
    """The request as Bolt reads it, or None where it does not have the shape of Slack's."""
    from bot.slack.payloads import read_body  # with all shapes, when the first comes

    try:
        text = body.decode()
        found = read_body(text, request.headers.get("content-type", ""))
        if found is None:
            return None
        # As one of a socket's, Bolt takes what has been read already, and does not read it once more.
        headers: dict[str, str | Sequence[str]] = {**request.headers}
        query = str(request.query_params)
        heard = AsyncBoltRequest(body=found, query=query, headers=headers, mode="socket_mode")
        heard.raw_body, heard.mode = text, "http"
        return heard
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None  # Bolt looks at more of it than is checked here


def _events(settings: Settings, slack: AsyncApp, router: Router, door: SlackDoor) -> Endpoint:
    """Commands, clicks and events: known to be Slack's first, then counted, then read."""
    secret = settings.slack_signing_secret.get_secret_value()
    reading, crowd = Reading(MOST_BYTES), LoadLimit(lambda: router.working)

    async def events(request: Request) -> Response:
        signature = claimed_signature(request.headers, time.time())
        if signature is None:
            return NOT_SLACKS
        try:
            body = await reading.body(request)
        except ClientDisconnect:
            return GONE
        except TooLong:
            return PlainTextResponse("That is longer than anything of Slack's.\n", 413)
        except TooMuch:
            return BUSY
        if not signature.fits(secret, body):
            return NOT_SLACKS
        with crowd.place() as free:
            if not free:
                return BUSY
            interaction = _readable(request, body)
            if interaction is None:
                return PlainTextResponse("This is no request of Slack's.\n", 400)
            with acknowledging(interaction.body, uncounted=door.is_confidential(interaction.body)):
                return to_starlette_response(await slack.async_dispatch(interaction))

    return events


def _install(slack: AsyncApp) -> Endpoint:
    """The pages that install the bot; whoever comes here is not known, so only a few are served at once."""
    handler = AsyncSlackRequestHandler(slack)
    places = asyncio.Semaphore(MOST_INSTALLING)

    async def install(request: Request) -> Response:
        if places.locked():
            return BUSY
        async with places:
            try:
                return await handler.handle(request)
            except ClientDisconnect:
                return GONE
            except Exception:
                # Most likely Slack is out of reach; nothing has been kept.
                log.exception("an installation failed")
                return PlainTextResponse("That did not work. Please try again in a minute.\n", status_code=503)

    return install
