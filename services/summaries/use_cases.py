"""What people do with summaries: ask for one, look at the safe version, share it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear, local_day, local_moment
from domain.errors import OldButton, Refused
from domain.policies import can_see_summary, can_share_summary
from domain.summaries import Aspect, Wish, half_year_meant
from prompts.summaries.cards import Summary
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, context_of, network_context
from services.delivery.outbox import post_in_channel, post_to_people
from services.gaps import GAP
from services.sections import SectionContext, SectionSource
from services.summaries.posts import ASKED, SHARED
from services.summaries.reading import read_summary
from services.trends import BASELINE, TREND
from storage import networks as network_rows
from storage import summaries as rows
from storage.models import Network

KINDS = {Aspect.WHOLE: ASKED, Aspect.TREND: TREND, Aspect.BASELINE: BASELINE, Aspect.GAP: GAP}
"""What is sent to whoever asks for a view."""


@dataclass(frozen=True)
class Sent:
    """half_year: the key of the one that was meant."""

    network: str
    half_year: str


class SummaryService:
    """sections: what the features tell of a network, in their order."""

    def __init__(self, app: AppContext, sections: Iterable[SectionSource]) -> None:
        self._app = app
        self._sections = sections

    async def send(self, asker: Asker, network_id: int, wish: Wish, now: datetime) -> Sent:
        """Send the person a direct message that shows what they wished to see, as far as they may.

        Raises Invalid where no such half-year can be shown, Refused where they may see no summary of it.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            require(can_see_summary(actor, network.id, network.seen_from))
            half_year = half_year_meant(wish, network_ctx.calendar, local_day(now, network_ctx.zone))
            payload = {"half_year": half_year.key}
            # A trend is one instrument's; what schools say is about one instrument alone.
            several = [{**payload, "instrument": one.key} for one in network_ctx.instruments]
            for each in several if wish.aspect in (Aspect.TREND, Aspect.BASELINE) else [payload]:
                post_to_people(session, network, KINDS[wish.aspect], each, [asker.user_id], now=now)
            return Sent(network.name, half_year.key)

    async def preview(self, asker: Asker, network_id: int, half_year: str, now: datetime) -> Summary:
        """What would be shared. Refused for whoever may not share it."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            network_ctx, found = await self._may_share(session, asker, network, half_year, now)
            actor = await actor_of(self._app, session, asker)
            about = SectionContext(self._app, session, network_ctx, actor, found, now)
            return await read_summary(self._sections, about)

    async def share(self, asker: Asker, network_id: int, half_year: str, now: datetime) -> str:
        """Post the safe version in the network's channel; returns the channel's id. Once a day is enough."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            _, found = await self._may_share(session, asker, network, half_year, now)
            post_in_channel(session, network, SHARED, {"half_year": found.key, "by": asker.user_id}, now=now)
            return network.channel_id or ""

    async def _may_share(
        self, session: AsyncSession, asker: Asker, network: Network, half_year: str, now: datetime
    ) -> tuple[NetworkContext, HalfYear]:
        actor = await actor_of(self._app, session, asker)
        require(can_share_summary(actor, network.id))
        if network.channel_id is None or network.status != "active":
            raise Refused("summaries.no_channel", network=network.name)
        network_ctx = await network_context(self._app, session, network)
        today = local_day(now, network_ctx.zone)
        try:
            named = HalfYear.parse(half_year)
        except ValueError as error:
            raise OldButton("/cop-summary") from error
        found = half_year_meant(Wish(year=named.year, semester=named.semester), network_ctx.calendar, today)
        midnight = local_moment(today, time(0), network_ctx.zone)
        if await rows.was_said(session, network.id, SHARED, found.key, midnight):
            raise Refused("summaries.shared_today")
        return network_ctx, found
