"""The SEIL's desk, as a message and as a part of Home."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import MOVE_UP, first, left_over
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.text import Text, Words, joined
from prompts.todo import Todo

COMMAND = "/cop-desk"
MOST_WAITING = 12
MOST_NETWORKS = 20
AT_A_GLANCE = 3


class DeskTodo(Struct, frozen=True):
    """Something that waits for the SEIL, in which network, and for how many days."""

    network_id: int
    network: str
    days: int
    todo: Todo


class DeskNetwork(Struct, frozen=True):
    """A network of the SEIL's. needs: in a few words each, the heaviest first."""

    network_id: int
    name: str
    needs: tuple[Words, ...]


class Desk(Struct, frozen=True):
    """waiting: the oldest first. networks: those that need their SEIL first; groups: the same of joint groups."""

    waiting: tuple[DeskTodo, ...]
    networks: tuple[DeskNetwork, ...]
    groups: tuple[DeskNetwork, ...] = ()


def desk_message(desk: Desk) -> Message:
    """What waits, each with its age and its button; then the networks, a line each."""
    shown: list[Element] = [elements.Section(say("desks.waiting_title" if desk.waiting else "desks.nothing_waits"))]
    for number, line in enumerate(desk.waiting[:MOST_WAITING]):
        todo = line.todo
        button = command_button(
            todo.label, todo.command, network_id=line.network_id, text=todo.text, suffix=f"desk-{number}"
        )
        shown.append(elements.Section(_line(line), beside=button))
    shown += left_over(len(desk.waiting) - MOST_WAITING, MOVE_UP)
    shown += [elements.Divider(), elements.Section(say("desks.networks_title"))]
    shown += first(desk.networks, MOST_NETWORKS, _listed, "desks.more_networks")
    if desk.groups:
        shown.append(elements.Section(joined("\n", [say("desks.groups_title"), *map(_network, desk.groups)])))
    may_start = desk.networks[0].network_id if len(desk.networks) == 1 else None
    groups = command_button(
        say("networks.button_groups"), "/cop-network", network_id=may_start, text="group", suffix="groups"
    )
    shown.append(elements.Buttons(groups))
    return Message(say("desks.title"), shown)


def _listed(network: DeskNetwork) -> list[Element]:
    button = command_button(
        say("desks.summary"), "/cop-summary", network_id=network.network_id, suffix=f"summary-{network.network_id}"
    )
    return [elements.Section(_network(network), beside=button)]


def glance(desk: Desk) -> list[Element]:
    """The networks that need their SEIL most, for Home, with the way to the desk."""
    needy = [network for network in (*desk.networks, *desk.groups) if network.needs]
    lines = [_network(network) for network in needy[:AT_A_GLANCE]] or [say("desks.no_needs")]
    more = len(needy) - AT_A_GLANCE
    if more > 0:
        lines.append(say("desks.more_needy", number=more))
    button = command_button(say("desks.open"), COMMAND, suffix="desk")
    return [elements.Section(joined("\n", [say("desks.glance_title"), *lines]), beside=button)]


def handed_over_message(network: str, counts: Mapping[str, int]) -> Message:
    """To a network's new SEIL: what is open there. counts: by the feature's name."""
    head = say("desks.handed_over", network=network)
    lines = [say(f"{name}.handed_over", number=count) for name, count in counts.items()]
    shown = elements.Section(joined("\n", [head, *(joined("", ["• ", line]) for line in lines)]))
    return Message(head, [shown, elements.Buttons(command_button(say("desks.open"), COMMAND, suffix="desk"))])


def _line(line: DeskTodo) -> Text:
    age = say("desks.age", number=line.days) if line.days else say("desks.age_today")
    return say("desks.waiting_line", network=line.network, age=age, sentence=line.todo.sentence)


def _network(network: DeskNetwork) -> Text:
    if not network.needs:
        return say("desks.network_fine", network=network.name)
    return say("desks.network", network=network.name, needs=joined(" · ", network.needs))
