"""A school that somebody leads has a new principal: chair or SEIL says so, and everybody whom it concerns is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot import sample
from domain.errors import Gone, Refused
from prompts.networks.cards import NetworkAction
from services.networks.joining import Claim
from storage import networks, rosters
from tests.house import START, House
from tests.kept import house_after
from tests.loading import person_id

TAKEN = "Pascoe Hill Primary School"
QUESTION = "<@UNEW> says they lead *Pascoe Hill Primary School* in Merri-bek, so far led by <@ULEE>. Do they take over?"


async def school_id(house: House, name: str = TAKEN) -> int:
    network = await house.network()
    async with house.database.read() as session:
        return next(school.id for school in await networks.schools(session, network.id) if school.name == name)


async def roles(house: House, who: str) -> list[tuple[str, str | None]]:
    """(role, school) as held in Merri-bek now."""
    network = await house.network()
    async with house.database.read() as session:
        names = {school.id: school.name for school in await networks.schools(session, network.id)}
        return [
            (m.role, names.get(m.school_id or 0))
            for m in await rosters.held_by(session, network.id, await house.id_of(who))
        ]


def questions(house: House, who: str) -> list[dict[str, Any]]:
    return [m for m in house.dm(who) if "Do they take over?" in m["text"]]


def told(house: House, who: str, words: str) -> bool:
    return any(words in m["text"] for m in house.dm(who))


@pytest.fixture
async def claimed(database_url: str) -> AsyncIterator[House]:
    async with house_after(somebody_claims, url=database_url, start=START) as (house, _):
        yield house


async def somebody_claims(house: House) -> None:
    """Noor Aziz is new in the channel, and says she leads a school that Daniel Lee leads."""
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    await house.settle()
    network = await house.network()
    done = await house.services.networks.joining.claim(
        await house.asker("UNEW"), network.id, await school_id(house), house.now
    )
    assert done.claim is Claim.ASKED
    await house.settle()


async def test_the_chair_says_that_the_new_principal_takes_over_and_both_are_told(claimed: House) -> None:
    [question] = questions(claimed, "UCHAIR")
    assert question["text"] == QUESTION
    assert await roles(claimed, "UNEW") == []
    await claimed.person("UCHAIR").click(question, NetworkAction.TAKES_OVER)
    await claimed.settle()
    assert await roles(claimed, "UNEW") == [("member", TAKEN)]
    assert await roles(claimed, "ULEE") == []
    assert told(claimed, "UNEW", "You are in *Merri-bek* as principal for Pascoe Hill Primary School.")
    assert told(
        claimed, "ULEE", "<@UCHAIR> recorded that <@UNEW> leads *Pascoe Hill Primary School* in *Merri-bek* now"
    )
    assert told(claimed, "USEIL", "leads *Pascoe Hill Primary School* in *Merri-bek* now, in place of <@ULEE>.")
    assert told(claimed, "UCHAIR", "<@UNEW> leads *Pascoe Hill Primary School* now, in place of <@ULEE>.")


async def test_the_chair_may_leave_it_as_it_is_and_is_asked_once(claimed: House) -> None:
    [question] = questions(claimed, "UCHAIR")
    await claimed.person("UCHAIR").click(question, NetworkAction.STAYS)
    await claimed.settle()
    assert await roles(claimed, "ULEE") == [("member", TAKEN)]
    network = await claimed.network()
    await claimed.services.networks.joining.claim(
        await claimed.asker("UNEW"), network.id, await school_id(claimed), claimed.now
    )
    await claimed.settle()
    assert questions(claimed, "UCHAIR") == []


async def test_who_is_chair_no_longer_is_not_asked_any_more_and_the_next_chair_is(claimed: House) -> None:
    await claimed.go_to(claimed.now + timedelta(minutes=1))
    network, chair, heir = await claimed.network(), await claimed.asker("UCHAIR"), person_id("UEXEC1")
    await claimed.services.networks.roster.save_person(chair, network.id, heir, ["chair"], None, claimed.now)
    await claimed.settle()
    assert questions(claimed, "UCHAIR") == []
    assert told(claimed, "UCHAIR", "in a role that you no longer hold")
    await claimed.go_to(claimed.now + timedelta(days=4))
    assert len(questions(claimed, "UEXEC1")) == 1


async def test_an_executive_keeps_that_role_without_the_school(house: House) -> None:
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    network, school = await house.network(), await school_id(house, "Fawkner Rise Secondary College")
    service, chair = house.services.networks, await house.asker("UCHAIR")
    await service.joining.claim(await house.asker("UNEW"), network.id, school, house.now)
    await service.taking_over.take_over(chair, network.id, person_id("UNEW"), school, house.now)
    assert await roles(house, "UEXEC2") == [("executive", None)]
    assert await roles(house, "UNEW") == [("member", "Fawkner Rise Secondary College")]


async def test_the_seil_says_so_while_there_is_no_chair(house: House) -> None:
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    network, school = await house.network(), await school_id(house)
    service, seil = house.services.networks, await house.asker("USEIL")
    await service.roster.save_person(seil, network.id, person_id("UCHAIR"), [], None, house.now, left=True)
    await service.joining.claim(await house.asker("UNEW"), network.id, school, house.now)
    await house.settle()
    [question] = questions(house, "USEIL")
    await house.person("USEIL").click(question, NetworkAction.TAKES_OVER)
    await house.settle()
    assert await roles(house, "UNEW") == [("member", TAKEN)]


async def test_who_led_the_school_decides_who_reads_what_was_recorded_before(claimed: House) -> None:
    network, school = await claimed.network(), await school_id(claimed)
    await claimed.services.networks.taking_over.take_over(
        await claimed.asker("UCHAIR"), network.id, person_id("UNEW"), school, claimed.now
    )
    await claimed.settle()
    [message] = [m for m in claimed.dm("ULEE") if "your role as its principal has ended" in m["text"]]
    await claimed.person("ULEE").click(message, NetworkAction.OPEN_RECORDS)
    await claimed.settle()
    assert told(claimed, "ULEE", "Whoever leads *Pascoe Hill Primary School* now can read its earlier records.")


@pytest.mark.parametrize("who", ["UNEW", "ULEE", "UEXEC1", "USEIL", "UAREA", "UBIANCHI"])
async def test_nobody_else_says_that_a_school_has_a_new_principal(claimed: House, who: str) -> None:
    network, school = await claimed.network(), await school_id(claimed)
    with pytest.raises(Refused):
        await claimed.services.networks.taking_over.take_over(
            await claimed.asker(who), network.id, person_id("UNEW"), school, claimed.now
        )
    assert await roles(claimed, "ULEE") == [("member", TAKEN)]


@pytest.mark.parametrize(
    ("person", "why"), [("UADMIN", "they never said that they lead it"), ("UROSSI", "they lead another school")]
)
async def test_only_somebody_who_said_so_takes_over(claimed: House, person: str, why: str) -> None:
    network, school = await claimed.network(), await school_id(claimed)
    with pytest.raises(Gone):
        await claimed.services.networks.taking_over.take_over(
            await claimed.asker("UCHAIR"), network.id, person_id(person), school, claimed.now
        )
    assert await roles(claimed, "ULEE") == [("member", TAKEN)], why


async def test_a_second_tap_finds_it_settled(claimed: House) -> None:
    network, school = await claimed.network(), await school_id(claimed)
    service, chair = claimed.services.networks.taking_over, await claimed.asker("UCHAIR")
    await service.take_over(chair, network.id, person_id("UNEW"), school, claimed.now)
    with pytest.raises(Gone):
        await service.take_over(chair, network.id, person_id("UNEW"), school, claimed.now)
