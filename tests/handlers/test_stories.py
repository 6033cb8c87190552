"""Successes and feedback: with the consent of whose words they are, past the SEIL, up, and what became of it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from storage.models import Delivery
from storage.models.stories import Story
from tests.handlers.test_bulletins import click, words
from tests.house import House, melbourne
from tests.kept import house_after

SUCCESS = "Our two Year 7 classes now read a book a week."
FEEDBACK = "The census form asks for the same numbers three times."


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A Monday in May."""
    async with house_after(House.settle, url=database_url, start=melbourne("2026-05-04 10:00")) as (found, _):
        yield found


async def tell(house: House, who: str, kind: str, **values: Any) -> Any:
    person = house.person(who)
    await person.command(sample.MERRI_BEK, "/cop-story", kind)
    await house.bot.router.finish()
    outcome = await person.submit(person.view, values)
    await house.settle()
    return outcome


async def story(house: House) -> Story:
    async with house.database.read() as session:
        return (await session.scalars(select(Story).order_by(Story.id.desc()))).first()  # type: ignore[return-value]


async def test_somebody_elses_words_go_up_once_they_and_the_seil_agree_and_without_a_name(house: House) -> None:
    posted = await house.person("UROSSI").say(sample.MERRI_BEK, SUCCESS)
    lee, seil = house.person("ULEE"), house.person("USEIL")
    await lee.shortcut("stories.from_message", posted)
    await house.bot.router.finish()
    assert SUCCESS in words(lee.view)
    assert "Written by <@UROSSI>" in words(lee.view), "nobody names themselves as the author of others' words"
    await lee.submit(lee.view, {})
    await house.settle()
    assert not house.dm("USEIL")
    await click(house, "UROSSI", house.dm("UROSSI")[-1], "stories.agree:yes")
    told = house.dm("USEIL")[-1]
    assert "has a success to tell, in the words of <@UROSSI>" in words(told)
    await click(house, "USEIL", told, "stories.pass_on")
    await seil.submit(seil.view, {"words": "Two Year 7 classes read a book a week."})
    await house.settle()
    assert "Passed on" in words(house.dm("USEIL")[-1])
    await house.go_to("2026-06-01 12:00")
    for who in ("UCENTRAL", "UAREA"):
        digest = [m for m in house.dm(who) if "What networks sent up this month" in m["text"]]
        assert len(digest) == 1, who
        assert "Two Year 7 classes read a book a week." in words(digest[0])
        assert "ROSSI" not in words(digest[0])
    await tell(house, "UROSSI", "success", words="Early in June.", author="UROSSI")
    await click(house, "USEIL", house.dm("USEIL")[-1], "stories.pass_on")
    await seil.submit(seil.view, {})
    await house.settle()
    await house.go_to("2026-07-14 12:00")  # the first school day of July is the 13th: the window is no month long
    await house.go_to("2026-08-04 12:00")
    [_, july] = [m for m in house.dm("UCENTRAL") if "sent up this month" in m["text"]]
    assert "Early in June." in words(july)
    assert "Year 7" not in words(july), "nothing twice, and none where nothing is new"
    async with house.database.read() as session:
        sent = list(await session.scalars(select(Delivery.status).where(Delivery.kind == "stories.digest")))
    assert sent == ["sent"] * 4, "to two readers for two months; where nothing is new, none is made"


async def test_feedback_gets_an_answer_in_the_networks_own_channel(house: House) -> None:
    assert "has no part" in str((await tell(house, "ULEE", "feedback", words=FEEDBACK, author="UBIANCHI")).errors)
    await tell(house, "ULEE", "feedback", words=FEEDBACK)
    seil, central = house.person("USEIL"), house.person("UCENTRAL")
    await click(house, "USEIL", house.dm("USEIL")[-1], "stories.pass_on")
    await seil.submit(seil.view, {})
    await house.settle()
    await house.go_to("2026-06-01 12:00")
    [digest] = [m for m in house.dm("UCENTRAL") if "sent up this month" in m["text"]]
    await click(house, "UCENTRAL", digest, "stories.tell_back")
    await central.submit(central.view, {"outcome": "From August the form asks once."})
    await house.settle()
    [back] = [m for m in house.channel() if "What became of the feedback" in m["text"]]
    assert FEEDBACK in words(back)
    assert "From August the form asks once." in words(back)


@pytest.mark.parametrize("who", ["UROSSI", "USEIL"])
async def test_what_its_author_or_the_seil_keeps_back_is_deleted_and_goes_nowhere(house: House, who: str) -> None:
    await tell(house, "ULEE", "success", words=SUCCESS, author="UROSSI" if who == "UROSSI" else "ULEE")
    asked = house.dm(who)[-1]
    await click(house, who, asked, "stories.agree:no" if who == "UROSSI" else "stories.keep")
    assert (await story(house)).words == ""
    await house.go_to("2026-06-01 12:00")
    assert not [m for m in house.dm("UCENTRAL") if "sent up" in m["text"]]
