"""Signatures, triggers, re-sent events and Socket Mode, each with a real Bolt app."""

import asyncio
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from practice.slack.hub import SIGNING_SECRET
from practice.slack.person import Person
from practice.slack.server import APP_TOKEN, Running
from practice.slack.world import World
from tests.practice.slack.conftest import Bot, bolt_app, modal, text_input
from tests.processes import until


async def test_forged_and_stale_requests_are_refused_and_a_replay_is_the_same_bytes(bot: Bot) -> None:
    @bot.app.command("/cop-help")
    async def answer(ack: Any) -> None:
        await ack()

    await bot.person("U0ANNA").command("C0NET", "/cop-help")
    payload = bot.hub.deliveries[-1].payload
    forged = await bot.hub.forge("slash_commands", payload)
    stale = await bot.hub.forge("slash_commands", payload, secret=SIGNING_SECRET, age_seconds=600)
    replayed = await bot.hub.replay(bot.hub.last_request)
    assert [forged.status, stale.status, replayed.status] == [401, 401, 200]


async def test_trigger_opens_one_modal_and_no_second(bot: Bot) -> None:
    codes = []

    @bot.app.command("/cop-open")
    async def open_twice(ack: Any, body: Any, client: Any) -> None:
        await ack()
        for _ in range(2):
            try:
                await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("x")))
            except SlackApiError as error:
                codes.append(error.response["error"])

    anna = bot.person("U0ANNA")
    await anna.command("C0NET", "/cop-open")
    await until(lambda: codes)
    assert codes == ["exchanged_trigger_id"]
    assert len(anna.views) == 1


async def test_trigger_is_too_old_after_three_seconds(bot: Bot, world: World) -> None:
    now = 100.0
    world.triggers._monotonic = lambda: now
    trigger = world.triggers.make("U0ANNA")
    now += 3.1
    with pytest.raises(SlackApiError) as caught:
        await bot.app.client.views_open(trigger_id=trigger, view=modal(text_input("x")))
    assert caught.value.response["error"] == "expired_trigger_id"
    with pytest.raises(SlackApiError) as caught:
        await bot.app.client.views_open(trigger_id="made.up", view=modal(text_input("x")))
    assert caught.value.response["error"] == "invalid_trigger_id"


async def test_event_that_fails_is_sent_again_with_number_and_reason(bot: Bot) -> None:
    bot.hub.retry_delays = (0.0, 0.0, 0.0)
    heard = []

    @bot.app.event("member_joined_channel")
    async def joined(event: Any, req: Any, body: Any) -> None:
        heard.append((body["event_id"], req.headers.get("x-slack-retry-num")))

    sent = []
    answer = bot.app.async_dispatch

    async def fail_twice(request: Any) -> Any:
        sent.append(request.headers.get("x-slack-retry-reason"))
        response = await answer(request)
        if len(sent) <= 2:
            response.status = 500
        return response

    bot.app.async_dispatch = fail_twice  # type: ignore[assignment, method-assign]
    bot.hub.manifest = {"settings": {"event_subscriptions": {"bot_events": ["member_joined_channel"]}}}
    await bot.person("U0CARA").join("C0NET")
    await until(lambda: len(heard) == 3)
    assert sent == [None, ["http_error"], ["http_error"]]
    assert [number for _, number in heard] == [None, ["1"], ["2"]]
    assert len({event_id for event_id, _ in heard}) == 1


async def test_bot_hears_of_people_messages_and_mentions_where_it_is_a_member(bot: Bot) -> None:
    heard: list[tuple[str, str]] = []

    async def listen(event: Any, body: Any) -> None:
        assert body["authorizations"][0]["user_id"] == "U0COPBOT"
        heard.append((event["type"], event.get("subtype", "")))

    for kind in ("message", "app_mention", "member_joined_channel", "member_left_channel", "user_change"):
        bot.app.event(kind)(listen)
    for subtype in ("group_join", "group_leave"):
        bot.app.event({"type": "message", "subtype": subtype})(listen)
    anna, cara = bot.person("U0ANNA"), bot.person("U0CARA")
    await anna.say("C0NET", "Hello @cop-bot")
    await cara.say("C0OTHER", "The bot is not here")
    await cara.join("C0NET")
    await cara.leave("C0NET")
    bot.hub.world.deactivate_user("U0BEN")
    await bot.hub.settle()
    await until(lambda: {("app_mention", ""), ("message", "group_join")} <= {*heard})
    kinds = [d.payload["event"]["type"] for d in bot.hub.events()]
    assert kinds == [
        "message",
        "app_mention",
        "message",
        "member_joined_channel",
        "message",
        "member_left_channel",
        "user_change",
    ]
    assert ("app_mention", "") in heard
    assert ("message", "group_join") in heard


async def test_manifest_limits_what_is_heard(bot: Bot) -> None:
    bot.hub.manifest = {"settings": {"event_subscriptions": {"bot_events": ["app_mention"]}}}

    @bot.app.event("app_mention")
    async def mentioned() -> None: ...

    await bot.person("U0ANNA").say("C0NET", "Hello <@U0COPBOT>")
    await bot.person("U0CARA").join("C0NET")
    assert [d.payload["event"]["type"] for d in bot.hub.events()] == ["app_mention"]


async def test_socket_mode_carries_commands_and_events(served: Running) -> None:
    app = bolt_app(served)
    joined = asyncio.Event()

    @app.command("/cop-help")
    async def answer(ack: Any) -> None:
        await ack("Over the socket")

    @app.event("member_joined_channel")
    async def welcome() -> None:
        joined.set()

    handler = AsyncSocketModeHandler(app, APP_TOKEN)
    handler.client.web_client.base_url = served.url
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await served.sockets.connected()
        anna = Person(served.hub, "U0ANNA")
        outcome = await anna.command("C0NET", "/cop-help")
        assert outcome.status == 200
        assert [m["text"] for m in anna.ephemerals("C0NET")] == ["Over the socket"]
        served.hub.manifest = {"settings": {"event_subscriptions": {"bot_events": ["member_joined_channel"]}}}
        await Person(served.hub, "U0CARA").join("C0NET")
        await asyncio.wait_for(joined.wait(), 20)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
