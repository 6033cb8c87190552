"""The SEIL as challenge partner: three questions a week before a meeting, and one tap to bring one up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import Refused
from domain.kept_instrument import instrument_as_data
from facts.meeting_wishes import Wish
from prompts.button_data import decode
from storage.models.assessments import AssessmentResult, AssessmentRound
from storage.models.meetings import Meeting
from tests.handlers.test_desks import meeting, overdue, own
from tests.house import House, melbourne
from tests.kept import house_after

_AGENDA = select(Meeting.agenda)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday of the term's third week, three weeks before a meeting."""
    async with house_after(
        House.settle, url=database_url, start=melbourne("2026-05-04 10:00"), both_networks=False
    ) as (found, _):
        yield found


async def prepare(house: House) -> None:
    """A result in which trust is split and data use is low, two people behind with what they took on, and a meeting."""
    merri_bek = await own(house, "Merri-bek")
    instrument = house.services.app.instrument
    rated = AssessmentRound(
        **merri_bek,
        half_year="2026-S1",
        instrument_version=instrument.version,
        instrument=instrument_as_data(instrument),
        opens_at=house.now - timedelta(days=40),
        closes_at=house.now - timedelta(days=20),
        closed_at=house.now - timedelta(days=20),
        status="revealed",
        raters_asked=6,
        raters_finished=6,
    )
    async with house.database.write() as session:
        session.add(rated)
        await session.flush()
        own_ids = {"workspace_id": rated.workspace_id, "round_id": rated.id}
        for item in instrument.items:
            counts = {"trust": {1: 3, 4: 3}, "data-use": {1: 6}}.get(item.key, {3: 6})
            session.add_all(
                AssessmentResult(**own_ids, item_key=item.key, level=level, count=count)
                for level, count in counts.items()
            )
        session.add_all(
            [
                overdue(merri_bek, "ULEE", (house.now - timedelta(days=9)).date(), house),
                overdue(merri_bek, "UROSSI", (house.now - timedelta(days=8)).date(), house),
                meeting(merri_bek, "2026-05-28 14:00", house),
            ]
        )


def buttons(said: Any) -> list[dict[str, Any]]:
    return [e for block in said["blocks"] for e in block.get("elements", []) if e.get("type") == "button"]


def id_on(button: dict[str, Any]) -> int:
    return int(decode(button["value"])["challenge"])


def words(said: Any) -> str:
    return str(said["blocks"])


async def test_the_seil_gets_three_questions_and_brings_two_of_them_up(house: House) -> None:
    await prepare(house)
    await house.go_to("2026-05-20 12:00")
    assert "Three questions worth asking" not in str(house.dm("USEIL"))
    await house.go_to("2026-05-21 12:00")
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    instrument = house.services.app.instrument
    trust, data = instrument.item("trust").discussion, instrument.item("data-use").discussion
    assert [q in words(told) for q in (trust, data, "what still matters")] == [True] * 3
    assert "2 actions are overdue, of several people" in words(told)
    assert "ULEE" not in words(told)
    assert not any("worth asking" in str(m) for m in [*house.channel(), *house.dm("UCHAIR")])

    seil = house.person("USEIL")
    first, second = buttons(told)[2], buttons(told)[5]
    assert (first["action_id"], second["action_id"]) == ("challenges.agenda", "challenges.channel")
    before = len(house.channel())
    for button in (first, second):
        await seil.click(told, button["action_id"], value=button["value"])
        await house.settle()
    await house.services.challenges.bring(await house.asker("USEIL"), id_on(first), "agenda", house.now)
    await house.settle()
    asked = [m for m in house.channel()[before:] if "brings a question to our meeting" in m["text"]]
    assert len(asked) == 1
    assert data in words(asked[0])
    assert "lower half" not in str(house.channel()), "the reason stays with the SEIL"
    async with house.database.read() as session:
        booked = (await session.execute(_AGENDA)).scalar_one()
    assert booked == trust
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    assert "On the agenda, by <@USEIL>" in words(told)
    assert len(buttons(told)) == 2
    await house.go_to("2026-05-28 18:00")
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    assert buttons(told) == [], "the meeting has begun"


async def test_a_chair_may_bring_none_up_and_moving_or_cancelling_the_meeting_changes_them(house: House) -> None:
    await prepare(house)
    await house.go_to("2026-05-21 12:00")
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    asker = await house.asker("UCHAIR")
    with pytest.raises(Refused):
        await house.services.challenges.bring(asker, id_on(buttons(told)[0]), "agenda", house.now)
    changing = house.services.meetings.changing
    async with house.database.read() as session:
        booked = (await session.execute(select(Meeting.id))).scalar_one()
    moved = Wish(date(2026, 5, 29), time(14), 60)
    await changing.change(asker, booked, moved, house.now)
    await house.settle()
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    assert "meeting on *Friday 29 May*" in told["text"]
    assert len(buttons(told)) == 6
    await changing.cancel(asker, booked, house.now)
    await house.settle()
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    assert "The meeting was cancelled" in words(told)
    assert buttons(told) == []


async def test_what_leaders_and_schools_see_differently_is_among_the_questions(house: House) -> None:
    await prepare(house)
    await house.go_to("2026-05-12 10:00")
    network, pulses = await house.network(), house.services.pulses
    started = await pulses.start(await house.asker("UCHAIR"), network.id, "focus", house.now)
    for who in ("UCHAIR", "UEXEC1", "UEXEC2", "ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH", "UCOOPER"):
        await pulses.answer(await house.asker(who), started.pulse_id, 1, house.now)
    await house.go_to("2026-05-21 12:00")
    [told] = [m for m in house.dm("USEIL") if "Three questions worth asking" in m["text"]]
    title = house.services.app.instrument.item("focus").title
    assert f"Leaders and schools see “{title}” differently." in words(told)
