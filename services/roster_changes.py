"""Who changed a network's people since a moment: everybody who is asked something is told, before they answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from facts.networks import RosterChange
from services.audit import COMMAND_LINE, SLACK
from storage import audit as rows
from storage.models import AuditEntry, Network


async def changes_since(
    session: AsyncSession, network: Network, since: datetime, until: datetime, roles: Collection[str]
) -> list[RosterChange]:
    """By whom how many people came to hold one of the roles after `since` and up to `until`, and how many no longer.

    Those with the most changes first.
    """
    added: dict[str, int] = {}
    removed: dict[str, int] = {}
    for entry in await rows.between(session, network.workspace_id, (network.name, ""), since, until):
        come, gone = _counted(entry, network.name, frozenset(roles))
        added[entry.actor] = added.get(entry.actor, 0) + come
        removed[entry.actor] = removed.get(entry.actor, 0) + gone
    found = [RosterChange(_who(actor), added[actor], removed[actor]) for actor in added]
    return sorted((c for c in found if c.added or c.removed), key=lambda c: (-c.added - c.removed, c.by))


def _who(actor: str) -> str:
    return {COMMAND_LINE: RosterChange.OPERATORS, SLACK: RosterChange.NOBODY}.get(actor, actor)


def _counted(entry: AuditEntry, network: str, roles: frozenset[str]) -> tuple[int, int]:
    """How many people one entry brought to the roles, and how many it took from them."""
    details: Mapping[str, Any] = entry.details
    match entry.action:
        case "networks.roles":
            before, after = (bool(roles.intersection(details.get(key, ()))) for key in ("before", "after"))
            return int(after and not before), int(before and not after)
        case "networks.roles_ended" | "networks.deactivated":
            return 0, int(bool(roles.intersection(details.get("ended", ()))))
        case "networks.school_role_given":
            return int(details.get("role") in roles), 0
        case "networks.joined":
            return int("member" in roles), 0
        case "networks.taken_over":
            return (1, len(details.get("before", ()))) if "member" in roles else (0, 0)
        case "networks.own_school" if "delegate" in roles:
            return len(details.get("delegates_added", ())), len(details.get("delegates_ended", ()))
        case "networks.school_changed" if "member" in roles:
            return 0, len(details.get("people_ended", ()))
        case "networks.set_up":
            return len(_set_up(details, roles)), 0
        case "networks.imported":
            come, gone = details.get("people", {}).get(network, (0, 0))
            return int(come), int(gone)
        case _:
            return 0, 0


def _set_up(details: Mapping[str, Any], roles: frozenset[str]) -> set[str]:
    chair = [details["chair"]] if details.get("chair") else []
    held: tuple[tuple[str, Sequence[str]], ...] = (
        ("chair", chair),
        ("executive", details.get("executive", ())),
        ("seil", details.get("seils", ())),
    )
    return {person for role, people in held if role in roles for person in people}
