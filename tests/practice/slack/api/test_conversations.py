"""conversations.*, users.*, tokens and scopes, called as the bot does."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.slack.server import APP_TOKEN, Running
from practice.slack.world import World
from tests.practice.slack.api.test_chat import code


async def test_list_shows_public_channels_and_the_bots_own_private_ones(client: AsyncWebClient, world: World) -> None:
    answer = await client.conversations_list(types="public_channel,private_channel")
    assert [c["id"] for c in answer["channels"]] == ["C0NET", "C0ALL", "C0OTHER"]
    world.archive_channel("C0OTHER")
    left = await client.conversations_list(exclude_archived=True)
    assert [c["id"] for c in left["channels"]] == ["C0ALL"]


async def test_lists_page_with_a_cursor(client: AsyncWebClient) -> None:
    members: list[str] = []
    cursor = ""
    for _ in range(4):
        answer = await client.conversations_members(channel="C0ALL", limit=1, cursor=cursor)
        members += answer["members"]
        cursor = answer["response_metadata"]["next_cursor"]
    assert members == ["U0ANNA", "U0BEN", "U0CARA", "U0COPBOT"]
    assert cursor == ""


async def test_open_gives_the_same_conversation_again(client: AsyncWebClient) -> None:
    first = await client.conversations_open(users=["U0ANNA"])
    again = await client.conversations_open(users="U0ANNA")
    group = await client.conversations_open(users=["U0ANNA", "U0BEN"])
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"] is True
    assert group["channel"]["id"] != first["channel"]["id"]
    swapped = await client.conversations_open(users=["U0BEN", "U0ANNA"])
    assert swapped["channel"]["id"] == group["channel"]["id"]


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        ([], "users_list_not_supplied"),
        (["U0NOBODY"], "user_not_found"),
        (["U0GONE"], "user_disabled"),
        (["USLACKBOT"], "cannot_dm_bot"),
        ([f"U{n}" for n in range(9)], "too_many_users"),
    ],
)
async def test_open_is_refused(client: AsyncWebClient, world: World, users: list[str], expected: str) -> None:
    world.add_user("U0GONE", "gone", "Gone", "", deactivated=True)
    assert await code(client.conversations_open(users=users)) == expected


async def test_bot_joins_public_channels_alone(client: AsyncWebClient, world: World) -> None:
    await client.conversations_join(channel="C0OTHER")
    assert world.bot.user_id in world.channels["C0OTHER"].members
    again = await client.conversations_join(channel="C0OTHER")
    assert again["warning"] == "already_in_channel"
    assert await code(client.conversations_join(channel="C0SECRET")) == "channel_not_found"
    assert await code(client.conversations_join(channel="C0NET")) == "method_not_supported_for_channel_type"


async def test_bot_invites_and_leaves(client: AsyncWebClient, world: World) -> None:
    await client.conversations_invite(channel="C0NET", users="U0CARA")
    assert "U0CARA" in world.channels["C0NET"].members
    assert await code(client.conversations_invite(channel="C0NET", users="U0CARA")) == "already_in_channel"
    assert await code(client.conversations_invite(channel="C0OTHER", users="U0ANNA")) == "not_in_channel"
    await client.conversations_leave(channel="C0NET")
    assert await code(client.conversations_info(channel="C0NET")) == "channel_not_found"


async def test_created_channel_has_the_bot_in_it(client: AsyncWebClient, world: World) -> None:
    made = await client.conversations_create(name="a-new-one", is_private=True)
    assert world.channels[made["channel"]["id"]].members == [world.bot.user_id]
    assert await code(client.conversations_create(name="a-new-one")) == "name_taken"
    assert await code(client.conversations_create(name="Not So")) == "invalid_name_specials"


async def test_people_are_found_by_id_and_address_until_they_leave(client: AsyncWebClient, world: World) -> None:
    info = await client.users_info(user="U0ANNA")
    assert info["user"]["profile"]["email"] == "anna@schools.example"
    found = await client.users_lookupByEmail(email="ANNA@schools.example")
    assert found["user"]["id"] == "U0ANNA"
    world.deactivate_user("U0ANNA")
    assert (await client.users_info(user="U0ANNA"))["user"]["deleted"] is True
    assert await code(client.users_lookupByEmail(email="anna@schools.example")) == "users_not_found"
    assert await code(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_address_needs_its_own_scope(client: AsyncWebClient, world: World) -> None:
    world.bot.scopes.discard("users:read.email")
    assert "email" not in (await client.users_info(user="U0ANNA"))["user"]["profile"]
    assert await code(client.users_lookupByEmail(email="a@b.example")) == "missing_scope"


async def test_somebodys_conversations_as_far_as_the_bot_sees(client: AsyncWebClient) -> None:
    answer = await client.users_conversations(user="U0CARA", types="public_channel,private_channel")
    assert [c["id"] for c in answer["channels"]] == ["C0ALL", "C0OTHER"]


async def test_missing_scope_says_which(client: AsyncWebClient, world: World) -> None:
    world.bot.scopes.discard("groups:history")
    with pytest.raises(Exception, match="missing_scope") as caught:
        await client.conversations_history(channel="C0NET")
    response: Any = caught.value.response  # type: ignore[attr-defined]
    assert response["needed"] == "groups:history"
    assert "chat:write" in response["provided"]
    public = await client.conversations_history(channel="C0ALL")
    assert public["ok"]
    assert "chat:write" in public.headers["x-oauth-scopes"]


async def test_tokens(served: Running, client: AsyncWebClient, world: World) -> None:
    other = AsyncWebClient(token="xoxb-wrong", base_url=served.url)
    nobody = AsyncWebClient(base_url=served.url)
    app = AsyncWebClient(token=APP_TOKEN, base_url=served.url)
    assert await code(other.auth_test()) == "invalid_auth"
    assert await code(nobody.auth_test()) == "not_authed"
    assert await code(app.auth_test()) == "not_allowed_token_type"
    assert (await app.apps_connections_open(app_token=APP_TOKEN))["url"].startswith("ws://127.0.0.1")
    assert (await client.auth_test())["user_id"] == world.bot.user_id
    assert (await nobody.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert await code(client.api_call("chat.sendSong")) == "unknown_method"
    world.revoke_token()
    assert await code(client.auth_test()) == "token_revoked"
    world.uninstall()
    assert await code(client.auth_test()) == "account_inactive"


async def test_what_the_app_is_and_where(client: AsyncWebClient, world: World) -> None:
    assert (await client.bots_info(bot=world.bot.bot_id))["bot"]["user_id"] == world.bot.user_id
    assert (await client.team_info())["team"]["name"] == world.team_name
    assert await code(client.bots_info(bot="B0OTHER")) == "bot_not_found"
