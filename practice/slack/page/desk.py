"""One page of the practice workspace, put together from its parts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from practice.page import Controls
from practice.page.avatars import avatar
from practice.page.dates import clock_time, long_date
from practice.page.files import STATIC
from practice.page.fragments import Fragment
from practice.page.moves import ClockMoves
from practice.slack.channels import Channel
from practice.slack.hub import Hub
from practice.slack.world import World

from .meanwhile import bot_messages, places
from .rendering import blocks, template
from .sight import Sight
from .timeline import Timeline

CLOCK = "/clock"

HOME = "home"
"""Where somebody is when they look at the app's home tab; otherwise they are at a channel's id."""

Entry = dict[str, Any]


class Desk:
    """Everything the page needs to answer: the world, the way to the bot, the clock, the manifest's words."""

    def __init__(
        self,
        world: World,
        hub: Hub,
        controls: Controls,
        commands: Sequence[Entry],
        shortcuts: Sequence[Entry],
        other_chat: Callable[[str], Mapping[str, str]] | None = None,
    ) -> None:
        self.world = world
        self.hub = hub
        self.controls = controls
        self.other_chat = other_chat
        self.commands = list(commands)
        self.global_shortcuts = [one for one in shortcuts if one.get("type") != "message"]
        self.moves = ClockMoves(controls, world.bot.real_name, lambda: bot_messages(world), self._places, world.changed)
        self.message_shortcuts = [one for one in shortcuts if one.get("type") == "message"]

    async def sight(self, user_id: str) -> Sight:
        """What this person sees now; KeyError when there is no such person."""
        return Sight(self.world, user_id, await self.controls.now())

    def place(self, sight: Sight, at: str) -> Channel | None:
        """The channel somebody is at; None at the home tab. LookupError where they may not look."""
        if at == HOME:
            return None
        channel = self.world.channels[at]
        if not sight.may_look(channel):
            raise LookupError(at)
        return channel

    # Parts that change while somebody looks

    def timeline(self, sight: Sight, channel: Channel, seen: str, everything: bool) -> list[Fragment]:
        shortcuts = self.message_shortcuts
        return Timeline(sight, channel, seen=seen, everything=everything, shortcuts=shortcuts).fragments()

    def home(self, sight: Sight) -> tuple[str, list[Fragment]]:
        """The home tab's view id and blocks, or a line that says there is none yet."""
        view = self.world.views.homes.get(sight.me.id)
        if view is None:
            text = f"{self.world.bot.real_name} is preparing this tab…"
            line = Markup('<p class="home-empty">{}</p>').format(text)
            return "", [Fragment("empty", "empty", lambda: line)]
        surface = sight.surface(view["id"], view["state"]["values"], heading=2)
        return view["id"], blocks(view["blocks"], surface)

    def rail(self, sight: Sight, at: str) -> Markup:
        return template("rail.html", sections=sight.rail(at))

    def clock(self, sight: Sight) -> Markup:
        now = sight.now
        return template("clock.html", day=long_date(now.date()), time=clock_time(now), date=now.date().isoformat())

    def moving(self, sight: Sight) -> Entry | None:
        """How far a move of the clock is; None while none is under way."""
        return self.moves.progress(sight.now)

    async def _places(self, said: dict[str, int], user_id: str, at: str) -> list[Entry]:
        return places(said, self.world, await self.sight(user_id), at)

    def dialog(self, sight: Sight) -> tuple[Markup, list[Fragment]] | None:
        """The modal on top of the person's stack, whole and as its blocks; None where none is open."""
        stack = self.world.views.stack(sight.me.id)
        if not stack:
            return None
        view = stack[-1]
        fragments = blocks(view["blocks"], sight.surface(view["id"], view["state"]["values"]))
        html = template(
            "view.html",
            view=view,
            depth=len(stack),
            reader=sight.reader,
            fragments=fragments,
            has_inputs=any(block["type"] == "input" for block in view["blocks"]),
        )
        return html, fragments

    # The whole page

    def page(self, sight: Sight, at: str, *, everything: bool) -> Markup:
        """The page at a channel or the home tab. Opening a channel marks it read."""
        channel = self.place(sight, at)
        seen = self._seen(sight, channel) if channel else ""
        if channel:
            self.world.mark_read(sight.me.id, channel.id)
        dialog = self.dialog(sight)
        parts: dict[str, object] = {
            "rail": self.rail(sight, at),
            "clock": self.clock(sight),
            "dialog": dialog[0] if dialog else "",
        }
        home_id = ""
        if channel:
            parts["main"] = self.timeline(sight, channel, seen, everything)
        else:
            home_id, parts["home"] = self.home(sight)
        return template(
            "conversation.html" if channel else "home.html",
            sight=sight,
            at=at,
            seen=seen,
            everything=everything,
            channel=channel,
            member=channel is not None and sight.me.id in channel.members,
            home_id=home_id,
            parts=parts,
            static=STATIC,
            clock_base=CLOCK,
            **self._frame(sight, at, channel),
        )

    def _seen(self, sight: Sight, channel: Channel) -> str:
        unread = sight.me.id in channel.members and sight.unread(channel)
        return self.world.last_read.get((sight.me.id, channel.id), "0") if unread else ""

    def _frame(self, sight: Sight, at: str, channel: Channel | None) -> Entry:
        bot_name = self.world.bot.real_name
        heading, about = bot_name, ""
        if channel and channel is not sight.app_channel():
            name = sight.name_of(channel)
            heading = name if channel.is_direct else f"#{name}"
            about = channel.topic or channel.purpose or self._title_of_other(sight, channel)
        return {
            "chat_name": "Slack",
            "other_chat": self.other_chat(sight.me.id) if self.other_chat else None,
            "sheets": ["messages", "blocks", "controls"],
            "base": sight.base,
            "channel_id": channel.id if channel else "",
            "me": {"id": sight.me.id, "name": sight.me.real_name, "title": sight.me.title},
            "switcher": sight.switcher(),
            "heading": heading,
            "about": about,
            "tabs": channel is None or channel is sight.app_channel(),
            "team": self.world.team_name,
            "bot_name": bot_name,
            "bot_handle": self.world.bot.name,
            "my_avatar": avatar(sight.me.id, sight.me.real_name),
            "persons": self._persons(at),
            "commands": self.commands,
            "shortcuts": self.global_shortcuts,
            "mentionable": [
                {"name": user.name, "real_name": user.real_name, "title": user.title}
                for user in [self.world.users[sight.bot_id], *sight.people()]
            ],
            "guide": self._guide(),
        }

    def _title_of_other(self, sight: Sight, channel: Channel) -> str:
        others = [member for member in channel.members if member != sight.me.id]
        return self.world.users[others[0]].title if channel.kind == "im" and others else ""

    def _persons(self, at: str) -> list[tuple[str, list[Entry]]]:
        """Everybody one can be, by channel: each with the same place if they may look at it, else their home tab."""
        place = self.world.channels.get(at)
        channels = [channel for channel in self.world.channels.values() if not channel.is_direct]
        channels.sort(key=lambda channel: channel is not place)
        names = [f"#{channel.name}" for channel in channels]
        groups: dict[str, list[Entry]] = {name: [] for name in (*names, "In no channel")}
        for user in self.world.users.values():
            if user.is_bot or user.deactivated:
                continue
            stays = place is not None and (place.kind == "public" or user.id in place.members)
            home = next((f"#{channel.name}" for channel in channels if user.id in channel.members), "In no channel")
            groups[home].append(
                {
                    "id": user.id,
                    "name": user.real_name,
                    "title": user.title,
                    "avatar": avatar(user.id, user.real_name),
                    "href": f"/as/{user.id}/c/{at}" if stays else f"/as/{user.id}/{HOME}",
                }
            )
        return [(name, people) for name, people in groups.items() if people]

    def _guide(self) -> list[Entry]:
        steps = []
        for step in self.controls.guide:
            user = self.world.users.get(step.person_id)
            where = HOME if step.where == HOME else f"c/{quote(step.where)}"
            steps.append(
                {
                    "title": step.title,
                    "text": step.text,
                    "href": f"/as/{quote(step.person_id)}/{where}",
                    "go": f"Go there as {user.real_name}" if user else "Go there",
                }
            )
        return steps
