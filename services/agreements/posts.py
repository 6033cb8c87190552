"""What is said of an agreement by itself, re-checked at the moment of saying it."""

from __future__ import annotations

from domain.agreements import goes_to
from domain.calendar import local_day
from domain.errors import Gone
from domain.policies import CHAIR_AND_SEIL
from facts.agreements import OwnSharing, SharingNews
from prompts.agreements import posts as says
from prompts.message import Message
from services.agreements.reading import agreeing, standing
from services.context import context_of
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs
from services.delivery.outbox import SETTLED_FOR
from storage import agreements as rows
from storage import networks as network_rows
from storage import rosters
from storage.models.agreements import SharingStep

PROPOSED, AGREED, LOWERED = "agreements.proposed", "agreements.agreed", "agreements.lowered"
LOOK, SUCCESSOR, DECLINED = "agreements.look", "agreements.successor", "agreements.declined"


async def announce_proposed(context: RenderContext) -> Message | Skip:
    """To whoever may say yes: the step with its button, as long as it waits."""
    is_new = context.delivery.operation == "post"
    row = await _row(context)
    if row is None or row.holds_from is not None:
        return Skip("it has its answer") if is_new else says.no_more_message()
    person = str(context.delivery.payload["to"])
    if person not in await agreeing(context.session, row.network_id, row.proposed_by):
        return Skip("another person says yes to it") if is_new else says.no_more_message()
    return says.proposed_message(await _news(context, row), again="again" in context.delivery.payload)


async def announce_agreed(context: RenderContext) -> Message | Skip:
    """To the channel: what is shared from which day on, and that each school decides for itself."""
    row = await _row(context)
    if row is None or row.holds_from is None:
        return Skip("it was taken back")
    return says.agreed_message(await _news(context, row))


async def announce_lowered(context: RenderContext) -> Message | Skip:
    """To the channel: the network went back a step, or a step that was told does not come."""
    row = await rows.any_by_id(context.session, context.delivery.workspace_id, context.id("sharing_step"))
    if row is None:
        return Skip("it is not there any more")
    news = await _news(context, row)
    return says.taken_back_message(news) if row.ended_at is not None else says.lowered_message(news)


async def announce_declined(context: RenderContext) -> Message | Skip:
    """To whoever proposed a step and leads the network still: another leader took it back, and nobody else heard."""
    row = await rows.any_by_id(context.session, context.delivery.workspace_id, context.id("sharing_step"))
    if row is None:
        return Skip("it is not there any more")
    if row.proposed_by not in await network_rows.people_with_role(context.session, row.network_id, *CHAIR_AND_SEIL):
        return Skip("the person is neither chair nor SEIL any more")
    return says.declined_message(await _news(context, row))


async def announce_look(context: RenderContext) -> Message | Skip:
    """To chair and SEIL, a year after: whether it is still right."""
    row = await _row(context)
    if row is None:
        return Skip("it was taken back")
    found = await standing(context.session, row.network_id, context.now)
    person = str(context.delivery.payload["to"])
    leads = person in await network_rows.people_with_role(context.session, row.network_id, *sorted(CHAIR_AND_SEIL))
    held = found.holding is not None and found.holding.id == row.id
    if context.delivery.operation != "post":
        if not held or (row.kept_at is not None and row.kept_at > context.now - SETTLED_FOR):
            return says.looked_message(await _news(context, row))
        return says.look_message(await _news(context, row)) if leads else no_longer_theirs()
    if not held or not leads:
        return Skip("another step holds, or the person is neither chair nor SEIL any more")
    return says.look_message(await _news(context, row))


async def announce_successor(context: RenderContext) -> Message | Skip:
    """To a new principal: how far the school goes along that they lead."""
    membership = next(iter(await rosters.by_ids(context.session, [context.id("membership")])), None)
    if membership is None or membership.until is not None:
        is_new = context.delivery.operation == "post"
        return Skip("the person does not lead the school any more") if is_new else no_longer_theirs()
    network = await network_rows.network(context.session, membership.workspace_id, membership.network_id)
    found = await standing(context.session, network.id, context.now)
    furthest = goes_to(found.step, found.coming_step)
    for school, step in await rows.schools(context.session, network.id, furthest):
        if school.id == membership.school_id and step > 0:
            return says.successor_message(OwnSharing(network.id, network.name, school.name, step))
    return Skip("the school shares nothing now")


async def _row(context: RenderContext) -> SharingStep | None:
    try:
        return await rows.by_id(context.session, context.delivery.workspace_id, context.id("sharing_step"))
    except Gone:
        return None


async def _news(context: RenderContext, row: SharingStep) -> SharingNews:
    network_ctx = await context_of(context.app, context.session, row.workspace_id, row.network_id)
    network = network_ctx.network
    holds_from = local_day(row.holds_from, network_ctx.zone) if row.holds_from is not None else None
    return SharingNews(network.id, network.name, row.id, row.step, row.proposed_by, holds_from)


ANNOUNCEMENTS: dict[str, Announcement] = {
    PROPOSED: announce_proposed,
    AGREED: announce_agreed,
    LOWERED: announce_lowered,
    LOOK: announce_look,
    DECLINED: announce_declined,
    SUCCESSOR: announce_successor,
}
