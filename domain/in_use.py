"""Which of the instruments a network uses: which open by themselves, and which pulse checks ask about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class InUse:
    """Instruments by their keys, in the order in which people see them.

    `by_itself`: those that open each half-year without anybody asking. `pulses`: the one of pulse checks.
    """

    keys: tuple[str, ...]
    by_itself: frozenset[str]
    pulses: str


def in_use(chosen: object, known: Sequence[str]) -> InUse:
    """What a network uses of the instruments that are known, the usual one first among them.

    chosen: as `as_kept` gave it. Where nothing is chosen, or nothing of it is known any more, the usual one.
    """
    entries = chosen if isinstance(chosen, Sequence) and not isinstance(chosen, str) else ()
    found = [entry for entry in entries if isinstance(entry, Mapping) and entry.get("key") in known]
    if not found:
        return InUse((known[0],), frozenset(known[:1]), known[0])
    keys = tuple(dict.fromkeys(str(entry["key"]) for entry in found))
    asked = next((str(entry["key"]) for entry in found if entry.get("pulses")), keys[0])
    return InUse(keys, frozenset(str(entry["key"]) for entry in found if entry.get("by_itself")), asked)


def as_kept(keys: Sequence[str], by_itself: Collection[str], pulses: str) -> list[dict[str, Any]]:
    """A network's choice as plain data."""
    return [{"key": key, "by_itself": key in by_itself, "pulses": key == pulses} for key in keys]
