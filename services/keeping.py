"""Seeing to it that answers stay sealed, and go when they should, whatever happened meanwhile.

At each tick: what code of before has left unsealed is sealed; keys of closed questions are destroyed, where that did
not work at the close; keys that a crash of the database took are put back by whoever still knows them. A question
whose key nobody has any more is taken back, and its people are told: after a crash of everything at once, or where
the database is a copy that was restored.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from services.context import AppContext, NetworkContext, network_context
from storage import networks as network_rows
from storage.questions import OpenQuestion, every_open

log = logging.getLogger(__name__)

LOST_FOR = timedelta(minutes=10)
"""How long another process has to put a key back before its question is taken back."""
AT_MOST_EVERY = timedelta(seconds=10)


class Kept(Struct, frozen=True):
    """A feature whose answers are sealed.

    adopt: seal what code of before left unsealed (session, network's id, question's id). take_back: end the question
    with no answer read (session, ground, question's id, now).
    """

    adopt: Callable[[AsyncSession, int, int], Awaitable[None]]
    take_back: Callable[[AsyncSession, NetworkContext, int, datetime], Awaitable[None]]


class KeepingService:
    def __init__(self, app: AppContext, kept: Callable[[], Mapping[str, Kept]]) -> None:
        """kept: gives the features, by their questions' kind; asked for where there is something to put right."""
        self._app = app
        self._kept = kept
        self._lost_since: dict[str, datetime] = {}
        self._kept_at: datetime | None = None

    async def keep(self, now: datetime) -> None:
        """Put right what is not as it should be; looks at most every AT_MOST_EVERY, unless something is overdue."""
        database = self._app.database
        if not database.may_have_remains and self._kept_at is not None and abs(now - self._kept_at) < AT_MOST_EVERY:
            return
        self._kept_at = now
        async with database.read() as session:
            outlook = await database.keys.look(session)
        open_ = outlook.questions
        for question in open_:
            if not question.sealed or question.named:
                async with database.write() as session:
                    await self._kept()[question.kind].adopt(session, question.network_id, question.id)
        if outlook.missing:
            log.warning("keys of open questions are put back", extra={"questions": sorted(outlook.missing)})
            async with database.write() as session:
                await database.keys.keep(session)
        if outlook.closed or database.may_have_remains:
            await database.clear_remains(unsealed=False, patience_ms=0)
        self._lost_since = {name: self._lost_since.get(name, now) for name in outlook.lost}
        for question in open_:
            if now - self._lost_since.get(question.name, now) >= LOST_FOR:
                log.error("a question is taken back: its key is lost", extra={"question": question.name})
                await self._take_back(question, now)

    async def take_all_back(self, now: datetime) -> int:
        """End every open question with no answer read, as in a copy that was restored; returns how many there were."""
        async with self._app.database.read() as session:
            open_ = await every_open(session)
        for question in open_:
            await self._take_back(question, now)
        return len(open_)

    async def _take_back(self, question: OpenQuestion, now: datetime) -> None:
        async with self._app.database.write(routine=True) as session:
            network = await network_rows.lock(session, question.workspace_id, question.network_id, ended=True)
            place = await network_context(self._app, session, network)
            await self._kept()[question.kind].take_back(session, place, question.id, now)
