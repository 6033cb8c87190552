"""The demo as a newcomer meets it, without a browser."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import sample
from bot.cli.demo import large_network
from bot.cli.demo.in_slack import open_demo
from practice.slack.hub import Hub
from practice.slack.person import Person

MELBOURNE = ZoneInfo("Australia/Melbourne")
PULSE_OPEN = datetime(2027, 2, 2, 8, 0, tzinfo=MELBOURNE)
"""Half an hour before the first pulse check of the year."""


async def test_a_newcomer_finds_a_large_network_and_a_crowd_that_leaves_them_alone(tmp_path: Path) -> None:
    async with open_demo(tmp_path / "demo.db", 0, PULSE_OPEN) as demo:
        assert await demo.controls.go_to("UROSSI", "2027-02-02") == "It is Tuesday 2 February 2027, 9 am."
        welcome = demo.hub.world.channels[large_network.CHANNEL].messages[0]
        assert "25 schools" in str(welcome["blocks"])
        channel = demo.hub.world.channels[sample.MERRI_BEK]
        question = next(m for m in channel.messages if "Pulse check" in m["text"])
        assert not any(demo.hub.world.ephemerals.values()), "nobody finds answers to taps that others made as them"
        assert all(not demo.hub.world.views.stack(user) for user in demo.hub.world.users)
        answered = {p["user"]["id"] for p in _taps(demo.hub, "pulses.answer")}
        assert "UHADDAD" in answered
        assert answered.isdisjoint({"UCHAIR", "ULEE"}), "they are left to the visitor"
        assert "UROSSI" not in answered, "whoever one is, too"
        assert answered.isdisjoint({"USEIL", "UAREA", "UADMIN"}), "those whom no pulse check asks"

        assert demo.controls.done() == frozenset()
        daniel = Person(demo.hub, "ULEE")
        await daniel.click(question, "pulses.answer:3")
        await demo.bot.router.finish()
        assert "Got it" in daniel.ephemerals(sample.MERRI_BEK)[0]["text"]
        anna = Person(demo.hub, "UCHAIR")
        await Person(demo.hub, "USEIL").command(sample.MERRI_BEK, "/cop-desk")
        await anna.command(sample.MERRI_BEK, "/cop-network", "group Writing")
        await demo.bot.router.finish()
        await anna.submit(anna.view, {"focus": "Writing in Years 3 to 6"})
        fields = [one["element"] for one in anna.view["blocks"] if one["type"] == "input"]
        [pascoe_hill] = [o for f in fields for o in f["options"] if o["text"]["text"].startswith("Pascoe Hill")]
        await anna.submit(anna.view, {fields[0]["action_id"]: [pascoe_hill["value"]]})
        assert await demo.controls.next_school_day("UCHAIR") == "It is Wednesday 3 February 2027, 9 am."
        [asked] = daniel.messages(daniel.dm_with_bot().id)
        yes = next(b for block in asked["blocks"] for b in block.get("elements", []) if "groups.yes" in str(b))
        await daniel.click(asked, yes["action_id"])
        await demo.bot.router.finish()
        assert demo.controls.done() == {7, 8}, "each step is ticked once it is done"
        assert await demo.controls.next_school_day("UCHAIR") == "It is Thursday 4 February 2027, 9 am."


def _taps(hub: Hub, action: str) -> list[dict[str, Any]]:
    """The payloads of all taps on an action so far."""
    payloads = [delivery.payload for delivery in hub.deliveries]
    return [p for p in payloads for one in p.get("actions") or [] if one["action_id"].startswith(action)]
