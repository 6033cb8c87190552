"""Several messages of one kind to one person: the first goes out at once, the next ones together, an hour later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.delivery.outbox import post_to_people
from storage import gathering
from storage.models import Network

GATHERED_FOR = timedelta(hours=1)


async def tell_or_gather(
    session: AsyncSession,
    network: Network,
    kind: str,
    together: str,
    payload: dict[str, Any],
    person: str,
    now: datetime,
) -> None:
    """Tell somebody as `kind`, or, soon after another such message, as one of those that `together` tells at once.

    The payload of `together` holds those of its messages under "each". At the start of a network its chair would
    otherwise get a message for each school.
    """
    lane = f"people:{person}"
    found = await gathering.waiting(session, network, lane, together)
    if found is not None:
        found.payload = {"each": [*found.payload["each"], payload]}
    elif await gathering.was_told(session, network, lane, (kind, together), now - GATHERED_FOR):
        post_to_people(session, network, together, {"each": [payload]}, [person], now=now, due_at=now + GATHERED_FOR)
    else:
        post_to_people(session, network, kind, payload, [person], now=now)
