"""The demo in Slack: practice workspace, bot and page, on loopback alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot import sample
from bot.cli.demo import parts
from bot.cli.demo.controls import DemoControls
from bot.cli.demo.deeds_in_slack import SlackDeeds
from bot.cli.demo.front import Front, front_at
from bot.cli.demo.guide import GUIDE
from bot.cli.demo.neighbours import Neighbours
from bot.cli.demo.neighbours_in_slack import SlackNeighbour
from bot.cli.demo.parts import START, Demo, DemoClock, OtherChat, Work
from bot.clock import MovableClock
from bot.serving import serving
from bot.slack.ids import SLACK_IDS
from practice.slack.hub import Hub
from practice.slack.page import routes
from practice.slack.server import BOT_TOKEN, hosted
from practice.slack.world import World

SIGNING_SECRET = "practice-signing-secret"  # noqa: S105 - it guards a practice workspace on this machine
MANIFEST = Path(__file__).parent.parent.parent.parent / "manifest.json"


@asynccontextmanager
async def open_demo(
    database: Path, port: int, start: datetime = START, *, with_large_network: bool = True
) -> AsyncIterator[Demo[Hub]]:
    """Run the demo in Slack alone until the block ends. database: a SQLite file, made anew. Raises OSError where the
    port is taken."""
    large = with_large_network
    async with front_at(port) as front, slack_demo(front, database, start, with_large_network=large) as demo:
        yield demo


@asynccontextmanager
async def slack_demo(
    front: Front,
    database: Path,
    start: datetime = START,
    *,
    with_large_network: bool = True,
    other_chat: OtherChat | None = None,
) -> AsyncIterator[Demo[Hub]]:
    """Run it behind a front, which hands it all that nobody else there owns."""
    url = parts.fresh(database)
    clock = MovableClock(start)
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    world = World(DemoClock(clock), team_name="Practice schools", scopes=manifest["oauth_config"]["scopes"]["bot"])
    people(world, with_large_network=with_large_network)
    hub = Hub(world, signing_secret=SIGNING_SECRET, manifest=manifest)
    async with AsyncExitStack() as stack:
        host = front.host
        slack = await stack.enter_async_context(
            hosted(world, host.port, host.drop, hub=hub, signing_secret=SIGNING_SECRET)
        )
        front.add_last(slack.app)
        values = {
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_signing_secret": SecretStr(SIGNING_SECRET),
            "slack_api_url": slack.url,
            "database_url": url,
            "admin_user_ids": frozenset({"UADMIN"}),
        }
        bot = await stack.enter_async_context(parts.built(values, clock))
        await bot.introduce()
        workspace_id = await bot.services.places.workspace(world.team_id)
        await parts.furnish(bot, workspace_id, with_large_network=with_large_network, chat_ids=SLACK_IDS)
        bot_port = await stack.enter_async_context(serving(bot.web, "127.0.0.1", 0))
        hub.connect(f"http://127.0.0.1:{bot_port}/slack/events")
        work = Work(bot)
        crowd = [
            SlackNeighbour(hub, one, bot.router.finish) for one in parts.crowd(with_large_network=with_large_network)
        ]
        controls = DemoControls(
            services=bot.services,
            clock=clock,
            calendar=bot.services.app.calendar("victoria"),
            guide=GUIDE,
            neighbours=Neighbours(crowd, parts.in_schools(with_large_network=with_large_network)),
            deeds=SlackDeeds(hub),
            resting=work.resting,
            passed=world.changed,
        )
        slack.app.router.routes.extend(routes(world, hub, controls, other_chat=other_chat))
        work.start()
        stack.push_async_callback(work.stop)
        yield Demo(slack.base_url, bot, controls, hub)


def people(world: World, *, with_large_network: bool) -> None:
    """Add the sample's people and channels, and the large network's; the bot is in each channel."""
    everybody = parts.everybody(with_large_network=with_large_network)
    for person in everybody:
        email = person.name.lower().replace(" ", ".") + "@schools.example"
        world.add_user(person.id, person.name.split()[0].lower(), person.name, email, title=person.what)
    for channel_id, name in parts.channels(with_large_network=with_large_network).items():
        members = [p.id for p in everybody if channel_id in p.channels]
        world.add_channel(channel_id, name, private=True, members=[*members, world.bot.user_id], topic=sample.TOPIC)
