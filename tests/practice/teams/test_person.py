"""What people do comes to the bot as Teams sends it, and what the bot answers is shown as Teams shows it."""

from typing import Any

import pytest

from practice.answer import TIMEOUT
from practice.teams.person import NotThereError
from tests.practice.teams.conftest import (
    NETWORK,
    PRIVATE,
    TEAM,
    Activity,
    Bot,
    card,
    dialog,
    execute,
    message,
    opens,
    submit,
    text,
)
from tests.processes import until

FORM = card(
    text("When do you meet?"),
    {"type": "Input.Date", "id": "day", "label": "Day", "isRequired": True, "errorMessage": "Choose a day"},
    {"type": "Input.Text", "id": "place", "label": "Place", "value": "The library", "maxLength": 20},
    {
        "type": "Input.ChoiceSet",
        "id": "who",
        "label": "Who",
        "isMultiSelect": True,
        "choices": [{"title": "Principals", "value": "p"}, {"title": "SEILs", "value": "s"}],
    },
    {"type": "Input.Toggle", "id": "tell", "title": "Tell everybody"},
    actions=[submit("Save", form="f1"), submit("Save for later", form="f1", later="yes")],
)


async def test_a_mention_in_a_channel_and_words_in_the_chat(bot: Bot) -> None:
    anna = bot.person("anna")
    await anna.say(NETWORK, "Only among us")
    said = await anna.command(NETWORK, "meeting", "R&D")
    reply = await anna.say(NETWORK, "@CoP Bot thanks", reply_to=said)
    await anna.command(anna.chat.id, "home")
    in_channel, in_thread, in_chat = bot.heard
    assert in_channel["text"] == "<at>CoP Bot</at>&nbsp;meeting R&amp;D\n"
    assert in_channel["entities"][0]["mentioned"]["id"] == in_channel["recipient"]["id"]
    assert in_channel["conversation"]["id"] == f"{NETWORK};messageid={said.id}"
    assert in_channel["channelData"]["channel"]["id"] == NETWORK
    assert in_channel["attachments"][0]["contentType"] == "text/html"
    assert (in_thread["conversation"]["id"], in_thread["id"]) == (in_channel["conversation"]["id"], reply.id)
    assert (in_chat["text"], in_chat["conversation"]["conversationType"]) == ("home", "personal")
    await anna.edit(said, "@CoP Bot meeting")
    assert (bot.heard[-1]["type"], bot.heard[-1]["id"]) == ("messageUpdate", said.id)


async def test_where_the_bot_is_not_nobody_can_speak_to_it(bot: Bot) -> None:
    await bot.person("anna").command(PRIVATE, "meeting")
    assert bot.heard == []
    with pytest.raises(NotThereError):
        await bot.person("ben").write("home")
    with pytest.raises(NotThereError):
        await bot.person("cara").say(NETWORK, "Hello")


async def test_a_click_shows_another_card_to_one_and_an_update_to_all(bot: Bot) -> None:
    shown = card(text("Coming?"), actions=[execute("Yes", round=7), execute("No", round=7)])
    id = await bot.teams.post(NETWORK, message(shown))
    bot.answer = lambda activity: {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": card(text("Thank you")),
    }
    anna, ben = bot.person("anna"), bot.person("ben")
    outcome = await anna.click(id, "Yes")
    assert outcome.ok
    assert (anna.texts(NETWORK), ben.texts(NETWORK)) == (["Thank you"], ["Coming?\nYes\nNo"])
    click = bot.heard[0]
    assert (click["name"], click["replyToId"]) == ("adaptiveCard/action", id)
    assert click["value"] == {
        "action": {"type": "Action.Execute", "title": "Yes", "data": {"round": 7}},
        "trigger": "manual",
    }
    await bot.teams("PUT", f"conversations/{NETWORK}/activities/{id}", message(card(text("Closed"))))
    assert anna.texts(NETWORK) == ben.texts(NETWORK) == ["Closed"]


