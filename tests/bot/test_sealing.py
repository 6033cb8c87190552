"""Keys of answers, file modes and logs, as whoever looks around on the machine finds them."""

from __future__ import annotations

import argparse
import logging
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from bot import sample
from bot.cli.doctor_sealing import check_sealing
from bot.cli.keys import rotate_keys
from bot.logging import configure_logging
from bot.settings import Settings
from bot.vault import new_key
from domain.instrument import DEFAULT_KEY
from storage.database import Database
from storage.migrate import upgrade
from storage.models.assessments import AssessmentRound
from storage.models.pulses import Pulse
from tests.attacker import every_row, settings_and_key_files, unwrapped
from tests.house import ANSWER_KEY, House, melbourne, open_house

NO_WORDS = argparse.Namespace()
VOTERS = {"ULEE": 3, "UROSSI": 3, "UHADDAD": 2, "UWALSH": 4, "USINGH": 3, "UCOOPER": 1}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 4 May: no question is open."""
    async with open_house(database_url, melbourne("2026-05-04 10:00"), both_networks=False) as found:
        yield found


async def asked(house: House) -> None:
    network = await house.network()
    await house.services.pulses.start(await house.asker("UCHAIR"), network.id, "trust", house.now)
    await house.settle()


async def vote(house: House, voters: dict[str, int]) -> None:
    card = next(m for m in reversed(house.channel()) if "one question for our schools" in m["text"])
    for person, level in voters.items():
        await house.person(person).click(card, f"pulses.answer:{level}")
    await house.settle()


# Files


def modes_in(folder: Path) -> dict[str, str]:
    return {each.name: oct(each.stat().st_mode & 0o777) for each in folder.iterdir() if each.is_file()}


async def test_the_database_its_log_and_its_keys_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "cop-bot.db"
    database = Database(f"sqlite:///{path}")
    async with database.write() as session:
        await session.execute(text("CREATE TABLE one (id INTEGER)"))
    database.keys.ring.wrap("pulse-1", b"x" * 32)
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
        modes = modes_in(path.parent)
    await database.close()
    assert set(modes) >= {"cop-bot.db", "cop-bot.db-wal", "cop-bot.db.key"}
    assert set(modes.values()) == {"0o600"}
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_files_that_others_could_read_are_closed_at_the_next_start(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "cop-bot.db"
    for name in ("cop-bot.db", "cop-bot.db.before-20260101T000000"):
        shutil.copy(sqlite_template, tmp_path / name)
        (tmp_path / name).chmod(0o644)
    database = Database(f"sqlite:///{path}")
    await upgrade(database)
    await database.close()
    assert set(modes_in(tmp_path).values()) == {"0o600"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_key_file_stands_beside_the_database_and_in_none_of_its_copies(house: House) -> None:
    await asked(house)
    await vote(house, VOTERS)
    path = Path(house.database.url.database or "")
    [key] = path.with_name(f"{path.name}.key").read_text().split()
    [question] = path.with_name(f"{path.name}.open").iterdir()
    assert question.stat().st_mode & 0o777 == 0o600
    for each in (path, path.with_name(f"{path.name}-wal")):
        assert key.encode() not in each.read_bytes()
        assert question.read_bytes() not in each.read_bytes()


# Settings and keys


def test_without_keys_in_the_settings_postgresql_has_a_key_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (Database("postgresql://host/schools") for _ in range(2))
    assert first.key_file is not None
    assert first.key_file.path == Path("var/schools.key")
    [key] = first.key_file.read()
    assert first.key_file.path.stat().st_mode & 0o777 == 0o600
    assert Path("var").stat().st_mode & 0o777 == 0o700
    assert second.key_file is not None
    assert second.key_file.read() == [key], "processes of one machine share it"


async def test_a_copy_taken_while_it_was_open_is_useless_once_the_key_is_changed(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy with the settings of afterwards opens nothing; the open question goes on."""
    await asked(house)
    await vote(house, VOTERS)
    keys, files = settings_and_key_files(house)
    copy = {"rows": "\n".join(chain(*(await every_row(house)).values())).encode(), **files}
    assert unwrapped(keys, copy)
    fresh = new_key()
    url = house.database.url
    settings = Settings(
        _env_file=None,
        database_url=url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False),
        answer_keys=() if house.database.is_sqlite else (SecretStr(fresh), SecretStr(ANSWER_KEY)),
    )
    assert await rotate_keys(settings, NO_WORDS) == 0
    assert "1 open question is sealed with" in capsys.readouterr().out
    later = settings_and_key_files(house)[0] if house.database.is_sqlite else [fresh]
    assert later != keys
    assert unwrapped(later, copy) == set()
    assert await house.answers() == sorted(VOTERS.values())
    afterwards = Database(settings.database_url, answer_keys=() if house.database.is_sqlite else [fresh])
    async with afterwards.read() as session:
        assert await afterwards.keys.unreadable(session) == set()
        outlook = await afterwards.keys.look(session)
    assert outlook.lost == outlook.closed == set()
    await afterwards.close()


