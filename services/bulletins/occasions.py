"""A notice goes out in each of its networks on its day, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import CopyStatus, Status
from domain.calendar import local_moment
from services.bulletins.posts import MEANING, POSTED
from services.bulletins.reading import STILL_NEWS
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_in_channel, settle_posts
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each
from storage import bulletins as rows
from storage.models.bulletins import BulletinCopy


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """What waits to go out here."""
    found = await rows.waiting_in(session, [network_ctx.network.id])
    return of_each([copy for copy, _ in found], lambda copy: _posting(copy, network_ctx))


def _posting(copy: BulletinCopy, network_ctx: NetworkContext) -> Iterator[Due]:
    at = local_moment(copy.due_on, network_ctx.network.posting_time, network_ctx.zone)
    what = "A notice from the department goes to the channel"
    yield Due(POSTED, f"copy-{copy.id}", at, at + STILL_NEWS, what, {"copy": copy.id})


async def fire_posting(occasion: OccasionContext) -> Skip | None:
    """Post it, and take the SEIL's buttons away."""
    network_ctx, session, now = occasion.network_ctx, occasion.session, occasion.now
    network = network_ctx.network
    copy = await rows.copy_by_id(session, network.workspace_id, int(occasion.due.data["copy"]))
    bulletin = await rows.by_id(session, network.workspace_id, copy.bulletin_id)
    if bulletin.status != Status.APPROVED or copy.status != CopyStatus.WAITING:
        return Skip(f"it is {bulletin.status} by now")
    posted = post_in_channel(
        session,
        network,
        POSTED,
        {"copy": copy.id},
        now=now,
        due_at=network_ctx.next_post(now),
        expires_at=occasion.due.expires_at,
    )
    copy.status, copy.sent_at = (CopyStatus.SENT, now) if posted is not None else (CopyStatus.UNREACHED, None)
    await settle_posts(session, network, (MEANING,), "copy", copy.id, now=now)
    return None if posted is not None else Skip("the network has no channel")


PLANNERS: list[Planner] = [Where(rows.ANY_WAITING, plan)]
FIRES: dict[str, Fire] = {POSTED: fire_posting}