ANSWERS: list[tuple[Any, int, str | None, str]] = [
    (
        {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted"},
        200,
        None,
        "Noted",
    ),
    (
        {
            "statusCode": 400,
            "type": "application/vnd.microsoft.error",
            "value": {"code": "Closed", "message": "It is closed"},
        },
        200,
        "Closed",
        "It is closed",
    ),
    (None, 200, "invalid_answer", "Something went wrong. Please try again."),
    ({"value": "Noted"}, 200, "invalid_answer", "Something went wrong. Please try again."),
    (
        {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": card()},
        200,
        "invalid_answer",
        "Something went wrong. Please try again.",
    ),
    ({"statusCode": 200}, 500, "dispatch_failed", "Something went wrong. Please try again."),
]


async def test_answers_to_a_click(bot: Bot) -> None:
    id = await bot.teams.post(NETWORK, message(card(text("Coming?"), actions=[execute("Yes")])))
    for body, status, failure, notice in ANSWERS:
        bot.answer, bot.status = lambda activity, body=body: body, status
        outcome = await bot.person("anna").click(id, "Yes")
        assert (outcome.failure, outcome.notice) == (failure, notice)


async def test_a_dialog_from_opening_to_its_end(bot: Bot) -> None:
    id = await bot.teams.post(NETWORK, message(card(text("Plan"), actions=[opens("Plan a meeting", action="plan")])))
    bot.answer = lambda activity: dialog(FORM) if activity["name"] == "task/fetch" else None
    anna = bot.person("anna")
    await anna.click(id, "plan")
    assert bot.heard[0]["value"]["data"] == {"action": "plan", "msteams": {"type": "task/fetch"}}
    assert anna.words(anna.dialog).startswith("A form\nWhen do you meet?\nDay\nPlace")
    missing = await anna.submit()
    assert (missing.client_errors, missing.sent) == ({"day": "Choose a day"}, False)
    await anna.submit({"Day": "2026-05-14", "Who": ["SEILs", "p"], "Tell everybody": True})
    sent = bot.heard[1]
    assert (sent["name"], sent["replyToId"]) == ("task/submit", id)
    assert sent["value"] == {
        "data": {"form": "f1", "day": "2026-05-14", "place": "The library", "who": "s,p", "tell": "true"},
        "context": {"theme": "default"},
    }
    assert anna.dialogs == []


DIALOGS: list[tuple[Any, str | None]] = [
    ({"task": {"type": "message", "value": "Done"}}, None),
    ({"task": {"type": "continue", "value": dialog(FORM)["task"]["value"] | {"title": ""}}}, "the dialog has no title"),
    ({"task": {"type": "continue", "value": dialog(FORM)["task"]["value"] | {"height": "huge"}}}, "height is none"),
    (dialog(card(text("x"), actions=[execute("Go")])), "does nothing in a dialog"),
    ({"task": {"type": "dance"}}, "is unknown"),
    ({"tasks": {}}, "has no task"),
]


async def test_answers_that_open_a_dialog_or_do_not(bot: Bot) -> None:
    id = await bot.teams.post(NETWORK, message(card(text("Plan"), actions=[opens("Plan")])))
    anna = bot.person("anna")
    for body, problem in DIALOGS:
        bot.answer = lambda activity, body=body: body
        outcome = await anna.click(id, "Plan")
        if problem is None:
            assert (outcome.ok, anna.dialog.text) == (True, "Done")
            await anna.close()
        else:
            assert problem in outcome.problems[0]


async def test_the_action_on_a_message_asks_three_times_and_gives_up(bot: Bot) -> None:
    said = await bot.person("ben").say(NETWORK, "We need more readers")
    bot.answer = lambda activity: dialog(FORM)
    anna = bot.person("anna")
    await anna.shortcut("action", said)
    asked = bot.heard[0]["value"]
    assert (asked["commandContext"], asked["messagePayload"]["id"]) == ("message", said.id)
    assert "We need more readers" in asked["messagePayload"]["body"]["content"]
    bot.answer = lambda activity: None
    await anna.submit({"day": "2026-05-14"})
    assert bot.heard[-1]["name"] == "composeExtension/submitAction"
    assert bot.heard[-1]["value"]["commandId"] == "action"
    bot.teams.running.hub.extension_seconds = 0.0
    outcome = await anna.shortcut("action", said)
    assert (outcome.failure, len(bot.teams.running.hub.deliveries)) == (TIMEOUT, 5)


async def test_a_message_that_is_not_answered_is_sent_again(bot: Bot) -> None:
    bot.status = 500
    await bot.person("anna").write("home")
    bot.status = 200
    await until(lambda: len(bot.heard) == 2)
    first, again = bot.heard
    assert first["id"] == again["id"]
    late = await bot.teams.running.hub.resend(bot.teams.running.hub.deliveries[0], new_id=True)
    assert late.ok
    assert bot.heard[-1]["id"] != first["id"]


async def test_events(bot: Bot) -> None:
    world, hub = bot.teams.world, bot.teams.running.hub
    world.add_member("team", "cara")
    world.remove_member("team", "cara")
    world.rename_channel("network", "Renamed", by=world.user("anna").id)
    world.add_member("private", "ben")
    world.add_app_to_channel("private", by=world.user("anna").id)
    world.archive_team("team")
    world.unarchive_team("team")
    world.delete_channel("network")
    world.delete_team("team")
    world.restore_team("team")
    world.remove_from_team("team", by=world.user("anna").id)
    world.rename_team("team", "Unheard")
    world.install_for("ben")
    world.uninstall_for("ben")
    await hub.settle()
    told = sorted((str(a["channelData"].get("eventType")), a["type"], a.get("action")) for a in bot.heard)
    assert told == sorted(
        [(event, "conversationUpdate", None) for event in EVENTS]
        + [("None", "installationUpdate", action) for action in ("remove", "add", "remove")]
    )
    renamed = next(a for a in bot.heard if a["channelData"].get("eventType") == "channelRenamed")
    assert renamed["channelData"]["channel"]["name"] == "Renamed"
    assert renamed["conversation"]["id"] == TEAM


EVENTS = [
    "teamMemberAdded",
    "teamMemberRemoved",
    "channelRenamed",
    "channelMemberAdded",
    "teamArchived",
    "teamUnarchived",
    "channelDeleted",
    "teamDeleted",
    "teamRestored",
    "teamMemberRemoved",
    "None",
]


async def test_people_are_found_in_the_whole_tenant_in_a_dialog_alone(bot: Bot) -> None:
    picker: Activity = {"type": "Input.ChoiceSet", "id": "who", "label": "Who", "choices": []}
    picker |= {"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}}
    content = card(picker, actions=[opens("Open")])
    id = await bot.teams.post(NETWORK, message(content))
    bot.answer = lambda activity: (
        dialog(card(picker, actions=[submit("Save")])) if "fetch" in activity["name"] else None
    )
    anna, cara = bot.person("anna"), bot.teams.world.user("cara")
    assert anna.people(id, "Who", "cara") == []
    await anna.click(id, "Open")
    assert anna.people(anna.dialog, "Who", "cara") == [{"title": "Cara Olsen", "value": cara.id}]
    await anna.submit({"Who": "Cara Olsen"})
    assert bot.heard[-1]["value"]["data"] == {"who": cara.id}
