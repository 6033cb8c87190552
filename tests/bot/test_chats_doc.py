"""Holds the tables of docs/chats.md against what each chat's part of the bot knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import prompts.text
from bot.slack.happenings import EVENTS
from bot.teams.happenings import MEMBERS, OF_A_CHANNEL, OF_A_TEAM
from bot.teams.showing import MOST_NOTIFIED
from handlers.interaction import Happening
from prompts.elements import Element

PAGE = (Path(__file__).parents[2] / "docs" / "chats.md").read_text(encoding="utf-8")
NAME = re.compile(r"`([\w.]+)`")


def rows(title: str) -> dict[str, list[str]]:
    """The table below a title: its rows' other cells by their first."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {first: others for first, *others in cells[2:]}


def test_every_piece_and_every_mark_has_its_row() -> None:
    assert [NAME.findall(row)[0] for row in rows("Pieces of a message or form")] == [
        piece.__name__ for piece in get_args(Element)
    ]
    marks = re.findall(r"\w+", str(prompts.text.Span).partition("|")[2])
    assert [NAME.findall(row)[0] for row in rows("Marks in a text")] == marks


def test_every_happening_is_told_by_the_events_that_its_row_names() -> None:
    table = rows("What the chat tells by itself")
    teams = {**OF_A_TEAM, **OF_A_CHANNEL, **MEMBERS}
    told = {happening.name.lower().replace("_", " "): happening for happening in Happening}
    assert list(table) == list(told)
    for words, happening in told.items():
        slack_cell, teams_cell, _ = table[words]
        assert set(NAME.findall(slack_cell)) == {name for name, found in EVENTS.items() if found is happening}
        named = set(NAME.findall(teams_cell)) - {"add", "remove"}
        assert named == {name for name, found in teams.items() if found is happening}


def test_the_page_says_how_many_are_notified_by_name() -> None:
    assert f"each notified by name, up to {MOST_NOTIFIED};" in PAGE
