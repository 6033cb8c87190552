"""Slack's error codes: each documented one has a meaning, the operator's page has it too, and the bot acts on it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot import sample
from bot.slack.errors import MEANINGS, Meaning
from facts.meeting_wishes import Understood
from services.delivery import outbox
from services.delivery.trouble import BACKOFF
from storage import deliveries, networks
from tests.house import House

ROOT = Path(__file__).parents[3]
DOCUMENTED = yaml.safe_load((Path(__file__).parent / "error_codes.yaml").read_text(encoding="utf-8"))


def test_every_documented_code_of_a_method_in_use_has_its_meaning() -> None:
    codes = {code for listed in DOCUMENTED.values() for code in listed.split()}
    assert sorted(codes - MEANINGS.keys()) == []


def test_the_methods_are_those_that_the_bot_calls() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py")
    )
    called = set(re.findall(r'"((?:auth|chat|conversations|files|team|users|views)\.[a-zA-Z]+)"', source))
    called |= {
        f"{family}.{method}" for family, method in re.findall(r"client\.(chat|views|conversations)_(\w+)\(", source)
    }
    assert called <= DOCUMENTED.keys()


def test_the_operators_page_says_the_same() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.partition("## What Slack answers\n")[2].partition("\n## ")[0]
    rows = [set(re.findall(r"`([a-z_]+)`", row.split("|")[2])) for row in section.splitlines() if row.startswith("|")]
    for meaning in Meaning:
        codes = {code for code, known in MEANINGS.items() if known is meaning}
        assert codes in rows, meaning.value


async def say(house: House, *people: str) -> str:
    """Let the bot say something in the channel, or to people; returns the delivery's id."""
    async with house.database.write() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        if people:
            return outbox.post_to_people(session, network, "networks.resumed", {}, people, now=house.now)
        return outbox.post_in_channel(session, network, "networks.resumed", {}, now=house.now) or ""


async def live(house: House, span: timedelta) -> None:
    """Let time pass, sending all that may go out."""
    end = house.now + span
    while house.now < end:
        while await house.services.delivery.deliver_one(house.now):
            pass
        due = await house.services.delivery.next_due()
        house.world.clock.advance(max(1.0, (min(due or end, end) - house.now).total_seconds()))


@pytest.mark.parametrize(
    ("code", "afterwards", "network", "why"),
    [
        ("a_code_of_next_year", "sent", "active", "it may pass"),
        ("org_login_required", "sent", "active", "the workspace is being moved"),
        ("team_added_to_org", "sent", "active", "the workspace is being moved"),
        ("ekm_access_denied", "sent", "active", "its administrators will let it go on"),
        ("accesslimited", "sent", "active", "an operator will have the bot's address allowed"),
        ("service_unavailable", "sent", "active", "trouble on Slack's side"),
        ("rate_limited", "sent", "active", "the older word for asking to wait"),
        ("token_expired", "sent", "active", "an operator installs the app again"),
        ("restricted_action_read_only_channel", "failed", "paused", "nobody but some may post there"),
        ("restricted_action_thread_only_channel", "failed", "paused", "only threads are allowed there"),
        ("posting_to_channel_denied", "failed", "paused", "the bot may not post there"),
        ("missing_scope", "failed", "active", "the app needs another scope"),
        ("msg_too_long", "failed", "active", "a fault of the bot's"),
    ],
)
async def test_what_becomes_of_a_post(house: House, code: str, afterwards: str, network: str, why: str) -> None:
    house.faults.answer(code, "chat.postMessage", times=3)
    delivery_id = await say(house)
    await live(house, timedelta(hours=1))
    async with house.database.read() as session:
        row = await deliveries.by_id(session, delivery_id)
    assert row is not None
    assert (row.status, (await house.network()).status) == (afterwards, network), f"{why}: {row.reason}"
    assert len(house.channel()) == (afterwards == "sent"), "once, where at all"


async def test_an_unknown_code_is_given_up_in_the_end_where_an_operator_sees_it(house: House) -> None:
    house.faults.answer("a_code_of_next_year", "chat.postMessage", times=1000)
    delivery_id = await say(house)
    await live(house, sum(BACKOFF, timedelta(minutes=10)))
    async with house.database.read() as session:
        row = await deliveries.by_id(session, delivery_id)
        assert row is not None
        assert (row.status, row.reason) == ("failed", "a_code_of_next_year")
        assert row.attempts == len(BACKOFF) + 1


async def test_a_workspace_that_is_closed_for_days_loses_nothing(house: House) -> None:
    house.faults.answer("org_login_required", "chat.postMessage", times=10_000)
    delivery_id = await say(house, "UCHAIR")
    await live(house, timedelta(hours=1))
    house.world.clock.advance(timedelta(days=4).total_seconds())
    await live(house, timedelta(hours=1))
    assert len(house.faults.struck) > 4, "it is tried again and again"
    house.faults.calm()
    await live(house, timedelta(hours=1))
    async with house.database.read() as session:
        row = await deliveries.by_id(session, delivery_id)
    assert row is not None
    assert row.status == "sent"


async def test_a_calendar_file_that_was_not_shared_is_told_to_whoever_set_the_day(house: House) -> None:
    house.faults.answer("file_uploads_disabled", "files.completeUploadExternal", times=10)
    booking, asker, network = house.services.meetings.booking, await house.asker("UEXEC1"), await house.network()
    understood = await booking.understand(asker, network.id, "Thu 14 May 2pm at the hall", house.now)
    assert isinstance(understood, Understood)
    await booking.book(asker, network.id, understood.uid, understood.wish, house.now)
    await house.settle()
    assert any("network meeting:" in m["text"] for m in house.channel())
    [told] = [m["text"] for m in house.dm("UEXEC1")]
    assert told.startswith("*I could not share the calendar file of what you set on Friday 17 April, 12")
    assert "No such file may be shared there (file_uploads_disabled)" in told


async def test_a_read_only_channel_is_told_to_chair_seil_operator_and_whoever_asked(house: House) -> None:
    """An executive books; the channel has become read-only, so they hear that their "told" was not true."""
    house.world.channels[sample.MERRI_BEK].posters = frozenset({"UCHAIR"})
    booking, asker, network = house.services.meetings.booking, await house.asker("UEXEC1"), await house.network()
    understood = await booking.understand(asker, network.id, "Thu 14 May 2pm at the hall", house.now)
    assert isinstance(understood, Understood)
    await booking.book(asker, network.id, understood.uid, understood.wish, house.now)
    await house.settle()
    for person in ("UCHAIR", "USEIL", "UADMIN"):
        assert any("Only some people may post" in m["text"] for m in house.dm(person)), person
    [told] = [m["text"] for m in house.dm("UEXEC1")]
    assert told.startswith(f"*I could not post in <#{sample.MERRI_BEK}> what you did on Friday 17 April, 12")
    assert "please tell them another way" in told
    assert (await house.network()).status == "paused"
