"""At a network's start many say which school they lead: its chair hears of the first, and of the rest together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import sample
from storage import networks, schools
from tests.house import START, House
from tests.kept import house_after

MANY = 23


@pytest.fixture
async def start(database_url: str) -> AsyncIterator[House]:
    async with house_after(many_come, url=database_url, start=START) as (house, _):
        yield house


async def many_come(house: House) -> None:
    """Merri-bek with 23 more schools that nobody leads, and their principals in its channel."""
    network = await house.network()
    names = "\n".join(f"Start {n:02} Primary School" for n in range(MANY))
    await house.services.networks.roster.add_schools(await house.asker("UCHAIR"), network.id, names, house.now)
    for n in range(MANY):
        house.world.add_user(f"UNEW{n:02}", f"new{n:02}", f"New {n:02}", f"new{n:02}@schools.example")
        house.world.add_member(sample.MERRI_BEK, f"UNEW{n:02}")
    await house.settle()


async def all_claim(house: House, first: int = 0, last: int = MANY) -> None:
    network = await house.network()
    async with house.database.read() as session:
        schools = {school.name: school.id for school in await networks.schools(session, network.id)}
    for n in range(first, last):
        asker = await house.asker(f"UNEW{n:02}")
        school = schools[f"Start {n:02} Primary School"]
        await house.services.networks.joining.claim(asker, network.id, school, house.now)
    await house.settle()


def asked(house: House, who: str = "UCHAIR") -> list[dict[str, Any]]:
    """The questions that somebody got, oldest first."""
    return [m for m in house.dm(who) if "they lead" in m["text"] or "for your yes" in m["text"]]


async def test_a_chair_of_23_new_principals_gets_one_digest(start: House) -> None:
    await all_claim(start)
    assert len(asked(start)) == 1, "the first at once"
    await start.go_to("2026-04-17 13:05")
    assert len(asked(start)) == len(asked(start, "USEIL")) == 2
    digest = asked(start)[-1]
    assert digest["text"] == "*Merri-bek: 23 people wait for your yes.*"
    assert "And 3 more" in json.dumps(digest["blocks"])
    await start.go_to("2026-04-17 17:00")
    assert len(asked(start)) == 2, "and that is all"


async def test_an_answer_leaves_the_other_questions_standing(start: House) -> None:
    await all_claim(start, 0, 4)
    await start.go_to("2026-04-17 13:05")
    chair = start.person("UCHAIR")
    await chair.click(asked(start)[-1], "networks.school_role:yes")
    await start.settle()
    digest = asked(start)[-1]
    assert "3 people wait" in digest["text"]
    assert "<@UNEW00> is principal" in json.dumps(digest["blocks"]), "it says what came of it"
    for _ in range(3):
        await chair.click(start.dm("UCHAIR")[-1], "networks.school_role:yes")
        await start.settle()
    assert "UNEW03" in start.dm("UCHAIR")[-1]["text"]
    await start.go_to("2026-04-17 15:30")
    told = [m["text"] for m in start.dm("USEIL") if "nobody led" in m["text"]]
    assert len(told) == 2, "the SEIL hears who fills those schools in the same way"
    assert "schools that nobody led have somebody now" in told[-1]


async def test_a_digest_of_what_was_settled_meanwhile_is_left_out(start: House) -> None:
    await all_claim(start, 0, 2)
    network = await start.network()
    for question in await start.services.networks.school_roles.questions(await start.asker("UCHAIR"), network.id):
        asker = await start.asker("UCHAIR")
        await start.services.networks.school_roles.answer(asker, question.proposal_id, yes=False, now=start.now)
    await start.go_to("2026-04-17 14:00")
    assert len(asked(start)) == 1


async def test_the_answer_with_110_schools_is_cut_and_says_so(house: House) -> None:
    network = await house.network()
    async with house.database.write() as session:
        names = [f"{n:03} " + "The School of a Very Long Name at Two Rivers, " * 3 for n in range(110)]
        await schools.add(session, network, [{"name": name, "school_type": ""} for name in names], house.now)
    chair = house.person("UCHAIR")
    for command in ("/cop-network", "/cop-summary", "/cop-review", "/cop-help"):
        before = len(house.said_to("UCHAIR")) + len(house.dm("UCHAIR")) + len(chair.views)
        await chair.command(sample.MERRI_BEK, command)
        await house.settle()
        assert len(house.said_to("UCHAIR")) + len(house.dm("UCHAIR")) + len(chair.views) > before, command
    card = next(m for m in house.said_to("UCHAIR") if "Two Rivers" in json.dumps(m))
    assert "more" in json.dumps(card, ensure_ascii=False)
    assert "networks.settings" in json.dumps(card), "the buttons are still there"
