"""Reads a SEIL's desk, in a number of queries that does not hang on how many networks they serve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.desk import neediest_first
from domain.policies import Actor, can_see_desk
from prompts.desks.cards import Desk, DeskNetwork, DeskTodo
from prompts.desks.lines import Need
from services.access import Asker
from services.context import AppContext, network_contexts
from services.desk import DeskContext, DeskSource
from storage import networks as network_rows


def served_by(actor: Actor) -> set[int]:
    """The networks that somebody serves as SEIL."""
    return {grant.network_id for grant in actor.grants if can_see_desk(actor, grant.network_id)}


async def read_desk(
    app: AppContext,
    session: AsyncSession,
    sources: Iterable[DeskSource],
    asker: Asker,
    actor: Actor,
    now: datetime,
) -> Desk:
    """The desk of the networks that the asker serves as SEIL at this moment. sources: what each feature tells."""
    held = await network_rows.memberships_of_person(session, asker.workspace_id, asker.user_id)
    served = {n.id: n for _, n in held if can_see_desk(actor, n.id) and not n.has_ended}
    contexts = await network_contexts(app, session, served.values())
    context = DeskContext(app, session, asker.workspace_id, actor, contexts, now)
    parts = [await source(context) for source in sources]
    needs: dict[int, list[Need]] = {id_: [] for id_ in served}
    for need in (need for part in parts for need in part.needs):
        needs[need.network_id].append(need)
    names = {id_: network.name for id_, network in served.items()}
    order = neediest_first(names, {id_: [need.weight for need in found] for id_, found in needs.items()})
    waiting = sorted((each for part in parts for each in part.waiting), key=lambda each: each.since)
    return Desk(
        waiting=tuple(
            DeskTodo(
                network_id=each.network_id,
                network=names[each.network_id],
                days=max((context.today(each.network_id) - each.since).days, 0),
                todo=each.todo,
            )
            for each in waiting
        ),
        networks=_lines(names, needs, [id_ for id_ in order if not served[id_].is_group]),
        groups=_lines(names, needs, [id_ for id_ in order if served[id_].is_group]),
    )


def _lines(
    names: Mapping[int, str], needs: Mapping[int, Sequence[Need]], order: Sequence[int]
) -> tuple[DeskNetwork, ...]:
    """Each with its needs, the heaviest first."""
    return tuple(
        DeskNetwork(id_, names[id_], tuple(need.words for need in sorted(needs[id_], key=lambda n: -n.weight)))
        for id_ in order
    )
