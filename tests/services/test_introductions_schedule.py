"""Three weeks after an introduction: whether they met, and what the SEIL hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import sample
from bot.slack.mrkdwn import mrkdwn
from domain.introductions import Outcome, Reply
from services.access import actor_of
from services.context import network_context
from services.introductions import FEATURE, AskIntroduction
from storage import introductions as rows
from storage import networks
from storage.models.introductions import Introduction
from tests.house import START, House, melbourne
from tests.kept import house_after
from tests.loading import person_id

WRITING = AskIntroduction(person_id("ULEE"), person_id("UKAUR"), "Writing")
TOGETHER = ("ULEE", "UKAUR", "USEIL")


@pytest.fixture
async def introduced(database_url: str) -> AsyncIterator[House]:
    """ULEE and UKAUR have been introduced, as the book says three weeks ago."""
    async with house_after(introduce, url=database_url, start=START) as (house, _):
        yield house


async def introduce(house: House) -> None:
    """Both say yes on Monday 20 April; the book then says that it was on Tuesday 31 March, to save three weeks."""
    await house.go_to("2026-04-20 10:00")
    service = house.services.introductions
    await service.ask(await house.asker("USEIL"), WRITING, house.now)
    for who in TOGETHER[:2]:
        await service.answer(await house.asker(who), 1, Reply.YES, house.now)
    await house.settle()
    async with house.database.write() as session:
        await networks.lock(session, 1, (await house.network()).id)
        await session.execute(update(Introduction).values(introduced_at=melbourne("2026-03-31 10:00")))


def seil_heard(house: House) -> list[str]:
    """What the SEIL was told of introductions, oldest first."""
    return [message["text"] for message in house.dm("USEIL") if "introduced" in message["text"]]


async def test_the_two_are_asked_after_three_weeks_whether_they_have_met(introduced: House) -> None:
    await introduced.go_to("2026-04-21 08:29")
    assert len(introduced.dm(*TOGETHER)) == 1
    await introduced.go_to("2026-04-21 08:30")
    asked = introduced.dm(*TOGETHER)[-1]
    assert asked["text"] == "<@ULEE> and <@UKAUR>, have you met since <@USEIL> introduced you on Tuesday 31 March?"


async def test_the_seil_hears_at_the_next_posting_hour_what_they_said(introduced: House) -> None:
    await introduced.go_to("2026-04-21 11:00")
    await introduced.person("UKAUR").click(introduced.dm(*TOGETHER)[-1], "introductions.outcome:met")
    await introduced.settle()
    assert "have met. Good to hear." in introduced.dm(*TOGETHER)[-1]["text"]
    assert seil_heard(introduced) == []
    await introduced.go_to("2026-04-22 08:31")
    assert seil_heard(introduced) == ["<@ULEE> and <@UKAUR>, whom you introduced, have met."]
    await introduced.go_to("2026-04-24 12:00")
    assert len(seil_heard(introduced)) == 1


async def test_the_question_says_what_they_said_elsewhere(introduced: House) -> None:
    await introduced.go_to("2026-04-21 11:00")
    service = introduced.services.introductions
    await service.say_outcome(await introduced.asker("UKAUR"), 1, Outcome.MET, introduced.now)
    await introduced.settle()
    assert "have met. Good to hear." in introduced.dm(*TOGETHER)[-1]["text"]
    assert "button" not in str(introduced.dm(*TOGETHER)[-1]["blocks"])


async def test_a_date_first_and_a_meeting_later_are_both_passed_on(introduced: House) -> None:
    await introduced.go_to("2026-04-21 11:00")
    service = introduced.services.introductions
    await service.say_outcome(await introduced.asker("ULEE"), 1, Outcome.PLANNED, introduced.now)
    await introduced.go_to("2026-04-23 11:00")
    await service.say_outcome(await introduced.asker("UKAUR"), 1, Outcome.MET, introduced.now)
    await introduced.go_to("2026-04-24 12:00")
    assert [text.rpartition(", ")[2] for text in seil_heard(introduced)] == ["have set a date.", "have met."]


async def test_only_the_last_word_before_the_posting_hour_reaches_the_seil(introduced: House) -> None:
    await introduced.go_to("2026-04-21 11:00")
    service = introduced.services.introductions
    await service.say_outcome(await introduced.asker("ULEE"), 1, Outcome.NOT_YET, introduced.now)
    await service.say_outcome(await introduced.asker("UKAUR"), 1, Outcome.MET, introduced.now)
    await introduced.go_to("2026-04-23 12:00")
    assert [text.rpartition(", ")[2] for text in seil_heard(introduced)] == ["have met."]


@pytest.mark.both_networks
async def test_two_yeses_at_the_very_same_time_bring_the_three_together_once(house: House) -> None:
    await house.go_to("2026-04-20 10:00")
    service = house.services.introductions
    await service.ask(await house.asker("USEIL"), WRITING, house.now)
    await asyncio.gather(
        *[service.answer(await house.asker(who), 1, Reply.YES, house.now) for who in TOGETHER[:2] for _ in range(3)]
    )
    await house.settle()
    assert len(house.dm(*TOGETHER)) == 1


async def test_the_seil_hears_after_five_school_days_that_nobody_said(introduced: House) -> None:
    await introduced.go_to("2026-04-28 08:29")
    assert seil_heard(introduced) == []
    await introduced.go_to("2026-04-28 08:31")
    [interaction] = seil_heard(introduced)
    assert "have not heard" in interaction


async def test_each_is_asked_alone_how_it_was_and_a_no_reaches_nobody(introduced: House) -> None:
    await introduced.go_to("2026-04-21 11:00")
    await introduced.person("UKAUR").click(introduced.dm(*TOGETHER)[-1], "introductions.outcome:met")
    await introduced.settle()
    lee, kaur = introduced.person("ULEE"), introduced.person("UKAUR")
    assert "Was it useful?" in introduced.dm("ULEE")[-1]["text"]
    await lee.click(introduced.dm("ULEE")[-1], "introductions.useful:yes")
    await kaur.click(introduced.dm("UKAUR")[-1], "introductions.useful:no")
    await introduced.settle()
    assert "Nobody hears" in introduced.dm("UKAUR")[-1]["text"]
    await lee.click(introduced.dm("ULEE")[-1], "introductions.say_next")
    await introduced.settle()
    assert (await lee.submit(lee.view, {"line": "We visit each other's Year 7."})).ok
    await introduced.go_to("2026-04-29 12:00")
    [told] = [m for m in introduced.dm("USEIL") if "useful" in m["text"]]
    assert told["text"] == "<@ULEE> and <@UKAUR>, whom you introduced, found it useful."
    assert "<@ULEE>, on what comes next:" in str(told["blocks"])
    assert "Year 7" in str(told["blocks"])
    # Six weeks after they met; the six before are of no interest here.
    await introduced.jump("2026-06-02 08:29")
    assert "Was it useful?" not in introduced.dm("UKAUR")[-1]["text"]
    await introduced.go_to("2026-06-02 08:31")
    assert "Has it changed anything?" in introduced.dm("ULEE")[-1]["text"]
    await kaur.click(introduced.dm("UKAUR")[-1], "introductions.changed:yes")
    await introduced.go_to("2026-06-10 12:00")
    assert introduced.dm("USEIL")[-1]["text"].startswith("Something has changed since <@ULEE> and <@UKAUR>")
    await introduced.person("USEIL").command(sample.MERRI_BEK, "/cop-intro", "year")
    await introduced.settle()
    assert "1 introduction asked for · 1 came about · 1 met · 1 useful · 1 changed something" in str(
        introduced.dm("USEIL")[-1]["blocks"]
    )


async def test_the_seil_does_not_answer_for_the_two(introduced: House) -> None:
    await introduced.go_to("2026-04-21 11:00")
    await introduced.person("USEIL").click(introduced.dm(*TOGETHER)[-1], "introductions.outcome:met")
    await introduced.settle()
    channel = next(c.id for c in introduced.world.channels.values() if c.kind == "mpim")
    assert "Only the two" in introduced.said_to("USEIL", channel)[-1]["text"]


async def test_the_agenda_tells_what_introductions_have_coming(introduced: House) -> None:
    since, until = melbourne("2026-04-20 23:59"), melbourne("2027-04-20 00:00")
    dues = await introduced.services.schedule.agenda("Merri-bek", since, until)
    [found] = [due for due in dues or [] if due.kind.startswith("introductions.")]
    assert found.at == melbourne("2026-04-21 08:30")


@pytest.mark.both_networks
async def test_home_says_which_questions_wait(house: House) -> None:
    await house.go_to("2026-04-20 10:00")
    service = house.services.introductions
    await service.ask(await house.asker("USEIL"), WRITING, house.now)
    context = house.services.app

    async def waiting(who: str, name: str) -> list[str]:
        async with house.database.read() as session:
            place = await network_context(context, session, await house.network(name))
            actor = await actor_of(context, session, await house.asker(who))
            return [mrkdwn(line.sentence) for line in await FEATURE.todo[0](context, session, place, actor, house.now)]

    seil, lee, kaur = (person_id(one) for one in ("USEIL", "ULEE", "UKAUR"))
    assert await waiting("UKAUR", "Moonee Valley") == [f"<@{seil}> would like to introduce you to <@{lee}>"]
    assert await waiting("UKAUR", "Merri-bek") == []
    assert await waiting("USEIL", "Merri-bek") == []
    await service.answer(await house.asker("UKAUR"), 1, Reply.NO, house.now)
    assert await waiting("UKAUR", "Moonee Valley") == []
    assert await waiting("ULEE", "Merri-bek") == [f"<@{seil}> would like to introduce you to <@{kaur}>"]


async def test_the_summary_counts_what_came_about_and_never_what_was_declined(introduced: House) -> None:
    service = introduced.services.introductions
    seil = await introduced.asker("USEIL")
    await service.ask(seil, AskIntroduction(person_id("UROSSI"), person_id("UBROWN"), "Reading"), introduced.now)
    await service.answer(await introduced.asker("UROSSI"), 2, Reply.NO, introduced.now)
    await service.say_outcome(await introduced.asker("ULEE"), 1, Outcome.MET, introduced.now)
    network = await introduced.network("Moonee Valley")
    async with introduced.database.read() as session:
        since = melbourne("2026-03-30 00:00")
        assert await rows.counts(session, network.id, since, introduced.now + timedelta(days=1)) == (1, 1)
