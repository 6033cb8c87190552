"""Everything that the bot hears, in one list that reads like a menu."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import (
    actions,
    assessments,
    home,
    introductions,
    meetings,
    networks,
    peer_reviews,
    pulses,
    summaries,
    talking,
    workspaces,
)
from handlers import help as help_
from handlers.router import Clock, Rendering, Router
from services import Services


def register(app: AsyncApp, services: Services, clock: Clock, rendering: Rendering) -> Router:
    """Bind every listener to the app; returns the router, which knows them all by name."""
    router = Router(services, clock, rendering)
    networks.register(router)
    meetings.register(router)
    actions.register(router)
    assessments.register(router)
    pulses.register(router)
    peer_reviews.register(router)
    introductions.register(router)
    summaries.register(router)
    home.register(router)
    help_.register(router)
    talking.register(router)
    workspaces.register(router)
    router.bind(app)
    return router
