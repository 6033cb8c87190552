"""The Home tab."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from domain.commands import BY_NAME
from domain.policies import CHAIR_AND_SEIL, PRINCIPALS, SCHOOL_ROLES, Role
from facts.help import CommandUses
from facts.meetings import NextMeeting
from facts.networks import JoinableNetwork
from prompts import elements
from prompts.agreements.button import see_button
from prompts.catalog import say
from prompts.desks.cards import Desk, glance
from prompts.elements import Element
from prompts.help import label_of
from prompts.lists import MOVE_UP, left_over
from prompts.meetings.answers import next_meeting_blocks
from prompts.message import Home, Message
from prompts.network_choice import command_button
from prompts.networks.posts import join_message
from prompts.pulses.reminders import reminders_button
from prompts.text import Text, channel_link, joined, listing
from prompts.todo import Deadline, Todo
from prompts.wording import short_day

MOST_NETWORKS = 10
MOST_WAITING = 4
MOST_WAITING_AT_ALL = 20
MOST_DEADLINES = 4
"""A Home tab holds 100 blocks: 10 networks of at most 7, 20 lines of what waits, a glance at the desk and the buttons
for all networks stay below."""
FOR_ALL = ("/cop-intro", "/cop-offer", "/cop-ask", "/cop-story", "/cop-notice", "/cop-contact")
"""Rather about the person than about one network: whoever has several networks sees these once."""


class HomeShortcut(StrEnum):
    WAITING = "home.waiting"


class HomeNetwork(Struct, frozen=True):
    """A network of the person's. commands: what they may do in it; today: the network's own day.

    is_group: it is a joint group.
    """

    network_id: int
    name: str
    channel_id: str | None
    roles: tuple[str, ...]
    waiting: tuple[Todo, ...]
    commands: tuple[CommandUses, ...]
    meeting: NextMeeting | None
    deadlines: tuple[Deadline, ...]
    today: date
    is_group: bool = False


class HomeData(Struct, frozen=True):
    """joinable: the networks whose channels the person is in, while they have a part in none. desk: a SEIL's."""

    networks: tuple[HomeNetwork, ...]
    joinable: tuple[JoinableNetwork, ...] = ()
    desk: Desk | None = None


def home_tab(data: HomeData) -> Home:
    """What waits for the person first, then their networks: next meeting, own days, and what they may do as buttons."""
    title = elements.Heading(say("home.title"))
    last = elements.Buttons(*(command_button(label_of(name), name) for name in ("/cop-setup", "/cop-help")))
    if not data.networks:
        return Home([title, *join_message(data.joinable).elements, elements.Divider(), last])
    if any(role in SCHOOL_ROLES for network in data.networks for role in network.roles):
        last = elements.Buttons(*last.controls, reminders_button())
    shown: list[Element] = [title, *_waiting(data)]
    if data.desk is not None:
        shown += [elements.Divider(), *glance(data.desk)]
    shown_once = FOR_ALL if len(data.networks) > 1 else ()
    shown += _for_all(data.networks, shown_once)
    for network in data.networks[:MOST_NETWORKS]:
        shown += [elements.Divider(), *_network(network, shown_once)]
    if len(data.networks) > MOST_NETWORKS:
        shown.append(elements.Context(say("home.more_networks", count=len(data.networks) - MOST_NETWORKS)))
    return Home([*shown, elements.Divider(), last])


def waiting_message(data: HomeData) -> Message:
    """The same list for the shortcut, without the rest."""
    if not data.networks:
        return join_message(data.joinable)
    return Message(say("home.waiting_title"), _waiting(data))


def _waiting(data: HomeData) -> list[Element]:
    shown: list[Element] = [elements.Section(say("home.waiting_title"))]
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
            text = line.sentence
            if several:
                text = say("home.in_network", network=network.name, sentence=text)
            shown.append(elements.Section(text, beside=button))
    if len(shown) == 1:
        return [elements.Section(say("home.nothing_waits"))]
    of_all = sum(len(network.waiting) for network in data.networks)
    shown = shown[: MOST_WAITING_AT_ALL + 1]
    left = of_all - len(shown) + 1
    return [*shown, *left_over(left, MOVE_UP)]


def _for_all(networks: Sequence[HomeNetwork], names: Collection[str]) -> list[Element]:
    """The buttons that stand once; one that is for a single network goes there at once."""
    buttons = []
    for name in names:
        found = [(each, network) for network in networks for each in network.commands if each.command.name == name]
        if found:
            uses = [use for use in BY_NAME[name].uses if any(use in each.uses for each, _ in found)]
            only = found[0][1].network_id if len(found) == 1 else None
            buttons.append(command_button(label_of(name, uses), name, network_id=only))
    if not buttons:
        return []
    return [elements.Divider(), elements.Section(say("home.for_all")), elements.Buttons(*buttons)]


def _network(network: HomeNetwork, elsewhere: Collection[str]) -> list[Element]:
    roles = listing(say(f"home.role_{role}") for role in network.roles)
    place = channel_link(network.channel_id) if network.channel_id else say("home.no_channel")
    key = "home.group" if network.is_group else "home.network"
    shown: list[Element] = [elements.Section(say(key, network=network.name, roles=roles, place=place))]
    shown += next_meeting_blocks(network.meeting) if network.meeting else [elements.Section(say("home.no_meeting"))]
    if network.deadlines:
        shown.append(elements.Section(_deadlines(network)))
    buttons = [
        command_button(label_of(each.command.name, each.uses), each.command.name, network_id=network.network_id)
        for each in network.commands
        if each.command.name not in elsewhere
    ]
    if not network.is_group and {Role(role) for role in network.roles} & (PRINCIPALS | CHAIR_AND_SEIL):
        buttons.append(see_button(network.network_id))
    return [*shown, elements.Buttons(*buttons)] if buttons else shown


def _deadlines(network: HomeNetwork) -> Text:
    lines = [say("home.deadlines")]
    for deadline in sorted(network.deadlines, key=lambda one: one.on)[:MOST_DEADLINES]:
        key = "home.deadline_over" if deadline.on < network.today else "home.deadline"
        year = "" if deadline.on.year == network.today.year else f" {deadline.on.year}"
        lines.append(say(key, day=f"{short_day(deadline.on)}{year}", sentence=deadline.sentence))
    more = len(network.deadlines) - MOST_DEADLINES
    if more > 0:
        lines.append(say("home.more_deadlines", count=more))
    return joined("\n", lines)
