"""One occasion's trouble, one planner's, one network's: it stays its own, and a pulse always closes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot import sample
from services import gather
from services.context import AppContext
from services.delivery.engine import Skip
from services.schedule import Due, OccasionContext, ScheduleService
from storage.models import Network
from storage.models.actions import Action
from storage.models.assessments import AssessmentRound
from storage.models.introductions import Introduction
from storage.models.pulses import Pulse, PulseAnswer
from tests.house import House, melbourne, open_house
from tests.loading import person_id

LAST_EVENING = melbourne("2030-12-20 17:30")
"""The last day of the last term that the calendar knows, after the last hour in which something may be posted."""

REGISTER = gather()


@pytest.fixture
async def last_week(database_url: str) -> AsyncIterator[House]:
    """Monday of the last school week that the calendar knows."""
    async with open_house(database_url, melbourne("2030-12-16 12:00")) as found:
        yield found


async def add_pulse(house: House, closes_at: datetime, name: str = "Merri-bek") -> int:
    """An open pulse that one person has answered."""
    network = await house.network(name)
    item = house.services.app.instrument.items[0]
    async with house.database.write() as session:
        pulse = Pulse(
            workspace_id=network.workspace_id,
            network_id=network.id,
            item_key=item.key,
            instrument_version="1",
            question=item.pulse_question,
            threshold=5,
            asked=10,
            opens_at=house.now,
            closes_at=closes_at,
            secret=b"x" * 32,
        )
        session.add(pulse)
        await session.flush()
        session.add(PulseAnswer(workspace_id=network.workspace_id, pulse_id=pulse.id, voter_key="k", level=3))
        (await session.get_one(Network, network.id)).next_check_at = None
        return pulse.id


async def is_closed(house: House, pulse_id: int) -> bool:
    """Whether the pulse is closed; then its answers and its secret are gone as well."""
    async with house.database.read() as session:
        pulse = await session.get_one(Pulse, pulse_id)
        answers = (await session.scalars(select(PulseAnswer).where(PulseAnswer.pulse_id == pulse_id))).all()
    assert (pulse.status == "open") == bool(answers)
    return pulse.status != "open" and pulse.secret is None


async def test_an_introduction_past_the_last_term_stops_nothing(last_week: House) -> None:
    house, network = last_week, await last_week.network()
    pulse = await add_pulse(house, LAST_EVENING)
    async with house.database.write() as session:
        session.add(
            Introduction(
                workspace_id=network.workspace_id,
                network_id=network.id,
                other_network_id=network.id,
                seil_id=person_id("USEIL"),
                first_id=person_id("ULEE"),
                second_id=person_id("UKAUR"),
                why="Writing",
                asked_at=house.now,
                closes_at=LAST_EVENING - timedelta(minutes=1),
            )
        )
    await house.go_to("2030-12-20 18:00")
    assert await is_closed(house, pulse)
    assert any("introduc" in message["text"].lower() for message in house.dm("USEIL")), "late news is better than none"


async def test_an_action_past_the_last_term_stops_nothing(last_week: House) -> None:
    house, network = last_week, await last_week.network()
    pulse = await add_pulse(house, LAST_EVENING)
    async with house.database.write() as session:
        for what, due in (("Share the data", "2031-01-20 12:00"), ("Book the hall", "2030-12-18 12:00")):
            session.add(
                Action(
                    workspace_id=network.workspace_id,
                    network_id=network.id,
                    what=what,
                    due_on=melbourne(due).date(),
                    due_set_at=house.now,
                    owner_id=person_id("ULEE"),
                    created_by=person_id("UCHAIR"),
                    created_at=house.now,
                )
            )
    await house.go_to("2030-12-20 18:00")
    assert await is_closed(house, pulse)
    assert any("Book the hall" in str(message) for message in house.dm("ULEE")), "the other action is reminded of"


async def fail(*_: object) -> Sequence[Due]:
    raise KeyError("a broken row")


async def broken_sql(_: AppContext, session, *__: object) -> Sequence[Due]:
    await session.execute(text("SELECT no_such_column FROM networks"))
    return []


async def overflow(_: AppContext, session, *__: object) -> Sequence[Due]:
    await session.scalar(select(Network).where(Network.id == 2**70))
    return []


@pytest.mark.both_networks
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("planner", "why"),
    [(fail, "a fault of ours"), (broken_sql, "a statement refused"), (overflow, "a value refused")],
)
async def test_a_planner_that_fails_stops_no_other(house: House, planner, why: str) -> None:
    schedule = ScheduleService(house.services.app, [planner, *REGISTER.planners], REGISTER.fires)
    pulses = [await add_pulse(house, house.now + timedelta(hours=1), name) for name in ("Merri-bek", "Moonee Valley")]
    later = house.now + timedelta(hours=2)
    await schedule.tick(later)
    assert [await is_closed(house, pulse) for pulse in pulses] == [True, True], why
    following = await schedule.next_check()
    assert following is not None
    assert following > later, "and the schedule does not spin"


@pytest.mark.both_databases
@pytest.mark.both_networks
async def test_an_occasion_that_fails_stops_no_other_and_is_tried_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[datetime] = []

    async def plan(
        context: AppContext, session: object, place: object, since: datetime, until: datetime
    ) -> Sequence[Due]:
        at = melbourne("2026-04-17 12:30")
        return [Due("test.broken", "one", at, at + timedelta(hours=3), "Something breaks")]

    async def fire(occasion: OccasionContext) -> Skip | None:
        tries.append(occasion.now)
        if occasion.now < melbourne("2026-04-17 13:00"):
            occasion.session.add(
                Network(workspace_id=occasion.network_ctx.network.workspace_id, created_at=occasion.now)
            )
            await occasion.session.flush()  # it has no name, which the database refuses
        return None

    schedule = ScheduleService(house.services.app, [plan, *REGISTER.planners], {**REGISTER.fires, "test.broken": fire})
    pulse = await add_pulse(house, melbourne("2026-04-17 12:31"))
    with caplog.at_level(logging.ERROR, "services.schedule"):
        await schedule.tick(melbourne("2026-04-17 12:35"))
        assert await is_closed(house, pulse), "in the same tick"
        assert len(tries) == 3, "once in each network, and again where something else did work"
        for minute in range(36, 60, 4):
            await schedule.tick(melbourne(f"2026-04-17 12:{minute}"))
        assert len(tries) == 3 + 2 * 3, "every few minutes"
        await schedule.tick(melbourne("2026-04-17 13:05"))
        await schedule.tick(melbourne("2026-04-17 13:30"))
    assert len(tries) == 3 + 2 * 3 + 2, "it came right in the end, once"
    assert "one occasion" in caplog.text


@pytest.mark.parametrize("reason", ["archived", "removed", "uninstalled"])
async def test_a_pulse_closes_while_its_network_stands_still(house: House, reason: str) -> None:
    pulse = await add_pulse(house, melbourne("2026-04-20 17:00"))
    async with house.database.write() as session:
        network = await session.get_one(Network, (await house.network()).id)
        network.status, network.status_reason = "paused", reason
    await house.go_to("2026-04-20 17:01")
    assert await is_closed(house, pulse)
    await house.go_to("2026-04-21 12:00")
    told = [m for m in house.channel() if "nothing is shown or kept" in m["text"]]
    assert len(told) == (reason == "uninstalled"), "a channel that is gone is told nothing"
    assert len(house.channel()) == len(told), "all else waits"


async def test_a_self_assessment_closes_while_its_network_stands_still(house: House) -> None:
    await house.jump("2026-05-18 12:00")
    async with house.database.write() as session:
        network = await session.get_one(Network, (await house.network()).id)
        network.status, network.status_reason = "paused", "archived"
    await house.jump("2026-06-12 12:00")
    async with house.database.read() as session:
        query = select(AssessmentRound.status).where(AssessmentRound.network_id == network.id)
        assert (await session.scalars(query)).all() == ["withheld"]


@pytest.mark.both_networks
async def test_a_pulse_closes_though_the_calendar_cannot_be_read(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    pulses = [await add_pulse(house, melbourne("2026-04-17 12:10"), name) for name in ("Merri-bek", "Moonee Valley")]
    async with house.database.write() as session:
        network = await session.get_one(Network, (await house.network()).id)
        network.calendar = "no-such-calendar"
        network.next_check_at = None
    with caplog.at_level(logging.ERROR, "services.schedule"):
        await house.go_to("2026-04-17 12:11")
    assert [await is_closed(house, pulse) for pulse in pulses] == [True, True]
    assert "its school calendar" in caplog.text


@pytest.mark.as_the_bot_asks
async def test_of_a_removal_that_is_told_of_twice_at_once_the_chair_hears_once(house: House) -> None:
    presence, asker = house.services.networks.presence, await house.asker("UCHAIR")
    told = [asker.by(f"removal {number}") for number in range(4)]
    await asyncio.gather(*(presence.note_channel_gone(one, sample.MERRI_BEK, "removed", house.now) for one in told))
    await house.settle()
    assert (await house.network()).status == "paused"
    assert sum("I was removed" in message["text"] for message in house.dm("UCHAIR")) == 1
