"""The features' registers, gathered: planners, what carries out occasions, announcements, what waits and until when."""

from __future__ import annotations

from services import actions, assessments, introductions, meetings, networks, peer_reviews, pulses, summaries
from services.delivery import Announcement
from services.keeping import Kept
from services.schedule import Fire, Planner
from services.waiting import DeadlineSource, WaitingSource

FEATURES = (networks, meetings, actions, assessments, pulses, peer_reviews, introductions, summaries)

PLANNERS: list[Planner] = [planner for feature in FEATURES for planner in feature.PLANNERS]
FIRES: dict[str, Fire] = {kind: fire for feature in FEATURES for kind, fire in feature.FIRES.items()}
ANNOUNCEMENTS: dict[str, Announcement] = {
    kind: announcement for feature in FEATURES for kind, announcement in feature.ANNOUNCEMENTS.items()
}
DEADLINES: list[DeadlineSource] = [*actions.DEADLINES, *peer_reviews.DEADLINES]
"""Of those features whose days stand in nothing that waits."""
DISCREET: set[str] = set(assessments.DISCREET)
"""Announcements of which the outbox does not say whether they went out: see DeliveryService."""
KEPT: dict[str, Kept] = {**pulses.KEPT, **assessments.KEPT}
"""The features whose answers are sealed, by their questions' kind."""
WAITING: list[WaitingSource] = [source for feature in FEATURES for source in feature.WAITING]
