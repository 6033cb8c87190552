"""Two workspaces behind one address, and the bot that can be installed into both by OAuth."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import httpx
from pydantic import SecretStr

from bot import sample
from bot.app import Bot, build
from bot.serving import serving
from bot.settings import Settings
from bot.slack.ids import SLACK_IDS
from bot.timelapse import TimeLapse
from practice.clock import VirtualClock
from practice.slack.hub import Hub
from practice.slack.oauth import OAuth
from practice.slack.person import Person
from practice.slack.server import running
from practice.slack.together import together
from practice.slack.world import World
from services.networks.roster_files import SourceFile
from tests import browsers
from tests.house import ANSWER_KEY, MANIFEST, SIGNING_SECRET, TEAM, people_the_world
from tests.two_workspaces import OTHER_TEAM

CLIENT_ID, CLIENT_SECRET = "1.2", "client-secret"


@dataclass
class Street:
    """The bot, and the workspaces along the street by their Slack ids."""

    bot: Bot
    url: str
    worlds: dict[str, World]
    hubs: dict[str, Hub]
    clock: VirtualClock

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def person(self, team: str, user_id: str) -> Person:
        return Person(self.hubs[team], user_id)

    async def install(self, team: str, by: str = "UADMIN", answer: str = "allow") -> httpx.Response:
        """Go through the pages as a browser would; gives the last page."""
        async with browsers.browser() as browser:
            page = await browser.get(f"{self.url}/slack/install", params={"team": team})
            cookie = page.headers["set-cookie"].partition(";")[0]
            address = unescape(re.findall(r'href="([^"]+/authorize[^"]+)"', page.text)[0]) + f"&as={by}"
            chosen = await browser.post(address, data={"answer": answer})
            answered = await browser.post(chosen.headers["location"], data={"answer": answer})
            assert answered.status_code == 302, answered.text
            return await browser.get(answered.headers["location"], headers={"cookie": cookie})

    async def load_sample(self, team: str) -> int:
        """Load the sample's networks into a workspace; returns our id of it."""
        workspace_id = await self.bot.services.places.workspace(team)
        networks, members = (SourceFile(p.name, p.read_bytes()) for p in (sample.NETWORKS_CSV, sample.MEMBERS_CSV))
        await self.bot.services.networks.importing.load(
            networks, members, self.now, workspace_id=workspace_id, chat_ids=SLACK_IDS
        )
        return workspace_id

    async def go_to(self, moment: datetime) -> None:
        """Move the clock, stopping at all that falls due."""
        lapse = TimeLapse(self.bot.services, self.bot.clock, lambda at: self.clock.set(at.timestamp()))
        await lapse.go_to(moment)
        await self.settle()

    async def settle(self) -> None:
        for hub in self.hubs.values():
            await hub.settle()
        await self.bot.router.finish()

    def said(self, team: str, channel_id: str = sample.MERRI_BEK) -> list[str]:
        """What the bot has said in a channel, oldest first."""
        return [m["text"] for m in self.worlds[team].channels[channel_id].messages if m.get("bot_id")]


@asynccontextmanager
async def open_street(database_url: str, start: datetime, keys: Sequence[str]) -> AsyncIterator[Street]:
    """Both workspaces, with the sample's people and channels in each, and the bot installed in neither."""
    clock = VirtualClock(start.timestamp())
    async with AsyncExitStack() as stack:
        worlds, hubs, served, pages = {}, {}, [], []
        for team in (TEAM, OTHER_TEAM):
            world = World(clock, team_id=team, team_name=f"Schools of {team}", scopes=())
            people_the_world(world)
            world.bot.installed = False
            page = OAuth(world, CLIENT_ID, CLIENT_SECRET, [])
            hub = Hub(world, signing_secret=SIGNING_SECRET, manifest=MANIFEST)
            served.append(
                await stack.enter_async_context(
                    running(world, hub=hub, signing_secret=SIGNING_SECRET, bot_token="none", oauth=page)
                )
            )
            worlds[team], hubs[team] = world, hub
            pages.append(page)
        slack = await stack.enter_async_context(together(served))
        settings = Settings(
            _env_file=None,
            slack_client_id=CLIENT_ID,
            slack_client_secret=SecretStr(CLIENT_SECRET),
            token_keys=tuple(SecretStr(key) for key in keys),
            slack_signing_secret=SecretStr(SIGNING_SECRET),
            slack_api_url=slack.url,
            database_url=database_url,
            answer_keys=(SecretStr(ANSWER_KEY),),
            admin_user_ids=frozenset({f"{TEAM}:UADMIN"}),
        )

        async def pause(seconds: float) -> None:
            clock.advance(seconds)

        bot = build(settings, lambda: datetime.fromtimestamp(clock.now(), UTC), pause)
        stack.push_async_callback(bot.close)
        port = await stack.enter_async_context(serving(bot.web, "127.0.0.1", 0))
        url = f"http://127.0.0.1:{port}"
        for team, hub in hubs.items():
            hub.connect(f"{url}/slack/events")
            stack.push_async_callback(hub.close)
            assert worlds[team].bot.installed is False
        for page in pages:
            page.redirect_urls = [f"{url}/slack/oauth_redirect"]
        yield Street(bot, url, worlds, hubs, clock)
