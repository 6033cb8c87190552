"""The audit in SQL: adding an entry at the end, and reading the chain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit_guard
from storage.models import AuditEntry, Base, Workspace

PAGE = 500


async def lock_workspace(session: AsyncSession, workspace_id: int) -> Workspace:
    """The workspace, locked until the transaction ends, so that its entries are numbered one after another."""
    return (
        await session.scalars(
            select(Workspace)
            .where(Workspace.id == workspace_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    ).one()


async def newest(session: AsyncSession, workspace_id: int) -> AuditEntry | None:
    return await session.scalar(
        select(AuditEntry).where(AuditEntry.workspace_id == workspace_id).order_by(AuditEntry.number.desc()).limit(1)
    )


async def entries(session: AsyncSession, workspace_id: int) -> AsyncIterator[AuditEntry]:
    """Every entry of a workspace, oldest first, a page at a time."""
    seen = 0
    while True:
        page = (
            await session.scalars(
                select(AuditEntry)
                .where(AuditEntry.workspace_id == workspace_id, AuditEntry.id > seen)
                .order_by(AuditEntry.id)
                .limit(PAGE)
            )
        ).all()
        for entry in page:
            yield entry
            session.expunge(entry)
        if len(page) < PAGE:
            return
        seen = page[-1].id


async def workspaces(session: AsyncSession) -> Sequence[Workspace]:
    """Every workspace, whether it left or not."""
    return (await session.scalars(select(Workspace).order_by(Workspace.id))).all()


def as_it_is(row: Base) -> dict[str, str]:
    """A row's columns as text, to compare after a change."""
    return {column.key: str(getattr(row, column.key)) for column in inspect(row).mapper.column_attrs}


def changed(before: dict[str, str], row: Base) -> dict[str, list[str]]:
    """What is different in a row since `before`: column -> [before, after]."""
    return {key: [before[key], value] for key, value in as_it_is(row).items() if before[key] != value}


async def missing_guards(session: AsyncSession) -> list[str]:
    """The names of the triggers that should refuse changes and are not in place."""
    connection = await session.connection()
    return await connection.run_sync(audit_guard.missing)


async def between(
    session: AsyncSession, workspace_id: int, subjects: Collection[str], since: datetime, until: datetime
) -> Sequence[AuditEntry]:
    """The entries about these subjects after `since` and up to `until`, oldest first."""
    query = select(AuditEntry).where(
        AuditEntry.workspace_id == workspace_id,
        AuditEntry.subject.in_(subjects),
        AuditEntry.at > since,
        AuditEntry.at <= until,
    )
    return (await session.scalars(query.order_by(AuditEntry.number))).all()
