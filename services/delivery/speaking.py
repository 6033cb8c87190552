"""Speaking with the chat: re-check, word, look for what is in doubt, and send. What came of it the engine records."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from prompts.message import Message, SharedFile
from services.context import AppContext
from services.delivery.dividing import together
from services.delivery.trouble import Moved, NotYet, at_gate
from services.ports import CannotTell, ChannelUnusable, NoTogether, Posted, Rejected, Span, Unsure
from storage import deliveries
from storage import rate_limits as gates
from storage.models import Delivery

log = logging.getLogger(__name__)

CLOCKS_APART = timedelta(minutes=10)
"""How far the chat's clock may be behind ours when a conversation is searched from the first attempt on."""


class Skip(Struct, frozen=True):
    """The message no longer makes sense; `reason` is for the operator."""

    reason: str


class ToEach(Struct, frozen=True):
    """The chat has no conversation of several people: each gets a message of their own."""


Outcome: TypeAlias = "Posted | Skip | ToEach"


class RenderContext(Struct, frozen=True):
    """What an announcement has at hand: a read transaction, the row's payload, the moment, and the ground."""

    session: AsyncSession
    delivery: Delivery
    now: datetime
    app: AppContext

    def id(self, name: str) -> int:
        """The id of that name in the payload."""
        return int(self.delivery.payload[name])


Announcement = Callable[[RenderContext], Awaitable[Message | SharedFile | Skip]]


