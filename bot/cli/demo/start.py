"""Starts the demo where what only the demo needs is installed, and else says how to install it."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

from bot.cli.output import print
from bot.settings import Settings

NEEDS = ("jinja2", "python_multipart")


async def demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve the demo until Ctrl+C."""
    if not all(find_spec(name) for name in NEEDS):
        print(
            "The demo needs packages that the bot itself does not. Install requirements-demo.lock as well, or run: "
            "make demo",
            file=sys.stderr,
        )
        return 1
    from bot.cli.demo import command

    return await command.demo(settings, arguments)