async def test_doctor_sees_that_answers_are_sealed_and_what_is_not_erased(house: House) -> None:
    await asked(house)
    said = [str(check) async for check in check_sealing(house.database)]
    assert any("Answers to 1 open question" in line for line in said)
    assert any("What was deleted is erased" in line for line in said)


# Logs


@pytest.fixture
def logs() -> Iterator[None]:
    """As a process at LOG_LEVEL=DEBUG logs; what was before comes back."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure_logging("DEBUG", "json")
    yield
    root.handlers = before
    root.setLevel(level)


@pytest.mark.both_databases
async def test_nothing_that_is_logged_at_debug_tells_an_answer_even_where_the_database_breaks(
    house: House, capfd: pytest.CaptureFixture[str], logs: None
) -> None:
    await asked(house)
    await vote(house, VOTERS)
    async with house.database.write() as session:
        await session.execute(text("ALTER TABLE sealed_answers RENAME TO gone"))
    await vote(house, {"UCHEN": 4})
    async with house.database.write() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO sealed_answers"))
    await vote(house, {"UCHEN": 2})
    out, err = capfd.readouterr()
    written = out + err
    assert "a request failed" in written, "the break was logged"
    assert not re.findall(r"pulses\.answer\W?:?\d|\"level\": ?\d|'level': ?\d|Embedding|Excelling", written)
    assert "parameters: " not in written.replace("hidden due to hide_parameters", "")
    for row in (await every_row(house))["sealed_answers"]:
        assert row.split('"voter_key": "')[1][:64] not in written


async def test_nothing_that_is_logged_at_debug_tells_of_what_a_reminder_a_close_or_a_summary_is_made(
    house: House, capfd: pytest.CaptureFixture[str], logs: None
) -> None:
    """The schedule reminds, counts and deletes; the chair reads the sum; then something of it breaks, and is logged."""
    await asked(house)
    await vote(house, VOTERS)
    assessments, chair, network = house.services.assessments, await house.asker("UCHAIR"), await house.network()
    await assessments.by_hand.open(chair, network.id, DEFAULT_KEY, date(2026, 5, 12), house.now)
    async with house.database.read() as session:
        [found] = await session.scalars(select(AssessmentRound))
    for person, level in (("UCHAIR", 1), ("UEXEC1", 3), ("UEXEC2", 4), ("USEIL", 3)):
        given = dict.fromkeys(house.services.app.instrument.item_keys, level)
        await assessments.save(await house.asker(person), found.id, given, house.now)
    await house.go_to("2026-05-12 12:00")
    assert any("Embedding" in str(message) for message in house.channel()), "the answers were told"
    async with house.database.write() as session:  # the close of the round breaks in the midst of counting
        await session.execute(text("ALTER TABLE assessment_results RENAME TO gone"))
    await house.go_to(found.closes_at + timedelta(minutes=1))
    async with house.database.write() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO assessment_results"))
    await house.go_to("2026-05-14 12:00")
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-summary", "")
    await house.settle()
    assert "Semester 1, 2026" in str(house.said_to("UCHAIR")[-1])
    written = "".join(capfd.readouterr())
    assert "the schedule failed for a network: one occasion" in written, "the break was logged"
    told = re.findall(
        r"\"(?:level|count|counts|median|answered|ratings?)\"|Emerging|Evolving|Embedding|Excelling", written
    )
    assert not told
    assert "parameters: " not in written.replace("hidden due to hide_parameters", "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_that_a_running_bot_asks_after_the_key_was_changed_is_under_the_new_one(house: House) -> None:
    house.database.keys.ring.wrap("pulse-0", b"x" * 32)  # the running bot has read its key
    file = house.database.key_file
    assert file is not None
    fresh = new_key()
    file.write([fresh])
    await asked(house)
    _, files = settings_and_key_files(house)
    assert len(unwrapped([fresh], files)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_the_key_file_is_gone_what_was_open_is_taken_back_and_the_bot_goes_on(house: House) -> None:
    await asked(house)
    await vote(house, VOTERS)
    file = house.database.key_file
    assert file is not None
    file.write([new_key()])
    async with open_house(f"sqlite:///{house.database.url.database}", house.now, load=False) as again:
        await again.services.keeping.keep(again.now)
        await again.services.keeping.keep(again.now + timedelta(minutes=10))
        assert await again.answers() == []
        async with again.database.read() as session:
            assert set(await session.scalars(select(Pulse.status))) == {"withdrawn"}
