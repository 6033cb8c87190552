"""The two processes that are measured side by side: the bot, and the least that a Bolt app with a database can be.

Each runs as its own process beside a stand-in for Slack that answers everything with "ok".
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
from aiohttp import web

SECRET = "load-secret"  # noqa: S105 - of a practice app on this machine alone
TEAM = "T0LOAD"


@dataclass(frozen=True)
class Program:
    """How a process is started, and where it answers."""

    command: list[str]
    environment: dict[str, str]
    port: int


def bare(slack_url: str) -> Program:
    """The bare app."""
    port = free_port()
    return Program([sys.executable, "-m", "benchmarks.bare_bolt", str(port)], _environment(slack_url), port)


def bot(slack_url: str, database_url: str, **settings: str) -> Program:
    """The bot, web and worker in one, with further settings by their names."""
    port = free_port()
    environment = {**_environment(slack_url), "PORT": str(port), "DATABASE_URL": database_url, **settings}
    return Program([sys.executable, "-m", "bot", "run"], environment, port)


def _environment(slack_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "SLACK_BOT_TOKEN": "xoxb-load",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_url + "/api/",
        "LOG_LEVEL": "ERROR",
    }


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.asynccontextmanager
async def slack() -> AsyncIterator[str]:
    """A stand-in for Slack; gives its address."""

    async def answer(_request: web.Request) -> web.Response:
        identity = {"ok": True, "team_id": TEAM, "team": "Load", "user_id": "UBOT", "bot_id": "B1"}
        return web.json_response(identity, headers={"x-oauth-scopes": "chat:write,commands"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def until_healthy(session: aiohttp.ClientSession, program: Program) -> None:
    """Ask until it answers that it lives. Raises TimeoutError after a minute."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{program.port}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)


def resident_mib(pid: int) -> float:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
