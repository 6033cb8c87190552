"""What operators type where the bot is in Teams, alone and beside Slack: each command knows both, and tells of Teams as
Teams calls things."""

from __future__ import annotations

import asyncio
import csv
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import sample
from bot.cli import main
from practice.teams.ids import object_id
from services.delivery import outbox
from storage import networks as network_rows
from tests.house import BOT_TOKEN, House, melbourne, open_house
from tests.in_the_loop import sqlite_in_the_loop
from tests.loading import person_id
from tests.teams_house import TeamsHouse, open_teams_house, teams_channel

SUNDAY = melbourne("2026-05-10 12:00")
MERRI_BEK = teams_channel(sample.MERRI_BEK)


@dataclass
class Installation:
    """One database with a Teams tenant in it, and where `slack` is there a Slack workspace with a network too."""

    teams: TeamsHouse
    slack: House | None
    path: Path
    run: Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture(params=["Teams alone", "both chats"])
async def installed(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logging_as_it_was: None,
) -> AsyncIterator[Installation]:
    path = tmp_path / "cop-bot.db"
    shutil.copy(sqlite_template, path)
    url, slack = f"sqlite:///{path}", None
    async with AsyncExitStack() as stack:
        stack.enter_context(sqlite_in_the_loop())
        teams = await stack.enter_async_context(open_teams_house(url, SUNDAY))
        settings = teams.bot.settings
        values = {
            "DATABASE_URL": url,
            "LOG_LEVEL": "ERROR",
            "ADMIN_USER_IDS": object_id("UADMIN"),
            "PUBLIC_URL": "https://bot.example.org",
            "TEAMS_APP_ID": settings.teams_app_id or "",
            "TEAMS_TENANT_ID": settings.teams_tenant_id or "",
            "TEAMS_APP_SECRET": teams.world.app.secret,
            "TEAMS_SERVICE_URL": settings.teams_service_url,
            "TEAMS_LOGIN_URL": settings.teams_login_url,
            "TEAMS_KEYS_URL": settings.teams_keys_url,
        }
        if request.param == "both chats":
            slack = await stack.enter_async_context(open_house(url, SUNDAY, load=False))
            values |= {
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_SIGNING_SECRET": "0" * 32,
                "SLACK_API_URL": slack.bot.settings.slack_api_url,
            }
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)

        async def run(*words: str) -> tuple[int, str]:
            """The exit status, and all that was printed."""
            capsys.readouterr()
            status = await asyncio.to_thread(main, list(words))
            said = capsys.readouterr()
            return status, said.out + said.err

        yield Installation(teams, slack, path, run)


def files(installed: Installation, networks_csv: str, members_csv: str) -> list[str]:
    """The two files of an import, written."""
    written = []
    for name, text in (("networks.csv", networks_csv), ("members.csv", members_csv)):
        path = installed.path.with_name(name)
        path.write_text(text, encoding="utf-8")
        written.append(str(path))
    return written


def neighbours(text: str) -> str:
    """The sample's networks under other names, as they are in Slack."""
    return text.replace("Merri-bek,", "Darebin,").replace("Moonee Valley,", "Banyule,")


