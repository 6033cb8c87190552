"""After a meeting is cancelled: another can be booked from where that is told."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from facts.meeting_wishes import Understood
from storage.models.meetings import Meeting
from tests.house import House, melbourne


async def cancel(house: House) -> dict[str, Any]:
    """The chair books and cancels a meeting; returns the news of it in the channel."""
    asker, network = await house.asker("UCHAIR"), await house.network()
    booking = house.services.meetings.booking
    found = await booking.understand(asker, network.id, "Thu 14 May 2pm at Coburg PS", house.now)
    assert isinstance(found, Understood)
    await booking.book(asker, network.id, found.uid, found.wish, house.now)
    await house.settle()
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-meeting")
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.cancel")
    await house.settle()
    return next(m for m in house.channel() if "is cancelled" in m["text"])


async def meetings(house: House) -> list[tuple[str, Any]]:
    async with house.database.read() as session:
        return [(m.status, m.starts_at) for m in await session.scalars(select(Meeting).order_by(Meeting.id))]


async def test_another_is_booked_from_the_news_in_the_channel_and_once(house: House) -> None:
    news = await cancel(house)
    executive = house.person("UEXEC1")
    await executive.click(news, "meetings.open_form")
    await house.settle()
    assert executive.view["title"]["text"] == "Book a meeting"
    await executive.submit(executive.view, {"date": "2026-05-21"})
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert await meetings(house) == [
        ("cancelled", melbourne("2026-05-14 14:00")),
        ("booked", melbourne("2026-05-21 14:00")),
    ]


async def test_whoever_cancelled_is_offered_the_form_as_well(house: House) -> None:
    await cancel(house)
    chair = house.person("UCHAIR")
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.open_form")
    await house.settle()
    assert chair.view["title"]["text"] == "Book a meeting"


@pytest.mark.parametrize("user", ["ULEE", "UCHEN"])
async def test_others_who_press_the_button_are_told_who_can_book(house: House, user: str) -> None:
    news = await cancel(house)
    person = house.person(user)
    await person.click(news, "meetings.open_form")
    await house.settle()
    assert not person.views
    assert "Only the chair, the executive or the SEIL can book" in house.said_to(user)[-1]["text"]
