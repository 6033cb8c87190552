"""Attacks on answers to a pulse check: by whoever has the database, and after the close by whoever has everything."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from bot.cli.doctor_sealing import check_sealing
from bot.metrics import Figures
from domain.disclosure import as_told, voter_key
from storage import pulses as pulse_rows
from storage import sealed_answers
from storage.models import HandledRequest, Occasion, SealedAnswer, WrappedKey
from storage.models.pulses import Pulse, PulseAnswer, PulseResult
from storage.question_keys import QuestionKeys
from tests.attacker import database_files, every_row, opened, secrets_in, settings_and_key_files, unwrapped
from tests.house import House, melbourne, open_house
from tests.loading import person_id
from tests.postgres import PostgresServer

TRUE_COUNTS = (1, 1, 3, 1)
VOTERS = {"ULEE": 3, "UROSSI": 3, "UHADDAD": 2, "UWALSH": 4, "USINGH": 3, "UCOOPER": 1}
NAMES = [*VOTERS, *map(person_id, VOTERS)]
"""By Slack's ids, and by ours."""
PULSE_TABLES = ("pulses", "sealed_answers", "pulse_answers", "pulse_results", "question_keys")
CLOSED = "2026-05-11 09:00"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 4 May: no question is open."""
    async with open_house(database_url, melbourne("2026-05-04 10:00")) as found:
        yield found


@pytest.fixture
def server(request: pytest.FixtureRequest, database_url: str) -> PostgresServer | None:
    """The PostgreSQL, where the house stands on it."""
    return None if database_url.startswith("sqlite") else request.getfixturevalue("postgres")


async def started(house: House, network: str = "Merri-bek", by: str = "UCHAIR") -> Pulse:
    """A question about trust, open since Monday 4 May."""
    found = await house.network(network)
    done = await house.services.pulses.start(await house.asker(by), found.id, "trust", house.now)
    await house.settle()
    return await the_pulse(house, done.pulse_id)


async def the_pulse(house: House, pulse_id: int) -> Pulse:
    async with house.database.read() as session:
        return await session.get_one(Pulse, pulse_id)


async def vote(house: House, voters: dict[str, int]) -> None:
    card = next(m for m in house.channel() if "one question for our schools" in m["text"])
    for person, level in voters.items():
        await house.person(person).click(card, f"pulses.answer:{level}")
    await house.settle()


async def still_open_elsewhere(house: House) -> Pulse:
    """Another network's question, which closes later than Merri-bek's."""
    other = await house.network("Moonee Valley")
    async with house.database.write() as session:
        pulse = Pulse(
            workspace_id=other.workspace_id,
            network_id=other.id,
            item_key="trust",
            instrument_version="1",
            question="?",
            threshold=5,
            asked=9,
            opens_at=house.now,
            closes_at=house.now + timedelta(days=40),
        )
        session.add(pulse)
        await session.flush()
        await sealed_answers.begin(session, pulse)
        for number in range(9):
            await pulse_rows.keep_answer(session, pulse, f"U{number}", 1 + number % 4)
    return pulse


def pulses_of(names: set[str]) -> set[str]:
    """Without self-assessments: the server that tests share may still hold those of another test's database."""
    return {name for name in names if name.startswith("pulse-")}


# While it is open: the whole database, and not the settings


@pytest.mark.both_databases
async def test_while_it_is_open_the_database_tells_neither_who_answered_nor_what(
    house: House, server: PostgresServer | None
) -> None:
    await started(house)
    await vote(house, VOTERS)
    rows = await every_row(house)
    assert len(rows["sealed_answers"]) == len(VOTERS)
    for table in PULSE_TABLES:
        for person in NAMES:
            assert not any(person in row for row in rows[table]), table
    answers = [json.loads(row) for row in rows["sealed_answers"]]
    assert len({len(answer["sealed"]) for answer in answers}) == 1, "as long for any level"
    secrets = secrets_in(rows)
    filed_under = {answer["voter_key"] for answer in answers}
    for secret in secrets:
        assert not filed_under & {voter_key(secret, person) for person in NAMES}
    for answer in answers:
        about = f"{answer['question']}\n{answer['voter_key']}".encode()
        assert opened(bytes.fromhex(answer["sealed"]), about, secrets) is None
    files = await database_files(house, server)
    keys, key_files = settings_and_key_files(house)
    for content in files.values():
        for key in keys:
            assert key.encode() not in content, "the settings' key never stands in the database"
        assert not [name for name, kept in key_files.items() if kept in content], "nor a question's in SQLite's"


