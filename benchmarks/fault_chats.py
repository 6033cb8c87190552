"""The chats that the fault harness plays: what a worker is told of each, and what stands in its conversations."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from benchmarks import statewide
from benchmarks.shared_clock import SharedClock
from bot.app import build
from bot.settings import Settings
from bot.teams.action_data import decode
from practice.clock import VirtualClock
from practice.faults import Faults
from practice.serving import listen, serving
from practice.slack import server as slack_server
from practice.slack.world import World as Workspace
from practice.teams import server as teams_server
from practice.teams.cards import walking
from practice.teams.ids import thread_id
from practice.teams.messages import Message
from practice.teams.person import NotThereError, Person
from practice.teams.places import Chat
from practice.teams.world import World as Tenant
from tests.house import ANSWER_KEY, BOT_TOKEN, MANIFEST, SIGNING_SECRET
from tests.loading import InChat

STORMS: dict[str, dict[str, float]] = {
    "slack": {"ratelimited": 0.03, "status": 0.04, "drop": 0.05, "refuse": 0.03, "garble": 0.02},
    "teams": {"ratelimited": 0.03, "status": 0.04, "drop": 0.05, "refuse": 0.03, "garble": 0.02, "hang": 0.004}
    | {"stall": 0.004},
}
"""The odds a call; in Teams a few time out as well, before they were carried out or after."""

UNHEARD = ("drop", "garble", "hang")
"""What strikes after a call was carried out."""

Known = Mapping[tuple[str, str], str]
"""Deliveries by where the bot knows their messages to stand: conversation and message."""


@dataclass(frozen=True)
class Shown:
    """A message as it stands in a conversation. at: epoch seconds. delivery: whose it is; empty where nobody can tell.

    message: its id. proves: the number of a button on it that says whose it is, None where it has none.
    """

    delivery: str
    text: str
    at: float
    message: str = ""
    proves: int | None = None


class Ground(Protocol):
    """One chat for one seed. `settings` are a worker's, without those of the database."""

    faults: Faults
    settings: dict[str, Any]

    def channel_of(self, network: int) -> str:
        """The conversation that is a network's channel."""

    def direct_with(self, network: int, place: int) -> str:
        """The conversation with one of a network's leaders."""

    def said(self, known: Known) -> dict[str, list[Shown]]:
        """What stands in each conversation, oldest first."""

    async def heal(self, known: Known) -> int:
        """Click on a button of every message that stands twice and has one; returns how many were too many."""


@contextlib.asynccontextmanager
async def ground(chat: str, clock: SharedClock, networks: int, database_url: str) -> AsyncIterator[Ground]:
    """The chat of that name, with everybody in it."""
    if chat == "teams":
        async with _teams(clock, networks, database_url) as teams:
            yield teams
    else:
        async with _slack(clock, networks) as slack:
            yield slack


def place_of(chat: str) -> InChat | None:
    """What the database is told of where the state is; None for Slack."""
    return statewide.in_teams(Tenant(VirtualClock(0))) if chat == "teams" else None


class _Slack:
    def __init__(self, world: Workspace, faults: Faults, api_url: str) -> None:
        self.faults, self._world = faults, world
        self.settings: dict[str, Any] = {
            "slack_bot_token": BOT_TOKEN,
            "slack_signing_secret": SIGNING_SECRET,
            "slack_api_url": api_url,
            "answer_keys": ANSWER_KEY,
        }

    def channel_of(self, network: int) -> str:
        return statewide.channel_of(network)

    def direct_with(self, network: int, place: int) -> str:
        return self._world.open_direct([self._world.bot.user_id, statewide.leader_of(network, place)])[0].id

    def said(self, known: Known) -> dict[str, list[Shown]]:
        return {one.id: [_in_slack(said) for said in one.messages] for one in self._world.channels.values()}

    async def heal(self, known: Known) -> int:
        return 0


