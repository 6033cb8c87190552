"""A database of before gets ids of its own for people: each reference leads to the right person, whoever writes while
both versions run, and at the end the chat's ids stand in the table of people alone."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from facts.people import Addressee
from services.directory import Directory
from storage import lanes, pulses, sealed_answers
from storage import people as people_rows
from storage.database import Database
from storage.migrate import alembic_config, differences, finish, unfinished, upgrade
from storage.models import Delivery, Membership, Occasion, SealedAnswer
from storage.models.actions import Action
from storage.models.pulses import Pulse
from tests.postgres import PostgresServer

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BEFORE = "0013"
CHATS = re.compile(r"\bU[1-9]\b")
FILLERS: Mapping[type, Any] = {
    int: 1,
    float: 1.0,
    bool: False,
    str: "x",
    bytes: b"x",
    dict: {},
    object: {},
    datetime: NOW,
    date: NOW.date(),
    time: time(8),
}
"""By a column's type in Python."""
REFERENCES = {
    "memberships": {"person_id": "U1"},
    "role_proposals": {"person_id": "U2", "proposed_by_id": "U1", "answered_by_id": "U3"},
    "actions": {"owner_person_id": "U2", "created_by_id": "U1", "done_by_id": None},
    "meetings": {"booked_by_id": "U1", "minutes_by_id": "U2"},
    "rsvps": {"person_id": "U2"},
    "agreed_levels": {"recorded_by_id": "U1"},
    "introductions": {"seil_person_id": "U1", "first_person_id": "U2", "second_person_id": "U4"},
    "review_rounds": {"proposed_by_id": "U1", "approved_by_id": None, "closed_by_id": "U2"},
    "review_visits": {"lead_person_id": "U2", "done_by_id": "U1"},
    "pulses": {"started_by_id": "U1"},
    "installations": {"installed_by_id": "U5"},
}
"""By table and new column: whom the one row that `_fill` puts there refers to."""


class Old:
    """The database as code of before sees it, which knows none of the new columns."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        metadata = MetaData()
        metadata.reflect(connection)
        self._tables = metadata.tables

    def add(self, name: str, **values: Any) -> None:
        """A row with these values, and with something in each column that needs it."""
        table = self._tables[name]
        filled = {column.name: self._filler(column) for column in table.columns if self._is_needed(table, column.name)}
        self.connection.execute(table.insert(), {**filled, **values})

    @staticmethod
    def _is_needed(table: Table, name: str) -> bool:
        column = table.columns[name]
        counted = column.primary_key and len(table.primary_key) == 1 and column.type.python_type is int
        return not column.nullable and not counted and column.server_default is None

    @staticmethod
    def _filler(column: Any) -> Any:
        return FILLERS[column.type.python_type]


def _fill(old: Old) -> None:
    """One of everything that names somebody."""
    old.add("workspaces", slack_id="T1")
    old.add("networks", next_check_at=None)
    old.add("schools")
    old.add("memberships", slack_user_id="U1", role="chair", school_id=1)
    old.add("role_proposals", slack_user_id="U2", proposed_by="U1", answered_by="U3", status="given")
    old.add("actions", owner_id="U2", created_by="U1")
    old.add("meetings", booked_by="U1", minutes_by="U2")
    old.add("rsvps", slack_user_id="U2")
    old.add("assessment_rounds", status="revealed")
    old.add("agreed_levels", recorded_by="U1")
    old.add("introductions", seil_id="U1", first_id="U2", second_id="U4")
    old.add("review_rounds", proposed_by="U1", closed_by="U2")
    old.add("review_groups", school_ids=[1, 1])
    old.add("review_visits", lead_id="U2", done_by="U1")
    old.add("pulses", started_by="U1", status="open")
    old.add("installations", installed_by="U5")
    old.add("audit_entries", actor="U1", details={"person": "U2"})
    payload = {"person": "U2", "by": "U1", "each": [{"person": "U6"}], "roles": "1,2", "week": 3}
    old.add("deliveries", id="d1", people=["U2", "U1"], payload=payload, lane="people:U1,U2", status="pending")
    old.add("deliveries", id="d2", people=[], payload={"asked_by": "U1"}, lane="C1", channel_id="C1", status="sent")
    for key in ("people:U1,U2", "C1"):
        old.add("lanes", key=key, awaited_up_to=0)
    for key in ("U1:2026-05-01", "U3", "2026-T2"):
        old.add("occasions", kind="test", key=key)


@asynccontextmanager
async def _database_of_before(url: str) -> AsyncIterator[tuple[Database, Old]]:
    database = Database(url)

    def go(connection: Connection) -> Old:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        old = Old(connection)
        _fill(old)
        return old

    try:
        async with database.engine.begin() as connection:
            old = await connection.run_sync(go)
        yield database, old
    finally:
        await database.close()


async def _check_references(session: AsyncSession, who: Mapping[str, str]) -> None:
    """who: the chat's ids by ours."""
    for table, columns in REFERENCES.items():
        for column, expected in columns.items():
            found = await session.scalar(text(f"SELECT {column} FROM {table} ORDER BY id"))  # noqa: S608 - our names
            assert (found and who[found]) == expected, f"{table}.{column}"
    [first, second, *_] = await session.scalars(select(Delivery).order_by(Delivery.number))
    assert {who[one] for one in first.people} == {"U1", "U2"}
    assert (who[first.payload["person"]], who[first.payload["by"]]) == ("U2", "U1")
    assert (who[first.payload["each"][0]["person"]], first.payload["roles"]) == ("U6", "1,2")
    assert first.lane == "people:" + ",".join(sorted(first.people))
    assert (await lanes.lock(session, first)).gate == "x"
    assert (second.lane, who[second.payload["asked_by"]]) == ("C1", "U1")


