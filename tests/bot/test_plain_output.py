"""What stands in names, files and settings reaches terminal and log as plain text: no escapes, no passwords."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import plain
from bot.cli import main
from bot.logging import configure_logging
from bot.settings import Settings
from services.audit import record
from storage.database import Database
from storage.models import Delivery, Network, Workspace
from tests.house import START

EVIL = "\x1b]0;owned\x07\x1b[2J\rM\x9b31mn\u202egnp.exe\x00\u2028x"
PASSWORD = "correct-horse-battery"
ACTING = set("\x1b\x07\r\x9b\u202e\x00\u2028\x08\x7f\x85")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """The root logger and the known secrets as they were."""
    root, before = logging.getLogger(), (logging.getLogger().handlers, logging.getLogger().level)
    known = set(plain._known)
    yield
    root.handlers, _ = before
    root.setLevel(before[1])
    plain._known.clear()
    plain._known.update(known)


@pytest.fixture
def here(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, with a database in which every name is an attack."""
    path = tmp_path / "cop.db"
    shutil.copy(sqlite_template, path)
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    asyncio.run(_fill(f"sqlite:///{path}"))
    return tmp_path


async def _fill(url: str) -> None:
    database = Database(url)
    async with database.write() as session:
        workspace = Workspace(slack_id="T1", name=EVIL)
        session.add(workspace)
        await session.flush()
        network = Network(
            workspace_id=workspace.id, name=f"North {EVIL}", channel_id="C1", calendar=EVIL, created_at=START
        )
        session.add(network)
        await session.flush()
        session.add(
            Delivery(
                id="d1",
                workspace_id=workspace.id,
                network_id=network.id,
                kind="networks.resumed",
                operation="post",
                channel_id="C1",
                lane="C1",
                status="failed",
                reason=EVIL,
                due_at=START,
                created_at=START,
            )
        )
        await record(session, workspace.id, "UCHAIR", "networks.imported", EVIL, {"added": [EVIL]}, now=START)
    await database.close()


@pytest.mark.parametrize(
    "words",
    [
        ["agenda", "--network", "nowhere", "--from", "2026-05-01", "--until", "2026-05-02"],
        ["agenda", "--network", f"North {EVIL}", "--from", "2026-05-01", "--until", "2026-05-02"],
        ["audit"],
        ["audit", "--verify"],
        ["deliveries", "--failed"],
        ["deliveries", "--retry", EVIL.replace("\0", "")],
        ["doctor"],
        ["import", "networks.csv", "members.csv"],
        ["import", f"no {EVIL.replace(chr(0), '')}.csv", "members.csv"],
    ],
    ids=lambda words: " ".join(words)[:20].encode("unicode_escape").decode(),
)
def test_no_command_shows_what_a_terminal_would_obey(
    here: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "networks.csv").write_text(
        f"network,area,region,channel_id,calendar,timezone\nNorth{EVIL},,,{EVIL},{EVIL},{EVIL}\n", newline=""
    )
    (here / "members.csv").write_text(f"network,school,school_type,slack_user,role\n{EVIL},{EVIL},x,{EVIL},{EVIL}\n")
    main(words)
    said = "".join(capfd.readouterr())
    assert said
    assert not ACTING & set(said), ascii(said)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_log_holds_what_a_terminal_would_obey_or_forges_a_line(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("INFO", form)
    forged = f"{EVIL}\n2026-01-01 [info] all is well"
    try:
        raise ValueError(forged)
    except ValueError as error:
        log = logging.getLogger("somebody")
        log.warning("heard %s", forged, extra={"who": forged, forged: 1, "many": [{"a": forged}], "why": error})
    said = capsys.readouterr().err
    assert not ACTING & set(said), ascii(said)
    assert len(said.splitlines()) == 1
    if form == "json":
        assert json.loads(said)["many"][0]["a"].endswith("all is well")


def test_a_traceback_keeps_its_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", "text")
    try:
        raise ValueError(EVIL)
    except ValueError:
        logging.getLogger("somebody").exception("it broke")
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert len(said.splitlines()) > 3
    assert not ACTING & set(said), ascii(said)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://bot:{PASSWORD}@127.0.0.1:1/cop",
        f"postgresql://bot:{PASSWORD}@127.0.0.1:port/cop",
        f"postgresql://bot:half@{PASSWORD}@127.0.0.1:1/cop",
        f"postgresql://bot:half/{PASSWORD}@127.0.0.1:1/cop",
        f"postgresql://127.0.0.1:1/cop?user=bot&password={PASSWORD}",
        f"mysql://bot:{PASSWORD}@127.0.0.1/cop",
        f"bot:{PASSWORD}@127.0.0.1",
        f"{PASSWORD}",
        f"postgresql://bot:{PASSWORD}",
    ],
)
@pytest.mark.parametrize("words", [["doctor"], ["migrate"], ["audit"]])
def test_no_password_of_the_database_is_shown(
    here: Path, url: str, words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    main(words)
    said = "".join(capfd.readouterr())
    assert said
    assert PASSWORD not in said
    assert "half" not in said


@pytest.mark.parametrize(
    "url",
    [f"postgresql://bot:{PASSWORD}@127.0.0.1:1/cop", f"postgresql://bot:half@{PASSWORD}@h/cop", f"odd://{PASSWORD}"],
)
def test_move_to_shows_no_password(here: Path, url: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["move-to", url]) != 0
    said = "".join(capfd.readouterr())
    assert said
    assert PASSWORD not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", PASSWORD),
        ("METRICS_PORT", PASSWORD),
        ("LOG_LEVEL", PASSWORD),
        ("LOG_FORMAT", PASSWORD),
        ("SLACK_API_URL", PASSWORD),
        ("TOKEN_KEYS", PASSWORD),
    ],
)
def test_a_secret_in_the_wrong_setting_is_not_shown(
    here: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 2
    said = "".join(capfd.readouterr())
    assert said.startswith(name)
    assert PASSWORD not in said


def test_settings_show_none_of_their_secrets(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://bot:{PASSWORD}@h/cop?sslpassword=another-{PASSWORD}")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", f"signing-{PASSWORD}")
    settings = Settings()
    assert PASSWORD not in repr(settings)
    assert PASSWORD not in str(settings)
    plain.never_show(*settings.secrets)
    assert PASSWORD not in plain.plain(f"{PASSWORD} {settings.database_url} another-{PASSWORD} signing-{PASSWORD}")


def test_what_is_no_secret_and_does_nothing_stays_as_it_is() -> None:
    text = "✓ Kurnai–Böckstiegel’s: 2–3 → “trust” at http://127.0.0.1:3000/slack/events, user@example.edu, 🎉 한글"
    assert plain.plain(text) == text
