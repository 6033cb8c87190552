"""Everything that the bot hears, in one list that reads like a menu."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import help as help_
from handlers.router import Clock, Router
from services import Services


def register(app: AsyncApp, services: Services, clock: Clock) -> Router:
    """Bind every listener to the app; returns the router, which knows them all by name."""
    router = Router(services, clock)
    for feature in (help_,):
        feature.register(router)
    router.bind(app)
    return router
