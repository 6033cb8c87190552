"""/cop-network through the front door: looking at a network, and changing its settings, schools and days."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from prompts.networks.cards import NetworkAction
from storage import networks
from storage.models import School
from tests.house import House
from tests.loading import person_id
from tests.tables import in_one_house


def shown(message: Any) -> str:
    """All that a person reads in a message or form, as one text."""
    return json.dumps(message["blocks"], ensure_ascii=False)


async def card(house: House, who: str = "UCHAIR") -> dict[str, Any]:
    """What /cop-network on its own answers."""
    await house.person(who).command(sample.MERRI_BEK, "/cop-network")
    await house.settle()
    return house.said_to(who)[-1]


async def opened(house: House, who: str, word: str) -> Any:
    """The form that /cop-network with a word opens."""
    person = house.person(who)
    await person.command(sample.MERRI_BEK, "/cop-network", word)
    await house.settle()
    return person.view


async def test_the_card_shows_schools_with_who_leads_them_and_the_leading_roles(house: House) -> None:
    text = shown(await card(house))
    assert "*9 schools*" in text
    assert "Merri Weir Primary School: <@UCHAIR>" in text
    assert "Coburg Lake Primary School: <@UEXEC1>, with <@UCHEN> as delegate" in text
    assert "*Chair* <@UCHAIR>, since 17 April 2026 (12 months end on 17 April 2027)" in text
    assert "*SEIL* <@USEIL>" in text
    assert "Posts at 8:30 am on school days (Melbourne time" in text


@in_one_house(
    ("who", "buttons"),
    [
        (
            "UCHAIR",
            [
                "My school",
                "Settings",
                "People",
                "Schools",
                "Days off",
                "What we share",
                "What others see",
                "Find networks",
                "Link with a network",
                "Joint groups",
            ],
        ),
        (
            "USEIL",
            [
                "Settings",
                "People",
                "Schools",
                "Days off",
                "What we share",
                "What others see",
                "Find networks",
                "Joint groups",
            ],
        ),
        ("UADMIN", ["Settings", "People", "Schools", "Days off"]),
        ("UEXEC1", ["My school", "People", "Schools", "What we share", "Find networks", "Joint groups"]),
        ("ULEE", ["My school", "What we share", "Find networks", "Joint groups"]),
        ("UCHEN", ["What we share", "Find networks", "Joint groups"]),
        ("UAREA", ["What we share"]),
    ],
)
async def test_each_person_gets_the_buttons_for_what_they_may_change(
    house: House, who: str, buttons: list[str]
) -> None:
    message = await card(house, who)
    found = [e["text"]["text"] for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert found == buttons


async def test_somebody_who_only_reads_the_channel_does_not_see_the_roster(house: House) -> None:
    newcomer = house.person("UNEW")
    await newcomer.join(sample.MERRI_BEK)
    await newcomer.command(sample.MERRI_BEK, "/cop-network")
    await house.settle()
    assert house.said_to("UNEW")[-1]["text"].startswith("You are not on *Merri-bek*'s roster yet.")


async def test_an_unknown_word_is_answered_with_what_can_be_typed(house: House) -> None:
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-network", "delete everything")
    await house.settle()
    assert "I don't know what “delete everything” means after /cop-network." in house.said_to("UCHAIR")[-1]["text"]


@in_one_house("word", ["settings", "days"])
@in_one_house("who", ["ULEE", "UEXEC1", "UAREA"])
async def test_only_chair_seil_and_operators_open_the_settings(house: House, who: str, word: str) -> None:
    await house.person(who).command(sample.MERRI_BEK, "/cop-network", word)
    await house.settle()
    assert house.person(who).views == []
    assert house.said_to(who)[-1]["text"].startswith("Only the chair or the SEIL can change this network")


@in_one_house("word", ["people", "schools"])
async def test_a_member_cannot_open_the_roster_for_changing(house: House, word: str) -> None:
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-network", word)
    await house.settle()
    assert "can change who is in this network" in house.said_to("ULEE")[-1]["text"]


@pytest.mark.weekly_pulse
async def test_settings_are_saved_with_dates_for_the_next_assessment(house: House) -> None:
    form = await opened(house, "UCHAIR", "settings")
    outcome = await house.person("UCHAIR").submit(
        form,
        {
            "focus": "Writing across the curriculum",
            "min_meetings": "2",
            "weekly_pulse": [],
            "threshold": "7",
            "posting": "09:15",
            "zone": "Australia/Perth",
            "opens": "2026-05-11",
            "closes": "2026-05-29",
        },
    )
    assert outcome.ok, outcome
    assert "Saved." in shown(house.person("UCHAIR").view)
    network = await house.network()
    assert (network.min_meetings, network.pulse_threshold, network.weekly_pulse) == (2, 7, False)
    assert (network.posting_time, network.timezone) == (time(9, 15), "Australia/Perth")
    assert network.assessment_dates == {"2026-S1": {"opens": "2026-05-11", "closes": "2026-05-29"}}
    assert "Semester 1, 2026: self-assessment Monday 11 May to Friday 29 May" in shown(await card(house))


@pytest.mark.both_networks
@in_one_house(
    ("values", "field", "sentence"),
    [
        ({"threshold": "4"}, "threshold", "at least 5 answers"),
        ({"threshold": "ten"}, "threshold", "whole number"),
        ({"posting": "06:30"}, "posting", "7 am to 4 pm"),
        ({"posting": "16:30"}, "posting", "7 am to 4 pm"),
        ({"min_meetings": "0"}, "min_meetings", "from 1 to 10"),
        ({"name": "Moonee Valley"}, "name", "already a network of that name"),
        ({"name": "“Moonee\u00a0Valley”"}, "name", "already a network of that name"),
        ({"opens": "2026-05-11"}, "closes", "Choose the closing day as well"),
        ({"opens": "2026-05-29", "closes": "2026-05-11"}, "closes", "later day"),
        ({"opens": "2026-04-06", "closes": "2026-05-11"}, "opens", "a day in a term of Semester 1"),
        ({"opens": "2026-05-11", "closes": "2031-05-11"}, "closes", "I know school dates from"),
    ],
)
async def test_a_setting_that_does_not_fit_is_said_at_its_field_and_nothing_is_saved(
    house: House, values: dict[str, str], field: str, sentence: str
) -> None:
    before = await house.network()
    form = await opened(house, "USEIL", "settings")
    outcome = await house.person("USEIL").submit(form, {"focus": "Something new", **values})
    assert outcome.errors is not None
    assert sentence in outcome.errors[field]
    after = await house.network()
    assert (after.fiso_focus, after.pulse_threshold, after.name) == (before.fiso_focus, 5, "Merri-bek")


async def test_a_person_whose_role_ended_meanwhile_cannot_save_the_form_they_have_open(house: House) -> None:
    form = await opened(house, "UCHAIR", "settings")
    seil = await house.asker("USEIL")
    network = await house.network()
    await house.services.networks.roster.save_person(
        seil,
        network.id,
        person_id("UCHAIR"),
        ["member"],
        await school_id(house, "Merri Weir Primary School"),
        house.now,
    )
    outcome = await house.person("UCHAIR").submit(form, {"threshold": "9"})
    assert "Only the chair or the SEIL" in json.dumps(outcome.errors)
    assert (await house.network()).pulse_threshold == 5


async def school_id(house: House, name: str, network: str = "Merri-bek") -> int:
    async with house.database.read() as session:
        found = await networks.schools(session, (await house.network(network)).id)
    return next(school.id for school in found if school.name == name)


async def test_schools_are_added_a_line_each_and_those_that_are_there_stay(house: House) -> None:
    person = house.person("UCHAIR")
    await opened(house, "UCHAIR", "schools")
    await person.click(person.view, NetworkAction.ADD_SCHOOLS)
    await house.settle()
    await person.submit(person.view, {"schools": "Newlands Road PS, primary\n\nPascoe Hill Primary School\n"})
    assert "*10 schools* in Merri-bek" in shown(person.view)
    assert "Newlands Road PS, primary" in shown(person.view)


async def test_a_school_is_renamed_and_keeps_its_principal(house: House) -> None:
    person = house.person("UCHAIR")
    await opened(house, "UCHAIR", "schools")
    await person.choose(person.view, NetworkAction.CHANGE_SCHOOL, "Pascoe Hill Primary School")
    await house.settle()
    await person.submit(person.view, {"name": "Pascoe Hill <!channel> College"})
    text = shown(await card(house))
    assert "Pascoe Hill &lt;!channel&gt; College: <@ULEE>" in text


async def test_where_a_school_is_can_be_typed_and_a_new_postcode_forgets_the_exact_place(house: House) -> None:
    async with house.database.write() as session:
        pascoe = (await session.scalars(select(School).where(School.name == "Pascoe Hill Primary School"))).one()
        pascoe.postcode, pascoe.latitude, pascoe.longitude = "3044", -37.72, 144.94
    person = house.person("UCHAIR")

    async def typed(**place: str) -> Any:
        await opened(house, "UCHAIR", "schools")
        await person.choose(person.view, NetworkAction.CHANGE_SCHOOL, "Pascoe Hill Primary School")
        await house.settle()
        return await person.submit(person.view, place)

    assert "four digits" in (await typed(postcode="30A4")).errors["postcode"]
    for place, where in (
        ({"town": "Pascoe Vale"}, ("Pascoe Vale", "3044", -37.72)),
        ({"postcode": "3046"}, ("Pascoe Vale", "3046", None)),
    ):
        assert (await typed(**place)).ok
        async with house.database.read() as session:
            found = await session.get_one(School, pascoe.id)
        assert (found.town, found.postcode, found.latitude) == where


async def test_the_spelling_that_was_typed_last_is_shown_and_the_school_stays_one(house: House) -> None:
    person = house.person("UCHAIR")
    await opened(house, "UCHAIR", "schools")
    await person.click(person.view, NetworkAction.ADD_SCHOOLS)
    await house.settle()
    await person.submit(person.view, {"schools": "St Mary's Primary–North"})
    await person.click(person.view, NetworkAction.ADD_SCHOOLS)
    await house.settle()
    await person.submit(person.view, {"schools": "St Mary’s Primary-North"})
    assert "*10 schools* in Merri-bek" in shown(person.view)
    assert "St Mary’s Primary-North" in shown(person.view)
    assert "St Mary's" not in shown(person.view)
    await person.choose(person.view, NetworkAction.CHANGE_SCHOOL, "St Mary’s Primary-North")
    await house.settle()
    assert (await person.submit(person.view, {"name": "ST MARY’S Primary-North"})).ok
    assert "ST MARY’S Primary-North" in shown(await card(house))


async def test_a_network_that_is_spelled_anew_is_no_other_network(house: House) -> None:
    form = await opened(house, "UCHAIR", "settings")
    assert (await house.person("UCHAIR").submit(form, {"name": "Merri–Bek"})).ok
    assert (await house.network("merri-bek")).name == "Merri–Bek"


async def test_a_school_that_leaves_ends_the_roles_that_hang_on_it(house: House) -> None:
    person = house.person("UEXEC2")
    await opened(house, "UEXEC2", "schools")
    await person.choose(person.view, NetworkAction.CHANGE_SCHOOL, "Pascoe Hill Primary School")
    await house.settle()
    await person.submit(person.view, {"left": ["left"]})
    text = shown(await card(house))
    assert "*8 schools*" in text
    async with house.database.read() as session:
        asker = await house.asker("ULEE")
        assert await networks.memberships_of_person(session, asker.workspace_id, person_id("ULEE")) == []


async def test_a_school_cannot_take_another_ones_name(house: House) -> None:
    person = house.person("UCHAIR")
    await opened(house, "UCHAIR", "schools")
    await person.choose(person.view, NetworkAction.CHANGE_SCHOOL, "Pascoe Hill Primary School")
    await house.settle()
    outcome = await person.submit(person.view, {"name": "glenroy\u00a0gardens primary school"})
    assert "already" in (outcome.errors or {})["name"]


async def test_a_day_off_is_added_shown_and_taken_back(house: House) -> None:
    person = house.person("UCHAIR")
    await opened(house, "UCHAIR", "days")
    await person.click(person.view, NetworkAction.ADD_DAY)
    await house.settle()
    outcome = await person.submit(
        person.view, {"day": "2026-05-15", "kind": "closed", "reason": "Curriculum day for all"}
    )
    assert outcome.ok, outcome
    assert "*Friday 15 May 2026* closed: Curriculum day for all" in shown(person.view)
    assert "Days that differ: Friday 15 May closed" in shown(await card(house))
    await person.click(person.view, NetworkAction.REMOVE_DAY)
    await house.settle()
    assert "None so far." in shown(person.view)


@in_one_house(
    ("day", "kind", "sentence"),
    [
        ("2026-05-16", "closed", "That is not a school day anyway."),
        ("2026-05-15", "open", "That is already a school day."),
        ("2026-05-16", "open", "Only a public holiday during term can be opened."),
        ("2031-05-15", "closed", "I know school dates from"),
    ],
)
async def test_a_day_that_would_change_nothing_is_refused_at_its_field(
    house: House, day: str, kind: str, sentence: str
) -> None:
    person = house.person("UCHAIR")
    await opened(house, "UCHAIR", "days")
    await person.click(person.view, NetworkAction.ADD_DAY)
    await house.settle()
    outcome = await person.submit(person.view, {"day": day, "kind": kind})
    assert sentence in (outcome.errors or {})["day"]
