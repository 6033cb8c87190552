"""/cop-intro through the front door: asking, answering, and a no that nobody sees."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import sample
from domain.errors import Refused
from domain.introductions import Reply
from storage.models import Delivery, Membership
from storage.models.introductions import Introduction
from tests.house import START, House
from tests.kept import house_after
from tests.loading import person_id
from tests.refusals import refused
from tests.tables import in_one_house

LEE_AND_KAUR = {"first": "ULEE", "second": "UKAUR", "why": "You both work on writing in Years 3 to 6"}
A_SCHOOL_DAY = "2026-04-20 10:00"


def shown(message: Any) -> str:
    """All that a person reads in a message or form, as one text."""
    return json.dumps(message["blocks"], ensure_ascii=False)


async def open_form(house: House, who: str = "USEIL") -> Any:
    person = house.person(who)
    await person.command(sample.MERRI_BEK, "/cop-intro", "new")
    await house.settle()
    return person


async def ask(house: House, **fields: str) -> None:
    """The SEIL asks for an introduction, on a school day within posting hours."""
    if house.local.day < 20:
        await house.go_to(A_SCHOOL_DAY)
    priya = await open_form(house)
    outcome = await priya.submit(priya.view, {**LEE_AND_KAUR, **fields})
    assert outcome.ok, outcome
    await priya.close()
    await house.settle()


@pytest.fixture
async def asked(database_url: str) -> AsyncIterator[House]:
    """Both have been asked."""
    async with house_after(ask, url=database_url, start=START) as (house, _):
        yield house


def seil_heard(house: House) -> list[str]:
    """What the SEIL was told of introductions, oldest first."""
    return [message["text"] for message in house.dm("USEIL") if "introduction" in message["text"]]


async def reply(house: House, who: str, answer: str) -> str:
    """One of the two answers in their direct message; returns what the message then says."""
    await house.person(who).click(house.dm(who)[-1], f"introductions.answer:{answer}")
    await house.settle()
    return str(house.dm(who)[-1]["text"])


async def board(house: House, who: str = "USEIL") -> dict[str, Any]:
    """What /cop-intro on its own answers."""
    channel = sample.MERRI_BEK if who != "UKAUR" else sample.MOONEE_VALLEY
    await house.person(who).command(channel, "/cop-intro")
    await house.settle()
    return house.said_to(who, channel)[-1]


async def test_each_is_asked_alone_with_the_seils_own_words(asked: House) -> None:
    house = asked
    [to_lee], [to_kaur] = house.dm("ULEE"), house.dm("UKAUR")
    assert "<@USEIL> would like to introduce you to <@UKAUR> (Niddrie Park Secondary College, Moonee Valley)" in shown(
        to_lee
    )
    assert "> You both work on writing" in shown(to_lee)
    assert "<@ULEE> (Pascoe Hill Primary School, Merri-bek)" in shown(to_kaur)
    assert "until Monday 4 May" in shown(to_lee)
    assert not any("introduce" in shown(message) for message in house.channel())


@pytest.mark.both_networks
async def test_outside_posting_hours_they_are_asked_at_the_next_one(house: House) -> None:
    await house.go_to("2026-04-24 19:00")
    await ask(house)
    assert house.dm("ULEE") == []
    await house.go_to("2026-04-27 08:29")
    assert house.dm("ULEE") == []
    await house.go_to("2026-04-27 08:30")
    assert len(house.dm("ULEE")) == len(house.dm("UKAUR")) == 1


async def test_two_yeses_open_a_conversation_of_the_three(asked: House) -> None:
    house = asked
    await reply(house, "UKAUR", "yes")
    assert house.dm("ULEE", "UKAUR", "USEIL") == []
    await reply(house, "ULEE", "yes")
    [together] = house.dm("ULEE", "UKAUR", "USEIL")
    assert "<@ULEE>, meet <@UKAUR>." in shown(together)
    assert "Pascoe Hill Primary School" in shown(together)
    assert "> You both work on writing" in shown(together)
    assert "A good next step" in shown(together)


@pytest.mark.parametrize(("first_says", "then"), [("yes", "no"), ("no", "yes"), ("no", "no"), ("no", ""), ("yes", "")])
async def test_a_no_is_seen_by_nobody(asked: House, first_says: str, then: str) -> None:
    house = asked
    before = len(seil_heard(house))
    await reply(house, "ULEE", first_says)
    assert len(house.dm("UKAUR")) == 1, "the other is not told"
    if then:
        await reply(house, "UKAUR", then)
    assert len(seil_heard(house)) == before, "and the SEIL not at that moment"
    own = shown(await board(house))
    assert "Asking them both, until Monday 4 May" in own, "the SEIL's list does not tell either"
    await house.go_to("2026-05-05 08:29")
    assert len(seil_heard(house)) == before, "sooner would tell whoever said yes that the other has said no"
    await house.go_to("2026-05-05 12:00")
    [told] = seil_heard(house)[before:]
    assert told.startswith("Your introduction of <@ULEE> and <@UKAUR> did not go ahead.")
    assert len(house.dm("UKAUR")) == len(house.dm("ULEE")) == 1
    assert house.dm("ULEE", "UKAUR", "USEIL") == []


@pytest.mark.both_networks
async def test_the_seil_hears_the_same_words_on_the_same_day_whoever_declined_or_was_silent(house: House) -> None:
    pairs = {
        ("ULEE", "UKAUR"): ("yes", "no"),
        ("UROSSI", "UBROWN"): ("no", "yes"),
        ("UHADDAD", "UPATEL"): ("no", "no"),
        ("USINGH", "UCOOPER"): ("yes", ""),
    }
    for pair, answers in pairs.items():
        await ask(house, first=pair[0], second=pair[1])
        for who, answer in zip(pair, answers, strict=True):
            if answer:
                await reply(house, who, answer)
    before = len(seil_heard(house))
    await house.go_to("2026-05-05 08:29")
    assert len(seil_heard(house)) == before
    await house.go_to("2026-05-05 09:30")
    interaction = seil_heard(house)[before:]
    assert len(interaction) == len(pairs)
    assert len({re.sub(r"U[A-Z]+", "U", text) for text in interaction}) == 1


async def test_a_yes_gets_the_same_thanks_whether_or_not_the_other_has_declined(asked: House) -> None:
    house = asked
    alone = await reply(house, "ULEE", "yes")
    await ask(house, first="UROSSI", second="UBROWN")
    await reply(house, "UBROWN", "no")
    after_a_no = await reply(house, "UROSSI", "yes")
    assert after_a_no.replace("UBROWN", "X") == alone.replace("UKAUR", "X")
    assert "If you hear nothing by Monday 4 May" in alone


async def test_once_closed_not_even_the_database_knows_who_declined(asked: House) -> None:
    house = asked
    await reply(house, "ULEE", "no")
    await reply(house, "UKAUR", "yes")
    await house.go_to("2026-05-05 12:00")
    async with house.database.read() as session:
        [found] = (await session.scalars(select(Introduction))).all()
        told = (await session.scalars(select(Delivery).where(Delivery.kind == "introductions.close"))).all()
    assert (found.status, found.first_answer, found.second_answer) == ("closed", "", "")
    assert [row.payload for row in told] == [{"introduction": found.id}]


async def test_no_answer_at_all_closes_after_ten_school_days(asked: House) -> None:
    house = asked
    await house.go_to("2026-05-04 16:59")
    assert seil_heard(house) == []
    await house.go_to("2026-05-05 08:30")
    assert "did not go ahead" in seil_heard(house)[-1]
    await house.person("ULEE").click(house.dm("ULEE")[0], "introductions.answer:yes")
    await house.settle()
    assert "no longer open" in house.said_to("ULEE", house.person("ULEE").dm_with_bot().id)[-1]["text"]
    assert house.dm("ULEE", "UKAUR", "USEIL") == []


async def test_tapping_twice_or_both_ways_counts_the_first_answer(asked: House) -> None:
    house = asked
    old = house.dm("ULEE")[0]
    lee = house.person("ULEE")
    await lee.click(old, "introductions.answer:no")
    request = house.hub.last_request
    await house.settle()
    await house.hub.replay(request)
    await house.settle()
    await reply(house, "UKAUR", "yes")
    async with house.database.read() as session:
        [found] = (await session.scalars(select(Introduction))).all()
    assert (found.first_answer, found.second_answer) == ("no", "yes")
    assert "Nobody hears that it was you" in house.dm("ULEE")[0]["text"]


async def test_the_seil_withdraws_and_the_two_are_asked_no_more(asked: House) -> None:
    house = asked
    await house.person("USEIL").click(await board(house), "introductions.withdraw")
    await house.settle()
    assert "Withdrawn: <@ULEE> and <@UKAUR>" in shown(house.said_to("USEIL")[-1])
    await house.person("ULEE").click(house.dm("ULEE")[0], "introductions.answer:yes")
    await house.settle()
    assert "no longer open" in house.said_to("ULEE", house.person("ULEE").dm_with_bot().id)[-1]["text"]
    await house.go_to("2026-05-06 12:00")
    assert seil_heard(house) == []


@pytest.mark.both_networks
async def test_an_introduction_withdrawn_overnight_is_never_asked(house: House) -> None:
    await house.go_to("2026-04-24 19:00")
    await ask(house)
    await house.person("USEIL").click(await board(house), "introductions.withdraw")
    await house.go_to("2026-04-28 12:00")
    assert house.dm("ULEE") == house.dm("UKAUR") == []


@pytest.mark.both_networks
@in_one_house(
    ("wrong", "field", "sentence"),
    [
        ({"second": "ULEE"}, "second", "same person twice"),
        ({"first": "USEIL"}, "first", "That is you"),
        ({"second": "U0COPBOT"}, "second", "not in use, or is a bot"),
        ({"first": "UNEW", "second": "UADMIN"}, "second", "Neither of them is in a network"),
        ({"why": "   "}, "why", "why they should meet"),
    ],
)
async def test_what_does_not_fit_is_said_at_its_field(
    house: House, wrong: dict[str, str], field: str, sentence: str
) -> None:
    priya = await open_form(house)
    outcome = await priya.submit(priya.view, {**LEE_AND_KAUR, **wrong})
    assert sentence in outcome.errors[field]
    await house.settle()
    assert house.dm("ULEE") == []


@pytest.mark.both_networks
async def test_a_deactivated_person_is_not_asked(house: House) -> None:
    priya = await open_form(house)
    house.world.deactivate_user("UKAUR")
    await house.settle()
    outcome = await priya.submit(priya.view, LEE_AND_KAUR)
    assert "not in use" in outcome.errors["second"]


@pytest.mark.both_networks
async def test_a_guest_without_a_role_can_be_introduced(house: House) -> None:
    await ask(house, second="UNEW")
    [to_guest] = house.dm("UNEW")
    assert "<@ULEE> (Pascoe Hill Primary School, Merri-bek)" in shown(to_guest)
    assert "introduce you to <@UNEW>." in shown(house.dm("ULEE")[0])
    answer = shown(await board_of_guest(house))
    assert "Yes please" in answer


async def board_of_guest(house: House) -> dict[str, Any]:
    guest = house.person("UNEW")
    channel = guest.dm_with_bot().id
    await guest.command(channel, "/cop-intro")
    await house.settle()
    return house.said_to("UNEW", channel)[-1]


@pytest.mark.both_networks
async def test_a_seil_introduces_only_people_of_their_own_networks(house: House) -> None:
    async with house.database.write() as session:
        await session.execute(
            update(Membership)
            .where(Membership.person_id == person_id("USEIL"), Membership.network_id == (await house.network()).id)
            .values(until=house.now)
        )
    priya = await open_form(house)
    outcome = await priya.submit(priya.view, LEE_AND_KAUR)
    assert "in Merri-bek, which has no SEIL to ask" in outcome.errors["first"]


@in_one_house("who", ["UCHAIR", "UEXEC1", "UROSSI", "UCHEN", "UAREA", "UADMIN"])
async def test_only_a_seil_introduces(house: House, who: str) -> None:
    for words in ("", "new"):
        await house.person(who).command(sample.MERRI_BEK, "/cop-intro", words)
        await house.settle()
        assert "Only a SEIL can introduce people" in house.said_to(who)[-1]["text"]
    assert house.person(who).views == []


@pytest.mark.both_networks
async def test_a_form_sent_by_somebody_who_is_no_seil_any_more_is_refused(house: House) -> None:
    priya = await open_form(house)
    async with house.database.write() as session:
        await session.execute(
            update(Membership).where(Membership.person_id == person_id("USEIL")).values(until=house.now)
        )
    outcome = await priya.submit(priya.view, LEE_AND_KAUR)
    assert "Only a SEIL can introduce people" in outcome.errors["first"]


async def test_the_same_pair_is_not_asked_twice_at_a_time(asked: House) -> None:
    house = asked
    priya = await open_form(house)
    outcome = await priya.submit(priya.view, {**LEE_AND_KAUR, "first": "UKAUR", "second": "ULEE"})
    assert "already asking these two" in outcome.errors["second"]


async def test_a_button_meant_for_somebody_else_is_refused(asked: House) -> None:
    house = asked
    asker = await house.asker("UROSSI")
    with refused(Refused, "somebody else"):
        await house.services.introductions.answer(asker, 1, Reply.YES, house.now)


async def test_whom_and_why_are_filled_in_and_asked_for_where_names_alone_do_not_tell(house: House) -> None:
    priya = house.person("USEIL")
    await priya.command(sample.MERRI_BEK, "/cop-intro", "<@ULEE|lee> and <@UROSSI|marco>: about phonics")
    await house.settle()
    told = json.dumps(priya.view)
    assert '"initial_user": "ULEE"' in told
    assert '"initial_user": "UROSSI"' in told
    assert '"initial_value": "phonics"' in told
    await priya.close()
    await priya.command(sample.MERRI_BEK, "/cop-intro", "Daniel and Zed about attendance")
    await house.settle()
    told = json.dumps(priya.view)
    assert "I can't tell which two people you mean" in told
    assert '"initial_value": "attendance"' in told


@pytest.mark.both_networks
async def test_a_mention_in_the_reason_does_not_come_alive(house: House) -> None:
    await ask(house, why="Ask <!channel>\nand <@UADMIN>")
    assert "> Ask &lt;!channel&gt;\\n> and &lt;@UADMIN&gt;" in shown(house.dm("ULEE")[0])


async def test_whoever_lost_the_message_finds_the_question_with_the_command(asked: House) -> None:
    house = asked
    answer = await board(house, "UKAUR")
    await house.person("UKAUR").click(answer, "introductions.answer:yes")
    await house.settle()
    assert "Only a SEIL can introduce people" in (await board(house, "UKAUR"))["text"]
