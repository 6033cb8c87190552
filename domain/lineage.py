"""Where an item comes from and what became of it, so that a trend goes on by key and breaks where the item changed."""

from __future__ import annotations

from dataclasses import dataclass

from domain.instrument import Fate, Instrument, ItemChange


@dataclass(frozen=True)
class Stage:
    """What stood in an item's place for some versions: itself, or those that it came from, by key.

    `ended_by`: the change with which it gave way to the stage after it; None for the newest.
    """

    keys: tuple[str, ...]
    ended_by: ItemChange | None = None


@dataclass(frozen=True)
class Lineage:
    """The stages of one item, the newest first, which is the item itself.

    Between two stages a line of results breaks: what was rated before is not what is rated after. `ended`: the change
    with which the item itself came to an end; None as long as the instrument has it.
    """

    key: str
    stages: tuple[Stage, ...]
    ended: ItemChange | None = None

    @property
    def earlier_keys(self) -> tuple[str, ...]:
        """Every item that this one came from, the nearest first."""
        return tuple(key for stage in self.stages[1:] for key in stage.keys)


def lineage(instrument: Instrument, key: str) -> Lineage:
    """What the item of that key came from, and its end, where it has one: by what the instrument declares.

    A key of which the instrument knows nothing has itself as its only stage.
    """
    stages = [Stage((key,))]
    # The newest change first: each looks at what stood there before it.
    for change in reversed(instrument.history):
        if change.fate is not Fate.REMOVED and set(change.after) & set(stages[-1].keys):
            kept = tuple(each for each in stages[-1].keys if each not in change.after)
            stages.append(Stage((*change.before, *kept), change))
    ended = next((change for change in instrument.history if key in change.before), None)
    return Lineage(key, tuple(stages), ended)


def ended_items(instrument: Instrument) -> tuple[str, ...]:
    """The items that earlier versions had and this one has not, by key, the first that ended first."""
    return tuple(dict.fromkeys(key for change in instrument.history for key in change.before))


def undeclared(before: Instrument, after: Instrument) -> tuple[str, ...]:
    """The items that a new version no longer has, and of which its history says nothing, by key."""
    known = {*after.item_keys, *ended_items(after)}
    return tuple(key for key in before.item_keys if key not in known)


def is_newer(before: Instrument, after: Instrument) -> bool:
    """Whether a changed instrument has a version of its own; one that is the same needs none."""
    return before == after or before.version != after.version
