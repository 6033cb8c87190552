"""Reminders of pulse checks: one at most, in the reader's own morning, and each can switch them off."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot import sample
from storage.models import Delivery, Person
from storage.models.pulses import Pulse
from tests.house import House, melbourne
from tests.kept import house_after

REMINDED = "yours is still to come"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(set_up, url=database_url, start=melbourne("2026-05-19 09:00"), both_networks=False) as (
        found,
        _,
    ):
        yield found


async def set_up(found: House) -> None:
    """A question asked on a Tuesday, until the Monday after, in a network that has reminders."""
    found.world.users["USINGH"].tz = "Australia/Perth"
    found.world.users["UHADDAD"].tz = "Pacific/Auckland"
    chair = found.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "next")
    await found.settle()
    await chair.click(found.said_to("UCHAIR")[-1], "pulses.steer:remind")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await found.settle()
    await chair.click(found.said_to("UCHAIR")[-1], "pulses.ask")
    await found.settle()


def reminders(house: House, person: str) -> int:
    return sum(REMINDED in message["text"] for message in house.dm(person))


async def test_who_has_not_answered_is_reminded_once_in_their_own_morning(house: House) -> None:
    async with house.database.read() as session:
        [pulse] = (await session.scalars(select(Pulse))).all()
    await house.services.pulses.answer(await house.asker("UCHEN"), pulse.id, 3, house.now)
    lee = house.person("ULEE")
    await lee.command(sample.MERRI_BEK, "/cop-pulse", "reminders")
    await house.settle()
    await lee.click(house.said_to("ULEE")[-1], "pulses.reminders:off")
    await house.settle()
    assert house.said_to("ULEE")[-1]["text"] == "I don't remind you of pulse checks."
    for at, who in (
        ("06:00", set()),
        ("06:45", {"UHADDAD"}),  # half past eight in Auckland
        ("08:45", {"UHADDAD", "UCHAIR"}),
        ("10:45", {"UHADDAD", "UCHAIR", "USINGH"}),
    ):
        await house.go_to(f"2026-05-22 {at}")
        people = {"UHADDAD", "UCHAIR", "USINGH", "UCHEN", "ULEE"}
        assert {person for person in people if reminders(house, person)} == who, at
    await house.go_to("2026-05-25 16:00")
    assert reminders(house, "UCHAIR") == 1
    async with house.database.read() as session:
        rows = (await session.scalars(select(Delivery).where(Delivery.kind == "pulses.reminder"))).all()
        chats = {one.id: one.chat_id for one in (await session.scalars(select(Person))).all()}
    told = {chats[row.people[0]]: (row.status, row.reason, row.posted_ts, row.attempts) for row in rows}
    assert told["UCHEN"] == told["UCHAIR"], "the outbox does not tell who had answered"
    assert "ULEE" not in told


async def test_a_reminder_is_answered_and_switched_off_where_it_stands(house: House) -> None:
    await house.go_to("2026-05-22 12:00")
    lee = house.person("ULEE")
    await lee.click(house.dm("ULEE")[-1], "pulses.answer:3")
    await house.settle()
    assert await house.answers() == [3]
    await lee.click(house.dm("ULEE")[-1], "pulses.reminders:off")
    await house.settle()
    async with house.database.read() as session:
        person = (await session.scalars(select(Person).where(Person.chat_id == "ULEE"))).one()
    assert person.pulse_reminders is False
