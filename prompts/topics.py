"""What something can be about, as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from facts.topics import Topic
from prompts import elements


def topic_options(topics: Sequence[Topic]) -> list[elements.OptionGroup]:
    """The topics under their groups, in their order."""
    return [
        elements.OptionGroup(group, [elements.Option(topic.title, topic.key) for topic in several])
        for group, several in groupby(topics, key=lambda topic: topic.group)
    ]
