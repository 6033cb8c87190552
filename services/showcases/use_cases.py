"""A network chooses what others see of it, others find it, and a SEIL can introduce the two chairs."""

from __future__ import annotations

from datetime import datetime

from domain.policies import (
    Role,
    can_ask_for_link,
    can_find_networks,
    can_introduce_chairs,
    can_show_network,
    can_start_group,
)
from domain.showcases import MOST_ASKED, Part, check_shown
from facts.showcases import Findings, FoundNetwork, ShowcaseForm, Shown
from services.access import Asker, actor_of, require, require_own
from services.audit import record
from services.context import AppContext
from services.showcases.links import LinkService
from services.showcases.reading import parts_of, require_shown, shown_of
from storage import groups as group_rows
from storage import matching
from storage import networks as network_rows
from storage import showcases as rows

MOST_FOUND = 8
"""Networks at a time."""


class ShowcaseService:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self.links = LinkService(app)

    async def form(self, asker: Asker, network_id: int) -> ShowcaseForm:
        """What is shown, and what could be. Raises Refused."""
        async with self._app.database.read() as session:
            require(can_show_network(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require_own(network)
            strengths = await rows.strengths(session, [network_id])
            titles = tuple(dict.fromkeys(one.title for one in strengths))
            could = Shown(network_id, network.name, network.fiso_focus.strip(), titles, network.shows_words)
            return ShowcaseForm(could, parts_of(network))

    async def choose(self, asker: Asker, network_id: int, ticked: list[str], words: str, now: datetime) -> Shown | None:
        """Show this from now on; None where that is nothing. Raises Refused, and Invalid at the field."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_show_network(await actor_of(self._app, session, asker), network_id))
            parts, line = check_shown(ticked, words)
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            require_own(network)
            network.shows_focus, network.shows_strengths = Part.FOCUS in parts, Part.STRENGTHS in parts
            network.shows_words = line
            details = {"shows": sorted(parts), "in_own_words": bool(line)}
            await record(session, asker.workspace_id, asker.user_id, "networks.shows", network.name, details, now=now)
            await session.flush()
            return next(iter(await shown_of(session, [network])), None)

    async def may_find(self, asker: Asker, network_id: int) -> None:
        """Raises Refused where they may not look for other networks, before the form opens."""
        async with self._app.database.read() as session:
            require(can_find_networks(await actor_of(self._app, session, asker), network_id))

    async def find(self, asker: Asker, network_id: int, words: str) -> Findings:
        """The networks that show something that fits, the best first; without words all that show something."""
        asked = " ".join(words.split())[:MOST_ASKED]
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_find_networks(actor, network_id))
            networks = [each for each in await rows.showing(session, asker.workspace_id) if each.id != network_id]
            shown = await shown_of(session, networks)
            may_group = frozenset[int]()
            if can_start_group(actor, network_id):
                own = {grant.network_id for grant in actor.grants if can_start_group(actor, grant.network_id)}
                may_group = frozenset(own | await group_rows.linked_with(session, network_id))
        found = [FoundNetwork(each) for each in shown] if not asked else _fitting(asked, shown)
        return Findings(
            network_id,
            asked,
            tuple(found[:MOST_FOUND]),
            may_ask=bool(can_ask_for_link(actor, network_id)),
            may_introduce=bool(can_introduce_chairs(actor, network_id)),
            more=max(len(found) - MOST_FOUND, 0),
            may_group=may_group,
        )

    async def to_ask(self, asker: Asker, network_id: int, linked_id: int) -> Shown:
        """The other network, before the form opens that asks one's SEIL for a link. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            require(can_ask_for_link(await actor_of(self._app, session, asker), network_id))
            return await require_shown(session, asker.workspace_id, linked_id, network_id)

    async def chairs(self, asker: Asker, network_id: int, linked_id: int) -> tuple[Shown, str | None, str | None]:
        """The other network and both chairs, own first, before a SEIL introduces them. Raises Refused and Gone."""
        async with self._app.database.read() as session:
            require(can_introduce_chairs(await actor_of(self._app, session, asker), network_id))
            shown = await require_shown(session, asker.workspace_id, linked_id, network_id)
            own = await network_rows.people_with_role(session, network_id, Role.CHAIR)
            theirs = await network_rows.people_with_role(session, linked_id, Role.CHAIR)
            return shown, next(iter(own), None), next((one for one in theirs if one not in own), None)


def _fitting(asked: str, shown: list[Shown]) -> list[FoundNetwork]:
    texts = {each.network_id: " ".join((each.focus, *each.strengths, each.words)) for each in shown}
    alike = matching.likeness(asked, texts)
    best = sorted((each for each in shown if each.network_id in alike), key=lambda each: -alike[each.network_id].worth)
    return [FoundNetwork(each, alike[each.network_id].shared[:4]) for each in best]
