"""`cop-bot audit`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.cli.people import chat_ids_in, in_chat_ids
from bot.cli.progress import shown
from bot.settings import Settings
from services import build as build_services
from services.audit import READING, AuditService
from services.directory import Directory
from storage.models import AuditEntry
from storage.private_files import new_private


async def audit(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print every entry, write them to a file, or check that none was changed; 1 where one was, else 0."""
    context = build_context(settings)
    service = build_services(context, worker_name()).audit
    try:
        if arguments.export is not None and not await _export(service, context.directory, arguments.export):
            return 1
        if arguments.verify:
            return await _verify(service, arguments.head)
        if arguments.export is None:
            await _list(service, context.directory)
    finally:
        await context.database.close()
    return 0


async def _list(service: AuditService, directory: Directory) -> None:
    number = 0
    async for workspace, entry in service.everything():
        number += 1
        details = json.dumps(entry.details, sort_keys=True, ensure_ascii=False) if entry.details else ""
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}Z"
        line = f"{workspace} {entry.number} {when} {entry.actor} {entry.action} {entry.subject} {details}".rstrip()
        print(await in_chat_ids(directory, entry.workspace_id, line))
    if not number:
        print("Nothing has been audited yet.")


async def _verify(service: AuditService, head: str | None) -> int:
    sound = True
    known = head is None
    with shown() as progress:
        chains = await service.check(progress)
    for chain in chains:
        known = known or head in chain.hashes
        for fault in chain.faults:
            print(f"{chain.workspace}: {fault}", file=sys.stderr)
        sound = sound and not chain.faults
        if not chain.faults:
            entries = "1 entry" if chain.entries == 1 else f"{chain.entries} entries"
            print(f"{chain.workspace}: {entries}, none changed. Newest hash: {chain.head or 'none'}")
    if not known:
        print("No entry has the hash that you gave: the audit was written anew since then.", file=sys.stderr)
    return 0 if sound and known else 1


async def _export(service: AuditService, directory: Directory, path: Path) -> bool:
    """One JSON object a line, as it was hashed, and beside that the chat's ids of the people in it by ours. An existing
    file is not overwritten."""
    try:
        with new_private(path) as file, shown() as progress:
            number = 0
            async for workspace, entry in service.everything():
                hashed = _as_json(entry)
                people = await chat_ids_in(directory, entry.workspace_id, json.dumps(hashed))
                file.write(json.dumps({"workspace": workspace, **hashed, "people": people}, ensure_ascii=False) + "\n")
                number += 1
                progress(READING, number, None)
    except OSError as error:
        print(f"{path}: {error.strerror}.", file=sys.stderr)
        return False
    print(f"{number} {'entry' if number == 1 else 'entries'} written to {path}.")
    return True


def _as_json(entry: AuditEntry) -> dict[str, Any]:
    return {
        "workspace_id": entry.workspace_id,
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous,
        "hash": entry.hash,
    }