async def test_the_same_answers_look_different_each_time(house: House) -> None:
    await started(house)
    await vote(house, dict.fromkeys(VOTERS, 3))
    async with house.database.read() as session:
        sealed = (await session.scalars(select(SealedAnswer.sealed))).all()
    assert len(set(sealed)) == len(VOTERS)


@pytest.mark.both_databases
async def test_answering_leaves_no_trace_but_the_answer(house: House) -> None:
    await started(house)
    before = await every_row(house)
    await vote(house, VOTERS)
    after = await every_row(house)
    changed = {table for table in after if after[table] != before[table]}
    # What was heard is remembered for minutes, as a digest without person, question or order.
    assert changed == {"sealed_answers", "seen_requests"}, "no request key, delivery, time or counter beside it"


@pytest.mark.both_databases
async def test_answers_keep_no_time_and_no_order(house: House) -> None:
    await started(house)
    columns = set(SealedAnswer.__table__.columns.keys())
    assert columns == {"question", "voter_key", "workspace_id", "sealed"}
    await vote(house, VOTERS)
    if house.database.is_sqlite:
        async with house.database.engine.connect() as connection:
            with pytest.raises(Exception, match="no such column: rowid"):
                await connection.execute(text("SELECT rowid FROM sealed_answers"))


async def test_the_click_that_answers_is_not_among_handled_requests(house: House) -> None:
    await started(house)
    async with house.database.read() as session:
        before = set((await session.scalars(select(HandledRequest.key))).all())
    await vote(house, VOTERS)
    async with house.database.read() as session:
        after = set((await session.scalars(select(HandledRequest.key))).all())
    assert after == before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_questions_key_is_never_in_postgresqls_log(house: House, server: PostgresServer | None) -> None:
    """So no replica, archive or base backup has it."""
    pulse = await started(house)
    await vote(house, VOTERS)
    keys, _ = settings_and_key_files(house)
    files = await database_files(house, server)
    log = {name: content for name, content in files.items() if name.startswith("pg_wal/")}
    assert unwrapped(keys, log) == set()
    assert f"pulse-{pulse.id}" in unwrapped(keys, files), "the attack works where the key still is"


# After the close: everything that is there then, settings included


@pytest.mark.both_databases
@pytest.mark.parametrize("end", ["close", "withdrawal"])
async def test_after_the_end_nothing_that_is_there_opens_an_answer_while_another_question_stays_open(
    house: House, server: PostgresServer | None, end: str
) -> None:
    pulse, other = await started(house), await still_open_elsewhere(house)
    await vote(house, VOTERS)
    keys, key_files = settings_and_key_files(house)
    before = pulses_of(unwrapped(keys, {**await database_files(house, server), **key_files}))
    # Another test's database, emptied and used again, may hold some in its dead rows: the close takes these as well.
    assert before >= {f"pulse-{pulse.id}", f"pulse-{other.id}"}, "the attack works while they are open"
    if end == "close":
        await house.jump(CLOSED)
    else:
        await house.services.pulses.withdraw(await house.asker("UCHAIR"), pulse.id, house.now)
    keys, key_files = settings_and_key_files(house)
    after = pulses_of(unwrapped(keys, {**await database_files(house, server), **key_files}))
    assert after == {f"pulse-{other.id}"}
    assert house.database.keys._known.keys() <= {f"pulse-{other.id}"}, "nor does the process remember it"
    assert (await the_pulse(house, pulse.id)).status == ("published" if end == "close" else "withdrawn")
    async with house.database.read() as session:
        counts = {r.level: r.count for r in await session.scalars(select(PulseResult))}
        # No more of the result is kept than is told of it.
        told = dict(enumerate(as_told(TRUE_COUNTS, len(VOTERS), 9, 5)[0], start=1))
        assert counts == (told if end == "close" else {})
        left = await session.scalar(select(func.count()).where(SealedAnswer.question == f"pulse-{pulse.id}"))
        assert left == 0
        assert await pulse_rows.count_answers(session, await session.get_one(Pulse, other.id)) == {
            1: 3,
            2: 2,
            3: 2,
            4: 2,
        }


