"""Attacks on the ratings of a self-assessment: by whoever has the database, and after the close everything."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from domain.instrument import DEFAULT_KEY
from storage.models import Delivery, SealedAnswer, WrappedKey
from storage.models.assessments import AssessmentRater, AssessmentRound, DraftRating
from tests.attacker import database_files, every_row, opened, secrets_in, settings_and_key_files, unwrapped
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.postgres import PostgresServer

RATERS = ("UCHAIR", "UEXEC1", "UEXEC2", "USEIL")
TABLES = ("assessment_rounds", "assessment_raters", "draft_ratings", "sealed_answers", "assessment_results")
REMINDED = "2026-06-03 10:00"
CLOSED = "2026-06-09 10:00"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Wednesday 20 May: the self-assessment is open."""
    async with house_after(two_days_pass, url=database_url, start=melbourne("2026-05-18 07:00")) as (found, _):
        yield found


async def two_days_pass(house: House) -> None:
    await house.close_others()
    await house.jump("2026-05-20 10:00")


@pytest.fixture
def server(request: pytest.FixtureRequest, database_url: str) -> PostgresServer | None:
    """The PostgreSQL, where the house stands on it."""
    return None if database_url.startswith("sqlite") else request.getfixturevalue("postgres")


async def the_round(house: House) -> AssessmentRound:
    network = await house.network()
    async with house.database.read() as session:
        return (await session.scalars(select(AssessmentRound).where(AssessmentRound.network_id == network.id))).one()


async def rate(house: House, *raters: str, items: int = 18) -> None:
    found = await the_round(house)
    keys = house.services.app.instrument.item_keys[:items]
    for number, user_id in enumerate(raters):
        levels = dict.fromkeys(keys, 1 + number % 4)
        await house.services.assessments.save(await house.asker(user_id), found.id, levels, house.now)


@pytest.mark.both_databases
async def test_while_it_is_open_nothing_tells_who_has_rated_or_what_and_after_the_close_nothing_opens_a_form(
    house: House, server: PostgresServer | None
) -> None:
    untouched = await every_row(house)
    await rate(house, "UCHAIR", "UEXEC1")
    await rate(house, "USEIL", items=3)
    rows = await every_row(house)
    assert {table for table in rows if rows[table] != untouched[table]} == {"sealed_answers"}
    for table in TABLES:
        assert not any(one in row for row in rows[table] for rater in RATERS for one in (rater, person_id(rater))), (
            table
        )
    forms = [json.loads(row) for row in rows["sealed_answers"]]
    name = f"assessment-{(await the_round(house)).id}"
    assert len([form for form in forms if form["question"] == name]) == len(RATERS), "one each, begun or not"
    assert len({len(form["sealed"]) for form in forms}) == 1
    secrets = secrets_in(rows)
    for form in forms:
        about = f"{form['question']}\n{form['voter_key']}".encode()
        assert opened(bytes.fromhex(form["sealed"]), about, secrets) is None
    files = await database_files(house, server)
    keys, _ = settings_and_key_files(house)
    log = {file: content for file, content in files.items() if "wal" in file}
    assert unwrapped(keys, log) == set(), "not even with the settings: no replica, archive or base backup has the key"

    await rate(house, *RATERS)
    keys, key_files = settings_and_key_files(house)
    assert name in unwrapped(keys, {**await database_files(house, server), **key_files}), "the attack works before"
    await house.jump(CLOSED)
    assert (await the_round(house)).status == "revealed"
    keys, key_files = settings_and_key_files(house)
    assert unwrapped(keys, {**await database_files(house, server), **key_files}) == set()
    assert (await every_row(house))["sealed_answers"] == []


async def test_the_outbox_never_tells_who_had_finished(house: House) -> None:
    await rate(house, "UCHAIR", "UEXEC1")
    await house.jump(REMINDED)
    network = await house.network()
    async with house.database.read() as session:
        rows = await session.scalars(
            select(Delivery).where(Delivery.kind == "assessments.remind", Delivery.network_id == network.id)
        )
        told = {
            row.people[0]: (row.status, row.reason, row.posted_ts, row.posted_channel, row.attempts, row.due_at)
            for row in rows
        }
    assert set(told) == set(map(person_id, RATERS)), "a row for each leader"
    assert len(set(told.values())) == 1, "alike for those who were reminded and those who had finished"
    reminded = {user_id for user_id in RATERS if any("left" in m["text"] for m in house.dm(user_id))}
    assert reminded <= {"UEXEC2", "USEIL"}
    assert house.dm("UEXEC2")[-1]["text"] != house.dm("UCHAIR")[-1]["text"]
    await house.jump(CLOSED)
    assert (await the_round(house)).status == "withheld"
    async with house.database.read() as session:
        left = await session.scalar(
            select(func.count()).where(Delivery.kind == "assessments.remind", Delivery.network_id == network.id)
        )
    assert left == 0


async def test_a_round_whose_key_is_lost_is_taken_back_and_can_be_opened_anew(house: House) -> None:
    await rate(house, "UCHAIR")
    async with house.database.write() as session:
        await session.execute(delete(WrappedKey))
        store = house.database.keys._store
        await store.destroy(session, list(await store.all(session)))
    house.database.keys._known.clear()
    await house.services.schedule.tick(house.now + timedelta(seconds=30))
    await house.go_to(house.now + timedelta(minutes=11))
    lost = await the_round(house)
    assert lost.status == "withdrawn"
    assert "is taken back" in house.dm("UCHAIR")[-1]["text"]
    asker, network = await house.asker("UCHAIR"), await house.network()
    opening = await house.services.assessments.by_hand.opening(asker, network.id, DEFAULT_KEY, house.now)
    await house.services.assessments.by_hand.open(asker, network.id, DEFAULT_KEY, opening.closes_on, house.now)
    again = await the_round(house)
    assert (again.id, again.status, again.closed_at) == (lost.id, "open", None)
    await rate(house, *RATERS)
    await house.jump("2026-06-26 10:00")
    assert (await the_round(house)).status == "revealed"


async def test_ratings_that_older_code_kept_by_name_are_sealed_at_the_next_look_and_count(house: House) -> None:
    await rate(house, "UCHAIR", "UEXEC1")
    found = await the_round(house)
    async with house.database.write() as session:
        rater = AssessmentRater(workspace_id=found.workspace_id, round_id=found.id, slack_user_id="USEIL")
        session.add(rater)
        await session.flush()
        for key in house.services.app.instrument.item_keys:
            session.add(DraftRating(workspace_id=found.workspace_id, rater_id=rater.id, item_key=key, level=4))
    await house.services.schedule.tick(house.now + timedelta(seconds=30))
    rows = await every_row(house)
    assert rows["assessment_raters"] == rows["draft_ratings"] == []
    assert set((await house.drafts("USEIL")).values()) == {4}
    await house.jump(CLOSED)
    closed = await the_round(house)
    assert (closed.status, closed.raters_finished, closed.raters_asked) == ("revealed", 3, 4)
    async with house.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SealedAnswer)) == 0
