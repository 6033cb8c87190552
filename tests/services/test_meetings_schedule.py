"""What the schedule says about meetings by itself, lived through with the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.policies import Role
from facts.meeting_wishes import Understood, Wish
from services.meetings.minutes import MinutesWritten
from storage import networks as network_rows
from storage.models import Network
from storage.models.meetings import Meeting
from tests.house import MELBOURNE, House, melbourne, open_house

ASKED, NO_MEETING = "has started. When does Merri-bek meet", "Merri-bek has no Term 2 meeting"
HELP_ASKED = "I have asked your SEIL"
WEEK_AHEAD = "is a week away"
NEAR = ("The meeting is tomorrow", "The next meeting is on")


@asynccontextmanager
async def living(database_url: str, start: str, **network: Any) -> AsyncIterator[House]:
    """The house from a moment on, with Merri-bek's meetings and as little else as possible."""
    async with open_house(database_url, melbourne(start)) as house:
        async with house.database.write() as session:
            for found in await network_rows.all_networks(session):
                found.weekly_pulse = False
                found.status = "active" if found.name == "Merri-bek" else "closed"
                for name, value in network.items():
                    setattr(found, name, value)
        yield house


async def book(house: House, text: str) -> Meeting:
    """Book as the chair would, without the clicks."""
    booking, asker, network = house.services.meetings.booking, await house.asker("UCHAIR"), await house.network()
    found = await booking.understand(asker, network.id, text, house.now)
    assert isinstance(found, Understood), found
    await booking.book(asker, network.id, found.uid, found.wish, house.now)
    async with house.database.read() as session:
        meeting = await session.scalar(select(Meeting).where(Meeting.uid == found.uid))
    assert meeting is not None
    return meeting


def said(messages: list[dict[str, Any]], *phrases: str) -> list[str]:
    """When messages with one of these phrases were posted, as "2026-05-14 08:30" in Melbourne."""
    found = [m for m in messages if any(phrase in m["text"] for phrase in phrases)]
    moments = [datetime.fromtimestamp(float(m["ts"]), UTC) for m in found]
    return [moment.astimezone(MELBOURNE).strftime("%Y-%m-%d %H:%M") for moment in moments]


@pytest.mark.parametrize(
    ("minimum", "booked", "asked", "why"),
    [
        (1, [], ["2026-04-20 08:30"], "none is booked"),
        (1, ["Thu 14 May 2pm"], [], "enough are booked"),
        (2, ["Thu 14 May 2pm"], ["2026-04-20 08:30"], "one of two is booked"),
        (0, [], [], "the network wants none"),
    ],
)
async def test_channel_is_asked_on_the_first_school_day_of_the_term(
    database_url: str, minimum: int, booked: list[str], asked: list[str], why: str
) -> None:
    async with living(database_url, "2026-04-17 12:00", min_meetings=minimum) as house:
        for text in booked:
            await book(house, text)
        await house.go_to("2026-04-20 17:00")
        assert said(house.channel(), ASKED) == asked, why
        if minimum == 2:
            (text,) = [m["text"] for m in house.channel() if ASKED in m["text"]]
            assert "at least twice a term, and one is booked so far" in text


@pytest.mark.parametrize(
    ("set_up", "asked", "why"),
    [
        ("2026-04-29 11:00", ["2026-04-29 11:00"], "in posting hours: at once"),
        ("2026-04-29 20:00", ["2026-04-30 08:30"], "in the evening: the next morning"),
        ("2026-05-01 20:00", [], "the weekend before week 3: the chair is asked instead"),
        ("2026-05-06 11:00", [], "in week 3 it is too late"),
    ],
)
async def test_network_set_up_during_the_term_is_asked_on_its_next_posting_moment(
    database_url: str, set_up: str, asked: list[str], why: str
) -> None:
    async with living(database_url, set_up) as house:
        await house.go_to("2026-05-06 12:00")
        assert said(house.channel(), ASKED) == asked, why


async def test_chair_is_nudged_when_week_three_has_no_meeting(database_url: str) -> None:
    async with living(database_url, "2026-05-01 12:00") as house:
        await house.go_to("2026-05-05 17:00")
        assert said(house.dm("UCHAIR"), NO_MEETING) == ["2026-05-04 08:30"]
        assert said(house.dm("USEIL"), NO_MEETING) == []


async def test_a_nudge_that_was_missed_names_the_week_in_which_it_comes(database_url: str) -> None:
    async with living(database_url, "2026-04-30 12:00") as house:
        house.bot_was_away_until("2026-05-11 08:00")
        await house.go_to("2026-05-11 12:00")
        assert said(house.dm("UCHAIR"), NO_MEETING) == ["2026-05-11 08:30"]
        assert "It is week 4" in house.dm("UCHAIR")[-1]["text"]


