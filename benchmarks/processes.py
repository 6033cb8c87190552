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
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

SECRET = "load-secret"  # noqa: S105 - of a practice app on this machine alone
TEAM = "T0LOAD"
PATIENCE_SECONDS = 180.0
"""How long a start may take on a machine that has much else to do."""


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


def bare_taps(slack_url: str, database_url: str) -> Program:
    """A bare listener that keeps taps."""
    port = free_port()
    environment = {**_environment(slack_url), "DATABASE_URL": database_url}
    return Program([sys.executable, "-m", "benchmarks.bare_taps", str(port)], environment, port)


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
async def slack(on_call: Callable[[str], None] = lambda _path: None) -> AsyncIterator[str]:
    """A stand-in for Slack; gives its address. on_call: hears the path of each call."""

    async def answer(request: web.Request) -> web.Response:
        on_call(request.path)
        said = {"channel": "C1", "ts": "1.1"}
        identity = {"ok": True, **said, "team_id": TEAM, "team": "Load", "user_id": "UBOT", "bot_id": "B1"}
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
    """Ask until it answers that it lives. Raises TimeoutError after PATIENCE_SECONDS."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{program.port}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)


async def send_command(session: aiohttp.ClientSession, program: Program, slack_url: str, number: int) -> int:
    """Send it a signed `/cop-help`, whose answer goes to `answer_path(number)`; returns the status of its
    acknowledgement."""
    body = urlencode(
        {
            "command": "/cop-help",
            "text": "",
            "team_id": TEAM,
            "user_id": f"U{number % 500}",
            "channel_id": "C1",
            "channel_name": "general",
            "trigger_id": f"{number}.1.load",
            "response_url": slack_url + answer_path(number),
            "api_app_id": "A1",
        }
    )
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)),
    }
    async with session.post(f"http://127.0.0.1:{program.port}/slack/events", data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


def answer_path(number: int) -> str:
    return f"/commands/{TEAM}/{number}"


def resident_mib(pid: int) -> float:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
