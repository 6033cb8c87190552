"""What a network lets others see, how others find it, and asking one's SEIL for a link."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import sample
from domain.errors import Refused
from domain.kept_instrument import instrument_as_data
from storage.models.assessments import AgreedLevel, AssessmentRound
from storage.models.introductions import Introduction
from tests.handlers.test_bulletins import button, click, words
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

GARDEN = "Our Year 7 teachers run decoding groups."


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(set_up, url=database_url, start=melbourne("2026-05-04 10:00")) as (found, _):
        yield found


async def set_up(found: House) -> None:
    """Monday of the term's third week. Moonee Valley was told what it agreed: trust is high, data is not."""
    moonee, instrument = await found.network("Moonee Valley"), found.services.app.instrument
    async with found.database.write() as session:
        told = AssessmentRound(
            workspace_id=moonee.workspace_id,
            network_id=moonee.id,
            half_year="2025-S2",
            instrument_version=instrument.version,
            instrument=instrument_as_data(instrument),
            opens_at=melbourne("2025-10-20 09:00"),
            closes_at=melbourne("2025-11-10 09:00"),
            settled_at=melbourne("2025-11-20 09:00"),
            status="revealed",
        )
        session.add(told)
        await session.flush()
        for key, level in (("trust", 3), (instrument.item_keys[-1], 2)):
            session.add(
                AgreedLevel(
                    workspace_id=moonee.workspace_id,
                    round_id=told.id,
                    item_key=key,
                    level=level,
                    reason="We said so",
                    recorded_by_id=person_id("UBIANCHI"),
                    recorded_at=found.now,
                )
            )


async def choose(house: House, shows: list[str], text: str = "") -> Any:
    """What others see of Moonee Valley, by its chair."""
    chair = house.person("UBIANCHI")
    await chair.command(sample.MOONEE_VALLEY, "/cop-network", "show")
    await house.bot.router.finish()
    opened = chair.view
    assert not (await chair.submit(opened, {"shows": shows, "words": text})).errors
    await house.settle()
    return opened


async def find(house: House, who: str, text: str) -> Any:
    await house.person(who).command(sample.MERRI_BEK, "/cop-network", f"find {text}")
    await house.bot.router.finish()
    return house.said_to(who)[-1]


async def test_a_network_shows_itself_is_found_and_the_seil_can_introduce_the_chairs(house: House) -> None:
    trust = next(item for item in house.services.app.instrument.items if item.key == "trust").title
    assert "No network shows" in words(await find(house, "UCHAIR", "decoding"))
    opened = await choose(house, ["strengths"], GARDEN)
    assert trust in words(opened)
    found = await find(house, "UCHAIR", "phonics")
    assert f"*Moonee Valley*\\nGood at: {trust}\\n“{GARDEN}”" in words(found)
    assert "found by “decoding”" in words(found)
    assert house.services.app.instrument.items[-1].title not in words(found)
    assert not house.dm("USEIL"), "nothing happens before somebody asks"
    chair, seil = house.person("UCHAIR"), house.person("USEIL")
    await click(house, "UCHAIR", found, "showcases.ask")
    assert GARDEN in words(chair.view)
    await chair.submit(chair.view, {})
    await house.settle()
    asked = house.dm("USEIL")[-1]
    await click(house, "USEIL", asked, "showcases.introduce")
    assert "UCHAIR" in words(seil.view)
    assert "UBIANCHI" in words(seil.view)
    await seil.close()

    await choose(house, [])
    assert "No network shows" in words(await find(house, "UCHAIR", "phonics"))
    for who, said, action in (("UCHAIR", found, "showcases.ask"), ("USEIL", asked, "showcases.introduce")):
        await click(house, who, said, action)
        person = house.person(who)
        answers = [*house.said_to(who)[-1:], *person.ephemerals(person.dm_with_bot().id)[-1:], *house.dm(who)[-1:]]
        assert "shows nothing any more" in str(answers)


async def test_a_strength_that_a_network_shows_counts_as_an_offer_of_its_chair(house: House) -> None:
    lee, seil = house.person("ULEE"), house.person("USEIL")
    await lee.command(sample.MERRI_BEK, "/cop-offer", "need")
    await house.bot.router.finish()
    await lee.submit(lee.view, {"words": "Somebody to talk to.", "about": "trust"})

    async def board() -> Any:
        await seil.command(sample.MERRI_BEK, "/cop-offer", "")
        await house.bot.router.finish()
        return house.said_to("USEIL")[-1]

    assert "UBIANCHI" not in words(await board())
    await choose(house, ["strengths"])
    shown = await board()
    assert "a strength that Moonee Valley shows" in words(shown)
    await click(house, "USEIL", shown, button(shown, "offers.introduce"))
    assert "UBIANCHI" in words(seil.view)
    await seil.close()
    await choose(house, ["focus"])
    assert "UBIANCHI" not in words(await board())


async def test_a_network_of_ones_own_making_is_shown_nothing_and_shows_nobody_anything(house: House) -> None:
    await choose(house, [], GARDEN)
    moonee, here = await house.network("Moonee Valley"), await house.network()
    async with house.database.write() as session:
        (await session.merge(here)).self_made = True
    showcases, requests = house.services.showcases, house.services.help_requests
    with pytest.raises(Refused, match="beyond_own_making"):
        await showcases.find(await house.asker("UCHAIR"), here.id, "phonics")
    with pytest.raises(Refused, match="beyond_own_making"):
        await showcases.chairs(await house.asker("USEIL"), here.id, moonee.id)
    with pytest.raises(Refused, match="beyond_own_making"):
        await requests.ask(await house.asker("UCHAIR"), here.id, "data", "A link", house.now, linked=moonee.id)
    async with house.database.write() as session:
        (await session.merge(here)).self_made = False
        (await session.merge(moonee)).self_made = True
    assert not (await showcases.find(await house.asker("UCHAIR"), here.id, "phonics")).found


async def test_the_network_that_is_named_after_link_is_chosen_and_another_is_told(house: House) -> None:
    merri, moonee, chair = await house.network(), await house.network("Moonee Valley"), house.person("UCHAIR")
    async with house.database.write() as session:
        met = {"network_id": merri.id, "other_network_id": moonee.id, "seil_id": person_id("USEIL"), "why": ""}
        people = {"first_id": person_id("UCHAIR"), "second_id": person_id("UBIANCHI")}
        at = {"asked_at": house.now, "closes_at": house.now, "workspace_id": merri.workspace_id}
        session.add(Introduction(**met, **people, **at, status="introduced"))
    for typed, seen in (
        ("link with Moonee Valley, please", '"initial_option": {"text": {"type": "plain_text", "text": "Moonee'),
        ("link with moone valey", '"initial_option"'),
        ("link with Darebin", "You typed: "),
    ):
        await chair.command(sample.MERRI_BEK, "/cop-network", typed)
        await house.bot.router.finish()
        assert seen in json.dumps(chair.view["blocks"]), typed
        await chair.close()
    await chair.command(sample.MERRI_BEK, "/cop-network", "link")
    await house.bot.router.finish()
    assert (await chair.submit(chair.view, {"other": str(moonee.id)})).ok
    await house.settle()
    assert "Yes, link them" in str(house.dm("UBIANCHI"))
    await house.jump("2026-06-02 12:00")
    assert "That has lapsed" in str(house.dm("UBIANCHI"))
    assert "Yes, link them" not in str(house.dm("UBIANCHI")), "four weeks after it was asked"