async def _who(session: AsyncSession) -> dict[str, str]:
    return {id_: chat_id for id_, chat_id in await session.execute(text("SELECT id, chat_id FROM people"))}  # noqa: C416


async def _leaks(database: Database) -> list[str]:
    """Where one of the chat's ids stands, beside people and the audit's old entries."""

    def look(connection: Connection) -> list[str]:
        metadata = MetaData()
        metadata.reflect(connection)
        return [
            f"{table.name}: {dict(row)}"
            for table in metadata.sorted_tables
            if table.name not in ("people", "audit_entries")
            for row in connection.execute(select(table)).mappings()
            if CHATS.search(json.dumps(dict(row), default=str))
        ]

    async with database.engine.connect() as connection:
        return await connection.run_sync(look)


async def test_a_sqlite_database_migrates_whole(tmp_path: Path) -> None:
    async with _database_of_before(f"sqlite:///{tmp_path / 'old.db'}") as (database, _):
        await upgrade(database)
        assert await unfinished(database) == []
        async with database.read() as session:
            who = await _who(session)
            assert sorted(who.values()) == ["U1", "U2", "U3", "U4", "U5", "U6"]
            await _check_references(session, who)
            keys = [who.get(key.partition(":")[0], key) for key in await session.scalars(select(Occasion.key))]
            assert sorted(keys) == ["2026-T2", "U1", "U3"]
            assert await session.scalar(select(Pulse.by_chat_id))
        assert await _leaks(database) == []


async def test_on_postgresql_both_versions_write_until_it_is_finished(postgres: PostgresServer) -> None:
    with postgres.empty_database() as url:
        async with _database_of_before(url) as (database, old):
            await upgrade(database)
            assert await unfinished(database)
            assert await differences(database) == []
            async with database.read() as session:
                await _check_references(session, await _who(session))
            await _old_code_writes(database, old)
            await _new_code_writes(database)
            await _check_both_see_it(database)
            await _question_goes_by(database, by_chat_id=True)
            assert await finish(database)
            assert await unfinished(database) == []
            async with database.read() as session:
                await _check_references(session, await _who(session))
            assert await _leaks(database) == []
            await _new_code_writes(database, key="after")
            await _question_goes_by(database, by_chat_id=False)


async def _old_code_writes(database: Database, old: Old) -> None:
    def write(connection: Connection) -> None:
        old.connection = connection
        old.add("memberships", slack_user_id="U7", role="member")
        old.add("deliveries", id="d3", people=["U7"], payload={"person": "U8"}, lane="people:U7", status="pending")
        old.add("lanes", key="people:U7", awaited_up_to=0)
        old.add("occasions", kind="test", key="U7:2026-05-02")
        connection.execute(text("UPDATE memberships SET until = :now WHERE slack_user_id = 'U7'"), {"now": NOW})
        connection.execute(text("UPDATE review_visits SET done_by = 'U7', lead_id = NULL"))
        connection.execute(text("UPDATE review_visits SET done_by = 'U1', lead_id = 'U2'"))

    async with database.engine.begin() as connection:
        await connection.run_sync(write)


