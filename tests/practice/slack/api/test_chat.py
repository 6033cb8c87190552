"""chat.*, reactions.* and history, called as the bot does."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from practice.slack.world import World

METADATA = {"event_type": "delivery", "event_payload": {"id": "42"}}


async def code(call: Any) -> str:
    """Give the error code that a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_posted_message_is_there_for_members_with_the_bots_profile(client: AsyncWebClient, world: World) -> None:
    answer = await client.chat_postMessage(channel="C0NET", text="Hello")
    message = world.channels["C0NET"].messages[0]
    assert answer["ts"] == message["ts"]
    assert message["bot_profile"]["name"] == "CoP Bot"
    assert message["user"] == world.bot.user_id
    assert float(answer["ts"]) == pytest.approx(world.clock.now())


@pytest.mark.parametrize(
    ("channel", "expected", "reason"),
    [
        ("C0MISSING", "channel_not_found", "there is none"),
        ("C0SECRET", "channel_not_found", "private and without the bot: it must not even show"),
        ("C0OTHER", "not_in_channel", "public, but the bot is not in it"),
        ("C0OLD", "is_archived", "archived"),
    ],
)
async def test_post_is_refused(client: AsyncWebClient, world: World, channel: str, expected: str, reason: str) -> None:
    world.add_channel("C0OLD", "old", members=[world.bot.user_id])
    world.archive_channel("C0OLD")
    assert await code(client.chat_postMessage(channel=channel, text="x")) == expected, reason


async def test_write_public_opens_public_channels_alone(client: AsyncWebClient, world: World) -> None:
    world.bot.scopes.add("chat:write.public")
    assert (await client.chat_postMessage(channel="C0OTHER", text="x"))["ok"]
    assert await code(client.chat_postMessage(channel="C0SECRET", text="x")) == "channel_not_found"


async def test_post_to_a_person_goes_to_the_direct_message(client: AsyncWebClient, world: World) -> None:
    answer = await client.chat_postMessage(channel="U0ANNA", text="x")
    assert sorted(world.channels[answer["channel"]].members) == ["U0ANNA", world.bot.user_id]


