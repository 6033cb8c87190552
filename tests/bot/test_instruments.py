"""`cop-bot instrument`, as an installer types it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli import main
from prompts.instrument import DEFAULT_INSTRUMENT, TEMPLATE


def test_an_installer_begins_a_file_and_hears_what_is_wrong_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.cli.configure_logging", lambda *_: None)
    file = tmp_path / "ours.yaml"
    assert main(["instrument", "template", str(file)]) == 0
    assert main(["instrument", "template", str(file)]) == 1, "a file that is there is not written over"
    assert main(["instrument", "check", str(file)]) == 0
    told = capsys.readouterr().out
    assert "Our self-assessment. 2 domains, 3 items, levels Beginning, Growing, Strong / Not yet, In place." in told

    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title: The first item", "titel: One").replace("third-item\n", "first-item\n"))
    assert main(["instrument", "check", str(file)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{file}: the instrument cannot be used. (Entries are counted from 1.)",
        "  - line 25, domains[1].items[1].title: this is missing; add it.",
        "  - line 26, domains[1].items[1].titel: nothing is called that here; correct the name or take it out.",
        "  - line 56, domains[2].items[1].key: 2 items have the key “first-item”; give each a key of its own.",
    ]


def test_a_new_version_says_what_became_of_the_items_that_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.cli.configure_logging", lambda *_: None)
    file, text = tmp_path / "newer.yaml", DEFAULT_INSTRUMENT.read_text(encoding="utf-8")
    file.write_text(text.replace("key: trust\n", "key: openness\n"), encoding="utf-8")
    assert main(["instrument", "check", str(file)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{file}, version: it differs from the one in use and has its version, 2; raise it.",
        f"{file}, history: version 2 has items that are gone; say what became of: trust.",
    ]
    newer = text.replace("key: trust\n", "key: openness\n").replace('version: "2"', 'version: "3"')
    file.write_text(f'{newer}\nhistory:\n  - version: "3"\n    removed: [trust]\n', encoding="utf-8")
    assert main(["instrument", "check", str(file)]) == 0


def test_an_operator_sees_what_there_is_and_who_uses_it(
    sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.cli.configure_logging", lambda *_: None)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("INSTRUMENTS_DIR", str(tmp_path))
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    (tmp_path / "ours.yaml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["instrument", "list"]) == 0
    usual, _, plc, _, ours, _ = capsys.readouterr().out.splitlines()
    assert usual.startswith("three-pillars, version 2: Three Pillars. 3 domains, 18 items, levels Emerging, Evolving")
    assert plc.startswith("professional-learning-communities, version 1:")
    assert ours.startswith("our-self-assessment, version 1:")
    (tmp_path / "twice.yaml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["instrument", "list"]) == 2
    assert "twice.yaml has the key “our-self-assessment”, which" in capsys.readouterr().err
