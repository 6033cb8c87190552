"""What a need, an offer or a contact can be about."""

from __future__ import annotations

from collections.abc import Mapping

from domain.fiso import DIMENSIONS
from facts.topics import Topic
from prompts.catalog import say
from services.context import AppContext


def topics_of(app: AppContext) -> tuple[Topic, ...]:
    """What can be chosen: the dimensions of FISO 2.0, then the items of the instrument; keys never alike."""
    group = say("offers.group_fiso").plain
    dimensions = [Topic(f"fiso-{key}", say(f"peer_reviews.fiso_{key}").plain, group) for key in DIMENSIONS]
    items = [Topic(item.key, item.title, pillar.title) for pillar in app.instrument.pillars for item in pillar.items]
    return (*dimensions, *items)


def titles_of(app: AppContext) -> Mapping[str, str]:
    """The titles by key."""
    return {topic.key: topic.title for topic in topics_of(app)}
