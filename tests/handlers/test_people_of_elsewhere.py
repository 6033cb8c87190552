"""Guests, and people of another organisation met in a shared channel: what they say, press, send and take up."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.slack.messenger import SlackMessenger
from bot.slack.side import web_client
from bot.slack.strangers import Whose, whose_person
from bot.teams.action_data import ActionData
from bot.teams.action_data import Kind as DataKind
from domain.people import Standing
from practice.slack import payloads
from practice.slack.response_urls import Origin
from practice.teams import activities
from prompts.button_data import encode
from prompts.networks.cards import NetworkAction
from prompts.networks.forms import NetworkView
from storage import people
from storage.models import Network, Person
from tests.house import House, melbourne
from tests.teams_house import TeamsHouse, open_teams_house

ANOTHERS = "you are here from another organisation"
NOT_BY_GUESTS = "Networks are set up by people of the organisation itself"
NEW = "CDAREBIN"
SAMPLE = ["Merri-bek", "Moonee Valley"]


async def names(house: House | TeamsHouse) -> list[str]:
    """The networks that there are."""
    async with house.database.read() as session:
        return sorted((await session.scalars(select(Network.name))).all())


@pytest.mark.parametrize(
    ("named", "enterprise", "whole", "whose", "reason"),
    [
        ({"user": {"team_id": "T1"}}, None, False, Whose.OURS, "of the workspace"),
        (
            {"user": {"team_id": "T9"}},
            None,
            False,
            Whose.ANOTHERS,
            "of another workspace, and ours is of no enterprise",
        ),
        (
            {"user": {"team_id": "T9"}},
            "E1",
            False,
            Whose.UNCLEAR,
            "of another workspace, which may be of our enterprise",
        ),
        ({"user": {"team_id": "T9"}}, "E1", True, Whose.UNCLEAR, "the bot is in all workspaces of the enterprise"),
        ({"user": {"team_id": "T1"}}, "E1", True, Whose.UNCLEAR, "the request may be about a stranger's own workspace"),
        (
            {"event": {"user": "U1", "user_team": "E1"}},
            "E1",
            False,
            Whose.OURS,
            "events may name the enterprise instead",
        ),
        ({"event": {"user": "U1", "user_team": "E9"}}, "E1", False, Whose.ANOTHERS, "of another enterprise"),
        ({"event": {"user": "U1", "user_team": "E9"}}, None, False, Whose.ANOTHERS, "of an enterprise, and we of none"),
        ({"event": {"user": "U1", "team": "T9"}}, None, False, Whose.ANOTHERS, "somebody joined"),
        ({"event": {"user": {"id": "U1", "team_id": "T9"}}}, None, False, Whose.ANOTHERS, "an account changed"),
        ({"event": {"channel": "C1"}}, None, False, Whose.OURS, "about a channel, and nobody"),
        (
            {"user_id": "U1"},
            "E1",
            True,
            Whose.OURS,
            "a command, which Slack offers to the workspace's own people alone",
        ),
    ],
)
def test_whose_somebody_is_stands_in_the_request_or_slack_is_asked(
    named: dict[str, Any], enterprise: str | None, whole: bool, whose: Whose, reason: str
) -> None:
    assert whose_person(named, "T1", enterprise, whole_enterprise=whole) is whose, reason


@pytest.fixture
async def visited(house: House) -> House:
    """A channel that is no network's yet, with the bot, a guest, and somebody of another organisation."""
    house.world.add_user("UGUEST", "guest", "Greta Guest", "", guest="multi")
    house.world.add_user("USTRANGER", "stranger", "Sam Stranger", "", team_id="T0OTHER")
    members = ["UGUEST", "USTRANGER", "UNEW", house.world.bot_user_id]
    house.world.add_channel(NEW, "darebin", private=True, members=members)
    await house.settle()
    return house


def sent(house: House, user_id: str, kind: str, **more: Any) -> dict[str, Any]:
    return payloads.shortcut(house.world, user_id, "none") | {"type": kind} | more


