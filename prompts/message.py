"""What the bot says, as data: a message or a view, frozen, in Block Kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """A PNG to show inside a message, at the image block whose block_id is `block_id`.

    `png` is the file itself; `alt` says in words what it shows, for those who cannot see it.
    """

    block_id: str
    filename: str
    png: bytes
    alt: str


@dataclass(frozen=True)
class Message:
    """A message: `text` is what notifications and screen readers say, `blocks` what is seen."""

    text: str
    blocks: Sequence[Block] = ()
    pictures: Sequence[Picture] = field(default=())


@dataclass(frozen=True)
class SharedFile:
    """A file to share into a conversation with a line of text, such as a calendar entry."""

    filename: str
    title: str
    content: bytes
    comment: str


@dataclass(frozen=True)
class View:
    """A modal. `callback_id` names the listener of its submission; empty where nothing is submitted.

    title, submit, close: at most 24 characters each. `metadata` carries ids, never authority.
    """

    callback_id: str
    title: str
    blocks: Sequence[Block]
    submit: str = ""
    close: str = "Close"
    metadata: str = ""
    notify_on_close: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The view as Slack's views.open takes it."""
        view: dict[str, Any] = {
            "type": "modal",
            "title": {"type": "plain_text", "text": self.title},
            "close": {"type": "plain_text", "text": self.close},
            "blocks": list(self.blocks),
        }
        if self.callback_id:
            view["callback_id"] = self.callback_id
        if self.submit:
            view["submit"] = {"type": "plain_text", "text": self.submit}
        if self.metadata:
            view["private_metadata"] = self.metadata
        if self.notify_on_close:
            view["notify_on_close"] = True
        return view


@dataclass(frozen=True)
class Home:
    """The Home tab of one person."""

    blocks: Sequence[Block]

    def to_dict(self) -> dict[str, Any]:
        return {"type": "home", "blocks": list(self.blocks)}
