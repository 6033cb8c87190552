"""Private answers in the channel, where the setting and Teams allow them: seen by whoever asked, and by nobody else."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import sample
from practice.teams.ids import object_id
from tests.house import melbourne
from tests.teams_house import TeamsHouse, open_teams_house, teams_channel

MERRI_BEK = teams_channel(sample.MERRI_BEK)


@pytest.fixture
async def house(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[TeamsHouse]:
    database = tmp_path / "teams.db"
    shutil.copy(sqlite_template, database)
    url = f"sqlite:///{database}"
    async with open_teams_house(url, melbourne("2026-04-17 12:00"), settings={"teams_targeted": True}) as found:
        await found.settle()
        yield found


async def test_an_answer_stands_in_the_channel_for_one_alone_or_else_in_their_chat(house: TeamsHouse) -> None:
    anna, others = house.somebody("UCHAIR"), house.somebody("UEXEC1")
    seen, alone = len(others.messages(MERRI_BEK)), len(anna.messages())
    await anna.command(MERRI_BEK, "help")
    await house.settle()
    answer = anna.last(MERRI_BEK)
    assert answer.only_for == object_id("UCHAIR")
    assert len(others.messages(MERRI_BEK)) == seen + 1, "only what was asked"
    assert len(anna.messages()) == alone
    house.world.app.targeted = False
    await anna.command(MERRI_BEK, "help")
    await house.settle()
    assert len(anna.messages()) == alone + 1


async def test_a_form_names_a_command_as_it_is_typed_where_it_was_opened(house: TeamsHouse) -> None:
    anna = house.somebody("UCHAIR")
    for channel, named in ((MERRI_BEK, "**@CoP Bot network agreement**"), (None, "**network agreement**")):
        await (anna.command(channel, "review", "school") if channel else anna.write("review school"))
        await house.settle()
        await anna.click(anna.last(channel), "Fill it in")
        assert named in anna.words(anna.dialog)
