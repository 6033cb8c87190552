"""Each message once: through trouble, in order, at Slack's pace, with typed outcomes."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot import sample
from prompts.message import Message
from services.delivery import outbox
from services.delivery.engine import DeliveryService, RenderContext
from services.delivery.trouble import PATIENCE
from storage import deliveries, networks
from storage.models import Delivery
from tests.house import House
from tests.loading import person_id
from tests.services.announcing import ANNOUNCEMENTS, say_words


class Sending:
    """The house with a delivery service that knows the test announcements."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.service = DeliveryService(house.services.app, ANNOUNCEMENTS, "this worker")

    async def post(self, word: str, kind: str = "test.words", **options: object) -> str | None:
        async with self.house.database.write() as session:
            network = await networks.by_name(session, "Merri-bek")
            assert network is not None
            return outbox.post_in_channel(
                session,
                network,
                kind,
                {"word": word},
                now=self.house.now,
                **options,  # type: ignore[arg-type]
            )

    async def tell(self, *people: str, word: str = "hello") -> str:
        async with self.house.database.write() as session:
            network = await networks.by_name(session, "Merri-bek")
            assert network is not None
            together = [person_id(one) for one in people]
            return outbox.post_to_people(session, network, "test.words", {"word": word}, together, now=self.house.now)

    async def run(self, seconds: int = 30) -> None:
        """Let so many seconds pass, sending what may go out."""
        for _ in range(seconds + 1):
            await self.service.deliver_due(self.house.now)
            await self.pass_seconds(1)

    async def pass_seconds(self, seconds: float) -> None:
        self.house.world.clock.advance(seconds)

    async def row(self, delivery_id: str | None) -> Delivery:
        async with self.house.database.read() as session:
            found = await deliveries.by_id(session, delivery_id or "")
            assert found is not None
            return found

    def texts(self, channel: str = sample.MERRI_BEK) -> list[str]:
        return [message["text"] for message in self.house.channel(channel)]


@pytest.fixture
async def sending(house: House) -> Sending:
    return Sending(house)


async def test_a_message_goes_out_once_with_its_delivery_id_as_metadata(sending: Sending) -> None:
    delivery_id = await sending.post("one")
    await sending.run(5)
    [message] = sending.house.channel()
    assert message["text"] == "words one"
    assert message["metadata"]["event_payload"] == {"delivery_id": delivery_id}
    assert (await sending.row(delivery_id)).posted_ts == message["ts"]


@pytest.mark.both_databases
async def test_a_change_that_rolls_back_says_nothing(sending: Sending) -> None:
    async def change_and_fail() -> None:
        async with sending.house.database.write() as session:
            network = await networks.by_name(session, "Merri-bek")
            assert network is not None
            outbox.post_in_channel(session, network, "test.words", {"word": "x"}, now=sending.house.now)
            await session.flush()
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        await change_and_fail()
    await sending.run(3)
    assert sending.texts() == []


@pytest.mark.both_databases
async def test_a_channel_reads_in_order_at_one_post_a_second(sending: Sending) -> None:
    for word in "abcde":
        await sending.post(word)
    assert await sending.service.deliver_due(sending.house.now) == 1
    await sending.run(6)
    assert sending.texts() == [f"words {word}" for word in "abcde"]
    stamps = [float(message["ts"]) for message in sending.house.channel()]
    assert all(later - earlier >= 1 for earlier, later in itertools.pairwise(stamps))


@pytest.mark.both_databases
async def test_a_busy_channel_does_not_delay_a_direct_message(sending: Sending) -> None:
    for word in "abc":
        await sending.post(word)
    await sending.tell("UCHAIR")
    await sending.service.deliver_due(sending.house.now)
    assert [m["text"] for m in sending.house.dm("UCHAIR")] == ["words hello"]


@pytest.mark.both_databases
async def test_a_later_post_does_not_wait_for_one_planned_for_tomorrow(sending: Sending) -> None:
    await sending.post("tomorrow", due_at=sending.house.now + timedelta(days=1))
    await sending.post("now")
    await sending.run(2)
    assert sending.texts() == ["words now"]


@pytest.mark.parametrize("fault", ["drop", "garble", "fail", "refuse", "fatal"])
async def test_trouble_while_posting_ends_in_exactly_one_message(sending: Sending, fault: str) -> None:
    getattr(sending.house.faults, fault)("chat.postMessage", times=2)
    delivery_id = await sending.post("one")
    await sending.post("two")
    await sending.run(40)
    assert sending.texts() == ["words one", "words two"]
    assert (await sending.row(delivery_id)).status == "sent"


@pytest.mark.parametrize("fault", ["drop", "fail"])
async def test_trouble_while_looking_the_message_up_does_not_post_it_twice(sending: Sending, fault: str) -> None:
    sending.house.faults.drop("chat.postMessage")
    getattr(sending.house.faults, fault)("conversations.history", times=2)
    await sending.post("one")
    await sending.run(60)
    assert sending.texts() == ["words one"]


