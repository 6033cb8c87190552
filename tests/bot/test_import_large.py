"""A large import leaves room for everybody else, and is still all or nothing where the files are wrong."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import sample
from bot.slack.ids import SLACK_IDS
from domain.people import name_people
from services.networks import importing
from storage.models import AuditEntry, Membership, Network, Person
from tests.house import House
from tests.processes import bot_process, environment

NETWORKS, PEOPLE_EACH = 50, 200


def write_files(folder: Path, networks: int, people_each: int, *, spoilt: bool = False) -> list[str]:
    """The sample's two networks, and many others; spoilt: the very last row is about the sample's chair."""
    first, second = folder / "networks.csv", folder / "members.csv"
    lines, people = [sample.NETWORKS_CSV.read_text()], [sample.MEMBERS_CSV.read_text()]
    for number in range(networks):
        lines.append(f"Network {number:03},Area,Region,C{number:05},victoria,\n")
        people += [
            f"Network {number:03},School {number:03}-{one:03},primary,U{number:03}X{one:05},member\n"
            for one in range(people_each)
        ]
    if spoilt:
        people.append(f"Network {networks - 1:03},,,UCHAIR,seil\n")
    first.write_text("".join(lines))
    second.write_text("".join(people))
    return [str(first), str(second)]


async def count(house: House, table: type) -> int:
    async with house.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.long
@pytest.mark.both_databases
async def test_ten_thousand_rows_keep_nobody_waiting(house: House, tmp_path: Path) -> None:
    files = write_files(tmp_path, NETWORKS, PEOPLE_EACH)
    url = house.bot.settings.database_url
    settings = environment(tmp_path, "http://127.0.0.1:9/api/", 3000, DATABASE_URL=url, SLACK_BOT_TOKEN="")
    anna, waited = house.person("UCHAIR"), [0.0]
    async with bot_process(tmp_path, settings, "import", *files) as importing_process:
        ended = asyncio.create_task(importing_process.communicate())
        while not ended.done():
            await anna.command(sample.MERRI_BEK, "/cop-action", "add")
            await house.bot.router.finish()
            began = time.monotonic()
            outcome = await anna.submit(anna.view, {"what": "Thing", "owner": "ULEE", "due": "2026-05-15"})
            waited.append(time.monotonic() - began)
            assert outcome.ok, outcome
            while anna.views:
                await anna.close()
            house.world.clock.advance(2)  # Slack's own limits are not the matter here
            await asyncio.sleep(0.1)
        said, wrong = await ended
    assert importing_process.returncode == 0, wrong.decode()
    assert "0 ended." in said.decode()
    assert len(waited) > 5
    assert max(waited) < 3, "Slack gives up after 3 seconds"
    assert await count(house, Network) == NETWORKS + 2
    assert await count(house, Membership) > NETWORKS * PEOPLE_EACH


@pytest.mark.usefixtures("many_parts")
async def test_a_bad_row_at_the_end_changes_nothing_at_the_beginning(house: House, tmp_path: Path) -> None:
    before = [await count(house, table) for table in (Network, Membership, AuditEntry)]
    files = write_files(tmp_path, 6, 3, spoilt=True)
    with pytest.raises(importing.ImportRefused, match="nobody holds a role of the department and one of a school"):
        await load(house, files)
    assert [await count(house, table) for table in (Network, Membership, AuditEntry)] == before


@pytest.mark.usefixtures("many_parts")
async def test_an_import_that_was_cut_off_is_completed_by_the_next(house: House, tmp_path: Path) -> None:
    files = write_files(tmp_path, 6, 3)
    pauses = 0

    async def cut_off(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await load(house, files, cut_off)
    taken = await count(house, Membership)
    first = await audited(house)
    changes = await load(house, files)
    assert changes.added
    assert await count(house, Membership) > taken
    assert not await load(house, files), "all is there"
    async with house.database.read() as session:
        held = await session.scalar(select(func.count()).select_from(Membership).where(Membership.until.is_(None)))
    assert held == await count(house, Membership)
    for line in changes.added:
        assert line not in first
        assert line in await audited(house)


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_ROWS", 5)


async def load(house: House, files: list[str], pause: importing.Pause = asyncio.sleep) -> importing.Changes:
    networks, members = (_source(Path(name)) for name in files)
    workspace_id = (await house.network()).workspace_id
    return await house.services.networks.importing.load(
        networks,
        members,
        house.now,
        workspace_id=workspace_id,
        chat_ids=SLACK_IDS,
        slack_reason="not asked",
        pause=pause,
    )


def _source(path: Path) -> importing.SourceFile:
    return importing.SourceFile(path.name, path.read_bytes())


async def audited(house: House) -> list[str]:
    """Every line that the audit holds of imports, with Slack's ids of people as the import shows them."""
    async with house.database.read() as session:
        people = {person.id: person.chat_id for person in await session.scalars(select(Person))}
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.action == "networks.imported"))
        return [name_people(line, people) for entry in entries for line in entry.details["added"]]
