"""Asking one's SEIL, in private: the queue, the answer, reminders, and who sees what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from services.introductions import AskIntroduction
from storage.models import Delivery
from storage.models.help_requests import HelpRequest
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

WORDS = "We need somebody who knows phonics in Year 7."


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday of the term's third week."""
    async with house_after(House.settle, url=database_url, start=melbourne("2026-05-04 10:00")) as (found, _):
        yield found


def words(said: Any) -> str:
    return str(said.get("blocks", said))


def button(said: Any, action: str) -> str:
    """The id of the button of that action on a message, whichever row it stands in."""
    for block in said["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory", {})):
            if str(element.get("action_id", "")).startswith(action):
                return str(element["action_id"])
    raise AssertionError(f"no button {action} on {words(said)}")


async def ask(house: House, who: str = "ULEE", text: str = WORDS) -> Any:
    person = house.person(who)
    await person.command(sample.MERRI_BEK, "/cop-ask", "new")
    await house.bot.router.finish()
    outcome = await person.submit(person.view, {"about": "expertise", "words": text})
    await house.settle()
    return outcome


async def board(house: House, who: str) -> Any:
    await house.person(who).command(sample.MERRI_BEK, "/cop-ask", "")
    await house.bot.router.finish()
    return house.said_to(who)[-1]


async def test_somebody_asks_the_seil_takes_it_up_and_answers_and_nobody_else_hears(house: House) -> None:
    lee, seil = house.person("ULEE"), house.person("USEIL")
    before = len(house.channel())
    await ask(house)
    assert "Waiting for <@USEIL>" in words(await board(house, "ULEE"))
    asked = house.dm("USEIL")[-1]
    assert "<@ULEE> of *Merri-bek* asked you" in words(asked)
    assert WORDS in words(asked)

    await seil.click(asked, button(asked, "help_requests.take_up"))
    await house.settle()
    assert "<@USEIL> has taken up what you asked" in house.dm("ULEE")[-1]["text"]
    asked = house.dm("USEIL")[-1]
    assert "<@USEIL> is on it" in words(asked), "the message follows"
    await seil.click(asked, button(asked, "help_requests.answer"))
    await house.settle()
    assert (await seil.submit(seil.view, {"answer": " "})).errors
    await seil.submit(seil.view, {"answer": "Call Kim at the university, she expects you."})
    await house.settle()
    assert "Call Kim" in words(house.dm("ULEE")[-1])
    assert "help_requests.answer" not in words(house.dm("USEIL")[-1]), "no button leads nowhere"
    assert "answered on" in words(await board(house, "ULEE"))
    assert "Nobody in your networks waits for you" in words(await board(house, "USEIL"))
    assert WORDS not in words(await board(house, "UCHAIR"))
    assert len(house.channel()) == before
    await lee.click(house.dm("ULEE")[-1], button(house.dm("ULEE")[-1], "run.command"))
    await house.settle()
    assert lee.view["callback_id"] == "help_requests.ask_form"


async def test_what_waits_is_brought_to_mind_three_times_and_then_the_asker_hears(house: House) -> None:
    await ask(house)
    days = []
    for day in ("2026-05-07", "2026-05-12", "2026-05-15", "2026-05-20", "2026-05-29"):
        await house.go_to(f"{day} 12:00")
        days.append(len([m for m in house.dm("USEIL") if "still waits for you" in m["text"]]))
    assert days == [1, 2, 3, 3, 3]
    told = [m["text"] for m in house.dm("ULEE") if "three times" in m["text"]]
    assert len(told) == 1

    lee, own = house.person("ULEE"), await board(house, "ULEE")
    await lee.click(own, button(own, "help_requests.withdraw"))
    await house.settle()
    assert all("help_requests.answer" not in words(m) for m in house.dm("USEIL"))
    async with house.database.read() as session:
        found = (await session.scalars(select(HelpRequest))).one()
        assert (found.status, found.words) == ("withdrawn", "")
        kept = (await session.scalars(select(Delivery))).all()
    assert WORDS not in str([row.payload for row in kept])


async def test_who_is_the_seil_no_more_loses_sight_and_the_next_one_sees_it(house: House) -> None:
    await ask(house)
    introduce = AskIntroduction(person_id("UROSSI"), person_id("UWALSH"), "You both work on writing.")
    await house.services.introductions.ask(await house.asker("USEIL"), introduce, house.now)
    await house.go_to("2026-05-04 11:00")
    [asked] = [m for m in house.dm("USEIL") if WORDS in words(m)]
    await house.person("USEIL").click(asked, button(asked, "help_requests.take_up"))
    await house.settle()
    network, networks = await house.network(), house.services.networks
    await networks.presence.end_roles(await house.asker("UCHAIR"), network.id, person_id("USEIL"), house.now)
    seil = house.person("USEIL")
    await seil.click(asked, button(asked, "help_requests.answer"))
    await house.bot.router.finish()
    assert not seil.views
    assert WORDS not in words(await board(house, "USEIL"))
    await networks.roster.save_person(
        await house.asker("UCHAIR"), network.id, person_id("UNEW"), ["seil"], None, house.now
    )
    house.world.channels[sample.MERRI_BEK].members.append("UNEW")
    assert WORDS in words(await board(house, "UNEW"))
    await house.settle()
    told = words(house.dm("UNEW")[-1])
    assert "1 request waits for an answer" in told
    assert "Waiting for <@UNEW>" in words(await board(house, "ULEE")), "nobody is on it any more"
    assert "1 introduction is under way, which you look after from now on" in told
    board_of_successor = await house.services.introductions.show(await house.asker("UNEW"), house.now)
    assert [each.first_id for each in board_of_successor.own] == [person_id("UROSSI")]
    assert WORDS not in words(house.dm("USEIL")[-1]), "what stood with the one before is gone from there"
