"""What falls due of an agreement: once a year whether it is still right, and telling a school's new principal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.agreements import LOOKED_AT_AFTER, Entry, Step, looks_of, standing_of
from domain.policies import CHAIR_AND_SEIL
from prompts.catalog import say
from services.agreements.posts import LOOK, PROPOSED, SUCCESSOR
from services.agreements.reading import agreeing
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each, shared
from storage import agreements as rows
from storage import networks as network_rows
from storage import rosters
from storage.models import Membership
from storage.models.agreements import SharingStep

WAITING = "agreements.waiting"
BROUGHT_UP_AFTER = timedelta(days=14)
FOLLOWED_FOR = timedelta(days=60)
"""How late it still makes sense."""


async def plan_look(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """A year after a step began to hold, or was last said to be right, and each year again where nobody says so;
    nothing while nothing is shared."""
    past = await shared(session, rows.history, network_ctx.network.id)
    if not past:
        return []
    found = standing_of(past, until)
    holding = [found.holding] if found.holding is not None and found.step > Step.START else []

    def of(row: Entry) -> Iterator[Due]:
        for moment in looks_of(row, until):
            at = network_ctx.next_post(moment)
            key = f"step-{row.id}:{at.date().isoformat()}"
            yield Due(LOOK, key, at, at + FOLLOWED_FOR, str(say("agreements.agenda_look")), {"sharing_step": row.id})

    return of_each(holding, of)


async def fire_look(occasion: OccasionContext) -> Skip | None:
    network, now = occasion.network_ctx.network, occasion.now
    people = await network_rows.people_with_role(occasion.session, network.id, *sorted(CHAIR_AND_SEIL))
    if not people:
        return Skip("the network has neither chair nor SEIL")
    for person in people:
        payload = {"sharing_step": int(occasion.due.data["sharing_step"]), "to": person}
        at = occasion.network_ctx.next_post(now)
        post_to_people(occasion.session, network, LOOK, payload, [person], now=now, due_at=at)
    return None


async def plan_waiting(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Two weeks after a step was proposed, where it still waits for its second yes."""

    def of(row: SharingStep) -> Iterator[Due]:
        at = network_ctx.next_post(row.proposed_at + BROUGHT_UP_AFTER)
        what = str(say("agreements.agenda_waiting"))
        yield Due(WAITING, f"step-{row.id}", at, at + BROUGHT_UP_AFTER, what, {"sharing_step": row.id})

    return of_each(await rows.waiting(session, [network_ctx.network.id]), of)


async def fire_waiting(occasion: OccasionContext) -> Skip | None:
    """Bring it up once, with whoever may say yes now."""
    session, network, now = occasion.session, occasion.network_ctx.network, occasion.now
    row = await rows.any_by_id(session, network.workspace_id, int(occasion.due.data["sharing_step"]))
    if row is None or row.holds_from is not None or row.ended_at is not None:
        return Skip("it has its answer")
    people = sorted(await agreeing(session, network.id, row.proposed_by))
    for person in people:
        payload, at = {"sharing_step": row.id, "to": person, "again": 1}, occasion.network_ctx.next_post(now)
        post_to_people(session, network, PROPOSED, payload, [person], now=now, due_at=at)
    return None if people else Skip("there is nobody who could say yes")


async def plan_successors(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Who has come to lead a school that goes along, in the last two months."""
    network = network_ctx.network

    def of(membership: Membership) -> Iterator[Due]:
        at = network_ctx.next_post(membership.since)
        key, data = f"membership-{membership.id}", {"membership": membership.id}
        yield Due(SUCCESSOR, key, at, at + FOLLOWED_FOR, str(say("agreements.agenda_successor")), data)

    return of_each(await rows.followers(session, network.id, since - FOLLOWED_FOR), of)


async def fire_successor(occasion: OccasionContext) -> Skip | None:
    found = next(iter(await rosters.by_ids(occasion.session, [int(occasion.due.data["membership"])])), None)
    if found is None or found.until is not None:
        return Skip("the person does not lead the school any more")
    network, now = occasion.network_ctx.network, occasion.now
    at = occasion.network_ctx.next_post(now)
    post_to_people(
        occasion.session, network, SUCCESSOR, {"membership": found.id}, [found.person_id], now=now, due_at=at
    )
    return None


PLANNERS: list[Planner] = [
    Where(rows.any_step_for(LOOKED_AT_AFTER), plan_look),
    Where(rows.any_step_for(BROUGHT_UP_AFTER), plan_waiting),
    Where(rows.any_follower(FOLLOWED_FOR), plan_successors),
]
FIRES: dict[str, Fire] = {LOOK: fire_look, WAITING: fire_waiting, SUCCESSOR: fire_successor}
