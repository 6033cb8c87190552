"""The features, in the order in which people see them, and what they registered."""

from __future__ import annotations

from services import actions, assessments, introductions, meetings, networks, peer_reviews, pulses, summaries
from services.feature import gather

FEATURES = tuple(
    package.FEATURE
    for package in (networks, meetings, actions, assessments, pulses, peer_reviews, introductions, summaries)
)
REGISTER = gather(FEATURES)
