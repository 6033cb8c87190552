"""Gathers what a person's Home tab shows."""

from __future__ import annotations

from datetime import datetime

from domain.policies import Actor, Allowed, Role, can_introduce, can_see_summary
from prompts.home import HomeData, HomeNetwork, WaitingLine
from services.access import Asker, actor_of
from services.features import WAITING
from services.ground import Ground, stand_on
from storage import networks as network_rows


class HomeService:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def show(self, asker: Asker, now: datetime) -> HomeData:
        """What the person's Home tab holds at this moment, in one read."""
        async with self._ground.database.read() as session:
            actor = await actor_of(self._ground, session, asker)
            rows = await network_rows.memberships_of_person(session, asker.workspace_id, asker.user_id)
            networks = []
            for network in {found.id: found for _, found in rows}.values():
                place = await stand_on(self._ground, session, network)
                waiting = [
                    WaitingLine(line.sentence, line.label, line.command, line.text)
                    for source in WAITING
                    for line in await source(self._ground, session, place, actor, now)
                ]
                networks.append(
                    HomeNetwork(
                        network_id=network.id,
                        name=network.name,
                        channel_id=network.channel_id,
                        roles=tuple(m.role for m, found in rows if found.id == network.id),
                        waiting=tuple(waiting),
                        may_see_summary=isinstance(can_see_summary(actor, network.id, network.area), Allowed),
                    )
                )
        return HomeData(tuple(networks), may_introduce=_is_seil(actor))


def _is_seil(actor: Actor) -> bool:
    seil_in = [grant.network_id for grant in actor.grants if grant.role is Role.SEIL]
    return bool(seil_in) and isinstance(can_introduce(actor, seil_in[:1]), Allowed)