async def test_chair_and_seil_are_asked_apart_and_openly_in_week_six(database_url: str) -> None:
    async with living(database_url, "2026-05-22 12:00") as house:
        await house.go_to("2026-05-26 17:00")
        assert said(house.dm("UCHAIR"), HELP_ASKED) == ["2026-05-25 08:30"]
        assert said(house.dm("USEIL"), NO_MEETING) == ["2026-05-25 08:30"]
        assert house.dm("UCHAIR", "USEIL") == []
        assert "Its chair knows" in next(m["text"] for m in house.dm("USEIL") if NO_MEETING in m["text"])


@pytest.mark.parametrize(
    ("minimum", "booked", "chair_hears", "seil_hears", "why"),
    [
        (0, 0, 0, 0, "the network wants none"),
        (1, 0, 2, 1, "none of one"),
        (1, 1, 0, 0, "one of one is enough"),
        (2, 1, 2, 1, "one of two silences nobody"),
        (2, 2, 0, 0, "two of two are enough"),
    ],
)
async def test_weeks_three_and_six_ask_while_fewer_are_booked_than_the_network_wants(
    database_url: str, minimum: int, booked: int, chair_hears: int, seil_hears: int, why: str
) -> None:
    async with living(database_url, "2026-05-01 12:00", min_meetings=minimum) as house:
        for text in ("Thu 18 June 2pm", "Tue 23 June 2pm")[:booked]:
            await book(house, text)
        await house.go_to("2026-05-26 17:00")
        lacking = f"Merri-bek has {booked} of at least {minimum} Term 2 meetings" if booked else NO_MEETING
        asked = ["2026-05-04 08:30", "2026-05-25 08:30"]
        assert said(house.dm("UCHAIR"), lacking) == asked[:chair_hears], why
        assert said(house.dm("USEIL"), lacking) == asked[1:][:seil_hears], why


async def test_executive_is_nudged_while_the_network_has_no_chair(database_url: str) -> None:
    async with living(database_url, "2026-05-01 12:00") as house:
        async with house.database.write() as session:
            network = await house.network()
            for membership in await network_rows.memberships(session, network.id, [Role.CHAIR]):
                membership.until = house.now
        await house.go_to("2026-05-05 17:00")
        assert said(house.dm("UCHAIR"), NO_MEETING) == []
        assert said(house.dm("UEXEC1"), NO_MEETING) == ["2026-05-04 08:30"]
        await house.go_to("2026-05-25 17:00")
        assert "its executive knows" in next(m["text"] for m in house.dm("USEIL") if NO_MEETING in m["text"])
        await house.person("USEIL").command(sample.MERRI_BEK, "/cop-desk")
        await house.settle()
        assert "nobody chairs it" in str(house.said_to("USEIL")[-1])


async def test_a_meeting_in_the_night_of_an_outage_is_caught_up_in_posting_hours(database_url: str) -> None:
    """The bot was away over the first school day, and comes back in the evening."""
    async with living(database_url, "2026-04-20 20:00", created_at=melbourne("2026-04-01 12:00")) as house:
        await house.go_to("2026-04-21 17:00")
        assert said(house.channel(), ASKED) == ["2026-04-21 08:30"]


@pytest.mark.parametrize(
    ("now", "typed", "week", "near", "why"),
    [
        ("2026-05-07 12:00", "Mon 18 May 2pm", ["2026-05-11 08:30"], ["2026-05-15 08:30"], "booked well ahead"),
        ("2026-05-11 07:00", "Mon 18 May 2pm", [], ["2026-05-15 08:30"], "booked a week ahead: one reminder"),
        ("2026-05-15 09:00", "Mon 18 May 2pm", [], [], "booked after the last reminder would have gone out"),
    ],
)
async def test_channel_is_reminded_a_week_and_a_school_day_before(
    database_url: str, now: str, typed: str, week: list[str], near: list[str], why: str
) -> None:
    async with living(database_url, now) as house:
        await book(house, typed)
        await house.go_to("2026-05-18 13:00")
        assert said(house.channel(), WEEK_AHEAD) == week, why
        assert said(house.channel(), *NEAR) == near, why


async def test_a_meeting_in_the_first_week_of_term_is_never_said_to_be_a_week_away(database_url: str) -> None:
    async with living(database_url, "2026-06-22 12:00") as house:
        await book(house, "Fri 17 July 2pm")
        await house.go_to("2026-07-17 13:00")
        assert said(house.channel(), "is coming up") == ["2026-07-13 08:30"]
        assert said(house.channel(), WEEK_AHEAD) == []


async def test_a_moved_meeting_is_reminded_of_at_its_new_time_only(database_url: str) -> None:
    async with living(database_url, "2026-05-04 12:00") as house:
        meeting = await book(house, "Thu 14 May 2pm")
        await house.go_to("2026-05-08 10:00")
        assert said(house.channel(), WEEK_AHEAD) == ["2026-05-07 08:30"]
        wish = Wish(date(2026, 5, 19), time(9), agenda="As it was")
        await house.services.meetings.changing.change(await house.asker("UCHAIR"), meeting.id, wish, house.now)
        await house.go_to("2026-05-19 08:45")
        assert said(house.channel(), "was to be on Thursday 14 May, 2 pm. It has moved to Tuesday 19 May")
        assert said(house.channel(), WEEK_AHEAD) == ["2026-05-12 08:30"]
        assert said(house.channel(), *NEAR) == ["2026-05-18 08:30"]


