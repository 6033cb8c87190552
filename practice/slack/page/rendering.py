"""The templates of this page, and blocks as keyed fragments of HTML."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2s
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup, escape

from . import markdown, mrkdwn, pictures
from .emoji import with_characters
from .reader import Reader
from .surface import Surface

HERE = Path(__file__).parent
_SPOKEN = {
    "users_select": "Choose a person",
    "conversations_select": "Choose a conversation",
    "channels_select": "Choose a channel",
    "datepicker": "Choose a date",
    "timepicker": "Choose a time",
    "datetimepicker": "Choose a date and time",
}


@dataclass
class Fragment:
    """A piece of the page that is replaced as a whole: when `rev` differs, the HTML does.

    The HTML is made when it is first asked for, because most pieces are on the screen already.
    """

    key: str
    rev: str
    render: Callable[[], Markup]

    @cached_property
    def html(self) -> Markup:
        return self.render()


def digest(*parts: object) -> str:
    """A short fingerprint of values that can be written as JSON."""
    return blake2s(json.dumps(parts, default=str).encode(), digest_size=8).hexdigest()


def dom_id(*parts: object) -> str:
    """An id for an element of the page, the same for the same parts."""
    return "e" + digest(*parts)


def lines(text: str) -> Markup:
    """Plain text with its emoji and line breaks."""
    return Markup("<br>").join(pictures.with_pictures(line) for line in str(text).split("\n"))


def text_object(text: dict[str, Any] | None, reader: Reader) -> Markup:
    """A `plain_text` or `mrkdwn` object as HTML."""
    if not text:
        return Markup()
    if text.get("type") == "mrkdwn":
        return mrkdwn.render(text["text"], reader, verbatim=bool(text.get("verbatim")))
    shown = mrkdwn.decode(text["text"])
    if text.get("emoji") is False:
        return Markup("<br>").join(escape(line) for line in shown.split("\n"))
    return lines(shown)


def plain_text(text: dict[str, Any] | None, reader: Reader) -> str:
    """A text object as one line without marks, for attributes and native options."""
    if not text:
        return ""
    if text.get("type") == "mrkdwn":
        return with_characters(mrkdwn.plain(text["text"], reader))
    return with_characters(mrkdwn.decode(text["text"]))


def _confirm_json(confirm: dict[str, Any]) -> str:
    shown = {key: (confirm.get(key) or {}).get("text", "") for key in ("title", "text", "confirm", "deny")}
    return json.dumps(shown | {"style": confirm.get("style", "primary")})


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=ChainableUndefined,
    )
    environment.globals |= {
        "text": text_object,
        "plain": plain_text,
        "lines": lines,
        "markdown": markdown.render,
        "mrkdwn": mrkdwn.render,
        "link": mrkdwn.link,
        "emoji": pictures.emoji,
        "icon": pictures.icon,
        "user_mention": mrkdwn.user_mention,
        "channel_mention": mrkdwn.channel_mention,
        "date": mrkdwn.date,
        "is_safe_url": mrkdwn.is_safe_url,
        "confirm_json": _confirm_json,
        "dom_id": dom_id,
        "spoken_kind": lambda kind: _SPOKEN.get(kind.removeprefix("multi_"), "Choose"),
    }
    return environment


_ENVIRONMENT = _environment()
_BLOCKS = _ENVIRONMENT.get_template("blocks.html").module
_ELEMENTS = _ENVIRONMENT.get_template("elements.html").module


def template(name: str, /, **context: object) -> Markup:
    """One template of this page, filled in."""
    # Templates escape everything that is not already safe HTML.
    return Markup(_ENVIRONMENT.get_template(name).render(**context))  # noqa: S704


def block(given: dict[str, Any], surface: Surface) -> Markup:
    """One block as HTML."""
    return Markup(_BLOCKS.block(surface, given))  # type: ignore[attr-defined]  # noqa: S704


def blocks(given: Iterable[dict[str, Any]], surface: Surface) -> list[Fragment]:
    """Blocks as fragments, one each, keyed by their block ids."""
    return [
        Fragment(one.get("block_id") or str(number), digest(one), partial(block, one, surface))
        for number, one in enumerate(given)
    ]


def options(given: Iterable[dict[str, Any]], surface: Surface, name: str, many: bool) -> Markup:
    """The rows of a picker for options that the bot has just named."""
    kind = "checkbox" if many else "radio"
    rows = (_ELEMENTS.tick(surface, one, name, kind, [], "external") for one in given)  # type: ignore[attr-defined]
    return Markup().join(Markup(row) for row in rows)  # noqa: S704
