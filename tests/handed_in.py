"""What a chat's workspace and the bot tell each other, handed to the other's web application as a server would, with
none in between.

Most of what a test costs besides its database is a server and a client that read the same bytes. What comes in is
signed as ever, and the application looks at headers, signature and body. What is about connections (slow senders,
replays, a bot that is away, a chat where something goes wrong) goes over one: both are served all the same.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import aiohttp
from multidict import CIMultiDict
from starlette.types import ASGIApp, Message

from bot import serving
from bot.connections import Connections
from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer
from practice.faults import Faults
from practice.slack.bot_link import HttpLink, SignedRequest
from practice.teams import bot_link as teams_link


class HandedIn(HttpLink):
    """A way from Slack to the bot that opens no connection. url: where the bot can be reached over one."""

    def __init__(self, app: ASGIApp, url: str, signing_secret: str) -> None:
        super().__init__(url, signing_secret)
        self._app = app
        self._under_way: set[asyncio.Task[None]] = set()

    async def post(self, request: SignedRequest, seconds: float) -> Answer:
        began = time.monotonic()
        exchange = _Exchange("POST", self.url, request.headers, request.body)
        if not await _answered(self._app, exchange, seconds, self._under_way):
            return Answer(None, failure=TIMEOUT, seconds=time.monotonic() - began)
        text, status = exchange.body.decode(), exchange.status
        body: Any = json.loads(text) if text and exchange.content_type == "application/json" else text
        failure = None if status is not None and status < 300 else DISPATCH_FAILED
        return Answer(status, body, failure, time.monotonic() - began)


class TeamsHandedIn(teams_link.HttpLink):
    """The same from Teams."""

    def __init__(self, app: ASGIApp, url: str) -> None:
        super().__init__(url)
        self._app = app
        self._under_way: set[asyncio.Task[None]] = set()

    async def post(self, request: teams_link.SignedRequest, seconds: float) -> Answer:
        self.requests.append(request)
        began = time.monotonic()
        exchange = _Exchange("POST", self.url, request.headers, request.body)
        if not await _answered(self._app, exchange, seconds, self._under_way):
            return Answer(None, failure=TIMEOUT, seconds=time.monotonic() - began)
        body = teams_link.read(exchange.content_type, exchange.body.decode())
        failure = None if exchange.status is not None and exchange.status < 300 else DISPATCH_FAILED
        return Answer(exchange.status, body, failure, time.monotonic() - began)

    async def get(self, url: str, seconds: float) -> tuple[int, str, bytes]:
        if urlsplit(url).netloc != urlsplit(self.url).netloc:
            return await super().get(url, seconds)
        exchange = _Exchange("GET", url, {}, b"")
        await exchange.run(self._app)
        return exchange.status or 0, exchange.content_type, exchange.body


async def _answered(app: ASGIApp, exchange: _Exchange, seconds: float, under_way: set[asyncio.Task[None]]) -> bool:
    """Hand it in, and wait for the answer; whatever comes after the answer goes on by itself."""
    task = asyncio.create_task(exchange.run(app))
    under_way.add(task)
    task.add_done_callback(under_way.discard)
    try:
        async with asyncio.timeout(seconds):
            await exchange.answered.wait()
    except TimeoutError:
        return False
    return True


class HandedOut(Connections):
    """The bot's connections to a chat whose application is at hand. address: where that is served as well, for when
    something is to go wrong on the way."""

    def __init__(self, app: ASGIApp, address: str, faults: Faults) -> None:
        super().__init__()
        self._app = app
        self._address = address
        self._faults = faults

    @property
    def session(self) -> Any:
        return _Session(self._hand_out, lambda: super(HandedOut, self).session)

    def _hand_out(self, method: str, url: str, given: Mapping[str, Any]) -> _Asked | None:
        """The call, where it can do without a connection."""
        if not url.startswith(self._address) or self._faults.may_strike:
            return None
        headers = {str(name): str(value) for name, value in (given.get("headers") or {}).items()}
        content, data = given.get("json"), given.get("data")
        if content is not None:
            headers["Content-Type"], body = "application/json", json.dumps(content).encode()
        elif isinstance(data, Mapping) and all(isinstance(value, str | int | float) for value in data.values()):
            headers["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(data).encode()
        elif isinstance(data, bytes | str | None):
            body = data.encode() if isinstance(data, str) else data or b""
        else:
            return None
        query = urlencode(given.get("params") or {})
        return _Asked(self._app, _Exchange(method, f"{url}?{query}" if query else url, headers, body))


class _Session:
    """What a session of aiohttp is to those who make calls with it."""

    closed = False

    def __init__(self, hand_out: Callable[..., _Asked | None], usual: Callable[[], aiohttp.ClientSession]) -> None:
        self._hand_out = hand_out
        self._usual = usual

    def request(self, method: str, url: str, **given: Any) -> Any:
        return self._hand_out(method, str(url), given) or self._usual().request(method, url, **given)

    def get(self, url: str, **given: Any) -> Any:
        return self.request("GET", url, **given)

    def post(self, url: str, **given: Any) -> Any:
        return self.request("POST", url, **given)


class _Asked:
    """One call: inside the block, what was answered."""

    def __init__(self, app: ASGIApp, exchange: _Exchange) -> None:
        self._app = app
        self._exchange = exchange

    async def __aenter__(self) -> _Asked:
        await asyncio.sleep(0)  # as over a connection, others have their turn
        try:
            await self._exchange.run(self._app)
        except Exception:
            if self._exchange.status is None:
                raise
        self.status = self._exchange.status
        self.headers = self._exchange.headers
        self.content_type = self._exchange.content_type
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await asyncio.sleep(0)

    async def read(self) -> bytes:
        return self._exchange.body

    async def text(self) -> str:
        return self._exchange.body.decode()

    async def json(self, *, content_type: str | None = "application/json") -> Any:
        if content_type is not None and self.content_type != content_type:
            raise aiohttp.ContentTypeError(None, ())  # type: ignore[arg-type]
        return json.loads(self._exchange.body)

    def raise_for_status(self) -> None:
        if self.status is None or self.status >= 400:
            raise aiohttp.ClientResponseError(None, (), status=self.status or 0)  # type: ignore[arg-type]


class _Exchange:
    """One request, and what is answered."""

    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        self._method = method
        self._url = urlsplit(url)
        self._headers = headers
        self._body = body
        self._is_read = False
        self.status: int | None = None
        self.headers: CIMultiDict[str] = CIMultiDict()
        self.body = b""
        self.answered = asyncio.Event()

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    async def run(self, app: ASGIApp) -> None:
        headers = {"host": self._url.netloc, "content-length": str(len(self._body)), **self._headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self._method,
            "scheme": "http",
            "path": unquote(self._url.path),
            "raw_path": self._url.path.encode(),
            "query_string": self._url.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        try:
            await app(scope, self._receive, self._send)
        finally:
            self.answered.set()

    async def _receive(self) -> Message:
        if self._is_read:
            await asyncio.Event().wait()  # nobody hangs up
        self._is_read = True
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers.extend((name.decode(), value.decode()) for name, value in message.get("headers", ()))
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                self.answered.set()


def end_servers_at_once() -> None:
    """Let a server that nobody is connected to wait for nobody at its end: a tenth of a second for each house."""
    usual = serving._Server.shutdown

    async def shutdown(server: serving._Server, sockets: list[socket.socket] | None = None) -> None:
        if server.server_state.connections or server.server_state.tasks:
            await usual(server, sockets)
            return
        for each in server.servers:
            each.close()
            await each.wait_closed()

    serving._Server.shutdown = shutdown
