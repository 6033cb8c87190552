"""Whatever people type, wherever they type it, they get a clear sentence, and nothing they typed comes alive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from domain.commands import COMMANDS
from practice.slack import payloads
from practice.slack.response_urls import Origin
from prompts.catalog import say
from storage import networks as network_rows
from storage.areas import Areas
from storage.models import School
from storage.models.meetings import Meeting
from tests.house import House
from tests.tables import in_one_house
from tests.turns import everything

NAMES = [command.name for command in COMMANDS]
ONES_OWN = (
    "/cop-help",
    "/cop-setup",
    "/cop-intro",
    "/cop-ask",
    "/cop-offer",
    "/cop-story",
    "/cop-notice",
    "/cop-contact",
    "/cop-desk",
)
"""Commands that show what is one's own, in whichever network."""
IN_A_NETWORK = [name for name in NAMES if name not in ONES_OWN]
LIVELY = "<!channel> <@UCHAIR> <https://evil.example|here>"
TROUBLE = "Something went wrong"


async def ask(house: House, user: str, channel_id: str, command: str, text: str = "") -> str:
    """Type it; what the person sees then, alone: a sentence, or the form on top."""
    person = house.person(user)
    before = len(person.ephemerals(channel_id))
    outcome = await person.command(channel_id, command, text)
    assert outcome.ok, outcome
    said = person.ephemerals(channel_id)[before:]
    shown = [*said, *person.views]
    while person.views:
        await person.close()
    assert shown, f"{command} {text[:30]} is answered with silence"
    assert TROUBLE not in str(shown)
    return json.dumps(shown, ensure_ascii=False)


def pieces(shown: Any, kind: str) -> Iterator[str]:
    """Every text of a kind (mrkdwn or plain_text) in a message or form; a message's own text counts as mrkdwn."""
    if isinstance(shown, dict):
        if shown.get("type") == kind and isinstance(shown.get("text"), str):
            yield shown["text"]
        if kind == "mrkdwn" and "ts" in shown:
            yield str(shown.get("text", ""))
        for value in shown.values():
            yield from pieces(value, kind)
    elif isinstance(shown, list):
        for value in shown:
            yield from pieces(value, kind)


@in_one_house("command", NAMES)
async def test_unknown_words_after_a_command_are_answered_with_what_works(house: House, command: str) -> None:
    """Where a form takes them they stand in it; /cop-help shows its list all the same, and whoever may not is told."""
    for user in ("UCHAIR", "USEIL"):
        shown = await ask(house, user, sample.MERRI_BEK, command, "blah blubber")
        kept_or_told = ("blah blubber", "Only ", "is for others")
        assert any(one in shown for one in kept_or_told) or command in ("/cop-help", "/cop-setup", "/cop-contact")


@in_one_house("command", NAMES)
async def test_four_thousand_characters_after_a_command_break_nothing(house: House, command: str) -> None:
    for typed in ("x" * 4000, "word " * 800, f"Thu 14 May 2pm at {'y' * 3900}", f"@daniel {'y' * 3900} by 12 June"):
        await ask(house, "UCHAIR", sample.MERRI_BEK, command, typed)


@in_one_house("command", NAMES)
async def test_mentions_typed_after_a_command_do_not_come_alive(house: House, command: str) -> None:
    shown = json.loads(await ask(house, "UCHAIR", sample.MERRI_BEK, command, LIVELY))
    alive = [text for text in pieces(shown, "mrkdwn") if "<!channel>" in text or "evil.example|here>" in text]
    assert not alive


@in_one_house("command", NAMES)
async def test_help_after_a_command_shows_an_example_that_can_be_typed(house: House, command: str) -> None:
    shown = await ask(house, "USEIL", await somewhere(house), command, "help")
    assert f"`{command}" in shown or command == "/cop-help", "it is typed alone"


async def somewhere(house: House) -> str:
    """A channel that is no network's, with everybody in it."""
    if "CELSE" not in house.world.channels:
        house.world.add_channel("CELSE", "general", private=False, members=[*house.world.users])
    return "CELSE"


