"""Noting who changed what matters, in the same transaction as the change; and checking that nobody rewrote it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from msgspec import Struct
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from domain.audit import Link, faults, hash_of
from domain.progress import Progress, unseen
from services.context import AppContext
from storage import audit as rows
from storage.models import AuditEntry, Workspace

COMMAND_LINE = "command line"
"""The actor of what was done by cop-bot on the bot's own machine."""

SLACK = "Slack"
"""The actor of what Slack tells of without saying who did it."""

READING = "Reading the audit"

log = logging.getLogger(__name__)


async def record(
    session: AsyncSession,
    workspace_id: int,
    actor: str,
    action: str,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Add an entry at the end of the workspace's chain; it stands if, and only if, the transaction commits.

    actor: a user id or COMMAND_LINE. action: as "networks.settings". subject: what was changed. details: plain JSON,
    never ratings, answers or findings.
    """
    workspace = await rows.lock_workspace(session, workspace_id)
    newest = await rows.newest(session, workspace_id)
    link = Link(
        workspace_id=workspace_id,
        number=newest.number + 1 if newest else 1,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        details=dict(details or {}),
        previous=newest.hash if newest else "",
    )
    digest = hash_of(link)
    session.add(AuditEntry(**vars(link), hash=digest))
    workspace.audit_head = digest
    await session.flush()
    told = {"action": action, "actor": actor, "entry": link.number, "hash": digest}
    event.listen(session.sync_session, "after_commit", partial(_tell, told), once=True)


def _tell(told: dict[str, Any], _session: Session) -> None:
    """Log an entry once it stands: what is taken back, as in a dry run, was never in the chain."""
    log.info("audited", extra=told)


class Chain(Struct, frozen=True):
    """A workspace's audit as checked: every entry's hash, oldest first, and what is wrong, a sentence each."""

    workspace: str
    hashes: Sequence[str]
    faults: Sequence[str]

    @property
    def entries(self) -> int:
        return len(self.hashes)

    @property
    def head(self) -> str:
        """The newest entry's hash; empty where there is none."""
        return self.hashes[-1] if self.hashes else ""


class AuditService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def check(self, progress: Progress = unseen) -> list[Chain]:
        """Every workspace's chain, checked from its first entry."""
        async with self._app.database.read() as session:
            unguarded = [
                f"The trigger {name} is missing, so entries could be changed. Run: cop-bot migrate"
                for name in await rows.missing_guards(session)
            ]
            chains: list[Chain] = []
            for found in await rows.workspaces(session):
                before = sum(chain.entries for chain in chains)
                chains.append(await self._check(session, found, unguarded, before, progress))
            return chains

    async def _check(
        self, session: AsyncSession, workspace: Workspace, unguarded: list[str], before: int, progress: Progress
    ) -> Chain:
        chain: list[tuple[Link, str]] = []
        async for entry in rows.entries(session, workspace.id):
            chain.append((link_of(entry), entry.hash))
            progress(READING, before + len(chain), None)
        found = [*unguarded, *faults(chain, workspace.audit_head)]
        return Chain(name_of(workspace), [recorded for _, recorded in chain], found)

    async def everything(self) -> AsyncIterator[tuple[str, AuditEntry]]:
        """Every entry with its workspace's name, oldest first, workspace by workspace."""
        async with self._app.database.read() as session:
            for workspace in await rows.workspaces(session):
                async for entry in rows.entries(session, workspace.id):
                    yield name_of(workspace), entry


def name_of(workspace: Workspace) -> str:
    """The workspace as an operator knows it."""
    return workspace.slack_id or workspace.name or f"workspace {workspace.id}"


def link_of(entry: AuditEntry) -> Link:
    """The entry as it is hashed."""
    return Link(
        entry.workspace_id,
        entry.number,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    )
