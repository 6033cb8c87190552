"""Every announcement by its kind: what loads and words each outgoing message at the moment it is sent."""

from __future__ import annotations

from services import actions, assessments, introductions, meetings, networks, peer_reviews, pulses
from services.delivery import Announcement

ANNOUNCEMENTS: dict[str, Announcement] = {
    **networks.ANNOUNCEMENTS,
    **meetings.ANNOUNCEMENTS,
    **actions.ANNOUNCEMENTS,
    **assessments.ANNOUNCEMENTS,
    **pulses.ANNOUNCEMENTS,
    **peer_reviews.ANNOUNCEMENTS,
    **introductions.ANNOUNCEMENTS,
}