@in_one_house("command", IN_A_NETWORK)
async def test_outside_a_networks_channel_ones_own_network_is_meant(house: House, command: str) -> None:
    assert "Merri-bek" in await ask(house, "UCHAIR", await somewhere(house), command) or command == "/cop-pulse"
    assert "more than one network" in await ask(house, "USEIL", await somewhere(house), command)
    assert "not in a network yet" in await ask(house, "UNEW", await somewhere(house), command)


@in_one_house("command", IN_A_NETWORK)
async def test_somebody_with_no_role_sees_nothing_in_a_networks_channel(house: House, command: str) -> None:
    await house.person("UNEW").join(sample.MERRI_BEK)
    shown = await ask(house, "UNEW", sample.MERRI_BEK, command)
    assert "You are not on *Merri-bek*'s roster yet." in shown
    assert "Pascoe" not in shown
    assert "UROSSI" not in shown


@pytest.mark.parametrize(
    ("command", "text", "user"),
    [
        ("/cop-meeting", "book", "UCHAIR"),
        ("/cop-pulse", "", "UCHAIR"),
        ("/cop-action", "add", "UCHAIR"),
        ("/cop-network", "people", "UCHAIR"),
        ("/cop-network", "settings", "UCHAIR"),
        ("/cop-review", "start", "UCHAIR"),
        ("/cop-intro", "new", "USEIL"),
        ("/cop-assess", "open", "UCHAIR"),
    ],
)
async def test_a_form_that_took_too_long_to_open_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch, command: str, text: str, user: str
) -> None:
    """Slack lets a form open for three seconds after the click."""
    triggers, places = house.world.triggers, house.services.places.__class__
    find_workspace = places.workspace

    async def slow(self: Any, *arguments: Any) -> Any:
        monkeypatch.setattr(triggers, "_monotonic", lambda: 4.0)
        return await find_workspace(self, *arguments)

    monkeypatch.setattr(places, "workspace", slow)
    await house.person(user).command(sample.MERRI_BEK, command, text)
    await house.settle()
    assert "took too long to open" in house.said_to(user)[-1]["text"]


OLD = ("", "not json", "[1]", "{}")
"""What an older version's buttons and forms may carry."""


@in_one_house("turn", range(len(OLD) if everything() else 1))
async def test_forms_and_buttons_of_an_older_version_get_a_sentence(house: House, turn: int) -> None:
    """Whatever an older version of the bot left on somebody's screen; each carries one of OLD, a whole run all."""
    router, carrying = house.bot.router, cycle((*OLD[turn:], *OLD[:turn]))
    where = {"id": sample.MERRI_BEK, "name": "privategroup"}
    base = payloads.shortcut(house.world, "UCHAIR", "none")
    for callback_id, carried in zip([*router.submissions, "long.gone"], carrying, strict=False):
        view: dict[str, Any] = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": carried}
        view |= {"state": {"values": {}}, "blocks": []}
        answer = await house.hub.deliver("interactive", base | {"type": "view_submission", "view": view})
        assert answer.ok
        assert TROUBLE not in str(answer.body), callback_id
    for action_id, carried in zip([*router.actions, "long.gone"], carrying, strict=False):
        url = house.hub.response_url(Origin(sample.MERRI_BEK, "UCHAIR", None))
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": carried}
        body = base | {"type": "block_actions", "actions": [action], "response_url": url, "channel": where}
        answer = await house.hub.deliver("interactive", body)
        await house.bot.router.finish()
        assert answer.ok
        assert TROUBLE not in str(house.said_to("UCHAIR")), action_id
        house.world.ephemerals.clear()
    for callback_id in ("actions.gone", "long.gone"):
        answer = await house.hub.deliver("interactive", payloads.shortcut(house.world, "UCHAIR", callback_id))
        await house.bot.router.finish()
        assert answer.ok
        told = str(house.person("UCHAIR").view).replace("`", "")
        assert say("notices.button_gone").plain in told, callback_id


