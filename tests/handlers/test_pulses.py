"""Pulse checks through the front door: who may ask, who may answer, what they read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from storage.models.pulses import Pulse
from tests.house import House, melbourne
from tests.kept import house_after
from tests.refusals import refused

pytestmark = pytest.mark.weekly_pulse


async def start_pulse(house: House, item: str = "trust") -> dict[str, Any]:
    """The chair asks about an item; returns the card."""
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", item)
    await house.settle()
    shown = house.said_to("UCHAIR")[-1]
    await chair.click(shown, "pulses.ask")
    await house.settle()
    return cards(house)[-1]


def cards(house: House) -> list[dict[str, Any]]:
    """The questions in the channel."""
    return [
        m for m in house.channel() if "one question for our schools" in m["text"] or "Pulse check closed:" in m["text"]
    ]


def results(house: House) -> list[dict[str, Any]]:
    """What was posted at the close of questions."""
    return [m for m in house.channel() if "middle of our answers" in m["text"] or "Fewer than" in m["text"]]


async def quiet_weeks(house: House) -> None:
    """Switch the weekly question off, so that the chair's own stands alone."""
    async with house.database.write() as session:
        network = await session.merge(await house.network())
        network.weekly_pulse = False


@pytest.fixture
async def monday(database_url: str) -> AsyncIterator[House]:
    start = melbourne("2026-05-18 10:00")
    async with house_after(set_up, url=database_url, start=start, weekly_pulse=True) as (house, _):
        yield house


async def set_up(house: House) -> None:
    """Monday 18 May, mid-term: the week is young, and no question is open."""
    await quiet_weeks(house)


async def ask_about_trust(house: House) -> None:
    await quiet_weeks(house)
    await start_pulse(house)


@pytest.fixture
async def asked(database_url: str) -> AsyncIterator[House]:
    """That Monday, with the chair's question open."""
    start = melbourne("2026-05-18 10:00")
    async with house_after(ask_about_trust, url=database_url, start=start, weekly_pulse=True) as (house, _):
        yield house


async def test_chair_names_an_item_sees_the_question_and_asks_the_channel(monday: House) -> None:
    chair = monday.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "Trust")
    await monday.settle()
    shown = monday.said_to("UCHAIR")[-1]
    assert "put poor results or an unsolved problem on the table" in shown["text"]
    assert cards(monday) == [], "nobody is asked before the chair has seen the question"
    await chair.click(shown, "pulses.ask")
    await monday.settle()
    card = cards(monday)[-1]
    assert "Open until Friday 22 May" in card["text"]
    assert "Confidential while open, anonymous after close." in json.dumps(card["blocks"])


async def test_chair_chooses_an_item_in_the_form(monday: House) -> None:
    chair = monday.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse")
    await monday.settle()
    outcome = await chair.submit(chair.view, {"pulses.item": "data-use"})
    assert outcome.response_action == "update"
    assert "use many kinds of data" in json.dumps(chair.view)
    outcome = await chair.submit(chair.view)
    assert outcome.ok
    await monday.settle()
    assert "use many kinds of data" in cards(monday)[-1]["text"]


async def test_not_now_asks_nobody(monday: House) -> None:
    chair = monday.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await monday.settle()
    await chair.click(monday.said_to("UCHAIR")[-1], "pulses.drop")
    await monday.settle()
    assert monday.said_to("UCHAIR")[-1]["text"] == "Nothing was asked."
    assert cards(monday) == []


