"""A principal says how far their school goes along. Nobody hears of it, and nothing is written down but the choice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.agreements import check_seen, goes_to, one_back
from domain.policies import Actor, can_choose_sharing
from facts.agreements import Agreement
from services.access import Asker, actor_of, require
from services.agreements.reading import read_agreement, standing
from services.context import AppContext, network_context
from storage import agreements as rows
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Network


class SchoolChoice:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def go_along(self, asker: Asker, network_id: int, school_id: int, seen: int, now: datetime) -> Agreement:
        """Go as far as the network has agreed to. seen: how far that was when the asker read what it would show."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, actor = await self._theirs(session, asker, network_id, school_id)
            found = await standing(session, network_id, now)
            furthest = goes_to(found.step, found.coming_step)
            check_seen(seen, furthest)
            await rows.set_school(session, asker.workspace_id, network_id, school_id, furthest, now)
            return await read_agreement(session, await network_context(self._app, session, network), actor, now)

    async def stay(self, asker: Asker, network_id: int, school_id: int, now: datetime) -> Agreement:
        """Go back a step, at once."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network, actor = await self._theirs(session, asker, network_id, school_id)
            found = await standing(session, network_id, now)
            furthest = goes_to(found.step, found.coming_step)
            said = {school.id: step for school, step in await rows.schools(session, network_id, furthest)}
            step = one_back(said[school_id])
            await rows.set_school(session, asker.workspace_id, network_id, school_id, step, now)
            return await read_agreement(session, await network_context(self._app, session, network), actor, now)

    async def _theirs(
        self, session: AsyncSession, asker: Asker, network_id: int, school_id: int
    ) -> tuple[Network, Actor]:
        actor = await actor_of(self._app, session, asker)
        require(can_choose_sharing(actor, network_id, await rosters.principals(session, school_id)))
        network = await network_rows.lock(session, asker.workspace_id, network_id)
        await school_rows.in_network(session, network_id, school_id)
        return network, actor
