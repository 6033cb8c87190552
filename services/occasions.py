"""Every feature's planners, and what carries out each kind of occasion."""

from __future__ import annotations

from services import actions, assessments, introductions, meetings, networks, peer_reviews, pulses
from services.schedule import Fire, Planner

FEATURES = (networks, meetings, actions, assessments, pulses, peer_reviews, introductions)
PLANNERS: list[Planner] = [planner for feature in FEATURES for planner in feature.PLANNERS]
FIRES: dict[str, Fire] = {kind: fire for feature in FEATURES for kind, fire in feature.FIRES.items()}
