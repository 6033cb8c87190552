"""`cop-bot agenda` and `cop-bot tick`."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import build, build_context, worker_name
from bot.chat import NotLetIn
from bot.cli.output import print
from bot.cli.people import in_chat_ids
from bot.cli.progress import shown
from bot.scheduler import settle
from bot.settings import Settings, require_chats
from domain.moments import utc
from services import build as build_services
from storage.migrate import upgrade

LOOKING = "Looking for what falls due"


async def agenda(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print what falls due for one network, a line each, in its own time."""
    if arguments.until < arguments.since:
        print(f"--until {arguments.until} lies before --from {arguments.since}: no day is in between.", file=sys.stderr)
        return 2
    context = build_context(settings)
    services = build_services(context, worker_name())
    try:
        await upgrade(context.database)
        place = await services.places.by_name(arguments.network)
        if place is None:
            names = ", ".join(await services.places.names()) or "none yet; load some with cop-bot import"
            print(f"There is no network called {arguments.network!r}. Networks: {names}", file=sys.stderr)
            return 1
        zone = ZoneInfo(place.timezone)
        since = utc(datetime.combine(arguments.since, time(), zone)) - timedelta(microseconds=1)
        until = utc(datetime.combine(arguments.until, time.max, zone))
        with shown() as progress:
            progress(LOOKING, 0, None)
            dues = await services.schedule.agenda(arguments.network, since, until) or []
        what = [await in_chat_ids(context.directory, place.workspace_id, due.what) for due in dues]
    finally:
        await context.database.close()
    for due, words in zip(dues, what, strict=True):
        print(f"{due.at.astimezone(zone):%a %Y-%m-%d %H:%M}  {words}")
    if not dues:
        print("Nothing falls due in that time.")
    return 0


async def tick(settings: Settings, arguments: argparse.Namespace) -> int:
    """Carry out and send all that is due at a moment."""
    require_chats(settings)
    bot = build(settings, lambda: utc(arguments.at))
    try:
        await upgrade(bot.database)
        try:
            await bot.introduce()
        except NotLetIn as problem:
            print(f"{problem.chat} does not accept the bot: {problem.reason}. Run: cop-bot doctor", file=sys.stderr)
            return 1
        with shown() as progress:
            progress(LOOKING, 0, None)
            await settle(bot.services, arguments.at, progress=progress)
        counts = await bot.services.delivery.counts()
    finally:
        await bot.close()
    print("Deliveries: " + (", ".join(f"{number} {status}" for status, number in sorted(counts.items())) or "none"))
    return 0
