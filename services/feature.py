"""What a feature registers, once: its package's FEATURE."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from domain.claims import check_once
from services.challenging import ChallengeSource
from services.delivery.engine import Announcement
from services.desk import DeskSource
from services.handing_over import HandOver
from services.keeping import Kept
from services.schedule import Fire, Planner
from services.sections import SectionSource
from services.todo import DeadlineSource, TodoSource

Retelling = Callable[[Sequence[SectionSource]], Mapping[str, Announcement]]
"""Makes announcements, by the delivery's kind, of the sections that it is given."""

Challenged = Callable[[Mapping[str, ChallengeSource]], Mapping[str, Fire]]
HandedOver = Callable[[Mapping[str, HandOver]], Mapping[str, Fire]]


@dataclass(frozen=True)
class Feature:
    """name: as in every folder. planners: what falls due; fires: what carries it out, by the occasion's kind.

    announcements: what is said, by the delivery's kind. todo: what waits for a person; deadlines: their days.
    section: what it tells where a network is summed up. retelling: makes announcements of all features' sections.
    desk: what it puts on a SEIL's desk. handing_over: what goes over to a network's new SEIL; handed_over: makes what
    carries that out, of all features' by their names.
    challenging: what a SEIL could ask a network about; challenged: makes what brings these up, of all features'.
    discreet: announcements of which the outbox does not say whether they went out; kept: sealed answers, by the kind
    of their question.
    """

    name: str
    planners: Sequence[Planner] = ()
    fires: Mapping[str, Fire] = field(default_factory=lambda: MappingProxyType({}))
    announcements: Mapping[str, Announcement] = field(default_factory=lambda: MappingProxyType({}))
    todo: Sequence[TodoSource] = ()
    deadlines: Sequence[DeadlineSource] = ()
    section: SectionSource | None = None
    desk: DeskSource | None = None
    handing_over: HandOver | None = None
    handed_over: HandedOver | None = None
    challenging: ChallengeSource | None = None
    challenged: Challenged | None = None
    retelling: Retelling | None = None
    discreet: Collection[str] = ()
    kept: Mapping[str, Kept] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Register:
    """What all features registered."""

    planners: Sequence[Planner]
    fires: Mapping[str, Fire]
    announcements: Mapping[str, Announcement]
    todo: Sequence[TodoSource]
    deadlines: Sequence[DeadlineSource]
    sections: Sequence[SectionSource]
    desks: Sequence[DeskSource]
    discreet: set[str]
    kept: Mapping[str, Kept]


def gather(features: Sequence[Feature]) -> Register:
    """All of it in one. Raises ClaimedTwice where two features have one name, or claim one kind."""
    sections = [feature.section for feature in features if feature.section is not None]
    handing = {feature.name: feature.handing_over for feature in features if feature.handing_over is not None}
    challenging = {feature.name: feature.challenging for feature in features if feature.challenging is not None}
    fired = [(feature, _fires(feature, handing, challenging)) for feature in features]
    said = [(feature, _announcements(feature, sections)) for feature in features]
    check_once("feature", [(feature.name, feature.name) for feature in features])
    check_once("kind of occasion", [(kind, f.name) for f, several in fired for kind, _ in several])
    check_once("kind of message", [(kind, f.name) for f, several in said for kind, _ in several])
    check_once("kind of question", [(kind, f.name) for f in features for kind in f.kept])
    return Register(
        planners=[planner for feature in features for planner in feature.planners],
        fires={kind: fire for _, several in fired for kind, fire in several},
        announcements={kind: announcement for _, several in said for kind, announcement in several},
        todo=[source for feature in features for source in feature.todo],
        deadlines=[source for feature in features for source in feature.deadlines],
        sections=sections,
        desks=[feature.desk for feature in features if feature.desk is not None],
        discreet={kind for feature in features for kind in feature.discreet},
        kept={kind: kept for feature in features for kind, kept in feature.kept.items()},
    )


def _fires(
    feature: Feature, handing: Mapping[str, HandOver], challenging: Mapping[str, ChallengeSource]
) -> list[tuple[str, Fire]]:
    handed = feature.handed_over(handing) if feature.handed_over is not None else {}
    asked = feature.challenged(challenging) if feature.challenged is not None else {}
    return [*feature.fires.items(), *handed.items(), *asked.items()]


def _announcements(feature: Feature, sections: Sequence[SectionSource]) -> list[tuple[str, Announcement]]:
    retold = feature.retelling(sections) if feature.retelling is not None else {}
    return [*feature.announcements.items(), *retold.items()]
