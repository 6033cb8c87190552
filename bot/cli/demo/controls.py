"""What the practice page's clock buttons do, in the bot's own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cli.demo.neighbours import Neighbours
from bot.clock import MovableClock
from bot.timelapse import TimeLapse
from domain.calendar import SchoolCalendar, UnknownDate
from practice.slack.page import GuideStep
from prompts.wording import clock_time, count, day
from services import Services

MORNING = time(9, 0)
MOST_DAYS = 400


class DemoControls:
    """Moves the demo's clock; each move says in a sentence what happened meanwhile."""

    def __init__(
        self,
        services: Services,
        clock: MovableClock,
        calendar: SchoolCalendar,
        guide: Sequence[GuideStep],
        neighbours: Neighbours,
        resting: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """resting: a block during which the bot's own worker rests, since the move does its work."""
        self._services = services
        self._clock = clock
        self._calendar = calendar
        self._zone: ZoneInfo = calendar.zone
        self._lapse = TimeLapse(services, clock, clock.set, meanwhile=neighbours.act)
        self._moving = asyncio.Lock()
        self._resting = resting
        self.guide = guide

    async def now(self) -> datetime:
        return self._clock().astimezone(self._zone)

    async def next_event(self) -> str:
        """Go to the next thing that the bot says by itself."""
        async with self._moving, self._resting():
            before = await self._lapse.posts()
            found = await self._lapse.go_until_something_is_said(self._clock() + timedelta(days=120))
            if not found:
                return f"It is {self._moment()}. Nothing was planned in the last four months."
            return self._story(await self._lapse.posts() - before)

    async def next_school_day(self) -> str:
        """Go to nine o'clock on the next school day."""
        async with self._moving, self._resting():
            here = self._clock().astimezone(self._zone)
            early = here.time() < MORNING
            try:
                target = self._calendar.next_school_day(here.date(), including=early)
            except UnknownDate as error:
                return str(error)
            return await self._go(datetime.combine(target, MORNING, self._zone))

    async def go_to(self, date: str) -> str:
        """Go to nine o'clock on a day, written as 2026-05-14. Raises ValueError with a sentence."""
        target = datetime.combine(_day(date), MORNING, self._zone)
        async with self._moving, self._resting():
            here = self._clock()
            if target <= here:
                raise ValueError("Time only moves forward here. Choose a later date, or start the demo again.")
            if target - here > timedelta(days=MOST_DAYS):
                raise ValueError("That is more than a year ahead. Choose an earlier date.")
            return await self._go(target)

    async def _go(self, target: datetime) -> str:
        before = await self._lapse.posts()
        await self._lapse.go_to(target)
        return self._story(await self._lapse.posts() - before)

    def _story(self, messages: int) -> str:
        if not messages:
            return f"It is {self._moment()}. The bot had nothing to say."
        return f"It is {self._moment()}. The bot sent {count(messages, 'message')} meanwhile."

    def _moment(self) -> str:
        here = self._clock().astimezone(self._zone)
        return f"{day(here)} {here.year}, {clock_time(here)}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Write the date as 2026-05-14.") from error
