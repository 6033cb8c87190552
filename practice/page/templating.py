"""The templates of a page, with those that all pages share below them."""

from pathlib import Path

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from .files import SHARED, STATIC

MARKS = {
    "public": "hash",
    "private": "lock",
    "im": "user",
    "mpim": "users",
    "app": "bot",
    "person": "at-sign",
    "standard": "hash",
    "shared": "users",
}
"""The icon before each kind of conversation."""


@pass_context
def icon(context: Context, name: str) -> Markup:
    """One of the pages' own icons; whatever holds it says in words what it means."""
    static = context.get("static") or STATIC
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}/icons.svg#{}"/></svg>').format(static, name)


def environment(own: Path) -> Environment:
    """Templates from a page's own folder, and what is not there from the shared one."""
    made = Environment(
        loader=FileSystemLoader([own, SHARED / "templates"]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=ChainableUndefined,
    )
    made.globals |= {"icon": icon, "MARKS": MARKS}
    return made
