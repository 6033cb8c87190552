"""Moving through time: stops at everything that falls due, carries it out and sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from services import Services
from storage import deliveries
from storage.stops import next_stops

MOST_STOPS = 20_000
MOST_AT_ONCE = 1000
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Stops:
    """When a network has to be looked at next, and when something may go out; None where nothing waits."""

    check: datetime | None
    delivery: datetime | None

    def first(self, otherwise: datetime) -> datetime:
        return min((stop for stop in (self.check, self.delivery) if stop is not None), default=otherwise)


class TimeLapse:
    """clock: what the bot reads; set_clock: moves it; meanwhile: done each time something was sent.

    Used by the demo and the tests, where hours take no time.
    """

    def __init__(
        self,
        services: Services,
        clock: Clock,
        set_clock: Callable[[datetime], None],
        meanwhile: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._services = services
        self._clock = clock
        self._set_clock = set_clock
        self._meanwhile = meanwhile

    async def go_to(self, target: datetime) -> None:
        """Move to `target`, or stay where that is past; all that fell due by then is done and sent."""
        for _ in range(MOST_STOPS):
            following = (await self._work()).first(NEVER)
            if self._clock() >= target and following > self._clock():
                return
            self._move(min(following, target))
        raise RuntimeError("the schedule never comes to rest")

    async def go_until_something_is_said(self, latest: datetime) -> bool:
        """Move to just after the next message, and what goes out with it; False where nothing came by `latest`."""
        said = await self.posts()
        for _ in range(MOST_STOPS):
            following = (await self._work()).first(latest)
            found = await self.posts() > said
            if found and (following - self._clock()).total_seconds() > 60:
                return True
            if following >= latest:
                return found
            self._move(following)
        raise RuntimeError("the schedule never comes to rest")

    async def settle(self, patience: timedelta) -> None:
        """Do what is due now, and move on as long as something waits that goes out within `patience`."""
        latest = self._clock() + patience
        for _ in range(MOST_STOPS):
            stops = await self._work()
            if stops.delivery is None or stops.delivery > latest:
                return
            self._move(stops.first(latest))
        raise RuntimeError("the outbox never comes to rest")

    def _move(self, moment: datetime) -> None:
        self._set_clock(max(moment, self._clock()))

    async def _work(self) -> _Stops:
        """Do what is due, and tell when there is something to do next."""
        now = self._clock()
        await self._services.schedule.tick(now)
        stops, most = await self._stops(), 1
        while stops.delivery is not None and stops.delivery <= now:
            # One by itself first: mostly that is all, and nothing more is asked for.
            if not await self._services.delivery.deliver_due(now, most):
                break
            if self._meanwhile is not None:
                await self._meanwhile()
            stops, most = await self._stops(), MOST_AT_ONCE
        return stops

    async def _stops(self) -> _Stops:
        async with self._services.app.database.read() as session:
            return _Stops(*await next_stops(session))

    async def posts(self) -> int:
        """How many messages the bot has posted so far."""
        async with self._services.app.database.read() as session:
            return await deliveries.posts_sent(session)
