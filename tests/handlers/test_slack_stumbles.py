"""Slack stumbles while somebody waits for an answer: once more, and else words, but no fault of the bot's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import sample
from practice.faults import Faults
from practice.slack import payloads
from tests.house import House

Trouble = Callable[[Faults, str, int], None]

STUMBLES: dict[str, Trouble] = {
    "a page instead of an answer": lambda faults, method, times: faults.fail(method, times, 503),
    "Slack's own fault": lambda faults, method, times: faults.fatal(method, times),
    "a call to wait": lambda faults, method, times: faults.rate_limit(method, times, retry_after=0),
    "a connection that breaks": lambda faults, method, times: faults.refuse(method, times),
}


@pytest.mark.parametrize("trouble", STUMBLES)
async def test_a_form_opens_all_the_same(house: House, trouble: str, caplog: pytest.LogCaptureFixture) -> None:
    STUMBLES[trouble](house.faults, "views.open", 1)
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-action", "add")
    await house.bot.router.finish()
    assert house.person("UCHAIR").view["callback_id"] == "actions.add_form"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("trouble", STUMBLES)
async def test_where_it_does_not_the_person_is_told_and_nobody_is_woken(
    house: House, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    STUMBLES[trouble](house.faults, "views.open", 2)
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-action", "add")
    await house.bot.router.finish()
    assert house.person("UCHAIR").views == []
    assert house.said_to("UCHAIR")[-1]["text"].startswith("My answer did not get through just now.")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_tap_in_a_channel_that_was_archived_is_answered_in_a_window(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-help")
    await house.bot.router.finish()
    house.world.archive_channel(sample.MERRI_BEK)
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "run.command:cop-action")
    await house.bot.router.finish()
    assert chair.view["blocks"]


@pytest.mark.parametrize("what", ["the conversation is gone", "half an answer"])
async def test_who_cannot_be_answered_any_more_is_no_fault_either(
    house: House, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    if what == "half an answer":
        house.faults.garble("chat.postMessage")
    else:
        house.faults.answer("channel_not_found", "chat.postMessage")
    await house.person("ULEE").say(house.person("ULEE").dm_with_bot().id, "help")
    await house.bot.router.finish()
    assert len(house.dm("ULEE")) <= 2, "nothing is said twice"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_fourth_window_takes_the_place_of_the_third(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.faults.answer("push_limit_reached", "views.push")
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-review", "start")
    await house.bot.router.finish()
    await chair.submit(chair.view)
    await house.bot.router.finish()
    await chair.click(chair.view, "peer_reviews.swap")
    await house.bot.router.finish()
    assert [one["callback_id"] for one in chair.views] == ["peer_reviews.swap_form"]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_forms_button_without_its_form_gets_a_window(house: House, caplog: pytest.LogCaptureFixture) -> None:
    action = {"type": "button", "action_id": "networks.add_schools", "block_id": "b", "value": '{"network":1}'}
    base = payloads.shortcut(house.world, "UCHAIR", "none")
    await house.hub.deliver("interactive", base | {"type": "block_actions", "actions": [action]})
    await house.bot.router.finish()
    assert house.person("UCHAIR").view["callback_id"] == "networks.add_schools_form"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
