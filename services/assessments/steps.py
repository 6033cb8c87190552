"""What takes a network to the next level: from the newest results, as far as the reader has been told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.agreements import Kind
from domain.calendar import HalfYear
from domain.errors import Gone
from domain.policies import can_see_network
from domain.standings import AssessmentStanding, PillarStanding
from facts.assessments import Results
from services.access import Asker, actor_of, require
from services.assessments.agreeing import told_results
from services.assessments.named import standing_for
from services.assessments.rounds import named
from services.assessments.standing import standing_of, with_guidance
from services.context import AppContext, context_of
from services.sharing import may_see


class StepsService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(
        self, asker: Asker, network_id: int, instrument: str, now: datetime, of: Sequence[HalfYear] = ()
    ) -> Results:
        """The newest results with their next steps: of every item for those who lead the network, and for others of
        those whose agreed level the network has been told. Raises Gone where there is nothing to show.

        of: the half-years that are meant; none: any.
        """
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            require(can_see_network(actor, network_id, network.seen_from))
            found = await told_results(session, network_ctx, instrument, now, of)
            leads = await may_see(session, actor, network, Kind.RATINGS, now)
            standing = await (standing_for(session, found, asker.user_id) if leads else standing_of(session, found))
            if not leads:
                if found.settled_at is None or now < network_ctx.next_post(found.settled_at):
                    raise Gone("assessments.steps_not_yet")
                standing = _agreed_alone(standing)
            standing = with_guidance(self._app, found, standing)
            if not standing.lowest:
                raise Gone("assessments.steps_none")
            apart = network_ctx.told_apart(found.instrument_key)
            return Results(network_id, named(network_ctx, found), standing, apart)


def _agreed_alone(standing: AssessmentStanding) -> AssessmentStanding:
    pillars = (_with_agreed(pillar) for pillar in standing.pillars)
    return replace(standing, pillars=tuple(pillar for pillar in pillars if pillar.items))


def _with_agreed(pillar: PillarStanding) -> PillarStanding:
    return replace(pillar, items=tuple(item for item in pillar.items if item.agreed is not None))
