"""A filled database of before schools and areas were the workspace's comes out right, and the old code goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, select, text

from storage import areas, networks, schools
from storage.database import Database
from storage.migrate import alembic_config, differences, finish, unfinished, upgrade
from storage.models import Membership, Network, SchoolMembership

BEFORE = "0012"
NOW = datetime(2026, 5, 1, tzinfo=UTC)
NETWORKS = (
    ("Merri-bek", "North-West", "North"),
    ("Moonee Valley", "North West ", "South"),  # as somebody wrote it at other times
    ("Hume", "north–west", ""),
    ("Bayside", "", "South"),
    ("Far", "", ""),
)
SCHOOLS = (("Merri Weir", 1, True), ("Closed", 1, False), ("Never Filled", 1, False), ("Merri Weir", 2, True))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    with request.getfixturevalue("postgres").empty_database() as found:
        yield found


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """The database of before, filled, and migrated."""
    found = Database(url)

    def fill(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        connection.execute(text("INSERT INTO workspaces (name, audit_head) VALUES ('Schools', '')"))
        for name, area, region in NETWORKS:
            _old_network(connection, name, area, region)
        for name, network_id, active in SCHOOLS:
            _old_school(connection, name, network_id, active=active)
        connection.execute(
            text(
                "INSERT INTO memberships (workspace_id, network_id, school_id, slack_user_id, role, since, until) "
                "VALUES (1, 1, 1, 'ULEE', 'member', '2025-02-01', NULL), "
                "(1, 1, 2, 'UOLD', 'member', '2025-02-01', '2025-06-01')"
            )
        )

    async with found.engine.begin() as connection:
        await connection.run_sync(fill)
    await upgrade(found)
    yield found
    await found.close()


def _old_network(connection: Connection, name: str, area: str, region: str) -> None:
    connection.execute(
        text(
            "INSERT INTO networks (workspace_id, name, area, region, calendar, timezone, posting_time, min_meetings, "
            "fiso_focus, pulse_threshold, weekly_pulse, assessment_dates, status, status_reason, created_at) VALUES "
            "(1, :name, :area, :region, 'victoria', 'Australia/Melbourne', '08:30', 1, '', 5, true, '{}', 'active', "
            "'', '2025-01-01')"
        ),
        {"name": name, "area": area, "region": region},
    )


def _old_school(connection: Connection, name: str, network_id: int, *, active: bool = True) -> None:
    connection.execute(
        text(
            "INSERT INTO schools (workspace_id, network_id, name, school_type, active) "
            "VALUES (1, :network, :name, '', :active)"
        ),
        {"network": network_id, "name": name, "active": active},
    )


async def _places(database: Database) -> list[tuple[str, str]]:
    async with database.read() as session:
        known = await areas.Areas.of(session, 1)
        found = [known.where_is(network) for network in await session.scalars(select(Network).order_by(Network.id))]
    return [(where.area, where.region) for where in found]


async def test_what_was_there_is_there_and_each_version_finds_what_the_other_writes(database: Database) -> None:
    assert await _places(database) == [
        ("North-West", "North"),
        ("North-West", "North"),
        ("North-West", "North"),
        ("", "South"),
        ("", ""),
    ]
    async with database.read() as session:
        roll = await schools.roll(session, 1)
        assert [(school.name, school.id in roll.here) for school in roll.every] == [
            ("Closed", False),
            ("Merri Weir", True),
            ("Never Filled", False),
        ]
        assert [school.id for school in await networks.schools(session, 2)] == [4]
        parts = {part.school_id: part for part in await session.scalars(select(SchoolMembership))}
        assert (parts[1].since, parts[1].until) == (datetime(2025, 1, 1, tzinfo=UTC), None)
        assert parts[2].until == datetime(2025, 6, 1, tzinfo=UTC)  # with the last of its people
        assert parts[3].until is not None
        assert [role.school_id for role in await session.scalars(select(Membership).order_by(Membership.id))] == [1, 2]
    if database.is_sqlite:
        assert await unfinished(database) == []  # nothing runs beside it there
        return
    await each_version_finds_what_the_other_writes(database)
    await finish(database)
    assert await unfinished(database) == []
    assert await differences(database) == []
    assert (await _places(database))[0] == ("North West", "NORTH")


async def each_version_finds_what_the_other_writes(database: Database) -> None:
    """This one and the one before, which both run until it is finished."""
    async with database.engine.begin() as connection:
        await connection.run_sync(_old_network, "Sixth", "NORTH  WEST", "North")
        await connection.run_sync(_old_network, "Seventh", "Bayside", "South")
        await connection.run_sync(_old_school, "New", 6)
        await connection.execute(text("UPDATE networks SET area = 'Hills' WHERE id = 5"))
        await connection.execute(text("UPDATE schools SET active = false WHERE id = 1"))
        await connection.execute(text("UPDATE schools SET active = true WHERE id = 2"))
    assert (await _places(database))[3:] == [
        ("", "South"),
        ("Hills", ""),
        ("North-West", "North"),
        ("Bayside", "South"),
    ]
    async with database.write() as session:
        assert [school.name for school in await networks.schools(session, 1)] == ["Closed"]
        [new] = await networks.schools(session, 6)
        # And now this version: it moves a school, adds one, says where a network is, and spells an area anew.
        there = await networks.lock(session, 1, 6), await networks.lock(session, 1, 2)
        await schools.leave(session, 6, [new.id], NOW)
        await schools.join(session, there[1], new.id, NOW)
        await schools.add(session, there[0], [{"name": "Fresh"}], NOW)
        known = await areas.Areas.of(session, 1)
        await known.spell("North West", "NORTH")
        await known.put(there[1], "Hills", "South")
        session.add(Network(workspace_id=1, name="Eighth", area_id=there[0].area_id, created_at=NOW))
    async with database.read() as session:
        old = await session.execute(text("SELECT name, network_id, active FROM schools WHERE id > 4 ORDER BY name"))
        assert [tuple(row) for row in old] == [("Fresh", 6, True), ("New", 2, True)]
        old = await session.execute(text("SELECT area, region FROM networks WHERE id IN (1, 2, 5, 6, 8) ORDER BY id"))
        hills, west = ("Hills", "South"), ("North West", "NORTH")
        assert [tuple(row) for row in old] == [west, hills, hills, west, west]
