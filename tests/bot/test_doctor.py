"""cop-bot doctor: a line for each check, and what to do where something is wrong."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import sample
from bot.cli.doctor import Check, doctor, examine
from bot.settings import Settings
from bot.slack.installations import SCOPES
from services.delivery import outbox
from storage.models import Delivery
from tests.house import House
from tests.tables import in_one_house

SECRET = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 5, 14, 4, 0, tzinfo=UTC)


async def checks(house: House, now: datetime = NOW, **changed: Any) -> list[Check]:
    """All checks of the house's installation with some settings changed."""
    values = {"slack_signing_secret": SecretStr(SECRET), **changed}
    return [check async for check in examine(house.bot.settings.model_copy(update=values), now)]


def wrong(found: list[Check]) -> list[str]:
    return [check.what for check in found if check.what_to_do]


async def test_a_sound_installation_has_a_tick_at_every_line(house: House) -> None:
    found = await checks(house)
    assert wrong(found) == []
    lines = [str(check) for check in found]
    assert "✓ Slack knows the bot as cop-bot in" in "\n".join(lines)
    assert f"✓ The token has all {len(SCOPES)} scopes" in lines
    assert "✓ Merri-bek: the bot is in its channel CMERRIBEK" in lines
    assert "✓ Merri-bek: the school calendar “victoria” reaches to 31 December 2030" in lines


async def test_each_missing_setting_is_named_with_where_to_find_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/new.db")
    assert await doctor(settings, argparse.Namespace()) == 1
    out = capsys.readouterr().out
    assert "✗ SLACK_BOT_TOKEN is not set\n  Copy the Bot User OAuth Token" in out
    assert "✗ SLACK_SIGNING_SECRET is not set\n  Copy it from" in out
    assert "✗ ADMIN_USER_IDS is empty" in out
    assert "is not up to date\n  Run: cop-bot migrate" in out


@in_one_house(
    ("changed", "sentence"),
    [
        ({"slack_bot_token": SecretStr("xoxp-user")}, "SLACK_BOT_TOKEN is no bot token"),
        ({"slack_bot_token": SecretStr("xoxb-wrong")}, "Slack refuses the bot's token: invalid_auth"),
        ({"slack_signing_secret": SecretStr("client-secret")}, "SLACK_SIGNING_SECRET does not look like one"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "Slack cannot be reached at http://127.0.0.1:9/api/"),
        ({"slack_app_token": SecretStr("xoxb-test")}, "SLACK_APP_TOKEN is no app-level token"),
        ({"slack_app_token": SecretStr("xapp-wrong")}, "Slack refuses SLACK_APP_TOKEN"),
        ({"database_url": "postgresql://nobody@127.0.0.1:9/none"}, "cannot be reached: "),
        ({"instrument_file": Path("/nowhere.yaml")}, "The instrument cannot be used"),
    ],
)
async def test_a_wrong_setting_is_one_clear_line(house: House, changed: dict[str, Any], sentence: str) -> None:
    assert any(sentence in line for line in wrong(await checks(house, **changed)))


async def test_a_password_in_the_database_url_is_never_shown(house: House) -> None:
    found = await checks(house, database_url="postgresql://bot:hush-hush@127.0.0.1:9/none")
    assert "hush-hush" not in "\n".join(str(check) for check in found)


async def test_missing_scopes_are_listed(house: House) -> None:
    house.world.bot.scopes -= {"files:write", "users:read.email"}
    assert "The token lacks the scopes files:write, users:read.email" in wrong(await checks(house))


@pytest.mark.both_networks
async def test_networks_whose_channel_cannot_be_used_and_calendars_near_their_end_are_named(house: House) -> None:
    house.world.remove_member(sample.MOONEE_VALLEY, house.world.bot_user_id)
    found = wrong(await checks(house, datetime(2030, 2, 4, 0, 0, tzinfo=UTC)))
    assert "Moonee Valley: the bot cannot use the channel CMOONEE (channel_not_found)" in found
    assert "Merri-bek: the school calendar “victoria” ends on 31 December 2030" in found


async def test_failed_messages_are_counted_with_how_to_see_why(house: House) -> None:
    network = await house.network()
    async with house.database.write() as session:
        session.add(
            Delivery(
                id="d1",
                workspace_id=network.workspace_id,
                network_id=network.id,
                kind="networks.resumed",
                channel_id=network.channel_id,
                lane="x",
                due_at=house.now,
                created_at=house.now,
                status="failed",
            )
        )
    house.faults.answer("accesslimited", "chat.postMessage", times=1)
    async with house.database.write() as session:
        outbox.post_in_channel(session, network, "networks.resumed", {}, now=house.now)
    await house.services.delivery.deliver_one(house.now)
    found = wrong(await checks(house))
    assert "1 message has failed" in found
    assert "1 message waits to be tried again: accesslimited" in found
    house.faults.answer("ekm_access_denied", "auth.test", times=1)
    assert "The workspace takes nothing from the bot for now: ekm_access_denied" in wrong(await checks(house))


async def test_trouble_of_slacks_is_not_taken_for_a_refusal(house: House) -> None:
    house.faults.fail("auth.test", status=503)
    assert "Slack has trouble, so the bot's token cannot be tried" in wrong(await checks(house))
