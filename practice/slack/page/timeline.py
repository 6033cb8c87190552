"""A conversation as a list of fragments: days, messages, replies, and what only this person sees."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from markupsafe import Markup

from practice.page.avatars import avatar
from practice.page.dates import at_epoch, clock_time, day_heading, long_date
from practice.page.fragments import Fragment, digest
from practice.slack.channels import Channel
from practice.slack.element_state import initial_state
from practice.slack.messages import Message

from . import mrkdwn
from .rendering import blocks, template
from .sight import Sight, is_note

SHOWN = 120
"""How many messages a conversation shows before it asks whether to show the earlier ones."""

_TOGETHER = 300
"""Seconds within which messages of one author stand together without repeating the name."""


class Timeline:
    """One conversation for one person. `seen` is the ts up to which they had read when they came."""

    def __init__(
        self,
        sight: Sight,
        channel: Channel,
        *,
        seen: str = "",
        everything: bool = False,
        shortcuts: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.sight = sight
        self.channel = channel
        self.seen = float(seen) if seen else None
        self.everything = everything
        self.shortcuts = list(shortcuts)
        self.background = digest(sight.now.date(), sorted(sight.reader.user_names.items()))

    def fragments(self) -> list[Fragment]:
        """All that shows, oldest first."""
        return list(self._fragments())

    def _fragments(self) -> Iterator[Fragment]:
        messages = sorted([*self.channel.main_messages(), *self._private()], key=_when)
        if len(messages) > SHOWN and not self.everything:
            messages = messages[-SHOWN:]
            yield self._simple("earlier", "earlier.html", href=self.sight.href(self.channel.id) + "?all=1")
        else:
            yield self._simple("start", "start.html", **self._beginning())
        day: date | None = None
        before: Message | None = None
        for message in messages:
            moment = self._moment(message)
            if moment.date() != day:
                day, before = moment.date(), None
                heading = day_heading(day, self.sight.now.date())
                yield self._simple(f"day-{day}", "day.html", heading=heading)
            if self._first_new(message):
                self.seen, before = None, None
                yield self._simple("new", "new.html")
            yield self._message(message, follows=before is not None and self._together(before, message))
            before = message
            yield from self._thread(message)

    def _beginning(self) -> dict[str, Any]:
        return {
            "name": self.sight.name_of(self.channel),
            "direct": self.channel.is_direct,
            "purpose": self.channel.purpose or self.channel.topic,
        }

    def _private(self, thread_ts: str | None = None) -> list[Message]:
        shown = self.sight.world.ephemerals.get((self.sight.me.id, self.channel.id), [])
        return [message for message in shown if message.get("thread_ts") == thread_ts]

    def _thread(self, parent: Message) -> Iterator[Fragment]:
        ts = parent["ts"]
        if parent.get("is_ephemeral"):
            return
        replies = [m for m in self.channel.thread(ts) if m["ts"] != ts]
        replies = sorted([*replies, *self._private(ts)], key=_when)
        if not replies:
            return
        before: Message | None = None
        for reply in replies:
            follows = before is not None and self._together(before, reply)
            yield self._message(reply, follows=follows, reply_to=ts)
            before = reply
        # Its revision never changes: the page puts the same form under a message that has no replies yet.
        yield Fragment(f"answer-{ts}", "answer", partial(template, "answer.html", ts=ts))

    def _first_new(self, message: Message) -> bool:
        theirs = message.get("user") != self.sight.me.id and not message.get("is_ephemeral")
        return self.seen is not None and theirs and float(message["ts"]) > self.seen and not is_note(message)

    def _together(self, before: Message, message: Message) -> bool:
        same = all(before.get(key) == message.get(key) for key in ("user", "bot_id", "username"))
        odd = any(m.get("is_ephemeral") or is_note(m) or m.get("reply_count") for m in (before, message))
        return same and not odd and _when(message) - _when(before) < _TOGETHER

    def _moment(self, message: Message) -> datetime:
        return at_epoch(_when(message), self.sight.zone)

    def _simple(self, key: str, name: str, /, **context: object) -> Fragment:
        return Fragment(key, digest(context), partial(template, name, **context))

    def _message(self, message: Message, *, follows: bool, reply_to: str = "") -> Fragment:
        author, is_app = self.sight.author(message)
        moment = self._moment(message)
        context: dict[str, Any] = {
            "m": message,
            "mine": message.get("user") == self.sight.me.id,
            "note": is_note(message),
            "author": author,
            "is_app": is_app,
            "avatar": avatar(message.get("user", ""), author, is_app=is_app),
            "time": clock_time(moment),
            "when": f"{long_date(moment.date())}, {clock_time(moment)}",
            "iso": moment.isoformat(timespec="seconds"),
            "follows": follows,
            "reply_to": reply_to,
            "summary": mrkdwn.plain(message.get("text", ""), self.sight.reader),
            "files": [self._file(file) for file in message.get("files", [])],
            "reactions": [self._reaction(one) for one in message.get("reactions", [])],
        }
        key = f"{'private' if message.get('is_ephemeral') else 'm'}-{message['ts']}"
        more = {"shortcuts": self.shortcuts, "channel": self.channel.id}

        def render() -> Markup:
            return template("message.html", **context, **more, body=self._body(message))

        return Fragment(key, digest(context, self.background), render)

    def _body(self, message: Message) -> Markup:
        given = message.get("blocks") or []
        # What a person typed is stored twice; the text keeps their bold, code and line breaks.
        if given and "client_msg_id" not in message:
            surface = self.sight.surface(message["ts"], initial_state(given))
            return Markup().join(
                Markup('<div class="block block-{}">{}</div>').format(one["type"], fragment.html)
                for one, fragment in zip(given, blocks(given, surface), strict=True)
            )
        text = message.get("text", "")
        return Markup('<div class="text">{}</div>').format(mrkdwn.render(text, self.sight.reader)) if text else Markup()

    def _file(self, file: dict[str, Any]) -> dict[str, Any]:
        size = int(file.get("size", 0))
        return {
            "id": file["id"],
            "name": file.get("title") or file.get("name", "file"),
            "href": self.sight.file_href(file["id"]),
            "is_image": str(file.get("mimetype", "")).startswith("image/"),
            "alt": file.get("alt_txt") or file.get("title") or file.get("name", ""),
            "about": f"{file.get('pretty_type') or 'File'}, {max(1, round(size / 1024))} KB",
        }

    def _reaction(self, reaction: dict[str, Any]) -> dict[str, Any]:
        names = [self.sight.reader.user_name(user_id) for user_id in reaction["users"]]
        return reaction | {"mine": self.sight.me.id in reaction["users"], "names": ", ".join(names)}


def _when(message: Message) -> float:
    return float(message["ts"])
