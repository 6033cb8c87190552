"""Live updates for one open page of the practice workspace."""

from typing import Any

from practice.page.stream import LiveStream

from .desk import HOME, Desk


class Stream(LiveStream):
    """One browser tab: who looks, where, and from which message on it was new to them."""

    def __init__(self, desk: Desk, user_id: str, at: str, *, seen: str, everything: bool) -> None:
        super().__init__(desk.world.changes(), ("main", HOME))
        self.desk = desk
        self.user_id = user_id
        self.at = at
        self.seen = seen
        self.everything = everything

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
