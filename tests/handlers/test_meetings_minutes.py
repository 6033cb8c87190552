"""Writing the minutes of a meeting, through the front door."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from services.meetings.announcing import announce_booking
from services.meetings.minutes import MinutesWritten
from storage import meetings as meeting_rows
from storage.models.actions import Action
from storage.models.meetings import Meeting
from tests.house import START, House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.refusals import refused


@pytest.fixture
async def over(database_url: str) -> AsyncIterator[House]:
    async with house_after(it_is_over, url=database_url, start=START) as (house, _):
        yield house


async def it_is_over(house: House) -> None:
    """A meeting that began at noon and is over at one, on Friday 17 April 2026; it is two in the afternoon."""
    asker = await house.asker("UCHAIR")
    network = await house.network()
    async with house.database.write() as session:
        session.add(
            Meeting(
                workspace_id=asker.workspace_id,
                network_id=network.id,
                term="2026-T2",
                starts_at=melbourne("2026-04-17 12:00"),
                ends_at=melbourne("2026-04-17 13:00"),
                status="booked",
                uid="the-meeting",
                booked_by=person_id("UCHAIR"),
                booked_at=melbourne("2026-03-01 12:00"),
            )
        )
    await house.go_to("2026-04-17 14:00")


async def the_meeting(house: House) -> Meeting:
    async with house.database.read() as session:
        return (await session.scalars(select(Meeting))).one()


async def open_form(house: House, user: str = "UCHAIR") -> Any:
    person = house.person(user)
    await person.command(sample.MERRI_BEK, "/cop-meeting", "minutes")
    await house.settle()
    return person


def words(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False)


async def test_minutes_are_posted_with_actions_and_schools(over: House) -> None:
    chair = await open_form(over)
    schools = next(b for b in chair.view["blocks"] if b.get("block_id") == "schools")["element"]["options"]
    outcome = await chair.submit(
        chair.view,
        {
            "summary": "We compared <!channel> reading data.",
            "decisions": "Every school tries paired reading.",
            "schools": [schools[0]["value"], schools[3]["value"]],
            "what_1": "Send round the data template",
            "owner_1": "ULEE",
            "due_1": "2026-05-08",
        },
    )
    assert outcome.ok
    assert "The minutes are posted" in words(chair.view)
    await over.settle()
    posted = over.channel()[-1]
    assert "Minutes: Term 2 meeting, Friday 17 April" in posted["text"]
    assert "&lt;!channel&gt;" in words(posted)
    assert "Send round the data template: <@ULEE>, by Fri 8 May" in words(posted)
    assert "2 schools came" in words(posted)
    assert (await the_meeting(over)).status == "held"
    async with over.database.read() as session:
        (action,) = (await session.scalars(select(Action))).all()
    assert (action.source, action.owner_id) == ("meeting", person_id("ULEE"))
    assert "Send round the data template" in words(over.dm("ULEE"))


async def test_form_has_room_for_more_actions_and_keeps_what_was_typed(over: House) -> None:
    chair = await open_form(over)
    await chair.choose(chair.view, "what_1", "First")
    await chair.click(chair.view, "meetings.more_actions")
    await over.settle()
    assert chair.view["state"]["values"]["what_1"]["what_1"]["value"] == "First"
    await chair.submit(
        chair.view,
        {"summary": "S", "owner_1": "UCHAIR", "due_1": "2026-05-08"}
        | {"what_6": "Sixth", "owner_6": "UROSSI", "due_6": "2026-05-09"},
    )
    await over.settle()
    assert "Sixth" in words(over.channel()[-1])
    assert "First" in words(over.channel()[-1])


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({}, "summary", "at least a line"),
        ({"summary": "S", "what_1": "Do it"}, "owner_1", "Choose who"),
        ({"summary": "S", "what_1": "Do it", "owner_1": "ULEE"}, "due_1", "Choose by when"),
        ({"summary": "S", "owner_2": "ULEE", "due_2": "2026-05-08"}, "what_2", "what will be done"),
        ({"summary": "S", "what_1": "Do it", "owner_1": "UNEW", "due_1": "2026-05-08"}, "owner_1", "not in Merri-bek"),
        ({"summary": "S", "what_1": "Do it", "owner_1": "ULEE", "due_1": "2026-04-01"}, "due_1", "has passed"),
    ],
)
async def test_form_says_what_is_wrong_at_its_field(
    over: House, values: dict[str, str], field: str, sentence: str
) -> None:
    chair = await open_form(over)
    outcome = await chair.submit(chair.view, values)
    assert sentence in outcome.errors[field]
    assert (await the_meeting(over)).status == "booked", "nothing is saved by halves"


async def test_a_meeting_that_was_not_held_does_not_count_and_another_is_offered(over: House) -> None:
    before = len(over.channel())
    chair = await open_form(over)
    await chair.submit(chair.view, {"held": "no"})
    await over.settle()
    assert "did not take place, and does not count for Term 2" in words(chair.view)
    assert "Book the meeting" in words(chair.view)
    assert len(over.channel()) == before
    assert (await the_meeting(over)).status == "not_held"
    async with over.database.read() as session:
        assert await meeting_rows.number_in_term(session, (await over.network()).id, "2026-T2") == 0


async def test_two_people_writing_minutes_at_once_post_one_set(over: House) -> None:
    chair, executive = await open_form(over), await open_form(over, "UEXEC1")
    await chair.submit(chair.view, {"summary": "The chair's"})
    outcome = await executive.submit(executive.view, {"summary": "The executive's"})
    assert any("are already written" in sentence for sentence in outcome.errors.values())
    await over.settle()
    assert len([m for m in over.channel() if "Minutes:" in m["text"]]) == 1


async def test_members_cannot_write_minutes(over: House) -> None:
    await open_form(over, "ULEE")
    assert "Only the chair" in over.said_to("ULEE")[-1]["text"]


async def test_minutes_and_answers_wait_on_the_home_tab(over: House) -> None:
    chair = over.person("UCHAIR")
    await chair.open_home()
    await over.settle()
    assert "The minutes of the meeting on *Friday 17 April* are still to be written." in words(chair.home)
    booking = over.services.meetings.booking
    network = await over.network()
    understood = await booking.understand(await over.asker("UCHAIR"), network.id, "Thu 14 May 2pm", over.now)
    await booking.book(await over.asker("UCHAIR"), network.id, "u", understood.wish, over.now)  # type: ignore[union-attr]
    member = over.person("ULEE")
    await member.open_home()
    await over.settle()
    assert "Are you coming to the meeting on *Thursday 14 May, 2 pm to 3:30 pm*?" in words(member.home)
    assert "minutes" not in words(member.home)


async def test_a_meeting_that_the_term_lacks_waits_on_the_chairs_home(house: House) -> None:
    await house.go_to("2026-04-21 10:00")
    chair, member = house.person("UCHAIR"), house.person("ULEE")
    await chair.open_home()
    await member.open_home()
    await house.settle()
    assert "No meeting is booked for *Term 2* yet." in words(chair.home)
    assert "No meeting is booked" not in words(member.home)
    button = next(
        e
        for block in chair.home["blocks"]
        for e in (block.get("accessory", {}), *block.get("elements", []))
        if "Book it" in str(e)
    )
    await chair.click(chair.home, button["action_id"])
    await house.settle()
    await chair.submit(chair.view, {"date": "2026-05-14"})
    await chair.open_home()
    await house.settle()
    assert "No meeting is booked" not in words(chair.home)


async def test_minutes_can_be_put_right_and_the_posted_ones_change(over: House) -> None:
    chair = await open_form(over)
    await chair.submit(
        chair.view,
        {"summary": "We compared writing.", "what_1": "Send the template", "owner_1": "ULEE", "due_1": "2026-05-08"},
    )
    await over.settle()
    await chair.close()
    posts = len(over.channel())
    await chair.command(sample.MERRI_BEK, "/cop-meeting")
    await over.settle()
    await chair.click(over.said_to("UCHAIR")[-1], "meetings.change_minutes")
    await over.settle()
    fields = {block["block_id"]: block["element"] for block in chair.view["blocks"] if block["type"] == "input"}
    assert fields["summary"]["initial_value"] == "We compared writing."
    assert "held" not in fields
    assert "what_1" not in fields, "actions are changed in their own list"
    school = fields["schools"]["options"][2]
    outcome = await chair.submit(chair.view, {"summary": "We compared reading.", "schools": [school["value"]]})
    assert outcome.ok
    assert "The minutes are changed" in words(chair.view)
    await over.settle()
    assert len(over.channel()) == posts, "the posted minutes change in their place"
    minutes = next(m for m in over.channel() if "Minutes: Term 2 meeting" in m["text"])
    assert "We compared reading." in words(minutes)
    assert "We compared writing." not in words(minutes)
    assert "Send the template" in words(minutes)
    assert "1 school" in words(minutes)


async def test_minutes_that_are_not_written_yet_cannot_be_put_right(over: House) -> None:
    meeting = await the_meeting(over)
    with pytest.raises(Gone):
        await over.services.meetings.minutes.reopen(await over.asker("UCHAIR"), meeting.id)
    with pytest.raises(Gone):
        await over.services.meetings.minutes.save(
            await over.asker("UCHAIR"), meeting.id, MinutesWritten(None, "Words", again=True), over.now
        )


async def test_members_cannot_put_minutes_right(over: House) -> None:
    chair = await open_form(over)
    await chair.submit(chair.view, {"summary": "As agreed."})
    await over.settle()
    meeting = await the_meeting(over)
    daniel = await over.asker("ULEE")
    with pytest.raises(Refused):
        await over.services.meetings.minutes.reopen(daniel, meeting.id)
    with pytest.raises(Refused):
        await over.services.meetings.minutes.save(
            daniel, meeting.id, MinutesWritten(None, "Otherwise", again=True), over.now
        )
    assert (await the_meeting(over)).summary == "As agreed."


async def not_held(house: House) -> dict[str, Any]:
    """Anna says that the meeting did not take place; returns its card in the channel."""
    meeting = await the_meeting(house)
    chair = await house.asker("UCHAIR")
    async with house.database.write() as session:
        row, network = await session.get_one(Meeting, meeting.id), await session.merge(await house.network())
        announce_booking(session, network, row, house.now)
    await house.services.meetings.minutes.save(chair, meeting.id, MinutesWritten(False), house.now)
    await house.settle()
    return next(m for m in house.channel() if "network meeting:" in m["text"])


async def number_in_term(house: House) -> int:
    async with house.database.read() as session:
        return await meeting_rows.number_in_term(session, (await house.network()).id, "2026-T2")


async def test_a_meeting_marked_as_not_held_by_mistake_is_set_right_where_that_is_told(over: House) -> None:
    chair = await open_form(over)
    await chair.submit(chair.view, {"held": "no"})
    await chair.click(chair.view, "meetings.took_place")
    await over.settle()
    assert "counts for Term 2 again" in words(chair.view)
    assert await number_in_term(over) == 1
    await chair.click(chair.view, "meetings.write_minutes")
    await over.settle()
    outcome = await chair.submit(chair.view, {"summary": "It was a good one."})
    assert outcome.ok
    await over.settle()
    assert (await the_meeting(over)).status == "held"


async def test_the_card_offers_to_set_it_right_and_pressing_twice_does_it_once(over: House) -> None:
    card = await not_held(over)
    posts = len(over.channel())
    seil = over.person("USEIL")
    shown = copy.deepcopy(card)
    await seil.click(shown, "meetings.took_place")
    await over.hub.replay(over.hub.last_request)
    await over.settle()
    assert "counts for Term 2 again" in over.said_to("USEIL")[-1]["text"]
    assert "did not take place" not in words(next(m for m in over.channel() if m["ts"] == card["ts"]))
    assert len(over.channel()) == posts, "the card changes in its place, and nothing is posted"
    assert len(over.said_to("USEIL")) == 1
    asker, meeting = await over.asker("USEIL"), await the_meeting(over)
    with refused(Gone, "counts already"):
        await over.services.meetings.minutes.set_right(asker, meeting.id, over.now)
    assert await number_in_term(over) == 1


async def test_the_list_of_meetings_offers_it_to_those_who_may_and_tells_the_others_who_could(over: House) -> None:
    card = await not_held(over)
    for user in ("UCHAIR", "ULEE"):
        await over.person(user).command(sample.MERRI_BEK, "/cop-meeting")
    await over.settle()
    assert "meetings.took_place" in words(over.said_to("UCHAIR")[-1])
    assert "Did not take place" in words(over.said_to("ULEE")[-1])
    assert "meetings.took_place" not in words(over.said_to("ULEE")[-1])
    await over.person("ULEE").click(card, "meetings.took_place")
    await over.settle()
    assert "Only the chair, the executive or the SEIL" in over.said_to("ULEE")[-1]["text"]
    assert (await the_meeting(over)).status == "not_held"


def asked_for_minutes(house: House) -> list[str]:
    return [m["text"] for m in house.dm("UCHAIR") if "Friday 17 April" in m["text"]]


async def test_minutes_are_asked_for_as_usual_where_it_is_set_right_the_same_day(over: House) -> None:
    await not_held(over)
    meeting, chair = await the_meeting(over), await over.asker("UCHAIR")
    await over.services.meetings.minutes.set_right(chair, meeting.id, over.now)
    await over.go_to("2026-04-20 12:00")
    assert len(asked_for_minutes(over)) == 1
    assert "How did the meeting" in asked_for_minutes(over)[0]


async def test_what_was_missed_meanwhile_is_not_asked_for_at_once(over: House) -> None:
    await not_held(over)
    meeting, chair = await the_meeting(over), await over.asker("UCHAIR")
    await over.go_to("2026-04-22 12:00")
    await over.services.meetings.minutes.set_right(chair, meeting.id, over.now)
    await over.go_to("2026-04-24 12:00")
    assert asked_for_minutes(over) == [], "who set it right was offered the minutes then"
    await over.go_to("2026-04-28 12:00")
    assert len(asked_for_minutes(over)) == 1
    assert "still missing" in asked_for_minutes(over)[0]
