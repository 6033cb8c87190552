"""What the chats say of people, remembered for a day by this process alone: what they are called, and their zone."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from services.ports import DeliveryProblem, Messengers, Profile

A_DAY = timedelta(days=1)
AT_ONCE = 8
MOST = 20_000
"""So many people are remembered; past that the process begins anew."""


class Profiles:
    """Never in the database: a name that nobody needs to be reminded of is not kept."""

    def __init__(self, messengers: Messengers) -> None:
        self._messengers = messengers
        self._known: dict[tuple[int, str], tuple[datetime, Profile]] = {}
        self._zones: dict[tuple[int, str], str] = {}

    async def of(
        self, workspace_id: int, people: Collection[str], now: datetime, *, seconds: float
    ) -> dict[str, Profile]:
        """By our ids, what the chat says of these people; whom it does not tell of within that time is left out.

        For outside a transaction, since it asks the chat.
        """
        missing = [one for one in people if not self._knows(workspace_id, one, now)]
        if missing:
            gate = asyncio.Semaphore(AT_ONCE)
            try:
                async with asyncio.timeout(seconds):
                    await asyncio.gather(*(self._look(workspace_id, one, now, gate) for one in missing))
            except TimeoutError:
                pass  # what has come so far is what there is
        found = {one: self._known.get((workspace_id, one)) for one in people}
        return {one: self._with_zone(workspace_id, one, known[1]) for one, known in found.items() if known is not None}

    def note_zone(self, workspace_id: int, person: str, zone: str) -> None:
        """What somebody's own device says of their zone, for a chat that tells of it only there."""
        if len(self._zones) >= MOST:
            self._zones.clear()
        self._zones[workspace_id, person] = zone

    def _with_zone(self, workspace_id: int, person: str, profile: Profile) -> Profile:
        return profile if profile.zone else Profile(profile.names, self._zones.get((workspace_id, person), ""))

    def forget(self) -> None:
        """Ask anew about everybody: somebody was erased."""
        self._known.clear()

    def _knows(self, workspace_id: int, person: str, now: datetime) -> bool:
        known = self._known.get((workspace_id, person))
        return known is not None and known[0] <= now < known[0] + A_DAY

    async def _look(self, workspace_id: int, person: str, now: datetime, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                profile = await (await self._messengers.for_workspace(workspace_id)).profile_of(person)
            except DeliveryProblem:
                return
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[workspace_id, person] = now, profile
