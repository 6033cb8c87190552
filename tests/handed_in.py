"""What the practice workspace tells the bot, handed to its web application as a server would, with none in between.

Most of what a test costs besides its database is a server and a client that read the same bytes. The request is signed
as ever, and the application looks at its headers, its signature and its body. What is about connections (slow senders,
replays, a bot that is away) goes over one: the bot is served all the same.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.types import ASGIApp, Message

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer
from practice.slack.bot_link import HttpLink, SignedRequest


class HandedIn(HttpLink):
    """A way to the bot that opens no connection. url: where the bot can be reached over one."""

    def __init__(self, app: ASGIApp, url: str, signing_secret: str) -> None:
        super().__init__(url, signing_secret)
        self._app = app
        self._under_way: set[asyncio.Task[None]] = set()

    async def post(self, request: SignedRequest, seconds: float) -> Answer:
        began, exchange = time.monotonic(), _Exchange(request)
        task = asyncio.create_task(exchange.run(self._app))
        self._under_way.add(task)  # whatever comes after the answer goes on by itself
        task.add_done_callback(self._under_way.discard)
        try:
            async with asyncio.timeout(seconds):
                await exchange.answered.wait()
        except TimeoutError:
            return Answer(None, failure=TIMEOUT, seconds=time.monotonic() - began)
        text, status = exchange.body.decode(), exchange.status
        body: Any = json.loads(text) if text and exchange.content_type == "application/json" else text
        failure = None if status is not None and status < 300 else DISPATCH_FAILED
        return Answer(status, body, failure, time.monotonic() - began)


class _Exchange:
    """One request, and what is answered."""

    def __init__(self, request: SignedRequest) -> None:
        self._request = request
        self._is_read = False
        self.status: int | None = None
        self.content_type = ""
        self.body = b""
        self.answered = asyncio.Event()

    async def run(self, app: ASGIApp) -> None:
        headers = {"host": "bot.test", "content-length": str(len(self._request.body)), **self._request.headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/slack/events",
            "raw_path": b"/slack/events",
            "query_string": b"",
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
        return {"type": "http.request", "body": self._request.body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            found = dict(message.get("headers", ()))
            self.content_type = found.get(b"content-type", b"").decode().partition(";")[0]
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                self.answered.set()
