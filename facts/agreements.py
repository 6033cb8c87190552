"""What is known of a network's data-sharing agreement, and of what is shown by it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class StepLine(Struct, frozen=True):
    """A step that held, or holds. by: who proposed it, or went back to it; agreed_by: who said the second yes, None
    where it is a step back."""

    step: int
    since: date
    by: str
    agreed_by: str | None


class UnderWay(Struct, frozen=True):
    """A step that is proposed or comes. holds_from: None while it waits for the yes of one of waits_for."""

    step_id: int
    step: int
    by: str
    on: date
    holds_from: date | None = None
    waits_for: tuple[str, ...] = ()
    may_agree: bool = False


class SaysOfItself(Struct, frozen=True):
    """What a school says of itself, by keys of FISO's dimensions; empty what it does not say, or is not shown."""

    school: str
    works_on: str = ""
    strong_in: str = ""
    finds_hard: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.works_on or self.strong_in or self.finds_hard)


class OwnSchool(Struct, frozen=True):
    """The school that the reader leads. step: how far it goes along; goes_to: how far it could.

    shown: what others see of it as it stands; further: what they would see if it went along.
    """

    school_id: int
    step: int
    goes_to: int
    says: SaysOfItself
    shown: SaysOfItself
    further: SaysOfItself


class Agreement(Struct, frozen=True):
    """What a network shares, for one reader. kept_on: when it was last said to be right; look_on: when that is asked.

    linked: networks that show this one something, as (id, name). last: the furthest step that it can go.
    """

    network_id: int
    network: str
    step: int
    since: date | None
    last: int = 4
    step_id: int | None = None
    under_way: UnderWay | None = None
    own: OwnSchool | None = None
    linked: tuple[tuple[int, str], ...] = ()
    history: tuple[StepLine, ...] = ()
    look_on: date | None = None
    may_change: bool = False
    sees_schools: bool = False
    sees_levels: bool = False


class SharedSchools(Struct, frozen=True):
    """all_the_same: whether the reader sees what all schools said, those included that do not go along."""

    network: str
    schools: tuple[SaysOfItself, ...]
    finds_hard: bool
    all_the_same: bool = False


class LevelLine(Struct, frozen=True):
    """An item's agreed levels, the oldest first: (half-year's key, level's number, its name)."""

    item: str
    levels: tuple[tuple[str, str, str], ...]


class PillarLevels(Struct, frozen=True):
    pillar: str
    items: tuple[LevelLine, ...]


class AgreedLevels(Struct, frozen=True):
    """An instrument's; instrument: its title, where the network uses several."""

    instrument: str
    pillars: tuple[PillarLevels, ...]


class SharedLevels(Struct, frozen=True):
    network: str
    found: tuple[AgreedLevels, ...]


class LinkedShare(Struct, frozen=True):
    """What a linked network shows."""

    levels: SharedLevels
    schools: tuple[SaysOfItself, ...]


class SharingNews(Struct, frozen=True):
    """What is told of a step. holds_from: of one that comes."""

    network_id: int
    network: str
    step_id: int
    step: int
    by: str
    holds_from: date | None = None
    under_way: bool = True


class OwnSharing(Struct, frozen=True):
    """What a new principal is told: how far the school goes along that they lead now."""

    network_id: int
    network: str
    school: str
    step: int
