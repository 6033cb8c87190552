"""A legal hold holds what people take back or take out in the chat; when it ends, it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot import sample
from services.meetings.minutes import MinutesWritten
from storage.models.contacts import Contact
from storage.models.first_words import FirstWords
from storage.models.help_requests import HelpRequest
from storage.models.meetings import Meeting
from storage.models.offers import Offer
from storage.models.stories import Story
from tests.handlers.test_bulletins import click, words
from tests.handlers.test_contacts import NG
from tests.house import House, melbourne, open_house

WRITTEN = "We look for somebody who knows phonics."
MERRI_BEK = sample.MERRI_BEK


async def test_what_is_taken_back_under_a_legal_hold_is_seen_by_nobody_and_stays_until_it_ends(
    database_url: str,
) -> None:
    async with open_house(
        database_url, melbourne("2026-05-04 10:00"), weekly_pulse=False, both_networks=False
    ) as house:
        await fill_in(house, "ULEE", "/cop-offer", "need", words=WRITTEN)
        await fill_in(house, "ULEE", "/cop-ask", "new", about="other", words=WRITTEN)
        await fill_in(house, "ULEE", "/cop-story", "success", words=WRITTEN, author="UROSSI")
        await fill_in(house, "USEIL", "/cop-contact", "new", **NG, consent_on="2026-05-01")
        hold = await house.services.holds.hold_network("Merri-bek", "A claim", house.now)

        passed = await sent_up(house)
        await house.services.stories.pass_on(await house.asker("USEIL"), passed, "Somebody knows phonics.", house.now)
        await click(house, "ULEE", await shown(house, "ULEE", "/cop-offer"), "offers.take_back")
        await click(house, "ULEE", await shown(house, "ULEE", "/cop-ask"), "help_requests.withdraw")
        said = house.said_to("ULEE", MERRI_BEK)
        assert sum("kept until a legal hold" in words(each) for each in said) == 2
        assert WRITTEN not in "".join(words(each) for each in said[-2:])
        await click(house, "UROSSI", house.dm("UROSSI")[-1], "stories.agree:no")
        assert "It goes nowhere" in words(house.dm("UROSSI")[-1])
        assert WRITTEN not in words(house.dm("USEIL")[-1]), "the question that was withdrawn"
        await click(house, "USEIL", await shown(house, "USEIL", "/cop-contact"), "contacts.remove")
        assert "a legal hold keeps them" in words(house.said_to("USEIL", MERRI_BEK)[-1])

        # What is written anew is kept as it stood when the hold began, by whoever wrote it; later forms are not.
        meeting_id, chair = await met(house), await house.id_of("UCHAIR")
        for anew in ("We met once more.", "We met again."):
            minutes = MinutesWritten(True, anew, school_ids=[1], again=True)
            await house.services.meetings.minutes.save(await house.asker("USEIL"), meeting_id, minutes, house.now)
        assert await first_words(house) == [("attendance", "", chair), ("summary", "We met.", chair)]

        retention = house.services.retention
        await retention.erase(house.now)
        assert await kept(house) == [WRITTEN] * 3
        assert await words_of(house, passed) == ("Somebody knows phonics.", WRITTEN)
        await house.services.holds.release(hold.hold_id, house.now)
        assert await retention.erase(house.now) == 6
        assert await first_words(house) == []
        assert await kept(house) == [""] * 3
        assert await words_of(house, passed) == ("Somebody knows phonics.", "")
        again = await sent_up(house)
        await house.services.stories.pass_on(await house.asker("USEIL"), again, "In others.", house.now)
        assert await words_of(house, again) == ("In others.", ""), "as ever where nothing is held"
        await click(house, "USEIL", await shown(house, "USEIL", "/cop-contact"), "contacts.remove")
        async with house.database.read() as session:
            assert await session.scalar(select(Contact)) is None


async def fill_in(house: House, who: str, command: str, typed: str, **values: Any) -> None:
    person = house.person(who)
    await person.command(MERRI_BEK, command, typed)
    await house.bot.router.finish()
    assert (await person.submit(person.view, values)).ok
    await house.settle()
    await person.close()


async def sent_up(house: House) -> int:
    network, asker = await house.network(), await house.asker("ULEE")
    wish = {"kind": "success", "words": WRITTEN, "author": asker.user_id}
    tale = await house.services.stories.tell(asker, network.id, house.now, **wish)
    return tale.story_id


async def met(house: House) -> int:
    """A meeting in the week before, of which the chair has recorded who came (nobody) and what came of it."""
    network, chair = await house.network(), await house.id_of("UCHAIR")
    async with house.database.write() as session:
        found = Meeting(
            workspace_id=network.workspace_id,
            network_id=network.id,
            term="2026-T2",
            starts_at=house.now - timedelta(days=6, hours=1),
            ends_at=house.now - timedelta(days=6),
            booked_by=chair,
            booked_at=house.now - timedelta(days=7),
            status="held",
            uid="met",
            sequence=0,
            summary="We met.",
            minutes_by=chair,
            minutes_at=house.now - timedelta(days=5),
        )
        session.add(found)
        await session.flush()
        return found.id


async def first_words(house: House) -> list[tuple[str, str, str | None]]:
    async with house.database.read() as session:
        found = await session.scalars(select(FirstWords).order_by(FirstWords.field))
        return [(one.field, one.words, one.written_by_id) for one in found]


async def words_of(house: House, story_id: int) -> tuple[str, str]:
    async with house.database.read() as session:
        found = await session.get_one(Story, story_id)
        return found.words, found.first_words


async def shown(house: House, who: str, command: str) -> Any:
    await house.person(who).command(MERRI_BEK, command, "")
    await house.settle()
    return house.said_to(who, MERRI_BEK)[-1]


async def kept(house: House) -> list[str]:
    async with house.database.read() as session:
        return [
            str(await session.scalar(select(model.words).order_by(model.id))) for model in (Offer, HelpRequest, Story)
        ]
