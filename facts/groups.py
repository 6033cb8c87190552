"""What is known of joint groups."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from facts.topics import Topic


class GroupCard(Struct, frozen=True):
    """What a joint group's card shows beside what a network's does.

    asked: the schools that have not said yes, for those who lead the group. lost: those that can't any more, since
    nobody leads them here. own: the reader's schools in it, as (id, name), which they can let leave. ended: since when
    nothing is changed any more.
    """

    group_id: int
    ends_on: date
    outcome: str = ""
    ended: date | None = None
    asked: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    own: tuple[tuple[int, str], ...] = ()
    may_lead: bool = False
    may_ask: bool = False


class GroupLine(Struct, frozen=True):
    """A group in a list. state: forming (it has no channel yet), active or ended. may_see: whether its card opens.

    may_ask: whether the reader can ask schools into it.
    """

    group_id: int
    name: str
    focus: str
    ends_on: date
    schools: tuple[str, ...]
    state: str
    outcome: str = ""
    may_see: bool = False
    may_ask: bool = False


class SchoolAsk(Struct, frozen=True):
    """A school is asked whether it joins. with_: the schools in the group by now. answer: yes, no, late, or empty.

    channel_id: where the group talks, for whoever said yes; None before that, or where it has no channel yet.
    """

    invitation_id: int
    group: str
    school: str
    focus: str
    ends_on: date
    by: str
    with_: tuple[str, ...] = ()
    answer: str = ""
    channel_id: str | None = None


class GroupsBoard(Struct, frozen=True):
    """The joint groups that a network has to do with, as the reader sees them, and what their school is asked."""

    network_id: int
    network: str
    groups: tuple[GroupLine, ...]
    asks: tuple[SchoolAsk, ...]
    may_start: bool


class StartForm(Struct, frozen=True):
    """topics: what it could be about. partners: the networks that this one is linked with, as (id, name)."""

    network_id: int
    network: str
    topics: tuple[Topic, ...]
    partners: tuple[tuple[int, str], ...]
    until: date


class SchoolsOf(Struct, frozen=True):
    """A network's schools that can be asked, as (id, name)."""

    network_id: int
    network: str
    schools: tuple[tuple[int, str], ...]


class AskForm(Struct, frozen=True):
    """Which schools could be asked into a group. page: which part of them, from 0; more: networks that come after."""

    group_id: int
    group: str
    networks: tuple[SchoolsOf, ...]
    page: int = 0
    more: int = 0


class Asked(Struct, frozen=True):
    """What came of asking. joined: the reader's own school, which is in at once.

    rest: the form's next page; page: the one on which they were chosen.
    """

    group_id: int
    group: str
    schools: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    has_channel: bool = False
    rest: AskForm | None = None
    page: int = 0


class GroupNews(Struct, frozen=True):
    """Something that happened in a group, for those whom it concerns."""

    group_id: int
    group: str
    focus: str
    ends_on: date
    school: str = ""
    network: str = ""
    schools: tuple[str, ...] = ()
    outcome: str = ""
    open_actions: int = 0
    channel_id: str | None = None
