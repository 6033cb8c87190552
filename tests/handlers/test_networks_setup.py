"""/cop-setup through the front door: a channel becomes a network's, a network that lost its channel moves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import sample
from prompts.networks.cards import NetworkAction
from storage import networks
from tests.house import House
from tests.tables import in_one_house

CHANNEL = "CDAREBIN"
FORM = {
    "name": "Darebin",
    "schools": "Preston Rise PS, primary\nReservoir Lake SC, secondary\n",
    "chair": "UNEW",
    "seils": ["USEIL"],
    "focus": "Reading",
}


@pytest.fixture
async def newcomer(house: House) -> House:
    """A channel that is no network's yet, with the bot and two people in it."""
    house.world.add_channel(
        CHANNEL, "darebin-network", private=True, members=["UNEW", "USEIL", house.world.bot_user_id]
    )
    return house


def shown(message: Any) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


async def start(house: House, who: str, channel: str, text: str = "") -> None:
    await house.person(who).command(channel, "/cop-setup", text)
    await house.settle()


async def pause_moonee(house: House) -> None:
    """Moonee Valley's channel is archived."""
    house.world.archive_channel(sample.MOONEE_VALLEY)
    await house.settle()


async def test_anybody_in_a_channel_that_is_no_networks_yet_sets_one_up(newcomer: House) -> None:
    await start(newcomer, "UNEW", CHANNEL)
    person = newcomer.person("UNEW")
    outcome = await person.submit(person.view, FORM)
    assert outcome.ok, outcome
    await newcomer.settle()
    network = await newcomer.network("Darebin")
    assert (network.channel_id, network.fiso_focus, network.min_meetings) == (CHANNEL, "Reading", 1)
    welcome = newcomer.channel(CHANNEL)[0]
    assert "*This is now the channel of the Darebin network.* <@UNEW> set it up, with 2 schools." in shown(welcome)
    assert "<@UNEW> is the chair." in shown(welcome)
    assert "Say which school I lead" in shown(welcome)


async def test_two_people_sending_the_form_at_once_make_one_network(newcomer: House) -> None:
    for who in ("UNEW", "USEIL"):
        await start(newcomer, who, CHANNEL)
    first, second = newcomer.person("UNEW"), newcomer.person("USEIL")
    assert (await first.submit(first.view, FORM)).ok
    outcome = await second.submit(second.view, {**FORM, "name": "Darebin South"})
    assert "has become another network's in the meantime" in json.dumps(outcome.errors)
    async with newcomer.database.read() as session:
        assert await networks.by_name(session, "Darebin South") is None


@in_one_house(
    ("values", "field", "sentence"),
    [
        ({"name": " merri-BEK "}, "name", "already a network of that name"),
        ({"name": "Merri–bek\u200b"}, "name", "already a network of that name"),
        ({"schools": " \n , \n"}, "schools", "at least one school"),
        ({"schools": "Good PS\n, primary"}, "schools", "Line 2 has no school name"),
        ({"schools": "A" * 90}, "schools", "Line 1 is too long"),
        ({"schools": "\n".join(f"School {n}" for n in range(101))}, "schools", "at most 100 schools"),
        ({"min_meetings": "99"}, "min_meetings", "from 1 to 10"),
        ({"chair": "U0COPBOT"}, "chair", "That is me."),
    ],
)
async def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_saved(
    newcomer: House, values: dict[str, str], field: str, sentence: str
) -> None:
    await start(newcomer, "UNEW", CHANNEL)
    person = newcomer.person("UNEW")
    outcome = await person.submit(person.view, {**FORM, **values})
    assert sentence in (outcome.errors or {})[field]
    async with newcomer.database.read() as session:
        assert await networks.in_channel(session, 1, CHANNEL) is None


async def test_before_the_bot_is_in_the_channel_it_asks_to_be_invited_and_saves_nothing(house: House) -> None:
    house.world.add_channel("CALONE", "alone", private=True, members=["UNEW"])
    await start(house, "UNEW", "CALONE")
    said = house.said_to("UNEW", "CALONE")[-1]["text"]
    assert "I am not in this channel yet. First type `/invite`" in said
    assert "Nothing has been saved." in said
    assert house.person("UNEW").views == []


async def test_a_bot_taken_out_while_the_form_was_open_saves_nothing(newcomer: House) -> None:
    await start(newcomer, "UNEW", CHANNEL)
    newcomer.world.remove_member(CHANNEL, newcomer.world.bot_user_id)
    person = newcomer.person("UNEW")
    outcome = await person.submit(person.view, FORM)
    assert "I am not in this channel yet" in json.dumps(outcome.errors)
    async with newcomer.database.read() as session:
        assert await networks.by_name(session, "Darebin") is None


