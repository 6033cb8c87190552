"""An instrument as a round keeps it beside its ratings, so that its results stay what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from domain.instrument import DEFAULT_KEY, Instrument, Item, Pillar
from domain.ratings import Scale

KNOWN_TO_ALL = ("key", "title", "statement", "levels", "pulse_question", "source")
"""What code of before knows of an item. It stumbles over anything else there, and passes over it in a pillar."""


def instrument_as_data(instrument: Instrument) -> dict[str, Any]:
    """The instrument as plain data, for a round to keep beside its ratings: all but its history."""
    return {
        "key": instrument.key,
        "version": instrument.version,
        "title": instrument.title,
        "pillars": [_pillar_as_data(pillar) for pillar in instrument.pillars],
    }


def _pillar_as_data(pillar: Pillar) -> dict[str, Any]:
    return {
        "key": pillar.key,
        "title": pillar.title,
        "gist": pillar.gist,
        "items": [{name: getattr(item, name) for name in KNOWN_TO_ALL} for item in pillar.items],
        "scales": [asdict(item.scale) for item in pillar.items],
        "guidance": [item.guidance for item in pillar.items],
        "discussions": [item.discussion for item in pillar.items],
    }


def instrument_from_data(data: Mapping[str, Any]) -> Instrument:
    """The instrument again, from what instrument_as_data gave, today or in earlier versions."""
    pillars = tuple(_pillar_from_data(pillar) for pillar in data["pillars"])
    return Instrument(data["version"], data["title"], pillars, key=data.get("key", DEFAULT_KEY))


def _pillar_from_data(pillar: Mapping[str, Any]) -> Pillar:
    items = [Item(**{**item, "levels": tuple(item["levels"])}) for item in pillar["items"]]
    if "scales" in pillar:
        more = zip(items, pillar["scales"], pillar["guidance"], pillar["discussions"], strict=True)
        items = [
            replace(
                item,
                scale=Scale(tuple(scale["names"]), tuple(scale["shorts"])),
                guidance=tuple(guidance),
                discussion=discussion,
            )
            for item, scale, guidance, discussion in more
        ]
    return Pillar(pillar["key"], pillar["title"], pillar["gist"], tuple(items))