@pytest.mark.both_databases
async def test_too_few_answers_leave_not_even_their_number(house: House) -> None:
    pulse = await started(house)
    await vote(house, dict(list(VOTERS.items())[:4]))
    await house.jump(CLOSED)
    rows = await every_row(house)
    assert rows["sealed_answers"] == rows["pulse_results"] == rows["question_keys"] == []
    closed = await the_pulse(house, pulse.id)
    assert (closed.status, closed.answered) == ("withheld", None)


@pytest.mark.as_the_bot_asks
async def test_an_answer_under_way_is_never_left_behind_at_the_close(house: House) -> None:
    pulse = await started(house)
    async with house.database.write() as session:
        held = await pulse_rows.to_answer(session, pulse.workspace_id, pulse.id)
        assert held is not None
        await pulse_rows.keep_answer(session, held[0], person_id("ULEE"), 3)
        closing = asyncio.create_task(house.services.schedule.tick(pulse.closes_at))
        await asyncio.sleep(0.3)
        assert not closing.done(), "the close waits for the answer"
    await closing
    assert (await every_row(house))["sealed_answers"] == []
    assert (await the_pulse(house, pulse.id)).status == "withheld"


async def test_the_threshold_is_frozen_when_the_question_is_asked(house: House) -> None:
    async with house.database.write() as session:
        (await session.merge(await house.network())).pulse_threshold = 7
    await started(house)
    async with house.database.write() as session:
        (await session.merge(await house.network())).pulse_threshold = 5
    await vote(house, VOTERS)
    await house.jump(CLOSED)
    assert any("Fewer than 7 schools answered" in m["text"] for m in house.channel())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.as_the_bot_asks
async def test_where_a_long_reader_keeps_the_log_it_opens_nothing_and_is_emptied_once_the_reader_ends(
    house: House, server: PostgresServer | None
) -> None:
    pulse = await started(house)
    await vote(house, VOTERS)
    path = Path(house.database.url.database or "")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM pulses").fetchone()
    await house.jump(CLOSED)
    assert (await the_pulse(house, pulse.id)).status == "published"
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    assert b"cop_bot_erasing_overdue 1.0" in await Figures(house.services, house.bot.clock).collect()
    said = [str(check) async for check in check_sealing(house.database)]
    assert any("cannot be emptied: another program has been reading" in line for line in said)
    keys, key_files = settings_and_key_files(house)
    assert unwrapped(keys, {**await database_files(house, server), **key_files}) == set()
    reader.close()
    await house.services.schedule.tick(house.now)
    assert log.stat().st_size == 0
    assert b"cop_bot_erasing_overdue 0.0" in await Figures(house.services, house.bot.clock).collect()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.as_the_bot_asks
async def test_a_process_that_is_started_anew_empties_the_log_that_the_one_before_could_not(house: House) -> None:
    await started(house)
    await vote(house, VOTERS)
    path = Path(house.database.url.database or "")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM pulses").fetchone()
    await house.jump(CLOSED)
    reader.close()
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    # The first process never gets to it: as after a kill, nothing of its memory counts.
    async with open_house(f"sqlite:///{path}", house.now, load=False) as again:
        await again.services.schedule.tick(again.now)
        assert log.stat().st_size == 0


