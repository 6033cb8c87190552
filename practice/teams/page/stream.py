"""Live updates for one open page of the practice tenant."""

from typing import Any

from practice.page.stream import LiveStream

from .desk import Desk


class Stream(LiveStream):
    """One browser tab: who looks, where, and from which message on it was new to them."""

    def __init__(self, desk: Desk, user_id: str, at: str, *, seen: str, everything: bool) -> None:
        super().__init__(desk.world.changes())
        self.desk = desk
        self.user_id = user_id
        self.at = at
        self.seen = seen
        self.everything = everything

    async def parts(self) -> dict[str, Any]:
        """The parts of the page as they are now. LookupError when the place is gone."""
        desk = self.desk
        sight = await desk.sight(self.user_id)
        place = sight.place(self.at)
        desk.world.mark_read(sight.me.id, place.id)
        shown = desk.timeline(sight, place, self.seen, self.everything)
        return {
            "main": {"content": self.listed("main", shown)},
            "rail": {"content": desk.rail(sight, self.at)},
            "clock": {"content": desk.clock(sight)},
            "moving": {"content": desk.moves.progress(sight.now)},
            "steps": {"content": sorted(desk.controls.done())},
            "dialog": {"content": desk.dialog(sight)},
        }
