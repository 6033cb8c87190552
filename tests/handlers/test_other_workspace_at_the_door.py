"""Everything that is heard, sent by a second workspace's people with ids of the first one's things."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot import sample
from bot.slack.happenings import EVENTS
from practice.slack import payloads
from practice.slack.bot_link import Kind
from practice.slack.response_urls import Origin
from prompts.button_data import encode
from tests.house import House
from tests.turns import everything
from tests.two_workspaces import (
    MARK,
    OTHER_CHANNEL,
    OTHER_TEAM,
    Strangers,
    add_second_workspace,
    pointers_across,
    rows_of,
)

PEOPLE = ("UCHAIR", "UADMIN")
"""They take turns, since whatever a service is asked by either is asked of it in tests/services/test_workspaces_apart.
"""
DATABASES = ("sqlite", "postgresql")
SUFFIXES = ("", ":1", ":yes")
"""What may stand behind a button's name; where there is no time for all, the one that goes furthest."""
FURTHEST = {"pulses.answer": ":1"}
TEXTS = ("", "add", "trust")
AT_ONCE = 20


def refs(strangers: Strangers) -> str:
    """All that a button of the first workspace may carry, at once."""
    numbers = {"offset": 0, "page": 0, "minutes": 60}
    texts = {"all": str(strangers.ids["action"]), "by": "UCHAIR", "kind": "given", "half_year": "2026-H1"}
    return encode(**strangers.ids, **strangers.words, **numbers, **texts)


def requests(house: House, strangers: Strangers, user_id: str) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """A payload for every listener, as the person's Slack would send it from the second workspace."""
    router, carried = house.bot.router, refs(strangers)

    def base(kind: str, **more: Any) -> dict[str, Any]:
        body = payloads.shortcut(house.world, user_id, "none") | {"type": kind} | more
        body["team"] = {"id": OTHER_TEAM, "domain": "other"}
        body["user"] = body["user"] | {"team_id": OTHER_TEAM}
        return body

    def view(callback_id: str) -> dict[str, Any]:
        return {
            "id": "V1",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": carried,
            "state": {"values": {}},
            "blocks": [],
        }

    for action_id in router.actions:
        for suffix in SUFFIXES if everything() else (FURTHEST.get(action_id, ":yes"),):
            action = {
                "type": "button",
                "action_id": action_id + suffix,
                "block_id": "b",
                "value": carried,
                "selected_option": {"value": carried},
            }
            url = house.hub.response_url(Origin(sample.MERRI_BEK, user_id, None))
            channel = {"id": sample.MERRI_BEK, "name": "privategroup"}
            yield "interactive", base("block_actions", actions=[action], response_url=url, channel=channel)
        yield "interactive", base("block_actions", actions=[action], view=view("v"))
    for callback_id in router.submissions:
        yield "interactive", base("view_submission", view=view(callback_id), response_urls=[])
    for callback_id in router.shortcuts:
        yield "interactive", base("shortcut", callback_id=callback_id)
    for command in router.commands:
        for text in TEXTS:
            url = house.hub.response_url(Origin(sample.MERRI_BEK, user_id, None), "commands")
            channel_of_the_first = house.world.channels[sample.MERRI_BEK]
            form = payloads.command(house.world, user_id, channel_of_the_first, command, text, url)
            yield "slash_commands", form | {"team_id": OTHER_TEAM}
    for name in EVENTS:
        if name != "user_change":  # ends the person's roles in their own workspace, which later requests need
            kind, _, channel_type = name.partition(".")  # "message.im" is a message of that type of conversation
            event = {"type": kind, "channel": sample.MERRI_BEK, "user": user_id, "tab": "home"}
            event |= {"channel_type": channel_type, "text": "help"} if channel_type else {}
            envelope = {"type": "event_callback", "team_id": OTHER_TEAM, "event": event, "event_id": f"Ev{name}"}
            yield "events_api", envelope


def watch_views(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every form and Home tab that the bot tries to show from now on."""
    shown: list[str] = []
    shelf = house.world.views

    def watched(show: Callable[..., Any]) -> Callable[..., Any]:
        def record(*arguments: Any, **more: Any) -> Any:
            shown.append(json.dumps([arguments, more]))
            return show(*arguments, **more)

        return record

    for name in ("open", "push", "update", "publish"):
        monkeypatch.setattr(shelf, name, watched(getattr(shelf, name)))
    return shown


@pytest.mark.parametrize("database_url", DATABASES if everything() else DATABASES[:1], indirect=True)
async def test_no_request_from_another_workspace_shows_or_changes_anything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.world.add_channel(OTHER_CHANNEL, "harbour", members=[*house.world.users])
    strangers = await add_second_workspace(house)
    before = await rows_of(house.database, strangers.first)
    shown = watch_views(house, monkeypatch)
    for turn, user_id in enumerate(PEOPLE):
        every = list(requests(house, strangers, user_id))
        if not everything():
            # Of each button's two places either has one, and the next button's the other way round.
            every = [one for number, one in enumerate(every) if (number + number // 2) % 2 == turn]
        for start in range(0, len(every), AT_ONCE):
            some = every[start : start + AT_ONCE]
            answers = await asyncio.gather(*(house.hub.deliver(kind, body) for kind, body in some))
            for (_, body), answer in zip(some, answers, strict=True):
                assert answer.ok, f"{body} is answered with {answer.status}"
                shown.append(json.dumps(answer.body))
            await house.bot.router.finish()
    shown += [json.dumps(messages) for messages in house.world.ephemerals.values()]
    assert any("Harbour" in text for text in shown), "their own network is shown to them"
    assert not [text for text in shown if MARK in text]
    after = await rows_of(house.database, strangers.first)
    assert not [table for table in after if after[table] != before[table]]
    assert await pointers_across(house.database) == []
