"""People at work with a real Bolt app over signed HTTP."""

import asyncio
from typing import Any

import pytest

from practice.answer import TIMEOUT
from practice.slack.person import NotThereError, find_button
from practice.slack.world import World
from tests.practice.slack.conftest import Bot, button, plain
from tests.processes import until


async def test_command_answers_only_the_person_who_gave_it(bot: Bot, world: World) -> None:
    @bot.app.command("/cop-help")
    async def answer(ack: Any, command: Any) -> None:
        await ack(f"You wrote {command['text']}")

    anna = bot.person("U0ANNA")
    outcome = await anna.command("C0NET", "/cop-help", "me & <!channel>")
    assert outcome.ok
    assert outcome.status == 200
    assert [m["text"] for m in anna.ephemerals("C0NET")] == ["You wrote me &amp; &lt;!channel&gt;"]
    assert bot.person("U0BEN").ephemerals("C0NET") == []
    assert anna.messages("C0NET") == []


async def test_command_links_names_where_the_manifest_says_so(bot: Bot) -> None:
    bot.hub.manifest = {
        "features": {"slash_commands": [{"command": "/cop-action", "should_escape": True}]},
        "settings": {"event_subscriptions": {"bot_events": []}},
    }
    heard = []

    @bot.app.command("/cop-action")
    async def answer(ack: Any, command: Any) -> None:
        heard.append(command["text"])
        await ack()

    await bot.person("U0ANNA").command("C0NET", "/cop-action", "@ben brings <cake> to #all-schools")
    assert heard == ["<@U0BEN|ben> brings &lt;cake&gt; to <#C0ALL|all-schools>"]


async def test_command_that_the_manifest_lacks_never_reaches_the_bot(bot: Bot) -> None:
    bot.hub.manifest = {"features": {"slash_commands": []}}
    anna = bot.person("U0ANNA")
    outcome = await anna.command("C0NET", "/cop-hlep")
    assert outcome.failure == "invalid_command"
    assert not outcome.sent
    assert "/cop-hlep" in anna.ephemerals("C0NET")[0]["text"]


async def test_person_outside_the_channel_sees_and_does_nothing_there(bot: Bot) -> None:
    cara = bot.person("U0CARA")
    assert cara.messages("C0NET") == []
    with pytest.raises(NotThereError):
        await cara.command("C0NET", "/cop-help")
    with pytest.raises(NotThereError):
        await cara.say("C0NET", "Hello?")


async def test_no_answer_within_three_seconds_is_a_time_out_the_person_sees(bot: Bot) -> None:
    bot.hub.ack_seconds = 0.15
    release = asyncio.Event()

    @bot.app.command("/cop-help")
    async def dawdle(ack: Any) -> None:
        await release.wait()
        await ack()

    anna = bot.person("U0ANNA")
    outcome = await anna.command("C0NET", "/cop-help")
    release.set()
    await asyncio.sleep(0.05)
    assert outcome.failure == TIMEOUT
    assert outcome.status is None
    assert "didn’t respond" in anna.ephemerals("C0NET")[0]["text"]


async def test_command_that_nobody_listens_to_is_an_error_the_person_sees(bot: Bot) -> None:
    anna = bot.person("U0ANNA")
    outcome = await anna.command("C0NET", "/cop-unknown")
    assert outcome.status == 404
    assert outcome.failure == "dispatch_failed"
    assert "dispatch_failed" in anna.ephemerals("C0NET")[0]["text"]


async def test_click_carries_button_message_and_channel(bot: Bot, world: World) -> None:
    seen: dict[str, Any] = {}

    @bot.app.action("rsvp")
    async def clicked(ack: Any, body: Any, say: Any) -> None:
        await ack()
        seen.update(body)
        await say("Noted")

    posted = await bot.app.client.chat_postMessage(
        channel="C0NET",
        text="Coming?",
        blocks=[
            {"type": "actions", "block_id": "a", "elements": [button("rsvp", "Yes", value="yes")]},
            {"type": "actions", "block_id": "b", "elements": [button("rsvp", "No", value="no")]},
        ],
    )
    ben = bot.person("U0BEN")
    message = ben.messages("C0NET")[0]
    outcome = await ben.click(message, "rsvp", value="no")
    await until(lambda: len(ben.messages("C0NET")) == 2)
    assert outcome.ok
    assert seen["actions"][0]["value"] == "no"
    assert seen["actions"][0]["block_id"] == "b"
    assert seen["user"]["id"] == "U0BEN"
    assert seen["channel"] == {"id": "C0NET", "name": "privategroup"}
    assert seen["container"]["message_ts"] == seen["message"]["ts"] == posted["ts"]
    assert [m["text"] for m in ben.messages("C0NET")] == ["Coming?", "Noted"]
    assert find_button(message, "No")["value"] == "no"


async def test_nothing_can_be_clicked_that_the_person_does_not_see(bot: Bot) -> None:
    await bot.app.client.chat_postMessage(
        channel="C0NET", text="x", blocks=[{"type": "actions", "elements": [button("go")]}]
    )
    message = bot.person("U0ANNA").messages("C0NET")[0]
    with pytest.raises(NotThereError):
        await bot.person("U0CARA").click(message, "go")
    with pytest.raises(NotThereError):
        await bot.person("U0ANNA").click(message, "another")
    with pytest.raises(NotThereError):
        find_button(message, "Other words")


