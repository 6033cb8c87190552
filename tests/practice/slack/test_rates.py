"""Rate limits, counted by the workspace's clock."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from practice.clock import VirtualClock
from practice.slack.rates import CHANNEL_BURST, HOME_PER_MINUTE, WORKSPACE_POSTS, RateLimits
from practice.slack.world import World


def test_burst_to_a_channel_then_one_a_second() -> None:
    clock = VirtualClock(1000)
    limits = RateLimits(clock)
    taken = [limits.take("chat.postMessage", 300, "C1") for _ in range(CHANNEL_BURST + 1)]
    assert taken == [None] * CHANNEL_BURST + [1]
    assert limits.take("chat.postMessage", 300, "C2") is None, "other channels have their own count"
    clock.advance(1)
    assert [limits.take("chat.postMessage", 300, "C1") for _ in range(2)] == [None, 1]


def test_workspace_as_a_whole_takes_a_few_hundred_posts_a_minute() -> None:
    clock = VirtualClock(1000)
    limits = RateLimits(clock)
    taken = [limits.take("chat.postMessage", 300, f"C{n}") for n in range(WORKSPACE_POSTS + 1)]
    assert taken[:-1] == [None] * WORKSPACE_POSTS
    assert taken[-1] == 1


@pytest.mark.parametrize("per_minute", [20, 50, 100])
def test_methods_have_their_own_minute(per_minute: int) -> None:
    clock = VirtualClock(1000)
    limits = RateLimits(clock)
    taken = [limits.take("users.list", per_minute) for _ in range(per_minute + 1)]
    assert taken.count(None) == per_minute
    clock.advance(60)
    assert limits.take("users.list", per_minute) is None


def test_one_persons_home_tab_is_published_ten_times_a_minute() -> None:
    limits = RateLimits(VirtualClock(1000))
    taken = [limits.take("views.publish", 100, person="U1") for _ in range(HOME_PER_MINUTE + 1)]
    assert taken == [None] * HOME_PER_MINUTE + [6]
    assert limits.take("views.publish", 100, person="U2") is None


def test_switched_off_nothing_is_limited() -> None:
    limits = RateLimits(VirtualClock(1000), strict=False)
    assert {limits.take("chat.postMessage", 300, "C1") for _ in range(50)} == {None}


async def test_client_sees_429_with_retry_after(client: AsyncWebClient, world: World) -> None:
    for _ in range(CHANNEL_BURST):
        await client.chat_postMessage(channel="C0NET", text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0NET", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    world.clock.advance(1)
    assert (await client.chat_postMessage(channel="C0NET", text="x"))["ok"]
