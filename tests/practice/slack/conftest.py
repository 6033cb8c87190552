"""A small school network's workspace, served over HTTP, with a real Bolt app that talks to it."""

import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from practice.clock import VirtualClock
from practice.slack.hub import SIGNING_SECRET, Hub
from practice.slack.person import Person
from practice.slack.server import BOT_TOKEN, Running, running
from practice.slack.world import World

MONDAY = 1_746_400_000.0  # 4 May 2025, 23:06 UTC: Monday morning in Melbourne


@pytest.fixture
def world() -> World:
    """A workspace with a network's private channel, a public one and one without the bot."""
    world = World(VirtualClock(MONDAY))
    for id, name, real in [
        ("U0ANNA", "anna", "Anna Kovac"),
        ("U0BEN", "ben", "Ben Tran"),
        ("U0CARA", "cara", "Cara Olsen"),
    ]:
        world.add_user(id, name, real, f"{name}@schools.example")
    bot = world.bot.user_id
    world.add_channel("C0NET", "coburg-network", private=True, members=["U0ANNA", "U0BEN", bot])
    world.add_channel("C0ALL", "all-schools", members=["U0ANNA", "U0BEN", "U0CARA", bot])
    world.add_channel("C0OTHER", "elsewhere", members=["U0CARA"])
    world.add_channel("C0SECRET", "secret", private=True, members=["U0CARA"])
    return world


@pytest.fixture
async def served(world: World) -> AsyncIterator[Running]:
    """The world behind its web server, with rate limits in force."""
    async with running(world) as served:
        yield served


@pytest.fixture
def client(served: Running) -> AsyncWebClient:
    """The bot's client, without retries of its own."""
    return AsyncWebClient(token=BOT_TOKEN, base_url=served.url, retry_handlers=[], timeout=5)


@dataclass
class Bot:
    """A Bolt app that runs behind HTTP, as the real one does."""

    app: AsyncApp
    hub: Hub

    def person(self, user_id: str) -> Person:
        """Give the hands of a person in its workspace."""
        return Person(self.hub, user_id)


@contextlib.asynccontextmanager
async def serving(application: Any) -> AsyncIterator[int]:
    """Serve an ASGI application on a free port of this machine."""
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(application, http="h11", ws="none", lifespan="off", log_config=None)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield listening.getsockname()[1]
    finally:
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()


def bolt_app(served: Running) -> AsyncApp:
    """Make a Bolt app that calls the served workspace."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=served.url, retry_handlers=[], timeout=5)
    # Without a name Bolt looks for one in the whole stack of calls.
    return AsyncApp(name="bot", client=client, signing_secret=SIGNING_SECRET)


@pytest.fixture
async def bot(served: Running) -> AsyncIterator[Bot]:
    """A Bolt app over HTTP; each test adds the listeners it is about."""
    async with bot_behind(served) as bot:
        yield bot


@contextlib.asynccontextmanager
async def bot_behind(served: Running) -> AsyncIterator[Bot]:
    """A Bolt app over HTTP, with no listeners yet, to which the workspace speaks."""
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    app = bolt_app(served)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        response: Response = await handler.handle(request)
        return response

    web = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    async with serving(web) as port:
        served.hub.connect(f"http://127.0.0.1:{port}/slack/events")
        yield Bot(app, served.hub)
        await served.hub.close()


def plain(text: str) -> dict[str, str]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def button(action_id: str, text: str = "Press", **more: Any) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def text_input(block_id: str, *, optional: bool = False, **element: Any) -> dict[str, Any]:
    """An input block for a line of text."""
    inner = {"type": "plain_text_input", "action_id": "it", **element}
    block: dict[str, Any] = {"type": "input", "block_id": block_id, "label": plain(block_id)}
    return block | {"element": inner, "optional": optional}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with these blocks."""
    frame: dict[str, Any] = {"type": "modal", "callback_id": "form", "title": plain("A form")}
    return frame | {"submit": plain("Send"), "blocks": list(blocks)} | more
