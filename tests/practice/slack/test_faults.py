"""What goes wrong on demand, as the bot's client meets it."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from practice.faults import Faults
from practice.slack.server import BOT_TOKEN, Running
from practice.slack.world import World
from tests.processes import until


def texts(world: World) -> list[str]:
    return [m["text"] for m in world.channels["C0NET"].messages]


async def post(client: AsyncWebClient, text: str = "x") -> Any:
    return await client.chat_postMessage(channel="C0NET", text=text)


async def test_rate_limit_is_answered_as_often_as_asked_for(
    served: Running, client: AsyncWebClient, world: World
) -> None:
    served.faults.rate_limit("chat.postMessage", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await post(client)
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
    assert (await client.auth_test())["ok"], "other methods are not touched"
    assert (await post(client))["ok"]
    assert texts(world) == ["x"]


async def test_server_errors_and_fatal_errors_do_nothing(served: Running, client: AsyncWebClient, world: World) -> None:
    served.faults.fail("chat.postMessage", status=503)
    served.faults.fatal("chat.postMessage")
    for status in (503, 200):
        with pytest.raises(SlackApiError) as caught:
            await post(client)
        assert caught.value.response.status_code == status
    assert texts(world) == []


async def test_refused_connection_did_nothing_and_dropped_one_did(
    served: Running, client: AsyncWebClient, world: World
) -> None:
    served.faults.refuse("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post(client, "refused")
    served.faults.drop("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post(client, "dropped")
    assert texts(world) == ["dropped"]
    assert served.faults.struck == [("chat.postMessage", "refuse"), ("chat.postMessage", "drop")]


async def test_hanging_call_is_done_though_never_answered(served: Running, world: World) -> None:
    impatient = AsyncWebClient(token=BOT_TOKEN, base_url=served.url, retry_handlers=[], timeout=20)
    served.faults.hang("chat.postMessage")
    waiting = asyncio.create_task(post(impatient))
    await until(lambda: texts(world) == ["x"])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(waiting, 0.1)


async def test_workspace_stops_though_a_call_hangs(served: Running, client: AsyncWebClient) -> None:
    served.faults.hang("auth.test")
    waiting = asyncio.create_task(client.auth_test())
    await asyncio.sleep(0.05)
    served.faults.stopping.set()
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_garbled_answer_is_no_json(served: Running, client: AsyncWebClient, world: World) -> None:
    served.faults.garble("chat.postMessage")
    with pytest.raises(SlackApiError, match=r"non-JSON|parse|unexpected"):
        await post(client)
    assert texts(world) == ["x"]


async def test_latency_only_delays(served: Running, client: AsyncWebClient) -> None:
    served.faults.delay(0.1, "auth.test")
    began = asyncio.get_running_loop().time()
    assert (await client.auth_test())["ok"]
    assert asyncio.get_running_loop().time() - began >= 0.1


def test_storm_is_the_same_for_the_same_seed() -> None:
    def weather(seed: int) -> list[str]:
        faults = Faults()
        faults.storm(seed, ratelimited=0.3, status=0.2, drop=0.1)
        return [fault.kind if (fault := faults.take("auth.test")) else "fine" for _ in range(200)]

    assert weather(7) == weather(7)
    assert weather(7) != weather(8)
    counts = {kind: weather(7).count(kind) for kind in ("ratelimited", "status", "drop", "fine")}
    assert 40 < counts["ratelimited"] < 80
    assert 60 < counts["fine"] < 100
    with pytest.raises(ValueError, match="odds of these kinds"):
        Faults().storm(1, rain=0.5)


def test_calm_ends_rules_and_storm() -> None:
    faults = Faults()
    faults.fail("*")
    faults.storm(1, status=1.0)
    faults.calm()
    assert faults.take("auth.test") is None
