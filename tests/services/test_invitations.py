"""Those who see only their channel when somebody names them: one direct message, and a notification where wanted."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot import sample
from facts.meeting_wishes import Wish
from storage import meetings
from storage import networks as network_rows
from tests.house import House
from tests.services.test_meetings_schedule import book, living, said

ARE_YOU_COMING = "Are you coming to Merri-bek's meeting on"
EVERYBODY = {"UCHAIR", "UEXEC1", "UEXEC2", "UCHEN", "ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH", "UCOOPER", "USEIL"}
LIVELY = "<!channel> @channel <!here>"


def asked(house: House, who: str) -> list[str]:
    return said(house.dm(who), ARE_YOU_COMING)


async def test_whoever_has_not_answered_is_asked_once_five_school_days_before(database_url: str) -> None:
    async with living(database_url, "2026-04-20 10:00") as house:
        meeting = await book(house, "Thu 14 May 2pm at Coburg Lake PS")
        for who, answer in (("ULEE", "yes"), ("UROSSI", "no"), ("UCHEN", "maybe")):
            await house.services.meetings.answering.answer(await house.asker(who), meeting.id, answer, house.now)
        await house.go_to("2026-05-07 08:29")
        assert {who for who in EVERYBODY if asked(house, who)} == set()
        await house.go_to("2026-05-07 09:00")
        silent = EVERYBODY - {"ULEE", "UROSSI", "UCHEN"}
        assert {
            who: asked(house, who) for who in EVERYBODY | {"UAREA", "UCENTRAL", "UBIANCHI"} if asked(house, who)
        } == {who: ["2026-05-07 08:30"] for who in silent}
        [message] = [m for m in house.dm("UWALSH") if ARE_YOU_COMING in m["text"]]
        await house.person("UWALSH").click(message, "meetings.answer:yes")
        await house.go_to("2026-05-14 13:59")
        assert all(len(asked(house, who)) == 1 for who in silent), "never a second time"


async def test_a_meeting_that_is_moved_after_the_question_asks_nobody_a_second_time(database_url: str) -> None:
    async with living(database_url, "2026-04-20 10:00") as house:
        meeting = await book(house, "Thu 14 May 2pm")
        await house.go_to("2026-05-08 10:00")
        wish = Wish(date(2026, 5, 28), time(14), 90)
        await house.services.meetings.changing.change(await house.asker("UCHAIR"), meeting.id, wish, house.now)
        await house.go_to("2026-05-28 13:59")
        [message] = house.dm("ULEE")
        assert "It has moved to Thursday 28 May, 2 pm to 3:30 pm." in message["text"]


@pytest.mark.parametrize(
    ("booked_on", "meets", "moments", "why"),
    [
        ("2026-05-11 10:00", "Thu 14 May 2pm", [], "booked four school days before: the card is fresh"),
        ("2026-06-16 10:00", "Tue 14 July 2pm", ["2026-06-23 08:30"], "the holidays between do not count"),
        ("2026-06-16 10:00", "Mon 13 July 2pm", ["2026-06-22 08:30"], "nor is anybody asked in them"),
        ("2026-05-25 10:00", "Tue 9 June 2pm", ["2026-06-01 08:30"], "nor does the King's Birthday count"),
    ],
)
async def test_five_school_days_are_counted_on_the_calendar(
    database_url: str, booked_on: str, meets: str, moments: list[str], why: str
) -> None:
    async with living(database_url, booked_on) as house:
        meeting = await book(house, meets)
        await house.go_to(meeting.starts_at - timedelta(minutes=1))
        assert asked(house, "ULEE") == moments, why


async def test_who_answers_while_the_question_waits_to_be_sent_gets_none(database_url: str) -> None:
    async with living(database_url, "2026-04-20 10:00") as house:
        meeting = await book(house, "Thu 14 May 2pm")
        house.bot_was_away_until("2026-05-07 20:00")
        await house.services.schedule.tick(house.now)
        await house.services.meetings.answering.answer(await house.asker("ULEE"), meeting.id, "no", house.now)
        await house.go_to("2026-05-08 09:00")
        assert asked(house, "ULEE") == []
        assert asked(house, "UWALSH") == ["2026-05-08 08:30"]


# The whole channel


def named(messages: list[dict[str, Any]]) -> list[str]:
    """The messages in which the whole channel is named, by their text."""
    return [m["text"] for m in messages if "<!" in json.dumps([m["text"], m.get("blocks", [])])]


async def book_lively(house: House) -> int:
    wish = Wish(date(2026, 5, 14), time(14), 90, LIVELY, agenda=LIVELY)
    booking, network = house.services.meetings.booking, await house.network()
    await booking.book(await house.asker("UCHAIR"), network.id, "uid-lively", wish, house.now)
    await house.settle()
    async with house.database.read() as session:
        found = await meetings.by_uid(session, network.id, "uid-lively")
        assert found is not None
        return found.id


async def start_pulse(house: House) -> None:
    network, chair = await house.network(), await house.asker("UCHAIR")
    await house.services.pulses.start(chair, network.id, "trust", house.now)
    await house.settle()


async def test_nobody_is_notified_unless_the_network_wants_it(database_url: str) -> None:
    async with living(database_url, "2026-04-28 10:00") as house:
        await book_lively(house)
        await start_pulse(house)
        assert len(house.channel()) >= 2
        assert named(house.channel()) == [], "not even where what a person typed says so"


async def test_a_network_that_wants_it_is_notified_once_of_a_meeting_and_once_of_a_pulse(database_url: str) -> None:
    async with living(database_url, "2026-04-28 10:00") as house:
        anna = house.person("UCHAIR")
        await anna.command(sample.MERRI_BEK, "/cop-network", "settings")
        await house.bot.router.finish()
        assert (await anna.submit(anna.view, {"notify": ["yes"]})).ok
        async with house.database.read() as session:
            found = await network_rows.by_name(session, "Merri-bek")
            assert found is not None
            assert found.notify_channel
        meeting = await book_lively(house)
        [card] = named(house.channel())
        assert card == "<!channel> Term 2 network meeting: Thursday 14 May, 2 pm to 3:30 pm"
        posted = next(m for m in house.channel() if m["text"] == card)
        assert json.dumps(posted["blocks"]).count("<!") == 1, "nothing that was typed comes alive"
        await house.services.meetings.answering.answer(await house.asker("ULEE"), meeting, "yes", house.now)
        await house.settle()
        assert named(house.channel()) == [], "an update names nobody"
        await start_pulse(house)
        [pulse] = named(house.channel())
        assert pulse.startswith("<!channel> Pulse check, one question for our schools:")
        wish = Wish(date(2026, 5, 21), time(14), 90, LIVELY)
        await house.services.meetings.changing.change(await house.asker("UCHAIR"), meeting, wish, house.now)
        await house.settle()
        assert named(house.channel()) == [pulse], "nor does the news of a change"
