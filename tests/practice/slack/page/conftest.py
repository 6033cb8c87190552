"""A workspace with its page, and a Bolt app behind it that plays a small meeting bot."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_bolt.async_app import AsyncApp

from practice.page import GuideStep
from practice.slack.hub import Hub
from practice.slack.page import routes
from practice.slack.server import Running, running
from practice.slack.world import World
from tests import browsers
from tests.practice.slack.conftest import Bot, button, modal, plain, text_input

MANIFEST = {
    "features": {
        "slash_commands": [
            {"command": "/cop-help", "description": "What I can do", "usage_hint": ""},
            {"command": "/cop-meeting", "description": "Book a meeting", "usage_hint": "Thu 2pm"},
        ]
    }
}


@dataclass
class PracticeClock:
    """Controls that move a world's clock; the next event is a message in the network's channel."""

    world: World
    guide: tuple[GuideStep, ...] = (GuideStep("Book it", "Type /cop-meeting.", "U0ANNA", "C0NET"),)

    async def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.clock.now(), UTC)

    async def next_event(self, visitor: str) -> str:
        self.world.clock.advance(3600)
        bot = self.world.bot
        text = "The meeting is tomorrow."
        self.world.post("C0NET", {"type": "message", "user": bot.user_id, "bot_id": bot.bot_id, "text": text})
        return "An hour later the bot sent a reminder."

    async def next_school_day(self, visitor: str) -> str:
        self.world.clock.advance(86400)
        return "It is Tuesday."

    async def go_to(self, visitor: str, date: str) -> str:
        moment = datetime.fromisoformat(date).replace(tzinfo=UTC) - timedelta(hours=1)
        if moment.timestamp() < self.world.clock.now():
            raise ValueError("The practice clock only goes forward.")
        self.world.clock.set(moment.timestamp())
        return f"It is {date}."

    def done(self) -> Collection[int]:
        return (1,) if any("meeting" in str(m.get("text")) for m in self.world.channels["C0NET"].messages) else ()


@pytest.fixture
async def served(world: World) -> AsyncIterator[Running]:
    """The world behind its web server, with the page beside the API."""
    async with serving_the_page(world) as served:
        yield served


@asynccontextmanager
async def serving_the_page(world: World) -> AsyncIterator[Running]:
    """The world behind its web server, with the page beside the API."""
    hub = Hub(world, manifest=MANIFEST)
    async with running(world, hub=hub, routes=routes(world, hub, PracticeClock(world))) as served:
        yield served


@pytest.fixture
async def visitor(served: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the page without a browser."""
    async with browsers.browser(base_url=served.base_url) as client:
        yield client


@pytest.fixture
def meeting_bot(bot: Bot) -> Bot:
    """The bot with a command that opens a form, a form that may be refused, and a button."""
    _listen(bot.app)
    return bot


def _listen(app: AsyncApp) -> None:
    @app.command("/cop-meeting")
    async def open_form(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        blocks = (text_input("topic"), text_input("place", optional=True))
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, title=plain("Book a meeting")))

    @app.command("/cop-help")
    async def help_privately(ack: Any) -> None:
        await ack("Only for your eyes: *help*")

    @app.view("form")
    async def book(ack: Any, view: dict[str, Any], client: Any) -> None:
        topic = view["state"]["values"]["topic"]["it"]["value"]
        if topic == "nothing":
            await ack(response_action="errors", errors={"topic": "Please name a topic."})
            return
        await ack()
        actions = {"type": "actions", "elements": [button("rsvp", "Going", value="yes")]}
        section = {"type": "section", "text": plain(f"Meeting about {topic}")}
        await client.chat_postMessage(channel="C0NET", text=f"Meeting about {topic}", blocks=[section, actions])

    @app.action("rsvp")
    async def count(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        ts, who = body["message"]["ts"], body["user"]["id"]
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"Going: <@{who}>"}}
        await client.chat_update(channel="C0NET", ts=ts, text="Going", blocks=[section])

    @app.action("slow")
    async def too_slow(ack: Any) -> None:
        await asyncio.sleep(0.6)
        await ack()
