"""One page of the practice tenant, put together from its parts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from practice.page import Controls, GuideStep
from practice.page.avatars import avatar
from practice.page.dates import clock_time, long_date
from practice.page.files import STATIC
from practice.page.fragments import Fragment
from practice.page.moves import ClockMoves
from practice.teams.hub import Hub
from practice.teams.people import BOT
from practice.teams.places import Channel, Chat, Conversation
from practice.teams.world import World

from .sight import Place, Sight
from .templating import template
from .timeline import Timeline, drawable

Entry = dict[str, Any]

CHAT = "chat"
"""Where a step or a link leads to the chat with the bot, whoever goes there."""


class Desk:
    """Everything the page needs to answer: the world, the way to the bot, the clock, what the bot can be asked."""

    def __init__(
        self,
        world: World,
        hub: Hub,
        controls: Controls,
        commands: Sequence[Entry],
        prefix: str,
        other_chat: Callable[[str], Mapping[str, str]] | None,
    ) -> None:
        self.world = world
        self.hub = hub
        self.controls = controls
        self.commands = list(commands)
        self.prefix = prefix
        self.other_chat = other_chat
        self.static = prefix + STATIC
        self.moves = ClockMoves(controls, world.app.name, self._counts, self._places, world.changed)

    async def sight(self, user_id: str) -> Sight:
        """What this person sees now; KeyError when there is no such person."""
        return Sight(self.world, user_id, await self.controls.now(), self.prefix)

    # What the bot has said while the clock moved

    def _conversations(self) -> list[Conversation]:
        return [*(c for t in self.world.teams.values() for c in t.channels.values()), *self.world.chats.values()]

    def _counts(self) -> dict[str, int]:
        return {c.id: sum(m.sender == BOT for m in c.messages) for c in self._conversations()}

    async def _places(self, said: dict[str, int], user_id: str, at: str) -> list[Entry]:
        sight = await self.sight(user_id)
        return [self._row(self.world.find(id), count, sight, at) for id, count in said.items() if self.world.find(id)]

    def _row(self, place: Conversation | None, count: int, sight: Sight, at: str) -> Entry:
        if not isinstance(place, Channel | Chat):
            raise LookupError("there is no such conversation")
        mine = sight.may_look(place)
        reader = sight if mine else Sight(self.world, self._somebody(place), sight.now, self.prefix)
        name = "to you" if mine else f"to {reader.me.name}"
        if isinstance(place, Channel):
            name = f"{self.world.team_of(place).name} › {place.name}"
        return {
            "name": "here" if place.id == at else name,
            "count": count,
            "href": "" if place.id == at else reader.href(place),
            "as": "" if mine else reader.me.name,
        }

    def _somebody(self, place: Place) -> str:
        return place.person if isinstance(place, Chat) else self.world.members(place)[0].id

    # Parts that change while somebody looks

    def timeline(self, sight: Sight, place: Place, seen: str, everything: bool) -> list[Fragment]:
        """The conversation, oldest first."""
        actions = self.hub.extension_commands() or {}
        return Timeline(sight, place, seen=seen, everything=everything, actions=actions, static=self.static).fragments()

    def rail(self, sight: Sight, at: str) -> Markup:
        """What stands at the left."""
        return template("rail.html", sections=sight.rail(at), static=self.static)

    def clock(self, sight: Sight) -> Markup:
        """The practice time."""
        now = sight.now
        return template("clock.html", day=long_date(now.date()), time=clock_time(now), date=now.date().isoformat())

    def dialog(self, sight: Sight) -> Entry | None:
        """The dialog that is open, as the page draws it."""
        dialog = self.world.dialogs.open.get(sight.me.id)
        if dialog is None:
            return None
        card = None if dialog.card is None else drawable(dialog.card)
        size = {"height": dialog.height, "width": dialog.width}
        return {"id": dialog.id, "title": dialog.title, "text": dialog.text, "card": card, **size}

    # The whole page

    def page(self, sight: Sight, at: str, *, everything: bool) -> Markup:
        """The page at a conversation. Opening it marks it read. LookupError where the person may not look."""
        place = sight.place(at)
        seen = self.world.last_read.get((sight.me.id, place.id), "0") if sight.unread(place) else ""
        self.world.mark_read(sight.me.id, place.id)
        parts: dict[str, object] = {
            "rail": self.rail(sight, at),
            "clock": self.clock(sight),
            "main": self.timeline(sight, place, seen, everything),
        }
        return template("conversation.html", parts=parts, seen=seen, everything=everything, **self._frame(sight, place))

    def _frame(self, sight: Sight, place: Place) -> Entry:
        team = self.world.team_of(place) if isinstance(place, Channel) else None
        archived = team is not None and isinstance(place, Channel) and (team.archived or place.archived)
        return {
            "chat_name": "Microsoft Teams",
            "sheets": ["messages", "controls", "teams", "cards"],
            "base": sight.base,
            "static": self.static,
            "clock_base": f"{self.prefix}/clock",
            "other_chat": self.other_chat(sight.me.id) if self.other_chat else None,
            "at": place.id,
            "channel_id": place.id,
            "me": {"id": sight.me.id, "name": sight.me.name, "title": sight.me.title},
            "my_avatar": avatar(sight.me.id, sight.me.name),
            "switcher": sight.switcher(),
            "heading": sight.name_of(place),
            "about": team.name if team else "Your chat with the bot: only you see it",
            "team": self.world.tenant_name,
            "bot_name": self.world.app.name,
            "bot_here": isinstance(place, Channel) and self.world.app_is_in(place),
            "has_bot": sight.me.id in self.world.app.installed_for,
            "place": place,
            "channel": place if isinstance(place, Channel) else None,
            "archived": archived,
            "members": len(self.world.members(place)) if isinstance(place, Channel) else 2,
            "persons": self._persons(place),
            "commands": self.commands,
            "shortcuts": self.hub.extension_commands("compose") or {},
            "mentionable": self._mentionable(place),
            "guide": self._guide(),
        }

    def _mentionable(self, place: Place) -> list[Entry]:
        if isinstance(place, Chat):
            return []
        bot = [{"name": self.world.app.name, "title": "The bot"}] if self.world.app_is_in(place) else []
        return bot + [{"name": user.name, "title": user.title} for user in self.world.members(place)]

    def _persons(self, place: Place) -> list[tuple[str, list[Entry]]]:
        """Everybody one can be, by team: each at the same place if they see it, else in their chat with the bot."""
        here = place.team_id if isinstance(place, Channel) else ""
        teams = sorted((t for t in self.world.teams.values() if not t.deleted), key=lambda t: (t.id != here, t.name))
        groups: dict[str, list[Entry]] = {name: [] for name in (*(team.name for team in teams), "In no team")}
        for user in self.world.users.values():
            if user.closed:
                continue
            stays = isinstance(place, Channel) and self.world.is_member(place, user.id)
            home = next((team.name for team in teams if user.id in team.members), "In no team")
            where = quote(place.id) if stays else quote(self.world.chat_with(user.id).id)
            groups[home].append(
                {
                    "id": user.id,
                    "name": user.name,
                    "title": user.title,
                    "avatar": avatar(user.id, user.name),
                    "href": f"{self.prefix}/as/{user.id}/c/{where}",
                }
            )
        return [(name, people) for name, people in groups.items() if people]

    def _guide(self) -> list[Entry]:
        return [{"title": step.title, "text": step.text, **self.way(step)} for step in self.controls.guide]

    def way(self, step: GuideStep) -> Entry:
        """Where a step begins (href, go): with its person at its place, or on the first page if they are not here."""
        try:
            user = self.world.user(step.person_id)
            at = self.world.chat_with(user.id).id if step.where == CHAT else self.world.channel(step.where).id
        except KeyError:
            return {"href": f"{self.prefix}/", "go": "Go there"}
        return {"href": f"{self.prefix}/as/{user.id}/c/{quote(at)}", "go": f"Go there as {user.name}"}
