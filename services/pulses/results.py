"""The results of earlier pulse checks, as the channel was told them: to the network's own people, and no more."""

from __future__ import annotations

import re
from datetime import date, datetime

from domain.calendar import HalfYear, local_day
from domain.heard import bare
from domain.periods import period_in
from domain.policies import can_see_pulse_results
from domain.pulses import find_item
from facts.pulses import PulseResults
from services.access import Asker, actor_of, require
from services.context import AppContext, context_of, pulse_instrument
from services.pulses.standing import told_since
from services.sections import SectionContext

PAGE = 10
_NEWEST = re.compile(
    r"^(?:(?:the|last|latest|newest|this|so|far|time|week'?s?|weekly|question|pulse|check|about|on|of|for)\b\s*)+",
    re.IGNORECASE,
)
"""What says no more than that the newest are meant, which stand first."""


class PulseResultList:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, network_id: int, typed: str, offset: int, now: datetime) -> PulseResults:
        """The results that the channel has seen, the newest first. typed: of when, or about what, where that was said.

        Raises Refused for whoever is not of the network.
        """
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_see_pulse_results(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            today = local_day(now, network_ctx.zone)
            period, rest = period_in(bare(typed), network_ctx.calendar, today)
            rest = _NEWEST.sub("", rest).strip()
            item = find_item(pulse_instrument(self._app, network_ctx.network), rest)
            context = SectionContext(self._app, session, network_ctx, actor, HalfYear.about(today), now)
            told = [
                (local_day(pulse.closed_at or pulse.closes_at, network_ctx.zone), result)
                for pulse, result in await told_since(context, None)
                if item is None or pulse.item_key == item.key
            ]
        first, last = (period.first, period.last) if period is not None else (date.min, date.max)
        shown = [(day, result) for day, result in reversed(told) if first <= day <= last]
        return PulseResults(
            network_id=network_id,
            network=network_ctx.network.name,
            today=today,
            lines=shown[offset : offset + PAGE],
            total=len(shown),
            offset=offset,
            typed=typed,
            item=item.title if item is not None else "",
            term=period.term.key if period is not None and period.term is not None else "",
            half_years=[one.key for one in period.half_years] if period is not None else (),
            unread=rest if rest and item is None else "",
        )
