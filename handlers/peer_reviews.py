"""Hears all about peer_reviews."""

from handlers.router import Router


def register(router: Router) -> None:
    """What this feature hears."""
