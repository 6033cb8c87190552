"""What only the version before needs is told of, is no difference from the models, and goes when that is finished."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from storage import leaving
from storage.database import Database
from storage.leaving import Leaving
from storage.migrate import differences, finish, unfinished
from storage.models import Membership, Network, Workspace

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A network with a member, whose table has a column and an index of before."""
    monkeypatch.setattr(leaving, "LEAVING", (Leaving("0001", {"networks": ("nickname",)}, tables=("nicknames",)),))
    found = Database(database_url)
    async with found.write() as session:
        workspace = Workspace(slack_id="T1")
        session.add(workspace)
        await session.flush()
        network = Network(workspace_id=workspace.id, name="Merri-bek", created_at=NOW)
        session.add(network)
        for statement in (
            "ALTER TABLE networks ADD COLUMN nickname VARCHAR DEFAULT 'Merri'",
            "CREATE UNIQUE INDEX ix_nickname ON networks (name, nickname)",
            "CREATE TABLE nicknames (name VARCHAR)",
        ):
            await session.execute(text(statement))
    yield found
    await found.close()


async def test_what_leaves_is_told_of_and_goes_and_all_else_stays(database: Database) -> None:
    assert await unfinished(database) == ["nicknames", "networks.nickname"]
    assert await differences(database) == []
    assert await finish(database) == ["nicknames", "networks.nickname"]
    assert await unfinished(database) == []
    assert await finish(database) == []
    if database.is_sqlite:  # it makes the table anew without the column
        assert await differences(database) == []
    async with database.read() as session:
        [network] = await session.scalars(select(Network))
    assert network.name == "Merri-bek"
    # Foreign keys are looked at again.
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        async with database.write() as session:
            session.add(Membership(workspace_id=1, network_id=99, person_id="p", role="chair", since=NOW))
