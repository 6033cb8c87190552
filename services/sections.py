"""Where a network stands, section by section: each feature tells its own, and whoever sums up gathers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear, local_day, local_moment
from domain.policies import Actor
from domain.summaries import stretch
from prompts.sections import Section
from services.context import AppContext, NetworkContext


@dataclass(frozen=True)
class SectionContext:
    """What a section is read from: a network in one half-year, at a moment, for one reader."""

    app: AppContext
    session: AsyncSession
    network_ctx: NetworkContext
    actor: Actor
    half_year: HalfYear
    now: datetime

    @property
    def network_id(self) -> int:
        return self.network_ctx.network.id

    @property
    def today(self) -> date:
        return local_day(self.now, self.network_ctx.zone)

    @property
    def since(self) -> datetime:
        """The half-year's first moment."""
        return self._midnight(stretch(self.network_ctx.calendar, self.half_year)[0])

    @property
    def until(self) -> datetime:
        """The first moment after the half-year."""
        return self._midnight(stretch(self.network_ctx.calendar, self.half_year)[1])

    @property
    def is_now(self) -> bool:
        """Whether the half-year is the one that is running."""
        return self.since <= self.now < self.until

    def is_told(self, closed_at: datetime | None) -> bool:
        """Whether a result that was counted then has been posted by now: nobody reads it before the others."""
        return closed_at is not None and self.network_ctx.next_post(closed_at) <= self.now

    def _midnight(self, day: date) -> datetime:
        return local_moment(day, time(0), self.network_ctx.zone)


SectionSource = Callable[[SectionContext], Awaitable[Section]]


async def read_sections(sources: Iterable[SectionSource], context: SectionContext) -> tuple[Section, ...]:
    """Every feature's section, in the features' order."""
    return tuple([await source(context) for source in sources])
