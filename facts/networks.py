"""What is known of a network: its people, schools, days and settings."""

from __future__ import annotations

from datetime import date, time
from typing import ClassVar

from msgspec import Struct

from facts.groups import GroupCard
from facts.showcases import LinkLine, Shown


class SchoolLine(Struct, frozen=True):
    """A school with who leads it and who stands in, as user ids. home: in a joint group the school's own network."""

    school_id: int
    name: str
    school_type: str
    leaders: tuple[str, ...] = ()
    delegates: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    home: str = ""


class DayLine(Struct, frozen=True):
    """A day that the network keeps otherwise than its calendar."""

    override_id: int
    on: date
    is_school_day: bool
    reason: str


class NetworkCard(Struct, frozen=True):
    """A network as /cop-network shows it. People are user ids; `window` is empty where the usual weeks hold.

    shown: what other networks see of it; links: with which it is linked. may_find: whether the reader may look for
    others. group: what a joint group has beside. may_group: whether the reader has to do with joint groups.
    """

    network_id: int
    name: str
    area: str
    region: str
    channel_id: str | None
    chair: str | None
    chair_since: date | None
    chair_until: date | None
    executive: tuple[str, ...]
    seils: tuple[str, ...]
    wide: tuple[str, ...]
    schools: tuple[SchoolLine, ...]
    without_school: tuple[str, ...]
    fiso_focus: str
    min_meetings: int
    weekly_pulse: bool
    notify_channel: bool
    threshold: int
    posting_time: time
    zone: str
    calendar: str
    half_year: str
    window: tuple[date, date] | None
    days: tuple[DayLine, ...]
    paused: str
    may_change: bool
    may_change_roster: bool
    leads_school: bool = False
    fortnightly: bool = False
    pulse_resumes: date | None = None
    shown: Shown | None = None
    may_show: bool = False
    may_find: bool = False
    links: tuple[LinkLine, ...] = ()
    may_link: bool = False
    may_see_agreement: bool = False
    group: GroupCard | None = None
    may_group: bool = False


class SettingsForm(Struct, frozen=True):
    """The settings as they stand. `half_year` is empty where the calendar has no terms left."""

    network_id: int
    name: str
    area: str
    region: str
    focus: str
    min_meetings: int
    weekly_pulse: bool
    notify_channel: bool
    threshold: int
    posting_time: time
    zone: str
    calendar: str
    calendars: tuple[str, ...]
    half_year: str
    window: tuple[date, date] | None
    may_set_area: bool = True
    fortnightly: bool = False


class JoinableNetwork(Struct, frozen=True):
    """A network that somebody could join. leaders: who would add them in another role, as user ids.

    is_group: it is a joint group, which a school joins by its principal's yes.
    """

    network_id: int
    name: str
    leaders: tuple[str, ...]
    is_group: bool = False


class PersonForm(Struct, frozen=True):
    """Somebody's roles in a network. `grantable` are those that whoever opened the form may give or take.

    `chair` is another person who is chair now, since `chair_since`.
    """

    network_id: int
    name: str
    person: str
    roles: tuple[str, ...]
    grantable: tuple[str, ...]
    school_id: int | None
    schools: tuple[SchoolLine, ...]
    chair: str | None = None
    chair_since: date | None = None


class SchoolsList(Struct, frozen=True):
    network_id: int
    name: str
    schools: tuple[SchoolLine, ...]


class DaysList(Struct, frozen=True):
    network_id: int
    name: str
    calendar: str
    days: tuple[DayLine, ...]


class RosterChange(Struct, frozen=True):
    """How many people somebody brought to a network, and how many they took off its list.

    by: a user id, OPERATORS for the operators' list, NOBODY for accounts that were closed.
    """

    OPERATORS: ClassVar[str] = "operators"
    NOBODY: ClassVar[str] = "nobody"

    by: str
    added: int
    removed: int
