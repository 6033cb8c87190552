"""One deployment for Slack, Teams or both: each workspace is spoken to in its own chat, and each chat heard at its own
address."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import Bot, build
from bot.settings import Settings
from bot.slack.messenger import SlackMessenger
from bot.teams.messenger import TeamsMessenger
from services.operators import operators_to_tell
from services.ports import WorkspaceLost
from storage.models import Workspace

IN_SLACK = {"slack_bot_token": SecretStr("xoxb-1"), "slack_signing_secret": SecretStr("s")}
IN_TEAMS = {
    "teams_app_id": "7c5f1f2e-2a5e-4a7e-9d0b-3d6b1c1e8a01",
    "teams_tenant_id": "7c5f1f2e-2a5e-4a7e-9d0b-3d6b1c1e8a02",
    "teams_app_secret": SecretStr("hush"),
    "public_url": "https://bot.example.org",
}
SPOKEN = {"slack": SlackMessenger, "teams": TeamsMessenger}
HEARD = {"slack": "/slack/events", "teams": "/teams/messages"}


async def told(bot: Bot, workspace_id: int) -> set[str]:
    """The operators who are told what happens in a workspace, by the chat's ids."""
    app = bot.services.app
    async with bot.database.write() as session:
        people = await operators_to_tell(app, session, workspace_id)
    return {one.chat_id for one in (await app.directory.addressees(workspace_id, people)).values()}


@pytest.mark.parametrize(
    ("settings", "chats"),
    [(IN_SLACK, ["slack"]), (IN_TEAMS, ["teams"]), (IN_SLACK | IN_TEAMS, ["slack", "teams"])],
    ids=["Slack", "Teams", "both"],
)
async def test_each_workspace_is_spoken_to_in_its_own_chat(
    sqlite_template: Path, tmp_path: Path, settings: Mapping[str, Any], chats: list[str]
) -> None:
    database = tmp_path / "both.db"
    shutil.copy(sqlite_template, database)
    operators = {"slack": "UADMIN", "teams": "7c5f1f2e-2a5e-4a7e-9d0b-3d6b1c1e8a03"}
    everybody = frozenset({*operators.values(), "dan@schools.example"})
    values = {"database_url": f"sqlite:///{database}", "admin_user_ids": everybody, **settings}
    bot = build(Settings(_env_file=None, **values))
    try:
        async with bot.database.write() as session:
            session.add_all([Workspace(id=1, slack_id="T1"), Workspace(id=2, slack_id="tenant", chat="teams")])
        assert {str(getattr(route, "path", "")) for route in bot.web.routes} & set(HEARD.values()) == {
            HEARD[chat] for chat in chats
        }
        for workspace_id, chat in ((1, "slack"), (2, "teams")):
            if chat in chats:
                assert isinstance(await bot.services.app.messenger(workspace_id), SPOKEN[chat])
                assert await told(bot, workspace_id) == {operators[chat]}, "nobody is written to by another chat's id"
            else:
                with pytest.raises(WorkspaceLost, match=chat):
                    await bot.services.app.messenger(workspace_id)
    finally:
        await bot.close()
