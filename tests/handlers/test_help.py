"""/cop-help and the Home tab, through the front door."""

from __future__ import annotations

import json

from bot import sample
from tests.house import House


async def test_help_lists_every_command_with_a_button(house: House) -> None:
    anna = house.person("UCHAIR")
    outcome = await anna.command(sample.MERRI_BEK, "/cop-help")
    await house.settle()
    assert outcome.ok
    [answer] = house.said_to("UCHAIR")
    shown = json.dumps(answer["blocks"])
    for command in ("/cop-meeting", "/cop-assess", "/cop-pulse", "/cop-review", "/cop-action", "/cop-summary"):
        assert command in shown
    assert house.channel() == [], "help is for the one who asked, not for the channel"


async def test_help_after_a_command_shows_examples_of_it(house: House) -> None:
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-meeting", "help")
    await house.settle()
    [answer] = house.said_to("ULEE")
    assert "Thu 14 May 2pm at Coburg PS" in answer["text"]


async def test_home_tab_shows_the_persons_networks_and_roles(house: House) -> None:
    priya = house.person("USEIL")
    await priya.open_home()
    await house.settle()
    shown = json.dumps(priya.home.view if hasattr(priya.home, "view") else priya.home)
    assert "Merri-bek" in shown
    assert "Moonee Valley" in shown
    assert "SEIL" in shown
