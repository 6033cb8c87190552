"""Help, the Home tab and the way in, as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.commands import COMMANDS, Command, Where
from domain.policies import Actor, Grant, Role
from facts.help import CommandUses, Examples, HelpData, HelpNetwork
from facts.meetings import MeetingFacts, NextMeeting
from facts.networks import JoinableNetwork
from prompts.content_files import load
from prompts.help import command_help, help_message, talk_message
from prompts.home import HomeData, HomeNetwork, home_tab, waiting_message
from prompts.meant import Meant
from prompts.message import Home, Message
from prompts.not_heard import meant_message, not_heard_message
from prompts.text import Bold, Text, joined, text
from prompts.todo import Deadline, Todo
from tests.prompts.golden import check_golden

FACTS = MeetingFacts(
    meeting_id=1,
    network="Merri-bek",
    term="2026-T2",
    starts_at=datetime(2026, 5, 14, 4, tzinfo=UTC),
    ends_at=datetime(2026, 5, 14, 5, 30, tzinfo=UTC),
    zone=ZoneInfo("Australia/Melbourne"),
    place="Coburg PS",
    link="",
    agenda="",
    status="booked",
)
MINUTES_DUE = joined("", ["The minutes of ", Text((Bold(text("Tuesday 5 May")),)), " are still to be written."])
EXAMPLES = Examples("Thu 14 May 2pm at Coburg PS", "@Anna share the reading data by 12 June", "Thu 14 May")
JOINABLE = (JoinableNetwork(1, "Merri-bek", ("UANNA",)),)


def uses(*roles: Role) -> tuple[CommandUses, ...]:
    actor = Actor("UME", frozenset(Grant(role, 1, 1) for role in roles))
    found = [CommandUses(command, command.open_to(actor, [Where(1, 1)])) for command in COMMANDS]
    return tuple(each for each in found if each.uses)


def data(*roles: Role, networks: int = 1) -> HelpData:
    found = [
        HelpNetwork(number, name, ("UANNA",), ("UPRIYA",), NextMeeting(FACTS, True, "yes") if number == 1 else None)
        for number, name in ((1, "Merri-bek"), (2, "Moonee Valley"))
    ]
    return HelpData("UME", EXAMPLES, uses(*roles), tuple(found[:networks]))


def home_network(number: int, *roles: Role, deadlines: int = 2) -> HomeNetwork:
    return HomeNetwork(
        network_id=number,
        name=f"Network {number}" if number > 1 else "Merri-bek",
        channel_id="C1",
        roles=tuple(roles),
        waiting=(Todo(MINUTES_DUE, "Write them", "/cop-meeting"),),
        commands=tuple(each for each in uses(*roles) if each.command.name != "/cop-setup"),
        meeting=NextMeeting(FACTS, True, "maybe") if number == 1 else None,
        deadlines=tuple(Deadline(date(2026, 5, 4 + day), "Share the data") for day in range(deadlines)),
        today=date(2026, 5, 5),
    )


NOBODY = HelpData(
    "UME", EXAMPLES, tuple(each for each in uses(Role.MEMBER) if each.command.name == "/cop-setup"), (), JOINABLE
)
SAID: dict[str, Message | Home] = {
    "help_member": help_message(data(Role.MEMBER)),
    "help_chair": help_message(data(Role.CHAIR, Role.MEMBER)),
    "help_seil_of_two": help_message(data(Role.SEIL, networks=2)),
    "help_area_director": help_message(data(Role.AREA_DIRECTOR)),
    "help_nobody": help_message(NOBODY),
    "help_meeting_chair": command_help(data(Role.CHAIR), "/cop-meeting"),
    "help_meeting_member": command_help(data(Role.MEMBER), "/cop-meeting"),
    "help_intro_member": command_help(data(Role.MEMBER), "/cop-intro"),
    "talk": talk_message(data(Role.MEMBER, networks=2)),
    "talk_meant": meant_message(data(Role.MEMBER), [Meant("/cop-meeting", "list", "when do we meet")]) or Message(""),
    "not_heard": not_heard_message(data(Role.CHAIR), "/cop-assess", "banana"),
    "not_heard_near": not_heard_message(data(Role.CHAIR), "/cop-assess", "clsoe", ["close"], network_id=1),
    "not_heard_several": not_heard_message(data(Role.CHAIR), "/cop-pulse", "stop", ["withdraw", "pause"]),
    "not_heard_not_theirs": not_heard_message(data(Role.MEMBER), "/cop-assess", "clsoe", ["close"]),
    "home": home_tab(HomeData((home_network(1, Role.CHAIR, Role.MEMBER),))),
    "home_nobody": home_tab(HomeData((), JOINABLE)),
    "home_nowhere": home_tab(HomeData(())),
    "home_waiting": waiting_message(HomeData((home_network(1, Role.MEMBER), home_network(2, Role.MEMBER)))),
}


@pytest.mark.parametrize("name", SAID)
def test_help_and_home_read_as_in_the_golden_file(name: str) -> None:
    check_golden(f"help/{name}", SAID[name])


def test_a_home_tab_of_many_full_networks_stays_within_slacks_limit() -> None:
    many = tuple(home_network(number, Role.SEIL, deadlines=9) for number in range(1, 40))
    check_golden("help/home_full", home_tab(HomeData(many)))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.key)
def test_every_command_has_its_words_in_its_features_content(command: Command) -> None:
    wanted = [f"command_{command.key}", f"command_{command.key}_label"]
    wanted += [f"use_{use.key}" for use in command.uses]
    wanted += [f"use_{use.key}_short" for use in command.uses if use.leads]
    assert {f"{command.feature}.{key}" for key in wanted} <= set(load())
