"""`cop-bot new-key` and `cop-bot rotate-keys`."""

from __future__ import annotations

import argparse
import sys

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.cli.progress import shown
from bot.clock import system_clock
from bot.settings import Settings
from bot.slack.side import vault
from bot.vault import VaultError, new_key
from services import Services
from services import build as build_services
from storage.database import Database
from storage.sealing import Unreadable


async def print_new_key(_settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print a key, and nothing else, so that it can be piped into a secret store."""
    print(new_key())
    return 0


async def rotate_keys(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Encrypt every token with the first of TOKEN_KEYS, and open questions' keys with the first of ANSWER_KEYS.

    Where the answers' key is in a file, it is changed too. Of either sort all are encrypted anew, or none.
    """
    context = build_context(settings)
    services = build_services(context, worker_name())
    try:
        turned = [await _tokens(settings, services)] if settings.token_keys else []
        turned.append(await _answers(context.database))
    finally:
        await context.database.close()
    return 0 if all(turned) else 1


async def _tokens(settings: Settings, services: Services) -> bool:
    try:
        with shown() as progress:
            number = await services.installations.reseal(vault(settings).reseal, system_clock(), progress)
    except VaultError as error:
        what_to_do = "Keep the earlier keys in TOKEN_KEYS, after the new one."
        print(f"Nothing was changed: {error}. {what_to_do}", file=sys.stderr)
        return False
    tokens = "1 token is" if number == 1 else f"{number} tokens are"
    print(f"{tokens} encrypted with the first key. The other keys can be removed from TOKEN_KEYS.")
    return True


async def _answers(database: Database) -> bool:
    file = database.key_file
    if file is not None:
        file.write([new_key(), *file.read()])
    try:
        async with database.write() as session:
            number = await database.keys.rewrap(session)
    except Unreadable as error:
        where = "ANSWER_KEYS, after the new one" if file is None else str(file.path)
        print(f"Nothing was changed: {error}. Keep the earlier keys in {where}.", file=sys.stderr)
        return False
    questions = "1 open question is" if number == 1 else f"{number} open questions are"
    if file is None:
        print(f"{questions} sealed with the first key. The other keys can be removed from ANSWER_KEYS.")
    else:
        file.write(file.read()[:1])
        print(f"{questions} sealed with a new key, kept in {file.path}. The earlier one is gone.")
    return True
