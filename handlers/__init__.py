"""Everything that the bot hears, in one list that reads like a menu."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from handlers.router import Router
from services import Services

HEARD = (
    "networks",
    "meetings",
    "actions",
    "assessments",
    "pulses",
    "peer_reviews",
    "introductions",
    "offers",
    "showcases",
    "groups",
    "agreements",
    "help_requests",
    "challenges",
    "bulletins",
    "stories",
    "contacts",
    "desks",
    "summaries",
    "home",
    "help",
    "person_data",
    "talking",
    "workspaces",
)
"""Each is a module here, whose `register` says what it hears: commands that are its own in domain/commands.py, and ids
that begin with its name."""


def register(services: Services) -> Router:
    """The router, which reads each of these when it first hears something of it."""
    return Router(services, {name: partial(_read, name) for name in HEARD})


def _read(name: str, router: Router) -> None:
    import_module(f"handlers.{name}").register(router)
