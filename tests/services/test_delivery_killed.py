"""A worker is killed (SIGKILL) at every step of a delivery, and each message is there exactly once afterwards."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal

from bot import sample
from services.delivery import outbox
from services.delivery.engine import DeliveryService
from storage import networks
from tests.house import BOT_TOKEN, House
from tests.loading import person_id
from tests.services.announcing import ANNOUNCEMENTS
from tests.services.killed_worker import work_until_killed
from tests.turns import everything

# The children start from a server that has imported everything once, and holds none of the test's connections.
SPAWN = multiprocessing.get_context("forkserver")
SPAWN.set_forkserver_preload(["tests.services.killed_worker", "bot.slack.side", "aiosqlite"])


async def _die_at(house: House, database_url: str, fatal: int) -> bool:
    """Run a worker that dies at step `fatal`; False where it finished its work before."""
    api_url = house.bot.settings.slack_api_url
    process = SPAWN.Process(
        target=work_until_killed, args=(database_url, api_url, BOT_TOKEN, house.now.timestamp(), fatal)
    )
    await asyncio.to_thread(process.start)
    await asyncio.to_thread(process.join, 30)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


async def _let_others_finish(house: House) -> None:
    """Another worker comes along; leases run out, and time passes."""
    other = DeliveryService(house.services.app, ANNOUNCEMENTS, "the worker that goes on")
    for _ in range(50):
        house.world.clock.advance(5)
        await other.deliver_due(house.now)
        if (await other.counts()).keys() == {"sent"}:
            return


async def _queue(house: House, round_number: int) -> None:
    """A post, a post with a picture, a direct message, a file in the thread, and an update."""
    async with house.database.write() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        now, word = house.now, {"word": round_number}
        card = outbox.post_in_channel(session, network, "test.words", word, now=now)
        await session.flush()
        outbox.post_to_people(session, network, "test.words", word, [person_id("UCHAIR")], now=now)
        await session.flush()
        outbox.post_to_people(
            session, network, "test.picture", word, [person_id("USEIL"), person_id("UCHAIR")], now=now
        )
        await session.flush()
        outbox.share_file(session, network, "test.file", word, now=now, in_thread_of=card)


STRIDE = 1 if everything() else 3
"""From one step at which the worker dies to the next; two in three wait for a whole run."""


async def test_a_worker_killed_at_any_step_loses_and_doubles_nothing(house: House, database_url: str) -> None:
    fatal = 1 - STRIDE
    while True:
        fatal += STRIDE
        await _queue(house, fatal)
        died = await _die_at(house, database_url, fatal)
        await _let_others_finish(house)
        in_channel = house.channel(sample.MERRI_BEK)
        cards = [m for m in in_channel if m["text"] == f"words {fatal}"]
        assert len(cards) == 1, f"killed at step {fatal}: the channel post is there {len(cards)} times"
        files = [m for m in in_channel if m.get("files") and m.get("thread_ts") == cards[0]["ts"]]
        assert len(files) == 1, f"killed at step {fatal}: the file is there {len(files)} times"
        told = [m for m in house.dm("UCHAIR") if m["text"] == f"words {fatal}"]
        assert len(told) == 1, f"killed at step {fatal}: the direct message is there {len(told)} times"
        pictures = [m for m in house.dm("USEIL", "UCHAIR") if m["text"] == f"picture {fatal}"]
        assert len(pictures) == 1, f"killed at step {fatal}: the picture is there {len(pictures)} times"
        if not died:
            break
    assert fatal > 20, "the worker has many steps at which it can die"
    assert set((await house.services.delivery.counts()).keys()) == {"sent"}
