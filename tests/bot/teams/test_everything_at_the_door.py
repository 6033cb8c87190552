"""Every button and form at Teams' door, each carrying ids of things that are there: each is answered, none fails.

So what stands on no card of the walk (tests/handlers/test_every_button.py) is heard in Teams as well.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import sample
from bot.teams.action_data import ActionData, Kind
from bot.teams.open_forms import OpenForms
from bot.teams.surroundings import Surroundings
from practice.teams import activities
from practice.teams.ids import object_id
from prompts.elements import DateInput, Element, Option, PersonInput, SelectInput, TextInput, TimeInput
from prompts.message import View
from services.access import Asker
from tests.handlers.test_roles_at_the_door import CHOICES, DATES, PERSONS, WORDS, carried
from tests.house import melbourne, person_id
from tests.teams_house import TeamsHouse, open_teams_house, teams_channel
from tests.two_workspaces import add_second_workspace

PEOPLE = ("UCHAIR", "UHADDAD")
SUFFIXES = {"introductions.outcome": "met", "pulses.answer": "1"}


@pytest.fixture
async def teams(database_url: str) -> AsyncIterator[TeamsHouse]:
    async with open_teams_house(database_url, melbourne("2026-05-18 10:00"), strict_rate_limits=False) as found:
        yield found


def filled_in() -> tuple[list[Element], dict[str, str]]:
    """Each field that a form of the bot's has, and something for it."""
    fields: list[Element] = [TextInput(name, "Words", optional=True) for name in WORDS]
    fields += [DateInput(name, "Day", optional=True) for name in DATES]
    fields += [PersonInput(name, "Person", optional=True) for name in (*PERSONS, "first", "second")]
    fields += [SelectInput(name, "One", [Option(value, value)], optional=True) for name, value in CHOICES.items()]
    fields.append(TimeInput("time", "Time", optional=True))
    values = dict.fromkeys(WORDS, "Some words") | dict.fromkeys(DATES, "2026-05-20") | CHOICES
    values |= {name: object_id("ULEE") for name in PERSONS} | {"first": object_id("UWALSH")}
    return fields, values | {"second": object_id("UROSSI"), "time": "14:00"}


@pytest.mark.parametrize("who", PEOPLE)
async def test_each_is_answered_and_none_fails(teams: TeamsHouse, caplog: pytest.LogCaptureFixture, who: str) -> None:
    strangers = await add_second_workspace(teams)
    value, router = carried(strangers), teams.bot.router
    person, channel = teams.somebody(who), teams_channel(sample.MERRI_BEK)
    fields, values = filled_in()

    async def hear(name: str, data: dict[str, Any]) -> None:
        brought = (
            {"action": {"type": "Action.Execute", "data": data}} if name == "adaptiveCard/action" else {"data": data}
        )
        activity = activities.invoke(teams.world, person.user, name, brought, channel, "1")
        answer = await teams.teams_hub.deliver(activity)
        assert answer.status == 200, (name, data, answer)
        assert answer.body, (name, data)
        await teams.bot.router.finish()

    for action in router.actions:
        kind, name = (Kind.OPEN, "task/fetch") if router.opens(action) else (Kind.CLICK, "adaptiveCard/action")
        tap = ActionData(kind, f"{action}:{SUFFIXES.get(action, 'yes')}", value)
        await hear(name, tap.encode())
    for callback_id in router.submissions:
        forms = OpenForms(teams.services.forms, Asker(strangers.first, person_id(who)), teams.now)
        key = forms.new_key()
        view = View(callback_id, "A form", fields, submit="Save", metadata=value)
        await forms.keep(view, Surroundings(form=key), discreet=False)
        await hear("task/submit", values | ActionData(Kind.SUBMIT, callback_id, form=key).encode())
    failed = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert failed == [], json.dumps(failed)
