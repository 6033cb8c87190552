"""What is coming of pulse checks, own questions, comments, and an action made of a result: in Slack and in Teams."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from services.access import Asker
from storage.models import Membership, Person, School
from storage.models.pulses import Pulse
from tests.both_chats import CHATS, Town, open_town
from tests.house import melbourne
from tests.loading import person_id
from tests.somebody import NAMES

OWN = "Do our visits change what we do at home?"


@pytest.fixture(params=CHATS)
async def town(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Town]:
    """With more schools than the sample has, so that comments could be shown."""
    async with open_town(request.param, database_url, melbourne("2026-05-18 10:00"), both_networks=False) as found:
        network = await found.house.network()
        async with found.house.database.write() as session:
            for number in range(8):
                school = School(workspace_id=network.workspace_id, name=f"Yarrabee {number} Primary School")
                person = Person(
                    id=person_id(f"UMORE{number}"),
                    workspace_id=network.workspace_id,
                    chat_id=f"more-{number}",
                    name="",
                )
                session.add_all([school, person])
                await session.flush()
                held = {"network_id": network.id, "school_id": school.id, "person_id": person.id, "role": "member"}
                session.add(Membership(workspace_id=network.workspace_id, **held, since=found.house.now))
        yield found


async def test_the_chair_steers_asks_in_own_words_and_makes_an_action_of_the_result(town: Town) -> None:
    anna, daniel = town.person("UCHAIR"), town.person("ULEE")
    await anna.types("pulse")
    await anna.presses("What is coming")
    assert "what the weekly pulse checks will ask" in anna.sees()
    await anna.types("pulse next")
    await anna.presses("Change the pause")
    assert await anna.fills_in(**{"pulses.resumes": "2026-05-01"}) != ""
    assert await anna.fills_in(**{"pulses.resumes": "2026-06-01"}) == ""
    assert "paused until Monday 1 June 2026" in anna.sees()
    await anna.types("pulse next")
    await anna.presses("Change the order")
    await anna.fills_in(**{"pulses.place:1": "trust"})
    assert "Tue 2 Jun: Trust" in anna.sees()
    await anna.types("pulse")
    await anna.fills_in(**{"pulses.own": OWN, "pulses.scale": "often"})
    assert "Never, Sometimes, Often and Always" in anna.sees()
    await anna.fills_in()
    await daniel.presses("Often")
    await daniel.presses("Add a comment")
    assert "can give you away" in daniel.sees()
    await daniel.fills_in(**{"pulses.words": f"{NAMES['UCHAIR']} asked Yarrabee 3 Primary School"})
    assert "[name] asked [school]" in daniel.sees()
    async with town.house.database.read() as session:
        pulse = (await session.scalars(select(Pulse).order_by(Pulse.id.desc()))).all()[0]
    for number in range(6):
        asker = Asker(pulse.workspace_id, person_id(f"UMORE{number}"))
        await town.house.services.pulses.answer(asker, pulse.id, 3, town.house.now)
    await town.house.go_to("2026-05-25 09:00")
    assert f"“{OWN}”: Often." in anna.reads()
    await daniel.presses("Make an action of it")
    await daniel.fills_in(what="Visit each other twice", due="2026-06-12")
    await daniel.types("action")
    assert "Visit each other twice" in daniel.sees()


async def test_reminders_are_switched_off_on_home(town: Town) -> None:
    daniel = town.person("ULEE")
    await daniel.opens_home()
    await daniel.presses("Reminders")
    await daniel.presses("No more reminders")
    assert "I don't remind you of pulse checks." in daniel.sees()
    house, person = town.house, person_id("ULEE")
    workspace = (await house.network()).workspace_id
    said = await house.services.app.profiles.of(workspace, [person], house.now, seconds=10)
    assert said[person].zone == "Australia/Melbourne", "each chat tells when their morning is"
    assert NAMES["ULEE"] in said[person].names
