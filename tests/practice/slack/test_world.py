"""The world's own rules: timestamps, members, live updates, clock, response addresses."""

import asyncio

import pytest

from practice.clock import VirtualClock
from practice.slack.response_urls import MAX_USES, Origin, ResponseUrls
from practice.slack.world import World


def test_no_two_messages_share_a_timestamp_while_the_clock_holds_still(world: World) -> None:
    stamps = [world.next_ts() for _ in range(100)]
    assert len(set(stamps)) == 100
    assert stamps == sorted(stamps)
    world.clock.set(world.clock.now() - 3600)
    assert float(world.next_ts()) > float(stamps[-1])


def test_clock_holds_still_or_runs() -> None:
    still, runs = VirtualClock(50), VirtualClock(50, running=True)
    still.advance(10)
    assert still.now() == 60
    runs.set(100)
    assert 100 <= runs.now() < 101


def test_joining_and_leaving_happen_once_and_leave_a_note(world: World) -> None:
    assert world.add_member("C0NET", "U0CARA")
    assert not world.add_member("C0NET", "U0CARA")
    assert world.remove_member("C0NET", "U0CARA")
    assert not world.remove_member("C0NET", "U0CARA")
    assert [m["subtype"] for m in world.channels["C0NET"].messages] == ["group_join", "group_leave"]


def test_unread_counts_what_came_since(world: World) -> None:
    world.post("C0NET", {"type": "message", "user": "U0ANNA", "text": "one"})
    assert (world.unread("U0ANNA", "C0NET"), world.unread("U0BEN", "C0NET")) == (0, 1)
    world.mark_read("U0BEN", "C0NET")
    assert world.unread("U0BEN", "C0NET") == 0


async def test_watcher_is_woken_once_for_changes_in_quick_succession(world: World) -> None:
    watching = world.changes()
    world.rename_channel("C0NET", "coburg")
    world.rename_user("U0ANNA", "Anna K.")
    first = await asyncio.wait_for(anext(watching), 20)
    assert first == world.watchers.version
    waiting = asyncio.ensure_future(anext(watching))
    await asyncio.sleep(0)
    assert not waiting.done()
    world.dismiss_ephemeral("C0NET", "U0ANNA", "1.0")
    assert await asyncio.wait_for(waiting, 20) > first
    world.watchers.close()
    with pytest.raises(StopAsyncIteration):
        await anext(watching)


def test_channel_ends_are_told(world: World) -> None:
    told: list[str] = []
    world.listeners.append(lambda event: told.append(event["type"]))
    world.archive_channel("C0NET")
    world.unarchive_channel("C0NET")
    world.delete_channel("C0ALL")
    world.uninstall()
    assert told == ["group_archive", "group_unarchive", "channel_deleted", "app_uninstalled"]
    assert "C0ALL" not in world.channels


def test_response_address_works_five_times_in_thirty_minutes() -> None:
    now = 0.0
    urls = ResponseUrls(lambda: now)
    origin = Origin("C1", "U1")
    first, second = urls.make(origin), urls.make(origin)
    assert [urls.use(first) for _ in range(MAX_USES + 1)] == [origin] * MAX_USES + ["used_url"]
    now = 1801.0
    assert urls.use(second) == "expired_url"
    assert urls.use("made-up") == "invalid_url"
