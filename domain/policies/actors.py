"""Who asks, with the roles that they hold, and what they are answered."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CHAIR = "chair"
    EXECUTIVE = "executive"
    MEMBER = "member"
    DELEGATE = "delegate"
    SEIL = "seil"
    AREA_DIRECTOR = "area_director"
    CENTRAL = "central"

    @property
    def label(self) -> str:
        """The role as a sentence names it: "the SEIL" or "a member" without the article."""
        return {"seil": "SEIL", "area_director": "area director", "central": "central office"}.get(self, self)


SCHOOL_ROLES = frozenset({Role.CHAIR, Role.EXECUTIVE, Role.MEMBER, Role.DELEGATE})
PRINCIPALS = SCHOOL_ROLES - {Role.DELEGATE}
DEPARTMENT_ROLES = frozenset({Role.SEIL, Role.AREA_DIRECTOR, Role.CENTRAL})
WIDE_ROLES = frozenset({Role.AREA_DIRECTOR, Role.CENTRAL})
CHAIR_AND_SEIL = frozenset({Role.CHAIR, Role.SEIL})
LEADERS = CHAIR_AND_SEIL | {Role.EXECUTIVE}
NETWORK_PEOPLE = SCHOOL_ROLES | {Role.SEIL}
OUT_OF_SIGHT = 0
"""Stands for the area of a joint group: nobody sees it who has no role in it, from however far."""


def on_both_sides(roles: Collection[Role]) -> bool:
    """Whether the roles are a school's and the department's, which nobody may be at once, in any network."""
    return bool(SCHOOL_ROLES.intersection(roles)) and bool(DEPARTMENT_ROLES.intersection(roles))


@dataclass(frozen=True)
class Grant:
    """One role in one network. `area` is the network's, by its id: an area director sees all networks of it.

    `before` are the networks that the role's school was in before it moved here: what it did there is still its own.

    `self_made` is whether the network was set up by whoever liked to, and no operator vouches for it. `ended`: it is a
    joint group that has ended, of which everything is seen as before and nothing is changed.
    """

    role: Role
    network_id: int
    area: int | None = None
    self_made: bool = False
    before: frozenset[int] = frozenset()
    ended: bool = False


@dataclass(frozen=True)
class Actor:
    """Whoever asks. `is_admin` means an operator of the bot, which opens the roster and no results."""

    user_id: str
    grants: frozenset[Grant] = frozenset()
    is_admin: bool = False

    def roles_in(self, network_id: int) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants if grant.network_id == network_id)

    def has(self, network_id: int, roles: Set[Role]) -> bool:
        """Whether they hold one of the roles in that network."""
        return bool(self.roles_in(network_id) & roles)

    def before(self, network_id: int) -> frozenset[int]:
        """The networks from which their school moved to this one."""
        return frozenset(id_ for grant in self.grants if grant.network_id == network_id for id_ in grant.before)

    def has_come_from(self, network_id: int) -> bool:
        """Whether their school was in that network before it moved to another."""
        return any(network_id in grant.before for grant in self.grants)

    def sees_ended(self, network_id: int) -> bool:
        """Whether that is a joint group of theirs that has ended."""
        return any(grant.ended and grant.network_id == network_id for grant in self.grants)

    @property
    def serves_department(self) -> bool:
        """Whether they are SEIL, area director or central office of any network."""
        return any(grant.role in DEPARTMENT_ROLES for grant in self.grants)

    def is_confirmed_seil(self, network_id: int) -> bool:
        """Whether they are SEIL of that network, and an operator vouches for the network."""
        return any(
            grant.role is Role.SEIL and grant.network_id == network_id and not grant.self_made for grant in self.grants
        )

    def sees_widely(self, area: int | None) -> bool:
        """Whether they see the networks of an area without a role in them: its director, central office."""
        return area != OUT_OF_SIGHT and any(
            grant.role is Role.CENTRAL
            or (grant.role is Role.AREA_DIRECTOR and grant.area is not None and grant.area == area)
            for grant in self.grants
        )


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """`key` is of the sentence for the person who asked: who could, and whom to turn to. who: the roles it names."""

    key: str
    who: frozenset[Role] = frozenset()

    @property
    def values(self) -> dict[str, object]:
        """What goes into the sentence."""
        return {"who": self.who} if self.who else {}

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Denied
