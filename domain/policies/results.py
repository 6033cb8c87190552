"""Who assesses the network and asks it, and who reads what came of it."""

from __future__ import annotations

from domain.policies.actors import CHAIR_AND_SEIL, LEADERS, SCHOOL_ROLES, Actor, Allowed, Answer, Denied
from domain.policies.asking import changes, of_the_network, only_with


@changes
def can_open_assessment(actor: Actor, network_id: int) -> Answer:
    """Open the half-yearly self-assessment, move its dates, close it, and have items rated again."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.open_assessment")


@changes
def can_rate_assessment(actor: Actor, network_id: int) -> Answer:
    return only_with(actor, network_id, LEADERS, "permissions.rate_assessment")


def can_see_assessment_spread(actor: Actor, network_id: int) -> Answer:
    """How many gave which level, item by item. The network as a whole hears the medians of the pillars."""
    return only_with(actor, network_id, LEADERS, "permissions.see_spread")


@changes
def can_agree_levels(actor: Actor, network_id: int) -> Answer:
    """Propose the one level an item that the leaders settled on, and why."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.agree_levels")


@changes
def can_confirm_levels(actor: Actor, network_id: int) -> Answer:
    """Confirm levels that another leader proposed; whose, see levels.confirmers."""
    return only_with(actor, network_id, LEADERS, "permissions.confirm_levels")


@changes
def can_start_pulse(actor: Actor, network_id: int) -> Answer:
    return only_with(actor, network_id, LEADERS, "permissions.start_pulse")


@changes
def can_withdraw_pulse(actor: Actor, network_id: int, asked_by: str | None) -> Answer:
    """Take back an open pulse check. `asked_by` is the user who asked it, None where the bot asked by itself."""
    if asked_by is None:
        return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.withdraw_pulse")
    if actor.has(network_id, LEADERS if actor.user_id == asked_by else CHAIR_AND_SEIL):
        return Allowed()
    return Denied("permissions.withdraw_others_pulse")


def can_see_pulse_results(actor: Actor, network_id: int) -> Answer:
    """Read again what the channel was told of pulse checks, question by question."""
    return of_the_network(actor, network_id, "permissions.see_pulse_results")


@changes
def can_answer_pulse(actor: Actor, network_id: int) -> Answer:
    """School people alone: whoever also serves the department anywhere does not answer."""
    if actor.has(network_id, SCHOOL_ROLES) and not actor.serves_department:
        return Allowed()
    return Denied("permissions.answer_pulse")


def can_see_summary(actor: Actor, network_id: int, area: int | None) -> Answer:
    """Some summary of a network in that area: the whole one, if can_see_whole_summary, else the safe one."""
    if actor.has(network_id, LEADERS) or actor.sees_widely(area):
        return Allowed()
    return Denied("permissions.see_summary", LEADERS)


def can_see_whole_summary(actor: Actor, network_id: int) -> Answer:
    """The summary with every item, attendance and what is overdue, for those who lead the network. It names nobody."""
    return only_with(actor, network_id, LEADERS, "permissions.see_whole_summary")


@changes
def can_share_summary(actor: Actor, network_id: int) -> Answer:
    """Post the safe version to the network's channel."""
    return only_with(actor, network_id, CHAIR_AND_SEIL, "permissions.share_summary")
