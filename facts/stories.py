"""What is known of what networks send up."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class StoryFacts(Struct, frozen=True):
    """A success or feedback. author and told_by are known within the network alone.

    held: a legal hold keeps words that nobody sees any more: all of them, or those from before a SEIL changed them.
    """

    story_id: int
    network_id: int
    network: str
    kind: str
    words: str
    told_on: date
    status: str
    author: str = ""
    told_by: str = ""
    outcome: str = ""
    has_seil: bool = True
    held: bool = False


class StoryBoard(Struct, frozen=True):
    """What /cop-story shows. queue: what waits for a SEIL; passed_on: what central office and area directors read."""

    may_tell: bool
    queue: tuple[StoryFacts, ...] = ()
    passed_on: tuple[StoryFacts, ...] = ()
    serves: bool = False
    reads: bool = False
