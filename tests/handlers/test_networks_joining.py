"""Joining and leaving a network's channel: newcomers are asked once, and nobody gives themselves a role."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import sample
from prompts.networks.cards import NetworkAction
from storage import networks, rosters
from tests.house import House
from tests.refusals import refused

VACANT = "Newlands Road PS"
TAKEN = "Pascoe Hill Primary School"


@pytest.fixture
async def vacancy(house: House) -> House:
    """Merri-bek has a school that nobody leads."""
    network = await house.network()
    await house.services.networks.roster.add_schools(await house.asker("UCHAIR"), network.id, VACANT, house.now)
    return house


def shown(message: Any) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


async def join(house: House, who: str = "UNEW") -> dict[str, Any]:
    """Somebody joins Merri-bek's channel; the offer they get in their DM."""
    await house.person(who).join(sample.MERRI_BEK)
    await house.settle()
    return house.dm(who)[-1]


async def test_a_newcomer_is_asked_though_slack_cannot_say_who_they_are(
    vacancy: House, caplog: pytest.LogCaptureFixture
) -> None:
    vacancy.world.add_user("UNEW", "new", "Nell New", "new@schools.example")
    vacancy.faults.fail("users.info")
    assert VACANT in shown(await join(vacancy))
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def pick(house: House, offer: dict[str, Any], school: str, who: str = "UNEW") -> str:
    """They choose a school in the offer; what the offer says afterwards."""
    await house.person(who).choose(offer, NetworkAction.PICK_SCHOOL, school)
    await house.settle()
    return str(house.dm(who)[0]["text"])


async def roles(house: House, who: str) -> list[tuple[str, str | None]]:
    """(role, school) as held in Merri-bek now."""
    async with house.database.read() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        names = {school.id: school.name for school in await networks.schools(session, network.id)}
        held = await rosters.held_by(session, network.id, await house.id_of(who))
        return [(m.role, names.get(m.school_id or 0)) for m in held]


async def test_a_newcomer_is_asked_which_school_they_lead_once_however_often_they_come(house: House) -> None:
    offer = await join(house)
    assert "Welcome to *Merri-bek*. Which school do you lead?" in offer["text"]
    await house.person("UNEW").leave(sample.MERRI_BEK)
    await join(house)
    assert len(house.dm("UNEW")) == 1


async def test_nobody_with_a_role_and_no_app_is_asked(house: House) -> None:
    house.world.add_user("UOTHERBOT", "other", "Other app", "", is_bot=True)
    await house.person("ULEE").leave(sample.MERRI_BEK)
    for who in ("ULEE", "UOTHERBOT"):
        house.world.add_member(sample.MERRI_BEK, who)
    await house.settle()
    assert house.dm("ULEE") == []
    assert house.dm("UOTHERBOT") == []


async def test_who_says_they_lead_a_school_that_nobody_leads_does_once_chair_or_seil_confirm_it(vacancy: House) -> None:
    said = await pick(vacancy, await join(vacancy), VACANT)
    assert "I have asked <@UCHAIR> and <@USEIL> to confirm that you lead *Newlands Road PS*." in said
    assert await roles(vacancy, "UNEW") == []
    [question], [other] = vacancy.dm("UCHAIR"), vacancy.dm("USEIL")
    assert "<@UNEW> says they lead *Newlands Road PS* in Merri-bek, which nobody leads yet." in question["text"]
    await vacancy.person("UCHAIR").click(question, f"{NetworkAction.SCHOOL_ROLE}:yes")
    await vacancy.settle()
    assert await roles(vacancy, "UNEW") == [("member", VACANT)]
    assert "You are in *Merri-bek* as principal for Newlands Road PS." in vacancy.dm("UNEW")[-1]["text"]
    assert "<@UCHAIR> listed <@UNEW> for *Newlands Road PS*" in vacancy.dm("USEIL")[-1]["text"]
    await vacancy.person("USEIL").click(other, f"{NetworkAction.SCHOOL_ROLE}:no")
    await vacancy.settle()
    assert await roles(vacancy, "UNEW") == [("member", VACANT)], "what is settled stays so"


async def test_naming_a_school_that_somebody_leads_asks_its_principal_and_changes_nothing(house: House) -> None:
    said = await pick(house, await join(house), TAKEN)
    assert "<@ULEE> already leads *Pascoe Hill Primary School*, so I have asked them" in said
    assert await roles(house, "UNEW") == []
    assert ["Do they take over?" in m["text"] for m in house.dm("UCHAIR")] == [True]
    [question] = house.dm("ULEE")
    assert "<@UNEW> says they lead *Pascoe Hill Primary School* in Merri-bek, which you lead." in question["text"]
    await house.person("ULEE").click(question, f"{NetworkAction.SCHOOL_ROLE}:yes")
    await house.settle()
    assert await roles(house, "UNEW") == [("delegate", TAKEN)]
    assert "You are in *Merri-bek* as delegate for Pascoe Hill Primary School." in house.dm("UNEW")[-1]["text"]


