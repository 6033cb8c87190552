"""What one person sees of the world: names, conversations, unread marks."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from practice.page.rail import RailItem
from practice.slack.channels import Channel
from practice.slack.messages import Message
from practice.slack.people import User
from practice.slack.world import World

from .reader import Reader
from .surface import Surface, plain_option


class Sight:
    """The world as `user_id` sees it at `now`."""

    def __init__(self, world: World, user_id: str, now: datetime) -> None:
        """Raise KeyError when there is no such person."""
        self.world = world
        self.me: User = world.users[user_id]
        self.base = f"/as/{user_id}"
        self.zone = ZoneInfo(self.me.tz)
        self.now = now.astimezone(self.zone)

    @property
    def bot_id(self) -> str:
        return self.world.bot.user_id

    @cached_property
    def reader(self) -> Reader:
        """Names and zone for rendering. Channels that this person cannot see have no name."""
        users = {user.id: user.real_name for user in self.world.users.values()}
        channels = {c.id: self.name_of(c) for c in self.world.channels.values() if self.may_look(c)}
        return Reader(self.me.id, self.now, users, channels, self.href, self.file_href)

    def surface(self, key: str, values: dict[str, Any] | None = None, *, heading: int = 3) -> Surface:
        """A place for blocks, with the people and channels that its selects list."""
        people = [plain_option(user.id, user.real_name) for user in self.people()]
        channels = [
            plain_option(c.id, "#" + c.name)
            for c in self.world.channels.values()
            if not c.is_direct and not c.archived and self.may_look(c)
        ]
        directs = [plain_option(c.id, self.name_of(c)) for c in self.mine() if c.is_direct]
        return Surface(key, self.reader, values or {}, people, channels, [*channels, *directs], heading)

    def people(self) -> list[User]:
        """Everybody who can be talked to, by name, without bots."""
        users = (u for u in self.world.users.values() if not (u.is_bot or u.deactivated))
        return sorted(users, key=lambda user: user.real_name)

    def mine(self) -> list[Channel]:
        return self.world.channels_of(self.me.id)

    def may_look(self, channel: Channel) -> bool:
        """Members see their conversations; anybody can read a public channel."""
        return channel.kind == "public" or self.me.id in channel.members

    def name_of(self, channel: Channel) -> str:
        """A channel's name without its mark, or who else is in a direct message."""
        if not channel.is_direct:
            return channel.name
        others = [self.world.users[m].real_name for m in channel.members if m != self.me.id]
        if len(others) > 1:
            bot = self.world.bot.real_name
            return ", ".join(name if name == bot else name.split()[0] for name in others)
        return others[0] if others else f"{self.me.real_name} (you)"

    def href(self, channel_id: str) -> str:
        return f"{self.base}/c/{channel_id}"

    def file_href(self, file_id: str) -> str | None:
        """Where this person gets a file; None when there is no such file or no content yet."""
        file = self.world.files.get(file_id)
        return f"{self.base}/files/{file_id}" if file and file.content else None

    def app_channel(self) -> Channel | None:
        """The direct message between this person and the bot, if they have one."""
        pair = {self.me.id, self.bot_id}
        return next((c for c in self.mine() if c.kind == "im" and set(c.members) == pair), None)

    # The rail

    def rail(self, current: str) -> dict[str, list[RailItem]]:
        """The sections of the rail; `current` is a channel id, or `home`."""
        app = self.app_channel()
        mine = [c for c in self.mine() if not c.archived or c.id == current]
        channels = [self._item(c, current) for c in mine if not c.is_direct]
        directs = [self._item(c, current) for c in reversed(mine) if c.is_direct and c is not app]
        joinable = [
            self._item(c, current)
            for c in self.world.channels.values()
            if c.kind == "public" and not c.archived and self.me.id not in c.members
        ]
        return {
            "channels": sorted(channels, key=lambda item: item.name),
            "directs": directs,
            "apps": [self._app_item(app, current)] if self.world.bot.installed else [],
            "joinable": sorted(joinable, key=lambda item: item.name),
        }

    def _item(self, channel: Channel, current: str) -> RailItem:
        here = channel.id == current
        unread = 0 if here or self.me.id not in channel.members else self.unread(channel)
        return RailItem(channel.id, self.name_of(channel), channel.kind, self.href(channel.id), unread, here)

    def _app_item(self, app: Channel | None, current: str) -> RailItem:
        here = current == "home" or (app is not None and current == app.id)
        unread = self.unread(app) if app is not None and app.id != current else 0
        href = self.href(app.id) if app is not None and unread else f"{self.base}/home"
        return RailItem(app.id if app else "home", self.world.bot.real_name, "app", href, unread, here)

    def unread(self, channel: Channel) -> int:
        """How many messages of others this person has not seen; joins and leaves do not count."""
        seen = float(self.world.last_read.get((self.me.id, channel.id), "0"))
        return sum(float(m["ts"]) > seen and m.get("user") != self.me.id and not is_note(m) for m in channel.messages)

    def unread_places(self) -> dict[str, int]:
        """Unread messages by conversation, where there are any."""
        counts = {channel.id: self.unread(channel) for channel in self.mine()}
        return {channel_id: count for channel_id, count in counts.items() if count}

    def switcher(self) -> Iterable[RailItem]:
        """Everything the quick switcher goes to: conversations, then people, then the home tab."""
        sections = self.rail("")
        yield from (*sections["channels"], *sections["directs"], *sections["joinable"])
        yield RailItem("home", f"{self.world.bot.real_name}: Home", "app", f"{self.base}/home")
        if (app := self.app_channel()) is not None:
            yield RailItem(app.id, f"{self.world.bot.real_name}: Messages", "app", self.href(app.id))
        known = {m for c in self.mine() if c.kind == "im" for m in c.members}
        for user in self.people():
            if user.id not in known | {self.me.id}:
                yield RailItem(user.id, user.real_name, "person", f"{self.base}/with/{user.id}", note=user.title)

    # Authors

    def author(self, message: Message) -> tuple[str, bool]:
        """The name to show for a message, and whether an app wrote it."""
        user = self.world.users.get(message.get("user", ""))
        is_app = bool(message.get("bot_id")) or bool(user and user.is_bot)
        name = message.get("username") or (user.real_name if user else "")
        return name or (self.world.bot.real_name if is_app else "Somebody"), is_app

    def may_open_file(self, file_id: str) -> bool:
        """A file can be opened where it was shared with this person; unshared ones by whoever has the link."""
        shares = self.world.files[file_id].shares
        places = (self.world.channels.get(channel_id) for channel_id, _ in shares)
        return not shares or any(place is not None and self.may_look(place) for place in places)


def is_note(message: Message) -> bool:
    """Whether a message is Slack's own remark that somebody joined, left or changed something."""
    return str(message.get("subtype", "")).endswith(("_join", "_leave", "_topic", "_purpose", "_name"))
