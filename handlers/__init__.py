"""Everything that the bot hears, in one list that reads like a menu."""

from __future__ import annotations

from handlers import (
    actions,
    assessments,
    bulletins,
    challenges,
    contacts,
    desks,
    help_requests,
    home,
    introductions,
    meetings,
    networks,
    offers,
    peer_reviews,
    peer_reviews_arranging,
    peer_reviews_joint,
    peer_reviews_looking_back,
    peer_reviews_records,
    peer_reviews_steps,
    pulses,
    showcases,
    stories,
    summaries,
    talking,
    workspaces,
)
from handlers import help as help_
from handlers.router import Router
from services import Services


def register(services: Services) -> Router:
    """The router, which knows every handler by what it hears."""
    router = Router(services)
    networks.register(router)
    meetings.register(router)
    actions.register(router)
    assessments.register(router)
    pulses.register(router)
    peer_reviews.register(router)
    peer_reviews_arranging.register(router)
    peer_reviews_joint.register(router)
    peer_reviews_looking_back.register(router)
    peer_reviews_records.register(router)
    peer_reviews_steps.register(router)
    introductions.register(router)
    offers.register(router)
    showcases.register(router)
    help_requests.register(router)
    challenges.register(router)
    bulletins.register(router)
    stories.register(router)
    contacts.register(router)
    desks.register(router)
    summaries.register(router)
    home.register(router)
    help_.register(router)
    talking.register(router)
    workspaces.register(router)
    return router
