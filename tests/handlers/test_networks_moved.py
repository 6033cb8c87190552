"""A channel that gets another id, since it was made private or shared with another organisation, is followed."""

from __future__ import annotations

from sqlalchemy import select

from bot import sample
from prompts.networks.cards import NetworkAction
from storage.models import Delivery
from tests.house import House

NEW = "CNEWID"


async def book(house: House, day: str = "Thu 14 May") -> None:
    """The chair books a meeting, so that the channel has a card."""
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-meeting", f"{day} 2pm at the hall")
    await house.settle()
    await chair.click(chair.ephemerals(sample.MERRI_BEK)[-1], "meetings.book")
    await house.settle()


async def test_a_network_goes_along_with_its_channel(house: House) -> None:
    await book(house)
    house.world.change_channel_id(sample.MERRI_BEK, NEW, private=True)
    await house.settle()
    network = await house.network()
    assert (network.channel_id, network.status) == (NEW, "active")
    [card, *_] = house.channel(NEW)
    await house.person("ULEE").click(card, "meetings.answer:yes")
    await house.settle()
    assert "1" in str(house.channel(NEW)[0]), "the card that was posted under the old id is still brought up to date"
    await house.go_to("2026-04-20 08:31")
    assert any("Term 2" in m["text"] or "meeting" in m["text"].lower() for m in house.channel(NEW))


async def test_what_waited_for_the_old_id_goes_to_the_new_one(house: House) -> None:
    house.faults.rate_limit("chat.postMessage", times=1, retry_after=30)
    await house.go_to("2026-04-20 08:30")
    house.world.change_channel_id(sample.MERRI_BEK, NEW)
    await house.settle()
    await house.go_to("2026-04-20 08:35")
    assert len(house.channel(NEW)) == 1


async def test_what_failed_before_the_news_of_the_move_came_is_tried_again(house: House) -> None:
    """The event is late, or came while the bot was away: the network was paused in the meantime."""
    channel = house.world.channels.pop(sample.MERRI_BEK)
    await house.go_to("2026-04-20 08:31")
    assert (await house.network()).status_reason == "channel_not_found"
    house.world.channels[sample.MERRI_BEK] = channel
    house.world.change_channel_id(sample.MERRI_BEK, NEW)
    await house.settle()
    assert (await house.network()).status == "active"
    assert len(house.channel(NEW)) == 1
    async with house.database.read() as session:
        row = await session.get_one(Delivery, 1)
    assert (row.status, row.posted_channel) == ("sent", NEW)


async def test_another_channels_move_changes_nothing(house: House) -> None:
    house.world.add_channel("COTHER", "elsewhere", private=False, members=[house.world.bot.user_id])
    house.world.change_channel_id("COTHER", "COTHER2")
    await house.settle()
    assert (await house.network()).channel_id == sample.MERRI_BEK


async def ask(house: House, item: str) -> None:
    await house.services.pulses.start(await house.asker("UCHAIR"), (await house.network()).id, item, house.now)
    await house.settle()


async def test_what_the_channel_missed_and_what_is_open_is_said_in_the_one_that_the_network_moves_to(
    house: House,
) -> None:
    await house.jump("2026-05-11 12:00")
    await ask(house, "trust")
    await book(house, "Thu 28 May")
    await house.jump("2026-05-18 17:30")
    await ask(house, "focus")
    house.world.archive_channel(sample.MERRI_BEK)
    await house.jump("2026-05-19 09:00")  # the result of “trust” was to be told half an hour ago
    chair = house.person("UCHAIR")
    members = ["UCHAIR", "ULEE", house.world.bot_user_id]
    house.world.add_channel(NEW, "merri-bek-again", private=True, members=members)
    await chair.command(NEW, "/cop-setup")
    await house.settle()
    await chair.click(house.said_to("UCHAIR", NEW)[-1], f"{NetworkAction.MOVE_HERE}:{(await house.network()).id}")
    await house.settle()
    said = [message["text"] for message in house.channel(NEW)]
    for words in ("now *Merri-bek*'s channel", "Fewer than 5 schools", "Thursday 28 May", "improvement focus?"):
        assert len([one for one in said if words in one]) == 1, (words, said)
    lee = house.person("ULEE")
    for message, answer in zip(house.channel(NEW)[-2:], ("meetings.answer:yes", "pulses.answer:3"), strict=True):
        await lee.click(message, answer)
        await house.settle()
    assert await house.answers() == [3]
    card = house.channel(NEW)[-2]
    assert "edited" in card, "it says that somebody comes"
    await chair.command(NEW, "/cop-meeting", "move to Fri 29 May")
    await house.settle()
    await chair.submit(chair.view)
    await house.settle()
    assert [one["thread_ts"] for one in house.channel(NEW) if one.get("files")] == [card["ts"]]
    async with house.database.read() as session:
        unsaid = await session.scalars(select(Delivery.kind).where(Delivery.status.in_(("failed", "pending"))))
    assert list(unsaid) == []


async def test_a_card_is_brought_up_to_date_where_the_bot_comes_back_to_its_channel(house: House) -> None:
    await book(house)
    [card] = house.channel()[-2:-1] if house.channel()[-1].get("files") else house.channel()[-1:]
    house.world.remove_member(sample.MERRI_BEK, house.world.bot_user_id)
    await house.settle()
    await house.person("ULEE").click(card, "meetings.answer:yes")
    await house.settle()
    assert "edited" not in card
    await house.person("UCHAIR").invite(sample.MERRI_BEK, house.world.bot_user_id)
    await house.settle()
    assert "edited" in next(one for one in house.channel() if one["ts"] == card["ts"])
