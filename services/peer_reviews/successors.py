"""Whoever comes to lead a school in the middle of a round hears what it is in: its group talks without them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.peer_reviews import VisitStatus
from domain.policies import PRINCIPALS
from prompts.catalog import say
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.schedule import Due, OccasionContext, Planner, Where, of_each, roles_held
from storage import deliveries, rosters
from storage import peer_reviews as rows
from storage.models import Membership
from storage.models.peer_reviews import ReviewRound

SUCCESSOR = "peer_reviews.successor"
STILL_USEFUL = timedelta(days=30)
OPEN = (VisitStatus.PLANNED, VisitStatus.DATED, VisitStatus.DONE)


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Everybody who has come to lead a school since the round that runs was approved."""
    roles = [m for m in await roles_held(session, network_ctx, since) if m.role in PRINCIPALS and m.school_id]
    new = [role for role in roles if _came(role) > since]
    latest = await rows.latest_approved(session, network_ctx.network.id) if new else None
    if latest is None or latest.closed_at is not None or latest.approved_at is None:
        return []
    approved_at = latest.approved_at
    return of_each([role for role in new if _came(role) > approved_at], lambda role: [_due(network_ctx, latest, role)])


def _came(role: Membership) -> datetime:
    return max(role.since, rosters.at_school_since(role))


def knows_it(role: Membership, at_school: Sequence[Membership], approved_at: datetime) -> bool:
    """Whether they have led the school since before the role, at some time since the round was approved.

    at_school: the roles for the school, in any network, those that have ended too. A delegate whom a list now calls the
    principal has spoken for the school all along, unless somebody who led it has gone since.
    """
    came = _came(role)
    lately = [one for one in at_school if one.id != role.id and (one.until is None or one.until >= approved_at)]
    before = [one for one in lately if one.person_id == role.person_id and rosters.at_school_since(one) < came]
    if any(one.role in PRINCIPALS for one in before):
        return True
    others = [one for one in lately if one.person_id != role.person_id and one.role in PRINCIPALS]
    stay = {one.person_id for one in others if one.until is None}
    return bool(before) and stay.issuperset(one.person_id for one in others)


def _due(network_ctx: NetworkContext, latest: ReviewRound, role: Membership) -> Due:
    at, what = network_ctx.next_post(_came(role)), str(say("peer_reviews.agenda_successor"))
    key, data = f"round-{latest.id}:{role.person_id}:{role.school_id}", {"membership": role.id, "round": latest.id}
    return Due(SUCCESSOR, key, at, at + STILL_USEFUL, what, data)


async def fire(occasion: OccasionContext) -> Skip | None:
    """Tell them of each group of their school in which something is to come, unless its own message reached them."""
    session, network, now = occasion.session, occasion.network_ctx.network, occasion.now
    role = next(iter(await rosters.by_ids(session, [int(occasion.due.data["membership"])])), None)
    if role is None or role.until is not None or role.school_id is None:
        return Skip("they lead the school no longer")
    latest = await rows.round_by_id(session, network.workspace_id, int(occasion.due.data["round"]))
    if latest is None or latest.approved_at is None:
        return Skip("the round is there no longer")
    if knows_it(role, await rosters.ever_at_school(session, role.school_id), latest.approved_at):
        return Skip("they have led the school all along")
    groups = [one for one in await rows.groups(session, [latest.id]) if role.school_id in one.school_ids]
    visits = await rows.visits(session, [one.id for one in groups])
    told = False
    for group in groups:
        if not any(v.group_id == group.id and v.status in OPEN for v in visits):
            continue
        card = await deliveries.by_id(session, group.card_delivery_id) if group.card_delivery_id else None
        if card is not None and role.person_id in card.people:
            continue
        payload = {"group": group.id, "school": role.school_id}
        at = occasion.network_ctx.next_post(now)
        post_to_people(session, network, SUCCESSOR, payload, [role.person_id], now=now, due_at=at)
        told = True
    return None if told else Skip("the school is in no group with something to come")


PLANNERS: list[Planner] = [Where(rows.ANY_APPROVED, plan)]