def buttons(messages: list[dict[str, Any]], prefix: str) -> list[str]:
    """The buttons of messages whose action ids start so."""
    elements = (e for m in messages for b in m.get("blocks", []) for e in b.get("elements", []))
    return [e["action_id"] for e in elements if str(e.get("action_id", "")).startswith(prefix)]


async def test_no_button_to_answer_stays_once_the_meeting_has_started(database_url: str) -> None:
    async with living(database_url, "2026-05-04 12:00") as house:
        await book(house, "Thu 14 May 2pm")
        await house.go_to("2026-05-14 13:00")
        assert len(buttons(house.channel(), "meetings.answer")) == 9, "the card and two reminders"
        await house.go_to("2026-05-14 14:00")
        assert buttons(house.channel(), "meetings.answer") == []
        assert len(said(house.channel(), "Answers are closed")) == 2


@pytest.mark.parametrize("ends", ["moved", "cancelled"])
async def test_old_reminders_lose_their_buttons_when_the_meeting_is_moved_or_cancelled(
    database_url: str, ends: str
) -> None:
    async with living(database_url, "2026-05-04 12:00") as house:
        meeting = await book(house, "Thu 14 May 2pm")
        await house.go_to("2026-05-08 10:00")
        changing, chair = house.services.meetings.changing, await house.asker("UCHAIR")
        if ends == "moved":
            await changing.change(chair, meeting.id, Wish(date(2026, 5, 19), time(9), agenda=""), house.now)
        else:
            await changing.cancel(chair, meeting.id, house.now)
        await house.go_to("2026-05-08 10:01")
        left = buttons(house.channel(), "meetings.answer")
        assert len(left) == (6 if ends == "moved" else 0), "the card and the news of the move still ask"


async def test_questions_are_answered_by_what_is_booked_and_written(database_url: str) -> None:
    async with living(database_url, "2026-05-01 12:00") as house:
        await house.go_to("2026-05-04 12:00")
        assert len(buttons(house.dm("UCHAIR"), "meetings.open_form")) == 1
        meeting = await book(house, "Tue 5 May 2pm")
        await house.go_to("2026-05-06 12:00")
        assert buttons(house.dm("UCHAIR"), "meetings.open_form") == []
        assert said(house.dm("UCHAIR"), "Merri-bek's Term 2 meetings are booked")
        assert len(buttons(house.dm("UCHAIR"), "meetings.write_minutes")) == 1
        written = MinutesWritten(held=True, summary="We looked at writing.")
        await house.services.meetings.minutes.save(await house.asker("UCHAIR"), meeting.id, written, house.now)
        await house.go_to("2026-05-06 12:05")
        assert buttons(house.dm("UCHAIR"), "meetings.write_minutes") == []
        assert said(house.dm("UCHAIR"), "The minutes of the meeting on Tuesday 5 May are written")


async def test_a_cancelled_meeting_is_not_reminded_of_nor_are_its_minutes_asked(database_url: str) -> None:
    async with living(database_url, "2026-05-12 12:00") as house:
        meeting = await book(house, "Thu 14 May 2pm")
        await house.services.meetings.changing.cancel(await house.asker("UCHAIR"), meeting.id, house.now)
        await house.go_to("2026-05-15 17:00")
        assert said(house.channel(), WEEK_AHEAD, *NEAR) == []
        assert said(house.dm("UCHAIR"), "How did the meeting") == []


async def test_chair_is_asked_for_minutes_the_next_school_day_and_once_more(database_url: str) -> None:
    async with living(database_url, "2026-05-15 12:00") as house:
        await book(house, "Fri 15 May 2pm")
        await house.go_to("2026-06-02 17:00")
        assert said(house.dm("UCHAIR"), "How did the meeting") == ["2026-05-18 08:30"]
        assert said(house.dm("UCHAIR"), "are still missing") == ["2026-05-25 08:30"]


async def test_agenda_of_a_year_shows_every_terms_asking(database_url: str) -> None:
    async with living(database_url, "2026-04-17 12:00") as house:
        await book(house, "Thu 14 May 2pm")
        agenda = await house.services.schedule.agenda("Merri-bek", house.now, melbourne("2027-03-31 12:00"))
    assert agenda is not None
    asked = [due.key for due in agenda if due.kind == "meetings.ask"]
    assert asked == ["2026-T2", "2026-T3", "2026-T4", "2027-T1"]
    assert "The channel is reminded of the meeting on Thursday 14 May, a week ahead" in [due.what for due in agenda]


async def test_schedule_goes_on_past_the_calendars_last_day(database_url: str) -> None:
    """A meeting on the last day that the calendar knows stops nothing else."""
    async with living(database_url, "2030-12-18 12:00") as house:
        network: Network = await house.network()
        await book(house, "Fri 20 Dec 2030 2pm")
        await house.go_to("2030-12-19 12:00")
        assert len(said(house.channel(), *NEAR)) == 1
        await house.go_to("2030-12-21 12:00")
        assert network.status == "active"