async def test_one_tap_answers_and_another_changes_the_answer(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    lee = monday.person("ULEE")
    await lee.click(card, "pulses.answer:3")
    await monday.settle()
    assert (
        monday.said_to("ULEE")[-1]["text"]
        == "Got it: Embedding. Your last tap counts, and you can change it until Friday 22 May."
    )
    await lee.click(card, "pulses.answer:1")
    await monday.settle()
    assert monday.said_to("ULEE")[-1]["text"].startswith("Got it: Emerging.")
    assert await monday.answers() == [1]


async def test_the_same_tap_sent_twice_is_one_answer(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    await monday.person("ULEE").click(card, "pulses.answer:2")
    await monday.hub.replay(monday.hub.last_request)
    await monday.settle()
    assert await monday.answers() == [2]


async def test_department_people_and_strangers_cannot_answer(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    for person in ("USEIL", "UAREA", "UADMIN"):
        await monday.person(person).click(card, "pulses.answer:3")
        await monday.settle()
        said = monday.said_to(person)[-1]["text"]
        assert "Only people from the network's schools answer a pulse check" in said, person
    assert await monday.answers() == []


@pytest.mark.parametrize("person", ["UEXEC1", "USEIL"])
async def test_executive_and_seil_may_ask_as_well(monday: House, person: str) -> None:
    await monday.person(person).command(sample.MERRI_BEK, "/cop-pulse", "focus")
    await monday.settle()
    shown = monday.said_to(person)[-1]
    await monday.person(person).click(shown, "pulses.ask")
    await monday.settle()
    assert "Asked in" in monday.said_to(person)[-1]["text"]


async def test_others_may_not_ask_not_even_with_a_button_from_somebody_else(monday: House) -> None:
    network = await monday.network()
    for person in ("ULEE", "UCHEN", "UAREA", "UADMIN"):
        await monday.person(person).command(sample.MERRI_BEK, "/cop-pulse", "trust")
        await monday.settle()
        said = monday.said_to(person)[-1]["text"]
        assert "Only the chair, the executive or the SEIL can start a pulse check" in said, person
        with refused(Refused, "Only the chair, the executive or the SEIL"):
            await monday.services.pulses.start(await monday.asker(person), network.id, "trust", monday.now)


async def test_people_of_another_network_cannot_see_or_answer_its_pulse(asked: House) -> None:
    monday = asked
    async with monday.database.read() as session:
        [pulse] = (await session.scalars(select(Pulse))).all()
    stranger = await monday.asker("UBROWN")
    for attempt in (
        monday.services.pulses.answer(stranger, pulse.id, 3, monday.now),
        monday.services.pulses.explain(stranger, pulse.id, monday.now),
    ):
        with refused(Refused, r"Only people (in|from)"):
            await attempt


async def test_unknown_words_get_an_example(monday: House) -> None:
    await monday.person("UCHAIR").command(sample.MERRI_BEK, "/cop-pulse", "<!channel> karaoke")
    await monday.settle()
    text = monday.said_to("UCHAIR")[-1]["text"]
    assert "means after /cop-pulse." in text
    assert "<!channel>" not in text


async def test_only_one_question_is_open_at_a_time(asked: House) -> None:
    monday = asked
    chair = monday.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "focus")
    await monday.settle()
    assert monday.said_to("UCHAIR")[-1]["text"].startswith("The pulse check about Trust is open until Friday 22 May.")


async def test_asking_twice_from_the_same_proposal_asks_once(monday: House) -> None:
    chair = monday.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await monday.settle()
    await chair.click(monday.said_to("UCHAIR")[-1], "pulses.ask")
    await monday.hub.replay(monday.hub.last_request)
    await monday.settle()
    async with monday.database.read() as session:
        assert len((await session.scalars(select(Pulse))).all()) == 1


@pytest.mark.both_networks
async def test_a_network_with_too_few_people_is_told_before_anybody_is_asked(monday: House) -> None:
    await monday.person("UBIANCHI").command(sample.MOONEE_VALLEY, "/cop-pulse", "trust")
    await monday.settle()
    text = monday.said_to("UBIANCHI", sample.MOONEE_VALLEY)[-1]["text"]
    assert "4 schools in" in text
    assert "at least 5" in text


async def test_open_question_can_be_answered_from_the_command_and_waits_on_the_home_tab(asked: House) -> None:
    monday = asked
    lee = monday.person("ULEE")
    await lee.open_home()
    await monday.settle()
    assert "The pulse check about Trust is open" in json.dumps(lee.home)
    await lee.command(sample.MERRI_BEK, "/cop-pulse")
    await monday.settle()
    await lee.click(monday.said_to("ULEE")[-1], "pulses.answer:4")
    await monday.settle()
    assert await monday.answers() == [4]
    await lee.open_home()
    await monday.settle()
    assert "The pulse check about Trust is open" not in json.dumps(lee.home)


async def test_seil_sees_the_open_question_without_buttons(asked: House) -> None:
    monday = asked
    await monday.person("USEIL").command(sample.MERRI_BEK, "/cop-pulse")
    await monday.settle()
    shown = json.dumps(monday.said_to("USEIL")[-1])
    assert "Only the schools answer" in shown
    assert "pulses.answer" not in shown


async def test_how_this_works_promises_what_is_done(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    await monday.person("ULEE").click(card, "pulses.how")
    await monday.settle()
    text = json.dumps(monday.said_to("ULEE")[-1], ensure_ascii=False)
    assert "confidential, not anonymous" in text
    assert "If answers come from fewer than 5 schools, nothing is shown or kept." in text


async def test_a_late_tap_is_told_that_the_question_closed(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    await monday.go_to("2026-05-22 17:00")
    closed = next(m for m in monday.channel() if m["ts"] == card["ts"])
    assert "pulses.answer" not in json.dumps(closed["blocks"])
    async with monday.database.read() as session:
        [pulse] = (await session.scalars(select(Pulse))).all()
    with refused(Gone, "That pulse check closed on Friday 22 May"):
        await monday.services.pulses.answer(await monday.asker("ULEE"), pulse.id, 3, monday.now)
    with refused(Gone, "Its answers were counted and deleted"):
        await monday.services.pulses.explain(await monday.asker("ULEE"), pulse.id, monday.now)


async def test_result_is_posted_at_the_next_posting_hour_with_a_picture(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    for person, level in [("ULEE", 3), ("UROSSI", 3), ("UHADDAD", 2), ("UWALSH", 3), ("USINGH", 4), ("UCHAIR", 2)]:
        await monday.person(person).click(card, f"pulses.answer:{level}")
    await monday.settle()
    await monday.go_to("2026-05-25 08:29")
    assert results(monday) == [], "it waits for posting hours"
    await monday.go_to("2026-05-25 08:31")
    [result] = results(monday)
    assert result["text"] == "*Trust: Embedding.* That is the middle of our answers."
    [picture] = [block for block in result["blocks"] if block["type"] == "image"]
    assert "Embedding half or more" in picture["alt_text"]
    for told in (result["text"], picture["alt_text"]):
        assert not any(character.isdigit() or character == "%" for character in told), "no count, and no exact rate"


async def test_too_few_answers_are_neither_shown_nor_kept(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    for person in ("ULEE", "UROSSI", "UHADDAD", "UWALSH"):
        await monday.person(person).click(card, "pulses.answer:1")
    await monday.go_to("2026-05-25 08:31")
    [result] = results(monday)
    assert "Fewer than 5 schools answered" in result["text"]
    assert "nothing is shown or kept" in result["text"]
    assert "Emerging" not in json.dumps(result)


async def test_what_had_a_result_rests_whatever_the_term(asked: House) -> None:
    monday = asked
    card = cards(monday)[-1]
    for person in ("ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH"):
        await monday.person(person).click(card, "pulses.answer:3")
    await monday.go_to("2026-05-25 10:00")
    for later in ("2026-05-25 10:00", "2026-07-20 10:00"):
        monday.bot_was_away_until(later)
        await monday.person("UCHAIR").command(sample.MERRI_BEK, "/cop-pulse", "trust")
        await monday.settle()
        assert "It can be asked again from Sunday 30 August" in monday.said_to("UCHAIR")[-1]["text"], later
