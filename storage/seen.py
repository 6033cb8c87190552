"""Requests that were heard already, remembered in a way that tells nothing: a digest, and the ten minutes in which it
was heard. No person, no question, no order; forgotten soon after Slack's signature on the request has run out."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_for, table_of
from storage.models import SeenRequest

SPAN_SECONDS = 600
"""How finely it is known when a request was heard: twice the time for which its signature holds."""


def span_of(now: datetime) -> int:
    """The stretch of time in which something is heard."""
    return int(now.timestamp()) // SPAN_SECONDS


async def is_new(session: AsyncSession, workspace_id: int, key: str, span: int) -> bool:
    """Whether this request is heard for the first time; it is remembered if, and only if, the transaction commits."""
    digest = hashlib.sha256(f"{workspace_id}:{key}".encode()).hexdigest()
    noting = _noting(session.get_bind().dialect.name)
    return await session.scalar(noting, {"digest": digest, "span": span}) is not None


async def forget(session: AsyncSession, span: int) -> None:
    """Delete what is older than the span before; rows that another process is just deleting are left to it.

    Enough once in each span.
    """
    await session.execute(_FORGETTING, {"before": span - 1})


_OLD = select(SeenRequest.digest).where(SeenRequest.span < bindparam("before")).with_for_update(skip_locked=True)
_FORGETTING = delete(SeenRequest).where(SeenRequest.digest.in_(_OLD)).execution_options(synchronize_session=False)


@cache
def _noting(dialect: str) -> Executable:
    """Made once, since making a statement costs more than asking it."""
    noting = insert_for(dialect, table_of(SeenRequest)).values(digest=bindparam("digest"), span=bindparam("span"))
    return noting.on_conflict_do_nothing().returning(SeenRequest.digest)
