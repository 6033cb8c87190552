"""Knows people of another organisation, met in a shared channel: Teams tells of them as of anybody in it, and only the
channel's roster says whose they are."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.teams.activity import Activity, Sender, part_of, text_in
from bot.teams.speaking import Speaking
from domain.people import Standing
from services.ports import DeliveryProblem

VISITORS_SECONDS = 600.0
"""For so long the roster is not looked at again for somebody of another organisation, or whom it does not name."""
MOST_REMEMBERED = 50_000


class Visitors:
    def __init__(self, speaking: Speaking, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._speaking = speaking
        self._monotonic = monotonic
        self._ours: set[str] = set()
        self._others: dict[tuple[str, str], tuple[float, bool]] = {}

    async def is_one(self, activity: Activity) -> bool:
        """Whether whoever did it is of another organisation. Where the roster cannot be read nobody is: what they may
        do hangs on their roles, which none of them has."""
        named = text_in(part_of(activity.body, "from"), "tenantId")
        if named and named != activity.tenant_id:
            return True
        return bool(activity.channel_id) and await self.is_from_elsewhere(activity.channel_id, activity.sender)

    async def is_from_elsewhere(self, channel_id: str, sender: Sender) -> bool:
        """The same of anybody in a channel, as its roster tells."""
        if sender.id in self._ours:
            return False
        key, now = (channel_id, sender.id), self._monotonic()
        known = self._others.get(key)
        if known is not None and known[0] > now:
            return known[1]
        try:
            found = await self._speaking.standing_in(channel_id, sender)
        except DeliveryProblem:
            return False
        if len(self._ours) + len(self._others) >= MOST_REMEMBERED:
            self._ours.clear()
            self._others.clear()
        if found in (None, Standing.STRANGER):
            self._others[key] = now + VISITORS_SECONDS, found is Standing.STRANGER
        else:
            self._ours.add(sender.id)
        return found is Standing.STRANGER
