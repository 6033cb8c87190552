"""Days and times as people type them, through the front door on Friday 17 April 2026: nothing is guessed or lost."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from practice.slack.person import Person
from storage.models.meetings import Meeting
from tests.house import House, melbourne, open_house
from tests.tables import in_one_house


async def type_command(house: House, command: str, text: str, user: str = "UCHAIR") -> Person:
    person = house.person(user)
    await person.command(sample.MERRI_BEK, command, text)
    await house.settle()
    return person


def words(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False)


def filled_in(view: Any) -> dict[str, Any]:
    """What the form's fields start with, by name; empty ones are left out."""
    found: dict[str, Any] = {}
    for name, state in view["state"]["values"].items():
        element = next(iter(state.values()))
        option = element.get("selected_option") or {}
        keys = ("value", "selected_date", "selected_time", "selected_user")
        value = next((element[key] for key in keys if element.get(key)), option.get("value"))
        if value:
            found[name] = value
    return found


@in_one_house(
    ("typed", "shown", "place"),
    [
        ("Thu 14 May half past 2 at Coburg PS", "Thursday 14 May, 2:30 pm to 4 pm", "Coburg PS"),
        ("Thu 14 May 9.30 - 11", "Thursday 14 May, 9:30 am to 11 am", ""),
        ("please book Thu 14 May 2pm for two hours", "Thursday 14 May, 2 pm to 4 pm", ""),
        ("at Coburg PS, today week, 2pm", "Friday 24 April, 2 pm to 3:30 pm", "Coburg PS"),
        ("Thu 14 May 2pm Perth time", "Thursday 14 May, 4 pm to 5:30 pm", "2 pm, Perth time"),
        ("Thu 14 May 2pm at Preston West PS or https://meet.example/a", "2 pm to 3:30 pm", "at Preston West PS"),
    ],
)
async def test_what_is_clear_is_shown_back(house: House, typed: str, shown: str, place: str) -> None:
    await type_command(house, "/cop-meeting", typed)
    answer = house.said_to("UCHAIR")[-1]
    assert shown in answer["text"]
    assert place in words(answer)


@in_one_house(
    ("typed", "fields", "question"),
    [
        ("Thu 14 May period 5 at Coburg PS", {"date": "2026-05-14", "place": "Coburg PS"}, "“period 5”"),
        ("Mon 26 May 9am for 2 hrs", {"time": "09:00", "length": "120"}, "26 May is a Tuesday, not a Monday"),
        ("05/14 2pm at Coburg PS", {"time": "14:00", "place": "Coburg PS"}, "day before the month"),
        ("Thu 14 May 2pm for 40 hours", {"date": "2026-05-14", "time": "14:00"}, "How long does it last?"),
        ("14 April 2pm", {"time": "14:00"}, "14 April 2026 has passed. Did you mean Wednesday 14 April 2027?"),
    ],
)
async def test_what_is_doubtful_stays_empty(house: House, typed: str, fields: dict[str, str], question: str) -> None:
    chair = await type_command(house, "/cop-meeting", typed)
    found = filled_in(chair.view)
    found.pop("agenda")
    if "length" not in fields and "40 hours" not in typed:
        assert found.pop("length") == "90"
    assert found == fields
    assert question in words(chair.view)
    assert f"You typed: {typed}" in words(chair.view)


async def test_words_without_a_date_are_in_the_form_that_the_answer_offers(house: House) -> None:
    chair = await type_command(house, "/cop-meeting", "third Thursday of a month at Coburg PS")
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.open_form")
    await house.settle()
    assert filled_in(chair.view)["place"] == "Coburg PS"
    assert "You typed: third Thursday of a month at Coburg PS" in words(chair.view)