async def test_invalid_blocks_answer_names_the_path(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0NET", text="x", blocks=[{"type": "header"}])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["errors"] == ["missing required field: text [json-pointer:/blocks/0]"]


async def test_long_text_is_cut_with_a_warning(client: AsyncWebClient, world: World) -> None:
    answer = await client.chat_postMessage(channel="C0NET", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(world.channels["C0NET"].messages[0]["text"]) == 40_000


async def test_metadata_comes_back_only_when_asked_for_and_allowed(client: AsyncWebClient, world: World) -> None:
    await client.chat_postMessage(channel="C0NET", text="x", metadata=METADATA)
    plain = await client.conversations_history(channel="C0NET")
    full = await client.conversations_history(channel="C0NET", include_all_metadata=True)
    world.bot.scopes.discard("metadata.message:read")
    forbidden = await client.conversations_history(channel="C0NET", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == METADATA
    assert "metadata" not in forbidden["messages"][0]


async def test_update_keeps_what_it_does_not_mention(client: AsyncWebClient, world: World) -> None:
    blocks = [{"type": "divider"}]
    posted = await client.chat_postMessage(channel="C0NET", text="old", blocks=blocks, metadata=METADATA)
    await client.chat_update(channel="C0NET", ts=posted["ts"], text="new")
    message = world.channels["C0NET"].messages[0]
    assert message["text"] == "new"
    assert message["blocks"][0]["type"] == "divider"
    assert message["metadata"] == METADATA
    assert message["edited"]["user"] == world.bot.user_id
    await client.chat_update(channel="C0NET", ts=posted["ts"], text="new", blocks=[], metadata={})
    assert "blocks" not in message
    assert "metadata" not in message


async def test_only_own_messages_are_changed_or_deleted(client: AsyncWebClient, world: World) -> None:
    theirs = world.post("C0NET", {"type": "message", "user": "U0ANNA", "text": "mine"})
    where: dict[str, Any] = {"channel": "C0NET", "ts": theirs["ts"]}
    assert await code(client.chat_update(**where, text="x")) == "cant_update_message"
    assert await code(client.chat_delete(**where)) == "cant_delete_message"
    assert await code(client.chat_delete(channel="C0NET", ts="1.0")) == "message_not_found"


async def test_thread_counts_its_replies_and_stays_out_of_the_channel(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="C0NET", text="parent")
    reply = await client.chat_postMessage(channel="C0NET", text="reply", thread_ts=parent["ts"])
    history = (await client.conversations_history(channel="C0NET"))["messages"]
    replies = (await client.conversations_replies(channel="C0NET", ts=parent["ts"]))["messages"]
    assert [m["text"] for m in history] == ["parent"]
    assert history[0]["reply_count"] == 1
    assert history[0]["latest_reply"] == reply["ts"]
    assert [m["text"] for m in replies] == ["parent", "reply"]
    assert await code(client.chat_postMessage(channel="C0NET", text="x", thread_ts="1.0")) == "thread_not_found"
    await client.chat_delete(channel="C0NET", ts=parent["ts"])
    left = (await client.conversations_replies(channel="C0NET", ts=parent["ts"]))["messages"]
    assert [m.get("subtype") for m in left] == ["tombstone", None]


async def test_ephemeral_goes_to_a_member_alone_and_is_no_history(client: AsyncWebClient, world: World) -> None:
    await client.chat_postEphemeral(channel="C0NET", user="U0ANNA", text="psst")
    refused = await code(client.chat_postEphemeral(channel="C0NET", user="U0CARA", text="psst"))
    assert refused == "user_not_in_channel"
    assert [m["text"] for m in world.ephemerals[("U0ANNA", "C0NET")]] == ["psst"]
    assert (await client.conversations_history(channel="C0NET"))["messages"] == []


async def test_history_pages_from_newest_to_oldest_between_bounds(client: AsyncWebClient, world: World) -> None:
    stamps = []
    for n in range(5):
        world.clock.advance(10)
        stamps.append(world.post("C0NET", {"type": "message", "user": "U0ANNA", "text": str(n)})["ts"])
    first = await client.conversations_history(channel="C0NET", limit=2)
    assert first["has_more"] is True
    second = await client.conversations_history(
        channel="C0NET", limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in [*first["messages"], *second["messages"]]] == ["4", "3", "2", "1"]
    bounds: dict[str, Any] = {"channel": "C0NET", "oldest": stamps[1], "latest": stamps[3]}
    between = await client.conversations_history(**bounds)
    inclusive = await client.conversations_history(**bounds, inclusive=True)
    assert [m["text"] for m in between["messages"]] == ["2"]
    assert [m["text"] for m in inclusive["messages"]] == ["3", "2", "1"]
    assert await code(client.conversations_history(channel="C0NET", cursor="nonsense")) == "invalid_cursor"


async def test_reactions_are_added_once_and_removed(client: AsyncWebClient, world: World) -> None:
    message = world.post("C0NET", {"type": "message", "user": "U0ANNA", "text": "x"})
    where: dict[str, Any] = {"channel": "C0NET", "timestamp": message["ts"], "name": "tada"}
    await client.reactions_add(**where)
    assert await code(client.reactions_add(**where)) == "already_reacted"
    got = await client.reactions_get(channel="C0NET", timestamp=message["ts"])
    assert got["message"]["reactions"] == [{"name": "tada", "users": [world.bot.user_id], "count": 1}]
    await client.reactions_remove(**where)
    assert await code(client.reactions_remove(**where)) == "no_reaction"
    assert "reactions" not in message


async def test_permalink_names_channel_and_moment(client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel="C0NET", text="x"))["ts"]
    link = (await client.chat_getPermalink(channel="C0NET", message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/C0NET/p{ts.replace('.', '')}")
