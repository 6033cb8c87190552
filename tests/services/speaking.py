"""A messenger that only remembers what was said, and when each saying began and ended."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Sequence
from itertools import count

from domain.people import Standing
from prompts.message import Message, SharedFile
from services.ports import Account, Posted, Profile, RateLimited, Span, WorkspaceIdentity


class Remembering:
    """Speaks in every workspace, slowly where `pace` (seconds) is given; `said` holds (channel, delivery id).

    gate: nothing is said while it is closed. reached: something is to be said, and may wait at the gate.
    """

    def __init__(self, pace: float = 0.0, seed: int = 0) -> None:
        self.said: list[tuple[str, str]] = []
        self.limited: set[str] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.reached = asyncio.Event()
        self._pace = pace
        self._dice = random.Random(seed)
        self._stamps = count(1)

    async def for_workspace(self, workspace_id: int) -> Remembering:
        return self

    async def identity(self) -> WorkspaceIdentity:
        return WorkspaceIdentity("T1", "Schools", "UBOT")

    async def open_conversation(self, people: Sequence[str]) -> str:
        return "D" + "+".join(people)

    async def post(
        self,
        channel_id: str,
        message: Message,
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        together: Sequence[str] = (),
    ) -> Posted:
        if channel_id in self.limited:
            raise RateLimited("ratelimited", 30)
        if self._pace:
            await asyncio.sleep(self._dice.uniform(0, self._pace))
        self.reached.set()
        await self.gate.wait()
        self.said.append((channel_id, delivery_id))
        return Posted(channel_id, f"{next(self._stamps)}.0")

    async def update(self, posted: Posted, message: Message, delivery_id: str, *, together: Sequence[str] = ()) -> None:
        return

    async def delete(self, posted: Posted) -> None:
        return

    async def find_post(self, channel_id: str, delivery_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        return Posted(channel_id, "0.0") if (channel_id, delivery_id) in self.said else None

    async def upload(self, file: SharedFile) -> str:
        return "F1"

    async def share(self, file_id: str, file: SharedFile, channel_id: str, thread_ts: str | None = None) -> None:
        return

    async def find_share(self, channel_id: str, file_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        return None

    async def user_with_email(self, email: str, channels: Collection[str] = ()) -> str | None:
        return None

    async def standing_of(self, person: str, channels: Collection[str] = ()) -> Standing:
        return Standing.PERSON

    async def standing_of_account(self, chat_id: str, channels: Collection[str] = ()) -> Standing:
        return Standing.PERSON

    async def profile_of(self, person: str) -> Profile:
        return Profile()

    async def people(self, cursor: str = "", channels: Collection[str] = ()) -> tuple[Sequence[Account], str | None]:
        return [], None

    async def members(self, channel_id: str) -> frozenset[str]:
        return frozenset()

    async def channels_of(self, person: str) -> frozenset[str]:
        return frozenset()
