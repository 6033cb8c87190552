"""The bot as processes of their own, started as an operator starts them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx

from tests.browsers import browser
from tests.house import ANSWER_KEY, BOT_TOKEN, SIGNING_SECRET

COMMAND = [sys.executable, "-m", "bot"]
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(directory: Path, slack_url: str, port: int, *, code: Path = ROOT, **more: str) -> dict[str, str]:
    """The settings of a process that runs the code in `code`, with a SQLite file in `directory`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(code),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack_url,
        "ANSWER_KEYS": ANSWER_KEY,
        "DATABASE_URL": f"sqlite:///{directory / 'run.db'}",
        "PORT": str(port),
        **more,
    }


@contextlib.asynccontextmanager
async def bot_process(
    directory: Path, environment: dict[str, str], *words: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`cop-bot <words>`, killed at the end where it still runs."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *words, cwd=directory, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_ready(port: int, process: asyncio.subprocess.Process | None = None) -> None:
    """Wait until the process answers on its port that it is ready. process: None for this one."""
    async with browser() as client:
        for _ in range(600):
            if process is not None and process.returncode is not None:
                _, said = await process.communicate()
                raise AssertionError(f"the bot stopped at its start: {said.decode()}")
            with contextlib.suppress(httpx.TransportError):
                answer = await client.get(f"http://127.0.0.1:{port}/readyz")
                if answer.status_code == 200:
                    return
            await asyncio.sleep(0.05)
    raise AssertionError("the bot never became ready")


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait until the condition holds."""
    for _ in range(round(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never happened")
