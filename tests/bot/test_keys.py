"""cop-bot new-key and rotate-keys; and the one token's workspace coming back."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.app import introduce
from bot.cli.keys import print_new_key, rotate_keys
from bot.settings import Settings
from bot.vault import TokenVault, new_key
from services.access import Asker
from services.installations import Installed
from storage.database import Database
from storage.installations import every
from tests.house import ANSWER_KEY, TEAM, House

NO_WORDS = argparse.Namespace()


def settings(database_url: str, *keys: str) -> Settings:
    return Settings(
        _env_file=None,
        database_url=database_url,
        slack_client_id="1.2",
        slack_client_secret=SecretStr("s"),
        token_keys=tuple(SecretStr(key) for key in keys),
        answer_keys=() if database_url.startswith("sqlite") else (SecretStr(ANSWER_KEY),),
    )


async def test_a_new_key_is_printed_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await print_new_key(settings(f"sqlite:///{tmp_path}/x.db"), NO_WORDS) == 0
    Fernet(capsys.readouterr().out.strip())


async def test_rotate_keys_needs_the_old_key_once_more(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    old, fresh = new_key(), new_key()
    url = house.database.url.render_as_string(hide_password=False)
    sealed = TokenVault([old]).seal(TEAM, "xoxb-1")
    await house.services.installations.install(
        Installed(TEAM, "Schools", sealed, "B1", "U1", ("commands",), "UADMIN", house.now)
    )
    assert await rotate_keys(settings(url, fresh), NO_WORDS) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert await rotate_keys(settings(url, fresh, old), NO_WORDS) == 0
    assert capsys.readouterr().out.startswith("1 token is encrypted with the first key.")
    assert TokenVault([fresh]).unseal(TEAM, await _sealed(house.database)) == "xoxb-1"


async def test_the_one_tokens_workspace_stands_still_when_it_is_revoked_and_goes_on_with_a_new_one(
    house: House,
) -> None:
    asker = Asker((await house.asker("")).workspace_id, "")
    await house.services.workspaces.note_left(asker, "uninstalled", house.now, house.now)
    assert (await house.network()).status == "paused"
    await introduce(house.bot.chats, house.services, house.now)
    assert (await house.network()).status == "active"


async def _sealed(database: Database) -> str:
    async with database.read() as session:
        [(installation, _)] = await every(session)
    return installation.sealed
