"""Who arranges peer reviews, records visits, and reads their findings."""

from __future__ import annotations

from collections.abc import Collection

from domain.policies.actors import CHAIR_AND_SEIL, Actor, Allowed, Answer, Denied, Role
from domain.policies.asking import changes, is_school_person, of_the_network, only_with


@changes
def can_propose_review_round(actor: Actor, network_id: int) -> Answer:
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.propose_round")


@changes
def can_approve_review_round(actor: Actor, network_id: int) -> Answer:
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.approve_round")


def can_see_where_schools_stand(actor: Actor, network_id: int) -> Answer:
    """See how far single schools of a round are, and who has reviewed whom: the SEIL takes part in what their
    principals are judged by, so neither is theirs."""
    return only_with(actor, network_id, frozenset({Role.CHAIR}), "permissions.see_where_schools_stand")


@changes
def can_record_review(actor: Actor, network_id: int, people: Collection[str], beside: Collection[int] = ()) -> Answer:
    """Record focus, date and "done". `people` are those of the schools in the review who have its record in sight.

    `beside`: the networks with which that one has rounds in common, whose schools are in its reviews too.
    """
    if is_school_person(actor, network_id, people, beside):
        return Allowed()
    return Denied("permissions.record_review")


@changes
def can_leave_review_round(
    actor: Actor, network_id: int, people: Collection[str], beside: Collection[int] = ()
) -> Answer:
    """Say that one's own school cannot do a round. `people` are those of the schools in the group."""
    if is_school_person(actor, network_id, people, beside):
        return Allowed()
    return Denied("permissions.leave_review_round")


def can_describe_school(actor: Actor, network_id: int, people: Collection[str]) -> Answer:
    """Say what one's own school works on, is strong in and finds hard. `people` are the school's."""
    if is_school_person(actor, network_id, people):
        return Allowed()
    return Denied("permissions.describe_school")


@changes
def can_record_review_findings(actor: Actor, network_id: int, hosts: Collection[str]) -> Answer:
    """Write, change and share findings: they are the host's. `hosts` are the host school's users."""
    if is_school_person(actor, network_id, hosts):
        return Allowed()
    return Denied("permissions.write_findings")


def can_see_review_findings(
    actor: Actor, network_id: int, people: Collection[str], shared: bool, beside: Collection[int] = ()
) -> Answer:
    """`people` are those of the schools in the review who had their role when the record was begun, or whom the host
    let in; `shared` is whether the host opened the findings.

    Shared findings are for the network and its SEIL; nobody further away sees them.
    """
    if is_school_person(actor, network_id, people, beside):
        return Allowed()
    if shared:
        return of_the_network(actor, network_id, "permissions.see_shared_findings")
    return Denied("permissions.see_findings")
