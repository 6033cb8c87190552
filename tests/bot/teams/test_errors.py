"""What Teams refuses: each documented code has a meaning, the operator's page has it too, and the bot acts on it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.teams.errors import MEANINGS, STATUSES, Meaning, problem_of
from services.delivery import outbox
from services.ports import (
    ChannelUnusable,
    DeliveryProblem,
    PersonUnreachable,
    RateLimited,
    Rejected,
    Unknown,
    Unsure,
    WorkspaceClosed,
    WorkspaceLost,
)
from tests.bot.teams.conftest import CHANNEL, Tenancy

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"
DOCUMENTED = """
    BadArgument BotNotRegistered BotDisabledByAdmin BotNotInConversationRoster ConversationBlockedByUser
    ForbiddenOperationException InvalidBotApiHost NotEnoughPermissions ActivityNotFoundInConversation
    ConversationNotFound PreconditionFailed MessageSizeTooBig Throttled ServiceError MessageWritesBlocked"""
"""learn.microsoft.com, "Status codes from bot conversational APIs" (2026), and of the page on proactive messages."""


def test_every_documented_code_has_its_meaning() -> None:
    assert set(DOCUMENTED.split()) <= MEANINGS.keys()


def test_the_operators_page_says_the_same() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## What Teams answers\n")[2].partition("\n## ")[0]
    rows = [set(re.findall(r"`(\w+)`", row.split("|")[2])) for row in section.splitlines() if row.startswith("|")]
    for meaning in Meaning:
        codes = {code for code, known in MEANINGS.items() if known is meaning}
        codes |= {str(status) for status, known in STATUSES.items() if known is meaning}
        assert codes in rows, meaning.value


BLOCKED = '{"errorCode":209,"message":"{\\n  \\"subCode\\": \\"MessageWritesBlocked\\"}"}'


@pytest.mark.parametrize(
    ("status", "body", "in_channel", "to_person"),
    [
        (429, "", RateLimited, RateLimited),
        (412, '{"error":{"code":"PreconditionFailed"}}', Unsure, Unsure),
        (408, "", Unsure, Unsure),
        (502, '{"error":{"code":"ServiceError"}}', Unsure, Unsure),
        (503, '{"error":{"code":"Throttled"}}', Unsure, Unsure),
        (401, '{"error":{"code":"BotNotRegistered"}}', WorkspaceLost, WorkspaceLost),
        (403, '{"error":{"code":"BotDisabledByAdmin"}}', WorkspaceClosed, PersonUnreachable),
        (403, '{"error":{"code":"BotNotInConversationRoster"}}', ChannelUnusable, PersonUnreachable),
        (403, '{"error":{"code":"Forbidden","subCode":"MessageWritesBlocked"}}', ChannelUnusable, PersonUnreachable),
        (403, BLOCKED, ChannelUnusable, PersonUnreachable),
        (403, '{"error":{"code":"SomethingNew"}}', Unknown, Unknown),
        (404, '{"error":{"code":"ConversationNotFound"}}', ChannelUnusable, ChannelUnusable),
        (404, '{"error":{"code":"ActivityNotFoundInConversation"}}', Rejected, Rejected),
        (400, '{"error":{"code":"Bad Argument"}}', Rejected, Rejected),
        (413, '{"error":{"code":"MessageSizeTooBig"}}', Rejected, Rejected),
        (404, "<html>", Unknown, Unknown),
        (409, '[{"error":' * 2000, Unknown, Unknown),
    ],
)
def test_what_a_refusal_is_to_the_bot(
    status: int, body: str, in_channel: type[DeliveryProblem], to_person: type[DeliveryProblem]
) -> None:
    assert type(problem_of(status, body, "", to_person=False)) is in_channel
    assert type(problem_of(status, body, "", to_person=True)) is to_person


def test_how_long_to_wait_is_what_teams_says() -> None:
    waits = [problem_of(429, "", said, to_person=False) for said in ("7", "", "Thu, 26 Nov 2026 01:02:03 GMT")]
    assert [wait.retry_after for wait in waits if isinstance(wait, RateLimited)] == [7.0, 5.0, 5.0]


async def say(tenancy: Tenancy, *people: str) -> str:
    """Let the bot say something in the channel, or to people; returns the delivery's id."""
    network = await tenancy.network()
    async with tenancy.bot.database.write() as session:
        if people:
            return outbox.post_to_people(session, network, "networks.resumed", {}, people, now=tenancy.now)
        return outbox.post_in_channel(session, network, "networks.resumed", {}, now=tenancy.now) or ""


@pytest.mark.parametrize(
    ("code", "afterwards", "network", "why"),
    [
        ("Throttled", "sent", "active", "Teams asks to wait"),
        ("PreconditionFailed", "sent", "active", "two things at once in one conversation"),
        ("ServiceError", "sent", "active", "trouble on Teams' side"),
        ("BotNotRegistered", "sent", "active", "an operator sets the registration right"),
        ("BotDisabledByAdmin", "sent", "active", "an administrator allows the bot again"),
        ("BotNotInConversationRoster", "failed", "paused", "the bot was taken out of the team"),
        ("ConversationNotFound", "failed", "paused", "the channel is gone"),
        ("MessageSizeTooBig", "failed", "active", "a fault of the bot's"),
    ],
)
async def test_what_becomes_of_a_post(tenancy: Tenancy, code: str, afterwards: str, network: str, why: str) -> None:
    tenancy.served.faults.answer(code, "send", times=2)
    delivery_id = await say(tenancy)
    await tenancy.live(timedelta(minutes=40))
    row = await tenancy.row(delivery_id)
    assert (row.status, (await tenancy.network()).status) == (afterwards, network), f"{why}: {row.reason}"
    assert len(tenancy.said()) == (afterwards == "sent"), "once, where at all"
    assert row.posted_channel == (CHANNEL if afterwards == "sent" else None)


async def test_a_chat_whose_history_was_removed_is_begun_anew(tenancy: Tenancy) -> None:
    anna = tenancy.person("anna")
    await say(tenancy, anna)
    await tenancy.live()
    tenancy.world.forget_chat("anna")
    delivery_id = await say(tenancy, anna)
    await tenancy.live()
    assert (await tenancy.row(delivery_id)).status == "sent"
    assert len(tenancy.said("anna")) == 1
