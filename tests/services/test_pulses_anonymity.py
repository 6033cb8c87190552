"""Nothing in the raw database leads from a person to an answer: not while open by name, not after close at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from domain.disclosure import voter_key
from storage import pulses as pulse_rows
from storage.models import HandledRequest, Pulse, PulseAnswer, PulseResult
from tests.house import House, melbourne, open_house

VOTERS = {"ULEE": 3, "UROSSI": 3, "UHADDAD": 2, "UWALSH": 4, "USINGH": 3, "UCOOPER": 1}
PULSE_TABLES = ("pulses", "pulse_answers", "pulse_results")


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 18 May: no question is open."""
    async with open_house(database_url, melbourne("2026-05-18 10:00")) as found:
        yield found


async def started(house: House) -> Pulse:
    """The chair's question about trust, open since Monday 18 May."""
    async with house.database.write() as session:
        network = await session.merge(await house.network())
        network.weekly_pulse = False
    await house.services.pulses.start(await house.asker("UCHAIR"), network.id, "trust", house.now)
    await house.settle()
    async with house.database.read() as session:
        return (await session.scalars(select(Pulse))).one()


async def vote(house: House, voters: dict[str, int]) -> None:
    card = next(m for m in house.channel() if "one question for our schools" in m["text"])
    for person, level in voters.items():
        await house.person(person).click(card, f"pulses.answer:{level}")
    await house.settle()


async def every_row(house: House) -> dict[str, list[str]]:
    """Each table's rows as text, bytes in hexadecimal, as somebody with the whole database would read them."""
    async with house.database.engine.connect() as connection:
        tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
        found: dict[str, list[str]] = {}
        for table in tables:
            rows = (await connection.execute(text(f'SELECT * FROM "{table}"'))).mappings()  # noqa: S608
            found[table] = [json.dumps(dict(row), default=_as_text) for row in rows]
    return found


def _as_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


async def test_no_user_id_stands_in_the_pulse_tables_while_open(house: House) -> None:
    await started(house)
    await vote(house, VOTERS)
    rows = await every_row(house)
    assert len(rows["pulse_answers"]) == len(VOTERS)
    for table in PULSE_TABLES:
        for person in VOTERS:
            assert not any(person in row for row in rows[table]), table


async def test_answering_leaves_no_trace_but_the_answer(house: House) -> None:
    await started(house)
    before = await every_row(house)
    await vote(house, VOTERS)
    after = await every_row(house)
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"pulse_answers", "seen_requests"}, "no request key, delivery, time or counter beside it"


async def test_answers_keep_no_time_and_no_order(house: House) -> None:
    await started(house)
    columns = set(PulseAnswer.__table__.columns.keys())
    assert columns == {"pulse_id", "voter_key", "workspace_id", "level"}
    await vote(house, VOTERS)
    if house.database.is_sqlite:
        async with house.database.engine.connect() as connection:
            with pytest.raises(Exception, match="no such column: rowid"):
                await connection.execute(text("SELECT rowid FROM pulse_answers"))


async def test_after_close_nothing_leads_from_a_person_to_an_answer(house: House) -> None:
    pulse = await started(house)
    assert pulse.secret is not None
    keys = [voter_key(pulse.secret, person) for person in VOTERS]
    await vote(house, VOTERS)
    await house.go_to("2026-05-25 09:00")
    rows = await every_row(house)
    assert rows["pulse_answers"] == []
    everything = "\n".join(row for table in rows.values() for row in table)
    assert pulse.secret.hex() not in everything
    for key in keys:
        assert key not in everything
    for table in PULSE_TABLES:
        for person in VOTERS:
            assert not any(person in row for row in rows[table]), table
    async with house.database.read() as session:
        counts = {r.level: r.count for r in await session.scalars(select(PulseResult))}
    assert counts == {1: 1, 2: 1, 3: 3, 4: 1}


