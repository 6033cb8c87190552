"""A network that uses two instruments, each with rounds of its own, through the front door."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from bot import sample
from domain.instrument import Fate, ItemChange
from practice.slack.person import Person
from prompts.catalog import say
from prompts.instrument import BUNDLED, load_instrument
from storage.models import AuditEntry, Network
from storage.models.assessments import AssessmentRound
from tests.both_chats import CHATS, open_town
from tests.handlers.rating_story import OPEN_DAY, RATERS, jump, say_to, shown, typed
from tests.house import House, melbourne

USUAL, PLC = "three-pillars", "professional-learning-communities"
TITLE = "Professional learning communities"


async def use(house: House, *keys: str, by_itself: tuple[str, ...] = (), pulses: str = USUAL) -> Person:
    chair = await typed(house, "UCHAIR", "settings")
    values = {
        "assessments.used": list(keys),
        "assessments.by_itself": list(by_itself),
        "assessments.pulses": pulses,
    }
    outcome = await chair.submit(chair.view["id"], values)
    assert outcome.ok, outcome
    return chair


async def rounds(house: House) -> dict[str, AssessmentRound]:
    network = await house.network()
    async with house.database.read() as session:
        found = await session.scalars(select(AssessmentRound).where(AssessmentRound.network_id == network.id))
        return {each.instrument_key: each for each in found}


async def test_two_instruments_have_rounds_of_their_own_and_are_named(house: House) -> None:
    name = (await house.network()).name
    chair = await use(house, USUAL, PLC, by_itself=(USUAL,), pulses=PLC)
    assert f"{name} uses Three Pillars and {TITLE}." in shown(chair.view)
    await chair.close()
    told = await say_to(house, "UCHAIR")
    assert f"The next self-assessment of {name} (Three Pillars) opens on Monday 18 May." in told
    assert f"No self-assessment of {name} ({TITLE}) is open." in told
    dues = await house.services.schedule.agenda(name, house.now, melbourne("2026-06-30 09:00")) or []
    opens = [due.what for due in dues if due.kind == "assessments.open"]
    usual = say("assessments.agenda_open", half_year="Semester 1, 2026")
    assert opens == [f"{usual.plain} (Three Pillars)"]

    await jump(house, OPEN_DAY)
    assert set(await rounds(house)) == {USUAL}, "the other opens only where somebody opens it"
    # Only one of the two can be opened now, so nothing is asked.
    chair = await typed(house, "UCHAIR", "open")
    assert f"{name} ({TITLE})" in shown(chair.view)
    outcome = await chair.submit(chair.view["id"], {"assessments.closes": "2026-06-05"})
    assert outcome.ok, outcome
    await chair.close()
    await house.settle()
    assert f"the self-assessment of {name} ({TITLE}) is open until" in house.channel()[-1]["text"]

    assert await say_to(house, "UEXEC1") == (
        "More than one self-assessment is open for you. Which one do you want to rate in?"
    )
    assert "10 things about the network" in shown((await typed(house, "UEXEC1", "professional")).view)
    assert "I don't know which self-assessment that is." in await say_to(house, "UCHAIR", "extend nonsense")
    assert await say_to(house, "UCHAIR", "extend") == "Which self-assessment do you mean?"

    opened = await rounds(house)
    keys = load_instrument(BUNDLED / f"{PLC}.yaml").item_keys
    for user_id, level in zip(RATERS, (1, 2, 2, 3), strict=True):
        asker = await house.asker(user_id)
        await house.services.assessments.save(asker, opened[PLC].id, dict.fromkeys(keys, level), house.now)
    await jump(house, "2026-06-09 09:00")
    ended = await rounds(house)
    assert (ended[USUAL].status, ended[PLC].status) == ("withheld", "revealed")
    [results] = [message for message in house.dm("UEXEC1") if "4 forms were counted" in message["text"]]
    assert f"{name} ({TITLE})" in results["text"]
    pictures = [block["alt_text"] for block in results["blocks"] if block["type"] == "image"]
    assert len(pictures) == 3
    assert all(f"{name} ({TITLE})" in picture for picture in pictures)
    chair = await typed(house, "UCHAIR", "agree")
    assert "Students' learning comes first" in shown(chair.view), "the only one with results"
    await chair.close()
    chair = await typed(house, "UCHAIR", "steps")
    assert "*Cycles of inquiry* is Evolving. To get to Embedding: Narrow the question" in shown(chair.view)
    assert "have not settled the levels yet" in await say_to(house, "ULEE", "steps")
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-summary")
    await house.settle()
    summary = house.dm("UCHAIR")[-1]
    assert "Self-assessment: Three Pillars* · no result with the bot yet" in shown(summary)
    assert f"Self-assessment: {TITLE}* · Semester 1, 2026, the first with the bot" in shown(summary)
    pictures = [block["alt_text"] for block in summary["blocks"] if block["type"] == "image"]
    assert any(f"· {TITLE}." in picture for picture in pictures)
    before = len(house.dm("UCHAIR"))
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-summary", "trend")
    await house.settle()
    [trend] = house.dm("UCHAIR")[before:]
    assert f"{name} ({TITLE}), half-year by half-year" in shown(trend), "the other has no results to show"


async def test_pulse_checks_ask_what_the_network_chose_and_an_open_round_ends_as_it_began(opened: House) -> None:
    house = opened
    await use(house, PLC, by_itself=(PLC,), pulses=PLC)
    seil = await typed(house, "USEIL")
    assert "18 things about the network" in shown(seil.view), "the round that is open ends with its instrument"
    await seil.close()
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "classrooms")
    await house.settle()
    assert "watch each other teach" in house.said_to("UCHAIR")[-1]["text"]
    async with house.database.read() as session:
        network = await session.get_one(Network, (await house.network()).id)
        assert network.instruments == [{"key": PLC, "by_itself": True, "pulses": True}]
        changed = select(AuditEntry.details).where(AuditEntry.action == "assessments.instruments")
        assert (await session.scalars(changed)).one() == {"instruments": network.instruments}


async def test_an_open_round_ends_on_the_version_that_it_began_with(opened: House) -> None:
    house = opened
    usual = load_instrument()
    [together, *others] = usual.pillars
    without = dataclasses.replace(together, items=tuple(item for item in together.items if item.key != "trust"))
    removed = ItemChange("3", Fate.REMOVED, ("trust",))
    newer = dataclasses.replace(usual, version="3", pillars=(without, *others), history=(removed,))
    object.__setattr__(house.services.app, "instrument", newer)  # the bot was started anew with another file
    begun = (await rounds(house))[USUAL]
    for user_id in RATERS:
        form = await house.services.assessments.form(await house.asker(user_id), begun.id, house.now)
        assert len(form.instrument.items) == 18
        ratings = dict.fromkeys(usual.item_keys, 2)
        await house.services.assessments.save(await house.asker(user_id), begun.id, ratings, house.now)
    await jump(house, "2026-06-09 09:00")
    [results] = [message for message in house.dm("UCHAIR") if "4 forms were counted" in message["text"]]
    assert "Trust" in shown(results)
    assert (await rounds(house))[USUAL].instrument_version == usual.version
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await house.settle()
    assert "Trust" not in house.said_to("UCHAIR")[-1]["text"], "nobody is asked about what has ended"


@pytest.mark.parametrize("chat", CHATS)
async def test_in_both_chats_one_chooses_what_the_network_uses_and_which_is_meant(chat: str, database_url: str) -> None:
    async with open_town(chat, database_url, melbourne(OPEN_DAY), both_networks=False) as town:
        await town.house.settle()
        anna = town.person("UCHAIR")
        await anna.types("assess settings")
        values = {"assessments.used": [], "assessments.by_itself": [USUAL], "assessments.pulses": PLC}
        assert "Choose at least one." in await anna.fills_in(**values)
        assert await anna.fills_in(**{**values, "assessments.used": [USUAL, PLC]}) == ""
        assert f"uses Three Pillars and {TITLE}." in anna.sees()
        await anna.types("assess open")
        assert await anna.fills_in(**{"assessments.closes": "2026-06-05"}) == ""
        assert f"({TITLE}) is open until" in anna.reads()
        await anna.types("assess")
        assert "More than one self-assessment is open for you." in anna.sees()
        await anna.types("assess extend")
        await anna.presses(TITLE)
        assert f"({TITLE})" in anna.sees()
