"""Getting a message out in Teams: what several are told goes to each, what is in doubt is sent again and heals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.delivery import outbox
from services.ports import Posted
from tests.bot.teams.conftest import CHANNEL, Tenancy
from tests.bot.teams.test_errors import say


async def change(tenancy: Tenancy, delivery_id: str) -> None:
    network = await tenancy.network()
    async with tenancy.bot.database.write() as session:
        about = {"by": tenancy.person("anna")}
        outbox.update_post(session, network, "networks.welcome", about, delivery_id, now=tenancy.now)
    await tenancy.live()


def links(card: dict[str, Any]) -> list[str]:
    actions = [one for piece in card["body"] if piece["type"] == "ActionSet" for one in piece["actions"]]
    return [one["url"] for one in actions if one["type"] == "Action.OpenUrl"]


async def test_what_several_are_told_goes_to_each_with_a_way_to_all_and_changes_reach_them(tenancy: Tenancy) -> None:
    delivery_id = await say(tenancy, tenancy.person("anna"), tenancy.person("ben"))
    await tenancy.live()
    for word in ("anna", "ben"):
        [message] = tenancy.said(word)
        [link] = links(message.card)
        start, _, users = link.partition("?users=")
        assert start == "https://teams.microsoft.com/l/chat/0/0"
        assert sorted(users.split(",")) == ["anna@schools.example", "ben@schools.example"]
    before = {word: tenancy.said(word)[0].summary for word in ("anna", "ben")}
    await change(tenancy, delivery_id)
    after = {word: [message.summary for message in tenancy.said(word)] for word in ("anna", "ben")}
    assert all(len(said) == 1 and said[0] != before[word] for word, said in after.items())
    assert all(links(tenancy.said(word)[0].card) for word in after)


async def test_a_chat_that_is_gone_stops_no_network(tenancy: Tenancy) -> None:
    told, posted = await say(tenancy, tenancy.person("anna")), await say(tenancy)
    await tenancy.live()
    for delivery_id, status in ((told, "active"), (posted, "paused")):
        tenancy.served.faults.answer("ConversationNotFound", "update")
        await change(tenancy, delivery_id)
        assert (await tenancy.network()).status == status


async def test_one_who_cannot_be_reached_keeps_it_from_nobody_else(tenancy: Tenancy) -> None:
    tenancy.world.uninstall_for("anna")
    whole = await say(tenancy, tenancy.person("anna"), tenancy.person("ben"))
    await tenancy.live()
    assert len(tenancy.said("ben")) == 1
    assert (await tenancy.row(whole)).status == "sent"


async def test_a_message_in_doubt_is_sent_again_and_a_click_on_the_other_one_removes_it(tenancy: Tenancy) -> None:
    tenancy.served.faults.drop("send", times=1)
    delivery_id = await say(tenancy)
    await tenancy.live()
    first, second = tenancy.said()
    row = await tenancy.row(delivery_id)
    assert (row.status, row.posted_ts) == ("sent", second.id)
    delivery = tenancy.bot.services.delivery
    await delivery.prove(1, delivery_id, Posted(row.posted_channel or "", first.id), tenancy.now)
    await tenancy.live()
    assert [message.deleted for message in (first, second)] == [False, True]
    assert (await tenancy.row(delivery_id)).posted_ts == first.id
    await change(tenancy, delivery_id)
    assert "Anna Kovac" in first.summary


async def test_a_click_proves_a_message_before_it_is_sent_again(tenancy: Tenancy) -> None:
    tenancy.served.faults.drop("send", times=1)
    delivery_id = await say(tenancy)
    await tenancy.bot.services.delivery.deliver_one(tenancy.now)
    [message] = tenancy.said()
    delivery = tenancy.bot.services.delivery
    await delivery.prove(1, delivery_id, Posted(CHANNEL, message.id), tenancy.now)
    await delivery.prove(2, delivery_id, Posted(CHANNEL, "1"), tenancy.now)
    await tenancy.live()
    assert len(tenancy.said()) == 1
    row = await tenancy.row(delivery_id)
    assert (row.status, row.posted_ts) == ("sent", message.id)


async def test_a_click_that_was_altered_removes_no_message_and_moves_none(tenancy: Tenancy) -> None:
    first, second = await say(tenancy), await say(tenancy)
    await tenancy.live()
    await say(tenancy, tenancy.person("anna"))
    await tenancy.live()
    [private] = tenancy.said("anna")
    others = (await tenancy.row(second)).posted_ts or ""
    delivery = tenancy.bot.services.delivery
    await delivery.prove(1, first, Posted(CHANNEL, others), tenancy.now)
    await delivery.prove(1, first, Posted(CHANNEL, "1"), tenancy.now)  # what stood for an answer, say
    await delivery.prove(1, first, Posted(tenancy.world.chat_with("anna").id, private.id), tenancy.now)
    await tenancy.live()
    assert [message.deleted for message in (*tenancy.said(), private)] == [False] * 3
    assert (await tenancy.row(first)).posted_channel == CHANNEL


async def test_what_teams_has_not_taken_is_not_in_doubt(tenancy: Tenancy) -> None:
    tenancy.served.faults.answer("PreconditionFailed", "send", times=1)
    delivery_id = await say(tenancy)
    await tenancy.bot.services.delivery.deliver_one(tenancy.now)
    assert (await tenancy.row(delivery_id)).in_doubt is False


async def test_limits_are_kept_so_that_teams_refuses_nothing(tenancy: Tenancy) -> None:
    network = await tenancy.network()
    async with tenancy.bot.database.write() as session:
        for number in range(6):
            outbox.post_in_channel(session, network, "networks.resumed", {"n": number}, now=tenancy.now)
        for word in ("anna", "ben", "cara", "dan"):
            for _ in range(3):
                person = [tenancy.person(word)]
                outbox.post_to_people(session, network, "networks.resumed", {}, person, now=tenancy.now)
    start = tenancy.now
    while len(tenancy.said()) < 6:
        await tenancy.live(timedelta(seconds=1))
    assert tenancy.served.app.state.limits.refused == 0
    assert tenancy.now - start <= timedelta(seconds=13), "2 seconds from one to the next"


async def test_under_fire_nothing_is_lost_and_what_stands_twice_was_told(
    tenancy: Tenancy, caplog: pytest.LogCaptureFixture
) -> None:
    network = await tenancy.network()
    async with tenancy.bot.database.write() as session:
        for word in ("anna", "ben", "cara", "dan"):
            for _ in range(4):
                person = [tenancy.person(word)]
                outbox.post_to_people(session, network, "networks.resumed", {}, person, now=tenancy.now)
        for _ in range(10):
            outbox.post_in_channel(session, network, "networks.resumed", {}, now=tenancy.now)
    tenancy.served.faults.storm(7, ratelimited=0.1, status=0.1, refuse=0.1, garble=0.1, drop=0.1)
    await tenancy.live(timedelta(hours=2))
    tenancy.served.faults.calm()
    await tenancy.live(timedelta(hours=8))
    counts = await tenancy.bot.services.delivery.counts()
    assert counts == {"sent": 26}
    twice = sum("may stand twice" in record.getMessage() for record in caplog.records)
    doubles = len(tenancy.said()) - 10 + sum(len(tenancy.said(word)) - 4 for word in ("anna", "ben", "cara", "dan"))
    assert 0 < doubles <= twice
