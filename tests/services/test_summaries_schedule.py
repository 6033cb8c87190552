"""The summary that comes by itself as a half-year ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.models import Membership, Occasion
from tests.handlers.summary_story import tell_story
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

FRIDAY = "2026-06-19 16:00"
"""Before the last school week of Term 2."""
MONDAY = "2026-06-22 08:30"
HEAD = "*Semester 1, 2026 ends soon. Here is where Merri-bek stands.*"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The sample networks on FRIDAY, with half a year behind Merri-bek."""
    async with house_after(half_a_year_passed, url=database_url, start=melbourne(FRIDAY)) as (found, _):
        yield found


async def half_a_year_passed(house: House) -> None:
    await house.close_others()
    await tell_story(house)


def summaries_to(house: House, who: str) -> list[dict[str, Any]]:
    return [message for message in house.dm(who) if message["text"] == HEAD]


async def outcomes(house: House) -> list[tuple[str, str, str]]:
    """Key, outcome and reason of each half-year's occasion of Merri-bek."""
    network = await house.network()
    async with house.database.read() as session:
        rows = await session.scalars(
            select(Occasion).where(Occasion.kind == "summaries.half_year", Occasion.network_id == network.id)
        )
        return [(row.key, row.outcome, row.reason) for row in rows]


async def test_chair_and_seil_hear_once_where_the_network_stands_as_the_half_year_ends(house: House) -> None:
    await house.go_to("2026-06-22 08:29")
    assert summaries_to(house, "UCHAIR") == []
    await house.go_to("2026-06-26 16:00")
    for who in ("UCHAIR", "USEIL"):
        [message] = summaries_to(house, who)
        assert float(message["ts"]) == pytest.approx(melbourne(MONDAY).timestamp(), abs=60)
        assert any(block["type"] == "image" for block in message["blocks"])
    for who in ("UEXEC1", "ULEE", "UAREA", "UCENTRAL"):
        assert summaries_to(house, who) == []
    assert await outcomes(house) == [("2026-S1", "fired", "")]


async def test_after_a_short_outage_it_comes_at_the_next_posting_hour(house: House) -> None:
    house._clock.set(melbourne("2026-06-23 19:00").timestamp())
    await house.go_to("2026-06-24 08:29")
    assert summaries_to(house, "UCHAIR") == []
    await house.go_to("2026-06-24 08:31")
    assert len(summaries_to(house, "UCHAIR")) == 1


async def test_once_the_term_is_over_it_is_skipped_as_too_late(house: House) -> None:
    house._clock.set(melbourne("2026-06-28 12:00").timestamp())
    await house.go_to("2026-06-28 12:01")
    assert summaries_to(house, "UCHAIR") == []
    [(key, outcome, reason)] = await outcomes(house)
    assert (key, outcome) == ("2026-S1", "skipped")
    assert "too late" in reason


async def test_whoever_stepped_down_between_planning_and_sending_gets_none(house: House) -> None:
    house._clock.set(melbourne("2026-06-22 19:00").timestamp())
    await house.go_to("2026-06-22 19:01")
    async with house.database.write() as session:
        ended = update(Membership).where(Membership.person_id == person_id("UCHAIR"))
        await session.execute(ended.values(until=house.now))
    await house.go_to("2026-06-23 09:00")
    assert summaries_to(house, "UCHAIR") == []
    assert len(summaries_to(house, "USEIL")) == 1


async def test_agenda_tells_of_both_half_years_a_year_ahead(house: House) -> None:
    due = await house.services.schedule.agenda("Merri-bek", melbourne(FRIDAY), melbourne("2027-06-20 12:00"))
    assert due is not None
    found = [(item.at, item.key, item.what) for item in due if item.kind == "summaries.half_year"]
    what = "The half-year's summary goes to chair and SEIL"
    assert found == [
        (melbourne(MONDAY), "2026-S1", what),
        (melbourne("2026-12-14 08:30"), "2026-S2", what),
    ]
