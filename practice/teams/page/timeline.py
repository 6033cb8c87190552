"""A conversation as a list of fragments: days, posts, replies."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from practice.page.avatars import avatar
from practice.page.dates import at_epoch, clock_time, day_heading, long_date
from practice.page.fragments import Fragment, digest
from practice.teams.cards import walking
from practice.teams.messages import Card, Message
from practice.teams.people import BOT
from practice.teams.places import Chat

from .sight import Place, Sight
from .templating import template

SHOWN = 120
"""How many messages a conversation shows before it asks whether to show the earlier ones."""

_MARK = re.compile(r"<at>(.*?)</at>")


class Timeline:
    """One conversation for one person. `seen` is the id up to which they had read when they came."""

    def __init__(
        self, sight: Sight, place: Place, *, seen: str, everything: bool, actions: Mapping[str, str], static: str
    ) -> None:
        self.sight = sight
        self.place = place
        self.seen = int(seen) if seen else None
        self.everything = everything
        self.actions = dict(actions)
        self.static = static
        self.background = digest(sight.now.date(), sorted(self.actions))

    def fragments(self) -> list[Fragment]:
        """All that shows, oldest first."""
        return list(self._fragments())

    def _fragments(self) -> Iterator[Fragment]:
        seen = [m for m in self.place.messages if m.visible_to(self.sight.me.id)]
        posts = [m for m in seen if m.root is None]
        if len(posts) > SHOWN and not self.everything:
            posts = posts[-SHOWN:]
            yield self._simple("earlier", "earlier.html", href=self.sight.href(self.place) + "?all=1")
        else:
            yield self._simple("start", "start.html", name=self.sight.name_of(self.place), chat=self._is_chat)
        replies: dict[str, list[Message]] = {}
        for message in seen:
            if message.root is not None:
                replies.setdefault(message.root, []).append(message)
        day: date | None = None
        for post in posts:
            moment = self._moment(post)
            if moment.date() != day:
                day = moment.date()
                heading = day_heading(day, self.sight.now.date())
                yield self._simple(f"day-{day}", "day.html", heading=heading)
            if self._first_new(post):
                self.seen = None
                yield self._simple("new", "new.html")
            yield self._message(post, moment)
            for reply in replies.get(post.id, []):
                yield self._message(reply, self._moment(reply))
            if not self._is_chat and replies.get(post.id):
                # Its revision never changes: the page puts the same form under a post that has no replies yet.
                yield Fragment(f"answer-{post.id}", "answer", partial(template, "answer.html", ts=post.id))

    @property
    def _is_chat(self) -> bool:
        return isinstance(self.place, Chat)

    def _moment(self, message: Message) -> datetime:
        return at_epoch(message.created, self.sight.zone)

    def _first_new(self, message: Message) -> bool:
        return self.seen is not None and message.sender != self.sight.me.id and int(message.id) > self.seen

    def _simple(self, key: str, name: str, /, **context: object) -> Fragment:
        return Fragment(key, digest(context), partial(template, name, **context))

    def _message(self, message: Message, moment: datetime) -> Fragment:
        author, is_app = self.sight.author(message)
        me = self.sight.me.id
        cards = [message.seen_as[me]] if me in message.seen_as else _cards(message)
        context: dict[str, Any] = {
            "m": message,
            "mine": message.sender == me,
            "author": author,
            "is_app": is_app,
            "avatar": avatar(message.sender, author, is_app=is_app),
            "time": clock_time(moment),
            "when": f"{long_date(moment.date())}, {clock_time(moment)}",
            "iso": moment.isoformat(timespec="seconds"),
            "words": message.text if message.sender == BOT else "",
            "typed": Markup() if message.sender == BOT else typed(message.text),
            "cards": [drawable(card) for card in cards],
            "summary": message.summary or _plain(message, cards),
            "reactions": [(name, who) for name, who in message.reactions.items() if who],
            "thread": "" if self._is_chat else message.root or message.id,
        }
        rev = digest({**context, "m": message.id, "edited": message.edited}, self.background)
        more = {"actions": self.actions, "me": me, "static": self.static}
        return Fragment(f"m-{message.id}", rev, partial(template, "message.html", **context, **more))


def _cards(message: Message) -> list[Card]:
    return [attachment["content"] for attachment in message.attachments]


def drawable(card: Card) -> str:
    """A card as the page's renderer takes it: each button is named by its number, so that a click can be told."""
    copy: Card = json.loads(json.dumps(card))
    buttons: list[Any] = [action for action, _ in walking.actions(copy)]
    for number, action in enumerate(buttons):
        action["id"] = f"press-{number}"
    return json.dumps(copy)


def _plain(message: Message, cards: list[Card]) -> str:
    words = [message.text, *(text for card in cards for text in walking.texts(card))]
    return html.unescape(_MARK.sub(r"\1", next((one for one in words if one), "")))[:160]


def typed(text: str) -> Markup:
    """What a person wrote: mentions stand out, lines stay lines."""
    shown, end = Markup(), 0
    for found in _MARK.finditer(text):
        shown += escape(html.unescape(text[end : found.start()]))
        shown += Markup('<span class="mention">{}</span>').format(html.unescape(found[1]))
        end = found.end()
    shown += escape(html.unescape(text[end:].rstrip("\n")))
    return Markup("<br>").join(shown.split("\n"))
