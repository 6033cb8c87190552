"""The Socket Mode side: bots connect to a websocket, deliveries go out on it, answers come back.

The websocket has a port of its own, opened when the first bot asks for it, because the web server
speaks plain HTTP alone.
"""

import asyncio
import json
import secrets
import time
from typing import Any

from aiohttp import WSMsgType, web

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer
from practice.slack.bot_link import Delivery


class SocketLink:
    """All of the bot's open websockets; a delivery goes out on one of them."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._runner: web.AppRunner | None = None
        self._port = 0
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._starting = asyncio.Lock()
        self.sent: list[dict[str, Any]] = []

    @property
    def connections(self) -> int:
        """Say how many websockets are open."""
        return len(self._sockets)

    async def address(self) -> str:
        """Give a websocket address that works once, as apps.connections.open does."""
        async with self._starting:
            if self._runner is None:
                app = web.Application()
                app.router.add_get("/link/", self._serve)
                runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
                await runner.setup()
                site = web.TCPSite(runner, "127.0.0.1", 0)
                await site.start()
                self._runner, self._port = runner, runner.addresses[0][1]
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._port}/link/?ticket={ticket}&app_id={self._app_id}"

    async def connected(self, seconds: float = 3.0) -> None:
        """Wait until a bot is connected; TimeoutError if none comes."""
        async with asyncio.timeout(seconds):
            while not self._sockets:  # noqa: ASYNC110 (a look now and then is enough here)
                await asyncio.sleep(0.01)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="This address was used already.")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        greeting = {
            "type": "hello",
            "num_connections": len(self._sockets) + 1,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "practice", "approximate_connection_time": 18060},
        }
        await socket.send_str(json.dumps(greeting))
        self._sockets.append(socket)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._take(json.loads(message.data))
        finally:
            self._sockets.remove(socket)
        return socket

    def _take(self, answer: dict[str, Any]) -> None:
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def send(self, delivery: Delivery, seconds: float) -> Answer:
        """Send a delivery in an envelope and wait for its acknowledgement."""
        envelope = {
            "envelope_id": secrets.token_hex(16),
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.retry_num, "retry_reason": delivery.retry_reason}
        return await self.send_envelope(envelope, seconds)

    async def send_envelope(self, envelope: dict[str, Any], seconds: float) -> Answer:
        """Send an envelope just as it is."""
        if not self._sockets:
            return Answer(None, body="no bot is connected", failure=DISPATCH_FAILED)
        self.sent.append(envelope)
        began = time.monotonic()
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await self._sockets[-1].send_str(json.dumps(envelope))
            body = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return Answer(None, failure=TIMEOUT, seconds=time.monotonic() - began)
        except ConnectionError as error:
            return Answer(None, body=str(error), failure=DISPATCH_FAILED)
        finally:
            del self._waiting[envelope["envelope_id"]]
        return Answer(200, "" if body is None else body, seconds=time.monotonic() - began)

    async def disconnect(self) -> None:
        """Tell every bot to connect anew, as Slack does every few hours."""
        for socket in list(self._sockets):
            await socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def close(self) -> None:
        """Close the websockets and their port."""
        for socket in list(self._sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
