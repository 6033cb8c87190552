"""The templates of this page, and blocks as keyed fragments of HTML."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from practice.page import pictures
from practice.page.emoji import with_characters
from practice.page.fragments import Fragment, digest, dom_id
from practice.page.templating import environment

from . import markdown, mrkdwn
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
    made = environment(HERE / "templates")
    made.globals |= {
        "text": text_object,
        "plain": plain_text,
        "lines": lines,
        "markdown": markdown.render,
        "mrkdwn": mrkdwn.render,
        "link": mrkdwn.link,
        "emoji": pictures.emoji,
        "user_mention": mrkdwn.user_mention,
        "channel_mention": mrkdwn.channel_mention,
        "date": mrkdwn.date,
        "is_safe_url": mrkdwn.is_safe_url,
        "confirm_json": _confirm_json,
        "dom_id": dom_id,
        "spoken_kind": lambda kind: _SPOKEN.get(kind.removeprefix("multi_"), "Choose"),
    }
    return made


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
