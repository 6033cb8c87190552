"""Weeks with a clock that speaks Melbourne's time, +10:00 and then +11:00, while Slack asks to wait now and then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import BindParameter, event
from sqlalchemy.sql import visitors
from sqlalchemy.types import DateTime

from bot.clock import in_utc
from bot.timelapse import TimeLapse
from facts.meeting_wishes import Understood
from storage.database import Database
from tests.house import MELBOURNE, House, melbourne, open_house


@contextmanager
def moments_without_a_type(database: Database) -> Iterator[list[str]]:
    """The statements that bind a moment as anything but the columns' own type, which makes it UTC."""
    found: list[str] = []

    def look(_connection: Any, statement: Any, *_: Any) -> None:
        if not hasattr(statement, "get_children"):
            return
        for part in visitors.iterate(statement):
            if isinstance(part, BindParameter) and isinstance(part.type, DateTime):
                found.append(str(statement))

    event.listen(database.engine.sync_engine, "before_execute", look)
    try:
        yield found
    finally:
        event.remove(database.engine.sync_engine, "before_execute", look)


async def live(house: House, until: str) -> None:
    """Go on to that moment by a clock that speaks the time of Melbourne."""
    lapse = TimeLapse(house.services, lambda: house.local, lambda at: house.world.clock.set(at.timestamp()))
    await lapse.go_to(melbourne(until).astimezone(MELBOURNE))


@pytest.mark.both_databases
async def test_weeks_by_a_clock_that_does_not_speak_utc(database_url: str) -> None:
    """From term 3 into term 4 of 2026; the clock goes forward on Sunday 4 October."""
    async with open_house(database_url, melbourne("2026-09-14 12:00")) as house:
        await house.close_others()
        booking, asker, network = house.services.meetings.booking, await house.asker("UCHAIR"), await house.network()
        with moments_without_a_type(house.database) as found:
            understood = await booking.understand(asker, network.id, "Thu 17 September 2pm at the hall", house.local)
            assert isinstance(understood, Understood)
            await booking.book(asker, network.id, understood.uid, understood.wish, house.local)
            for day in ("2026-09-15", "2026-09-17", "2026-10-06", "2026-10-14"):
                house.faults.rate_limit("chat.postMessage", times=3, retry_after=1)
                await live(house, f"{day} 17:30")
                assert (await house.services.delivery.counts()).get("pending", 0) == 0, "nothing waits for hours"
        assert house.faults.struck, "Slack did ask to wait"
        assert found == []
        late = [moment for moment in posted(house) if moment.second > 20 or moment.minute not in (0, 30)]
        assert late == [], "a second's wait is a second's wait"
        assert any("When does Merri-bek meet this term?" in m["text"] for m in house.channel()), "as term 4 starts"


def posted(house: House) -> list[datetime]:
    """When the bot posted anything to anybody."""
    every = [message for channel in house.world.channels.values() for message in channel.messages]
    return [
        datetime.fromtimestamp(float(message["ts"]), UTC).astimezone(MELBOURNE)
        for message in every
        if message.get("bot_id")
    ]


@pytest.mark.both_databases
async def test_a_gate_that_is_held_opens_when_slack_said(house: House) -> None:
    """The wait is a wait of one second, in whatever zone the moment is told."""
    async with house.database.read() as session:
        from storage import rate_limits as gates

        assert await gates.next_passage(session) is None
    house.faults.rate_limit("chat.postMessage", times=1, retry_after=1)
    await live(house, "2026-04-20 08:30")
    due = await house.services.delivery.next_due()
    assert due is None or due - house.now < timedelta(minutes=1)


def test_the_bots_clock_speaks_utc_whatever_it_is_given() -> None:
    moment = melbourne("2026-05-14 14:00").astimezone(MELBOURNE)
    assert in_utc(lambda: moment)() == moment
    assert in_utc(lambda: moment)().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        in_utc(lambda: moment.replace(tzinfo=None))()