@pytest.mark.both_databases
async def test_a_claim_of_a_dead_worker_is_looked_up_and_recorded(sending: Sending) -> None:
    delivery_id = await sending.post("one")
    async with sending.house.database.write() as session:
        await deliveries.claim_next(session, sending.house.now, "a dead worker", timedelta(seconds=60))
    # The dead worker had sent it, and died before it could write so.
    messenger = await sending.house.services.app.messenger(1)
    await messenger.post(
        sample.MERRI_BEK, await ANNOUNCEMENTS["test.words"](_saying(await sending.row(delivery_id))), delivery_id or ""
    )
    await sending.run(30)
    assert (await sending.row(delivery_id)).status == "claimed", "its lease has not run out yet"
    await sending.run(40)
    assert sending.texts() == ["words one"]
    assert (await sending.row(delivery_id)).status == "sent"


def _saying(row: Delivery):  # type: ignore[no-untyped-def]
    from unittest.mock import Mock

    return Mock(delivery=row)


@pytest.mark.both_databases
async def test_slacks_retry_after_is_waited_out_and_is_no_failed_attempt(sending: Sending) -> None:
    sending.house.faults.rate_limit("chat.postMessage", times=1, retry_after=20)
    delivery_id = await sending.post("one")
    await sending.service.deliver_due(sending.house.now)
    waiting = await sending.row(delivery_id)
    assert (waiting.status, waiting.attempts) == ("pending", 0)
    assert waiting.due_at == sending.house.now + timedelta(seconds=20)
    await sending.run(19)
    assert sending.texts() == []
    await sending.run(3)
    assert sending.texts() == ["words one"]


async def _live(sending: Sending, span: timedelta) -> None:
    """Let time pass, stopping at each moment at which something may go out."""
    end = sending.house.now + span
    while (due := await sending.service.next_due()) is not None and due <= end:
        await sending.pass_seconds(max((due - sending.house.now).total_seconds(), 0))
        await sending.service.deliver_due(sending.house.now)
    await sending.pass_seconds(max((end - sending.house.now).total_seconds(), 0))


async def test_trouble_that_does_not_end_makes_it_failed_and_an_operator_can_retry(sending: Sending) -> None:
    sending.house.faults.fail("chat.postMessage", times=100)
    delivery_id = await sending.post("one")
    await _live(sending, PATIENCE + timedelta(hours=2))
    failed = await sending.row(delivery_id)
    assert failed.status == "failed"
    assert "500" in failed.reason
    sending.house.faults.calm()
    assert await sending.service.retry(delivery_id or "", sending.house.now)
    await sending.run(3)
    assert sending.texts() == ["words one"]


async def test_a_bot_that_was_away_for_days_does_not_give_up_at_its_second_attempt(sending: Sending) -> None:
    sending.house.faults.fail("chat.postMessage", times=2)
    delivery_id = await sending.post("one")
    await sending.run(1)
    await sending.pass_seconds(2 * PATIENCE.total_seconds())
    await sending.run(1)
    assert (await sending.row(delivery_id)).status == "pending"
    await sending.run(15)
    assert sending.texts() == ["words one"]


async def test_a_message_that_slack_refuses_fails_at_once_and_stops_nothing_else(sending: Sending) -> None:
    delivery_id = await sending.post("x", kind="test.refused")
    await sending.post("two")
    await sending.run(3)
    failed = await sending.row(delivery_id)
    assert failed.status == "failed"
    assert "invalid_blocks" in failed.reason
    assert sending.texts() == ["words two"]


async def test_a_database_that_is_away_while_a_message_is_worded_loses_nothing(sending: Sending) -> None:
    gone = [OperationalError("SELECT 1", None, ConnectionError("the server closed the connection"))]

    async def say_once_the_database_is_back(context: RenderContext) -> Message:
        if gone:
            raise gone.pop()
        return await say_words(context)

    sending.service = DeliveryService(
        sending.house.services.app, {"test.words": say_once_the_database_is_back}, "this worker"
    )
    delivery_id = await sending.post("one")
    await sending.run(20)
    assert sending.texts() == ["words one"]
    assert (await sending.row(delivery_id)).status == "sent"


async def test_what_no_longer_makes_sense_is_skipped_with_its_reason(sending: Sending) -> None:
    delivery_id = await sending.post("x", kind="test.nothing")
    await sending.run(1)
    skipped = await sending.row(delivery_id)
    assert (skipped.status, skipped.reason) == ("skipped", "the meeting was cancelled")


async def test_what_is_too_late_is_skipped(sending: Sending) -> None:
    delivery_id = await sending.post("x", expires_at=sending.house.now + timedelta(minutes=5))
    await sending.pass_seconds(600)
    await sending.run(1)
    assert (await sending.row(delivery_id)).status == "skipped"
    assert sending.texts() == []


