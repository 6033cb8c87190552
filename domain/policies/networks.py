"""Who sets up a network, sees and changes it and its roster, and joins it."""

from __future__ import annotations

from collections.abc import Collection

from domain.policies.actors import CHAIR_AND_SEIL, LEADERS, PRINCIPALS, WIDE_ROLES, Actor, Allowed, Answer, Denied, Role
from domain.policies.asking import changes, network_or_admin, only_with


def can_setup_network(actor: Actor, network_id: int | None) -> Answer:
    """`network_id` is the channel's network, None while it has none.

    Anybody may make a channel into a network's: it opens nothing that was there before, and whoever is
    in the channel sees who did it. What is there already belongs to its chair and SEIL.
    """
    if network_id is None:
        return Allowed()
    return network_or_admin(actor, network_id, "permissions.set_up_again")


def can_see_network(actor: Actor, network_id: int, area: int | None) -> Answer:
    """The roster and settings of a network in that area."""
    if actor.is_admin or actor.roles_in(network_id) or actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.see_network")


@changes
def can_change_network(actor: Actor, network_id: int) -> Answer:
    return network_or_admin(actor, network_id, "permissions.change_settings")


def can_set_area(actor: Actor) -> Answer:
    """Say which area a network belongs to: its director sees the network, and its people see the area's others."""
    if actor.is_admin:
        return Allowed()
    return Denied("permissions.set_area")


@changes
def can_change_roster(actor: Actor, network_id: int) -> Answer:
    """Add and remove schools and people. Which role somebody may be given: can_give_role."""
    if actor.is_admin:
        return Allowed()
    return only_with(actor, network_id, LEADERS, "permissions.change_roster")


@changes
def can_give_role(actor: Actor, network_id: int, role: Role) -> Answer:
    """Give a role in this network to somebody, or take it away.

    The roles that see more than their own network are for operators alone: else any chair could make
    themselves central office. Chair and SEIL hand on the roles that lead.
    """
    if actor.is_admin:
        return Allowed()
    if role in WIDE_ROLES:
        return Denied("permissions.give_wide_role")
    if role in LEADERS:
        return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.give_leading_role")
    return can_change_roster(actor, network_id)


@changes
def can_fill_school(actor: Actor, network_id: int, person: str, principals: Collection[str]) -> Answer:
    """Give `person` a role at a school so that it counts at once. `principals` are who leads the school now.

    A school's roles are its principal's to give: what is written at the school is for whoever holds them. Chair and
    SEIL fill a school that nobody else leads.
    """
    others = set(principals) - {person}
    if others:
        if actor.user_id in others and actor.has(network_id, PRINCIPALS) and not actor.serves_department:
            return Allowed()
        return Denied("permissions.give_school_role")
    if actor.is_admin:
        return Allowed()
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.fill_empty_school")


def can_replace_principal(actor: Actor, network_id: int, *, has_chair: bool) -> Answer:
    """Say that a school which somebody leads has a new principal. Whoever led it is told, with the SEIL.

    The SEIL may while the network has no chair: whoever may fill a school should not be the one who empties it.
    """
    if actor.is_admin:
        return Allowed()
    roles = frozenset({Role.CHAIR}) if has_chair else CHAIR_AND_SEIL
    return only_with(actor, network_id, roles, "permissions.replace_principal")


def can_join_network(actor: Actor, network_id: int) -> Answer:
    """Put oneself on the roster as the member or delegate of a school."""
    if actor.roles_in(network_id):
        return Denied("permissions.join_twice")
    return Allowed()
