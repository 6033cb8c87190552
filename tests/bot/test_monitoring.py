"""/readyz, and /metrics on a port of its own, say what an operator has to know, and cost little however often asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, text

from bot import health, metrics, sample
from bot.app import figures_app
from bot.serving import serving
from services.delivery.outbox import post_in_channel
from storage.models import Network
from tests.browsers import browser
from tests.house import House


@pytest.fixture
async def monitor(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Asks at METRICS_PORT."""
    figures = figures_app(house.bot.chats, house.services, house.bot.clock)
    async with (
        serving(figures, "127.0.0.1", 0) as port,
        browser(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


@pytest.fixture
async def public(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Asks at PORT, where anybody may."""
    assert house.hub.http is not None
    async with browser(base_url=house.hub.http.url.removesuffix("/slack/events")) as client:
        yield client


async def figure(monitor: httpx.AsyncClient, name: str) -> float:
    """One figure, by its name with labels."""
    answer = await monitor.get("/metrics")
    assert answer.status_code == 200
    found = re.search(rf"^{re.escape(name)} (\S+)$", answer.text, re.MULTILINE)
    assert found, f"{name} is missing in:\n{answer.text}"
    return float(found[1])


@pytest.fixture
def always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "FRESH_SECONDS", -1.0)
    monkeypatch.setattr(health, "TOKEN_SECONDS", -1.0)


async def say_something(house: House) -> None:
    async with house.database.write() as session:
        network = await session.get_one(Network, 1)
        post_in_channel(session, network, "networks.resumed", {}, now=house.now)


@pytest.mark.usefixtures("always_fresh")
async def test_messages_are_counted_by_outcome_and_lag_is_the_oldest_ones_wait(
    house: House, monitor: httpx.AsyncClient
) -> None:
    assert await figure(monitor, 'cop_bot_deliveries{status="failed"}') == 0
    await say_something(house)
    house._clock.advance(90)
    assert await figure(monitor, 'cop_bot_deliveries{status="pending"}') == 1
    assert await figure(monitor, "cop_bot_delivery_lag_seconds") == 90
    await house.settle()
    assert await figure(monitor, 'cop_bot_deliveries{status="sent"}') == 1
    assert await figure(monitor, "cop_bot_delivery_lag_seconds") == 0


@pytest.mark.usefixtures("always_fresh")
async def test_a_schedule_that_stands_still_shows(house: House, monitor: httpx.AsyncClient) -> None:
    await house.settle()
    assert await figure(monitor, "cop_bot_schedule_lag_seconds") == 0
    assert await figure(monitor, 'cop_bot_networks{status="active"}') == 2
    house._clock.advance(timedelta(days=3).total_seconds())
    assert await figure(monitor, "cop_bot_schedule_lag_seconds") > timedelta(hours=1).total_seconds()


async def test_429s_and_acknowledgements_are_counted(house: House, monitor: httpx.AsyncClient) -> None:
    limited = 'cop_bot_slack_rate_limited_total{method="chat.postMessage"}'
    house.faults.rate_limit("chat.postMessage", retry_after=1)
    await say_something(house)
    await house.settle()
    assert await figure(monitor, limited) >= 1
    acknowledged = 'cop_bot_ack_seconds_count{kind="command"}'
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-help")
    before = await figure(monitor, acknowledged)
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-help")
    assert await figure(monitor, acknowledged) == before + 1


async def test_the_pool_is_shown(monitor: httpx.AsyncClient) -> None:
    assert await figure(monitor, 'cop_bot_database_connections{state="in_use"}') == 0
    assert await figure(monitor, 'cop_bot_database_connections{state="idle"}') >= 1


async def test_many_scrapes_ask_the_database_once(house: House, monitor: httpx.AsyncClient) -> None:
    asked: list[str] = []
    listen: Any = lambda *found: asked.append(found[2])  # noqa: E731
    event.listen(house.database.engine.sync_engine, "before_cursor_execute", listen)
    for _ in range(20):
        assert (await monitor.get("/metrics")).status_code == 200
    assert len([statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]) <= 4


async def test_nothing_about_people_or_networks_by_name_is_in_the_figures(
    house: House, monitor: httpx.AsyncClient
) -> None:
    await say_something(house)
    await house.settle()
    shown = await _all(monitor)
    assert not [secret for secret in ("Merri", "UCHAIR", "CMERRIBEK", "xoxb") if secret in shown]


async def test_the_figures_are_not_shown_where_the_public_can_ask(public: httpx.AsyncClient) -> None:
    for path in ("/metrics", "/metrics/", "//metrics", "/slack/../metrics", "/METRICS"):
        answer = await public.get(path, follow_redirects=True)
        assert answer.status_code == 404, path


async def everything_counted(monitor: httpx.AsyncClient) -> dict[str, str]:
    """Every figure but those that say how long something took or what is going on just now."""
    lines = [line.rpartition(" ") for line in (await _all(monitor)).splitlines() if not line.startswith("#")]
    passing = ("_seconds_sum", "_created", "_lag_seconds", "cop_bot_database_connections", "cop_bot_requests_at_once")
    return {name: value for name, _, value in lines if not any(word in name for word in passing)}


@pytest.mark.usefixtures("always_fresh")
async def test_no_figure_counts_the_answers_to_an_open_question(
    house: House, monitor: httpx.AsyncClient, public: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    anna = house.person("UCHAIR")
    await house.go_to("2026-04-20 10:00")  # in the holidays before, no pulse check starts
    await anna.command(sample.MERRI_BEK, "/cop-pulse", "trust")
    await house.settle()
    await anna.click(house.said_to("UCHAIR")[-1], "pulses.ask")
    await house.settle()
    [question] = [m for m in house.channel() if "pulses.answer:1" in str(m["blocks"])]
    before = await everything_counted(monitor)
    asked_before = [(await public.get(path)).text for path in ("/healthz", "/readyz")]
    caplog.set_level("INFO")
    caplog.clear()
    for number, user in enumerate(("ULEE", "UCHAIR", "UROSSI"), start=1):
        assert (await house.person(user).click(question, f"pulses.answer:{number}")).ok
    await house.settle()
    assert await everything_counted(monitor) == before
    assert [(await public.get(path)).text for path in ("/healthz", "/readyz")] == asked_before
    own = ("bot", "services", "handlers", "storage")
    assert [record.message for record in caplog.records if record.name.startswith(own)] == []


@pytest.mark.usefixtures("always_fresh")
async def test_ready_means_database_migrations_and_token(house: House, public: httpx.AsyncClient) -> None:
    answer = await public.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    house.faults.fail("auth.test", times=1)
    assert (await public.get("/readyz")).status_code == 200, "Slack being slow is no reason to be out of service"
    house.world.bot.revoked = True
    answer = await public.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


@pytest.mark.usefixtures("always_fresh")
async def test_why_it_is_not_ready_stands_in_the_log_once_and_nowhere_in_public(
    house: House, public: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.health")
    house.world.bot.revoked = True
    answers = [await public.get("/readyz") for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(503, '{"ready":false}')}
    [why] = [record for record in caplog.records if record.message == "not ready"]
    assert vars(why)["slack"] == "token_revoked"
    house.world.bot.revoked = False
    assert (await public.get("/readyz")).status_code == 200
    assert [record.message for record in caplog.records if record.name == "bot.health"] == ["not ready", "ready"]


@pytest.mark.usefixtures("always_fresh")
async def test_not_ready_before_the_migrations(
    house: House, public: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.health")
    async with house.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = await public.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})
    [why] = [record for record in caplog.records if record.message == "not ready"]
    assert vars(why)["migrations"] == "run: cop-bot migrate"


async def test_monitors_do_not_cost_slack_a_call_each(house: House, monitor: httpx.AsyncClient) -> None:
    house.faults.fail("auth.test", times=100)
    for _ in range(20):
        await monitor.get("/readyz")
    assert len([method for method, _ in house.faults.struck if method == "auth.test"]) == 1


async def _all(monitor: httpx.AsyncClient) -> str:
    return (await monitor.get("/metrics")).text
