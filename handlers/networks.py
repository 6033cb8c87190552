"""Hears all about networks."""

from handlers.router import Router


def register(router: Router) -> None:
    """What this feature hears."""
