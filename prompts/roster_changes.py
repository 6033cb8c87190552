"""Who changed a network's list of people, in words."""

from __future__ import annotations

from collections.abc import Sequence

from facts.networks import RosterChange
from prompts.catalog import say
from prompts.text import Text, listing, mention


def change_words(changes: Sequence[RosterChange]) -> Text:
    """ "Kim added 4 and removed 8 people and the operators' list added 1 person" """
    return listing(map(_change, changes))


def _change(change: RosterChange) -> Text:
    names = {change.OPERATORS: "by_operators", change.NOBODY: "by_itself"}
    by = say(f"roster_changes.{names[change.by]}") if change.by in names else mention(change.by)
    key = "both" if change.added and change.removed else "added" if change.added else "removed"
    return say(f"roster_changes.{key}", by=by, added=change.added, removed=change.removed)
