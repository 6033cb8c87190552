"""`cop-bot demo`: the bot in a practice workspace, in the browser, with no account."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from bot.cli.demo.guide import GUIDE
from bot.cli.demo.house import open_demo
from bot.cli.output import print
from bot.settings import Settings

DATABASE = Path("var") / "demo.db"


async def demo(_settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve the demo until Ctrl+C."""
    DATABASE.parent.mkdir(exist_ok=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        try:
            running = await stack.enter_async_context(open_demo(DATABASE, arguments.port))
        except OSError:
            print(f"Port {arguments.port} is in use. Try: make demo PORT={arguments.port + 1}", file=sys.stderr)
            return 1
        _print_guide(running.url)
        await stop.wait()
    return 0


def _print_guide(url: str) -> None:
    lines = ["", f"The practice workspace is ready. Open {url} in your browser.", ""]
    lines += ["It is not Slack: it runs on this machine alone, and the people in it are invented.", ""]
    for number, step in enumerate(GUIDE, start=1):
        lines += [f"  {number}. {step.title}", f"     {step.text}", ""]
    for line in lines:
        print(line)
    print("Stop it with Ctrl+C.", flush=True)