async def test_choosing_in_a_message_tells_the_bot_at_once(bot: Bot) -> None:
    heard = []

    @bot.app.action("level")
    async def chosen(ack: Any, body: Any) -> None:
        await ack()
        heard.append((body["actions"][0]["selected_option"]["value"], body["state"]["values"]))

    options = [{"text": plain(word), "value": word.lower()} for word in ("Emerging", "Evolving")]
    select = {"type": "static_select", "action_id": "level", "options": options}
    await bot.app.client.chat_postMessage(
        channel="C0NET",
        text="Which?",
        blocks=[{"type": "section", "block_id": "q", "text": plain("Which?"), "accessory": select}],
    )
    anna = bot.person("U0ANNA")
    await anna.choose(anna.messages("C0NET")[0], "level", "Evolving")
    value, state = heard[0]
    assert value == "evolving"
    assert state["q"]["level"]["selected_option"]["value"] == "evolving"


async def test_external_select_asks_the_bot_for_options(bot: Bot) -> None:
    @bot.app.options("school")
    async def offer(ack: Any, payload: Any) -> None:
        await ack(options=[{"text": plain(f"{payload['value']} Primary"), "value": "1"}])

    @bot.app.action("school")
    async def picked(ack: Any) -> None:
        await ack()

    select = {"type": "external_select", "action_id": "school"}
    await bot.app.client.chat_postMessage(
        channel="C0NET",
        text="Which?",
        blocks=[{"type": "section", "text": plain("Which?"), "accessory": select}],
    )
    anna = bot.person("U0ANNA")
    message = anna.messages("C0NET")[0]
    assert await anna.options(message, "school", "Co") == []
    offered = await anna.options(message, "school", "Coburg")
    assert [o["text"]["text"] for o in offered] == ["Coburg Primary"]
    assert (await anna.choose(message, "school", "1")).ok


async def test_shortcuts_global_and_on_a_message(bot: Bot) -> None:
    heard = []

    @bot.app.shortcut("plan")
    async def planned(ack: Any, shortcut: Any) -> None:
        await ack()
        heard.append(shortcut["type"])

    @bot.app.shortcut("make-action")
    async def made(ack: Any, shortcut: Any) -> None:
        await ack()
        heard.append(shortcut["message"]["text"])

    anna = bot.person("U0ANNA")
    message = await anna.say("C0NET", "Somebody should write this down")
    assert (await anna.shortcut("plan")).ok
    assert (await anna.shortcut("make-action", message)).ok
    assert heard == ["shortcut", "Somebody should write this down"]


async def test_home_tab_is_published_for_one_person(bot: Bot) -> None:
    @bot.app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:
        blocks = [{"type": "section", "text": plain("Your network")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    anna = bot.person("U0ANNA")
    await anna.open_home()
    await until(lambda: anna.home)
    assert anna.home is not None
    assert anna.home["blocks"][0]["text"]["text"] == "Your network"
    assert bot.person("U0BEN").home is None


async def test_answers_to_a_click_replace_add_and_delete(bot: Bot) -> None:
    listed: list[dict[str, Any]] = [
        {"text": "only you", "response_type": "ephemeral", "replace_original": False},
        {"text": "changed", "replace_original": True},
        {"delete_original": True},
    ]
    answers = iter(listed)

    @bot.app.action("go")
    async def clicked(ack: Any, respond: Any) -> None:
        await ack()
        answer: dict[str, Any] = next(answers)
        if "text" in answer and answer.get("replace_original"):
            answer["blocks"] = [{"type": "actions", "elements": [button("go")]}]
        await respond(**answer)

    await bot.app.client.chat_postMessage(
        channel="C0NET", text="first", blocks=[{"type": "actions", "elements": [button("go")]}]
    )
    anna = bot.person("U0ANNA")

    def seen() -> tuple[list[str], int]:
        return [m["text"] for m in anna.messages("C0NET")], len(anna.ephemerals("C0NET"))

    for before in [(["first"], 0), (["first"], 1), (["changed"], 1)]:
        assert seen() == before
        await anna.click(anna.messages("C0NET")[0]["ts"], "go")
        await until(lambda before=before: seen() != before)
    assert seen() == ([], 1)


async def test_ephemeral_message_with_a_button_is_changed_in_place(bot: Bot) -> None:
    @bot.app.command("/cop-intro")
    async def ask(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Sure?", blocks=[{"type": "actions", "elements": [button("sure")]}])

    @bot.app.action("sure")
    async def done(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Done", replace_original=True)

    anna = bot.person("U0ANNA")
    await anna.command("C0NET", "/cop-intro")
    await until(lambda: anna.ephemerals("C0NET"))
    await anna.click(anna.ephemerals("C0NET")[0], "sure")
    await until(lambda: [m["text"] for m in anna.ephemerals("C0NET")] == ["Done"])
    anna.dismiss("C0NET", anna.ephemerals("C0NET")[0]["ts"])
    assert anna.ephemerals("C0NET") == []


async def test_deactivated_people_and_archived_channels_say_nothing(bot: Bot, world: World) -> None:
    world.archive_channel("C0NET")
    with pytest.raises(NotThereError, match="archived"):
        await bot.person("U0ANNA").command("C0NET", "/cop-help")
    world.deactivate_user("U0BEN")
    with pytest.raises(NotThereError, match="deactivated"):
        await bot.person("U0BEN").say("C0ALL", "Still here")
