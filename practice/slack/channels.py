"""Channels, direct messages and group messages."""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["public", "private", "im", "mpim"]

#: What Slack calls each kind in a message event's `channel_type`, and in the history scopes.
CHANNEL_TYPES: dict[Kind, str] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


@dataclass
class Channel:
    """One conversation: its members (in the order they joined) and its messages (oldest first)."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    archived: bool = False
    posters: frozenset[str] | None = None
    """Who alone may post, where the workspace has restricted that; None for everybody."""
    topic: str = ""
    purpose: str = ""

    @property
    def is_direct(self) -> bool:
        """Say whether this is a direct or group message rather than a channel."""
        return self.kind in ("im", "mpim")

    @property
    def channel_type(self) -> str:
        """Give Slack's word for the kind: channel, group, im or mpim."""
        return CHANNEL_TYPES[self.kind]

    def message(self, ts: str) -> dict[str, Any] | None:
        """Find a message, in the channel or in a thread, by its timestamp."""
        return next((m for m in self.messages if m["ts"] == ts), None)

    def thread(self, ts: str) -> list[dict[str, Any]]:
        """Give a thread's parent and replies, oldest first."""
        return [m for m in self.messages if m["ts"] == ts or m.get("thread_ts") == ts]

    def main_messages(self) -> list[dict[str, Any]]:
        """Give what shows in the channel itself: replies only where they were sent there too."""
        return [
            m for m in self.messages if m.get("thread_ts") in (None, m["ts"]) or m.get("subtype") == "thread_broadcast"
        ]

    def as_slack(self, viewer: str, *, with_members: bool = False) -> dict[str, Any]:
        """Give the channel as Slack's conversations.info does to `viewer`."""
        base: dict[str, Any] = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_org_shared": False,
            "is_ext_shared": False,
            "is_shared": False,
            "updated": self.created * 1000,
        }
        if self.kind == "im":
            others = [m for m in self.members if m != viewer] or [viewer]
            return base | {"user": others[0], "is_user_deleted": False, "priority": 0}
        described = base | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_general": False,
            "creator": self.creator,
            "is_member": viewer in self.members,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
        }
        return described | {"num_members": len(self.members)} if with_members else described

    def count_reply(self, message: dict[str, Any]) -> None:
        """Count a message in its thread, at the message that the thread begins with."""
        thread_ts = message.get("thread_ts")
        parent = self.message(thread_ts) if thread_ts else None
        if parent is None or parent is message:
            return
        replies = [m for m in self.thread(parent["ts"]) if m is not parent]
        parent["thread_ts"] = parent["ts"]
        parent["reply_count"] = len(replies)
        parent["reply_users"] = list(dict.fromkeys(m["user"] for m in replies if m.get("user")))
        parent["reply_users_count"] = len(parent["reply_users"])
        parent["latest_reply"] = replies[-1]["ts"] if replies else parent["ts"]
        if message.get("user") and "parent_user_id" not in message:
            message["parent_user_id"] = parent.get("user", "")