def in_teams(path: Path) -> str:
    """The members of Merri-bek, by object id, and by address."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    mine = [row for row in rows if row["network"] == "Merri-bek"]
    address = {one.id: one.name.lower().replace(" ", ".") + "@schools.example" for one in sample.PEOPLE}
    for number, row in enumerate(mine):
        word = row["slack_user"]
        row["slack_user"] = object_id(word) if number % 2 else address[word]
    return HEAD + "".join(",".join(row.values()) + "\n" for row in mine)


WORDS = {"person": person_id("UCHAIR")}
MORE = f"Merri-bek,,,{object_id('UADMIN')},central\n"
HEAD = "network,school,school_type,slack_user,role\n"
MERRI_BEK_ROW = (
    "network,area,region,channel_id,calendar,timezone\n"
    f"Merri-bek,Hume Merri-bek,North Western Victoria,{MERRI_BEK},victoria,Australia/Melbourne\n"
)


async def test_each_command_knows_both_chats_and_calls_things_as_the_chat_does(installed: Installation) -> None:
    teams, slack, run = installed.teams, installed.slack, installed.run
    if slack is not None:
        sample_files = [
            neighbours(path.read_text(encoding="utf-8")) for path in (sample.NETWORKS_CSV, sample.MEMBERS_CSV)
        ]
        status, said = await run("import", *files(installed, *sample_files))
        assert (status, "--chat" in said) == (2, True), "whose people they name has to be said"
        status, said = await run("import", "--chat", "slack", *files(installed, *sample_files))
        assert status == 0, said

    # By object id, sign-in name and address; and who is not there, in Teams' words.
    chat = [] if slack is None else ["--chat", "teams"]
    wrong = f"Merri-bek,,,{object_id('UNEW')},executive\nMerri-bek,,,nobody@schools.example,executive\n"
    status, said = await run("import", *chat, *files(installed, MERRI_BEK_ROW, HEAD + wrong))
    assert status == 1
    assert (
        "nobody in this organisation, and cannot hold a role. Correct the id, or add the person to the network's"
        in said
    )
    assert "Nobody in Microsoft Teams has the address nobody@schools.example" in said
    assert "Slack" not in said
    assert "workspace" not in said
    status, said = await run("import", *chat, *files(installed, MERRI_BEK_ROW, in_teams(sample.MEMBERS_CSV) + MORE))
    assert status == 0, said

    # One who does not have the bot, and a channel where it is not.
    teams.world.app.installed_for.discard(object_id("ULEE"))
    async with teams.database.write() as session:
        network = await network_rows.by_name(session, "Merri-bek")
        assert network is not None
        outbox.post_to_people(session, network, "networks.roles_given", WORDS, [person_id("ULEE")], now=teams.now)
        outbox.post_in_channel(session, network, "networks.resumed", {}, now=teams.now)
    await teams.settle()
    assert teams.somebody("UCHAIR").texts(MERRI_BEK) != []
    status, said = await run("deliveries")
    assert (status, MERRI_BEK in said) == (0, True)
    status, said = await run("deliveries", "--failed")
    assert (status, object_id("ULEE") in said, "Forbidden" in said) == (0, True, True), said
    failed = said.split()[0]
    teams.world.app.installed_for.add(object_id("ULEE"))
    assert (await run("deliveries", "--retry", failed))[0] == 0
    await teams.settle()
    assert await run("deliveries", "--failed") == (0, "No failed deliveries.\n")
    teams.world.remove_from_team(f"team {sample.MOONEE_VALLEY}")
    await teams.settle()
    status, said = await run("doctor")
    assert status == 1
    trouble = said[said.index("✗") :]
    assert f"✗ Moonee Valley: the bot cannot use the channel {teams_channel(sample.MOONEE_VALLEY)}" in trouble
    assert "Add the app to its team, and to the channel itself where that is private or shared" in trouble
    assert "Slack" not in trouble
    assert "/cop-" not in trouble
    assert ("Slack" in said) is (slack is not None)
    status, said = await run("audit")
    told = [line for line in said.splitlines() if line.startswith(teams.world.tenant_id)]
    assert (status, object_id("UADMIN") in "".join(told)) == (0, True)
    assert len({line.split()[0] for line in said.splitlines()}) == (1 if slack is None else 2)
    status, said = await run("audit", "--verify")
    assert (status, f"{teams.world.tenant_id}: " in said) == (0, True)


@pytest.mark.parametrize("installed", ["both chats"], indirect=True)
async def test_a_network_in_teams_goes_on_after_its_database_was_put_back(installed: Installation) -> None:
    teams, run = installed.teams, installed.run
    await teams.go_to("2026-05-15 12:00")
    anna = teams.somebody("UCHAIR")
    before = len(anna.texts(MERRI_BEK))
    copy = installed.path.with_name("copy.db")
    assert (await run("backup", str(copy)))[0] == 0
    await teams.go_to("2026-05-20 12:00")
    after = len(anna.texts(MERRI_BEK))
    assert after > before
    for house in (teams, installed.slack):
        if house is not None:
            await house.bot.close()
    status, said = await run("restore", str(copy))
    assert status == 0, said
    await teams.jump("2026-06-03 12:00")
    await teams.jump("2026-06-11 12:00")
    again = anna.texts(MERRI_BEK)
    assert len(again) > after, "it goes on"
    assert "database.restored" in (await run("audit"))[1]


async def test_a_network_of_a_chat_without_settings_is_named(
    installed: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TEAMS_APP_ID", "TEAMS_TENANT_ID", "TEAMS_APP_SECRET"):
        monkeypatch.delenv(name)
    status, said = await installed.run("doctor")
    assert status == 1
    assert "✗ Merri-bek is in Microsoft Teams, for which there are no settings" in said
    assert "docs/install-teams.md" in said