async def test_the_principal_may_leave_it_as_it_was_and_is_asked_once(house: House) -> None:
    offer = await join(house)
    await pick(house, offer, TAKEN)
    [question] = house.dm("ULEE")
    await house.person("ULEE").click(question, f"{NetworkAction.SCHOOL_ROLE}:no")
    await house.settle()
    assert "Left as it was." in house.dm("ULEE")[0]["text"]
    assert "The answer was no" in house.dm("UNEW")[-1]["text"]
    network = await house.network()
    async with house.database.read() as session:
        school = next(s for s in await networks.schools(session, network.id) if s.name == TAKEN)
    await house.services.networks.joining.claim(await house.asker("UNEW"), network.id, school.id, house.now)
    await house.settle()
    assert len(house.dm("ULEE")) == 1
    assert await roles(house, "UNEW") == []


async def test_one_who_leads_no_school_is_thanked_and_gets_no_role(house: House) -> None:
    offer = await join(house)
    await house.person("UNEW").click(offer, NetworkAction.NO_SCHOOL)
    await house.settle()
    assert "Thank you." in house.dm("UNEW")[0]["text"]
    assert await roles(house, "UNEW") == []


async def test_one_outside_the_channel_cannot_claim_a_school(vacancy: House) -> None:
    offer = await join(vacancy)
    await vacancy.person("UNEW").leave(sample.MERRI_BEK)
    await vacancy.person("UNEW").choose(offer, NetworkAction.PICK_SCHOOL, VACANT)
    await vacancy.settle()
    assert await roles(vacancy, "UNEW") == []


@pytest.mark.parametrize("who", ["USEIL", "UAREA"])
async def test_a_department_person_cannot_put_themselves_on_the_roster(vacancy: House, who: str) -> None:
    from domain.errors import Refused

    network = await vacancy.network()
    async with vacancy.database.read() as session:
        school = next(s for s in await networks.schools(session, network.id) if s.name == VACANT)
    with refused(Refused, "already on this network's roster"):
        await vacancy.services.networks.joining.claim(await vacancy.asker(who), network.id, school.id, vacancy.now)


async def test_two_clicks_on_one_school_ask_once(vacancy: House) -> None:
    offer = await join(vacancy)
    await vacancy.person("UNEW").choose(offer, NetworkAction.PICK_SCHOOL, VACANT)
    await vacancy.hub.replay(vacancy.hub.last_request)
    await vacancy.settle()
    assert len(vacancy.dm("UCHAIR")) == len(vacancy.dm("USEIL")) == 1


async def test_when_a_member_leaves_the_channel_the_chair_decides_about_their_role(house: House) -> None:
    await house.person("ULEE").leave(sample.MERRI_BEK)
    await house.settle()
    [asked] = house.dm("UCHAIR")
    assert "<@ULEE> left <#CMERRIBEK>," in asked["text"]
    assert "as principal for Pascoe Hill Primary School." in asked["text"]
    assert await roles(house, "ULEE") == [("member", TAKEN)]
    await house.person("UCHAIR").click(asked, NetworkAction.HAS_LEFT)
    await house.settle()
    assert await roles(house, "ULEE") == []
    assert "is off Merri-bek's roster" in house.dm("UCHAIR")[0]["text"]


async def test_the_chair_may_keep_somebody_who_left_the_channel(house: House) -> None:
    await house.person("ULEE").leave(sample.MERRI_BEK)
    await house.settle()
    await house.person("UCHAIR").click(house.dm("UCHAIR")[0], NetworkAction.KEEP)
    await house.settle()
    assert await roles(house, "ULEE") == [("member", TAKEN)]
    assert "<@ULEE> stays on Merri-bek's roster." in house.dm("UCHAIR")[0]["text"]


async def test_when_the_chair_leaves_the_channel_the_seil_hears_of_it(house: House) -> None:
    await house.person("UCHAIR").leave(sample.MERRI_BEK)
    await house.settle()
    assert "<@UCHAIR> left" in house.dm("USEIL")[-1]["text"]


async def test_a_closed_account_ends_its_roles_and_the_chair_hears_at_the_next_posting_hour(house: House) -> None:
    house.world.deactivate_user("ULEE")
    await house.settle()
    assert await roles(house, "ULEE") == []
    await house.go_to("2026-04-20 08:29")
    assert house.dm("UCHAIR") == []
    await house.go_to("2026-04-20 08:31")
    told = [m["text"] for m in house.dm("UCHAIR") if "account was closed" in m["text"]]
    assert len(told) == 1
    assert "They were principal for Pascoe Hill Primary School." in told[0]


async def test_who_is_asked_finds_the_question_again_on_their_home_tab_and_by_command(house: House) -> None:
    await pick(house, await join(house), TAKEN)
    lee = house.person("ULEE")
    await lee.open_home()
    await house.settle()
    assert "<@UNEW> would like a role at a school, and you are asked." in json.dumps(lee.home)
    await lee.command(sample.MERRI_BEK, "/cop-network", "roles")
    await house.settle()
    question = house.said_to("ULEE")[-1]
    assert "which you lead" in question["text"]
    await lee.click(question, f"{NetworkAction.SCHOOL_ROLE}:yes")
    await house.settle()
    assert await roles(house, "UNEW") == [("delegate", TAKEN)]
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-network", "roles")
    await house.settle()
    assert "Nobody waits for your yes" in house.said_to("UCHAIR")[-1]["text"]
