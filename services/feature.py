"""What a feature registers, once: its package's FEATURE."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec import Struct, field

from domain.claims import check_once, check_own, owner

if TYPE_CHECKING:
    from services.challenging import ChallengeSource
    from services.delivery.engine import Announcement
    from services.desk import DeskSource
    from services.handing_over import HandOver
    from services.keeping import Kept
    from services.schedule import Fire, Planner
    from services.sections import SectionSource
    from services.todo import DeadlineSource, TodoSource

One = TypeVar("One")

Retelling: TypeAlias = "Callable[[Iterable[SectionSource]], Mapping[str, Announcement]]"
"""Makes announcements, by the delivery's kind, of the sections that it is given."""

Challenged: TypeAlias = "Callable[[Mapping[str, ChallengeSource]], Mapping[str, Fire]]"
HandedOver: TypeAlias = "Callable[[Mapping[str, HandOver]], Mapping[str, Fire]]"
LeftOffice: TypeAlias = "Callable[[Iterable[str], Iterable[str], Iterable[str]], Mapping[str, Fire]]"


class Feature(Struct, frozen=True):
    """name: as in every folder. planners: what falls due; fires: what carries it out, by the occasion's kind.

    announcements: what is said, by the delivery's kind. todo: what waits for a person; deadlines: their days.
    section: what it tells where a network is summed up. retelling: makes announcements of all features' sections.
    desk: what it puts on a SEIL's desk. handing_over: what goes over to a network's new SEIL; handed_over: makes what
    carries that out, of all features' by their names.
    asks: kinds of messages that put something to a person for the role that they hold, and take it away when they are
    worded anew without it; goes_on: those of them that a new chair or SEIL is asked as well, of whom a SEIL hears of a
    feature with `handing_over` in numbers instead; left_office: makes what sees to both, of all features' kinds.
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
    asks: Collection[str] = ()
    goes_on: Collection[str] = ()
    left_office: LeftOffice | None = None
    challenging: ChallengeSource | None = None
    challenged: Challenged | None = None
    retelling: Retelling | None = None
    discreet: Collection[str] = ()
    kept: Mapping[str, Kept] = field(default_factory=lambda: MappingProxyType({}))


class Register:
    """What the features register, each read when something of it is first asked for.

    A kind of occasion or of message begins with its feature's name, as "pulses.close" does, so that one is found
    without reading the others. What every feature has a part in (planners, what waits, sections) reads them all.
    """

    def __init__(self, features: Sequence[Feature | str], read: Callable[[str], Feature]) -> None:
        """features: in the order in which people see them, by name where they are to be read when they are needed.

        Raises ClaimedTwice where two have one name.
        """
        names = [one if isinstance(one, str) else one.name for one in features]
        check_once("feature", [(name, name) for name in names])
        self._known: dict[str, Feature | None] = dict.fromkeys(names)
        self._known |= {one.name: one for one in features if isinstance(one, Feature)}
        self._read = read
        self._kinds: dict[str, tuple[Mapping[str, Fire], Mapping[str, Announcement]]] = {}
        self.fires: Mapping[str, Fire] = _ByKind(self, lambda name: self._kinds_of(name)[0])
        self.announcements: Mapping[str, Announcement] = _ByKind(self, lambda name: self._kinds_of(name)[1])
        self.planners = Every(self, lambda feature: feature.planners)
        self.todo = Every(self, lambda feature: feature.todo)
        self.deadlines = Every(self, lambda feature: feature.deadlines)
        self.sections = Every(self, lambda feature: () if feature.section is None else (feature.section,))
        self.asks = Every(self, lambda feature: feature.asks)
        self.goes_on = Every(self, lambda feature: feature.goes_on)
        self.goes_on_for_seils = Every(self, lambda feature: () if feature.handing_over else feature.goes_on)
        self.desks = Every(self, lambda feature: () if feature.desk is None else (feature.desk,))

    @property
    def names(self) -> Collection[str]:
        return self._known.keys()

    def feature(self, name: str) -> Feature:
        """The feature of that name. Raises KeyError where there is none."""
        found = self._known[name]
        if found is None:
            found = self._known[name] = self._read(name)
        return found

    def is_discreet(self, kind: str) -> bool:
        """Whether the outbox does not say of this kind of message whether it went out."""
        name = owner(kind)
        return name in self._known and kind in self.feature(name).discreet

    @cached_property
    def kept(self) -> Mapping[str, Kept]:
        """By the kind of their question; raises ClaimedTwice where two features have one."""
        features = [self.feature(name) for name in self.names]
        check_once("kind of question", [(kind, feature.name) for feature in features for kind in feature.kept])
        return {kind: kept for feature in features for kind, kept in feature.kept.items()}

    def _kinds_of(self, name: str) -> tuple[Mapping[str, Fire], Mapping[str, Announcement]]:
        """What carries out the feature's occasions, and its messages. Raises ClaimedTwice where one is not its own."""
        if name not in self._kinds:
            fires, announcements = self._fires(self.feature(name)), self._announcements(self.feature(name))
            check_own("kind of occasion", name, [kind for kind, _ in fires])
            check_own("kind of message", name, [kind for kind, _ in announcements])
            self._kinds[name] = dict(fires), dict(announcements)
        return self._kinds[name]

    def _fires(self, feature: Feature) -> list[tuple[str, Fire]]:
        handed = feature.handed_over(self._named(lambda one: one.handing_over)) if feature.handed_over else {}
        asked = feature.challenged(self._named(lambda one: one.challenging)) if feature.challenged else {}
        left = feature.left_office(self.asks, self.goes_on, self.goes_on_for_seils) if feature.left_office else {}
        return [*feature.fires.items(), *handed.items(), *asked.items(), *left.items()]

    def _announcements(self, feature: Feature) -> list[tuple[str, Announcement]]:
        retold = feature.retelling(self.sections) if feature.retelling else {}
        return [*feature.announcements.items(), *retold.items()]

    def _named(self, part: Callable[[Feature], One | None]) -> dict[str, One]:
        """That part of every feature that has it, by the feature's name."""
        found = {name: part(self.feature(name)) for name in self.names}
        return {name: one for name, one in found.items() if one is not None}


class Every(Iterable[One]):
    """What all features register of one sort, in their order; walking through it reads those not read yet."""

    def __init__(self, register: Register, part: Callable[[Feature], Iterable[One]]) -> None:
        self._register = register
        self._part = part

    def __iter__(self) -> Iterator[One]:
        for name in self._register.names:
            yield from self._part(self._register.feature(name))


class _ByKind(Mapping[str, One]):
    """By kinds, of which each is looked for in the feature that its name begins with."""

    def __init__(self, register: Register, of: Callable[[str], Mapping[str, One]]) -> None:
        self._register = register
        self._of = of

    def __getitem__(self, kind: str) -> One:
        return self._of(owner(kind))[kind]

    def __iter__(self) -> Iterator[str]:
        for name in self._register.names:
            yield from self._of(name)

    def __len__(self) -> int:
        return sum(1 for _ in self)
