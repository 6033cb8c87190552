"""The bot was away. What still makes sense is caught up at a courteous hour, the rest is skipped with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from facts.meeting_wishes import Understood
from storage.models import Occasion
from tests.house import MELBOURNE, House, melbourne, open_house

TOO_LATE = "missed while the bot was not running, and too late now"


def moments(messages: Sequence[dict[str, Any]], phrase: str) -> list[str]:
    """When messages with this phrase were posted, in Melbourne."""
    found = [datetime.fromtimestamp(float(m["ts"]), UTC) for m in messages if phrase in m["text"]]
    return [moment.astimezone(MELBOURNE).strftime("%a %Y-%m-%d %H:%M") for moment in found]


async def outcome(house: House, kind: str, key: str) -> tuple[str, str]:
    """How an occasion of Merri-bek's ended, and why."""
    network = await house.network()
    async with house.database.read() as session:
        query = select(Occasion).where(Occasion.network_id == network.id, Occasion.kind == kind)
        found = [row for row in await session.scalars(query) if row.key.startswith(key)]
    assert len(found) == 1, "each falls due once, however long the bot was away"
    return found[0].outcome, found[0].reason


@pytest.mark.parametrize(
    ("back", "asked", "why"),
    [
        ("2026-04-22 14:00", ["Wed 2026-04-22 14:00"], "in posting hours: at once"),
        ("2026-04-22 21:00", ["Thu 2026-04-23 08:30"], "in the evening: the next morning"),
        ("2026-04-25 11:00", ["Mon 2026-04-27 08:30"], "on Saturday and Anzac Day: on Monday"),
        ("2026-05-04 09:00", [], "in week 3 the chair is written to instead"),
    ],
)
async def test_away_over_the_start_of_term(house: House, back: str, asked: list[str], why: str) -> None:
    house.bot_was_away_until(back)
    await house.go_to("2026-05-05 12:00")
    assert moments(house.channel(), "Term 2 has started") == asked, why
    expected = ("fired", "") if asked else ("skipped", TOO_LATE)
    assert await outcome(house, "meetings.ask", "2026-T2") == expected


@pytest.mark.weekly_pulse
async def test_away_over_the_close_of_a_pulse_check(house: House) -> None:
    await house.go_to("2026-04-28 12:00")
    house.bot_was_away_until("2026-05-09 13:00")
    await house.go_to("2026-05-12 12:00")
    told = [m for m in house.channel() if "so nothing is shown or kept" in m["text"]]
    assert moments(told, "") == ["Mon 2026-05-11 08:30"], "not on the Saturday on which the bot was back"
    assert await outcome(house, "pulses.close", "pulse-") == ("fired", "")
    assert await outcome(house, "pulses.weekly", "2026-T2-W03") == ("skipped", TOO_LATE)
    assert await outcome(house, "pulses.weekly", "2026-T2-W04") == ("fired", ""), "and the weeks go on"


async def test_away_over_the_close_of_the_self_assessment(house: House) -> None:
    await house.jump("2026-05-18 12:00")
    house.bot_was_away_until("2026-06-10 20:00")
    await house.settle()
    assert await outcome(house, "assessments.close", "assessment-") == ("fired", ""), "counted as soon as it is back"
    before = len(house.dm("UCHAIR"))
    await house.go_to("2026-06-11 12:00")
    told = moments(house.dm("UCHAIR")[before:], "self-assessment")
    assert told == ["Thu 2026-06-11 08:30"]
    assert await outcome(house, "assessments.remind", "assessment-1:2026-06-02") == ("skipped", TOO_LATE)


@pytest.mark.parametrize(
    ("back", "week", "day", "why"),
    [
        ("2026-05-07 15:00", ["Thu 2026-05-07 15:00"], ["Wed 2026-05-13 08:30"], "the same day: it is a week away"),
        ("2026-05-11 09:00", [], ["Wed 2026-05-13 08:30"], "it is no week away any more"),
        ("2026-05-14 09:00", [], ["Thu 2026-05-14 09:00"], "the morning of the meeting: it says today"),
        ("2026-05-14 15:00", [], [], "it has begun"),
    ],
)
async def test_away_over_a_meetings_reminders(
    house: House, back: str, week: list[str], day: list[str], why: str
) -> None:
    booking, asker, network = house.services.meetings.booking, await house.asker("UCHAIR"), await house.network()
    found = await booking.understand(asker, network.id, "Thu 14 May 2pm", house.now)
    assert isinstance(found, Understood)
    await booking.book(asker, network.id, found.uid, found.wish, house.now)
    await house.jump("2026-05-06 12:00")
    house.bot_was_away_until(back)
    await house.go_to(max(back, "2026-05-14 13:30"))  # once it has begun they change their words
    assert moments(house.channel(), "is a week away") == week, why
    assert moments(house.channel(), "The meeting is t") == day, why
    assert "today" in str(house.channel()) or not back.startswith("2026-05-14 09")


@pytest.mark.weekly_pulse
async def test_a_whole_term_away_ends_in_no_flood(house: House) -> None:
    """Back in the third week of the next term: one morning's worth of posts, about what is due now."""
    house.bot_was_away_until("2026-07-27 21:00")
    await house.go_to("2026-07-28 12:00")
    assert len(house.channel()) == 1, "the week's pulse check"
    assert [m["text"][:50] for m in house.dm("UCHAIR")] == ["*Merri-bek has no Term 3 meeting booked yet.* It i"]
    assert await outcome(house, "summaries.half_year", "2026-S1") == ("skipped", TOO_LATE)


@pytest.mark.parametrize(
    ("start", "kind", "until", "days"),
    [
        # The clock goes forward on Sunday 4 October 2026, between terms, and back on Sunday 4 April 2027.
        ("2026-09-04 12:00", "pulses.weekly", "2026-10-14 12:00", ["Tue 2026-09-08 08:30", "Tue 2026-10-13 08:30"]),
        ("2026-10-01 12:00", "meetings.ask", "2026-10-06 12:00", ["Mon 2026-10-05 08:30"]),
        ("2027-03-19 12:00", "pulses.weekly", "2027-04-21 12:00", ["Tue 2027-03-23 08:30", "Tue 2027-04-20 08:30"]),
    ],
)
async def test_posting_hour_stays_when_the_clocks_change(
    database_url: str, start: str, kind: str, until: str, days: list[str]
) -> None:
    async with open_house(database_url, melbourne(start), weekly_pulse=True) as house:
        await house.close_others()
        agenda = await house.services.schedule.agenda("Merri-bek", house.now, melbourne(until)) or []
        planned = [due.at.astimezone(MELBOURNE).strftime("%a %Y-%m-%d %H:%M") for due in agenda if due.kind == kind]
        assert planned[0] == days[0]
        assert planned[-1] == days[-1]
        await house.go_to(until)
        posted = moments(house.channel(), "")
        assert posted
        assert all(moment.endswith("08:30") for moment in posted), "in summer time and out of it"
