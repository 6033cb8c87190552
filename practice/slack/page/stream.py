"""Live updates for one open page, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from .desk import HOME, Desk
from .rendering import Fragment, digest

_BREATH = 0.03
"""Seconds in which changes gather before the page is told once."""

_ALIVE = 15.0
"""Seconds after which a quiet stream says that it is alive, and the clock is shown anew."""


class Stream:
    """What one browser tab already shows, and what it has to be told."""

    def __init__(self, desk: Desk, user_id: str, at: str, *, seen: str, everything: bool) -> None:
        self.desk = desk
        self.user_id = user_id
        self.at = at
        self.seen = seen
        self.everything = everything
        self.told: dict[str, str] = {}
        self.sent: set[tuple[str, str, str]] = set()

    async def events(self) -> AsyncIterator[str]:
        """Everything once, then each part when it changes, until the world closes or the tab goes."""
        changes = self.desk.world.changes()
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
                await asyncio.wait_for(anext(changes), _ALIVE)
            except TimeoutError:
                yield ": still here\n\n"
            except StopAsyncIteration:
                return
            await asyncio.sleep(_BREATH)

    async def parts(self) -> dict[str, Any]:
        """The parts of the page as they are now. LookupError when the place is gone."""
        desk = self.desk
        sight = await desk.sight(self.user_id)
        channel = desk.place(sight, self.at)
        parts: dict[str, Any] = {}
        if channel is None:
            home_id, fragments = desk.home(sight)
            parts[HOME] = {"id": home_id, "content": self.listed(f"home-{home_id}", fragments)}
        else:
            if sight.me.id in channel.members:
                desk.world.mark_read(sight.me.id, channel.id)
            shown = desk.timeline(sight, channel, self.seen, self.everything)
            parts["main"] = {"content": self.listed("main", shown)}
        parts["rail"] = {"content": desk.rail(sight, self.at)}
        parts["clock"] = {"content": desk.clock(sight)}
        parts["moving"] = {"content": desk.moving(sight)}
        parts["steps"] = {"content": sorted(desk.controls.done())}
        if dialog := desk.dialog(sight):
            html, fragments = dialog
            parts["dialog"] = {"content": {"html": html, "fragments": self.listed("", fragments, always=True)}}
        else:
            parts["dialog"] = {"content": None}
        return parts

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
        if name in ("main", HOME):
            keys = [(row["key"], row["rev"]) for row in content]
            mark = digest(part.get("id"), keys)
            place = "main" if name == "main" else f"home-{part['id']}"
            self.sent = {(place, key, rev) for key, rev in keys}
        else:
            mark = digest(part)
        if self.told.get(name) == mark:
            return ""
        self.told[name] = mark
        return f"event: {name}\ndata: {json.dumps(part)}\n\n"
