"""Hears all about assessments."""

from handlers.router import Router


def register(router: Router) -> None:
    """What this feature hears."""
