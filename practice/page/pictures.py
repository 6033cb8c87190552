"""Emoji as pictures that the page brings along, so that no machine needs a font for them."""

import re

from markupsafe import Markup, escape

from .emoji import EMOJI, SHORT_NAME, character_of
from .files import STATIC

_NAMES = {character: name for name, character in reversed(EMOJI.items())}
PICTURED = re.compile(SHORT_NAME.pattern + "|" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)))
"""A short name in colons, or the character of an emoji that has a picture."""


def emoji(name: str, static: str = STATIC) -> Markup:
    """One emoji by its short name; an unknown one stays readable as `:name:`."""
    character = character_of(name)
    if character is None:
        return escape(f":{name}:")
    return Markup(
        '<span class="emoji" role="img" aria-label="{}" title=":{}:">'
        '<svg aria-hidden="true"><use href="{}/emoji.svg#{}"/></svg></span>'
    ).format(name.replace("_", " "), name, static, _picture_id(character))


def pictured(found: re.Match[str]) -> Markup:
    """What `PICTURED` has found, as a picture."""
    return emoji(found[1] or _NAMES[found[0]])


def with_pictures(text: str) -> Markup:
    """Plain text, escaped, with its emoji as pictures."""
    html, end = Markup(), 0
    for found in PICTURED.finditer(text):
        html += escape(text[end : found.start()]) + pictured(found)
        end = found.end()
    return html + escape(text[end:])


def _picture_id(character: str) -> str:
    """The picture's id: the code points without the selector that asks for a colourful form."""
    return "-".join(f"{ord(one):x}" for one in character if one != "\ufe0f")
