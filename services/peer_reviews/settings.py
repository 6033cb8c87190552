"""How a network reviews: how often a round starts by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Faults
from domain.peer_reviews import MOST_VISITS, fits
from domain.policies import can_approve_review_round
from domain.resting import Odd
from domain.review_rhythm import Rhythm
from facts.peer_reviews import ReviewWays
from prompts.peer_reviews import settings as fields
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext
from storage import networks as network_rows
from storage.audit import as_it_is, changed


@dataclass(frozen=True)
class ReviewSettings:
    """A form that was sent."""

    network_id: int
    rhythm: str
    size: int | None = 2
    most_visits: int | None = 3
    types: str = ""
    odd: str = Odd.RING


class SettingsService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, network_id: int) -> ReviewWays:
        """The settings as they stand, for chair and SEIL."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_approve_review_round(await actor_of(self._app, session, asker), network.id))
            return ReviewWays(
                network.id,
                network.name,
                network.review_rhythm,
                network.review_size,
                network.review_visits,
                network.review_types,
                network.review_odd,
            )

    async def save(self, wish: ReviewSettings, asker: Asker, now: datetime) -> None:
        """Take them over; raises Invalid at the field that does not fit."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, wish.network_id)
            require(can_approve_review_round(await actor_of(self._app, session, asker), network.id))
            faults = Faults()
            if wish.rhythm not in set(Rhythm):
                faults.note("peer_reviews.choose_rhythm", fields.RHYTHM)
            if wish.most_visits not in MOST_VISITS:
                faults.note("peer_reviews.size_and_visits", fields.VISITS)
            elif wish.size is None or not fits(wish.size, wish.most_visits):
                faults.note("peer_reviews.size_and_visits", fields.SIZE)
            if wish.odd not in set(Odd):
                faults.note("peer_reviews.choose_size", fields.SIZE)
            if wish.types not in ("", "alike", "different"):
                faults.note("peer_reviews.choose_types", fields.TYPES)
            faults.check()
            before = as_it_is(network)
            network.review_rhythm, network.review_types = wish.rhythm, wish.types
            network.review_size, network.review_visits = wish.size or 2, wish.most_visits or 3
            network.review_odd = wish.odd
            changes = changed(before, network)
            if changes:
                await record(
                    session, asker.workspace_id, asker.user_id, "peer_reviews.settings", network.name, changes, now=now
                )