def _in_slack(message: dict[str, Any]) -> Shown:
    return Shown(
        str(message["metadata"]["event_payload"]["delivery_id"]), message["text"], float(message["ts"]), message["ts"]
    )


@contextlib.asynccontextmanager
async def _slack(clock: SharedClock, networks: int) -> AsyncIterator[_Slack]:
    world = Workspace(clock, team_id=statewide.TEAM, scopes=frozenset(MANIFEST["oauth_config"]["scopes"]["bot"]))
    statewide.people(world, networks)
    faults = Faults()
    async with slack_server.running(world, faults=faults, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN) as slack:
        yield _Slack(world, faults, slack.url)


class _Teams:
    """Somebody has to hear the clicks, so this process runs the bot's web side, which nobody kills."""

    def __init__(self, served: teams_server.Running, address: str) -> None:
        self.faults, self._served, self._world = served.faults, served, served.world
        self.settings: dict[str, Any] = {
            "teams_app_id": self._world.app.app_id,
            "teams_tenant_id": self._world.tenant_id,
            "teams_app_secret": self._world.app.secret,
            "teams_service_url": served.service_url,
            "teams_login_url": served.base_url,
            "teams_keys_url": served.metadata_url,
            "public_url": address,
            "answer_keys": ANSWER_KEY,
        }

    def channel_of(self, network: int) -> str:
        return thread_id(statewide.channel_of(network))

    def direct_with(self, network: int, place: int) -> str:
        return self._world.chat_with(statewide.leader_of(network, place)).id

    def said(self, known: Known) -> dict[str, list[Shown]]:
        channels = (channel for team in self._world.teams.values() for channel in team.channels.values())
        every = (*channels, *self._world.chats.values())
        return {one.id: _in_teams(one.id, one.messages, known) for one in every}

    async def heal(self, known: Known) -> int:
        healed = 0
        for conversation, said in self.said(known).items():
            times = Counter(one.delivery for one in said if one.proves is not None)
            doubled = [one for one in said if one.proves is not None and times[one.delivery] > 1]
            for one in doubled:
                with contextlib.suppress(NotThereError):  # deleted since, by the click before
                    person = Person(self._served.hub, self._somebody_in(conversation))
                    await person.press(person.named(one.message), one.proves or 0, {})
            healed += len(doubled) - len({one.delivery for one in doubled})
        return healed

    def _somebody_in(self, conversation: str) -> str:
        found = self._world.find(conversation)
        return found.person if isinstance(found, Chat) else self._world.members(self._world.channel(conversation))[0].id


def _in_teams(conversation: str, messages: Sequence[Message], known: Known) -> list[Shown]:
    """What no button and no record tells of is taken for a copy of what says the same there."""
    found = []
    for message in messages:
        if message.deleted:
            continue
        carried, button = _carried(message)
        delivery = known.get((conversation, message.id), "") or carried
        found.append(Shown(delivery, message.summary, message.created, message.id, button))
    whose = {one.text: one.delivery for one in found if one.delivery}
    return [one if one.delivery else replace(one, delivery=whose.get(one.text, "")) for one in found]


def _carried(message: Message) -> tuple[str, int | None]:
    """The delivery that a message's buttons name, and the number of the first that does."""
    for number, (action, _) in enumerate(walking.actions(message.card or {})):
        carried = decode(action.get("data"))
        if carried is not None and carried.delivery:
            return carried.delivery, number
    return "", None


@contextlib.asynccontextmanager
async def _teams(clock: SharedClock, networks: int, database_url: str) -> AsyncIterator[_Teams]:
    world = Tenant(clock)
    statewide.people_of_teams(world, networks)
    listening = listen(0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with teams_server.running(world) as served:
        found = _Teams(served, address)
        bot = build(Settings(_env_file=None, database_url=database_url, **found.settings), clock.moment)
        try:
            async with serving(bot.web, listening):
                served.hub.connect(f"{address}/teams/messages")
                yield found
        finally:
            await bot.close()
