"""`cop-bot import`."""

from __future__ import annotations

import argparse

from bot.settings import Settings


async def import_files(settings: Settings, arguments: argparse.Namespace) -> int:
    raise SystemExit(1)
