"""A state full of networks: each with a channel, a chair, a SEIL and executive members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from practice.slack.world import World
from practice.teams.ids import object_id, thread_id
from practice.teams.world import World as Tenant
from services.delivery.outbox import post_in_channel, post_to_people
from storage.database import Database
from storage.models import Membership, Network, Person, Workspace
from storage.people import new_id
from tests.loading import InChat

TEAM = "T0STATE"
NETWORKS = 57
"""As many as there are geographic networks in Victoria."""
LEADERS = ("chair", "seil", *["executive"] * 6)


def channel_of(network: int) -> str:
    return f"C0N{network:04d}"


def leader_of(network: int, place: int) -> str:
    return f"U0N{network:04d}L{place}"


def person_of(network: int, place: int) -> str:
    """Our id of a network's leader in the workspace TEAM."""
    return f"p0n{network:04d}l{place}".ljust(17, "0")


def people(world: World, networks: int) -> None:
    """Give the practice workspace the channels and the leaders; the bot is in every channel."""
    for network in range(networks):
        ids = [leader_of(network, place) for place in range(len(LEADERS))]
        for user_id in ids:
            world.add_user(user_id, user_id.lower(), user_id, f"{user_id.lower()}@schools.example")
        world.add_channel(channel_of(network), f"network-{network}", private=True, members=[*ids, world.bot.user_id])


def people_of_teams(world: Tenant, networks: int) -> None:
    """Give the practice tenant the same: a team for each network, whose channel it is, and the bot for everybody."""
    for network in range(networks):
        ids = [leader_of(network, place) for place in range(len(LEADERS))]
        for word in ids:
            user = world.add_user(word, word, f"{word.lower()}@schools.example")
            world.app.installed_for.add(user.id)
        team = world.add_team(f"team {network}", f"Network {network}", members=ids, app=True)
        world.add_channel(team.id, channel_of(network), f"network-{network}")


def in_teams(world: Tenant) -> InChat:
    """Where the state is in the practice tenant."""
    return InChat("teams", world.tenant_id, world.app.account_id, object_id, thread_id)


def _id(network: int, place: int, team: str) -> str:
    return person_of(network, place) if team == TEAM else new_id()


async def load(
    database: Database,
    networks: int,
    now: datetime,
    columns: Mapping[str, Any] | None = None,
    team: str = TEAM,
    where: InChat | None = None,
) -> list[Network]:
    """Put a workspace, its networks and their leaders into the database; `columns` are each network's own settings.

    where: the chat, where it is not Slack.
    """
    place = where or InChat("slack", team, "UBOT")
    async with database.write() as session:
        workspace = Workspace(slack_id=place.workspace_id, name="Schools", chat=place.chat)
        session.add(workspace)
        await session.flush()
        who = {(number, place): _id(number, place, team) for number in range(networks) for place in range(len(LEADERS))}
        session.add_all(
            Person(id=person, workspace_id=workspace.id, chat_id=place.person(leader_of(*whose)), name="")
            for whose, person in who.items()
        )
        await session.flush()
        found = [
            Network(
                workspace_id=workspace.id,
                name=f"Network {number}",
                channel_id=place.channel(channel_of(number)),
                created_at=now,
                **(columns or {}),
            )
            for number in range(networks)
        ]
        session.add_all(found)
        await session.flush()
        session.add_all(
            Membership(
                workspace_id=workspace.id,
                network_id=network.id,
                person_id=who[number, place],
                role=role,
                since=now,
            )
            for number, network in enumerate(found)
            for place, role in enumerate(LEADERS)
        )
    return found


async def queue_opening(database: Database, networks: list[Network], kind: str, now: datetime) -> int:
    """Queue a channel post and a message to each leader for every network, as one opening does; returns how many."""
    for start in range(0, len(networks), 100):
        async with database.write(routine=True) as session:
            for number, network in enumerate(networks[start : start + 100], start):
                post_in_channel(session, network, kind, {"word": number}, now=now)
                for place in range(len(LEADERS)):
                    post_to_people(session, network, kind, {"word": number}, [person_of(number, place)], now=now)
    return len(networks) * (1 + len(LEADERS))
