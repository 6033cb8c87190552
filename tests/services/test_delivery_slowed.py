"""An app whose look into history Slack slows (a call a minute, 15 messages): what is in doubt is still found, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import sample
from storage import deliveries
from tests.house import START, House, open_house
from tests.services.test_delivery import Sending


@pytest.fixture
async def slowed(database_url: str) -> AsyncIterator[Sending]:
    async with open_house(database_url, START, settings={"slack_history": "slowed"}) as house:
        house.world.history_slowed = True
        yield Sending(house)


async def chatter(house: House, number: int) -> None:
    """So many messages of people in the channel."""
    for count in range(number):
        house.world.post(sample.MERRI_BEK, {"type": "message", "user": "ULEE", "text": f"talk {count}"})


async def test_what_is_in_doubt_is_found_among_few_messages(slowed: Sending) -> None:
    slowed.house.faults.drop("chat.postMessage")
    await slowed.post("one")
    await slowed.run(90)
    assert slowed.texts() == ["words one"]
    assert ("conversations.history", "ratelimited") not in slowed.house.faults.struck


async def test_the_span_is_narrow_so_that_later_talk_does_not_matter(slowed: Sending) -> None:
    """The bot was away for two days of lively talk: only the minutes around the attempt are looked through."""
    delivery_id = await slowed.post("one")
    async with slowed.house.database.write() as session:
        await deliveries.claim_next(session, slowed.house.now, "a dead worker", timedelta(seconds=60))
    await slowed.pass_seconds(3600)
    await chatter(slowed.house, 300)
    await slowed.pass_seconds(2 * 86_400)
    before = slowed.house.now
    await slowed.run(5)
    assert (await slowed.row(delivery_id)).status == "sent"
    assert slowed.house.now - before < timedelta(minutes=1), "one look was enough"


async def test_more_than_a_page_is_read_at_the_pace_that_slack_allows(slowed: Sending) -> None:
    slowed.house.faults.drop("chat.postMessage")
    await chatter(slowed.house, 3)
    await slowed.post("one")
    await slowed.service.deliver_due(slowed.house.now)
    await chatter(slowed.house, 40)
    await slowed.run(300)
    assert slowed.texts().count("words one") == 1, "found on the third page, a minute a page"


async def test_many_in_doubt_take_turns(slowed: Sending) -> None:
    slowed.house.faults.drop("chat.postMessage", times=3)
    for person in ("ULEE", "UCHAIR", "UROSSI"):
        await slowed.tell(person, word=person)
    await slowed.service.deliver_due(slowed.house.now)
    await slowed.run(400)
    for person in ("ULEE", "UCHAIR", "UROSSI"):
        assert [m["text"] for m in slowed.house.dm(person)] == [f"words {person}"]
