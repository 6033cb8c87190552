"""What a school says of itself so that it is brought together with others that suit it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Invalid
from domain.fiso import DIMENSIONS
from domain.policies import can_describe_school
from facts.peer_reviews import AboutSchool
from prompts.peer_reviews import about as fields
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.peer_reviews.schools import review_schools
from storage import networks as network_rows
from storage import schools as school_rows
from storage.models import Network, School


@dataclass(frozen=True)
class SaysOfSchool:
    """A form that was sent: dimensions of FISO, empty where the school does not say."""

    network_id: int
    school_id: int
    focus: str
    strength: str
    finds_hard: str


class AboutSchoolService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, network_id: int) -> AboutSchool:
        """What the asker's school says of itself. Refused for those who are of no school here."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            school = await self._school(session, asker, network, None)
            return AboutSchool(
                network.id, school.id, school.name, school.fiso_focus, school.strength, school.finds_hard
            )

    async def save(self, wish: SaysOfSchool, asker: Asker, now: datetime) -> None:
        """Keep it; it counts when the next round is drawn."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, wish.network_id)
            school = await self._school(session, asker, network, wish.school_id)
            for said, field in (
                (wish.focus, fields.FOCUS),
                (wish.strength, fields.STRENGTH),
                (wish.finds_hard, fields.HARD),
            ):
                if said and said not in DIMENSIONS:
                    raise Invalid("peer_reviews.choose_dimension", field)
            school.fiso_focus, school.strength, school.finds_hard = wish.focus, wish.strength, wish.finds_hard

    async def _school(self, session: AsyncSession, asker: Asker, network: Network, school_id: int | None) -> School:
        actor, schools = await actor_of(self._app, session, asker), await review_schools(session, network.id)
        theirs = [one for one in sorted(schools.active) if asker.user_id in schools.people.get(one, ())]
        chosen = school_id if school_id is not None else next(iter(theirs), 0)
        require(can_describe_school(actor, network.id, schools.people.get(chosen, frozenset())))
        if chosen not in schools.active:
            raise Gone("networks.school_gone")
        return await school_rows.in_network(session, network.id, chosen)
