"""A worker that dies (SIGKILL) at a given step of its work; run in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import build_context, open_chats
from bot.settings import Settings, open_database
from bot.slack.messenger import SlackMessenger
from services.delivery.engine import DeliveryService
from services.directory import Directory
from storage.database import Database
from tests.services.announcing import ANNOUNCEMENTS


class Steps:
    """Counts the steps, and kills the process, as a power cut would, at step `fatal`."""

    def __init__(self, fatal: int) -> None:
        self._left = fatal

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def work_until_killed(database_url: str, api_url: str, token: str, now: float, fatal: int) -> None:
    """Deliver what is due, dying at step `fatal`: before and after each transaction and each call to Slack."""
    steps = Steps(fatal)
    _count_transactions(steps)
    _count_calls(steps)
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr(token),
        slack_signing_secret=SecretStr("secret"),
        slack_api_url=api_url,
        database_url=database_url,
    )

    async def go() -> None:
        directory = Directory(open_database(settings))
        chats = open_chats(settings, directory, pause=_no_pause)
        context = build_context(settings, chats, directory)
        service = DeliveryService(context, ANNOUNCEMENTS, f"worker {os.getpid()}")
        await service.deliver_due(datetime.fromtimestamp(now, UTC))
        await context.database.close()

    asyncio.run(go())


async def _no_pause(_seconds: float) -> None:
    return


def _count_transactions(steps: Steps) -> None:
    original = Database.write

    @asynccontextmanager
    async def counted(self: Database, **options: Any) -> AsyncIterator[AsyncSession]:
        steps.step()
        async with original(self, **options) as session:
            yield session
            steps.step()  # all is written, nothing is committed
        steps.step()

    Database.write = counted  # type: ignore[method-assign, assignment]


def _count_calls(steps: Steps) -> None:
    original = SlackMessenger._call

    async def counted(self: SlackMessenger, method: str, call: dict[str, Any], **options: Any) -> Any:
        steps.step()
        answer = await original(self, method, call, **options)
        steps.step()
        return answer

    SlackMessenger._call = counted  # type: ignore[method-assign]