async def test_a_second_click_on_a_form_that_has_changed_does_no_harm(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-network", "schools")
    await house.settle()
    before = chair.view
    await chair.click(before, "networks.add_schools")
    await house.settle()
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert [view["title"]["text"] for view in chair.views] == ["Add schools"]
    assert TROUBLE not in str(house.said_to("UCHAIR"))


@pytest.mark.parametrize("gone", ["deleted", "archived", "bot removed"])
async def test_a_channel_that_is_gone_leaves_every_command_an_answer(house: House, gone: str) -> None:
    if gone == "deleted":
        house.world.delete_channel(sample.MERRI_BEK)
    elif gone == "archived":
        house.world.archive_channel(sample.MERRI_BEK)
    else:
        house.world.remove_member(sample.MERRI_BEK, house.world.bot_user_id)
    await house.settle()
    chair = house.person("UCHAIR")
    dm = chair.dm_with_bot().id
    for command in NAMES:
        await ask(house, "UCHAIR", dm, command)
    await chair.command(dm, "/cop-meeting", "Thu 14 May 2pm at Coburg PS")
    await house.settle()
    await chair.click(chair.ephemerals(dm)[-1], "meetings.book")
    await house.settle()
    assert "no channel that I can post in at the moment" in chair.ephemerals(dm)[-1]["text"]
    async with house.database.read() as session:
        (meeting,) = (await session.scalars(select(Meeting))).all()
    await chair.command(dm, "/cop-meeting")
    await house.settle()
    await chair.click(chair.ephemerals(dm)[-1], "meetings.cancel")
    await house.settle()
    assert "no channel that I can post in at the moment" in chair.ephemerals(dm)[-1]["text"]
    assert meeting.status == "booked"


@pytest.mark.drawn
async def test_lively_names_stay_harmless_wherever_they_are_shown(house: House) -> None:
    """A network, a school and its type whose names would call everybody, through every command and by the schedule."""
    async with house.database.write() as session:
        network = await network_rows.by_name(session, "Merri-bek")
        assert network is not None
        network.name = f"M&M {LIVELY}"[:80]
        network.fiso_focus = LIVELY
        await (await Areas.of(session, network.workspace_id)).put(network, LIVELY, LIVELY)
        for number, school in enumerate((await session.scalars(select(School))).all()):
            school.name, school.school_type = f"S&S {number} {LIVELY}"[:80], LIVELY
    shown: list[Any] = []
    for user in ("UCHAIR", "USEIL", "ULEE", "UAREA"):
        for command in NAMES:
            shown.append(json.loads(await ask(house, user, sample.MERRI_BEK, command)))
        await house.person(user).open_home()
        shown.append(house.person(user).home)
    for text in ("people", "schools", "settings", "days"):
        shown.append(json.loads(await ask(house, "UCHAIR", sample.MERRI_BEK, "/cop-network", text)))
    shown.append(json.loads(await ask(house, "UCHAIR", sample.MERRI_BEK, "/cop-review", "start")))
    typed = f"Thu 30 April 2pm at {LIVELY}"
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-meeting", typed)
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.book")
    await house.go_to("2026-05-19 12:00")
    shown += [m for channel in house.world.channels.values() for m in channel.messages if m.get("bot_id")]
    alive = [t for t in pieces(shown, "mrkdwn") if "<!channel>" in t or "evil.example|here>" in t]
    assert not alive, "what was typed as a name calls nobody"
    assert any("&lt;!channel&gt;" in text for text in pieces(shown, "mrkdwn"))
    garbled = [t for t in pieces(shown, "plain_text") if "&amp;" in t or "&lt;" in t]
    assert not garbled, "plain text shows a name as it was typed"
    pictures = [b["alt_text"] for m in shown if isinstance(m, dict) for b in m.get("blocks", []) if "alt_text" in b]
    assert not [text for text in pictures if "&amp;" in text]
