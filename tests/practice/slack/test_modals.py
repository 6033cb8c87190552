"""Modals as a person goes through them: opening, filling in, errors, steps, closing."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from practice.answer import TIMEOUT
from practice.slack.form_check import REQUIRED
from practice.slack.person import Person
from tests.practice.slack.conftest import Bot, button, modal, plain, text_input
from tests.processes import until


async def opened(bot: Bot, *blocks: dict[str, Any], **more: Any) -> Person:
    """Give Anna with a modal of these blocks open."""

    @bot.app.command("/cop-open")
    async def open_it(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, **more))

    anna = bot.person("U0ANNA")
    await anna.command("C0NET", "/cop-open")
    await until(lambda: anna.views)
    assert len(anna.views) == 1
    return anna


def answering(bot: Bot, make: Callable[[dict[str, Any]], dict[str, Any]]) -> list[dict[str, Any]]:
    """Let the bot acknowledge submissions with what `make` gives; gives the views it heard."""
    heard: list[dict[str, Any]] = []

    @bot.app.view("form")
    async def submitted(ack: Any, view: Any) -> None:
        heard.append(view)
        await ack(**make(view))

    return heard


async def test_submission_carries_the_state_and_closes_the_modal(bot: Bot) -> None:
    heard = answering(bot, lambda view: {})
    anna = await opened(bot, text_input("what"), text_input("why", optional=True, initial_value="because"))
    outcome = await anna.submit(anna.view["id"], {"what": "A visit"})
    assert outcome.ok
    assert outcome.status == 200
    assert heard[0]["state"]["values"] == {
        "what": {"it": {"type": "plain_text_input", "value": "A visit"}},
        "why": {"it": {"type": "plain_text_input", "value": "because"}},
    }
    assert anna.views == []


@pytest.mark.parametrize(
    ("element", "value", "reason"),
    [
        ({}, None, "a required field is empty"),
        ({"min_length": 5}, "four", "too short"),
        ({"max_length": 3}, "four", "too long"),
        ({"type": "number_input", "is_decimal_allowed": False}, "many", "no number"),
        ({"type": "number_input", "is_decimal_allowed": False}, "2.5", "no whole number"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.5", "too large"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "3"}, "2.5", "too small"),
        ({"type": "email_text_input"}, "anna at school", "no address"),
        ({"type": "url_text_input"}, "coburg", "no web address"),
    ],
)
async def test_client_refuses_before_anything_is_sent(
    bot: Bot, element: dict[str, Any], value: str | None, reason: str
) -> None:
    heard = answering(bot, lambda view: {})
    anna = await opened(bot, text_input("field", **element))
    outcome = await anna.submit(anna.view["id"], {"field": value})
    assert list(outcome.client_errors) == ["field"], reason
    assert (outcome.client_errors["field"] == REQUIRED) is (value is None)
    assert not outcome.sent
    assert heard == []
    assert len(anna.views) == 1


async def test_errors_of_the_bot_keep_the_modal_open(bot: Bot) -> None:
    answering(bot, lambda view: {"response_action": "errors", "errors": {"when": "That is past."}})
    anna = await opened(bot, text_input("when"))
    outcome = await anna.submit(anna.view["id"], {"when": "yesterday"})
    assert outcome.response_action == "errors"
    assert outcome.errors == {"when": "That is past."}
    assert outcome.failure is None
    assert len(anna.views) == 1


async def test_error_for_a_block_that_is_no_input_is_a_failure(bot: Bot) -> None:
    answering(bot, lambda view: {"response_action": "errors", "errors": {"wen": "That is past."}})
    anna = await opened(bot, text_input("when"))
    outcome = await anna.submit(anna.view["id"], {"when": "yesterday"})
    assert outcome.failure == "invalid_response_action"
    assert "wen" in outcome.problems[0]
    assert outcome.notice is not None


async def test_pushed_views_stack_to_three_and_no_further(bot: Bot) -> None:
    answering(bot, lambda view: {"response_action": "push", "view": modal(text_input("more"))})
    anna = await opened(bot, text_input("more"))
    outcomes = [await anna.submit(anna.view["id"], {"more": "x"}) for _ in range(3)]
    assert [o.failure for o in outcomes] == [None, None, "invalid_response_action"]
    assert outcomes[2].problems == ("push_limit_reached",)
    assert len(anna.views) == 3
    assert anna.view["previous_view_id"] == anna.views[1]["id"]
    assert anna.view["root_view_id"] == anna.views[0]["id"]


async def test_update_keeps_the_view_and_clear_closes_all(bot: Bot) -> None:
    listed: list[dict[str, Any]] = [
        {"response_action": "update", "view": modal(text_input("second"))},
        {"response_action": "push", "view": modal(text_input("third"))},
        {"response_action": "clear"},
    ]
    steps = iter(listed)
    answering(bot, lambda view: next(steps))
    anna = await opened(bot, text_input("first"))
    before = anna.view["id"]
    await anna.submit(before, {"first": "x"})
    assert anna.view["id"] == before
    assert anna.view["blocks"][0]["block_id"] == "second"
    await anna.submit(before, {"second": "x"})
    assert len(anna.views) == 2
    await anna.submit(anna.view["id"], {"third": "x"})
    assert anna.views == []


async def test_invalid_view_in_an_answer_is_a_failure_with_its_path(bot: Bot) -> None:
    broken = modal(text_input("x"))
    del broken["submit"]
    answering(bot, lambda view: {"response_action": "update", "view": broken})
    anna = await opened(bot, text_input("x"))
    outcome = await anna.submit(anna.view["id"], {"x": "y"})
    assert outcome.problems == ("missing required field: submit [json-pointer:/view]",)


async def test_slow_bot_leaves_the_form_open_to_try_again(bot: Bot) -> None:
    anna = await opened(bot, text_input("x"))
    bot.hub.ack_seconds = 0.1
    release = asyncio.Event()

    @bot.app.view("form")
    async def dawdle(ack: Any) -> None:
        await release.wait()
        await ack()

    outcome = await anna.submit(anna.view["id"], {"x": "y"})
    release.set()
    await asyncio.sleep(0.05)
    assert outcome.failure == TIMEOUT
    assert len(anna.views) == 1


async def test_closing_tells_the_bot_where_the_view_asks_for_it(bot: Bot) -> None:
    heard: list[bool] = []

    @bot.app.view_closed("form")
    async def closed(ack: Any, body: Any) -> None:
        await ack()
        heard.append(body["is_cleared"])

    anna = await opened(bot, text_input("x"), notify_on_close=True)
    outcome = await anna.close()
    assert outcome.status == 200
    assert anna.views == []
    assert heard == [False]


async def test_what_was_chosen_stays_when_the_bot_updates_the_view(bot: Bot) -> None:
    heard = answering(bot, lambda view: {})

    @bot.app.action("more")
    async def more(ack: Any, body: Any, client: Any) -> None:
        await ack()
        view = modal(*blocks, text_input("extra", optional=True))
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    levels = [{"text": plain(t), "value": t} for t in ("1", "2", "3", "4")]
    radio = {"type": "radio_buttons", "action_id": "level", "options": levels}
    blocks: list[dict[str, Any]] = [
        {"type": "input", "block_id": "rating", "label": plain("Level"), "element": radio},
        {"type": "actions", "block_id": "acts", "elements": [button("more", "Add a reason")]},
    ]
    anna = await opened(bot, *blocks)
    assert not (await anna.choose(anna.view, "level", "3")).sent
    await anna.click(anna.view, "more")
    await until(lambda: len(anna.view["blocks"]) == 3)
    await anna.submit(anna.view["id"])
    assert heard[0]["state"]["values"]["rating"]["level"]["selected_option"]["value"] == "3"


@pytest.mark.parametrize(
    ("element", "value", "key", "expected"),
    [
        ({"type": "datepicker"}, "2026-05-14", "selected_date", "2026-05-14"),
        ({"type": "timepicker"}, "14:00", "selected_time", "14:00"),
        ({"type": "users_select"}, "U0BEN", "selected_user", "U0BEN"),
        ({"type": "multi_users_select"}, ["U0BEN", "U0ANNA"], "selected_users", ["U0BEN", "U0ANNA"]),
        ({"type": "conversations_select"}, "C0NET", "selected_conversation", "C0NET"),
        ({"type": "datetimepicker"}, 1_746_400_000, "selected_date_time", 1_746_400_000),
    ],
)
async def test_pickers_put_their_value_where_slack_does(
    bot: Bot, element: dict[str, Any], value: Any, key: str, expected: Any
) -> None:
    heard = answering(bot, lambda view: {})
    block = {"type": "input", "block_id": "b", "label": plain("Pick"), "element": {"action_id": "it", **element}}
    anna = await opened(bot, block)
    assert (await anna.submit(anna.view["id"], {"b": value})).ok
    assert heard[0]["state"]["values"]["b"]["it"] == {"type": element["type"], key: expected}


async def test_a_value_for_an_unknown_block_or_option_is_the_testers_mistake(bot: Bot) -> None:
    anna = await opened(bot, text_input("x"))
    with pytest.raises(ValueError, match="is no input of this form"):
        await anna.submit(anna.view["id"], {"y": "?"})
