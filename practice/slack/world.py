"""The state of the practice workspace: people, channels, messages, files, views, home tabs.

Everything that changes what somebody sees goes through a method here; it wakes the watchers
(`changes()`) and tells the listeners (`listeners`) of each event in Slack's own shape.
"""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from practice.changes import Subscription, Watchers
from practice.clock import Clock
from practice.slack.channels import Channel, Kind
from practice.slack.files import File
from practice.slack.messages import Message, change_reaction
from practice.slack.people import DEFAULT_SCOPES, Bot, Guest, User
from practice.slack.response_urls import ResponseUrls
from practice.slack.strangers import is_stranger
from practice.slack.triggers import Triggers
from practice.slack.views import ViewShelf

SLACKBOT = "USLACKBOT"
MAX_GROUP_DM = 8

Event = dict[str, Any]


class World:
    """One workspace with one installed bot."""

    def __init__(
        self,
        clock: Clock,
        team_id: str = "T0COP",
        *,
        team_name: str = "Practice schools",
        scopes: Iterable[str] = DEFAULT_SCOPES,
        bot: Bot | None = None,
    ) -> None:
        """Make an empty workspace: nobody but the bot (`world.bot`, allowed `scopes`) and Slackbot."""
        self.clock = clock
        self.team_id = team_id
        self.team_name = team_name
        self.base_url = "http://127.0.0.1"
        self.enterprise_id = ""
        """Of which Enterprise Grid the workspace is one, if it is of any."""
        self.history_slowed = False
        self.bot = bot or Bot(scopes=set(scopes))
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.triggers = Triggers()
        self.response_urls = ResponseUrls()
        self.ephemerals: dict[tuple[str, str], list[Message]] = {}
        self.last_read: dict[tuple[str, str], str] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self.watchers = Watchers()
        self.views = ViewShelf(team_id, self.bot, self.changed)
        self._last_micros = 0
        self._serial = 0
        self.add_user(SLACKBOT, "slackbot", "Slackbot", "", is_bot=True)
        user = self.add_user(self.bot.user_id, self.bot.name, self.bot.real_name, "", is_bot=True)
        user.bot_id, user.app_id = self.bot.bot_id, self.bot.app_id

    @property
    def bot_user_id(self) -> str:
        """The bot's own user id."""
        return self.bot.user_id

    # Watching

    def changes(self) -> Subscription:
        """Watch: `async for version in world.changes()` wakes after each visible change."""
        return self.watchers.subscribe()

    def changed(self) -> None:
        """Wake whoever watches."""
        self.watchers.wake()

    def emit(self, event: Event) -> None:
        """Tell the listeners that this happened; `event_ts` is filled in."""
        event.setdefault("event_ts", self.next_ts())
        self.changed()
        for listener in list(self.listeners):
            listener(event)

    # Numbering

    def next_ts(self) -> str:
        """Give the next message timestamp: the workspace's time, never the same one twice."""
        micros = max(round(self.clock.now() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Give a new id such as D0000012."""
        self._serial += 1
        return f"{prefix}0{self._serial:07d}"

    # People

    def add_user(
        self,
        id: str,
        name: str,
        real_name: str,
        email: str,
        *,
        is_bot: bool = False,
        deactivated: bool = False,
        tz: str = "Australia/Melbourne",
        title: str = "",
        guest: Guest = "",
        team_id: str = "",
        enterprise_id: str = "",
    ) -> User:
        """Add a person. `tz` is the name of their zone, `title` what their profile says they do.

        team_id: where they belong, if that is another workspace: of another organisation whose people are met in
        shared channels, or of the enterprise_id that is the workspace's own too.
        """
        user = User(id, name, real_name, email, team_id or self.team_id, is_bot, deactivated, tz, title, guest=guest)
        user.enterprise_id = enterprise_id or ("" if team_id else self.enterprise_id)
        user.updated = int(self.clock.now())
        self.users[id] = user
        self.changed()
        return user

    def rename_user(self, user_id: str, real_name: str) -> None:
        """Give a person another name."""
        self.users[user_id].real_name = real_name
        self._user_changed(user_id)

    def deactivate_user(self, user_id: str) -> None:
        """End a person's membership; they stay listed in their channels as Slack leaves them."""
        self.users[user_id].deactivated = True
        self._user_changed(user_id)

    def reactivate_user(self, user_id: str) -> None:
        """Let a deactivated person back in."""
        self.users[user_id].deactivated = False
        self._user_changed(user_id)

    def _user_changed(self, user_id: str) -> None:
        user = self.users[user_id]
        user.updated = int(self.clock.now())
        shown = user.as_slack(is_stranger=is_stranger(self, user_id))
        self.emit({"type": "user_change", "user": shown, "cache_ts": user.updated})

    # The bot

    def install_bot(self, scopes: Iterable[str]) -> str:
        """Let the bot in (again) with these scopes; gives its token, and ends those it had before."""
        self.bot.old_tokens |= self.bot.tokens
        token = f"xoxb-{self.team_id}-{secrets.token_hex(12)}"
        self.bot.tokens = {token}
        self.bot.scopes = set(scopes)
        self.bot.installed, self.bot.revoked = True, False
        self.changed()
        return token

    def uninstall_bot(self) -> None:
        """Take the bot out of the workspace: its tokens end, and it is told so."""
        self.bot.installed = False
        tokens = {"bot": [self.bot.user_id]}
        self.emit({"type": "tokens_revoked", "tokens": tokens})
        self.emit({"type": "app_uninstalled"})

    # Channels

    def add_channel(
        self,
        id: str,
        name: str,
        *,
        private: bool = False,
        members: Iterable[str] = (),
        topic: str = "",
        kind: Kind | None = None,
        creator: str = "",
    ) -> Channel:
        """Add a channel with these members; nobody is told of its making."""
        kind = kind or ("private" if private else "public")
        people = list(dict.fromkeys(members))
        creator = creator or (people[0] if people else SLACKBOT)
        channel = Channel(id, name, kind, creator, int(self.clock.now()), people, topic=topic)
        self.channels[id] = channel
        self.changed()
        return channel

    def rename_channel(self, channel_id: str, name: str) -> None:
        """Give a channel another name."""
        channel = self.channels[channel_id]
        channel.name = name
        described = {"id": channel.id, "name": name, "created": channel.created}
        self.emit({"type": self._channel_event(channel, "rename"), "channel": described})

    def archive_channel(self, channel_id: str, by: str = SLACKBOT) -> None:
        """Close a channel for good; it stays readable."""
        channel = self.channels[channel_id]
        channel.archived = True
        self.emit({"type": self._channel_event(channel, "archive"), "channel": channel.id, "user": by})

    def unarchive_channel(self, channel_id: str, by: str = SLACKBOT) -> None:
        """Open an archived channel again."""
        channel = self.channels[channel_id]
        channel.archived = False
        self.emit({"type": self._channel_event(channel, "unarchive"), "channel": channel.id, "user": by})

    def change_channel_id(self, channel_id: str, new_id: str, *, private: bool = False) -> None:
        """Give a channel another id, as Slack does when it is made private or shared; the old one is gone."""
        channel = self.channels.pop(channel_id)
        channel.id, channel.kind = new_id, "private" if private else channel.kind
        self.channels[new_id] = channel
        self.emit({"type": "channel_id_changed", "old_channel_id": channel_id, "new_channel_id": new_id})

    def delete_channel(self, channel_id: str) -> None:
        """Remove a channel with everything in it."""
        channel = self.channels.pop(channel_id)
        self.emit({"type": self._channel_event(channel, "deleted"), "channel": channel.id})

    @staticmethod
    def _channel_event(channel: Channel, what: str) -> str:
        return f"{'channel' if channel.kind == 'public' else 'group'}_{what}"

    def add_member(self, channel_id: str, user_id: str, inviter: str | None = None) -> bool:
        """Put somebody into a channel, with Slack's message and event. False if they were in it."""
        channel = self.channels[channel_id]
        if user_id in channel.members:
            return False
        channel.members.append(user_id)
        note: Message = {"user": user_id, "text": f"<@{user_id}> has joined the channel"}
        self._tell_of_member(channel, "join", note | ({"inviter": inviter} if inviter else {}))
        event: Event = {"type": "member_joined_channel", **self._member_fields(channel, user_id)}
        self.emit(event | ({"inviter": inviter} if inviter else {}))
        return True

    def remove_member(self, channel_id: str, user_id: str) -> bool:
        """Take somebody out of a channel, with Slack's message and event. False if they were not in it."""
        channel = self.channels[channel_id]
        if user_id not in channel.members:
            return False
        channel.members.remove(user_id)
        self._tell_of_member(channel, "leave", {"user": user_id, "text": f"<@{user_id}> has left the channel"})
        self.emit({"type": "member_left_channel", **self._member_fields(channel, user_id)})
        return True

    def _member_fields(self, channel: Channel, user_id: str) -> Event:
        letter = "C" if channel.kind == "public" else "G"
        return {"user": user_id, "channel": channel.id, "channel_type": letter, "team": self.users[user_id].team_id}

    def _tell_of_member(self, channel: Channel, what: str, note: Message) -> None:
        kind = "channel" if channel.kind == "public" else "group"
        self.post(channel.id, {"type": "message", "subtype": f"{kind}_{what}", **note})

    def open_direct(self, user_ids: Iterable[str]) -> tuple[Channel, bool]:
        """Give the direct or group message between exactly these people, and whether it was there already."""
        people = sorted(set(user_ids))
        for channel in self.channels.values():
            if channel.is_direct and sorted(channel.members) == people:
                return channel, True
        kind: Kind = "im" if len(people) <= 2 else "mpim"
        names = "--".join(self.users[p].name for p in people)
        name = f"mpdm-{names}-1" if kind == "mpim" else ""
        id = self.new_id("D" if kind == "im" else "G")
        return self.add_channel(id, name, kind=kind, members=people), False

    def channels_of(self, user_id: str) -> list[Channel]:
        """Give the conversations somebody is in, channels and direct messages, archived ones too."""
        return [c for c in self.channels.values() if user_id in c.members]

    # Messages

    def post(self, channel_id: str, message: Message) -> Message:
        """Put a message into a channel; it gets its `ts` here, and a reply counts in its thread."""
        channel = self.channels[channel_id]
        message["ts"] = self.next_ts()
        channel.messages.append(message)
        channel.count_reply(message)
        if message.get("user"):
            self.last_read[(message["user"], channel_id)] = message["ts"]
        self.emit(self.message_event(channel, message) | {"event_ts": message["ts"]})
        return message

    @staticmethod
    def message_event(channel: Channel, message: Message) -> Event:
        """Give the message event for a message in this channel (metadata is not part of it)."""
        shown = {key: value for key, value in message.items() if key != "metadata"}
        return {**shown, "channel": channel.id, "channel_type": channel.channel_type}

    def _hidden_event(self, channel: Channel, subtype: str) -> Event:
        where = {"channel": channel.id, "channel_type": channel.channel_type}
        return {"type": "message", "subtype": subtype, "hidden": True, "ts": self.next_ts(), **where}

    def edit(self, channel_id: str, ts: str, new: Message, editor: str) -> Message:
        """Change a message's fields; a value of None removes the field."""
        channel = self.channels[channel_id]
        message = channel.message(ts)
        if message is None:
            raise KeyError(ts)
        before = dict(message)
        for key, value in new.items():
            if value is None:
                message.pop(key, None)
            else:
                message[key] = value
        message["edited"] = {"user": editor, "ts": self.next_ts()}
        change = self._hidden_event(channel, "message_changed")
        self.emit(change | {"message": dict(message), "previous_message": before})
        return message

    def delete(self, channel_id: str, ts: str) -> None:
        """Delete a message; one with replies leaves a tombstone, as in Slack."""
        channel = self.channels[channel_id]
        message = channel.message(ts)
        if message is None:
            raise KeyError(ts)
        before = dict(message)
        if message.get("reply_count"):
            kept = {k: v for k, v in message.items() if k in ("ts", "thread_ts", "type") or "repl" in k}
            message.clear()
            message |= kept
            message |= {"subtype": "tombstone", "text": "This message was deleted.", "user": SLACKBOT}
        else:
            channel.messages.remove(message)
        change = self._hidden_event(channel, "message_deleted")
        self.emit(change | {"deleted_ts": ts, "previous_message": before})

    def add_ephemeral(self, channel_id: str, user_id: str, message: Message) -> Message:
        """Show a message to one person alone."""
        message |= {"ts": self.next_ts(), "is_ephemeral": True}
        self.ephemerals.setdefault((user_id, channel_id), []).append(message)
        self.changed()
        return message

    def dismiss_ephemeral(self, channel_id: str, user_id: str, ts: str) -> None:
        """Take an ephemeral message off somebody's screen."""
        shown = self.ephemerals.get((user_id, channel_id), [])
        self.ephemerals[(user_id, channel_id)] = [m for m in shown if m["ts"] != ts]
        self.changed()

    def react(self, channel_id: str, ts: str, user_id: str, name: str, *, remove: bool = False) -> bool:
        """Add (or remove) somebody's reaction. False if that changed nothing."""
        message = self.channels[channel_id].message(ts)
        if message is None:
            raise KeyError(ts)
        if not change_reaction(message, user_id, name, remove=remove):
            return False
        item = {"type": "message", "channel": channel_id, "ts": ts}
        kind = "reaction_removed" if remove else "reaction_added"
        self.emit({"type": kind, "user": user_id, "reaction": name, "item": item})
        return True

    def mark_read(self, user_id: str, channel_id: str) -> None:
        """Note that somebody has seen the channel up to now (quietly: watchers are not woken)."""
        messages = self.channels[channel_id].messages
        if messages:
            self.last_read[(user_id, channel_id)] = messages[-1]["ts"]

    def unread(self, user_id: str, channel_id: str) -> int:
        """Count the messages in a channel that somebody has not seen."""
        seen = float(self.last_read.get((user_id, channel_id), "0"))
        return sum(float(m["ts"]) > seen for m in self.channels[channel_id].messages)

    # The app

    def revoke_token(self) -> None:
        """Take the bot's token away."""
        self.bot.revoked = True
        self.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot.user_id]}})

    def uninstall(self) -> None:
        """Remove the app from the workspace."""
        self.bot.revoked, self.bot.installed = True, False
        self.emit({"type": "app_uninstalled"})
