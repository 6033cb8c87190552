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

from bot import sample
from bot.crowd import REFUSED, Crowd
from tests.house import House

SLACK = "http://bot/slack/events"


class Slow:
    """A web application that answers when told to."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        routes = [Route("/slack/events", self._slow, methods=["POST"]), Route("/healthz", self._slow)]
        self.working = 0
        self.crowd = Crowd(Starlette(routes=routes), lambda: self.working, most=2)

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


async def test_what_is_acknowledged_and_still_at_work_counts(slow: Slow, client: httpx.AsyncClient) -> None:
    slow.go_on.set()
    slow.working = 2
    assert (await client.post(SLACK)).status_code == 503
    slow.working = 1
    assert (await client.post(SLACK)).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_commands_that_wait_for_slack_fill_a_process(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is acknowledged at once, and its form takes its time to open."""
    monkeypatch.setattr(Crowd.__init__, "__defaults__", (4,))  # read at the first request
    house.faults.delay(2, "views.open", times=4)
    before, anna = refused(), house.person("UCHAIR")
    asked = [await anna.command(sample.MERRI_BEK, "/cop-action", "add") for _ in range(7)]
    assert all(outcome.ok for outcome in asked[:4])
    assert not any(outcome.ok for outcome in asked[4:])
    assert refused() == before + 3
    await house.bot.router.finish()
    assert (await anna.command(sample.MERRI_BEK, "/cop-help")).ok
