"""Taking an open pulse check back: who may, what is left of it, and what the schedule asks next."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import sample
from domain.errors import Gone
from storage.models import SealedAnswer
from storage.models.pulses import Pulse
from tests.house import MELBOURNE, House, melbourne
from tests.kept import house_after
from tests.refusals import refused

ANSWERING = ("ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH", "UCOOPER")


@pytest.fixture
async def monday(database_url: str) -> AsyncIterator[House]:
    start = melbourne("2026-05-18 10:00")
    async with house_after(set_up, url=database_url, start=start, weekly_pulse=True) as (house, _):
        yield house


async def set_up(house: House) -> None:
    """Monday 18 May, mid-term: no question is open, and none comes by itself."""
    async with house.database.write() as session:
        (await session.merge(await house.network())).weekly_pulse = False


async def ask(house: House, user_id: str = "UCHAIR", item: str = "trust") -> dict[str, Any]:
    """Somebody asks about an item; returns the card."""
    person = house.person(user_id)
    await person.command(sample.MERRI_BEK, "/cop-pulse", item)
    await house.settle()
    await person.click(house.said_to(user_id)[-1], "pulses.ask")
    await house.settle()
    return card(house)


def card(house: House) -> dict[str, Any]:
    return [m for m in house.channel() if m["text"].startswith("Pulse check")][-1]


async def pulses(house: House) -> list[Pulse]:
    network = await house.network()
    async with house.database.read() as session:
        found = await session.scalars(select(Pulse).where(Pulse.network_id == network.id).order_by(Pulse.id))
        return list(found.all())


async def withdraw(house: House, user_id: str) -> str:
    """Look at what is open and press the button, even if it is not shown; returns what the person is told."""
    person = house.person(user_id)
    await person.command(sample.MERRI_BEK, "/cop-pulse", "withdraw")
    await house.settle()
    shown = house.said_to(user_id)[-1]
    if "pulses.withdraw" not in json.dumps(shown):
        [pulse] = [pulse for pulse in await pulses(house) if pulse.status == "open"]
        element = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": "pulses.withdraw"}
        element["value"] = json.dumps({"pulse": pulse.id})
        shown["blocks"].append({"type": "actions", "block_id": "forged", "elements": [element]})
    await person.click(shown, "pulses.withdraw")
    await house.settle()
    return str(house.said_to(user_id)[-1]["text"])


async def test_whoever_asked_takes_it_back_and_nothing_comes_of_it(monday: House) -> None:
    posted = await ask(monday, "UEXEC1")
    for person in ANSWERING:
        await monday.person(person).click(posted, "pulses.answer:3")
    answered = copy.deepcopy(monday.said_to("UEXEC1")[-1])
    posts = len(monday.channel())
    await monday.person("UEXEC1").click(answered, "pulses.withdraw")
    await monday.hub.replay(monday.hub.last_request)
    await monday.settle()
    assert "Withdrawn: the pulse check about Trust" in monday.said_to("UEXEC1")[-1]["text"]
    shown = json.dumps(card(monday), ensure_ascii=False)
    assert card(monday)["ts"] == posted["ts"]
    assert "Withdrawn on Monday 18 May: the answers are deleted, and there is no result." in shown
    assert "pulses.answer" not in shown
    async with monday.database.read() as session:
        assert await session.scalar(select(func.count()).where(SealedAnswer.question.startswith("pulse"))) == 0
    await monday.go_to("2026-05-25 12:00")
    assert len(monday.channel()) == posts, "no result, and nothing else"
    await ask(monday, "UEXEC1")
    assert [pulse.status for pulse in await pulses(monday)] == ["withdrawn", "open"], "the item may be asked again"


@pytest.mark.parametrize(
    ("user_id", "may"), [("UCHAIR", True), ("USEIL", True), ("UEXEC2", False), ("ULEE", False), ("UAREA", False)]
)
async def test_chair_and_seil_may_withdraw_what_another_asked(monday: House, user_id: str, may: bool) -> None:
    await ask(monday, "UEXEC1")
    told = await withdraw(monday, user_id)
    assert told.startswith("*Withdrawn" if may else "Only whoever asked it, the chair or the SEIL can withdraw")
    assert [pulse.status for pulse in await pulses(monday)] == ["withdrawn" if may else "open"]


async def test_late_taps_on_an_old_card_or_button_are_told_what_happened(monday: House) -> None:
    await ask(monday)
    [pulse] = await pulses(monday)
    chair, service = await monday.asker("UCHAIR"), monday.services.pulses
    await service.withdraw(chair, pulse.id, monday.now)
    with refused(Gone, "was withdrawn"):
        await service.answer(await monday.asker("ULEE"), pulse.id, 3, monday.now)
    with refused(Gone, "was withdrawn"):
        await service.withdraw(chair, pulse.id, monday.now)
    await ask(monday, item="focus")
    *_, other = await pulses(monday)
    with refused(Gone, "closed on Friday 22 May, so it can't be withdrawn"):
        await service.withdraw(chair, other.id, other.closes_at)


def asked_at(pulse: Pulse) -> str:
    return pulse.opens_at.astimezone(MELBOURNE).strftime("%a %d %b %H:%M")


@pytest.mark.weekly_pulse
async def test_the_weeks_own_question_is_withdrawn_and_next_week_asks_about_something_else(house: House) -> None:
    await house.go_to("2026-04-28 12:00")
    assert "Only the chair or the SEIL can withdraw" in await withdraw(house, "UEXEC1")
    assert "Withdrawn" in await withdraw(house, "USEIL")
    await house.go_to("2026-05-05 12:00")
    first, second = await pulses(house)
    assert (first.status, second.status) == ("withdrawn", "open")
    assert (asked_at(first), asked_at(second)) == ("Tue 28 Apr 08:30", "Tue 05 May 08:30"), "no other in its week"
    assert first.item_key != second.item_key
    assert not [m for m in house.channel() if "Fewer than" in m["text"]]


@pytest.mark.weekly_pulse
async def test_the_weeks_question_that_waited_for_it_comes_the_day_after_and_not_at_once(house: House) -> None:
    await house.go_to("2026-04-22 18:00")
    network = await house.network()
    await house.services.pulses.start(await house.asker("UCHAIR"), network.id, "transfer", house.now)
    await house.go_to("2026-04-28 10:00")
    await withdraw(house, "UCHAIR")
    await house.go_to("2026-04-30 12:00")
    assert [(pulse.status, asked_at(pulse)) for pulse in await pulses(house)] == [
        ("withdrawn", "Wed 22 Apr 18:00"),
        ("open", "Wed 29 Apr 08:30"),
    ]
