"""Who shows a network to others, links and groups them, and what they share."""

from __future__ import annotations

from collections.abc import Collection

from domain.policies.actors import (
    CHAIR_AND_SEIL,
    LEADERS,
    NETWORK_PEOPLE,
    PRINCIPALS,
    SCHOOL_ROLES,
    Actor,
    Allowed,
    Answer,
    Denied,
    Role,
)
from domain.policies.asking import changes, of_the_network, only_with, vouched


def can_show_network(actor: Actor, network_id: int) -> Answer:
    """Choose what other networks see of this one."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.show_network")


def can_find_networks(actor: Actor, network_id: int) -> Answer:
    """See what other networks show. An operator has to vouch for one's own: anybody can set one up."""
    if not actor.has(network_id, NETWORK_PEOPLE):
        return Denied("permissions.find_networks")
    return vouched(actor, network_id)


def can_ask_for_link(actor: Actor, network_id: int) -> Answer:
    """Ask one's SEIL for a link with a network that shows something."""
    if not actor.has(network_id, SCHOOL_ROLES):
        return Denied("permissions.ask_for_link")
    return vouched(actor, network_id)


def can_introduce_chairs(actor: Actor, network_id: int) -> Answer:
    """See who chairs a network that shows something, to introduce them to the chair of this one."""
    if not actor.has(network_id, frozenset({Role.SEIL})):
        return Denied("permissions.introduce")
    return vouched(actor, network_id)


def can_see_agreement(actor: Actor, network_id: int, area: int | None) -> Answer:
    """What the network of that area shares and with whom."""
    if actor.has(network_id, NETWORK_PEOPLE) or actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.see_agreement")


def can_propose_sharing(actor: Actor, network_id: int) -> Answer:
    """Propose the next step of what the network shares, go back one, or say that it is still right."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.propose_sharing")


def can_agree_sharing(actor: Actor, network_id: int) -> Answer:
    """Agree to the step that another leader proposed; whose, see levels.confirmers."""
    return only_with(actor, network_id, LEADERS, "permissions.agree_sharing")


def can_choose_sharing(actor: Actor, network_id: int, principals: Collection[str]) -> Answer:
    """Say how far one's own school goes along. `principals` are who leads it."""
    if actor.user_id in principals and actor.has(network_id, PRINCIPALS) and not actor.serves_department:
        return Allowed()
    return Denied("permissions.choose_sharing")


def can_see_shared(actor: Actor, network_id: int) -> Answer:
    """See what the network's schools show each other, as far as it is agreed on."""
    return of_the_network(actor, network_id, "permissions.see_shared")


def can_see_linked(actor: Actor, network_id: int) -> Answer:
    """See what networks that this one is linked with show it, as far as they agreed on that."""
    if not actor.has(network_id, NETWORK_PEOPLE):
        return Denied("permissions.see_shared")
    return vouched(actor, network_id)


def can_link_networks(actor: Actor, network_id: int) -> Answer:
    """Ask another network's chair for a link, or say yes to one."""
    if not actor.has(network_id, frozenset({Role.CHAIR})):
        return Denied("permissions.link_networks")
    return vouched(actor, network_id)


def can_start_group(actor: Actor, network_id: int) -> Answer:
    """Start a joint group, and ask the network's schools into one; into which: domain/groups.py."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.start_group")


def can_see_groups(actor: Actor, network_id: int) -> Answer:
    """See the joint groups that one is in; whoever may start one, all that the network has to do with."""
    return of_the_network(actor, network_id, "permissions.see_groups")


@changes
def can_lead_group(actor: Actor, network_id: int) -> Answer:
    """Extend a joint group, or end it. `network_id` is the group's own."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.lead_group")


def can_join_group(actor: Actor, network_ids: Collection[int], principals: Collection[str]) -> Answer:
    """Say whether a school joins a joint group, and let it leave. `network_ids` are the school's own networks,
    `principals` are who leads it.
    """
    leads = any(actor.has(network_id, PRINCIPALS) for network_id in network_ids) and actor.user_id in principals
    return Allowed() if leads and not actor.serves_department else Denied("permissions.join_group")


def can_end_link(actor: Actor, network_id: int) -> Answer:
    """End a link of the network, and see what links it asks for and is asked for."""
    if actor.has(network_id, frozenset({Role.CHAIR})):
        return Allowed()
    return Denied("permissions.link_networks")
