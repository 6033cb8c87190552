"""A SEIL's desk: what waits, the oldest first, and their networks, those that need them first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot import sample
from domain.policies import Role
from storage.models import Membership, Network
from storage.models.actions import Action
from storage.models.meetings import Meeting
from storage.models.pulses import Pulse
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

SEIL = "USEIL"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Wednesday of the term's fourth week."""
    async with house_after(House.settle, url=database_url, start=melbourne("2026-05-13 10:00")) as (found, _):
        yield found


def shown(message: Any) -> list[str]:
    """The words of each block, with the label of the button beside it."""
    lines = []
    for block in message["blocks"]:
        text, beside = block.get("text", {}).get("text", ""), block.get("accessory", {}).get("text", {}).get("text", "")
        lines.append(f"{text} [{beside}]" if beside else text)
    return lines


async def desk(house: House) -> Any:
    assert (await house.person(SEIL).command(sample.MERRI_BEK, "/cop-desk", "")).ok
    await house.bot.router.finish()
    return house.said_to(SEIL)[-1]


async def add(house: House, *rows: Any) -> None:
    async with house.database.write() as session:
        session.add_all(rows)


async def own(house: House, name: str) -> dict[str, int]:
    network = await house.network(name)
    return {"workspace_id": network.workspace_id, "network_id": network.id}


def overdue(owned: dict[str, int], owner: str, on: date, house: House) -> Action:
    return Action(
        **owned,
        what="Send the data template",
        owner_id=person_id(owner),
        due_on=on,
        due_set_at=house.now - timedelta(days=40),
        created_by=person_id(owner),
        created_at=house.now - timedelta(days=40),
    )


def meeting(owned: dict[str, int], starts: str, house: House) -> Meeting:
    at = melbourne(starts)
    return Meeting(
        **owned,
        term="2026-T2",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        uid=f"uid-{starts}-{owned['network_id']}",
        booked_by=person_id("UCHAIR"),
        booked_at=at - timedelta(days=20),
    )


def asked(owned: dict[str, int], answered: int, weeks_ago: int, house: House) -> Pulse:
    closed = house.now - timedelta(weeks=weeks_ago)
    return Pulse(
        **owned,
        item_key="trust",
        instrument_version="1",
        question="?",
        threshold=5,
        asked=24,
        answered=answered,
        opens_at=closed - timedelta(days=3),
        closes_at=closed,
        closed_at=closed,
        status="published",
    )


async def test_what_waits_longest_comes_first_and_the_network_that_needs_its_seil_most(house: House) -> None:
    merri_bek, moonee = await own(house, "Merri-bek"), await own(house, "Moonee Valley")
    await add(
        house,
        meeting(merri_bek, "2026-04-22 14:00", house),
        overdue(merri_bek, "ULEE", date(2026, 5, 11), house),
        overdue(merri_bek, "UROSSI", date(2026, 5, 12), house),
        overdue(moonee, SEIL, date(2026, 5, 1), house),
        *(asked(moonee, answered, weeks, house) for answered, weeks in ((20, 5), (19, 4), (8, 3), (7, 2))),
    )
    said = await desk(house)
    assert shown(said) == [
        "*What waits for you*, the oldest first",
        "*Merri-bek* · for 21 days\nThe minutes of the meeting on *Wednesday 22 April* are still to be written."
        " [Write them]",
        "*Moonee Valley* · for 12 days\n*Send the data template*, *overdue* since Friday 1 May [See it]",
        "",
        "*Your networks*, those that need you first",
        "*Moonee Valley*: Term 2 lacks a meeting · 1 action is overdue · fewer schools answer the weekly question"
        " [Summary]",
        "*Merri-bek*: 2 actions are overdue [Summary]",
        "",  # the way to joint groups
    ]
    assert "ULEE" not in str(said), "how many are overdue, not whose"
    person = house.person(SEIL)
    await person.click(said, said["blocks"][1]["accessory"]["action_id"])
    await house.settle()
    assert "Minutes" in str(person.view["title"])

    await person.open_home()
    await house.settle()
    glance = next(line for line in shown(person.home) if line.startswith("*Your networks*"))
    assert glance.index("Moonee Valley") < glance.index("Merri-bek")
    assert glance.endswith("[Open my desk]")


async def test_a_seil_who_is_reassigned_loses_sight_at_once_and_others_have_no_desk(house: House) -> None:
    moonee = await house.network("Moonee Valley")
    presence = house.services.networks.presence
    await presence.end_roles(await house.asker("UBIANCHI"), moonee.id, person_id(SEIL), house.now)
    assert not [line for line in shown(await desk(house)) if "Moonee" in line]
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-desk", "")
    await house.bot.router.finish()
    assert "Only the SEIL of a network has a desk" in house.said_to("UCHAIR")[-1]["text"]


@contextmanager
def counting(house: House) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*arguments: Any) -> None:
        found.append(str(arguments[2]))

    engine = house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


async def test_a_desk_of_five_networks_takes_as_many_queries_as_one_of_two(house: House) -> None:
    asker = await house.asker(SEIL)
    for name in ("Merri-bek", "Moonee Valley"):
        both = await own(house, name)
        await add(house, meeting(both, "2026-04-22 14:00", house), meeting(both, "2026-06-22 15:00", house))
    await house.services.desks.show(asker, house.now)  # what is read once
    with counting(house) as of_two:
        await house.services.desks.show(asker, house.now)
    pattern = await house.network("Moonee Valley")
    for number in range(3):
        network = Network(
            workspace_id=pattern.workspace_id, name=f"Network {number}", calendar="victoria", created_at=house.now
        )
        await add(house, network)
        owned = {"workspace_id": network.workspace_id, "network_id": network.id}
        await add(
            house,
            Membership(**owned, person_id=person_id(SEIL), role=Role.SEIL, since=house.now),
            overdue(owned, SEIL, date(2026, 5, 1), house),
            meeting(owned, "2026-06-22 14:00", house),
        )
    with counting(house) as of_five:
        found = await house.services.desks.show(asker, house.now)
    assert len(found.networks) == 5
    assert len(found.waiting) >= 8
    assert len(of_five) == len(of_two), of_five
