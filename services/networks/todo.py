"""What waits for whoever looks after the roster: people without a school, schools without a principal, a yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor, Role, can_change_roster
from prompts.catalog import say
from prompts.text import listing, mention
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from services.networks.reading import standing
from services.networks.school_roles import questions_for

COMMAND = "/cop-network"
NAMED = 3
"""So many names are read at a glance; more become a number."""


async def wait_for_roster(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """For the chair, or the SEIL where there is no chair."""
    network = network_ctx.network
    if not can_change_roster(actor, network.id):
        return []
    found = await standing(session, network)
    is_chair = actor.has(network.id, {Role.CHAIR})
    if not is_chair and not (found.chair is None and actor.has(network.id, {Role.SEIL})):
        return []
    button = say("networks.button_sort_out")
    waiting: list[Todo] = []
    if found.chair is None:
        waiting.append(Todo(say("networks.waiting_no_chair", name=network.name), button, COMMAND, "people"))
    unplaced = found.people_without_school
    if unplaced and not network.is_group:
        people = listing(mention(person) for person in unplaced)
        key = "networks.waiting_no_school" if len(unplaced) == 1 else "networks.waiting_no_schools"
        waiting.append(Todo(say(key, name=network.name, people=people), button, COMMAND, "people"))
    empty = found.schools_without_principal
    if empty and not network.is_group:
        if len(empty) <= NAMED:
            sentence = say("networks.waiting_no_principal", name=network.name, schools=listing(empty))
        else:
            sentence = say("networks.waiting_no_principals", name=network.name, count=len(empty))
        waiting.append(Todo(sentence, button, COMMAND, "people"))
    return waiting


async def wait_for_school_roles(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """For whoever gives a school's roles: somebody waits for their yes."""
    found = await questions_for(app, session, network_ctx.network, actor.user_id)
    if not found:
        return []
    people = listing(dict.fromkeys(mention(question.person) for question in found))
    sentence = say("networks.waiting_school_roles", name=network_ctx.network.name, people=people)
    return [Todo(sentence, say("networks.button_answer"), COMMAND, "roles")]
