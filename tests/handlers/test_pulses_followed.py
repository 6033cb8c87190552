"""After a result: one next step, an action made of it, and once what came of that."""

from __future__ import annotations

import json
from dataclasses import replace as with_changes
from datetime import date

from sqlalchemy import select

from bot import sample
from domain.instrument import Instrument
from storage.models.actions import Action
from storage.models.pulses import Pulse
from tests.house import House, melbourne, open_house

STEP = "Bring one result that disappoints to the next meeting."


def guided(instrument: Instrument) -> Instrument:
    """The same, with a next step for trust."""
    pillars = tuple(
        with_changes(
            pillar,
            items=tuple(
                with_changes(item, guidance=("", "", STEP)) if item.key == "trust" else item for item in pillar.items
            ),
        )
        for pillar in instrument.pillars
    )
    return with_changes(instrument, pillars=pillars)


async def test_a_result_leads_to_an_action_and_the_channel_hears_once_that_it_is_done(database_url: str) -> None:
    async with open_house(database_url, melbourne("2026-05-18 10:00"), both_networks=False) as house:
        app = house.services.app
        object.__setattr__(app, "instrument", guided(app.instrument))
        await _result(house)
        [result] = [m for m in house.channel() if "middle of our answers" in m["text"]]
        assert STEP in json.dumps(result)
        lee = house.person("ULEE")
        for what in ("bring our reading data", "tidy the folder"):
            await lee.click(result, "pulses.take_up")
            await house.settle()
            assert STEP in json.dumps(lee.view)
            await lee.submit(lee.view, {"what": what, "owner": "ULEE", "due": "2026-06-12"})
        for typed, seen in (
            ("results", "Trust: Embedding"),
            ("results term 2", "Term 2, 2026"),
            ("results about trust", "Trust: Embedding"),
            ("results 2025", "None so far"),
            ("results for the budget", "couldn't read “budget”"),
        ):
            await lee.command(sample.MERRI_BEK, "/cop-pulse", typed)
            await house.settle()
            assert seen in json.dumps(house.said_to("ULEE")[-1], ensure_ascii=False), typed
        await lee.click(house.said_to("ULEE")[-1], "pulses.results:all")
        await house.settle()
        assert "Trust: Embedding (" in json.dumps(house.said_to("ULEE")[-1]), "all of them, as the channel was told"
        await house.person("UAREA").command(sample.MERRI_BEK, "/cop-pulse", "results")
        await house.settle()
        assert "Only people in this network" in json.dumps(house.said_to("UAREA")[-1])
        stranger = house.person("UAREA")
        await stranger.click(result, "pulses.take_up")
        await house.settle()
        assert stranger.views == []
        asker = await house.asker("ULEE")
        async with house.database.read() as session:
            first, second = (await session.scalars(select(Action).order_by(Action.id))).all()
        await house.services.actions.finish(asker, first.id, house.now)
        await house.go_to("2026-05-28 12:00")
        assert _told(house) == [], "one of them is still open"
        await house.services.actions.drop(asker, second.id, "no need", house.now)
        await house.go_to("2026-06-05 12:00")
        [told] = _told(house)
        assert "Embedding" in told
        assert "bring our reading data" in told
        assert "tidy" not in told
        assert date(2026, 6, 5) == house.local.date()


def _told(house: House) -> list[str]:
    return [m["text"] for m in house.channel() if "You said, we did" in m["text"]]


async def _result(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "pulses.ask")
    await house.settle()
    async with house.database.read() as session:
        [pulse] = (await session.scalars(select(Pulse))).all()
    for person in ("UCHAIR", "UEXEC1", "ULEE", "UHADDAD", "USINGH", "UCHEN"):
        await house.services.pulses.answer(await house.asker(person), pulse.id, 3, house.now)
    await house.go_to("2026-05-25 12:00")
