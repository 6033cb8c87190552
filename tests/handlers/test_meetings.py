"""Meetings through the front door on Friday 17 April 2026: typing, booking, changing, answering, cancelling."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot import sample
from practice.slack.person import Person
from storage import networks as network_rows
from storage.models import Delivery
from storage.models.meetings import Meeting, Rsvp
from tests.house import START, House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.tables import in_one_house

TYPED = "Thu 14 May 2pm at Coburg PS"


async def meetings(house: House) -> list[Meeting]:
    async with house.database.read() as session:
        return list((await session.scalars(select(Meeting).order_by(Meeting.id))).all())


async def type_command(house: House, text: str, user: str = "UCHAIR") -> Person:
    person = house.person(user)
    await person.command(sample.MERRI_BEK, "/cop-meeting", text)
    await house.settle()
    return person


async def book(house: House, text: str = TYPED) -> dict[str, Any]:
    """Book as the chair does; returns the card in the channel."""
    chair = await type_command(house, text)
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.book")
    await house.settle()
    return card(house)


@pytest.fixture
async def booked(database_url: str) -> AsyncIterator[House]:
    async with house_after(book, url=database_url, start=START) as (house, _):
        yield house


def card(house: House) -> dict[str, Any]:
    return [m for m in house.channel() if "network meeting:" in m["text"] or "Cancelled: " in m["text"]][-1]


def files(house: House) -> list[Any]:
    """The calendar files shared in the channel, oldest first."""
    shared = [file for message in house.channel() for file in message.get("files", [])]
    return [Calendar.from_ical(house.world.files[file["id"]].content) for file in shared]


def words(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False)


async def test_chair_types_a_date_sees_it_shown_back_and_books(house: House) -> None:
    before = len(house.channel())
    chair = await type_command(house, TYPED)
    shown = house.said_to("UCHAIR")[-1]
    assert "Thursday 14 May, 2 pm to 3:30 pm" in shown["text"]
    assert "at Coburg PS" in shown["text"]
    assert len(house.channel()) == before, "nothing is posted before the chair has seen it"
    await chair.click(shown, "meetings.book")
    await house.settle()
    assert "I have told the channel" in house.said_to("UCHAIR")[-1]["text"]
    assert "Coburg PS" in words(card(house)["blocks"])
    assert "Prioritise and set goals" in words(card(house)["blocks"]), "the agenda follows the inquiry cycle"
    (meeting,) = await meetings(house)
    assert (meeting.starts_at, meeting.term, meeting.booked_by) == (
        melbourne("2026-05-14 14:00"),
        "2026-T2",
        person_id("UCHAIR"),
    )
    await type_command(house, "same time next month")
    assert "Thursday 11 June, 2 pm to 3:30 pm" in house.said_to("UCHAIR")[-1]["text"]
    assert "at Coburg PS" in house.said_to("UCHAIR")[-1]["text"]


async def test_calendar_file_in_the_cards_thread_opens_on_phones(house: House) -> None:
    posted = await book(house, TYPED + " https://meet.example/abc")
    shared = next(m for m in house.channel() if m.get("files"))
    assert shared["thread_ts"] == posted["ts"]
    (calendar,) = files(house)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.walk("VTIMEZONE") == [], "the times are in UTC, which every calendar shows in its reader's zone"
    assert event["DTSTART"].dt == melbourne("2026-05-14 14:00")
    assert "TZID" not in event["DTSTART"].params
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    assert (str(event["LOCATION"]), str(event["URL"])) == ("Coburg PS", "https://meet.example/abc")


async def test_book_it_clicked_twice_books_once(house: House) -> None:
    chair = await type_command(house, TYPED)
    shown = dict(house.said_to("UCHAIR")[-1])
    await type_command(house, TYPED)
    again = house.said_to("UCHAIR")[-1]
    await chair.click(shown, "meetings.book")
    await house.settle()
    first = [d for d in house.hub.deliveries if d.kind == "interactive"][-1]
    await house.hub.deliver("interactive", {**first.payload, "trigger_id": "1.2.3"})
    await house.settle()
    await chair.click(again, "meetings.book")
    await house.settle()
    assert len(await meetings(house)) == 1
    assert len(files(house)) == 1
    assert "already" in house.said_to("UCHAIR")[-1]["text"], "another proposal for the same time is refused"


@in_one_house(
    ("typed", "question"),
    [
        ("Thu 14 May at Coburg PS", "What time does it start?"),
        ("Fri 14 May 2pm", "is a Thursday"),
        ("14 April 2pm", "has passed"),
        ("Mon or Tue 2pm", "not sure which day"),
        ("next Saturday 2pm", "Do you mean Saturday 18 April or Saturday 25 April?"),
        ("today 9am", "That time has passed"),
    ],
)
async def test_what_is_not_clear_opens_the_form_with_a_question(house: House, typed: str, question: str) -> None:
    chair = await type_command(house, typed)
    assert question in words(chair.view)
    assert await meetings(house) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Coburg", "I couldn't find a date in that"),
        ("x" * 4000, "I couldn't find a date in that"),
        ("14 May 2027 2pm at " + "x" * 200, "under 150 characters"),
        ("help", "/cop-meeting Thu 30 Apr 2pm at Coburg PS"),
        ("minutes", "No meeting is waiting for its minutes"),
        ("move", "No meeting is booked that could be changed"),
    ],
)
async def test_words_that_lead_nowhere_get_a_clear_sentence(house: House, typed: str, sentence: str) -> None:
    await type_command(house, typed)
    assert sentence in words(house.said_to("UCHAIR")[-1])
    assert await meetings(house) == []


async def test_a_date_past_the_calendar_gets_a_clear_sentence(house: House) -> None:
    chair = await type_command(house, "book")
    outcome = await chair.submit(chair.view, {"date": "2031-03-04"})
    assert "ends on 31 December 2030" in outcome.errors["date"]


async def test_a_day_without_school_is_warned_about_and_can_be_booked(house: House) -> None:
    chair = await type_command(house, "Sat 16 May 6am")
    shown = house.said_to("UCHAIR")[-1]
    assert "Saturday 16 May is not a school day" in words(shown)
    assert "before 7 am" in words(shown)
    await chair.click(shown, "meetings.book")
    await house.settle()
    assert [m.starts_at for m in await meetings(house)] == [melbourne("2026-05-16 06:00")]


async def test_form_warns_of_the_holidays_once_and_then_books(house: House) -> None:
    chair = await type_command(house, "book")
    outcome = await chair.submit(chair.view, {"date": "2026-07-02", "place": "Zoom <!channel>"})
    assert outcome.response_action == "update"
    assert "in the school holidays. The meeting will count for Term 3" in words(chair.view)
    assert await meetings(house) == []
    await chair.submit(chair.view)
    await house.settle()
    assert [(m.term, m.place) for m in await meetings(house)] == [("2026-T3", "Zoom <!channel>")]
    assert "Booked" in words(chair.view)
    assert "&lt;!channel&gt;" in words(card(house)), "what was typed does not come alive"


@in_one_house(
    ("values", "field", "sentence"),
    [
        ({"date": "2026-04-16"}, "date", "has passed"),
        ({"date": "2026-04-17", "time": "08:00"}, "time", "has passed"),
        ({"date": "2026-05-14", "link": "http://meet.example"}, "link", "https://"),
        ({"date": "2026-05-14", "link": "https://"}, "link", "https://"),
    ],
)
async def test_form_says_what_is_wrong_at_its_field(
    house: House, values: dict[str, str], field: str, sentence: str
) -> None:
    chair = await type_command(house, "book")
    outcome = await chair.submit(chair.view, values)
    assert sentence in outcome.errors[field]
    assert await meetings(house) == []


async def test_not_now_and_change_leave_nothing_booked_by_themselves(house: House) -> None:
    chair = await type_command(house, TYPED)
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.change_first")
    await house.settle()
    assert chair.view["state"]["values"]["place"]["place"]["value"] == "Coburg PS"
    assert chair.view["state"]["values"]["date"]["date"]["selected_date"] == "2026-05-14"
    await chair.close()
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.not_now")
    await house.settle()
    assert "Nothing is booked" in house.said_to("UCHAIR")[-1]["text"]
    assert await meetings(house) == []


async def test_answers_show_on_the_card_and_may_change(booked: House) -> None:
    house = booked
    await house.person("ULEE").click(card(house), "meetings.answer:yes")
    await house.person("UROSSI").click(card(house), "meetings.answer:yes")
    await house.person("USINGH").click(card(house), "meetings.answer:no")
    await house.settle()
    assert "You are coming on" in house.said_to("ULEE")[-1]["text"]
    assert "*Coming:* <@ULEE> and <@UROSSI>" in words(card(house))
    assert "2 coming · 1 can't come" in words(card(house))
    await house.person("UROSSI").click(card(house), "meetings.answer:maybe")
    await house.settle()
    assert "1 coming · 1 maybe · 1 can't come" in words(card(house))
    async with house.database.read() as session:
        assert len((await session.scalars(select(Rsvp))).all()) == 3


async def test_four_taps_never_contradict_each_other(booked: House) -> None:
    house = booked
    for answer in ("yes", "maybe", "no", "no"):
        await house.person("ULEE").click(card(house), f"meetings.answer:{answer}")
        await house.settle()
    first, second, third, again = (said["text"] for said in house.said_to("ULEE")[-4:])
    assert first.startswith("Thank you. You are coming")
    assert second.startswith("*Changed.* Noted as maybe")
    assert third.startswith("*Changed.* Noted. You can't come")
    assert all("What you answered before no longer counts" in text for text in (second, third))
    assert again.startswith("Noted. You can't come"), "the same tap again changes nothing"


async def test_answers_in_quick_succession_become_one_update(booked: House) -> None:
    house = booked
    meeting = (await meetings(house))[0]
    for user in ("ULEE", "UROSSI", "USINGH"):
        asker = await house.asker(user)
        await house.services.meetings.answering.answer(asker, meeting.id, "yes", house.now)
    async with house.database.read() as session:
        waiting = (await session.scalars(select(Delivery).where(Delivery.status == "pending"))).all()
    assert [d.operation for d in waiting] == ["update"]
    await house.settle()
    assert "3 coming" in words(card(house))


async def test_moving_tells_the_channel_asks_anew_and_updates_the_calendar_entry(booked: House) -> None:
    house = booked
    await house.person("ULEE").click(card(house), "meetings.answer:yes")
    chair = await type_command(house, "move")
    await chair.submit(chair.view, {"date": "2026-05-21", "time": "09:30"})
    await house.settle()
    news = next(m for m in house.channel() if "has moved" in m["text"])
    assert "Thursday 21 May, 9:30 am to 11 am" in news["text"]
    assert "It was Thursday 14 May, 2 pm" in news["text"]
    assert "Thursday 21 May" in card(house)["text"]
    assert "Nobody has answered yet" in words(card(house))
    first, second = (calendar.walk("VEVENT")[0] for calendar in files(house))
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["DTSTART"].dt == melbourne("2026-05-21 09:30")
    await house.person("ULEE").click(news, "meetings.answer:yes")
    await house.settle()
    assert "<@ULEE>" in words(card(house))


async def test_another_place_or_length_is_told_and_answers_stay(booked: House) -> None:
    house = booked
    await house.person("ULEE").click(card(house), "meetings.answer:yes")
    chair = await type_command(house, "change")
    await chair.submit(chair.view, {"place": "Fawkner Rise SC", "length": "120"})
    await house.settle()
    assert any("has changed:* Thursday 14 May, 2 pm to 4 pm, at Fawkner Rise SC." in m["text"] for m in house.channel())
    assert "<@ULEE>" in words(card(house))
    assert len(files(house)) == 2


async def test_another_agenda_changes_the_card_alone(booked: House) -> None:
    house = booked
    before = len(house.channel())
    chair = await type_command(house, "please add budgets to the agenda")
    assert "by when\\nbudgets" in words(chair.view)
    chair = await type_command(house, "push it back a week")
    assert '"initial_date": "2026-05-21"' in words(chair.view)
    chair = await type_command(house, "change")
    await chair.submit(chair.view, {"agenda": "Only maths"})
    await house.settle()
    assert "Only maths" in words(card(house))
    assert len(house.channel()) == before


async def test_cancelling_updates_card_channel_and_calendar(booked: House) -> None:
    house = booked
    chair = await type_command(house, "")
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.cancel")
    await house.settle()
    assert "Cancelled:" in house.said_to("UCHAIR")[-1]["text"]
    assert any("is cancelled" in m["text"] for m in house.channel())
    assert "does not take place" in words(card(house))
    calendar = files(house)[-1]
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    await press(house, "UCHAIR", "meetings.answer:yes", (await meetings(house))[0].id)
    assert "was cancelled" in house.said_to("UCHAIR")[-1]["text"], "an old card's buttons answer clearly"


async def test_overview_shows_the_minimum_and_what_each_may_do(house: House) -> None:
    await type_command(house, "")
    empty = house.said_to("UCHAIR")[-1]
    assert "Booked: 0 of at least 1." in empty["text"]
    assert "Book the meeting" in words(empty)
    await book(house)
    await type_command(house, "")
    assert "Booked: 1 of at least 1." in house.said_to("UCHAIR")[-1]["text"]
    assert "meetings.cancel" in words(house.said_to("UCHAIR")[-1])
    member = await type_command(house, "", "ULEE")
    shown = house.said_to("ULEE")[-1]
    assert "Are you coming?" in words(shown)
    assert "meetings.cancel" not in words(shown)
    await member.click(shown, "meetings.answer:maybe")
    await house.settle()
    assert "maybe" in house.said_to("ULEE")[-1]["text"]


LEADERS, PEOPLE = {"UEXEC1"}, {"UEXEC1", "UCHEN"}


@pytest.mark.parametrize("user", ["UEXEC1", "UCHEN", "UAREA"])
async def test_who_may_book_change_cancel_answer_and_record(booked: House, user: str) -> None:
    """Each role, with buttons that it was perhaps never shown."""
    house = booked
    meeting = (await meetings(house))[0]
    await type_command(house, "Thu 21 May 2pm", user)
    refused = "Only the chair, the executive or the SEIL"
    assert (refused in house.said_to(user)[-1]["text"]) == (user not in LEADERS)
    for action_id, allowed in (
        ("meetings.change", LEADERS),
        ("meetings.answer:yes", PEOPLE),
        ("meetings.cancel", LEADERS),
    ):
        said = len(house.said_to(user))
        await press(house, user, action_id, meeting.id)
        last = house.said_to(user)[-1]["text"] if len(house.said_to(user)) > said else ""
        assert ("Only " in last) == (user not in allowed), (action_id, last)
    assert ((await meetings(house))[0].status == "cancelled") == (user in LEADERS)


async def press(house: House, user: str, action_id: str, meeting_id: int) -> None:
    """Click a button that this person was perhaps never shown, as a forged or forwarded click would."""
    person = house.person(user)
    await person.command(sample.MERRI_BEK, "/cop-help")
    await house.settle()
    shown = house.said_to(user)[-1]
    shown["blocks"].append(
        {
            "type": "actions",
            "block_id": f"forged-{action_id}",
            "elements": [
                {
                    "type": "button",
                    "text": {"type": "plain_text", "text": "x"},
                    "action_id": action_id,
                    "value": json.dumps({"meeting": meeting_id}),
                }
            ],
        }
    )
    await person.click(shown, action_id)
    await house.settle()


async def test_a_form_opened_as_chair_is_refused_once_the_role_is_gone(house: House) -> None:
    chair = await type_command(house, "book")
    async with house.database.write() as session:
        network = await house.network()
        for membership in await network_rows.memberships(session, network.id, ["chair"]):
            membership.until = house.now
    outcome = await chair.submit(chair.view, {"date": "2026-05-14"})
    assert any("Only the chair" in sentence for sentence in outcome.errors.values())
    assert await meetings(house) == []


async def test_a_meeting_of_another_workspaces_id_is_not_there(house: House) -> None:
    await press(house, "UCHAIR", "meetings.cancel", 999)
    assert "no longer here" in house.said_to("UCHAIR")[-1]["text"]


async def test_a_place_with_an_ampersand_reads_as_it_was_typed(house: House) -> None:
    """Slack escapes what is typed after a command; it must not be escaped twice."""
    await book(house, "Thu 14 May 2pm at Dale & Sons <Hall>")
    [meeting] = await meetings(house)
    assert meeting.place == "Dale & Sons <Hall>"
    assert "Dale &amp; Sons &lt;Hall&gt;" in words(card(house))


@pytest.mark.parametrize(
    ("typed", "day", "at", "place", "why"),
    [
        ("move to Thu 21 May 3pm", "2026-05-21", "15:00", "Coburg PS", "the place stays"),
        ("move Thu 21 May", "2026-05-21", "14:00", "Coburg PS", "the time stays"),
        ("change Thu 21 May 3pm at Hadfield SS", "2026-05-21", "15:00", "Hadfield SS", "another place"),
        ("Move the meeting to 21/5 at 3pm", "2026-05-21", "15:00", "Coburg PS", "as people say it"),
    ],
)
async def test_move_with_a_date_opens_the_change_with_it_filled_in(
    booked: House, typed: str, day: str, at: str, place: str, why: str
) -> None:
    house = booked
    chair = await type_command(house, typed)
    fields = {block["block_id"]: block["element"] for block in chair.view["blocks"] if block["type"] == "input"}
    found = (fields["date"]["initial_date"], fields["time"]["initial_time"], fields["place"]["initial_value"])
    assert found == (day, at, place), why
    await chair.submit(chair.view)
    await house.settle()
    (meeting,) = await meetings(house)
    assert meeting.starts_at == melbourne(f"{day} {at}")
    assert (meeting.sequence, meeting.place) == (1, place)


async def test_move_with_words_that_are_no_date_asks_in_the_form(booked: House) -> None:
    house = booked
    chair = await type_command(house, "move to whenever")
    assert chair.view["title"]["text"] == "Change the meeting"
    assert "find a date in that" in words(chair.view["blocks"][0])


async def test_cancel_with_more_words_shows_what_can_be_cancelled(booked: House) -> None:
    house = booked
    await type_command(house, "cancel the meeting on Thursday")
    assert "meetings.cancel" in words(house.said_to("UCHAIR")[-1])
