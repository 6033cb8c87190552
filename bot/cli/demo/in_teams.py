"""The demo in Microsoft Teams: practice tenant, bot and page, on loopback alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.cli.demo import parts
from bot.cli.demo.controls import DemoControls
from bot.cli.demo.deeds_in_teams import TeamsDeeds
from bot.cli.demo.front import Front, front_at
from bot.cli.demo.guide import TEAMS_GUIDE
from bot.cli.demo.neighbours import Neighbours
from bot.cli.demo.neighbours_in_teams import TeamsNeighbour
from bot.cli.demo.parts import START, Demo, DemoClock, OtherChat, Work
from bot.clock import MovableClock
from bot.teams.ids import TEAMS_IDS
from bot.teams.manifest import Package, manifest
from practice.teams.hub import Hub
from practice.teams.ids import object_id, thread_id
from practice.teams.page import routes
from practice.teams.server import hosted
from practice.teams.world import World

PREFIX = "/msteams"
"""What the addresses of the page begin with; those of Teams itself have others."""
BOTS_OWN = ("/teams/messages", "/teams/pictures/", "/teams/files/")
TENANTS_OWN = (PREFIX, "/teams/", "/au/", "/v1/", "/graph/")
NO_BOT = "UNEW"
"""Who has not been given the bot in Teams."""


@asynccontextmanager
async def open_teams_demo(
    database: Path, port: int, start: datetime = START, *, with_large_network: bool = True
) -> AsyncIterator[Demo[Hub]]:
    """Run the demo in Teams alone until the block ends. database: a SQLite file, made anew. Raises OSError where the
    port is taken."""
    large = with_large_network
    async with front_at(port) as front, teams_demo(front, database, start, with_large_network=large) as demo:
        yield demo


@asynccontextmanager
async def teams_demo(
    front: Front,
    database: Path,
    start: datetime = START,
    *,
    with_large_network: bool = True,
    other_chat: OtherChat | None = None,
) -> AsyncIterator[Demo[Hub]]:
    """Run it behind a front."""
    url = parts.fresh(database)
    clock = MovableClock(start)
    world = World(DemoClock(clock))
    people(world, with_large_network=with_large_network)
    nowhere = "https://schools.example"
    package = Package(world.app.app_id, front.base_url, world.tenant_name, nowhere, nowhere, nowhere)
    hub = Hub(world, manifest=manifest(package))
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(hosted(world, front.host.port, front.host.drop, hub=hub))
        login = f"/{world.tenant_id}/"
        front.add(teams.app, lambda path: path.startswith((*TENANTS_OWN, login)))
        values = {
            "teams_app_id": world.app.app_id,
            "teams_tenant_id": world.tenant_id,
            "teams_app_secret": SecretStr(world.app.secret),
            "teams_service_url": teams.service_url,
            "teams_login_url": teams.base_url,
            "teams_keys_url": teams.metadata_url,
            "public_url": front.base_url,
            "database_url": url,
            "admin_user_ids": frozenset({object_id("UADMIN")}),
        }
        bot = await stack.enter_async_context(parts.built(values, clock))
        front.add(bot.web, lambda path: path.startswith(BOTS_OWN))
        await bot.introduce()
        hub.connect(f"{front.base_url}/teams/messages")
        workspace_id = await bot.services.places.workspace(world.tenant_id, chat="teams")
        ids = {"person": object_id, "channel": thread_id}
        await parts.furnish(bot, workspace_id, with_large_network=with_large_network, chat_ids=TEAMS_IDS, **ids)
        for person in parts.everybody(with_large_network=with_large_network):
            if not person.channels and person.id != NO_BOT:
                world.install_for(person.id)  # the bot has met the others in their teams
        await hub.settle()
        work = Work(bot)
        crowd = [
            TeamsNeighbour(hub, one, bot.router.finish) for one in parts.crowd(with_large_network=with_large_network)
        ]
        asked = frozenset(map(object_id, parts.in_schools(with_large_network=with_large_network)))
        controls = DemoControls(
            services=bot.services,
            clock=clock,
            calendar=bot.services.app.calendar("victoria"),
            guide=TEAMS_GUIDE,
            neighbours=Neighbours(crowd, asked, person=object_id),
            deeds=TeamsDeeds(hub),
            resting=work.resting,
            passed=world.changed,
        )
        pages = routes(world, hub, controls, prefix=PREFIX, other_chat=other_chat)
        teams.app.router.routes[:0] = pages
        work.start()
        stack.push_async_callback(work.stop)
        yield Demo(f"{front.base_url}{PREFIX}/", bot, controls, hub)


def people(world: World, *, with_large_network: bool) -> None:
    """Add the sample's people, and a team for each network with its channel; the bot is in each team.

    Everybody has the bot, as a setup policy gives it to them, but for one.
    """
    everybody = parts.everybody(with_large_network=with_large_network)
    for person in everybody:
        email = person.name.lower().replace(" ", ".") + "@schools.example"
        user = world.add_user(person.id, person.name, email, title=person.what)
        if person.id != NO_BOT:
            world.app.installed_for.add(user.id)
    names = parts.network_names()
    for channel_id in parts.channels(with_large_network=with_large_network):
        members = [person.id for person in everybody if channel_id in person.channels]
        team = world.add_team(f"team {channel_id}", f"{names[channel_id]} schools", members=members, app=True)
        world.add_channel(team.id, channel_id, "Community of Practice")
