"""How the bot's answers leave the machine."""

from __future__ import annotations

import socket
from typing import Any, cast

from starlette.applications import Starlette

from bot.serving import serving
from tests.browsers import browser


async def test_the_end_of_an_answer_does_not_wait_until_its_beginning_is_acknowledged() -> None:
    """That would be 40 ms for each answer, since head and body are written one after the other."""
    at_once: list[int] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        connection = send.__self__.transport.get_extra_info("socket")
        at_once.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    async with serving(cast(Starlette, answer), "127.0.0.1", 0) as port, browser() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).text == "ok"
    assert at_once == [1]
