"""What finding the right handler costs: CPU for a click, by where its handler was registered.

A click goes through Bolt to a handler that does nothing: in an app with one listener for all buttons, as ours is, and
in one with a listener for each of them. Unsigned, since only the finding is measured.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from benchmarks.tables import table
from bot.app import build
from bot.settings import Settings

CLICKS = 300


def report() -> tuple[str, bool]:
    """The table, and whether the last button costs hardly more than the first."""
    rows = asyncio.run(_measure())
    shown = table(["button", "one listener (ms)", "a listener each (ms)", "ratio"], [_row(*row) for row in rows])
    return shown, rows[-1][1] < 1.5 * rows[0][1]


async def _measure() -> list[tuple[int, float, float]]:
    settings = Settings(_env_file=None, slack_bot_token=SecretStr("xoxb-x"), slack_app_token=SecretStr("xapp-x"))
    ids = list(build(settings).router.actions)
    one, each = _app(), _app()
    one.action(re.compile(""))(_acknowledge)
    for action_id in ids:
        each.action(re.compile(rf"^{re.escape(action_id)}(:.*)?$"))(_acknowledge)
    rows = []
    for place in (0, len(ids) // 2, len(ids) - 1):
        rows.append((place + 1, await _cost(one, ids[place]), await _cost(each, ids[place])))
    return rows


def _row(place: int, one: float, each: float) -> Sequence[str]:
    return [str(place), f"{one:.2f}", f"{each:.2f}", f"{one / each:.2f}"]


def _app() -> AsyncApp:
    async def authorize(**_known: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-x", bot_id="B1", bot_user_id="U1")  # noqa: S106

    return AsyncApp(signing_secret="x", request_verification_enabled=False, authorize=authorize)  # noqa: S106


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _cost(app: AsyncApp, action_id: str) -> float:
    """CPU milliseconds for one click."""
    send = _sender(app, action_id)
    for _ in range(20):
        await send()
    began = time.process_time()
    for _ in range(CLICKS):
        await send()
    return (time.process_time() - began) * 1000 / CLICKS


def _sender(app: AsyncApp, action_id: str) -> Callable[[], Awaitable[None]]:
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": "{}"}],
    }
    body = urlencode({"payload": json.dumps(payload)})

    async def send() -> None:
        headers: dict[str, str | Sequence[str]] = {"content-type": ["application/x-www-form-urlencoded"]}
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=headers))
        assert answer.status == 200, answer.body

    return send
