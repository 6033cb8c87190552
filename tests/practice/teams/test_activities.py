"""What is sent to the bot is what Microsoft's own library takes for Teams' activities."""

from typing import Any

import pytest

from practice.teams.happenings import Happening
from tests.practice.teams.conftest import NETWORK, Bot, card, dialog, execute, message, opens, submit, text


@pytest.fixture(scope="module")
def adapter() -> Any:
    """Microsoft's reader of activities; it is slow to import."""
    from microsoft_teams.api.activities import ActivityTypeAdapter

    return ActivityTypeAdapter


async def test_every_activity_is_read(bot: Bot, adapter: Any) -> None:
    world, hub = bot.teams.world, bot.teams.running.hub
    anna, ben = bot.person("anna"), bot.person("ben")
    shown = card(text("x"), actions=[execute("Act"), opens("Open"), submit("Say")])
    id = await bot.teams.post(NETWORK, message(shown))
    bot.answer = lambda activity: (
        dialog(card(text("x"), actions=[submit("Send")])) if "etch" in activity["name"] else None
    )
    said = await anna.command(NETWORK, "meeting")
    await anna.edit(said, "@CoP Bot help")
    await anna.react(said, "like")
    await anna.click(id, "Act")
    await anna.click(id, "Say")
    for surface in (id, said):
        await (anna.click(surface, "Open") if surface is id else anna.shortcut("action", surface))
        await anna.submit()
    await anna.shortcut("action", anna.messages(NETWORK)[0])
    await ben.install()
    world.add_app_to_channel("private", by=anna.user_id)
    for change in (world.archive_team, world.unarchive_team, world.delete_team, world.restore_team):
        change("team")
    world.add_member("private", "ben")
    world.rename_channel("network", "Renamed")
    world.add_channel("team", "more", "More", by=anna.user_id)
    world.emit(Happening("installationUpdate", world.team("team").id, anna.user_id, fields={"action": "remove"}))
    await hub.settle()
    kinds = set()
    for activity in hub.deliveries:
        read = adapter.validate_python(activity)
        kinds.add((activity["type"], activity.get("name", "")))
        assert read.type == activity["type"]
    assert len(kinds) == 10
