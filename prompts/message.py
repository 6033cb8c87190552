"""What the bot says, as data: a message, a form, Home or a file, frozen, in no chat's own form."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import force_setattr

from prompts.elements import Element, Unshowable
from prompts.fitting import fitted
from prompts.text import Text, Words, plain, text

MOST_IN_MESSAGE, MOST_IN_FORM = 50, 100
"""Elements that the narrowest chat takes."""


class Picture(Struct, frozen=True):
    """A PNG to show inside a message, at the PicturePlace with the same id.

    `png` is the file itself; `alt` says in words what it shows, for those who cannot see it.
    """

    id: str
    filename: str
    png: bytes
    alt: str


class Message(Struct, frozen=True):
    """A message: `text` is what notifications and screen readers say, `elements` what is seen.

    A list that is too long for a chat is cut, and says how many there are more. Raises Unshowable where there are more
    elements than a chat shows all the same.
    """

    words: Words
    elements: Sequence[Element] = ()
    pictures: Sequence[Picture] = ()

    def __post_init__(self) -> None:
        force_setattr(self, "elements", fitted(self.elements, MOST_IN_MESSAGE))
        if len(self.elements) > MOST_IN_MESSAGE:
            raise Unshowable(f"{len(self.elements)} elements in a message")

    @property
    def text(self) -> Text:
        return text(self.words)


class SharedFile(Struct, frozen=True):
    """A file to share into a conversation with a line of text, such as a calendar entry."""

    filename: str
    title: str
    content: bytes
    comment: str


class View(Struct, frozen=True):
    """A form. `callback_id` names the listener of its submission; empty where nothing is submitted.

    title, submit, close: at most 24 characters each. `metadata` carries ids, never authority.
    """

    callback_id: str
    title: Words
    elements: Sequence[Element]
    submit: Words = ""
    close: Words = "Close"
    metadata: str = ""

    def __post_init__(self) -> None:
        if len(self.elements) > MOST_IN_FORM:
            raise Unshowable(f"{len(self.elements)} elements in a form")
        for name in ("title", "submit", "close"):
            force_setattr(self, name, plain(getattr(self, name)))
        force_setattr(self, "callback_id", str(self.callback_id))


class Home(Struct, frozen=True):
    """The Home tab of one person."""

    elements: Sequence[Element]
