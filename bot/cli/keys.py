"""`cop-bot new-key` and `cop-bot rotate-keys`."""

from __future__ import annotations

import argparse
import sys

from bot.app import build_ground, vault, worker_name
from bot.cli.output import print
from bot.cli.progress import shown
from bot.clock import system_clock
from bot.settings import Settings, SettingsError
from bot.vault import VaultError, new_key
from services import build as build_services


async def print_new_key(_settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print a key, and nothing else, so that it can be piped into a secret store."""
    print(new_key())
    return 0


async def rotate_keys(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Encrypt every token with the first of TOKEN_KEYS, all or none."""
    if not settings.token_keys:
        raise SettingsError(["TOKEN_KEYS is not set, so no tokens are kept. Make a key with: cop-bot new-key"])
    ground = build_ground(settings)
    services = build_services(ground, worker_name())
    try:
        with shown() as progress:
            number = await services.workspaces.reseal(vault(settings).reseal, system_clock(), progress)
    except VaultError as error:
        print(f"Nothing was changed: {error}. Keep the earlier keys in TOKEN_KEYS, after the new one.", file=sys.stderr)
        return 1
    finally:
        await ground.database.close()
    tokens = "1 token is" if number == 1 else f"{number} tokens are"
    print(f"{tokens} encrypted with the first key. The other keys can be removed from TOKEN_KEYS.")
    return 0
