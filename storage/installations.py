"""Installations by OAuth, and those under way, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.models import Workspace
from storage.models.installations import Installation, UsedState


async def of_workspace(session: AsyncSession, workspace_id: int) -> Installation | None:
    return await session.scalar(select(Installation).where(Installation.workspace_id == workspace_id))


async def with_workspace(session: AsyncSession, slack_id: str) -> tuple[Installation, Workspace] | None:
    """The installation in a Slack team or enterprise, or None."""
    found = await session.execute(
        select(Installation, Workspace)
        .join(Workspace, Workspace.id == Installation.workspace_id)
        .where(Workspace.slack_id == slack_id)
    )
    row = found.first()
    return (row[0], row[1]) if row else None


async def every(session: AsyncSession) -> Sequence[tuple[Installation, Workspace]]:
    """All installations, each with its workspace."""
    found = await session.execute(
        select(Installation, Workspace)
        .join(Workspace, Workspace.id == Installation.workspace_id)
        .order_by(Installation.id)
    )
    return [(installation, workspace) for installation, workspace in found]


async def forget(session: AsyncSession, workspace_id: int) -> None:
    """Delete the workspace's token."""
    await session.execute(delete(Installation).where(Installation.workspace_id == workspace_id))


async def use_state(session: AsyncSession, digest: str, now: datetime, expires_at: datetime) -> bool:
    """Whether this state is used for the first time; what has expired by now is forgotten."""
    await session.execute(delete(UsedState).where(UsedState.expires_at <= now))
    noted = insert_into(session, UsedState).values(digest=digest, expires_at=expires_at).on_conflict_do_nothing()
    return await session.scalar(noted.returning(UsedState.id)) is not None