async def _new_code_writes(database: Database, key: str = "while") -> None:
    async with database.write() as session:
        who = await people_rows.ensure(session, 1, ["U2", "U9"])
        session.add(Membership(workspace_id=1, network_id=1, person_id=who["U9"], role=key, since=NOW, until=NOW))
        own = {"workspace_id": 1, "network_id": 1, "created_at": NOW}
        given = {"owner_id": who["U9"], "created_by": who["U2"], "due_on": NOW.date(), "due_set_at": NOW}
        session.add(Action(**own, **given, what=key))
        together = sorted(who.values())
        row = Delivery(
            **own, id=key, kind="test", payload={"person": who["U9"]}, people=together, due_at=NOW, status="sent",
            lane="people:" + ",".join(together),
        )  # fmt: skip
        session.add(row)
        seven = sorted((await people_rows.ensure(session, 1, [f"{n}" * 36 for n in range(7)])).values())
        lane = "people:" + ",".join(seven)
        session.add(
            Delivery(**own, id=f"{key} 7", kind="test", payload={}, people=seven, due_at=NOW, status="sent", lane=lane)
        )
        occasion = {"kind": "test", "key": f"{who['U9']}:{key}", "outcome": "fired"}
        session.add(Occasion(workspace_id=1, network_id=1, **occasion, due_at=NOW, recorded_at=NOW))


async def _check_both_see_it(database: Database) -> None:
    async with database.read() as session:
        who = await _who(session)
        rows = await session.execute(text("SELECT slack_user_id, person_id FROM memberships"))
        assert all(chat_id == who[person] for chat_id, person in rows)
        rows = await session.execute(text("SELECT owner_id, owner_person_id, done_by, done_by_id FROM actions"))
        assert {(who[ours], theirs, none, empty) for theirs, ours, none, empty in rows} == {
            ("U2", "U2", None, None),
            ("U9", "U9", None, None),
        }
        old, lane, people = (
            await session.execute(text("SELECT payload, lane, people FROM deliveries WHERE id = 'while'"))
        ).one()
        assert (old, lane, sorted(people)) == ({"person": "U9"}, "people:U2,U9", ["U2", "U9"])
        row = await session.scalar(select(Delivery).where(Delivery.id == "d3"))
        assert row is not None
        assert (who[row.people[0]], who[row.payload["person"]]) == ("U7", "U8")
        assert (await lanes.lock(session, row)).name == row.lane == f"people:{row.people[0]}"
        keys = set(await session.scalars(select(Occasion.key)))
        ids = {chat_id: person for person, chat_id in who.items()}
        assert {"U7:2026-05-02", f"{ids['U7']}:2026-05-02", "U9:while", f"{ids['U9']}:while", "2026-T2"} <= keys


async def _pulse(session: AsyncSession, **more: Any) -> Pulse:
    found = Pulse(
        workspace_id=1, network_id=1, item_key="x", instrument_version="1", question="?", threshold=5, asked=2,
        opens_at=NOW, closes_at=NOW + timedelta(days=5), **more,
    )  # fmt: skip
    session.add(found)
    await session.flush()
    return found


async def _question_goes_by(database: Database, *, by_chat_id: bool) -> None:
    """A question of the time of both versions goes by the chat's ids, so that a second answer takes the place of the
    first, whichever version hears it; the next one goes by ours."""
    async with database.write() as session:
        pulse = await _pulse(session)
        assert pulse.by_chat_id is by_chat_id
        who = await people_rows.ensure(session, 1, ["U1", "U2"])
        key = await sealed_answers.begin(session, pulse)
        await sealed_answers.keep_people(session, pulse, dict.fromkeys(who.values(), (None, False)))
        await pulses.keep_answer(session, pulse, who["U1"], 3)
        name = "U1" if by_chat_id else who["U1"]
        filed = select(SealedAnswer.voter_key).where(SealedAnswer.question == f"pulse-{pulse.id}")
        assert list(await session.scalars(filed)) == [key.voter(name)]
        assert set(await pulses.asked_people(session, pulse) or ()) == set(who.values())
        assert await pulses.count_answers(session, pulse) == {3: 1}
        pulse.status = "withdrawn"


async def test_several_who_meet_somebody_at_once_agree_on_their_id(database_url: str) -> None:
    database = Database(database_url)
    try:
        async with database.write() as session:
            await session.execute(text("INSERT INTO workspaces (slack_id, name, audit_head) VALUES ('T1', '', '')"))
        processes = [Directory(database) for _ in range(4)]
        ids = await asyncio.gather(*(process.person_for(1, "U1", "Anna") for process in processes))
        assert len(set(ids)) == 1
        assert await processes[0].addressees(1, [ids[0], "p" + 16 * "0"]) == {ids[0]: Addressee("U1", "Anna")}
    finally:
        await database.close()
