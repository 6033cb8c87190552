"""Forms that somebody has open, sealed, in SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models.forms import OpenForm


async def keep(session: AsyncSession, form_id: str, sealed: bytes, now: datetime, expires_at: datetime) -> None:
    """Keep a form until then, and forget those whose time is over; what another process deletes is left to it."""
    old = select(OpenForm.id).where(OpenForm.expires_at <= now).with_for_update(skip_locked=True)
    await session.execute(delete(OpenForm).where(OpenForm.id.in_(old)).execution_options(synchronize_session=False))
    session.add(OpenForm(id=form_id, sealed=sealed, expires_at=expires_at))


async def sealed_form(session: AsyncSession, form_id: str, now: datetime) -> bytes | None:
    """The form as it was kept; None where its time is over, or none of that id was kept."""
    found = select(OpenForm.sealed).where(OpenForm.id == form_id, OpenForm.expires_at > now)
    return await session.scalar(found)
