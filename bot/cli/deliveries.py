"""`cop-bot deliveries`."""

from __future__ import annotations

import argparse
import sys

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.cli.people import in_chat_ids
from bot.cli.waiting import waits
from bot.clock import system_clock
from bot.settings import Settings
from services import build as build_services
from storage import deliveries as rows


async def deliveries(settings: Settings, arguments: argparse.Namespace) -> int:
    """List deliveries, newest first, or put a failed one back into the queue."""
    context = build_context(settings)
    services = build_services(context, worker_name())
    try:
        if arguments.retry:
            if await services.delivery.retry(arguments.retry, system_clock()):
                print("It will be sent again, unless it turns out to have arrived.")
                return 0
            print(f"No failed delivery has the id {arguments.retry}. See: cop-bot deliveries --failed", file=sys.stderr)
            return 1
        async with context.database.read() as session:
            status = "failed" if arguments.failed else None
            found = await rows.recent(session, status=status)
            by_status, waiting = await rows.counts(session), await rows.waiting(session)
            of_all = by_status.get(status, 0) if status else sum(by_status.values())
        for row in found:
            together = "+".join(row.people)
            where = row.channel_id or await in_chat_ids(context.directory, row.workspace_id, together)
            print(f"{row.id}  {row.status:8}  {row.kind:32}  {where}  {row.reason}".rstrip())
        if len(found) < of_all:
            print(f"The newest {len(found)} of {of_all}.")
        for reason, number in waiting:
            print("\n".join(waits(reason, number).lines))
        if not found:
            print("No failed deliveries." if arguments.failed else "No deliveries yet.")
    finally:
        await context.database.close()
    return 0
