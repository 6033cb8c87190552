"""Progress is for whoever waits at a terminal, and for nobody else."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from bot import sample
from bot.cli import main
from bot.cli.output import print
from bot.cli.progress import shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Let standard error be one. In the test itself, since pytest sets standard error anew after the fixtures."""
    found = Terminal()
    monkeypatch.setattr("sys.stderr", found)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return found


def test_a_terminal_shows_what_is_done_and_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_a_terminal(monkeypatch)
    with shown() as progress:
        progress("Moving rows", 3, 12)
    drawn = terminal.getvalue()
    assert "Moving rows" in drawn
    assert "3/12" in drawn


def test_where_nobody_knows_how_much_there_is_the_number_done_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_a_terminal(monkeypatch)
    with shown() as progress:
        progress("Sending messages", 7, None)
    assert "7/?" in terminal.getvalue()


def test_a_pipe_sees_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with shown() as progress:
        progress("Moving rows", 3, 12)
    assert pipe.getvalue() == ""


def test_what_is_printed_meanwhile_goes_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_a_terminal(monkeypatch)
    for out in (io.StringIO(), Terminal()):
        monkeypatch.setattr("sys.stdout", out)
        with shown() as progress:
            progress("Checking", 1, None)
            print("one line")
        assert out.getvalue() == ("" if out.isatty() else "one line\n")
    assert terminal.getvalue().count("one line") == 1, "at one terminal it stands above the progress"


def test_commands_that_take_their_time_show_how_far_they_are(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    monkeypatch.setattr("bot.cli.configure_logging", lambda *_: None)  # the log would outlive this test's terminal
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    for words, shows in (
        ("migrate", "Bringing the database up to date"),
        (f"import {sample.NETWORKS_CSV} {sample.MEMBERS_CSV}", "Taking networks over"),
        ("agenda --network Merri-bek --from 2026-05-01 --until 2026-05-31", "Looking for what falls due"),
        ("audit --verify", "Reading the audit"),
        ("audit --export audit.jsonl", "Reading the audit"),
        ("backup copy.db", "Checking the copy"),
        ("restore copy.db", "Copying the database"),
    ):
        terminal = at_a_terminal(monkeypatch)
        assert main(words.split()) == 0, (words, terminal.getvalue())
        assert shows in terminal.getvalue(), words
        assert shows not in capsys.readouterr().out, words