async def test_an_archived_channel_pauses_its_network_with_the_reason(sending: Sending) -> None:
    sending.house.world.archive_channel(sample.MERRI_BEK)
    delivery_id = await sending.post("x")
    await sending.run(2)
    assert (await sending.row(delivery_id)).status == "failed"
    network = await sending.house.network()
    # Either the event or the refused message was first to tell.
    assert network.status == "paused"
    assert network.status_reason in ("archived", "is_archived")


async def test_a_group_with_a_deactivated_person_is_not_tried_again(sending: Sending) -> None:
    sending.house.world.deactivate_user("ULEE")
    delivery_id = await sending.tell("ULEE", "UCHAIR")
    await sending.run(3)
    failed = await sending.row(delivery_id)
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert (await sending.house.network()).status == "active"


async def test_one_person_is_posted_to_without_opening_a_conversation_first(sending: Sending) -> None:
    sending.house.faults.fatal("conversations.open", times=100)
    await sending.tell("ULEE", word="one")
    await sending.tell("ULEE", word="two")
    await sending.run(3)
    assert [m["text"] for m in sending.house.dm("ULEE")] == ["words one", "words two"]


async def test_a_group_conversation_is_opened_once(sending: Sending) -> None:
    await sending.tell("ULEE", "UCHAIR", word="one")
    await sending.run(2)
    sending.house.faults.fatal("conversations.open", times=100)
    await sending.tell("ULEE", "UCHAIR", word="two")
    await sending.run(2)
    assert [m["text"] for m in sending.house.dm("ULEE", "UCHAIR")] == ["words one", "words two"]


async def test_a_search_that_is_refused_for_now_neither_posts_nor_counts_as_an_attempt(sending: Sending) -> None:
    sending.house.faults.drop("chat.postMessage")
    sending.house.faults.rate_limit("conversations.history", times=3, retry_after=20)
    delivery_id = await sending.post("one")
    await sending.run(50)
    waiting = await sending.row(delivery_id)
    assert (waiting.status, waiting.in_doubt, waiting.attempts) == ("pending", True, 1)
    await sending.run(40)
    assert sending.texts() == ["words one"]


async def test_a_revoked_token_waits_for_the_operator_and_loses_nothing(sending: Sending) -> None:
    sending.house.world.revoke_token()
    delivery_id = await sending.post("x")
    await sending.run(3)
    waiting = await sending.row(delivery_id)
    assert waiting.status == "pending"
    assert "token" in waiting.reason or "account" in waiting.reason


async def test_an_outage_of_a_day_loses_nothing(sending: Sending) -> None:
    sending.house.faults.storm(1, status=1.0)
    delivery_id = await sending.post("one")
    await _live(sending, timedelta(days=1))
    assert (await sending.row(delivery_id)).status == "pending"
    sending.house.faults.calm()
    await _live(sending, timedelta(hours=1))
    assert sending.texts() == ["words one"]


async def test_a_picture_is_shown_in_its_message(sending: Sending) -> None:
    await sending.post("one", kind="test.picture")
    await sending.run(5)
    [message] = sending.house.channel()
    [image] = [block for block in message["blocks"] if block["type"] == "image"]
    assert image["slack_file"]["id"] in sending.house.world.files
    assert image["alt_text"] == "A dot"


async def test_a_file_lands_once_in_the_thread_though_the_answer_was_lost(sending: Sending) -> None:
    card = await sending.post("card")
    async with sending.house.database.write() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        outbox.share_file(session, network, "test.file", {}, now=sending.house.now, in_thread_of=card)
    sending.house.faults.drop("files.completeUploadExternal")
    await sending.run(40)
    words, file = sending.house.channel()
    assert file["thread_ts"] == words["ts"]
    assert file["files"][0]["name"] == "meeting.ics"


@pytest.mark.both_databases
async def test_an_update_waits_for_its_message_and_replaces_it(sending: Sending) -> None:
    sending.house.faults.rate_limit("chat.postMessage", times=1, retry_after=5)
    card = await sending.post("old")
    async with sending.house.database.write() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        outbox.update_post(session, network, "test.words", {"word": "new"}, card or "", now=sending.house.now)
    await sending.run(15)
    [message] = sending.house.channel()
    assert message["text"] == "words new"
    assert message["metadata"]["event_payload"]["delivery_id"] == card, "it stays findable under its own id"


async def test_what_a_machine_sends_after_it_stood_still_for_days_is_found(sending: Sending) -> None:
    """Its claim is long over when its call goes out; whoever took over looks until the present."""
    delivery_id = await sending.post("one")
    async with sending.house.database.write() as session:
        claimed = await deliveries.claim_next(session, sending.house.now, "stands still", timedelta(seconds=60))
    assert claimed is not None
    await sending.pass_seconds(8 * 86_400)
    messenger = await sending.house.services.app.messenger(claimed.workspace_id)
    await messenger.post(sample.MERRI_BEK, Message("words one"), delivery_id, None)
    await sending.run(5)
    assert (await sending.row(delivery_id)).status == "sent"
    assert sending.texts() == ["words one"]
