"""The audit's chain: each entry's hash covers what it says and the hash before it, so that a change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Link:
    """One entry as it is hashed. at: aware; details: plain JSON."""

    workspace_id: int
    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    previous: str


def hash_of(link: Link) -> str:
    """SHA-256 over the entry in one fixed form (JSON, sorted, UTC to the microsecond), as hex digits."""
    whole = [
        link.workspace_id,
        link.number,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.actor,
        link.action,
        link.subject,
        link.details,
        link.previous,
    ]
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def faults(chain: Iterable[tuple[Link, str]], head: str) -> list[str]:
    """What is wrong with a workspace's chain (each link with its recorded hash, oldest first), a sentence each.

    head: the hash of the newest entry, as the workspace remembers it.
    """
    found: list[str] = []
    before, number = "", 0
    for link, recorded in chain:
        if link.number != number + 1:
            found.append(f"Between entry {number} and entry {link.number} something was removed or put in.")
        elif link.previous != before:
            found.append(f"Entry {link.number} does not follow entry {number}: one of them was replaced.")
        if hash_of(link) != recorded:
            found.append(f"Entry {link.number} was changed.")
        before, number = recorded, link.number
    if before != head:
        found.append(f"The newest entry is not number {number}: entries after it were removed, or it was replaced.")
    return found