async def test_a_stretch_is_in_the_form_and_booked_as_it_was_typed(house: House) -> None:
    chair = await type_command(house, "/cop-meeting", "Fri 19 March 9am-10:30 agenda: budgets, staffing")
    assert "budgets, staffing" in words(house.said_to("UCHAIR")[-1])
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.change_first")
    await house.settle()
    found = filled_in(chair.view)
    assert (found["date"], found["time"], found["length"]) == ("2027-03-19", "09:00", "90")
    assert (found["agenda"], found.get("place")) == ("budgets, staffing", None)
    assert (await chair.submit(chair.view)).ok
    await house.settle()
    async with house.database.read() as session:
        [meeting] = (await session.scalars(select(Meeting))).all()
    assert (meeting.starts_at, meeting.ends_at - meeting.starts_at) == (
        melbourne("2027-03-19 09:00"),
        timedelta(minutes=90),
    )
    assert meeting.agenda == "budgets, staffing"
    chair = await type_command(house, "/cop-meeting", "Fri 19 March 2pm agenda: " + "budgets, " * 215)
    assert filled_in(chair.view)["agenda"].startswith("budgets, budgets"), "too long for a button: the form at once"
    chair = await type_command(house, "/cop-meeting", "change agenda: only maths")
    assert (filled_in(chair.view)["agenda"], filled_in(chair.view)["date"]) == ("only maths", "2027-03-19")


@in_one_house(
    ("typed", "fields", "question"),
    [
        ("print posters tomorrow", {"what": "print posters", "owner": "UCHAIR", "due": "2026-04-18"}, "Is this right?"),
        ("call the library by thurs", {"what": "call the library", "owner": "UCHAIR", "due": "2026-04-23"}, ""),
        ("call the library by Fri week", {"what": "call the library", "owner": "UCHAIR", "due": "2026-05-01"}, ""),
        ("@daniel call by weds", {"what": "call", "owner": "ULEE", "due": "2026-04-22"}, ""),
        ("call by weds @daniel", {"what": "call", "owner": "ULEE", "due": "2026-04-22"}, ""),
        ("call them by week 5", {"what": "call them", "owner": "UCHAIR", "due": "2026-05-22"}, "Is this right?"),
        ("call them by Mon 26 May", {"what": "call them by Mon 26 May", "owner": "UCHAIR"}, "is a Tuesday"),
        ("@nobody share the data by 12 June", {"what": "share the data", "due": "2026-06-12"}, "“@nobody”"),
        ("ask @daniel about it by 12 June", {"what": "ask @daniel about it", "due": "2026-06-12"}, ""),
        (
            "Daniel to ring the council by Friday",
            {"what": "ring the council", "owner": "ULEE", "due": "2026-04-24"},
            "",
        ),
        ("ring the council by Friday – dan", {"what": "ring the council", "owner": "ULEE", "due": "2026-04-24"}, ""),
        ("@kovac anna call by weds", {"what": "call", "owner": "UCHAIR", "due": "2026-04-22"}, ""),
        ("@daniel to call by weds", {"what": "call", "owner": "ULEE", "due": "2026-04-22"}, ""),
        ("Anna and Daniel to call by weds", {"what": "call", "due": "2026-04-22"}, "“Anna and Daniel” could be any of"),
        ("Reports to go out by weds", {"what": "Reports to go out", "owner": "UCHAIR", "due": "2026-04-22"}, ""),
        ("look into the matter", {"what": "look into the matter", "owner": "UCHAIR"}, "Is this right?"),
    ],
)
async def test_an_actions_words_are_all_in_the_form(
    house: House, typed: str, fields: dict[str, str], question: str
) -> None:
    anna = await type_command(house, "/cop-action", typed)
    assert filled_in(anna.view) == fields
    assert question in words(anna.view)


async def test_a_word_or_two_get_an_example_and_are_kept(house: House) -> None:
    anna = await type_command(house, "/cop-action", "ring Bob")
    await anna.click(house.said_to("UCHAIR")[-1], "actions.add")
    await house.settle()
    assert filled_in(anna.view) == {"what": "ring Bob", "owner": "UCHAIR"}


async def test_a_meeting_that_overlaps_another_is_warned_about(house: House) -> None:
    chair = await type_command(house, "/cop-meeting", "Thu 14 May 2pm")
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.book")
    await house.settle()
    await type_command(house, "/cop-meeting", "Thu 14 May 3pm")
    shown = house.said_to("UCHAIR")[-1]
    assert "It overlaps with the meeting on Thursday 14 May, 2 pm to 3:30 pm" in words(shown)
    await chair.click(shown, "meetings.book")
    await house.settle()
    async with house.database.read() as session:
        assert len((await session.scalars(select(Meeting))).all()) == 2, "and may be booked all the same"
    await type_command(house, "/cop-meeting", "Thu 14 May 2pm at Coburg PS")
    assert "already booked for Thursday 14 May, 2 pm" in words(house.said_to("UCHAIR")[-1])


