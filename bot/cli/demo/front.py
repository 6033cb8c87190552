"""The demo's one address: a first page with the chats to choose from, and behind it what each of them needs.

A chat's demo is started when somebody first goes there: each has a bot, a database and a clock of its own, so that a
move of the clock costs no more than it does in one chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from practice.page.choice import Choice, choice_page
from practice.page.files import SAFE, PageFiles
from practice.serving import Host

FILES = "/demo-files"
"""Where the first page's own files are, whichever chats run."""


@dataclass(frozen=True)
class Behind:
    """An application behind the front. owns: whether an address is for it."""

    app: ASGIApp
    owns: Callable[[str], bool]


@dataclass
class Front:
    """Hands each request to whom it is for: the youngest application that owns its address."""

    host: Host
    behind: list[Behind] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return self.host.base_url

    def add(self, app: ASGIApp, owns: Callable[[str], bool]) -> None:
        """Put an application behind the front, for the addresses that it owns."""
        self.behind.insert(0, Behind(app, owns))

    def add_last(self, app: ASGIApp) -> None:
        """Put one there for all addresses that nobody else owns."""
        self.behind.append(Behind(app, lambda path: True))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = next((one.app for one in self.behind if one.owns(scope["path"])), None)
        await (found or self._nobodys(scope))(scope, receive, send)

    def _nobodys(self, scope: Scope) -> Response:
        """Whoever comes back to a page of a chat that has not been chosen since the start chooses one."""
        if scope["type"] == "http" and "text/html" in Request(scope).headers.get("accept", ""):
            return RedirectResponse("/")
        return Response("There is nothing here.", status_code=404)


@asynccontextmanager
async def front_at(port: int) -> AsyncIterator[Front]:
    """An empty front at this port of this machine; 0 is any free one. Raises OSError where it is taken."""
    front = Front(Host(port))
    async with front.host.serving(front):
        yield front


@dataclass(frozen=True)
class Offer:
    """A chat to choose. start: the address at which its page begins; start_as: the same for one person of the sample.
    open: runs its demo until the block ends."""

    choice: Choice
    start: str
    start_as: Callable[[str], str]
    open: Callable[[], AbstractAsyncContextManager[object]]


class Choosing:
    """The first page, and the demos that were chosen on it."""

    def __init__(self, front: Front, offers: Sequence[Offer]) -> None:
        self._offers = {offer.choice.key: offer for offer in offers}
        self._opened: dict[str, asyncio.Task[None]] = {}
        self._ready: dict[str, asyncio.Event] = {}
        self._end = asyncio.Event()
        routes = [
            Route("/", self._page),
            Route("/in/{chat}", self._go),
            Route("/in/{chat}/{person}", self._go),
            Mount(FILES, PageFiles()),
        ]
        app = Starlette(routes=routes)
        front.add(app, lambda path: path == "/" or path.startswith((FILES, "/in/")))

    async def _page(self, request: Request) -> Response:
        return HTMLResponse(choice_page([offer.choice for offer in self._offers.values()], FILES), headers=SAFE)

    async def _go(self, request: Request) -> Response:
        """Go to a chat, as somebody if one is named, once its demo runs."""
        offer = self._offers.get(request.path_params["chat"])
        if offer is None:
            return RedirectResponse("/")
        await self.opened(offer.choice.key)
        person = request.path_params.get("person")
        return RedirectResponse(offer.start if person is None else offer.start_as(person))

    async def opened(self, key: str) -> None:
        """Start a chat's demo unless it runs already, and wait until it does. Raises what stops it from starting."""
        if key not in self._opened:
            self._ready[key] = asyncio.Event()
            self._opened[key] = asyncio.create_task(self._live(key))
        ready = asyncio.create_task(self._ready[key].wait())
        await asyncio.wait({ready, self._opened[key]}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._opened[key].done():
            await self._opened.pop(key)  # says why it did not start; whoever comes next tries again

    async def _live(self, key: str) -> None:
        async with self._offers[key].open():
            self._ready[key].set()
            await self._end.wait()

    async def close(self) -> None:
        """End the demos that run."""
        self._end.set()
        for task in self._opened.values():
            with suppress(Exception):
                await task