async def test_after_a_withdrawal_nothing_is_left_of_the_answers(house: House) -> None:
    pulse = await started(house)
    assert pulse.secret is not None
    traces = [pulse.secret.hex(), *(voter_key(pulse.secret, person) for person in VOTERS)]
    await vote(house, VOTERS)
    await house.services.pulses.withdraw(await house.asker("UCHAIR"), pulse.id, house.now)
    rows = await every_row(house)
    assert rows["pulse_answers"] == rows["pulse_results"] == [], "not even counts"
    everything = "\n".join(row for table in rows.values() for row in table)
    assert not [trace for trace in traces if trace in everything]
    async with house.database.read() as session:
        withdrawn = await session.get_one(Pulse, pulse.id)
    assert (withdrawn.status, withdrawn.answered, withdrawn.secret) == ("withdrawn", None, None)
    if house.database.is_sqlite:
        assert house.database.url.database is not None
        path = Path(house.database.url.database)
        for file in (path, path.with_name(path.name + "-wal")):
            assert pulse.secret not in file.read_bytes(), file.name
    else:
        async with house.database.engine.connect() as connection:
            assert await connection.scalar(text("SELECT pg_relation_size('pulse_answers')")) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_after_close_the_files_of_an_embedded_database_hold_no_trace_either(house: House) -> None:
    pulse = await started(house)
    assert pulse.secret is not None
    traces = [pulse.secret, *(voter_key(pulse.secret, person).encode() for person in VOTERS)]
    await vote(house, VOTERS)
    assert house.database.url.database is not None
    path = Path(house.database.url.database)
    files = [path, path.with_name(path.name + "-wal")]
    assert all(any(trace in file.read_bytes() for file in files) for trace in traces), "they were there while open"
    await house.go_to("2026-05-25 09:00")
    for file in files:
        assert not any(trace in file.read_bytes() for trace in traces), file.name


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_after_close_postgresql_keeps_no_dead_rows(house: House) -> None:
    await started(house)
    await vote(house, VOTERS)
    await house.go_to("2026-05-25 09:00")
    async with house.database.engine.connect() as connection:
        size = await connection.scalar(text("SELECT pg_relation_size('pulse_answers')"))
    assert size == 0


async def test_too_few_answers_leave_not_even_their_number(house: House) -> None:
    pulse = await started(house)
    few = dict(list(VOTERS.items())[:4])
    await vote(house, few)
    await house.go_to("2026-05-25 09:00")
    rows = await every_row(house)
    assert rows["pulse_answers"] == []
    assert rows["pulse_results"] == []
    async with house.database.read() as session:
        closed = await session.get(Pulse, pulse.id)
    assert closed is not None
    assert (closed.status, closed.answered, closed.secret) == ("withheld", None, None)


async def test_an_answer_under_way_is_never_left_behind_at_the_close(house: House) -> None:
    pulse = await started(house)
    assert pulse.secret is not None
    async with house.database.write() as session:
        held = await pulse_rows.to_answer(session, pulse.workspace_id, pulse.id)
        assert held is not None
        await pulse_rows.keep_answer(session, held, voter_key(pulse.secret, "ULEE"), 3)
        closing = asyncio.create_task(house.services.schedule.tick(pulse.closes_at))
        await asyncio.sleep(0.3)
        assert not closing.done(), "the close waits for the answer"
    await closing
    rows = await every_row(house)
    assert rows["pulse_answers"] == []
    async with house.database.read() as session:
        closed = await session.get(Pulse, pulse.id)
    assert closed is not None
    assert closed.status == "withheld"


async def test_the_click_that_answers_is_not_among_handled_requests(house: House) -> None:
    await started(house)
    async with house.database.read() as session:
        before = set((await session.scalars(select(HandledRequest.key))).all())
    await vote(house, VOTERS)
    async with house.database.read() as session:
        after = set((await session.scalars(select(HandledRequest.key))).all())
    assert after == before


async def test_the_threshold_is_frozen_when_the_question_is_asked(house: House) -> None:
    async with house.database.write() as session:
        (await session.merge(await house.network())).pulse_threshold = 7
    await started(house)
    async with house.database.write() as session:
        (await session.merge(await house.network())).pulse_threshold = 5
    await vote(house, VOTERS)
    await house.go_to("2026-05-25 09:00")
    assert any("Fewer than 7 answered" in m["text"] for m in house.channel())
