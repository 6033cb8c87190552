"""A messenger in this process that refuses what Teams' limits refuse, in virtual time."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.quick_messenger import QuickMessenger
from domain.people import is_person_id
from practice.clock import VirtualClock
from practice.teams.rates import SENDS, Counter
from prompts.message import Message
from services.ports import NoTogether, Posted, RateLimited

IN_TENANT = 30
"""Calls a second; what Teams' older pages say, and its newer ones more."""


class QuickTeams(QuickMessenger):
    """As QuickMessenger. A chat with a person is begun by a call of its own, before the first message."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self._tenant = Counter(((IN_TENANT, 1.0),))
        self._conversations: dict[tuple[str, str | None], float | Counter] = {}

    async def open_conversation(self, people: Sequence[str]) -> str:
        if len(people) > 1:
            raise NoTogether("of several people")
        self._take("create", people[0])
        return f"a:{people[0]}"

    async def post(
        self,
        channel_id: str,
        message: Message,
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        together: Sequence[str] = (),
    ) -> Posted:
        place = await self.open_conversation([channel_id]) if is_person_id(channel_id) else channel_id
        self._take("send", place)
        self.posts += 1
        self.last = self._clock.now()
        return Posted(place, str(next(self._stamps)))

    def _take(self, method: str, channel_id: str | None = None) -> None:
        now, of_tenant = self._clock.now(), self._tenant
        conversation = self._counter((method, channel_id))
        waits = [of_tenant.wait(now), conversation.wait(now) if conversation is not None else 0.0]
        if max(waits) > 0:
            self.refused += 1
            raise RateLimited("Throttled", max(waits))
        of_tenant.times.append(now)
        if conversation is not None:
            conversation.times.append(now)
        else:
            self._conversations[method, channel_id] = now

    def _counter(self, key: tuple[str, str | None]) -> Counter | None:
        """Of a conversation where something went before; of one with a single call that call's time is kept alone."""
        found = self._conversations.get(key)
        if isinstance(found, float):
            counter = self._conversations[key] = Counter(SENDS)
            counter.times.append(found)
            return counter
        return found
