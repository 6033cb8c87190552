"""Who books meetings and records what they decided, and whose actions are whose."""

from __future__ import annotations

from domain.policies.actors import CHAIR_AND_SEIL, LEADERS, NETWORK_PEOPLE, SCHOOL_ROLES, Actor, Allowed, Answer, Denied
from domain.policies.asking import changes, of_the_network, only_with


@changes
def can_book_meeting(actor: Actor, network_id: int) -> Answer:
    """Book, move and cancel meetings, and write their agenda."""
    return only_with(actor, network_id, LEADERS, "permissions.book_meeting")


@changes
def can_answer_rsvp(actor: Actor, network_id: int) -> Answer:
    return of_the_network(actor, network_id, "permissions.answer_invitation")


@changes
def can_record_minutes(actor: Actor, network_id: int) -> Answer:
    """Record summary, decisions, attendance and actions of a meeting, or that it did not take place."""
    return only_with(actor, network_id, LEADERS, "permissions.record_minutes")


def can_see_actions(actor: Actor, network_id: int) -> Answer:
    """The open actions with their owners, which stay within the network."""
    return of_the_network(actor, network_id, "permissions.see_actions")


def can_see_who_is_overdue(actor: Actor, network_id: int) -> Answer:
    """School people alone: whoever takes part in principals' performance reviews sees how many are, not who."""
    if actor.has(network_id, SCHOOL_ROLES) and not actor.serves_department:
        return Allowed()
    return Denied("permissions.see_actions")


@changes
def can_add_action(actor: Actor, network_id: int) -> Answer:
    return of_the_network(actor, network_id, "permissions.add_action")


@changes
def can_complete_action(actor: Actor, network_id: int, owner_id: str) -> Answer:
    """Mark an action done, or move its date. `owner_id` is the user who owns it."""
    here = actor.has(network_id, NETWORK_PEOPLE) or actor.has_come_from(network_id)
    if actor.user_id == owner_id and here:
        return Allowed()
    if actor.has(network_id, CHAIR_AND_SEIL):
        return Allowed()
    return Denied("permissions.change_action")