@in_one_house(
    ("typed", "named"),
    [
        ("Tue 3 Nov 2pm", "Tuesday 3 November is not a school day: it is Melbourne Cup Day."),
        ("8 March 2027 2pm", "Monday 8 March is not a school day: it is Labour Day."),
        ("26 March 2027 2pm", "Friday 26 March is Good Friday, in the school holidays."),
    ],
)
async def test_a_day_without_school_is_named(house: House, typed: str, named: str) -> None:
    await type_command(house, "/cop-meeting", typed)
    assert named in words(house.said_to("UCHAIR")[-1])


async def test_a_due_day_at_the_weekend_is_shown_as_such(house: House) -> None:
    anna = await type_command(house, "/cop-action", "@daniel send the data by Sat 16 May")
    note = "Saturday 16 May is not a school day. I remind on Friday 15 May."
    assert note in words(anna.view)
    assert (await anna.submit(anna.view)).ok
    assert note in words(anna.view)
    await house.settle()
    assert "due Saturday 16 May" in house.dm("ULEE")[-1]["text"]


async def test_all_that_does_not_fit_in_a_form_is_said_at_once(house: House) -> None:
    chair = await type_command(house, "/cop-meeting", "book")
    outcome = await chair.submit(chair.view, {"date": "2026-04-16", "link": "ftp://x"})
    assert set(outcome.errors) == {"date", "link"}
    anna = await type_command(house, "/cop-action", "add")
    outcome = await anna.submit(anna.view, {"what": "  ", "owner": "UCENTRAL", "due": "2026-04-16"})
    assert set(outcome.errors) == {"what", "owner", "due"}


@pytest.mark.parametrize("start", ["2026-12-30 10:00", "2027-03-02 10:00", "2028-02-29 10:00"])
async def test_the_bots_own_examples_work_as_they_are_typed(database_url: str, start: str) -> None:
    async with open_house(database_url, melbourne(start), both_networks=False) as house:
        chair = await type_command(house, "/cop-meeting", "help")
        [typed] = re.findall(r"`/cop-meeting (\S+ \d[^`]*)`", house.said_to("UCHAIR")[-1]["text"])
        await type_command(house, "/cop-meeting", typed)
        answer = house.said_to("UCHAIR")[-1]
        assert "Shall I book it" in words(answer)
        assert "not a school day" not in words(answer)
        await chair.click(answer, "meetings.book")
        await house.settle()
        async with house.database.read() as session:
            [meeting] = (await session.scalars(select(Meeting))).all()
        assert (meeting.place, meeting.starts_at > house.now) == ("Coburg PS", True)
        await type_command(house, "/cop-action", "help")
        [typed] = re.findall(r"`/cop-action @Anna ([^`]*)`", house.said_to("UCHAIR")[-1]["text"])
        await type_command(house, "/cop-action", f"@daniel {typed}")
        found = filled_in(chair.view)
        assert (found["what"], found["owner"]) == ("share the reading data", "ULEE")
        assert found["due"] > f"{house.local:%Y-%m-%d}"


async def test_times_name_their_zone_and_a_far_date_its_year(house: House) -> None:
    chair = await type_command(house, "/cop-meeting", "Fri 19 March 2pm")
    shown = house.said_to("UCHAIR")[-1]
    assert "Friday 19 March 2027, 2 pm to 3:30 pm" in shown["text"]
    assert "Times are Melbourne time." in words(shown)
    await chair.click(shown, "meetings.book")
    await house.settle()
    assert "*Friday 19 March, 2 pm to 3:30 pm* (Melbourne time)" in words(house.channel()[-2:])


@pytest.mark.parametrize("asked", ["when do we meet?", "next"])
async def test_a_question_is_answered_with_what_is_booked(house: House, asked: str) -> None:
    await type_command(house, "/cop-meeting", asked, "ULEE")
    assert "Nothing is booked yet." in words(house.said_to("ULEE")[-1])
