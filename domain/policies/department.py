"""Who sends notices to networks, and who sends up and reads what they have to tell."""

from __future__ import annotations

from collections.abc import Collection

from domain.policies.actors import SCHOOL_ROLES, Actor, Allowed, Answer, Denied, Role
from domain.policies.asking import of_the_network, only_with


def can_tell_story(actor: Actor, network_id: int) -> Answer:
    """Send a success or feedback of the network up."""
    if actor.has(network_id, SCHOOL_ROLES):
        return Allowed()
    return Denied("permissions.tell_story")


def can_curate_stories(actor: Actor, network_id: int) -> Answer:
    """See what the network sends up, and pass it on or keep it there."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.curate_stories")


def can_read_stories(actor: Actor, network_id: int, area: int | None) -> Answer:
    """Read what was passed on, without anybody's name, and say what became of it."""
    if actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.read_stories")


def can_write_bulletin(actor: Actor, network_id: int, area: int | None) -> Answer:
    """Write a notice to a network in that area, approve one, and read what the network asks back."""
    if actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.write_bulletin")


def can_take_bulletin_back(actor: Actor, own: bool, left: bool, places: Collection[tuple[int, int | None]]) -> Answer:
    """Take a notice back. own: they wrote or approve it. left: whoever did has no such role any more; then it is for
    whoever could write to all of its networks. places: these, each with its area."""
    if own or (left and places and all(can_write_bulletin(actor, id_, area) for id_, area in places)):
        return Allowed()
    return Denied("bulletins.not_yours")


def can_add_meaning(actor: Actor, network_id: int) -> Answer:
    """Add to a notice what it means in the network, before it goes out."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.add_meaning")


def can_answer_bulletin(actor: Actor, network_id: int) -> Answer:
    """Say that one understood a notice, or ask back."""
    return of_the_network(actor, network_id, "permissions.answer_bulletin")
