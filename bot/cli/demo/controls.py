"""What the practice page's clock buttons do, in the bot's own time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cli.demo.deeds import Deeds
from bot.cli.demo.neighbours import Neighbours
from bot.clock import MovableClock
from bot.timelapse import TimeLapse
from domain.calendar import SchoolCalendar, UnknownDate
from practice.page import GuideStep
from prompts.wording import clock_time, day
from services import Services

MORNING = time(9, 0)
MOST_DAYS = 400


class DemoControls:
    """Moves the demo's clock; each move says what time it is then."""

    def __init__(
        self,
        services: Services,
        clock: MovableClock,
        calendar: SchoolCalendar,
        guide: Sequence[GuideStep],
        neighbours: Neighbours,
        deeds: Deeds,
        resting: Callable[[], AbstractAsyncContextManager[None]],
        passed: Callable[[], None],
    ) -> None:
        """resting: a block during which the bot's own worker rests, since the move does its work. passed: is told of
        each day that passes."""
        self._clock = clock
        self._calendar = calendar
        self._zone: ZoneInfo = calendar.zone
        self._lapse = TimeLapse(services, clock, self._pass, meanwhile=neighbours.act)
        self._neighbours = neighbours
        self._deeds = deeds
        self._passed = passed
        self._moving = asyncio.Lock()
        self._resting = resting
        self.guide = guide

    async def now(self) -> datetime:
        return self._here()

    def done(self) -> frozenset[int]:
        return self._deeds.done()

    async def next_event(self, visitor: str) -> str:
        """Go to the next thing that the bot says by itself."""
        async with self._move(visitor):
            found = await self._lapse.go_until_something_is_said(self._clock() + timedelta(days=120))
            return self._moment() if found else f"{self._moment()} Nothing was planned in the last four months."

    async def next_school_day(self, visitor: str) -> str:
        """Go to nine o'clock on the next school day: after today, whatever the hour."""
        async with self._move(visitor):
            try:
                target = self._calendar.next_school_day(self._here().date(), including=False)
            except UnknownDate as error:
                return str(error)
            return await self._go(datetime.combine(target, MORNING, self._zone))

    async def go_to(self, visitor: str, date: str) -> str:
        """Go to nine o'clock on a day, written as 2026-05-14. Raises ValueError with a sentence."""
        target = datetime.combine(_day(date), MORNING, self._zone)
        async with self._move(visitor):
            here = self._clock()
            if target <= here:
                raise ValueError("Time only moves forward here. Choose a later date, or start the demo again.")
            if target - here > timedelta(days=MOST_DAYS):
                raise ValueError("That is more than a year ahead. Choose an earlier date.")
            return await self._go(target)

    @asynccontextmanager
    async def _move(self, visitor: str) -> AsyncIterator[None]:
        async with self._moving, self._resting():
            self._neighbours.visitor = visitor
            yield

    async def _go(self, target: datetime) -> str:
        await self._lapse.go_to(target)
        return self._moment()

    def _pass(self, moment: datetime) -> None:
        """Let time pass; each new day shows on the pages that are open."""
        before = self._here().date()
        self._clock.set(moment)
        if self._here().date() != before:
            self._passed()

    def _here(self) -> datetime:
        return self._clock().astimezone(self._zone)

    def _moment(self) -> str:
        here = self._here()
        return f"It is {day(here)} {here.year}, {clock_time(here)}."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Write the date as 2026-05-14.") from error
