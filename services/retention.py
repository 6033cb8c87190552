"""Records that have been kept for as long as the settings say go, a few at a time; each time it stands in the audit."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.moments import utc
from domain.retention import KINDS, cut_offs
from facts.person_data import KeptRecords
from services.audit import record
from services.context import AppContext
from storage import audit as audit_rows
from storage import holds
from storage import retention as rows
from storage.database import ERASED

SCHEDULE = "schedule"
"""The actor of what the bot does by itself."""
AT_A_TIME = 200
MOST_TIMES = 100
"""So that one run comes to an end; the next goes on."""

log = logging.getLogger(__name__)


class RetentionService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def standing(self, now: datetime) -> Sequence[KeptRecords]:
        """How long each kind is kept, and how many records are older: those that go next, and those that are held."""
        cuts = cut_offs(self._app.kept_days, utc(now))
        older, free = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
        async with self._app.database.read() as session:
            for workspace in await audit_rows.workspaces(session):
                held = await self._held(session, workspace.id)
                for kind, cut in cuts.items():
                    older[kind] += await rows.count(session, kind, workspace.id, cut, None)
                    free[kind] += await rows.count(session, kind, workspace.id, cut, held)
        return [
            KeptRecords(name, self._app.kept_days.get(name, kind.days), free[name], older[name] - free[name])
            for name, kind in KINDS.items()
        ]

    async def erase(self, now: datetime) -> int:
        """Delete what is too old and not held; returns how many records went."""
        async with self._app.database.read() as session:
            workspaces = [workspace.id for workspace in await audit_rows.workspaces(session)]
        gone = 0
        for workspace_id in workspaces:
            for _ in range(MOST_TIMES):
                some = await self._erase_some(workspace_id, utc(now))
                gone += some
                if not some:
                    break
        if gone:
            log.info("records that were kept long enough are gone", extra={"records": gone})
        return gone

    async def _erase_some(self, workspace_id: int, now: datetime) -> int:
        """One short transaction; what goes in it is counted in the audit with it."""
        cuts = cut_offs(self._app.kept_days, now)
        async with self._app.database.write(routine=True) as session:
            held = await self._held(session, workspace_id)
            gone = {}
            for kind, cut in cuts.items():
                if number := await rows.delete_some(session, kind, workspace_id, cut, held, AT_A_TIME):
                    gone[kind] = number
            before = {kind: cuts[kind].date().isoformat() for kind in gone}
            if number := await rows.empty_taken_back(session, workspace_id, held):
                gone["taken_back"] = number
            if gone:
                session.info[ERASED] = True
                details = {"erased": gone, "from_before": before}
                await record(session, workspace_id, SCHEDULE, "retention.erased", details=details, now=now)
        return sum(gone.values())

    async def _held(self, session: AsyncSession, workspace_id: int) -> set[int] | None:
        lasting = await holds.lasting(session, workspace_id)
        return await holds.held_networks(session, lasting) if lasting else None
