"""cop-bot doctor where the bot speaks in Teams: a line for each check, and what to do where something is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from bot.cli.check import Check
from bot.cli.doctor import examine
from bot.cli.doctor_teams import check_public_url
from tests.bot.teams.conftest import Tenancy


async def checks(tenancy: Tenancy, **changed: Any) -> list[Check]:
    values = {"admin_user_ids": frozenset({"anna@schools.example"}), **changed}
    return [check async for check in examine(tenancy.bot.settings.model_copy(update=values), tenancy.now)]


def wrong(found: list[Check]) -> str:
    return "\n".join(check.what for check in found if check.what_to_do)


async def test_a_sound_installation_has_a_tick_at_every_line(tenancy: Tenancy) -> None:
    found = await checks(tenancy)
    assert wrong(found) == ""
    lines = "\n".join(str(check) for check in found)
    assert f"✓ Microsoft knows the bot in the tenant {tenancy.world.tenant_id}" in lines
    assert "✓ Microsoft's 2 keys for Teams are there" in lines
    assert "✓ Coburg: the bot is in its channel" in lines
    assert "https://bot.example.org/teams/messages" in lines
    assert "Slack" not in lines


async def test_what_is_wrong_is_one_clear_line(tenancy: Tenancy) -> None:
    for changed, sentence in (
        (
            {"teams_app_secret": SecretStr("the secret's id")},
            "no token: the sign-in refused: AADSTS7000215",
        ),
        ({"teams_app_id": None}, "TEAMS_APP_ID is not set"),
        ({"teams_login_url": "http://127.0.0.1:9"}, "Microsoft's sign-in cannot be reached"),
        ({"teams_keys_url": "http://127.0.0.1:9"}, "Microsoft's keys cannot be fetched"),
    ):
        assert sentence in wrong(await checks(tenancy, **changed)), sentence  # type: ignore[arg-type]
    tenancy.world.remove_from_team("team")
    assert "Coburg: the bot cannot use the channel" in wrong(await checks(tenancy))


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://bot.example.org", True),
        ("http://127.0.0.1:3000", False),
        ("https://10.0.0.4", False),
        ("https://localhost", False),
        ("https://bot", False),
    ],
)
def test_an_address_that_teams_cannot_reach_is_told(address: str, good: bool) -> None:
    assert (check_public_url(address).what_to_do == "") is good
