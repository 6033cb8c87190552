"""Too many requests at once are turned away at once and counted; monitors are always answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.crowd import REFUSED, Crowd

SLACK = "http://bot/slack/events"


class Slow:
    """A web application that answers when told to."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        routes = [Route("/slack/events", self._slow, methods=["POST"]), Route("/healthz", self._slow)]
        self.crowd = Crowd(Starlette(routes=routes), most=2)

    async def _slow(self, request: Request) -> Response:
        if request.method == "POST":
            await self.go_on.wait()
        return PlainTextResponse("ok")


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def client(slow: Slow) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=slow.crowd)) as found:
        yield found


def refused() -> float:
    return float(REFUSED._value.get())


async def test_what_is_past_capacity_is_refused_at_once_and_counted(slow: Slow, client: httpx.AsyncClient) -> None:
    before = refused()
    inside = [asyncio.create_task(client.post(SLACK)) for _ in range(2)]
    await asyncio.sleep(0.05)
    async with asyncio.timeout(1):
        answer = await client.post(SLACK)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert refused() == before + 1
    slow.go_on.set()
    assert [found.status_code for found in await asyncio.gather(*inside)] == [200, 200]


async def test_room_is_free_again_when_requests_are_answered(slow: Slow, client: httpx.AsyncClient) -> None:
    slow.go_on.set()
    answers = [await client.post(SLACK) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}


async def test_monitors_are_answered_however_many_wait(slow: Slow, client: httpx.AsyncClient) -> None:
    inside = [asyncio.create_task(client.post(SLACK)) for _ in range(2)]
    await asyncio.sleep(0.05)
    assert (await client.get("http://bot/healthz")).status_code == 200
    slow.go_on.set()
    await asyncio.gather(*inside)
