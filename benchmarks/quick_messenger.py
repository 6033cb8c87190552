"""A messenger in this process that refuses what Slack's limits refuse, in virtual time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count

from domain.people import Standing
from practice.clock import VirtualClock
from practice.slack.rates import RateLimits
from prompts.message import Message, SharedFile
from services.ports import Account, Posted, Profile, RateLimited, Span, WorkspaceIdentity


class QuickMessenger:
    """Speaks in every workspace at once. `posts` counts what went out, `refused` the 429s, `last` is the last post."""

    def __init__(self, clock: VirtualClock) -> None:
        self.posts = 0
        self.refused = 0
        self.last = clock.now()
        self._clock = clock
        self._limits = RateLimits(clock)
        self._stamps = count(1)

    async def for_workspace(self, workspace_id: int) -> QuickMessenger:
        return self

    async def identity(self) -> WorkspaceIdentity:
        return WorkspaceIdentity("T1", "Schools", "UBOT")

    async def open_conversation(self, people: Sequence[str]) -> str:
        self._take("conversations.open")
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
        self._take("chat.postMessage", channel_id)
        self.posts += 1
        self.last = self._clock.now()
        return Posted(channel_id if channel_id.startswith("C") else f"D{channel_id}", f"{next(self._stamps)}.0")

    def _take(self, method: str, channel_id: str | None = None) -> None:
        wait = self._limits.take(method, 50, channel_id)
        if wait is not None:
            self.refused += 1
            raise RateLimited("ratelimited", wait)

    async def update(self, posted: Posted, message: Message, delivery_id: str, *, together: Sequence[str] = ()) -> None:
        self._take("chat.update")

    async def delete(self, posted: Posted) -> None:
        self._take("chat.delete")

    async def find_post(self, channel_id: str, delivery_id: str, thread_ts: str | None, span: Span) -> None:
        self._take("conversations.history")

    async def upload(self, file: SharedFile) -> str:
        return "F1"

    async def share(self, file_id: str, file: SharedFile, channel_id: str, thread_ts: str | None = None) -> None:
        self._take("files.completeUploadExternal")

    async def find_share(self, channel_id: str, file_id: str, thread_ts: str | None, span: Span) -> None:
        self._take("conversations.history")

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