# Trouble


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.as_the_bot_asks
async def test_a_crash_of_the_database_loses_no_answer_while_a_process_knows_the_key(
    house: House, server: PostgresServer | None
) -> None:
    pulse = await started(house)
    await vote(house, VOTERS)
    assert server is not None
    await house.database.engine.dispose()
    server.restart(crash=True)
    async with house.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(WrappedKey)) == 0, "the crash has emptied it"
    await house.services.schedule.tick(house.now + timedelta(seconds=30))
    async with house.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(WrappedKey)) == 1
    await house.jump(CLOSED)
    async with house.database.read() as session:
        assert (await session.get_one(Pulse, pulse.id)).status == "published"


async def lose_the_key(house: House) -> None:
    """As after a crash of everything at once, or in a copy of the database put in its place."""
    async with house.database.write() as session:
        await session.execute(delete(WrappedKey))
        keys: QuestionKeys = house.database.keys
        await keys._store.destroy(session, list(await keys._store.all(session)))
    house.database.keys._known.clear()


async def test_a_question_whose_key_is_lost_takes_no_answer_and_is_taken_back_in_a_sentence(house: House) -> None:
    pulse = await started(house)
    await vote(house, VOTERS)
    await lose_the_key(house)
    await vote(house, {"UCHEN": 2})
    assert "I keep none" in house.said_to("UCHEN")[-1]["text"]
    await house.services.schedule.tick(house.now + timedelta(seconds=30))
    assert (await the_pulse(house, pulse.id)).status == "open", "another process may put the key back"
    await house.go_to(house.now + timedelta(minutes=12))
    assert (await the_pulse(house, pulse.id)).status == "withdrawn"
    assert "is taken back" in house.channel()[-1]["text"]
    assert (await every_row(house))["sealed_answers"] == []


async def test_a_question_whose_key_is_lost_has_no_result_at_the_close_either(house: House) -> None:
    pulse = await started(house)
    await vote(house, VOTERS)
    house.bot_was_away_until(CLOSED)
    await lose_the_key(house)
    await house.jump(CLOSED)
    closed = await the_pulse(house, pulse.id)
    assert (closed.status, closed.answered) == ("withdrawn", None)


@pytest.mark.both_databases
async def test_answers_that_older_code_kept_are_sealed_at_the_first_look_and_count(house: House) -> None:
    pulse = await started(house)
    secret = b"s" * 32
    await lose_the_key(house)
    async with house.database.write() as session:
        old = await session.get_one(Pulse, pulse.id)
        old.sealed, old.secret, old.by_chat_id = False, secret, True
        for person, level in VOTERS.items():
            key = voter_key(secret, person)
            session.add(PulseAnswer(pulse_id=pulse.id, voter_key=key, workspace_id=pulse.workspace_id, level=level))
    await house.services.schedule.tick(house.now + timedelta(seconds=30))
    rows = await every_row(house)
    assert rows["pulse_answers"] == []
    assert len(rows["sealed_answers"]) == len(VOTERS)
    await vote(house, {"ULEE": 1})
    assert await house.answers() == [1, 1, 2, 3, 3, 4], "the second answer took the place of the first"
    await house.jump(CLOSED)
    closed = await the_pulse(house, pulse.id)
    assert (closed.status, closed.people) == ("published", None)


# Answers go on time whatever the channel


async def test_where_the_channel_is_archived_answers_go_on_time_and_the_result_waits(house: House) -> None:
    pulse = await started(house)
    await vote(house, VOTERS)
    said = len(house.channel())
    async with house.database.write() as session:
        network = await session.merge(await house.network())
        network.status, network.status_reason = "paused", "archived"
    await house.jump(CLOSED)
    assert (await the_pulse(house, pulse.id)).status == "published"
    assert (await every_row(house))["sealed_answers"] == []
    assert len(house.channel()) == said
    async with house.database.write() as session:
        network = await session.merge(await house.network())
        network.status, network.status_reason, network.next_check_at = "active", "", None
    await house.go_to("2026-05-13 10:00")
    results = [m for m in house.channel() if "About trust" in m["text"] or "Trust" in m["text"]]
    assert len(house.channel()) > said, results
    async with house.database.read() as session:
        kinds = (await session.scalars(select(Occasion.kind).where(Occasion.key == f"pulse-{pulse.id}"))).all()
    assert sorted(kinds) == ["pulses.close", "pulses.tell"]
