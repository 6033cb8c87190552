"""Messages that were in doubt, and are seen after all: then they count as sent, and one that stands twice is removed.

A chat that shows the bot no history cannot be asked whether a message is there; whoever clicks on one proves it.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from services.ports import Posted
from storage import deliveries, lanes
from storage.models import Delivery, Lane

log = logging.getLogger(__name__)


def is_news(row: Delivery, seen: Posted) -> bool:
    """Whether it is not known yet that the row's message stands there, where it may stand."""
    if row.operation != "post" or row.status == "skipped":
        return False
    if not row.in_doubt and row.status != "claimed":
        return False  # the bot is sure of where it stands, whatever a click says
    if (row.posted_channel or row.channel_id or seen.channel_id) != seen.channel_id:
        return False
    if row.status == "sent" and row.posted_ts is None:
        return False  # of a kind of which it is not told whether it went out
    return row.posted_ts != seen.ts or row.status in ("pending", "failed")


async def note(session: AsyncSession, lane: Lane, row: Delivery, seen: Posted, now: datetime) -> None:
    """Record that the locked row's message stands there; of two of them, the younger one goes."""
    if row.posted_ts is not None and row.posted_ts != seen.ts:
        known = Posted(row.posted_channel or "", row.posted_ts)
        # Where their stamps do not tell, the one that was recorded came of the later attempt.
        await remove(session, row, *((seen, known) if _stamp(seen) > _stamp(known) else (known, seen)), now=now)
    else:
        row.posted_channel, row.posted_ts = seen.channel_id, seen.ts
    if row.people:
        lane.conversation_id = row.posted_channel
    if row.status in ("pending", "failed"):
        row.status, row.reason, row.finished_at, row.lease_until = "sent", "", now, None
    await lanes.settle(session, lane, now)


async def remove(session: AsyncSession, row: Delivery, younger: Posted, older: Posted, *, now: datetime) -> None:
    """The row's message stands in both places: keep the older one in the row, and queue the removal of the other."""
    row.posted_channel, row.posted_ts = older.channel_id, older.ts
    log.warning("a message stood twice", extra={"delivery": row.id, "kind": row.kind})
    deliveries.add(
        session,
        Delivery(
            id=uuid4().hex,
            workspace_id=row.workspace_id,
            network_id=row.network_id,
            kind=row.kind,
            operation="delete",
            posted_channel=younger.channel_id,
            posted_ts=younger.ts,
            lane=f"update:{row.id}",
            due_at=now,
            created_at=now,
        ),
    )


def _stamp(posted: Posted) -> int:
    return int(posted.ts) if posted.ts.isdecimal() else 0
