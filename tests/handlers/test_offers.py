"""Needs and offers, and an introduction across the networks of two SEILs, with a refusal that nobody sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import sample
from domain.errors import Gone, Refused
from tests.handlers.test_bulletins import click, words
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

NEED = "We look for somebody who knows phonics in Year 7."
OFFER = "Our literacy team has run decoding groups for three years."


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(set_up, url=database_url, start=melbourne("2026-05-04 10:00")) as (found, _):
        yield found


async def set_up(found: House) -> None:
    """Monday of the term's third week. Moonee Valley has a SEIL of its own, Noor Aziz."""
    networks, moonee = found.services.networks, await found.network("Moonee Valley")
    await networks.presence.end_roles(await found.asker("UBIANCHI"), moonee.id, person_id("USEIL"), found.now)
    asker = await found.asker("UBIANCHI")
    await networks.roster.save_person(asker, moonee.id, person_id("UNEW"), ["seil"], None, found.now)
    for channel, people in ((sample.MOONEE_VALLEY, ("UNEW",)),):
        found.world.channels[channel].members += list(people)
    await found.settle()


async def add(house: House, who: str, channel: str, side: str, text: str, about: str | None = None) -> None:
    person = house.person(who)
    await person.command(channel, "/cop-offer", side)
    await house.bot.router.finish()
    outcome = await person.submit(person.view, {"words": text} | ({"about": about} if about else {}))
    assert not outcome.errors
    await house.settle()


async def board(house: House, who: str = "USEIL", channel: str = sample.MERRI_BEK) -> Any:
    await house.person(who).command(channel, "/cop-offer", "")
    await house.bot.router.finish()
    return house.said_to(who, channel)[-1]


async def begin(house: House) -> None:
    """A need in one network, an offer in the other; the SEIL of the first takes up the suggestion."""
    await add(house, "ULEE", sample.MERRI_BEK, "need", NEED)
    await add(house, "UROSSI", sample.MERRI_BEK, "offer", "We have a kitchen garden.")
    await add(house, "UKAUR", sample.MOONEE_VALLEY, "offer", OFFER)
    shown = await board(house)
    assert "<@ULEE> (Pascoe Hill Primary School, Merri-bek) needs" in words(shown)
    assert "<@UKAUR> (Niddrie Park Secondary College, Moonee Valley) offers" in words(shown)
    assert "in Moonee Valley, whose SEIL is asked first" in words(shown)
    assert "kitchen" not in words(shown)
    seil = house.person("USEIL")
    await click(house, "USEIL", shown, "offers.introduce")
    await seil.submit(seil.view, {})
    await house.settle()
    await seil.close()


async def test_a_suggestion_across_two_seils_asks_the_other_first_and_then_the_two(house: House) -> None:
    await begin(house)
    assert not [m for m in house.dm("UKAUR") if "introduce" in m["text"]], "nobody is asked before their SEIL"
    asked = house.dm("UNEW")[-1]
    assert "<@USEIL> would like to introduce <@ULEE>" in words(asked)
    await click(house, "UNEW", asked, "introductions.let:yes")
    assert "You said yes" in words(house.dm("UNEW")[-1])
    for who in ("ULEE", "UKAUR"):
        await click(house, who, house.dm(who)[-1], "introductions.answer:yes")
    assert NEED in words(house.dm("ULEE", "UKAUR", "USEIL")[-1])
    assert "needs" not in words(await board(house)), "who knows each other is not suggested again"


async def test_a_no_of_the_other_seil_looks_like_waiting_and_ends_on_its_day(house: House) -> None:
    await begin(house)
    seil = house.person("USEIL")

    async def line() -> str:
        await seil.command(sample.MERRI_BEK, "/cop-intro", "")
        await house.bot.router.finish()
        return words(house.said_to("USEIL")[-1])

    before = await line()
    await house.person("UNEW").command(sample.MOONEE_VALLEY, "/cop-desk", "")
    await house.bot.router.finish()
    assert "<@USEIL> would like to introduce somebody" in words(house.said_to("UNEW", sample.MOONEE_VALLEY)[-1])
    assert "SEIL is asked first, until" in before
    await click(house, "UNEW", house.dm("UNEW")[-1], "introductions.let:no")
    assert (await line()).count("is asked first") == before.count("is asked first") == 1
    await house.go_to("2026-05-18 12:00")
    assert not [m for m in house.dm("USEIL") if "go ahead" in m["text"]]
    await house.go_to("2026-05-19 12:00")
    assert [m for m in house.dm("USEIL") if "did not go ahead" in m["text"]]
    assert not [m for who in ("ULEE", "UKAUR") for m in house.dm(who) if "introduce" in m["text"]]


async def test_whoever_calls_themselves_a_seil_sees_no_offer_of_another_network(house: House) -> None:
    await add(house, "ULEE", sample.MERRI_BEK, "need", NEED)
    await add(house, "UKAUR", sample.MOONEE_VALLEY, "offer", OFFER)
    async with house.database.write() as session:
        (await session.merge(await house.network())).self_made = True
    shown = await board(house)
    assert "UKAUR" not in words(shown)
    assert "1 more need has no offer yet" in words(shown)
    offers, asker = house.services.offers, await house.asker("USEIL")
    with pytest.raises(Refused, match="introduce_beyond"):
        await offers.pair(asker, 1, 2)


async def test_what_one_wrote_can_be_taken_back_and_is_seen_by_seils_alone(house: House) -> None:
    await add(house, "ULEE", sample.MERRI_BEK, "need", NEED, "fiso-data")
    await add(house, "UROSSI", sample.MERRI_BEK, "offer", "Reading results with us", "fiso-data")
    assert "both about Data and evidence" in words(await board(house))
    assert NEED not in words(await board(house, "UCHAIR"))
    with pytest.raises(Gone):  # a need in the place of an offer would let a SEIL read any network's needs
        await house.services.offers.pair(await house.asker("USEIL"), 1, 1)
    own = await board(house, "ULEE")
    assert NEED in words(own)
    await click(house, "ULEE", own, "offers.take_back")
    assert NEED not in words(await board(house))
    lee = house.person("ULEE")
    posted = await house.person("UROSSI").say(sample.MERRI_BEK, "Who has a good rubric for writing?")
    await lee.shortcut("offers.could_help", posted)
    await house.bot.router.finish()
    assert "Who has a good rubric" in words(lee.view)
    await lee.submit(lee.view, {"words": "Ours works well."})
    await house.settle()
    assert "Ours works well." in words(await board(house, "ULEE"))


async def test_more_suggestions_than_one_message_shows_are_gone_through_to_their_end(house: House) -> None:
    offers, network = house.services.offers, await house.network()
    writers = {"ULEE": "need", "UWALSH": "need", "USINGH": "need", "UROSSI": "offer", "UCHEN": "offer"}
    for who, side in writers.items():
        for number in (1, 2):
            asker = await house.asker(who)
            await offers.add(asker, network.id, house.now, side=side, about="fiso-data", words=f"{who} {number}")
    shown = await board(house)
    assert words(shown).count("offers.introduce") == 8
    assert "Show 4 more" in words(shown)
    await click(house, "USEIL", shown, "offers.more")
    rest = house.said_to("USEIL", sample.MERRI_BEK)[-1]
    assert words(rest).count("offers.introduce") == 4
    assert "more" not in words(rest)
    carried = [each["accessory"]["value"] for each in (*shown["blocks"], *rest["blocks"]) if "accessory" in each]
    assert len(carried) == len(set(carried)) == 12, "nothing twice"
