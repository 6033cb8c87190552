"""A SEIL looks at their desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.policies import can_see_desk
from prompts.desks.cards import Desk
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.desk import DeskSource
from services.desks.reading import read_desk, served_by


class DeskService:
    """sources: what each feature puts on the desk."""

    def __init__(self, app: AppContext, sources: Iterable[DeskSource]) -> None:
        self._app = app
        self._sources = sources

    async def show(self, asker: Asker, now: datetime) -> Desk:
        """The asker's desk. Raises Refused for whoever is no SEIL."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_see_desk(actor, min(served_by(actor), default=0)))
            return await read_desk(self._app, session, self._sources, asker, actor, now)