def set_up(house: House, user_id: str) -> list[dict[str, Any]]:
    """Every way in which a channel is made into a network's, whether anything was shown for it or not."""
    where = {"channel": {"id": NEW, "name": "privategroup"}}
    value = encode(channel=NEW, network=1)
    view = {"id": "V1", "type": "modal", "private_metadata": value, "blocks": [], "app_installed_team_id": "T0COP"}
    typed: dict[str, Any] = {
        "name": {"name": {"value": "Darebin"}},
        "schools": {"schools": {"value": "Preston Rise PS"}},
    }
    typed |= {"calendar": {"calendar": {"selected_option": {"value": "victoria"}}}}
    typed |= {"zone": {"zone": {"selected_option": {"value": "Australia/Melbourne"}}}}
    chosen = {"channel": {"channel": {"selected_conversation": NEW}}}
    found = []
    for action in (NetworkAction.SET_UP_NEW, NetworkAction.MOVE_HERE):
        button = {"type": "button", "action_id": action, "block_id": "b", "value": value}
        url = house.hub.response_url(Origin(NEW, user_id, None))
        found.append(sent(house, user_id, "block_actions", actions=[button], response_url=url, **where))
    for callback_id, values in ((NetworkView.SETUP, typed), (NetworkView.SETUP_CHANNEL, chosen)):
        form = view | {"callback_id": callback_id, "state": {"values": values}}
        found.append(sent(house, user_id, "view_submission", view=form, response_urls=[]))
    return found


async def test_a_guest_sets_up_no_network_in_slack(visited: House) -> None:
    guest = visited.person("UGUEST")
    for channel in (NEW, guest.dm_with_bot().id):
        await guest.command(channel, "/cop-setup", "")
        await visited.settle()
        assert guest.views == []
        assert NOT_BY_GUESTS in str(guest.ephemerals(channel)[-1:] or guest.messages(channel)[-1])
    for body in set_up(visited, "UGUEST"):
        answer = await visited.hub.deliver("interactive", body)
        await visited.settle()
        assert NOT_BY_GUESTS in f"{json.dumps(answer.body)} {guest.ephemerals(NEW)[-1]['text']}"
    assert await names(visited) == SAMPLE
    assert guest.views == []


async def test_somebody_of_another_organisation_hears_one_sentence_in_slack_whatever_they_do(visited: House) -> None:
    stranger, bot = visited.person("USTRANGER"), visited.world.bot_user_id
    said = await stranger.say(NEW, f"<@{bot}> help")
    await visited.settle()
    assert [ANOTHERS in one["text"] for one in stranger.ephemerals(NEW)] == [True]
    for number, body in enumerate(set_up(visited, "USTRANGER")):
        answer = await visited.hub.deliver("interactive", body)
        await visited.settle()
        assert ANOTHERS in f"{json.dumps(answer.body)} {stranger.ephemerals(NEW)[-1]['text']}", number
    for shortcut in visited.bot.router.shortcuts:
        await stranger.shortcut(shortcut, said)
    await visited.settle()
    assert stranger.views == []
    assert await names(visited) == SAMPLE
    async with visited.database.read() as session:
        assert await people.known(session, 1, ["USTRANGER"]) == {}, "and nothing is kept about them"


async def test_people_of_another_workspace_of_the_enterprise_are_at_home_and_another_enterprise_is_not(
    house: House,
) -> None:
    house.world.enterprise_id = "E1"
    house.world.add_user("UCOUSIN", "cousin", "Cora Cousin", "", team_id="T2", enterprise_id="E1")
    house.world.add_user("UOTHER", "other", "Otto Other", "", team_id="T3", enterprise_id="E3")
    members = ["UCOUSIN", "UOTHER", house.world.bot_user_id]
    house.world.add_channel(NEW, "darebin", private=True, members=members)
    button = {"type": "button", "action_id": NetworkAction.SET_UP_NEW, "block_id": "b", "value": encode(channel=NEW)}
    for user_id, opens in (("UCOUSIN", True), ("UOTHER", False)):
        for _ in range(2):
            url = house.hub.response_url(Origin(NEW, user_id, None))
            where = {"channel": {"id": NEW, "name": "privategroup"}, "response_url": url}
            await house.hub.deliver("interactive", sent(house, user_id, "block_actions", actions=[button], **where))
            await house.settle()
        assert bool(house.person(user_id).views) is opens
    assert ANOTHERS in house.person("UOTHER").ephemerals(NEW)[-1]["text"]
    installed = SlackMessenger(web_client(house.bot.settings), home=frozenset({"T0COP"}))
    assert await installed.standing_of_account("UCOUSIN") is Standing.PERSON, "also where the team alone is known"
    assert await installed.standing_of_account("UOTHER") is Standing.STRANGER
    house.faults.fail("users.info")
    house.world.add_user("ULATER", "later", "Lou Later", "", team_id="T2", enterprise_id="E1")
    house.world.add_member(NEW, "ULATER")
    url = house.hub.response_url(Origin(NEW, "ULATER", None))
    where = {"channel": {"id": NEW, "name": "privategroup"}, "response_url": url}
    await house.hub.deliver("interactive", sent(house, "ULATER", "block_actions", actions=[button], **where))
    await house.settle()
    assert house.person("ULATER").views == []
    assert "whether you belong to this organisation" in house.person("ULATER").ephemerals(NEW)[-1]["text"]