class Speaker:
    """Words one claimed row and sends it, outside any transaction."""

    def __init__(self, app: AppContext, announcements: Mapping[str, Announcement], name: str) -> None:
        """name: tells this worker from others in the claims."""
        self._app = app
        self._announcements = announcements
        self._name = name

    async def send(self, row: Delivery, now: datetime) -> Outcome:
        """Word and send what was claimed at `now`, and tell what came of it. Raises DeliveryProblem's kinds."""
        if row.operation == gates.DELETE:
            return await self._delete(row)
        if row.expires_at is not None and row.expires_at <= now and not row.in_doubt:
            return Skip("too late to be useful")
        announcement = self._announcements.get(row.kind)
        if announcement is None:
            raise Rejected(f"no announcement is called {row.kind}")
        async with self._app.database.read() as session:
            target = await deliveries.by_id(session, row.target_id) if row.target_id else None
            content = await announcement(RenderContext(session, row, now, self._app))
            everybody = await together(session, target if target and row.operation == gates.UPDATE else row)
        if row.operation == gates.UPDATE:
            return await self._update(row, target, content, everybody)
        if isinstance(content, Skip) and not row.in_doubt:
            return content
        # A thread is where its first message stands, which may be the channel of before.
        is_there = target is not None and row.in_thread and target.channel_id == row.channel_id
        thread_ts = target.posted_ts if target is not None and is_there else None
        channel_id = row.posted_channel or row.channel_id or row.conversation_id
        if channel_id is None:
            try:
                channel_id = await self._direct(row)
            except NoTogether:
                return ToEach()
        try:
            return await self._say(row, content, channel_id, thread_ts, everybody)
        except ChannelUnusable as problem:
            if channel_id == row.conversation_id:
                raise Moved(problem.reason) from problem
            raise

    async def _direct(self, row: Delivery) -> str:
        """Where to speak with the row's people. One person can be posted to by their id, without a call to open."""
        if row.operation == "post" and len(row.people) == 1 and not row.in_doubt:
            return str(row.people[0])
        messenger = await self._app.messenger(row.workspace_id)
        with at_gate(gates.OPEN):
            return await messenger.open_conversation(row.people)

    async def _say(
        self,
        row: Delivery,
        content: Message | SharedFile | Skip,
        channel_id: str,
        thread_ts: str | None,
        everybody: Sequence[str],
    ) -> Posted | Skip:
        if row.operation == gates.FILE:
            return await self._share(row, content, channel_id, thread_ts)
        messenger = await self._app.messenger(row.workspace_id)
        if row.in_doubt:
            found = await self._found(row, partial(messenger.find_post, channel_id, row.id, thread_ts, _span(row)))
            if found is not None:
                return found
        if isinstance(content, Skip):
            return content
        if not isinstance(content, Message):
            raise Rejected(f"{row.kind} is a file, but was queued as a message")
        with at_gate(gates.POST):
            return await messenger.post(channel_id, content, row.id, thread_ts, together=everybody)

    async def _found(self, row: Delivery, look: Callable[[], Awaitable[Posted | None]]) -> Posted | None:
        """What is in doubt, where it stands; None where it is not there, or where nobody can tell: it is sent (again).

        So a chat that shows the bot no history hears everything at least once, and now and then something twice.
        """
        if row.posted_channel is not None and row.posted_ts is not None:
            return Posted(row.posted_channel, row.posted_ts)  # somebody has clicked on it since
        try:
            with at_gate(gates.LOOK_UP):
                return await look()
        except CannotTell:
            log.warning("a message may stand twice", extra={"delivery": row.id, "kind": row.kind})
            return None

    async def _delete(self, row: Delivery) -> Posted:
        posted = Posted(row.posted_channel or "", row.posted_ts or "")
        messenger = await self._app.messenger(row.workspace_id)
        with at_gate(gates.UPDATE):
            await messenger.delete(posted)
        return posted

    async def _update(
        self,
        row: Delivery,
        target: Delivery | None,
        content: Message | SharedFile | Skip,
        everybody: Sequence[str],
    ) -> Outcome:
        if isinstance(content, Skip):
            return content
        if target is not None and target.status == "sent" and not target.posted_channel and len(target.people) > 1:
            return ToEach()
        if target is None or target.posted_channel is None or target.posted_ts is None:
            if target is not None and target.status in deliveries.UNFINISHED:
                raise NotYet("the message to update is not out yet")
            return Skip("the message to update was never posted")
        if not isinstance(content, Message):
            raise Rejected(f"{row.kind} is a file, but was queued as an update")
        posted = Posted(target.posted_channel, target.posted_ts)
        # An update carries the id of the message it updates, which stays findable under it.
        messenger = await self._app.messenger(row.workspace_id)
        try:
            with at_gate(gates.UPDATE):
                await messenger.update(posted, content, target.id, together=everybody)
        except ChannelUnusable as problem:
            if posted.channel_id != row.channel_id:
                # Somebody's own chat, or the channel of before: that says nothing of the network's.
                raise Rejected(problem.reason) from problem
            raise
        return posted

    async def _share(
        self, row: Delivery, content: Message | SharedFile | Skip, channel_id: str, thread_ts: str | None
    ) -> Posted | Skip:
        messenger = await self._app.messenger(row.workspace_id)
        file_id = row.file_id
        if row.in_doubt and file_id is not None:
            look = partial(messenger.find_share, channel_id, file_id, thread_ts, _span(row))
            found = await self._found(row, look)
            if found is not None:
                return found
        if isinstance(content, Skip):
            return content
        if not isinstance(content, SharedFile):
            raise Rejected(f"{row.kind} is a message, but was queued as a file")
        with at_gate(gates.FILE):
            if row.file_id is None:
                # The id is remembered before anybody can see the file, so that a crash never shares it twice.
                file_id = await messenger.upload(content)
                async with self._app.database.write() as session:
                    held = await deliveries.held_by(session, row.number, self._name, row.attempts)
                    if held is None:
                        raise Unsure("another worker took the delivery over")
                    held.file_id = row.file_id = file_id
            await messenger.share(row.file_id, content, channel_id, thread_ts)
        return Posted(channel_id, "")


def _span(row: Delivery) -> Span:
    """When an attempt at the row may have got through, by the chat's clock.

    That is until this very moment, not only until the attempt's lease ended: a machine that stood still in the midst
    of a call sends it when it goes on.
    """
    first = row.first_tried_at or row.created_at
    now = row.claimed_at or first
    return Span(first - CLOCKS_APART, now + CLOCKS_APART, (row.tried_until or now) + CLOCKS_APART)
