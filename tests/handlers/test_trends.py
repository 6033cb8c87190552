"""/cop-summary trend, since baseline and gap, in both chats: what leaders see of the years, and what others do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event, update

from domain.calendar import HalfYear
from domain.trends import Trend
from services.access import actor_of
from services.context import network_context
from services.networks import SourceFile
from services.sections import SectionContext
from services.trends.reading import read_trend
from storage.models.assessments import AssessmentResult, AssessmentRound
from tests.both_chats import CHATS, Town, open_town
from tests.handlers.years_story import add_pulse, live_years
from tests.house import House, melbourne

JUNE = melbourne("2026-06-10 10:00")
TRUST = "1 1 1 2 . 2 3 3 3 3 3"
YEARS = {"trust": TRUST, "focus": "2 2 2 2 . 2 2 2 2 3 3", "contribution": "3 3 3 3 . 3 3 3 3 3 2"}

SCHOOLS = (
    ("trust", "2026-05-15", 2),
    ("focus", "2025-11-14", 3),
    ("contribution", "2025-03-14", 4),  # too long ago
    ("strategy", "2026-06-09", 1),  # the channel hears of it on the next morning
)


@pytest.fixture(params=CHATS)
async def town(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Town]:
    async with open_town(request.param, database_url, JUNE) as found:
        network = await found.house.network()
        async with found.house.database.write() as session:
            await live_years(session, network, YEARS, agreed=("trust",))
            for item, closed, level in SCHOOLS:
                await add_pulse(session, network, item, closed, level)
        yield found


async def test_leaders_see_the_years_by_item_those_further_away_by_pillar_and_members_nothing(town: Town) -> None:
    anna, ines, lee = town.person("UCHAIR"), town.person("UAREA"), town.person("ULEE")
    await anna.types("summary")
    assert "Since the baseline, Semester 1, 2021: 2 items higher, 1 lower, 15 the same." in anna.reads(None)
    await anna.presses("Half-year by half-year")
    told = anna.reads(None)
    for part in (
        "Merri-bek, half-year by half-year · Semester 1, 2021 to Semester 1, 2026",
        "10 self-assessments have results.",
        "No results for Semester 1, 2023.",
        "Moved most since the baseline: ▲ Trust (Emerging → Embedding).",
        "Since Semester 2, 2025: 0 items higher, 1 lower, 17 the same.",
        "Trust: Emerging → Embedding, agreed",
        "Focus: Evolving → Embedding, median",
        "How we work together",
    ):
        assert part in told
    await anna.presses("Since the baseline")
    assert "Merri-bek since its baseline" in anna.reads(None)
    await anna.types("summary perception gap")
    told = anna.reads(None)
    for part in (
        "Merri-bek: what leaders say, and what schools say · Semester 1, 2026",
        "Schools have answered 3 of 18 items. Leaders say more of 2, schools of 0; both say the same of 1.",
        "Furthest apart: Trust (leaders say Embedding, schools say Evolving)",
        "Focus: both say Embedding (schools in Semester 2, 2025)",
        "Schools were not asked about Active engagement, Contribution",
    ):
        assert part in told
    await ines.types("summary gap Merri-bek")
    both = "leaders say Evolving, over all 6 items; schools say Evolving, over 1"
    assert f"How we work together · {both}" in ines.reads(None)
    assert "Trust" not in ines.reads(None)
    for words, part in (
        ("summary Merri-bek trend 2023-S2", "half-year by half-year · Semester 1, 2021 to Semester 2, 2023"),
        ("summary since baseline Merri-bek", "Its items: 5 Evolving, 1 Embedding"),
    ):
        await ines.types(words)
        told = ines.reads(None)
        assert "Evidence-based inquiry · Evolving" in told
        assert part in told
        assert "Trust" not in told
        assert "Focus" not in told
    await lee.types("summary gap")
    assert "Only the chair, the executive or the SEIL can see the summary" in lee.sees()
    assert "half-year by half-year" not in lee.reads(None)
    before = SourceFile("2019.csv", b"network,half_year,item,level,kind\nMerri-bek,2019-S1,Trust,1,median\n")
    await town.house.services.trends.importing.load(before, JUNE)
    await anna.types("summary since baseline")
    assert "The baseline is Semester 1, 2019, from before the bot. 11 self-assessments" in anna.reads(None)
    assert "▲ Trust (Emerging → Embedding)" in anna.reads(None)
    zoe = town.person("UCENTRAL")
    await zoe.types("summary Moonee Valley trend", None)
    assert "Moonee Valley has no results of a self-assessment yet." in zoe.reads(None)


async def test_ten_years_take_as_many_queries_as_one_and_an_open_round_tells_levels_alone(house: House) -> None:
    asked: list[str] = []
    network = await house.network()

    async def read(until: str) -> tuple[Trend, int]:
        async with house.database.read() as session:
            actor = await actor_of(house.services.app, session, await house.asker("UCHAIR"))
            place = await network_context(house.services.app, session, network)
            context = SectionContext(house.services.app, session, place, actor, HalfYear.parse(until), house.now)
            asked.clear()
            found = await read_trend(context, place.instruments[0])
        assert found is not None
        return found, len(asked)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    async with house.database.write() as session:
        await live_years(session, network, {"trust": "1 2 3 4 3 4 3 4 3 4 3"}, agreed=("trust",))
        await session.execute(update(AssessmentResult).values(count=1))
    event.listen(house.database.engine.sync_engine, "before_cursor_execute", note)
    assert (await read("2021-S1"))[1] == (await read("2026-S1"))[1] > 0
    found, _ = await read("2026-S1")
    assert len(found.rated) == 10, "the newest is still to come"
    assert {item.at(9).agreement for item in found.items} == {1.0}
    async with house.database.write() as session:
        await session.execute(update(AssessmentRound).values(named=True))
    [trust] = [item for item in (await read("2026-S1"))[0].items if item.key == "trust"]
    assert trust.at(9).agreement is None