async def test_in_a_direct_message_it_asks_for_the_channel(newcomer: House) -> None:
    person = newcomer.person("UNEW")
    await start(newcomer, "UNEW", person.dm_with_bot().id)
    assert (await person.submit(person.view, {"channel": CHANNEL})).ok
    assert json.loads(person.view["private_metadata"])["channel"] == CHANNEL
    assert (await person.submit(person.view, FORM)).ok
    await newcomer.settle()
    assert (await newcomer.network("Darebin")).channel_id == CHANNEL


async def test_a_channel_that_is_a_networks_already_says_so_with_a_button_to_it(house: House) -> None:
    await start(house, "UCHAIR", sample.MERRI_BEK)
    said = house.said_to("UCHAIR")[-1]
    assert said["text"] == "This channel already belongs to *Merri-bek*."
    assert "Our network" in shown(said)


async def test_what_is_typed_after_the_command_is_the_networks_name(newcomer: House) -> None:
    await start(newcomer, "UNEW", CHANNEL, "Darebin North")
    assert '"initial_value": "Darebin North"' in shown(newcomer.person("UNEW").view)


@pytest.mark.both_networks
async def test_an_archived_channel_pauses_the_network_and_its_leaders_hear_once_how_to_go_on(house: House) -> None:
    await pause_moonee(house)
    network = await house.network("Moonee Valley")
    assert (network.status, network.status_reason) == ("paused", "archived")
    for who in ("UBIANCHI", "USEIL"):
        [told] = house.dm(who)
        assert "*Moonee Valley*'s channel was archived" in told["text"]
    assert house.dm("UPATEL") == []


@pytest.mark.both_networks
async def test_a_network_whose_channel_was_deleted_moves_to_another_channel(house: House) -> None:
    house.world.delete_channel(sample.MOONEE_VALLEY)
    await house.settle()
    assert "was deleted" in house.dm("UBIANCHI")[-1]["text"]
    house.world.add_channel("CNEWHOME", "moonee-again", private=True, members=["UBIANCHI", house.world.bot_user_id])
    await start(house, "UBIANCHI", "CNEWHOME")
    asked = house.said_to("UBIANCHI", "CNEWHOME")[-1]
    assert "Yes: Moonee Valley" in shown(asked)
    network = await house.network("Moonee Valley")
    await house.person("UBIANCHI").click(asked, f"{NetworkAction.MOVE_HERE}:{network.id}")
    await house.settle()
    moved = await house.network("Moonee Valley")
    assert (moved.channel_id, moved.status) == ("CNEWHOME", "active")
    assert "This is now *Moonee Valley*'s channel." in house.channel("CNEWHOME")[0]["text"]


async def test_somebody_elses_lost_network_is_not_offered_for_moving(newcomer: House) -> None:
    await pause_moonee(newcomer)
    await start(newcomer, "UNEW", CHANNEL)
    assert newcomer.said_to("UNEW", CHANNEL) == []
    assert newcomer.person("UNEW").view["title"]["text"] == "Set up a network"


async def test_a_paused_network_goes_on_when_the_bot_is_invited_back(house: House) -> None:
    house.world.remove_member(sample.MERRI_BEK, house.world.bot_user_id)
    await house.settle()
    assert (await house.network()).status == "paused"
    assert "I was removed from <#CMERRIBEK>" in house.dm("UCHAIR")[-1]["text"]
    await house.person("UCHAIR").invite(sample.MERRI_BEK, house.world.bot_user_id)
    await house.settle()
    assert (await house.network()).status == "active"
    assert "I'm back, and *Merri-bek* picks up where we left off" in house.channel()[-1]["text"]


async def test_whoever_invites_the_bot_into_a_new_channel_sees_how_to_set_up_a_network(house: House) -> None:
    house.world.add_channel("CNEWNET", "darebin-network", private=True, members=["UNEW", "ULEE"])
    noor = house.person("UNEW")
    await noor.invite("CNEWNET", house.world.bot_user_id)
    await house.settle()
    [hint] = house.said_to("UNEW", "CNEWNET")
    assert "This channel is no network's yet." in hint["text"]
    assert house.said_to("ULEE", "CNEWNET") == []
    assert house.channel("CNEWNET") == []
    await noor.click(hint, "run.command:cop-setup")
    await house.settle()
    assert noor.view["title"]["text"] == "Set up a network"


async def test_people_who_come_into_a_channel_without_a_network_hear_nothing(house: House) -> None:
    house.world.add_channel("CNEWNET", "darebin-network", private=True, members=["UNEW", house.world.bot_user_id])
    await house.person("UNEW").invite("CNEWNET", "ULEE")
    await house.settle()
    assert house.said_to("UNEW", "CNEWNET") == house.said_to("ULEE", "CNEWNET") == []
