"""Live updates for one open page, as server-sent events."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Collection
from typing import Any

from practice.changes import Subscription

from .fragments import Fragment, digest

_BREATH = 0.03
"""Seconds in which changes gather before the page is told once."""

_ALIVE = 15.0
"""Seconds after which a quiet stream says that it is alive, and the clock is shown anew."""


class LiveStream(ABC):
    """What one browser tab already shows, and what it has to be told.

    keyed: the names of the parts that are lists of fragments; of those only what is new is sent.
    """

    def __init__(self, changes: Subscription, keyed: Collection[str] = ("main",)) -> None:
        self.changes = changes
        self.keyed = keyed
        self.told: dict[str, str] = {}
        self.sent: set[tuple[str, str, str]] = set()

    @abstractmethod
    async def parts(self) -> dict[str, Any]:
        """The parts of the page as they are now. LookupError when the place is gone."""

    async def events(self) -> AsyncIterator[str]:
        """Everything once, then each part when it changes, until the world closes or the tab goes."""
        while True:
            try:
                parts = await self.parts()
            except LookupError:
                yield "event: gone\ndata: {}\n\n"
                return
            for name, part in parts.items():
                if event := self.event(name, part):
                    yield event
            try:
                await asyncio.wait_for(anext(self.changes), _ALIVE)
            except TimeoutError:
                yield ": still here\n\n"
            except StopAsyncIteration:
                return
            await asyncio.sleep(_BREATH)

    def listed(self, place: str, fragments: list[Fragment], *, always: bool = False) -> list[dict[str, Any]]:
        """Fragments in order; the HTML only of those that this tab has not been sent yet."""
        rows = []
        for one in fragments:
            known = not always and (place, one.key, one.rev) in self.sent
            rows.append({"key": one.key, "rev": one.rev, "html": None if known else one.html})
        return rows

    def event(self, name: str, part: dict[str, Any]) -> str:
        """One server-sent event, or nothing when the tab shows the same already."""
        content = part["content"]
        if name in self.keyed:
            keys = [(row["key"], row["rev"]) for row in content]
            mark = digest(part.get("id"), keys)
            place = name if part.get("id") is None else f"{name}-{part['id']}"
            self.sent = {(place, key, rev) for key, rev in keys}
        else:
            mark = digest(part)
        if self.told.get(name) == mark:
            return ""
        self.told[name] = mark
        return f"event: {name}\ndata: {json.dumps(part)}\n\n"