@pytest.fixture
async def tenant(database_url: str) -> AsyncIterator[TeamsHouse]:
    """The same in Teams: a shared channel that is no network's, and a guest of the tenant in its team."""
    async with open_teams_house(database_url, melbourne("2026-04-17 12:00")) as house:
        world = house.world
        guest = world.add_user("UGUEST", "Greta Guest", "greta@elsewhere.example", guest=True)
        world.add_user("USTRANGER", "Sam Stranger", "sam@other.example", tenant="another-tenant")
        world.app.installed_for.add(guest.id)
        team = world.add_team("team darebin", "Darebin", members=["UNEW", "UGUEST"], app=True)
        members = ["UNEW", "UGUEST", "USTRANGER"]
        world.add_channel(team.id, NEW, "Darebin", kind="shared", members=members).app_added = True
        await house.settle()
        yield house


async def test_a_guest_sets_up_no_network_in_teams(tenant: TeamsHouse) -> None:
    guest, place = tenant.somebody("UGUEST"), tenant.world.channel(NEW).id
    await guest.command(place, "setup")
    await guest.write("setup")
    await tenant.settle()
    assert [NOT_BY_GUESTS in one for one in guest.texts() if "setup" not in one] == [True, True]
    assert await names(tenant) == SAMPLE


async def test_somebody_of_another_organisation_hears_one_sentence_in_teams_whatever_they_do(
    tenant: TeamsHouse,
) -> None:
    world, place = tenant.world, tenant.world.channel(NEW).id
    stranger = tenant.somebody("USTRANGER")
    await stranger.command(place, "setup")
    await tenant.settle()
    assert ANOTHERS in stranger.texts(place)[-1]
    button = {"cop": ActionData(DataKind.OPEN, NetworkAction.SET_UP_NEW, encode(channel=place)).encode()["cop"]}
    everything: list[tuple[str, dict[str, Any]]] = [
        ("adaptiveCard/action", {"action": {"type": "Action.Execute", "data": button}}),
        ("task/fetch", {"data": button}),
        ("task/submit", {"data": button}),
        *(("composeExtension/fetchTask", {"commandId": one}) for one in tenant.bot.router.shortcuts),
    ]
    for name, value in everything:
        for told in ({}, {"tenantId": "another-tenant"}):
            activity = activities.invoke(world, stranger.user, name, value, place, "1")
            activity["from"] |= told
            answer = await tenant.teams_hub.deliver(activity)
            assert ANOTHERS in json.dumps(answer.body), name
    assert await names(tenant) == SAMPLE
    async with tenant.database.read() as session:
        assert await people.known(session, 1, [stranger.user_id]) == {}, "and nothing is kept about them"


async def test_somebody_of_another_organisation_who_comes_to_a_networks_channel_in_teams_leaves_nothing(
    tenant: TeamsHouse,
) -> None:
    world, place = tenant.world, tenant.world.channel(NEW).id
    late = world.add_user("ULATER", "Lou Later", "lou@other.example", tenant="another-tenant")
    async with tenant.database.write() as session:
        await session.execute(update(Network).where(Network.name == SAMPLE[1]).values(channel_id=place))
    own = world.add_user("UOWN", "Olive Own", "olive@school.example")
    for one in ("ULATER", "UOWN"):
        assert world.add_member(place, one)
    await tenant.settle()
    async with tenant.database.read() as session:
        accounts = (await session.scalars(select(Person.chat_id))).all()
    assert late.id not in accounts
    assert own.id in accounts, "but of the tenant's own people the bot takes note"
