"""A small tenant served over HTTP, with a bot that answers as a test tells it to, and the bot's own way to Teams."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from practice.clock import VirtualClock
from practice.serving import listen, serving
from practice.teams.ids import thread_id
from practice.teams.messages import CARD
from practice.teams.people import APP_SECRET
from practice.teams.person import Person
from practice.teams.server import Running, running
from practice.teams.world import World
from tests.browsers import browser

MONDAY = 1_746_400_000.0
NETWORK, PRIVATE, TEAM = thread_id("network"), thread_id("private"), thread_id("team")

Activity = dict[str, Any]


@pytest.fixture
def world() -> World:
    """A team with General, a network's channel and a private one; the bot is in the team and Anna has it."""
    world = World(VirtualClock(MONDAY))
    for word, name in [("anna", "Anna Kovac"), ("ben", "Ben Tran"), ("cara", "Cara Olsen")]:
        world.add_user(word, name, f"{word}@schools.example")
    world.add_team("team", "Coburg", members=["anna", "ben"], app=True)
    world.add_channel("team", "network", "Network")
    world.add_channel("team", "private", "Executive", kind="private", members=["anna"])
    world.app.installed_for.add(world.user("anna").id)
    return world


@dataclass
class Teams:
    """The tenant, and the bot's client."""

    running: Running
    client: httpx.AsyncClient
    token: str = ""

    @property
    def world(self) -> World:
        return self.running.world

    async def login(self, **other: str) -> httpx.Response:
        """Ask for a token."""
        form = {"grant_type": "client_credentials", "client_id": self.world.app.app_id, "client_secret": APP_SECRET}
        form |= {"scope": "https://api.botframework.com/.default"} | other
        return await self.client.post(f"/{self.world.tenant_id}/oauth2/v2.0/token", data=form)

    async def __call__(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Ask the connector."""
        if not self.token:
            self.token = (await self.login()).json()["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.client.request(method, f"/teams/v3/{path}", json=body, headers=headers)

    async def post(self, conversation_id: str, activity: Activity) -> str:
        """Send, and give the id."""
        sent = await self("POST", f"conversations/{conversation_id}/activities", activity)
        assert sent.status_code == 201, sent.text
        return str(sent.json()["id"])


@pytest.fixture
async def teams(world: World) -> AsyncIterator[Teams]:
    async with running(world) as served, browser(base_url=served.base_url) as client:
        yield Teams(served, client)


@dataclass
class Bot:
    """A bot that says what `answer` gives for an activity, with status 200; None is an empty answer."""

    teams: Teams
    heard: list[Activity] = field(default_factory=list)
    answer: Callable[[Activity], Any] = lambda activity: None
    status: int = 200

    async def hear(self, request: Request) -> Response:
        activity = json.loads(await request.body())
        self.heard.append(activity | {"token": request.headers.get("authorization", "").removeprefix("Bearer ")})
        said = self.answer(activity)
        return Response(status_code=self.status) if said is None else JSONResponse(said, status_code=self.status)

    def person(self, word: str) -> Person:
        return Person(self.teams.running.hub, word)

    def invoked(self, name: str) -> list[Activity]:
        return [a for a in self.heard if a.get("name") == name]


@pytest.fixture
async def bot(teams: Teams) -> AsyncIterator[Bot]:
    bot = Bot(teams)
    listening = listen()
    app = Starlette(routes=[Route("/teams/messages", bot.hear, methods=["POST"])])
    async with serving(app, listening):
        teams.running.hub.connect(f"http://127.0.0.1:{listening.getsockname()[1]}/teams/messages")
        yield bot
        await teams.running.hub.close()


def card(*body: Activity, actions: list[Activity] | None = None, **more: Any) -> Activity:
    """An Adaptive Card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": actions or []} | more


def message(content: Activity) -> Activity:
    """The activity that says a card."""
    return {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}


def text(words: str, **more: Any) -> Activity:
    """A text on a card."""
    return {"type": "TextBlock", "text": words, "wrap": True} | more


def submit(title: str, **data: Any) -> Activity:
    """A button that sends."""
    return {"type": "Action.Submit", "title": title, "data": data}


def opens(title: str, **data: Any) -> Activity:
    """A button that opens a dialog."""
    return submit(title, **data, msteams={"type": "task/fetch"})


def execute(title: str, **data: Any) -> Activity:
    """A button that acts."""
    return {"type": "Action.Execute", "title": title, "data": data}


def dialog(content: Activity, title: str = "A form") -> Activity:
    """The answer that shows a dialog."""
    value = {"title": title, "height": "medium", "width": "medium"}
    return {"task": {"type": "continue", "value": value | {"card": {"contentType": CARD, "content": content}}}}
