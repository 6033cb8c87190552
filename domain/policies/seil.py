"""Who introduces people, asks the SEIL, offers help, and sees a SEIL's desk."""

from __future__ import annotations

from collections.abc import Collection

from domain.policies.actors import SCHOOL_ROLES, Actor, Allowed, Answer, Denied, Role
from domain.policies.asking import changes, only_with


def can_introduce(actor: Actor, network_ids: Collection[int], *, with_guest: bool = False) -> Answer:
    """`network_ids` are the networks of the people to introduce; a SEIL connects within their own.

    with_guest: one of the two is in no network. Beyond one network, an operator has to vouch for each: anybody can
    set one up and call themselves its SEIL.
    """
    own = set(network_ids)
    if not own or not all(actor.has(network_id, {Role.SEIL}) for network_id in own):
        return Denied("permissions.introduce")
    if (with_guest or len(own) > 1) and not all(actor.is_confirmed_seil(network_id) for network_id in own):
        return Denied("permissions.introduce_beyond")
    return Allowed()


@changes
def can_ask_seil(actor: Actor, network_id: int) -> Answer:
    """Ask the network's SEIL for help, in private; what somebody asked is seen by them and the SEIL alone."""
    if actor.has(network_id, SCHOOL_ROLES):
        return Allowed()
    return Denied("permissions.ask_seil")


def can_answer_help_request(actor: Actor, network_id: int) -> Answer:
    """See and answer what the network's people ask their SEIL."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.answer_help_request")


def can_let_introduce(actor: Actor, network_id: int) -> Answer:
    """Say whether another SEIL may introduce somebody of the network."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.let_introduce")


def can_offer(actor: Actor, network_id: int) -> Answer:
    """Say what one needs and what one can offer."""
    if actor.has(network_id, SCHOOL_ROLES):
        return Allowed()
    return Denied("permissions.offer")


def can_see_offers(actor: Actor, network_id: int) -> Answer:
    """See what people of the network need, with the offers of all networks that may answer it."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.see_offers")


def can_keep_contacts(actor: Actor, network_id: int) -> Answer:
    """Add, change and remove contacts outside the schools in the network's name, and see those of its region."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.keep_contacts")


@changes
def can_bring_challenge(actor: Actor, network_id: int) -> Answer:
    """Bring a question to a meeting's agenda or the channel; until then the questions are the SEIL's alone."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.bring_challenge")


def can_see_desk(actor: Actor, network_id: int) -> Answer:
    """The network on a SEIL's desk: what waits for them there, and how it stands."""
    return only_with(actor, network_id, frozenset({Role.SEIL}), "permissions.see_desk")
