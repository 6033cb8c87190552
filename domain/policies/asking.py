"""What several of the questions come down to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from domain.policies.actors import CHAIR_AND_SEIL, NETWORK_PEOPLE, SCHOOL_ROLES, Actor, Allowed, Answer, Denied, Role

Asked = ParamSpec("Asked")


def changes(
    question: Callable[Concatenate[Actor, int, Asked], Answer],
) -> Callable[Concatenate[Actor, int, Asked], Answer]:
    """For what changes something in a network: in a joint group that has ended nobody may."""

    def ask(actor: Actor, network_id: int, /, *more: Asked.args, **named: Asked.kwargs) -> Answer:
        if actor.sees_ended(network_id):
            return Denied("permissions.ended")
        return question(actor, network_id, *more, **named)

    update_wrapper(ask, question)
    return ask


def network_or_admin(actor: Actor, network_id: int, key: str) -> Answer:
    """Chair and SEIL of the network, and whoever looks after the bot."""
    return Allowed() if actor.is_admin else only_with(actor, network_id, CHAIR_AND_SEIL, key)


def vouched(actor: Actor, network_id: int) -> Answer:
    """Whoever holds a role there, if an operator vouches for the network."""
    if any(grant.network_id == network_id and not grant.self_made for grant in actor.grants):
        return Allowed()
    return Denied("permissions.beyond_own_making")


def of_the_network(actor: Actor, network_id: int, key: str) -> Answer:
    """The people of its schools, and its SEIL."""
    if actor.has(network_id, NETWORK_PEOPLE):
        return Allowed()
    return Denied(key)


def only_with(actor: Actor, network_id: int, roles: frozenset[Role], key: str) -> Answer:
    """Whoever holds one of the roles there; a refusal names these."""
    return Allowed() if actor.has(network_id, roles) else Denied(key, roles)


def is_school_person(actor: Actor, network_id: int, people: Collection[str], beside: Collection[int] = ()) -> bool:
    """Whether they are one of these people and of a school there, and serve the department nowhere."""
    here = any(actor.has(one, SCHOOL_ROLES) for one in (network_id, *beside)) or actor.has_come_from(network_id)
    return actor.user_id in people and here and not actor.serves_department
