"""`cop-bot contact`: export, erase."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import build_context, open_chats, worker_name
from bot.cli.output import print
from bot.clock import system_clock
from bot.settings import Settings, open_database
from services import Services
from services import build as build_services
from services.contacts import ContactHeld
from services.directory import Directory
from storage.migrate import upgrade

KEPT = ("name", "organisation", "kind", "topic", "words", "email", "phone")


async def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print every entry of theirs."""
    async with _services(settings) as services:
        found = await services.contacts.find(arguments.who)
    if not found:
        return _nobody(arguments.who)
    entries = [
        {
            "workspace": workspace,
            "network": contact.network,
            **{name: getattr(contact, name) for name in KEPT},
            "vouched_by": contact.vouched_by,
            "last_in_touch": contact.in_touch_on.isoformat(),
            "agreed_on": contact.consent_on.isoformat(),
            "agreed": contact.consent_how,
        }
        for contact, workspace in found
    ]
    for line in json.dumps(entries, ensure_ascii=False, indent=2).splitlines():
        print(line)
    return 0


async def erase(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say which entries would go; with --yes, delete them."""
    async with _services(settings) as services:
        found = await services.contacts.find(arguments.who)
        if not found:
            return _nobody(arguments.who)
        for contact, workspace in found:
            print(f"{contact.name}, {contact.organisation or contact.kind}; {contact.network} in {workspace}")
        if not arguments.yes:
            print("Nothing was changed. To erase them, which cannot be undone, add --yes.")
            return 0
        try:
            number = await services.contacts.erase(arguments.who, system_clock())
        except ContactHeld as held:
            print(f"Nothing was changed: a legal hold covers {held}.", file=sys.stderr)
            return 1
    print(f"Erased: {number}. Backups hold them until these are deleted.")
    return 0


def _nobody(who: str) -> int:
    print(f"No contact has that address, number or name: {who}.", file=sys.stderr)
    return 1


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    directory = Directory(open_database(settings))
    context = build_context(settings, open_chats(settings, directory), directory)
    try:
        await upgrade(context.database)
        yield build_services(context, worker_name())
    finally:
        await context.database.close()
