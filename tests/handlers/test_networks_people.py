"""People and their roles through the front door: giving, taking, handing over the chair, and who may do which."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import sample
from prompts.networks.cards import NetworkAction
from storage import networks, rosters
from tests.house import House
from tests.loading import person_id
from tests.tables import in_one_house

VACANT = "Newlands Road PS"


async def form_for(house: House, who: str, person: str) -> Any:
    """`who` opens the roles of `person`; the form."""
    actor = house.person(who)
    await actor.command(sample.MERRI_BEK, "/cop-network", "people")
    await house.settle()
    await actor.submit(actor.view, {"person": person})
    return actor.view


async def save(house: House, who: str, person: str, **values: Any) -> Any:
    form = await form_for(house, who, person)
    outcome = await house.person(who).submit(form, values)
    await house.settle()
    return outcome


async def held(house: House, person: str) -> list[tuple[str, int | None]]:
    network = await house.network()
    async with house.database.read() as session:
        return [(m.role, m.school_id) for m in await rosters.held_by(session, network.id, await house.id_of(person))]


async def school(house: House, name: str) -> int:
    async with house.database.read() as session:
        found = await networks.schools(session, (await house.network()).id)
    return next(s.id for s in found if s.name == name)


async def add_vacant(house: House) -> int:
    """A school that nobody leads; its id."""
    network = await house.network()
    await house.services.networks.roster.add_schools(await house.asker("UCHAIR"), network.id, VACANT, house.now)
    return await school(house, VACANT)


def offered(form: Any) -> list[str]:
    """The roles that the form lets one tick."""
    [ticks] = [b["element"] for b in form["blocks"] if b.get("block_id") == "roles"]
    return [option["value"] for option in ticks["options"]]


@in_one_house(
    ("who", "roles"),
    [
        ("UCHAIR", ["chair", "executive", "member", "delegate", "seil"]),
        ("USEIL", ["chair", "executive", "member", "delegate", "seil"]),
        ("UEXEC1", ["member", "delegate"]),
        ("UADMIN", ["chair", "executive", "member", "delegate", "seil", "area_director", "central"]),
    ],
)
async def test_the_form_offers_the_roles_that_its_reader_may_give(house: House, who: str, roles: list[str]) -> None:
    assert offered(await form_for(house, who, "UNEW")) == roles


async def test_somebody_new_gets_several_roles_at_once_and_is_told(house: House) -> None:
    vacant = await add_vacant(house)
    outcome = await save(house, "UCHAIR", "UNEW", roles=["executive", "member"], school=VACANT)
    assert outcome.ok, outcome
    assert await held(house, "UNEW") == [("executive", vacant), ("member", vacant)]
    [told] = house.dm("UNEW")
    assert told["text"] == "You are in *Merri-bek* as executive and principal for Newlands Road PS."
    [note] = house.dm("USEIL")
    assert note["text"] == "<@UCHAIR> listed <@UNEW> for *Newlands Road PS* in *Merri-bek*, which nobody led."


async def test_handing_over_the_chair_ends_the_old_one_and_tells_the_channel(house: House) -> None:
    merri, pascoe = await school(house, "Merri Weir Primary School"), await school(house, "Pascoe Hill Primary School")
    await save(house, "USEIL", "ULEE", roles=["chair", "member"])
    assert await held(house, "ULEE") == [("member", pascoe), ("chair", pascoe)]
    assert await held(house, "UCHAIR") == [("member", merri)]
    assert house.channel()[-1]["text"] == (
        "<@ULEE> leads *Merri-bek* as chair from today, for up to 12 months. Thank you, <@UCHAIR>."
    )
    outcome = await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-network", "settings")
    assert outcome.ok
    await house.settle()
    assert "Only the chair or the SEIL" in house.said_to("UCHAIR")[-1]["text"]


async def test_a_chair_who_was_nothing_else_goes_on_as_principal(house: House) -> None:
    merri = await school(house, "Merri Weir Primary School")
    await save(house, "UCHAIR", "UCHAIR", roles=["chair"])
    assert await held(house, "UCHAIR") == [("chair", merri)]
    await save(house, "USEIL", "ULEE", roles=["chair", "member"])
    assert await held(house, "UCHAIR") == [("member", merri)]


async def test_sending_the_form_twice_gives_a_role_once(house: House) -> None:
    await add_vacant(house)
    await save(house, "UCHAIR", "UNEW", roles=["delegate"], school=VACANT)
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert len(await held(house, "UNEW")) == 1
    assert len(house.dm("UNEW")) == 1


async def test_somebody_who_has_left_loses_the_roles_and_the_history_stays(house: House) -> None:
    await save(house, "UEXEC1", "ULEE", roles=["left"])
    assert await held(house, "ULEE") == []
    network = await house.network()
    async with house.database.read() as session:
        from sqlalchemy import select

        from storage.models import Membership

        found = await session.scalars(
            select(Membership).where(Membership.network_id == network.id, Membership.person_id == person_id("ULEE"))
        )
        assert [m.until == house.now for m in found] == [True]


@in_one_house(
    ("values", "field", "sentence"),
    [
        ({"roles": []}, "roles", "Tick at least one role"),
        ({"roles": ["member", "left"]}, "roles", "not both"),
        ({"roles": ["delegate"], "school": None}, "school", "Choose the school of this delegate."),
        ({"roles": ["seil"], "school": "Pascoe Hill Primary School"}, "school", "Department roles have no school."),
    ],
)
async def test_roles_and_school_that_do_not_go_together_are_said_at_their_field(
    house: House, values: dict[str, Any], field: str, sentence: str
) -> None:
    form = await form_for(house, "UCHAIR", "ULEE")
    outcome = await house.person("UCHAIR").submit(form, values)
    assert sentence in (outcome.errors or {})[field]


async def test_an_app_or_a_closed_account_gets_no_role(house: House) -> None:
    house.world.deactivate_user("UNEW")
    form = await form_for(house, "UCHAIR", "UNEW")
    outcome = await house.person("UCHAIR").submit(form, {"roles": ["delegate"], "school": "Pascoe Hill Primary School"})
    assert "That is an app or a closed account." in (outcome.errors or {})["roles"]


async def test_a_role_that_one_may_not_take_away_stays_when_somebody_leaves(house: House) -> None:
    await save(house, "UADMIN", "USEIL", roles=["seil", "central"])
    await save(house, "UCHAIR", "USEIL", roles=["left"])
    assert [role for role, _ in await held(house, "USEIL")] == ["central"]


@in_one_house("role", ["chair", "executive", "seil", "area_director", "central"])
async def test_an_executive_cannot_give_a_leading_or_wide_role_by_any_way(house: House, role: str) -> None:
    """The form does not offer it; a submission that carries it anyway is refused."""
    from domain.errors import Refused

    network = await house.network()
    with pytest.raises(Refused):
        await house.services.networks.roster.save_person(
            await house.asker("UEXEC1"), network.id, person_id("UNEW"), [role], None, house.now
        )
    assert await held(house, "UNEW") == []


@pytest.mark.both_networks
@in_one_house("who", ["ULEE", "UCHEN", "UAREA", "UCENTRAL", "UNEW", "UBIANCHI"])
async def test_nobody_else_changes_the_roster_the_settings_or_the_days(house: House, who: str) -> None:
    """Role by submission, past every form: the policy is asked when it is sent."""
    from datetime import date

    from domain.errors import Refused
    from services.networks.settings import NetworkSettings

    network, asker, now = await house.network(), await house.asker(who), house.now
    pascoe = await school(house, "Pascoe Hill Primary School")
    service = house.services.networks
    settings = NetworkSettings("Mine", "", "", "", 1, True, 5, network.posting_time, network.timezone, "victoria")
    attempts = [
        service.roster.save_person(asker, network.id, person_id("UNEW"), ["delegate"], pascoe, now),
        service.roster.add_schools(asker, network.id, "Mine PS", now),
        service.roster.save_school(asker, network.id, pascoe, "Mine PS", "", now, left=True),
        service.changes.save(asker, network.id, settings, now),
        service.changes.add_day(asker, network.id, date(2026, 5, 15), False, "", now),
        service.changes.remove_day(asker, network.id, 1, now),
        service.presence.end_roles(asker, network.id, person_id("ULEE"), now),
        service.setup.move(asker, network.id, sample.MERRI_BEK, now),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            await attempt


async def test_the_chairs_button_after_somebody_joined_opens_their_roles(house: House) -> None:
    await add_vacant(house)
    await save(house, "USEIL", "UNEW", roles=["member"], school=VACANT)
    await house.person("UCHAIR").click(house.dm("UCHAIR")[-1], NetworkAction.PERSON)
    await house.settle()
    assert "<@UNEW>* in Merri-bek" in json.dumps(house.person("UCHAIR").view["blocks"])


async def test_an_executive_fills_no_school_but_asks_chair_and_seil(house: House) -> None:
    vacant = await add_vacant(house)
    await save(house, "UEXEC1", "UNEW", roles=["member"], school=VACANT)
    assert await held(house, "UNEW") == []
    await house.person("USEIL").click(house.dm("USEIL")[-1], f"{NetworkAction.SCHOOL_ROLE}:yes")
    await house.settle()
    assert await held(house, "UNEW") == [("member", vacant)]
