"""What falls due about networks: operators hear a year ahead that a calendar runs out; what waits for the chair."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.slack.mrkdwn import mrkdwn
from domain.policies import Actor, Grant, Role
from services.context import network_context
from services.networks.todo import wait_for_roster
from storage import networks, rosters
from tests.house import House, melbourne, open_house
from tests.loading import person_id

CALENDAR = """timezone: Australia/Melbourne
country: AU
subdivision: VIC
terms_file: victoria-terms.csv
"""


@pytest.fixture
def calendars(tmp_path: Path) -> Path:
    """An operator's folder with a Victorian calendar that ends with 2026."""
    from storage.calendars import BUILT_IN

    folder = tmp_path / "calendars"
    folder.mkdir()
    lines = (BUILT_IN / "victoria-terms.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line[:4].isdecimal() or int(line[:4]) <= 2026]
    (folder / "victoria-terms.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    (folder / "victoria.yaml").write_text(CALENDAR, encoding="utf-8")
    return folder


async def test_operators_hear_once_a_term_that_the_calendar_runs_out(database_url: str, calendars: Path) -> None:
    start = datetime(2026, 7, 10, 2, 0, tzinfo=UTC)
    async with open_house(database_url, start, settings={"calendars_dir": calendars}) as house:
        await house.go_to("2026-07-13 08:29")
        assert house.dm("UADMIN") == []
        await house.go_to("2026-07-13 08:31")
        [told] = house.dm("UADMIN")
        assert told["text"].startswith("*The Victoria school calendar ends on 31 December 2026.* 2 networks")
        ahead = await house.services.schedule.agenda("Merri-bek", start, start + timedelta(days=365)) or []
        assert [due.key for due in ahead if due.kind == "networks.calendar_ends"] == ["2026-T3", "2026-T4"]


async def test_past_the_calendars_end_the_bot_still_answers(database_url: str, calendars: Path) -> None:
    start = datetime(2027, 2, 15, 2, 0, tzinfo=UTC)
    async with open_house(database_url, start, settings={"calendars_dir": calendars}) as house:
        await house.settle()
        await house.person("UCHAIR").command("CMERRIBEK", "/cop-network")
        await house.person("UCHAIR").command("CMERRIBEK", "/cop-network", "settings")
        await house.settle()
        assert "*Merri-bek*" in house.said_to("UCHAIR")[-1]["text"]
        assert house.person("UCHAIR").view["title"]["text"] == "Settings"


async def chair_since(house: House, day: str) -> None:
    """Merri-bek's chair took over on that day."""
    network = await house.network()
    async with house.database.write() as session:
        [chair] = await networks.memberships(session, network.id, ["chair"])
        chair.since = melbourne(f"{day} 09:00")


async def test_chair_and_seil_hear_apart_in_good_time_that_the_chairs_year_ends(house: House) -> None:
    await chair_since(house, "2025-06-10")
    ahead = await house.services.schedule.agenda("Merri-bek", house.now, house.now + timedelta(days=365)) or []
    [due] = [due for due in ahead if due.kind == "networks.chair_year"]
    assert due.what == "The chair and the SEIL hear that the chair's year is up on 10 June 2026"
    await house.go_to("2026-04-20 08:29")
    assert house.dm("UCHAIR") == house.dm("USEIL") == []
    await house.go_to("2026-04-21 12:00")
    [to_chair], [to_seil] = house.dm("UCHAIR"), house.dm("USEIL")
    assert to_chair["text"].startswith("*Your year as chair of Merri-bek is up on 10 June 2026.*")
    assert to_seil["text"].startswith("*<@UCHAIR>'s year as chair of Merri-bek is up on 10 June 2026.*")


async def test_nobody_hears_of_a_chairs_year_once_the_chair_is_handed_over(house: House) -> None:
    await chair_since(house, "2025-06-10")
    network = await house.network()
    async with house.database.write() as session:
        [chair] = await networks.memberships(session, network.id, ["chair"])
        await rosters.end(session, chair, house.now)
        await rosters.give(session, network, person_id("UEXEC1"), Role.CHAIR, None, house.now)
    await house.go_to("2026-04-21 12:00")
    assert house.dm("UCHAIR") == house.dm("UEXEC1") == house.dm("USEIL") == []


async def waiting(house: House, role: Role, user: str) -> list[str]:
    network = await house.network()
    actor = Actor(person_id(user), frozenset({Grant(role, network.id)}))
    async with house.database.read() as session:
        place = await network_context(house.services.app, session, network)
        found = await wait_for_roster(house.services.app, session, place, actor, house.now)
    return [mrkdwn(line.sentence) for line in found]


async def test_a_complete_roster_leaves_nothing_waiting(house: House) -> None:
    assert await waiting(house, Role.CHAIR, "UCHAIR") == []


async def test_people_without_a_school_and_schools_without_a_principal_wait_for_the_chair(house: House) -> None:
    network = await house.network()
    async with house.database.write() as session:
        [lee] = await rosters.held_by(session, network.id, person_id("ULEE"))
        lee.school_id = None
    assert await waiting(house, Role.CHAIR, "UCHAIR") == [
        f"*Merri-bek*: <@{person_id('ULEE')}> has no school yet.",
        "*Merri-bek*: nobody leads Pascoe Hill Primary School yet.",
    ]
    assert await waiting(house, Role.MEMBER, "UROSSI") == []
    assert await waiting(house, Role.SEIL, "USEIL") == []


async def test_without_a_chair_it_waits_for_the_seil(house: House) -> None:
    network = await house.network()
    async with house.database.write() as session:
        for chair in await networks.memberships(session, network.id, ["chair"]):
            await rosters.end(session, chair, house.now)
    assert await waiting(house, Role.SEIL, "USEIL") == ["*Merri-bek* has no chair."]
