"""What a feature registers, once: its package's FEATURE."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from services.delivery.engine import Announcement
from services.keeping import Kept
from services.schedule import Fire, Planner
from services.todo import DeadlineSource, TodoSource


@dataclass(frozen=True)
class Feature:
    """name: as in every folder. planners: what falls due; fires: what carries it out, by the occasion's kind.

    announcements: what is said, by the delivery's kind. todo: what waits for a person; deadlines: their days.
    discreet: announcements of which the outbox does not say whether they went out; kept: sealed answers, by the
    kind of their question.
    """

    name: str
    planners: Sequence[Planner] = ()
    fires: Mapping[str, Fire] = field(default_factory=lambda: MappingProxyType({}))
    announcements: Mapping[str, Announcement] = field(default_factory=lambda: MappingProxyType({}))
    todo: Sequence[TodoSource] = ()
    deadlines: Sequence[DeadlineSource] = ()
    discreet: Collection[str] = ()
    kept: Mapping[str, Kept] = field(default_factory=lambda: MappingProxyType({}))


class ClaimedTwice(Exception):
    """Two features claim one kind; the bot does not start."""


@dataclass(frozen=True)
class Register:
    """What all features registered."""

    planners: Sequence[Planner]
    fires: Mapping[str, Fire]
    announcements: Mapping[str, Announcement]
    todo: Sequence[TodoSource]
    deadlines: Sequence[DeadlineSource]
    discreet: set[str]
    kept: Mapping[str, Kept]


def gather(features: Sequence[Feature]) -> Register:
    """All of it in one. Raises ClaimedTwice where two features have one name, or claim one kind."""
    _check_once("feature", [(feature.name, feature.name) for feature in features])
    _check_once("kind of occasion", [(kind, f.name) for f in features for kind in f.fires])
    _check_once("kind of message", [(kind, f.name) for f in features for kind in f.announcements])
    _check_once("kind of question", [(kind, f.name) for f in features for kind in f.kept])
    return Register(
        planners=[planner for feature in features for planner in feature.planners],
        fires={kind: fire for feature in features for kind, fire in feature.fires.items()},
        announcements={kind: said for feature in features for kind, said in feature.announcements.items()},
        todo=[source for feature in features for source in feature.todo],
        deadlines=[source for feature in features for source in feature.deadlines],
        discreet={kind for feature in features for kind in feature.discreet},
        kept={kind: kept for feature in features for kind, kept in feature.kept.items()},
    )


def _check_once(what: str, claims: Iterable[tuple[str, str]]) -> None:
    owners: dict[str, str] = {}
    for claimed, feature in claims:
        if claimed in owners:
            raise ClaimedTwice(f"the {what} “{claimed}” is claimed by {owners[claimed]} and by {feature}")
        owners[claimed] = feature
