"""The Home tab."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from prompts import blocks
from prompts.catalog import say
from prompts.message import Block, Home, Message
from prompts.network_choice import command_button
from prompts.text import Mrkdwn, channel_link, listing

MOST_NETWORKS = 12
MOST_WAITING = 4
"""A Home tab holds 100 blocks: 12 networks with 4 waiting lines each stay well below."""
WORK = (
    ("home.meetings", "/cop-meeting"),
    ("home.assess", "/cop-assess"),
    ("home.pulse", "/cop-pulse"),
    ("home.reviews", "/cop-review"),
    ("home.actions", "/cop-action"),
)
WIDE = {"area_director", "central"}
"""Roles that see a network from further away, and have no part in its work."""


class HomeShortcut(StrEnum):
    WAITING = "home.waiting"


@dataclass(frozen=True)
class WaitingLine:
    """sentence: mrkdwn; label, command and text: the button."""

    sentence: str
    label: str
    command: str
    text: str = ""


@dataclass(frozen=True)
class HomeNetwork:
    network_id: int
    name: str
    channel_id: str | None
    roles: tuple[str, ...]
    waiting: tuple[WaitingLine, ...]
    may_see_summary: bool


@dataclass(frozen=True)
class HomeData:
    networks: tuple[HomeNetwork, ...]
    may_introduce: bool


def home_tab(data: HomeData) -> Home:
    """What waits for the person first, then their networks, each with the commands as buttons."""
    if not data.networks:
        return Home([blocks.header(say("home.title")), blocks.section(say("home.no_network")), _no_network_buttons()])
    shown: list[Block] = [blocks.header(say("home.title")), *_waiting(data)]
    for network in data.networks[:MOST_NETWORKS]:
        shown += [blocks.divider(), *_network(network, data.may_introduce)]
    if len(data.networks) > MOST_NETWORKS:
        shown.append(blocks.context(say("home.more_networks", count=len(data.networks) - MOST_NETWORKS)))
    return Home(shown)


def waiting_message(data: HomeData) -> Message:
    """The same list for the shortcut, without the rest."""
    return Message(say("home.waiting_title"), _waiting(data))


def _waiting(data: HomeData) -> list[Block]:
    shown: list[Block] = [blocks.section(say("home.waiting_title"))]
    several = len(data.networks) > 1
    for network in data.networks[:MOST_NETWORKS]:
        for number, line in enumerate(network.waiting[:MOST_WAITING]):
            button = command_button(
                line.label,
                line.command,
                network_id=network.network_id,
                text=line.text,
                suffix=f"waiting-{network.network_id}-{number}",
            )
            text = Mrkdwn(line.sentence)
            if several:
                text = say("home.in_network", network=network.name, sentence=text)
            shown.append(blocks.section(text, accessory=button))
    return shown if len(shown) > 1 else [blocks.section(say("home.nothing_waits"))]


def _network(network: HomeNetwork, may_introduce: bool) -> list[Block]:
    roles = listing([str(say(f"home.role_{role}")) for role in network.roles])
    place = channel_link(network.channel_id) if network.channel_id else say("home.no_channel")
    commands = [("home.people", "/cop-network")]
    if set(network.roles) - WIDE:
        commands = [*WORK, *commands]
    if may_introduce and "seil" in network.roles:
        commands.append(("home.introduce", "/cop-intro"))
    if network.may_see_summary:
        commands.insert(0, ("home.summary", "/cop-summary"))
    commands.append(("home.help", "/cop-help"))
    return [
        blocks.section(say("home.network", network=network.name, roles=roles, place=place)),
        blocks.actions(
            *(command_button(say(label), command, network_id=network.network_id) for label, command in commands),
        ),
    ]


def _no_network_buttons() -> Block:
    return blocks.actions(command_button(say("home.help"), "/cop-help"))
