"""Attacks by people who give themselves, or a friend, a role or a place from which they would see or reach more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import sample
from bot.slack.ids import SLACK_IDS
from practice.slack import payloads
from prompts.button_data import encode
from prompts.introductions.actions import IntroductionsView
from storage import networks, rosters
from tests.house import House

OWN_CHANNEL = "CMINE"


async def roles(house: House, who: str, network: str = "Merri-bek") -> list[str]:
    async with house.database.read() as session:
        return [
            m.role for m in await rosters.held_by(session, (await house.network(network)).id, await house.id_of(who))
        ]


async def school_id(house: House, name: str) -> int:
    async with house.database.read() as session:
        found = await networks.schools(session, (await house.network()).id)
    return next(school.id for school in found if school.name == name)


async def submit(house: House, who: str, callback_id: str, ids: dict[str, Any], **values: Any) -> Any:
    """A form as its sender likes it, past every form that the bot would have shown; what the bot answers."""
    form = {
        "id": "V1",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": encode(**ids),
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {"values": {name: {name: value} for name, value in values.items()}},
    }
    body = payloads.shortcut(house.world, who, "none") | {"type": "view_submission", "view": form}
    answer = await house.hub.deliver("interactive", body)
    assert answer.ok, answer
    await house.settle()
    return json.dumps(answer.body, ensure_ascii=False)


def ticked(*names: str) -> dict[str, Any]:
    return {"selected_options": [{"value": name} for name in names]}


def typed(text: str) -> dict[str, Any]:
    return {"value": text}


FIELDS = {
    "name": typed("Mine"),
    "schools": typed("A School"),
    "min_meetings": typed("1"),
    "calendar": {"selected_option": {"value": "victoria"}},
    "zone": {"selected_option": {"value": "Australia/Melbourne"}},
}
"""What setting a network up needs."""


# Department people and schools


@pytest.mark.both_networks
async def test_a_department_person_gets_no_school_role_in_whichever_order_and_network(house: House) -> None:
    merri, moonee = await house.network(), await house.network("Moonee Valley")
    pascoe = {"selected_option": {"value": str(await school_id(house, "Pascoe Hill Primary School"))}}
    for who, person, network, role in (
        ("UCHAIR", "USEIL", merri, "delegate"),
        ("UCHAIR", "UCENTRAL", merri, "member"),
        ("UCHAIR", "ULEE", merri, "seil"),
        ("UBIANCHI", "UAREA", moonee, "executive"),
        ("UBIANCHI", "ULEE", moonee, "seil"),
        ("UADMIN", "ULEE", moonee, "area_director"),
    ):
        before = await roles(house, person, network.name)
        ids = {"network": network.id, "person": person}
        school = {"school": pascoe} if network is merri and role != "seil" else {}
        said = await submit(house, who, "networks.person_form", ids, roles=ticked(*before, role), **school)
        assert "Department people hold no school role" in said, (person, role, said)
        assert await roles(house, person, network.name) == before


async def test_one_person_is_not_given_both_sides_in_one_form(house: House) -> None:
    ids = {"network": (await house.network()).id, "person": "UNEW"}
    said = await submit(house, "UCHAIR", "networks.person_form", ids, roles=ticked("executive", "seil"))
    assert "Tick one or the other" in said
    assert await roles(house, "UNEW") == []


# A network of one's own


@pytest.fixture
async def own(house: House) -> House:
    """A principal-to-be who made a network of their own and calls themselves its SEIL."""
    house.world.add_channel(OWN_CHANNEL, "mine", private=True, members=["UNEW", "UBROWN", house.world.bot_user_id])
    form = {"channel": OWN_CHANNEL}
    said = await submit(
        house,
        "UNEW",
        "networks.setup",
        form,
        seils={"selected_users": ["UNEW"]},
        **FIELDS,
    )
    assert said in ('""', "{}", "null"), said
    assert await roles(house, "UNEW", "Mine") == ["seil"]
    await house.go_to("2026-04-20 10:00")
    return house


async def introduce(house: House, who: str, first: str, second: str) -> str:
    people = {"first": {"selected_user": first}, "second": {"selected_user": second}}
    return str(await submit(house, who, IntroductionsView.ASK, {}, why=typed("You should meet."), **people))


async def test_who_calls_themselves_seil_makes_the_bot_write_to_nobody_outside_their_network(own: House) -> None:
    ids = {"network": (await own.network("Mine")).id}
    said = await submit(own, "UNEW", "networks.person_form", ids | {"person": "UADMIN"}, roles=ticked("executive"))
    assert "is not in the network's channel" in said
    said = await submit(own, "UNEW", "networks.person_form", ids | {"person": "UBROWN"}, roles=ticked("executive"))
    assert "errors" not in said
    assert "that the bot's operators have confirmed" in await introduce(own, "UNEW", "UBROWN", "UADMIN")
    assert "that the bot's operators have confirmed" in await introduce(own, "UNEW", "UBROWN", "ULEE")
    assert own.dm("UADMIN") == own.dm("ULEE") == []


@pytest.mark.both_networks
async def test_a_network_of_ones_own_names_nobody_outside_its_channel(house: House) -> None:
    house.world.add_channel(OWN_CHANNEL, "mine", private=True, members=["UNEW", house.world.bot_user_id])
    fields = FIELDS
    said = await submit(
        house, "UNEW", "networks.setup", {"channel": OWN_CHANNEL}, **fields, chair={"selected_user": "UBROWN"}
    )
    assert "is not in the network's channel" in said
    assert house.dm("UBROWN") == []


async def test_the_operators_import_confirms_a_network_that_somebody_made(own: House) -> None:
    async with own.database.write() as session:
        network = await networks.by_name(session, "Mine")
        assert network is not None
        assert network.self_made
    from services.networks.roster_files import SourceFile

    named = "network,area,region,channel_id,calendar,timezone\nMine,,,,victoria,Australia/Melbourne\n"
    members = "network,school,school_type,slack_user,role\nMine,A School,,UBROWN,member\nMine,,,UNEW,seil\n"
    files = [SourceFile("networks.csv", named.encode()), SourceFile("members.csv", members.encode())]
    workspace_id = (await own.asker("UNEW")).workspace_id
    changes = await own.services.networks.importing.load(*files, own.now, workspace_id=workspace_id, chat_ids=SLACK_IDS)
    assert f"network Mine: set up in {OWN_CHANNEL} before, confirmed by this file" in changes.changed
    assert "errors" not in await introduce(own, "UNEW", "UBROWN", "UADMIN")


# The area


@pytest.mark.both_networks
async def test_no_chair_moves_a_network_into_another_directors_sight(house: House) -> None:
    """An area is what its director sees by, so it is the operators' to set: in the settings and at the setting up."""
    ids = {"network": (await house.network("Moonee Valley")).id, "half_year": ""}
    area = {"area": typed("Hume Merri-bek")}
    said = await submit(house, "UBIANCHI", "networks.settings_form", ids, name=typed("Moonee Valley"), **area)
    assert "Only the bot's operators can say which area a network belongs to" in said
    assert (await house.where("Moonee Valley")).area == "Western Melbourne"
    house.world.add_channel(OWN_CHANNEL, "mine", private=True, members=["UNEW", house.world.bot_user_id])
    fields = FIELDS | area
    said = await submit(house, "UNEW", "networks.setup", {"channel": OWN_CHANNEL}, **fields)
    assert "Only the bot's operators" in said
    person = house.person("UBIANCHI")
    await person.command(sample.MOONEE_VALLEY, "/cop-network", "settings")
    await house.settle()
    assert "area" not in [block.get("block_id") for block in person.view["blocks"]]
    operator = house.person("UADMIN")
    await operator.command(sample.MOONEE_VALLEY, "/cop-network", "settings")
    await house.settle()
    assert (await operator.submit(operator.view, {"area": "Hume Merri-bek"})).ok
    await house.settle()
    assert (await house.where("Moonee Valley")).area == "Hume Merri-bek"
