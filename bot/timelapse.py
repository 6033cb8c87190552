"""Moving through time: stops at everything that falls due, carries it out and sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.clock import Clock
from services import Services
from storage import deliveries

MOST_STOPS = 20_000
NEVER = datetime.max.replace(tzinfo=UTC)


class TimeLapse:
    """clock: what the bot reads; set_clock: moves it; meanwhile: done after each stop at which something was sent.

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
            await self._work()
            following = await self._following(NEVER)
            if self._clock() >= target and following > self._clock():
                return
            self._set_clock(max(min(following, target), self._clock()))
        raise RuntimeError("the schedule never comes to rest")

    async def go_until_something_is_said(self, latest: datetime) -> bool:
        """Move to just after the next message, and what goes out with it; False where nothing came by `latest`."""
        said = await self.posts()
        for _ in range(MOST_STOPS):
            await self._work()
            found = await self.posts() > said
            following = await self._following(latest)
            if found and (following - self._clock()).total_seconds() > 60:
                return True
            if following >= latest:
                return found
            self._set_clock(max(following, self._clock()))
        raise RuntimeError("the schedule never comes to rest")

    async def _work(self) -> None:
        now = self._clock()
        await self._services.schedule.tick(now)
        sent = False
        while await self._services.delivery.deliver_due(now):
            sent = True
        if sent and self._meanwhile is not None:
            await self._meanwhile()

    async def _following(self, otherwise: datetime) -> datetime:
        """When there is something to do next after this moment; `otherwise` where nothing waits."""
        stops = (await self._services.schedule.next_check(), await self._services.delivery.next_due())
        return min((stop for stop in stops if stop is not None), default=otherwise)

    async def posts(self) -> int:
        """How many messages the bot has posted so far."""
        async with self._services.app.database.read() as session:
            return await deliveries.posts_sent(session)
