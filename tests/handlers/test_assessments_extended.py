"""Giving an open self-assessment more time: who may, until when, who hears of it, and what the schedule does then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from storage.models.assessments import AssessmentRound
from tests.house import MELBOURNE, House, melbourne
from tests.kept import house_after

RATERS = ("UCHAIR", "UEXEC1", "UEXEC2", "USEIL")


async def jump(house: House, moment: str) -> None:
    """Move the clock in one step; what was due is caught up."""
    house.world.clock.set(melbourne(moment).timestamp())
    await house.settle()


FRIDAY = melbourne("2026-05-15 18:00")
"""The evening of 15 May: the self-assessment opens on Monday."""


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(House.settle, url=database_url, start=FRIDAY, both_networks=False) as (found, _):
        yield found


@pytest.fixture
async def rating(database_url: str) -> AsyncIterator[House]:
    async with house_after(until_reminded, url=database_url, start=FRIDAY, both_networks=False) as (house, _):
        yield house


async def until_reminded(house: House) -> None:
    """Wednesday 3 June, 10 am: it closes on Friday, and yesterday those who have not finished were reminded."""
    await jump(house, "2026-05-18 09:00")
    await jump(house, "2026-06-02 08:30")
    await jump(house, "2026-06-03 10:00")


async def the_round(house: House) -> AssessmentRound:
    network = await house.network()
    async with house.database.read() as session:
        return (await session.scalars(select(AssessmentRound).where(AssessmentRound.network_id == network.id))).one()


async def extend(house: House, closes: str, user_id: str = "UCHAIR") -> Any:
    """Type it, fill in the form, send it twice."""
    person = house.person(user_id)
    await person.command(sample.MERRI_BEK, "/cop-assess", "extend")
    await house.bot.router.finish()
    outcome = await person.submit(person.view, {"assessments.closes": closes})
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    return outcome


def said(messages: list[dict[str, Any]], phrase: str) -> list[str]:
    """When messages with this phrase were posted, in Melbourne."""
    moments = [datetime.fromtimestamp(float(m["ts"]), UTC) for m in messages if phrase in m["text"]]
    return [moment.astimezone(MELBOURNE).strftime("%m-%d %H:%M") for moment in moments]


def reminders(house: House, user_id: str) -> list[str]:
    dm = [m for m in house.dm(user_id) if "Merri-bek" in m["text"]]
    return sorted([*said(dm, "school days left"), *said(dm, "Today is the last day")])


async def test_the_channel_hears_once_and_reminders_and_close_follow_the_new_day(rating: House) -> None:
    outcome = await extend(rating, "2026-06-12")
    assert outcome.ok
    [news] = [m["text"] for m in rating.channel() if "stays open until" in m["text"]]
    assert "stays open until Friday 12 June, 5 pm" in news
    assert all(f"<@{user_id}>" in news for user_id in RATERS)
    await rating.go_to("2026-06-12 16:59")
    for user_id in RATERS:
        assert reminders(rating, user_id) == ["06-02 08:30", "06-09 08:30", "06-12 08:30"], "none on the old last day"
    assert (await the_round(rating)).status == "open"
    await rating.go_to("2026-06-12 17:01")
    assert (await the_round(rating)).status == "withheld"
    assert len([m for m in rating.channel() if "stays open until" in m["text"]]) == 1


async def test_chair_and_seil_find_it_in_the_form_and_in_the_reminder(rating: House) -> None:
    chair = rating.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-assess", "extend by another week, please")
    await rating.settle()
    assert '"initial_date": "2026-06-12"' in json.dumps(chair.view), "a week from the day on which it closes"
    await chair.close()
    await chair.command(sample.MERRI_BEK, "/cop-assess")
    await rating.settle()
    await chair.click(chair.view, "run.command:extend")
    await rating.settle()
    outcome = await chair.submit(chair.view)
    assert outcome.ok, "a week later is filled in"
    assert (await the_round(rating)).closes_at == melbourne("2026-06-15 17:00"), (
        "five school days without Monday 8 June"
    )
    for user_id in RATERS:
        reminder = next(m for m in rating.dm(user_id) if "school days left for" in m["text"].replace("*", ""))
        assert ("Give more time" in str(reminder["blocks"])) is (user_id in ("UCHAIR", "USEIL"))


async def test_others_may_not_extend_it(rating: House) -> None:
    found = await the_round(rating)
    for user_id in ("UEXEC1", "ULEE", "UCHEN", "UAREA", "UADMIN"):
        await rating.person(user_id).command(sample.MERRI_BEK, "/cop-assess", "extend")
        await rating.bot.router.finish()
        told = rating.said_to(user_id)[-1]["text"]
        assert "Only the chair or the SEIL can open, extend or close" in told, user_id
        asker = await rating.asker(user_id)
        with pytest.raises(Refused):
            await rating.services.assessments.by_hand.extend(asker, found.id, date(2026, 6, 12), rating.now)


DAYS_THAT_DO_NOT_FIT = [
    ("2026-06-05", "It closes on Friday 5 June as it is"),
    ("2026-06-13", "not a school day"),
    ("2026-06-29", "Choose a day up to Friday 26 June"),
]


async def test_days_that_do_not_fit_are_refused_at_the_field(rating: House) -> None:
    for closes, sentence in DAYS_THAT_DO_NOT_FIT:
        outcome = await extend(rating, closes)
        assert sentence in outcome.errors["assessments.closes"], closes
        await rating.person("UCHAIR").close()
    assert (await the_round(rating)).closes_at == melbourne("2026-06-05 17:00")


async def test_without_an_open_one_or_past_the_last_school_day_it_says_so(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-assess", "extend")
    await house.settle()
    assert "is open, so there is nothing to extend" in house.said_to("UCHAIR")[-1]["text"]
    await jump(house, "2026-06-03 10:00")
    await extend(house, "2026-06-26")
    await chair.close()
    await chair.command(sample.MERRI_BEK, "/cop-assess", "extend")
    await house.settle()
    assert "past the last school day of Semester 1, 2026" in house.said_to("UCHAIR")[-1]["text"]


async def test_nobody_is_reminded_of_the_new_day_at_the_moment_that_it_is_set(rating: House) -> None:
    await extend(rating, "2026-06-09")
    await rating.go_to("2026-06-09 12:00")
    for user_id in RATERS:
        assert reminders(rating, user_id) == ["06-02 08:30", "06-09 08:30"], "3 June is three school days before"


async def test_in_the_evening_the_news_waits_for_posting_hours_and_only_the_last_day_set_is_told(rating: House) -> None:
    await rating.go_to("2026-06-04 18:00")
    await extend(rating, "2026-06-10")
    seil = await extend(rating, "2026-06-11", "USEIL")
    assert seil.ok
    assert said(rating.channel(), "stays open until") == []
    assert "I tell the channel on Friday 5 June, 8:30 am" in str(rating.person("USEIL").view)
    await rating.go_to("2026-06-11 12:00")
    assert said(rating.channel(), "stays open until Thursday 11 June") == ["06-05 08:30"]
    assert said(rating.channel(), "stays open until") == ["06-05 08:30"]
    for user_id in RATERS:
        assert reminders(rating, user_id) == ["06-02 08:30", "06-11 08:30"], "not on the morning of the news"


async def test_more_time_given_while_it_closes_holds_or_is_refused(rating: House) -> None:
    found, chair = await the_round(rating), await rating.asker("UCHAIR")
    await jump(rating, "2026-06-05 16:00")
    rating.world.clock.set(found.closes_at.timestamp())
    extended, _ = await asyncio.gather(
        rating.services.assessments.by_hand.extend(
            chair, found.id, date(2026, 6, 12), found.closes_at - timedelta(seconds=1)
        ),
        rating.services.schedule.tick(found.closes_at),
        return_exceptions=True,
    )
    status = (await the_round(rating)).status
    assert status == ("withheld" if isinstance(extended, Gone) else "open")
    await jump(rating, "2026-06-12 18:00")
    assert (await the_round(rating)).status == "withheld", "it closes on its new day"
