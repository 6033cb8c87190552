"""`cop-bot run`: the bot as a process, over HTTP or Socket Mode, as web, worker or both."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import logging
import signal
import sys
from collections.abc import AsyncIterator

from bot.app import Bot, build, figures_app
from bot.chat import NotLetIn
from bot.cli.output import print
from bot.serving import serving
from bot.settings import Settings, require_chats
from prompts import catalog
from storage.migrate import is_usable, unfinished, upgrade

KEEP_SECONDS = 30

log = logging.getLogger(__name__)


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    require_chats(settings)
    bot = build(settings)
    try:
        if not await _prepare_database(bot):
            return 1
        try:
            await bot.introduce()
        except NotLetIn as problem:
            print(f"{problem.chat} does not accept the bot: {problem.reason}. Run: cop-bot doctor", file=sys.stderr)
            return 1
        await _serve(bot, arguments.role)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"The port {settings.port} is in use. Set PORT to another one.", file=sys.stderr)
        return 1
    finally:
        await bot.close()
    return 0


async def _prepare_database(bot: Bot) -> bool:
    """A SQLite file is migrated on the spot, and to the end; a shared PostgreSQL by its operator, once for all
    processes."""
    if bot.database.is_sqlite:
        await upgrade(bot.database)
        return True
    if not await is_usable(bot.database):
        print("The database is not up to date. Run: cop-bot migrate", file=sys.stderr)
        return False
    if left := await unfinished(bot.database):
        log.warning(
            "once no process of the version before runs any more: cop-bot migrate --finish", extra={"left": len(left)}
        )
    async with bot.database.read() as session:
        unreadable = await bot.database.keys.unreadable(session)
    if unreadable:
        questions = "An open question is" if len(unreadable) == 1 else f"{len(unreadable)} open questions are"
        print(
            f"{questions} sealed under a key that this process lacks. Put it into ANSWER_KEYS, after the new one, for "
            "every process; or, where it is lost, take all open questions back with: cop-bot restored",
            file=sys.stderr,
        )
        return False
    return True


async def _keep_answers(bot: Bot) -> None:
    """A web process has no schedule, but it knows keys that it may have to put back after a crash of the database, and
    remembers people who may have been erased."""
    while True:
        try:
            await bot.services.keeping.keep(bot.clock())
            await bot.services.app.forget_erased()
        except Exception:
            # The database may be away for a moment; the next time will do.
            log.exception("keeping answers sealed failed")
        await asyncio.sleep(KEEP_SECONDS)


async def _serve(bot: Bot, role: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as running:
        works = role in ("all", "worker")
        if works:
            running.push_async_callback(bot.worker.stop)  # after the last request
        if role in ("all", "web"):
            await running.enter_async_context(_hearing(bot))
        if bot.settings.metrics_port is not None:
            await _show_figures(running, bot, bot.settings.metrics_port)
        await _check_sentences()
        if works:
            bot.worker.start()
        if role == "web":
            keeping = asyncio.create_task(_keep_answers(bot), name="keeping")
            running.callback(keeping.cancel)
        log.info("running", extra={"role": role, "mode": "socket" if bot.settings.uses_socket_mode else "http"})
        await stop.wait()
        log.info("stopping")


async def _check_sentences() -> None:
    """Nothing is sent before every sentence is known to be good; whoever asks meanwhile is heard between two files.

    Raises ContentError.
    """
    for _ in catalog.reading():
        await asyncio.sleep(0)


async def _show_figures(running: contextlib.AsyncExitStack, bot: Bot, port: int) -> None:
    """Serve the figures on a port of their own; where another process has it, the work is more important."""
    figures = figures_app(bot.chats, bot.services, bot.clock)
    try:
        await running.enter_async_context(serving(figures, bot.settings.host, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        log.error("no figures: METRICS_PORT is in use; give this process another one", extra={"port": port})


@contextlib.asynccontextmanager
async def _hearing(bot: Bot) -> AsyncIterator[None]:
    """Serve HTTP, and hear the chats over it, Slack perhaps over a websocket, until the block ends."""
    async with serving(bot.web, bot.settings.host, bot.settings.port):
        if bot.settings.slack_app_token is None or bot.slack is None or bot.slack.app is None:
            yield
            return
        from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler  # HTTP has no use for it

        from bot.slack.side import web_client

        token = bot.settings.slack_app_token.get_secret_value()
        client = web_client(bot.settings)
        socket_mode = AsyncSocketModeHandler(bot.slack.app, token, web_client=client, proxy=client.proxy)
        await socket_mode.connect_async()
        try:
            yield
        finally:
            await socket_mode.close_async()
