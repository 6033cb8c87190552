"""Too many requests at once are turned away at once and counted; monitors are always answered."""

from __future__ import annotations

import pytest

from bot import load_limit as crowd
from bot import sample
from bot.metrics import REFUSED
from tests.browsers import browser
from tests.house import House


def refused() -> float:
    return float(REFUSED._value.get())


def test_what_is_past_capacity_is_refused_at_once_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MOST_AT_ONCE", 2)
    full, before = crowd.LoadLimit(lambda: 0), refused()
    with full.place() as first, full.place() as second, full.place() as third:
        assert (first, second, third) == (True, True, False)
    assert refused() == before + 1
    with full.place() as free:
        assert free, "there is room again when requests are answered"


@pytest.mark.parametrize(("working", "free"), [(2, False), (1, True)])
def test_what_is_acknowledged_and_still_at_work_counts(
    working: int, free: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "MOST_AT_ONCE", 2)
    with crowd.LoadLimit(lambda: working).place() as found:
        assert found is free


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_commands_that_wait_for_slack_fill_a_process(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is acknowledged at once, and its form opens when Slack has time."""
    monkeypatch.setattr(crowd, "MOST_AT_ONCE", 4)
    house.faults.delay(60, "views.open", times=4)
    house.hub.bot_finishes = None
    before, anna = refused(), house.person("UCHAIR")
    asked = [await anna.command(sample.MERRI_BEK, "/cop-action", "add") for _ in range(7)]
    assert all(outcome.ok for outcome in asked[:4])
    assert not any(outcome.ok for outcome in asked[4:])
    assert refused() == before + 3
    assert house.hub.http is not None
    async with browser() as client:
        health = house.hub.http.url.replace("/slack/events", "/healthz")
        assert (await client.get(health)).status_code == 200, "monitors are answered however many wait"
    house.faults.stopping.set()
    await house.bot.router.finish()
    assert (await anna.command(sample.MERRI_BEK, "/cop-help")).ok
