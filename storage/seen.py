"""Requests that were heard already, remembered in a way that tells nothing: a digest, and the ten minutes in which it
was heard. No person, no question, no order; forgotten soon after Slack's signature on the request has run out."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.models import SeenRequest

SPAN_SECONDS = 600
"""How finely it is known when a request was heard: twice the time for which its signature holds."""


async def is_new(session: AsyncSession, workspace_id: int, key: str, now: datetime) -> bool:
    """Whether this request is heard for the first time; it is remembered if, and only if, the transaction commits."""
    span = int(now.timestamp()) // SPAN_SECONDS
    await _forget(session, span)
    digest = hashlib.sha256(f"{workspace_id}:{key}".encode()).hexdigest()
    noted = insert_into(session, SeenRequest).values(digest=digest, span=span).on_conflict_do_nothing()
    return await session.scalar(noted.returning(SeenRequest.digest)) is not None


async def _forget(session: AsyncSession, span: int) -> None:
    """Delete what is older than the span before; rows that another process is just deleting are left to it."""
    old = select(SeenRequest.digest).where(SeenRequest.span < span - 1).with_for_update(skip_locked=True)
    await session.execute(
        delete(SeenRequest).where(SeenRequest.digest.in_(old)).execution_options(synchronize_session=False)
    )
