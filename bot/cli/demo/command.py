"""`cop-bot demo`: the bot in a practice chat, in the browser, with no account."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from bot.cli.demo.front import Choosing, Front, Offer, front_at
from bot.cli.demo.guide import GUIDE, TEAMS_GUIDE
from bot.cli.demo.in_slack import slack_demo
from bot.cli.demo.in_teams import PREFIX, teams_demo
from bot.cli.demo.parts import everybody
from bot.cli.output import print
from bot.settings import Settings
from practice.page import GuideStep
from practice.page.choice import Choice
from practice.teams.ids import object_id

FOLDER = Path("var")


async def demo(_settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve the demo until Ctrl+C."""
    _make(FOLDER)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        try:
            front = await stack.enter_async_context(front_at(arguments.port))
        except OSError:
            print(f"Port {arguments.port} is in use. Try: make demo PORT={arguments.port + 1}", file=sys.stderr)
            return 1
        if arguments.chat:
            url = await stack.enter_async_context(one_chat(front, arguments.chat, FOLDER))
            _print_guide(url, GUIDE if arguments.chat == "slack" else TEAMS_GUIDE)
        else:
            await stack.enter_async_context(both_chats(front, FOLDER))
            _print_choice(front.base_url)
        await stop.wait()
    return 0


@contextlib.asynccontextmanager
async def one_chat(front: Front, chat: str, folder: Path) -> AsyncIterator[str]:
    """Run the demo in one chat alone; gives the address to open."""
    opened = slack_demo if chat == "slack" else teams_demo
    async with opened(front, folder / _database(chat)) as running:
        yield running.url


@contextlib.asynccontextmanager
async def both_chats(front: Front, folder: Path, *, with_large_network: bool = True) -> AsyncIterator[Choosing]:
    """Offer both chats on a first page; each starts when it is chosen."""

    def in_slack() -> contextlib.AbstractAsyncContextManager[object]:
        return slack_demo(
            front, folder / _database("slack"), with_large_network=with_large_network, other_chat=_same_in_teams
        )

    def in_teams() -> contextlib.AbstractAsyncContextManager[object]:
        return teams_demo(
            front, folder / _database("teams"), with_large_network=with_large_network, other_chat=_same_in_slack
        )

    first = GUIDE[0]
    offers = [
        Offer(
            Choice("teams", "Microsoft Teams", "Cards, dialogs, a chat with the bot.", "/in/teams"),
            f"{PREFIX}/",
            lambda person: f"{PREFIX}/as/{person}",
            in_teams,
        ),
        Offer(
            Choice("slack", "Slack", "Slash commands, forms, a Home tab.", "/in/slack"),
            f"/as/{first.person_id}/c/{first.where}",
            lambda person: f"/as/{person}/home",
            in_slack,
        ),
    ]
    choosing = Choosing(front, offers)
    try:
        yield choosing
    finally:
        await choosing.close()


def _make(folder: Path) -> None:
    folder.mkdir(exist_ok=True)


def _database(chat: str) -> str:
    return "demo.db" if chat == "slack" else f"demo-{chat}.db"


def _same_in_teams(user_id: str) -> Mapping[str, str]:
    return {"href": f"/in/teams/{user_id}", "words": "See it in Microsoft Teams"}


def _same_in_slack(user_id: str) -> Mapping[str, str]:
    word = next((person.id for person in everybody(with_large_network=True) if object_id(person.id) == user_id), "")
    return {"href": f"/in/slack/{word}".rstrip("/"), "words": "See it in Slack"}


def _print_choice(url: str) -> None:
    lines = ["", f"The demo is ready. Open {url} in your browser, and choose Microsoft Teams or Slack.", ""]
    lines += ["It is neither: it runs on this machine alone, and the people in it are invented."]
    lines += ["What to try is on the page, under “Try this”.", ""]
    for line in lines:
        print(line)
    print("Stop it with Ctrl+C.", flush=True)


def _print_guide(url: str, guide: Sequence[GuideStep]) -> None:
    lines = ["", f"The practice workspace is ready. Open {url} in your browser.", ""]
    lines += ["It runs on this machine alone, and the people in it are invented.", ""]
    for number, step in enumerate(guide, start=1):
        lines += [f"  {number}. {step.title}", f"     {step.text}", ""]
    for line in lines:
        print(line)
    print("Stop it with Ctrl+C.", flush=True)
