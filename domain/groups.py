"""Joint groups: schools of one network or several that work on one thing together for a time.

A group has all that a network has. Its schools stay in their own networks: there they are led, counted and renamed, and
who holds a school's role there has a seat in its groups.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from domain.errors import Gone, Invalid

NETWORK: Final = "network"
GROUP: Final = "group"
Listed = TypeVar("Listed")
NAME, ABOUT, FOCUS, UNTIL, PARTNERS, OUTCOME = "name", "about", "focus", "until", "partners", "outcome"
"""The forms' fields, which a refusal can name."""
SCHOOLS: Final = "schools_"
"""How the fields begin that hold schools of one network; its id follows."""
WAITS = timedelta(days=28)
"""How long a school may answer. A no looks like waiting, so it is over on the same day."""
MOST_SCHOOLS = 30
MOST_ASKED_FROM = 8
"""Networks on a page of the form in which schools are chosen."""
MOST_STARTED = 12
"""Joint groups of one network that go on at a time."""
MOST_PARTNERS = 8
MOST_SEILS = 2
"""SEILs that a group is given by itself."""
WITHOUT_CHANNEL = timedelta(days=14)
"""After so long those who lead a group are told what it lacks without a channel."""
LEAST_DAYS, MOST_DAYS = 14, 731
"""How long a group may go on from today: what goes on for longer is a network."""
NOTICE_DAYS = (28, 7)
"""How long before its last day those who lead it are told."""
MOST_SAID = 300
"""Characters in the line of what came of it."""


def check_until(until: date | None, today: date) -> date:
    """The group's last day. Raises Invalid where it is too near or too far."""
    if until is None:
        raise Invalid("forms.choose_day", UNTIL)
    earliest, latest = today + timedelta(days=LEAST_DAYS), today + timedelta(days=MOST_DAYS)
    if not earliest <= until <= latest:
        raise Invalid("groups.wrong_until", UNTIL, earliest=earliest, latest=latest)
    return until


def focus_of(about: str, words: str, most: int) -> str:
    """What the group works on: a dimension or an item by its title, own words, or both. Raises Invalid without any."""
    own = " ".join(words.split())
    found = f"{about}: {own}" if about and own else about or own
    if not found:
        raise Invalid("groups.wrong_no_focus", FOCUS)
    if len(found) > most:
        raise Invalid("groups.wrong_too_long", FOCUS, count=len(found), most=most)
    return found


def check_outcome(words: str) -> str:
    """The line of what came of it, on one line; it may be empty. Raises Invalid where it is too long."""
    tidy = " ".join(words.split())
    if len(tidy) > MOST_SAID:
        raise Invalid("groups.wrong_too_long", OUTCOME, count=len(tidy), most=MOST_SAID)
    return tidy


def check_room(there: int, more: int) -> None:
    """Raises Gone where a group would have more schools, asked ones among them, than it may."""
    if there + more > MOST_SCHOOLS:
        raise Gone("groups.too_many", most=MOST_SCHOOLS)


def check_started(there: int, network: str) -> None:
    """Raises Gone where a network that has begun so many groups, which go on, would begin another."""
    if there >= MOST_STARTED:
        raise Gone("groups.too_many_started", network=network, most=MOST_STARTED)


def page_of(networks: Sequence[Listed], page: int) -> tuple[Sequence[Listed], bool]:
    """The networks on that page of the form, counted from 0, and whether there is another."""
    start = page * MOST_ASKED_FROM
    return networks[start : start + MOST_ASKED_FROM], start + MOST_ASKED_FROM < len(networks)


def is_open(asked_at: datetime, answer: str, ended_at: datetime | None, now: datetime) -> bool:
    """Whether the school can still answer."""
    return not answer and waits(asked_at, answer, ended_at, now)


def waits(asked_at: datetime, answer: str, ended_at: datetime | None, now: datetime) -> bool:
    """Whether the asking stands for whoever asked: a no looks like waiting until it would have lapsed."""
    return answer != "yes" and ended_at is None and now < asked_at + WAITS


def may_ask_from(network_id: int, *, leads: bool, founded_in: int | None, linked: Collection[int]) -> bool:
    """Whether whoever asks the schools of that network may ask them into the group.

    leads: they lead the group; linked: the networks that the one where it was founded is linked with.
    """
    return leads or network_id == founded_in or network_id in linked


def notice_day(ends_on: date) -> date:
    """From when on those who lead the group have to decide what becomes of it."""
    return ends_on - timedelta(days=max(NOTICE_DAYS))


def is_ending(ends_on: date, today: date) -> bool:
    """Whether that is so."""
    return today >= notice_day(ends_on)


# Who leads it once nobody does


@dataclass(frozen=True)
class Home:
    """A network that has to do with the group: its SEILs and chairs, by how long they are."""

    seils: Sequence[str]
    chairs: Sequence[str]


def heirs(homes: Sequence[Home], seated: Collection[str]) -> tuple[Sequence[str], bool]:
    """Who leads a group that nobody leads any more, and whether they do so as its SEILs.

    homes: the one in which it was begun first, then those of its schools. The first that has a SEIL gives its SEILs, as
    when a group is begun; else the first whose chair has a seat in the group gives the chair. Nobody else is made to.
    """
    for home in homes:
        if home.seils:
            return home.seils[:MOST_SEILS], True
    for home in homes:
        here = [chair for chair in home.chairs if chair in seated]
        if here:
            return here[:1], False
    return (), False


# Who has a seat


@dataclass(frozen=True)
class Held:
    """A school's role that somebody holds. key: of the role itself, so that one that begins anew is another."""

    key: int
    person: str
    school_id: int
    leads: bool


@dataclass(frozen=True)
class Seats:
    """What has to change in a group. give: roles at home that have no seat yet; end: seats, by key, without a role at
    home.
    """

    give: tuple[Held, ...] = ()
    end: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.give or self.end)


def seats_to_change(at_home: Sequence[Held], in_group: Sequence[Held]) -> Seats:
    """Let everybody who holds a role at home have one seat of that kind in the group, and nobody else.

    Who leads two schools of the group, or leads one and stands in at another, has one seat: for the first that they
    lead, or else the first.
    """
    wanted: dict[str, Held] = {}
    for held in sorted(at_home, key=lambda one: (not one.leads, one.key)):
        wanted.setdefault(held.person, held)
    end, seated = [], set()
    for seat in in_group:
        own = wanted.get(seat.person)
        if own is not None and (own.school_id, own.leads) == (seat.school_id, seat.leads):
            seated.add(seat.person)
        else:
            end.append(seat.key)
    return Seats(tuple(held for held in wanted.values() if held.person not in seated), tuple(end))
