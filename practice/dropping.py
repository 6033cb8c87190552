"""Answers that never come: the connection breaks, or stays open in silence."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from practice.faults import Faults

Drop = Callable[[Scope], None]


async def _until_gone(receive: Receive) -> None:
    message: Any = None
    while message is None or message["type"] != "http.disconnect":
        message = await receive()


class Dropped(Response):
    """Breaks the connection instead of answering."""

    def __init__(self, drop: Drop) -> None:
        super().__init__()
        self._drop = drop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Break it, and wait until it is broken."""
        self._drop(scope)
        await _until_gone(receive)


class Hanging(Response):
    """Says nothing until the caller gives up or the workspace stops."""

    def __init__(self, drop: Drop, faults: Faults) -> None:
        super().__init__()
        self._drop = drop
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait in silence."""
        gone = asyncio.create_task(_until_gone(receive))
        stopping = asyncio.create_task(self._faults.stopping.wait())
        try:
            await asyncio.wait({gone, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not gone.done():
                self._drop(scope)
                await gone
        finally:
            for task in (gone, stopping):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
