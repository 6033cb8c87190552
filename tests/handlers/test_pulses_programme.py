"""What is coming of pulse checks, and how the leaders steer it, through the front door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.kept_instrument import instrument_as_data
from storage.models import AuditEntry
from storage.models.assessments import AssessmentResult, AssessmentRound
from storage.models.pulses import Pulse
from tests.house import House, melbourne
from tests.kept import house_after

pytestmark = pytest.mark.weekly_pulse


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    start = melbourne("2026-04-27 10:00")
    async with house_after(House.settle, url=database_url, start=start, weekly_pulse=True) as (found, _):
        yield found


async def see(house: House, person: str) -> str:
    await house.person(person).command(sample.MERRI_BEK, "/cop-pulse", "next")
    await house.settle()
    return str(house.said_to(person)[-1]["text"])


async def tap(house: House, action: str) -> str:
    chair = house.person("UCHAIR")
    await chair.click(house.said_to("UCHAIR")[-1], action)
    await house.settle()
    return str(house.said_to("UCHAIR")[-1]["text"])


async def asked(house: House) -> list[str]:
    async with house.database.read() as session:
        return list((await session.scalars(select(Pulse.item_key).order_by(Pulse.id))).all())


async def rated(house: House) -> None:
    """Last half-year's assessment: trust stands lowest, and focus is what the leaders disagree about most."""
    network, instrument = await house.network(), house.services.app.instrument
    counts = dict.fromkeys(instrument.item_keys, (0, 0, 3, 3)) | {"trust": (3, 3, 0, 0), "focus": (0, 3, 0, 3)}
    async with house.database.write() as session:
        found = AssessmentRound(
            workspace_id=network.workspace_id,
            network_id=network.id,
            half_year="2025-S2",
            instrument_version=instrument.version,
            instrument=instrument_as_data(instrument),
            opens_at=melbourne("2025-11-03 09:00"),
            closes_at=melbourne("2025-11-17 17:00"),
            closed_at=melbourne("2025-11-17 17:00"),
            status="revealed",
            raters_finished=6,
            sealed=True,
            by_chat_id=False,
        )
        session.add(found)
        await session.flush()
        for key, several in counts.items():
            for level, number in enumerate(several, start=1):
                row = {"workspace_id": network.workspace_id, "round_id": found.id, "item_key": key}
                session.add(AssessmentResult(**row, level=level, count=number))


async def test_the_chair_sees_what_is_coming_and_changes_its_order(house: House) -> None:
    usual = (await see(house, "ULEE")).splitlines()
    assert usual[1].startswith("• Tue 28 Apr: Active engagement")
    assert len(usual) == 7
    assert "Change the order" not in str(house.said_to("ULEE")[-1])
    await see(house, "UCHAIR")
    await tap(house, "pulses.order")
    chair = house.person("UCHAIR")
    form = {"pulses.place:1": "trust", "pulses.place:2": "trust", "pulses.place:3": "transfer"}
    assert (await chair.submit(chair.view, form)).response_action == "update"
    lines = (await see(house, "UCHAIR")).splitlines()
    assert "Trust" in lines[1]
    assert "transfer" in lines[2].casefold() or "carried back" in lines[2].casefold()
    await house.go_to("2026-04-28 09:00")
    assert await asked(house) == ["trust"]
    assert (await house.network()).pulse_order[0] == "transfer", "what was asked about is no longer put first"
    assert "Trust" not in await see(house, "UCHAIR"), "and rests"
    assert "Active engagement" in await tap(house, "pulses.steer:usual")
    async with house.database.read() as session:
        noted = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "pulses.programme"))).all()
    assert [sorted(entry.details) for entry in noted] == [["pulse_order"], ["pulse_order"]]


async def test_the_chair_pauses_until_a_day_and_points_at_what_the_assessment_found_weak(house: House) -> None:
    await see(house, "UCHAIR")
    await tap(house, "pulses.pause")
    chair = house.person("UCHAIR")
    assert (await chair.submit(chair.view, {"pulses.resumes": "2026-04-27"})).errors
    await chair.submit(chair.view, {"pulses.resumes": "2026-05-13"})
    lines = (await see(house, "UCHAIR")).splitlines()
    assert "paused until Wednesday 13 May 2026" in lines[1]
    assert lines[2].startswith("• Tue 19 May")
    await rated(house)
    await see(house, "UCHAIR")
    assert "Trust" in (await tap(house, "pulses.steer:lowest")).splitlines()[2]
    assert "focus" in (await tap(house, "pulses.steer:apart")).splitlines()[2].casefold()
    assert "Tue 9 Jun" in (await tap(house, "pulses.steer:fortnightly")).splitlines()[3]
    await house.go_to("2026-05-25 12:00")
    assert await asked(house) == []
    await house.go_to("2026-05-28 12:00")
    assert await asked(house) == ["focus"]
    network = await house.network()
    assert (network.weekly_pulse, network.pulse_resumes_on) == (True, None)


def questions(house: House, person: str) -> list[dict[str, Any]]:
    """What somebody is asked about the rest."""
    return [m for m in house.dm(person) if "rests until next term" in m["text"]]


async def test_a_week_in_which_nobody_saw_the_question_lets_it_not_rest(house: House) -> None:
    for day in ("04-28", "05-05", "05-12", "05-19"):
        await house.jump(f"2026-{day} 09:00")
    house.world.archive_channel(sample.MERRI_BEK)
    await house.jump("2026-05-26 09:00")
    assert (await house.network()).weekly_pulse
    assert questions(house, "UCHAIR") == []


async def test_a_question_that_too_few_answer_for_four_weeks_rests_until_the_next_term_or_a_tap(house: House) -> None:
    for day in ("04-28", "05-05", "05-12", "05-19", "05-26", "06-02"):
        await house.jump(f"2026-{day} 09:00")
    network = await house.network()
    assert (network.weekly_pulse, str(network.pulse_resumes_on), len(await asked(house))) == (False, "2026-07-13", 4)
    told = [m["text"] for m in house.channel() if "rests until next term" in m["text"]]
    assert len(told) == 1
    assert len(questions(house, "UCHAIR")) == 1
    await house.person("USEIL").command(sample.MERRI_BEK, "/cop-desk", "")
    assert "the weekly question rests" in str(house.said_to("USEIL")[-1])
    # Who is chair no longer is not asked any more; the new chair and the new SEIL are.
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    roster, chair = house.services.networks.roster, await house.asker("UCHAIR")
    await roster.save_person(chair, network.id, await house.id_of("UNEW"), ["seil"], None, house.now)
    await roster.save_person(chair, network.id, await house.id_of("UEXEC1"), ["chair"], None, house.now)
    await house.jump("2026-06-02 10:00")
    assert [len(questions(house, each)) for each in ("UCHAIR", "UEXEC1", "UNEW", "USEIL")] == [0, 1, 1, 0]
    taken = [m for m in house.dm("UCHAIR") if "in a role that you no longer hold" in m["text"]]
    assert len(taken) == 4  # this question, the one after two weeks, and twice to book the term's meeting
    await house.person("UEXEC1").click(questions(house, "UEXEC1")[0], "pulses.pace:go_on")
    for day in ("06-09", "06-16", "06-23"):
        await house.jump(f"2026-{day} 09:00")
    network = await house.network()
    assert (network.weekly_pulse, len(await asked(house))) == (True, 7)
