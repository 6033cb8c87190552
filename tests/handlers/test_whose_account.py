"""Attacks by accounts that are not a person's of this workspace: guests, people of another organisation, apps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import sample
from practice.slack import payloads
from practice.slack.response_urls import Origin
from prompts.button_data import encode
from prompts.introductions.actions import IntroductionsView
from prompts.networks.cards import NetworkAction
from storage import networks, rosters
from tests.house import House

VACANT = "Newlands Road PS"
ACCOUNTS: dict[str, dict[str, Any]] = {
    "UGUEST": {"guest": "multi"},
    "USINGLE": {"guest": "single"},
    "USTRANGER": {"team_id": "T0OTHER"},
    "UROBOT": {"is_bot": True},
}


@pytest.fixture
async def visited(house: House) -> House:
    """A school that nobody leads, and accounts of every kind in the network's channel."""
    network = await house.network()
    await house.services.networks.roster.add_schools(await house.asker("UCHAIR"), network.id, VACANT, house.now)
    for user_id, kind in ACCOUNTS.items():
        house.world.add_user(user_id, user_id.lower(), user_id.title(), "", **kind)
        house.world.add_member(sample.MERRI_BEK, user_id)
    await house.settle()
    return house


async def roles(house: House, who: str) -> list[str]:
    async with house.database.read() as session:
        return [m.role for m in await rosters.held_by(session, (await house.network()).id, await house.id_of(who))]


async def school_id(house: House, name: str) -> int:
    async with house.database.read() as session:
        found = await networks.schools(session, (await house.network()).id)
    return next(school.id for school in found if school.name == name)


def click(house: House, user_id: str, action_id: str, **ids: Any) -> dict[str, Any]:
    """A click on a button of the bot's in the channel, with whatever ids the sender likes."""
    url = house.hub.response_url(Origin(sample.MERRI_BEK, user_id, None))
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": encode(**ids)}
    body = payloads.shortcut(house.world, user_id, "none") | {"type": "block_actions", "actions": [action]}
    return body | {"response_url": url, "channel": {"id": sample.MERRI_BEK, "name": "privategroup"}}


async def send(house: House, body: dict[str, Any]) -> Any:
    answer = await house.hub.deliver("interactive", body)
    assert answer.ok, answer
    await house.settle()
    return answer


async def test_no_guest_no_stranger_and_no_app_claims_a_school_or_is_even_asked(visited: House) -> None:
    ids = {"network": (await visited.network()).id, "school": await school_id(visited, VACANT)}
    for user_id in ACCOUNTS:
        assert visited.dm(user_id) == []
        await send(visited, click(visited, user_id, NetworkAction.PICK_SCHOOL, **ids))
        assert await roles(visited, user_id) == []
    assert "a guest here, or belongs to another organisation" in visited.said_to("UGUEST")[-1]["text"]
    assert "you are here from another organisation" in visited.said_to("USTRANGER")[-1]["text"]
    assert visited.dm("UCHAIR") == []


async def test_nobody_can_give_them_a_role_either(visited: House) -> None:
    network_id, person = (await visited.network()).id, visited.person("UCHAIR")
    for user_id in [*ACCOUNTS, "UNOBODY", "!channel"]:
        form = {
            "id": "V1",
            "type": "modal",
            "callback_id": "networks.person_form",
            "private_metadata": encode(network=network_id, person=user_id),
            "blocks": [{"type": "input", "block_id": "roles"}],
            "state": {"values": {"roles": {"roles": {"selected_options": [{"value": "executive"}]}}}},
        }
        body = payloads.shortcut(visited.world, person.user_id, "none") | {"type": "view_submission", "view": form}
        answer = await send(visited, body)
        assert answer.body["response_action"] == "errors"
        assert await roles(visited, user_id) == []


async def test_a_user_id_is_a_persons_only_with_their_team(house: House) -> None:
    """Somebody of another organisation whose id there is the chair's here opens and ends nothing."""
    network_id = (await house.network()).id
    body = click(house, "UCHAIR", NetworkAction.SETTINGS, network=network_id)
    await send(house, body | {"user": body["user"] | {"team_id": "T0OTHER"}})
    assert house.person("UCHAIR").views == []
    assert "you are here from another organisation" in house.said_to("UCHAIR")[-1]["text"]
    form = {"id": "V1", "type": "modal", "callback_id": "networks.settings_form", "app_installed_team_id": "T0COP"}
    form |= {"private_metadata": encode(network=network_id), "state": {"values": {"name": {"name": {"value": "Mine"}}}}}
    body = payloads.shortcut(house.world, "UCHAIR", "none") | {"type": "view_submission", "view": form}
    answer = await send(house, body | {"user": body["user"] | {"team_id": "T0OTHER"}, "team": {"id": "T0OTHER"}})
    assert "another organisation" in json.dumps(answer.body)
    closed = house.world.users["UCHAIR"].as_slack() | {"team_id": "T0OTHER", "deleted": True}
    house.world.emit({"type": "user_change", "user": closed})
    await house.settle()
    assert "chair" in await roles(house, "UCHAIR")
    assert (await house.network()).name == "Merri-bek"


async def test_an_introduction_reaches_guests_of_the_workspace_and_nobody_of_another(visited: House) -> None:
    person = visited.person("USEIL")
    for second, error in (("USTRANGER", "another organisation"), ("UROBOT", "is a bot"), ("UNOBODY", "not in use")):
        form = {
            "id": "V1",
            "type": "modal",
            "callback_id": IntroductionsView.ASK,
            "private_metadata": "{}",
            "blocks": [{"type": "input", "block_id": name} for name in ("first", "second", "why")],
            "state": {
                "values": {
                    "first": {"first": {"selected_user": "ULEE"}},
                    "second": {"second": {"selected_user": second}},
                    "why": {"why": {"value": "You both garden."}},
                }
            },
        }
        body = payloads.shortcut(visited.world, person.user_id, "none") | {"type": "view_submission", "view": form}
        answer = await send(visited, body)
        assert error in answer.body["errors"]["second"]
    await visited.go_to("2026-04-20 10:00")
    await person.command(sample.MERRI_BEK, "/cop-intro", "new")
    await visited.settle()
    asked = await person.submit(person.view, {"first": "ULEE", "second": "UGUEST", "why": "You both garden."})
    assert asked.ok, asked
