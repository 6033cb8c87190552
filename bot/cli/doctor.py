"""`cop-bot doctor`."""

from __future__ import annotations

import argparse

from bot.settings import Settings


async def doctor(settings: Settings, arguments: argparse.Namespace) -> int:
    raise SystemExit(1)
