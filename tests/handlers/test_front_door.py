"""What must not get in, and what gets a clear sentence: forged, stale, unknown, broken and misplaced requests."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot import sample
from practice.slack import payloads
from practice.slack.bot_link import Delivery, Kind, signed
from storage.models.every import METADATA
from tests.browsers import browser
from tests.house import SIGNING_SECRET, House
from tests.tables import in_one_house


async def rows(house: House) -> dict[str, int]:
    """How many rows every table holds."""
    async with house.database.read() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


def a_command(house: House, word: str, text: str = "", user: str = "UCHAIR") -> dict[str, str]:
    channel = house.world.channels[sample.MERRI_BEK]
    return payloads.command(house.world, user, channel, word, text, house.world.base_url + "/commands/T/nowhere")


async def knock(house: House, kind: Kind, payload: Any, **headers: str) -> httpx.Response:
    """Send a correctly signed request with this payload, whatever it holds."""
    request = signed(Delivery(kind, payload), SIGNING_SECRET)
    assert house.hub.http is not None
    async with browser() as client:
        return await client.post(house.hub.http.url, content=request.body, headers={**request.headers, **headers})


async def test_a_forged_request_is_refused_and_changes_nothing(house: House) -> None:
    before = await rows(house)
    answer = await house.hub.forge("slash_commands", a_command(house, "/cop-pulse", "trust"))
    await house.settle()
    assert answer.status == 401
    assert await rows(house) == before


@in_one_house("age", [301, 3600, -400])
async def test_a_request_from_another_time_is_refused(house: House, age: int) -> None:
    payload = a_command(house, "/cop-help")
    answer = await house.hub.forge("slash_commands", payload, secret=SIGNING_SECRET, age_seconds=age)
    assert answer.status == 401


async def test_an_unsigned_request_is_refused(house: House) -> None:
    assert house.hub.http is not None
    async with browser() as client:
        for headers in ({}, {"X-Slack-Signature": "v0=0"}, {"X-Slack-Request-Timestamp": str(int(time.time()))}):
            answer = await client.post(house.hub.http.url, content=b"command=/cop-help", headers=headers)
            assert answer.status_code == 401


@in_one_house(
    ("kind", "payload", "reason"),
    [
        ("events_api", {}, "an empty event"),
        ("events_api", {"type": "event_callback", "team_id": "T0COP"}, "an event with no event in it"),
        ("events_api", {"type": "event_callback", "team_id": "T0COP", "event": "text"}, "an event that is text"),
        ("events_api", {"type": "unheard_of"}, "an unknown envelope"),
        ("interactive", {"type": "block_actions", "actions": [], "team": {"id": "T0COP"}}, "a click on nothing"),
        ("interactive", {"type": "block_actions", "actions": None, "user": None}, "nulls"),
        ("interactive", {"type": "view_submission", "view": {}, "user": {"id": "UCHAIR"}}, "a form without content"),
        ("interactive", {"type": "view_submission", "view": None}, "no form at all"),
        ("interactive", [], "a list instead of an object"),
        ("slash_commands", {"command": "/cop-meeting"}, "a command by nobody"),
        ("slash_commands", {"command": "/something-else", "user_id": "UCHAIR"}, "another app's command"),
        ("slash_commands", {}, "an empty form"),
    ],
)
async def test_broken_payloads_break_nothing(house: House, kind: Kind, payload: Any, reason: str) -> None:
    before = await rows(house)
    answer = await knock(house, kind, payload)
    await house.settle()
    assert answer.status_code < 500, f"{reason}: {answer.status_code}"
    assert "Traceback" not in answer.text
    assert await rows(house) == before


@in_one_house("body", [b"x" * 3_000_000, b"[" * 200_000, b"payload=" + b"%5B" * 200_000])
async def test_too_much_or_too_deep_is_refused(house: House, body: bytes) -> None:
    assert house.hub.http is not None
    async with browser() as client:
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            answer = await client.post(house.hub.http.url, content=body, headers={"content-type": kind})
            assert answer.status_code in (400, 401)


async def test_an_old_button_says_what_to_do(house: House) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-help")
    await house.settle()
    [answer] = house.said_to("UCHAIR")
    action = answer["blocks"][1]["elements"][0]
    action["action_id"] = "long.gone"
    await anna.click(answer, "long.gone")
    await house.settle()
    assert house.said_to("UCHAIR")[-1]["text"].startswith("That button no longer does anything.")


@in_one_house("value", ["", "not json", "[1]", '{"command": 5}', '{"command": "/rm"}', '{"network": 9999}'])
async def test_an_altered_button_changes_nothing_and_says_so(house: House, value: str) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-help")
    await house.settle()
    [answer] = house.said_to("UCHAIR")
    accessory = answer["blocks"][1]["elements"][0]
    accessory["value"] = value
    before = await rows(house)
    await anna.click(answer, accessory["action_id"])
    await house.settle()
    assert "older message" in house.said_to("UCHAIR")[-1]["text"]
    assert await rows(house) == before


@pytest.mark.both_networks
async def test_a_button_that_names_a_network_of_others_gives_no_sight_of_it(house: House) -> None:
    """What a button carries is an id, never authority."""
    moonee = await house.network("Moonee Valley")
    daniel = house.person("ULEE")
    await daniel.command(sample.MERRI_BEK, "/cop-help")
    await house.settle()
    [answer] = house.said_to("ULEE")
    for command in ("/cop-network", "/cop-meeting", "/cop-review", "/cop-action", "/cop-summary", "/cop-assess"):
        accessory = answer["blocks"][1]["elements"][0]
        accessory["value"] = json.dumps({"command": command, "network": moonee.id, "text": ""})
        await daniel.click(answer, accessory["action_id"])
        await house.settle()
        said = json.dumps([house.said_to("ULEE")[-1], [view.view for view in daniel.views]])
        for secret in ("UBIANCHI", "UPATEL", "Essendon", "Niddrie"):
            assert secret not in said, f"{command} shows {secret}"


async def test_a_command_by_somebody_with_no_network_says_whom_to_ask(house: House) -> None:
    noor = house.person("UNEW")
    channel = noor.dm_with_bot()
    for command in ("/cop-meeting", "/cop-pulse", "/cop-review", "/cop-action", "/cop-assess"):
        await noor.command(channel.id, command)
        await house.settle()
        said = noor.ephemerals(channel.id)[-1]["text"]
        assert "not in a network yet" in said, command


@pytest.mark.both_networks
async def test_a_seil_of_two_networks_is_asked_which_one_and_goes_on_there(house: House) -> None:
    priya = house.person("USEIL")
    channel = priya.dm_with_bot()
    await priya.command(channel.id, "/cop-network")
    await house.settle()
    question = priya.ephemerals(channel.id)[-1]
    assert "Which one do you mean?" in question["text"]
    await priya.click(question, next(e["action_id"] for e in question["blocks"][1]["elements"] if "Moonee" in str(e)))
    await house.settle()
    shown = json.dumps([priya.ephemerals(channel.id)[-1], [view.view for view in priya.views]])
    assert "Moonee Valley" in shown


async def test_unexpected_trouble_gives_a_number_that_is_in_the_log_too(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(house.services.places.__class__, "find", break_down)
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-network")
    await house.settle()
    said = house.said_to("UCHAIR")[-1]["text"]
    assert "a fault of ours" not in said
    number = said.rsplit(" ", 1)[-1].strip(".")
    assert number in {getattr(record, "reference", None) for record in caplog.records}
