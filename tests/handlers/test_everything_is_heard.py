"""In each chat, every command, button, form and shortcut that is registered: sent through the chat's door by somebody
who may, about a thing that is there; and whatever the chat tells by itself. What is not heard, fails or is refused is
named.

Who may not is told by test_roles_at_the_door.py; what stands on cards, and what comes of it, by test_every_button.py
and by the stories.
"""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import sample
from bot.teams.action_data import ActionData, Kind
from bot.teams.open_forms import OpenForms
from bot.teams.surroundings import Surroundings
from domain.errors import UserError
from handlers.interaction import Answer, ChooseNetwork, Happening, Interaction
from handlers.router import Router
from practice.teams import activities
from practice.teams.ids import object_id
from prompts.elements import (
    ChannelInput,
    CheckboxesInput,
    DateInput,
    Element,
    Option,
    PersonInput,
    SelectInput,
    TextInput,
    TimeInput,
)
from prompts.message import View
from services.access import Asker
from storage.models.every import METADATA
from tests.both_chats import CHATS, Town, open_town
from tests.handlers.moments import MOMENTS, Filled, Moment
from tests.handlers.test_roles_at_the_door import (
    IN_A_FORM,
    JOINING,
    MAY,
    PEOPLE,
    SUFFIXES,
    carried,
    filled_in,
    request,
)
from tests.house import House, melbourne
from tests.in_the_loop import sqlite_in_the_loop
from tests.loading import person_id
from tests.teams_house import TeamsHouse, teams_channel
from tests.turns import everything
from tests.two_workspaces import Strangers, add_second_workspace

IN_NO_COLUMN = {"offers.take_back": "UROSSI"} | dict.fromkeys(JOINING, "UNEW")
"""Who may, of whom the table of roles says nothing."""
Outcomes = dict[str, str]


def listen(town: Town) -> Outcomes:
    """What comes of each thing that is heard from now on: "done", or why not."""
    found: Outcomes = {}

    def watched(name: str, handle: Callable[[Interaction], Awaitable[Any]]) -> Callable[[Interaction], Awaitable[Any]]:
        async def note(interaction: Interaction) -> Any:
            try:
                answer = await handle(interaction)
            except UserError as error:
                found[name] = f"{type(error).__name__}: {error.key}"
                raise
            except ChooseNetwork:
                found[name] = "done"
                raise
            except Exception as error:
                found[name] = repr(error)
                raise
            found[name] = f"{answer.errors}" if isinstance(answer, Answer) and answer.errors else "done"
            return answer

        return note

    router = town.house.bot.router
    every: Any
    for every in (router.commands, router.actions, router.submissions, router.shortcuts, router.happenings):
        for name, handle in every.items():
            every[name] = watched(str(name), handle)
    return found


NOT_TOLD = {
    Happening.ACCOUNT_CLOSED,
    Happening.CHANNEL_MOVED,
    Happening.UNINSTALLED,
    Happening.TOKEN_REVOKED,
}
"""By Teams: see docs/chats.md."""


async def all_happens(town: Town, house: Any) -> None:
    """Whatever the chat tells by itself, the worst last."""
    anna, world, place = town.person("UCHAIR"), house.world, sample.MERRI_BEK
    await anna.opens_home()
    await anna.writes("Good morning")
    await anna.writes("Good morning", place)
    team, other = f"team {place}", f"team {sample.MOONEE_VALLEY}"
    world.remove_member(team if town.chat == "teams" else place, "UNEW")
    await house.settle()
    await town.comes("UNEW")
    if town.chat == "teams":
        for change in (world.archive_team, world.remove_from_team):
            change(team)
            await house.settle()
        world.delete_team(other)
        await house.settle()
        return
    world.deactivate_user("UPATEL")
    world.change_channel_id(place, "CMOVED")
    await house.settle()
    for change in (world.archive_channel, world.unarchive_channel, world.delete_channel):
        change(sample.MOONEE_VALLEY)
        await house.settle()
    world.remove_member("CMOVED", world.bot_user_id)
    await house.settle()
    world.revoke_token()
    world.uninstall()
    await house.settle()


def who_may(what: str) -> str:
    return IN_NO_COLUMN.get(what) or next(word for role, word in PEOPLE.items() if role in MAY[what])


def moment_of(what: str, strangers: Strangers) -> Moment:
    found = [moment for names, moment in MOMENTS if what in names]
    assert len(found) < 2, what
    if not found:
        return Moment()
    typed = found[0].typed.items()
    here = {
        field: Filled(one.kind, str(strangers.ids[one.value[1:]])) if one.value[:1] == "@" else one
        for field, one in typed
    }
    return replace(found[0], typed=here)


class SlackDoor:
    def __init__(self, house: House, value: str) -> None:
        self._house = house
        self._value = value

    async def hear(self, name: str, who: str, moment: Moment) -> None:
        """A button or form."""
        values = filled_in() | {field: {field: in_slack(one)} for field, one in moment.typed.items()}
        value = json.dumps(json.loads(self._value) | dict(moment.carried))
        answer = await self._house.hub.deliver(*request(self._house, name, who, value, values))
        assert answer.ok, (name, answer)


def in_slack(filled: Filled) -> dict[str, Any]:
    match filled.kind:
        case "choice":
            return {"selected_option": {"value": filled.value}}
        case "choices":
            return {"selected_options": [{"value": one} for one in filled.value]}
    names = {"text": "value", "date": "selected_date", "time": "selected_time", "person": "selected_user"}
    return {(names | {"channel": "selected_conversation"})[filled.kind]: filled.value}


class TeamsDoor:
    def __init__(self, house: TeamsHouse, value: str) -> None:
        self._house = house
        self._value = value.replace(sample.MERRI_BEK, teams_channel(sample.MERRI_BEK))

    async def hear(self, name: str, who: str, moment: Moment) -> None:
        router = self._house.bot.router
        value = json.dumps(json.loads(self._value) | dict(moment.carried))
        if name in router.submissions or name in IN_A_FORM:
            await self._invoke(who, "task/submit", await self._form(name, who, value, moment))
            return
        opens = router.opens(name)
        tap = ActionData(Kind.OPEN if opens else Kind.CLICK, f"{name}:{SUFFIXES.get(name, 'yes')}", value)
        await self._invoke(who, "task/fetch" if opens else "adaptiveCard/action", tap.encode())

    async def _form(self, name: str, who: str, value: str, moment: Moment) -> dict[str, Any]:
        """An open form of theirs, filled in."""
        workspace = await self._house.services.places.workspace(self._house.world.tenant_id, chat="teams")
        forms = OpenForms(self._house.services.forms, Asker(workspace, person_id(who)), self._house.now)
        every = {field: _kind_of(element[field]) for field, element in filled_in().items()} | dict(moment.typed)
        fields = [_element(field, one) for field, one in every.items()]
        key = forms.new_key()
        await forms.keep(
            View(name, "A form", fields, submit="Save", metadata=value), Surroundings(form=key), discreet=False
        )
        is_form = name in self._house.bot.router.submissions
        pressed = (
            ActionData(Kind.SUBMIT, name, form=key)
            if is_form
            else ActionData(Kind.CLICK, f"{name}:yes", value, form=key)
        )
        return {field: _in_teams(one) for field, one in every.items()} | pressed.encode()

    async def _invoke(self, who: str, kind: str, data: dict[str, Any]) -> None:
        is_click = kind == "adaptiveCard/action"
        brought = {"action": {"type": "Action.Execute", "data": data}} if is_click else {"data": data}
        person, place = self._house.somebody(who), teams_channel(sample.MERRI_BEK)
        activity = activities.invoke(self._house.world, person.user, kind, brought, place, "1")
        answer = await self._house.teams_hub.deliver(activity)
        assert answer.status == 200, (kind, data, answer)
        assert answer.body or kind == "task/submit", (kind, data)  # with nothing, a form closes


def _kind_of(element: dict[str, Any]) -> Filled:
    """What Slack tells of a field."""
    match element:
        case {"selected_option": {"value": value}}:
            return Filled("choice", value)
        case {"selected_options": options}:
            return Filled("choices", [one["value"] for one in options])
    [(name, value)] = element.items()
    kinds = {"selected_date": "date", "selected_time": "time", "selected_user": "person"}
    return Filled((kinds | {"selected_conversation": "channel", "value": "text"})[name], value)


def _element(name: str, filled: Filled) -> Element:
    options = [Option(one, one) for one in filled.value] if filled.kind == "choices" else []
    match filled.kind:
        case "date":
            return DateInput(name, "Day", optional=True)
        case "time":
            return TimeInput(name, "Time", optional=True)
        case "person":
            return PersonInput(name, "Person", optional=True)
        case "channel":
            return ChannelInput(name, "Channel")
        case "choice":
            return SelectInput(name, "One", [Option(filled.value, filled.value)], optional=True)
        case "choices":
            return CheckboxesInput(name, "Several", options, optional=True)
    return TextInput(name, "Words", optional=True)


def _in_teams(filled: Filled) -> str:
    match filled.kind:
        case "person":
            return object_id(filled.value)
        case "channel":
            return teams_channel(filled.value)
        case "choices":
            return ",".join(filled.value)
    return str(filled.value)


class Kept:
    """A database as it stood, to go back to: what one does takes away what the next is about. Each table notes that
    something of it has changed, and what has is put back; so are the keys beside it."""

    def __init__(self, path: Path, kept: Path) -> None:
        self._now = sqlite3.connect(path, isolation_level=None)
        with closing(sqlite3.connect(kept)) as copy:
            self._now.backup(copy)
        self._keys = {one: one.read_bytes() for one in path.parent.glob(f"{path.name}.open/*")}
        self._now.execute("attach ? as kept", [str(kept)])
        self._now.execute("create table changed (name text primary key)")
        for table in METADATA.tables.keys() - {"audit_entries"}:  # which only grows
            for change in ("insert", "update", "delete"):
                there = f"select 1 from changed where name = '{table}'"  # noqa: S608 - our own names
                note = f"insert into changed select '{table}' where not exists ({there})"
                self._now.execute(f"create trigger {change}_{table} after {change} on {table} begin {note}; end")

    def go_back(self) -> None:
        """With nothing under way."""
        self._now.execute("begin immediate")
        for (table,) in self._now.execute("select name from changed").fetchall():
            self._now.execute(f"delete from main.{table}")  # noqa: S608
            self._now.execute(f"insert into main.{table} select * from kept.{table}")  # noqa: S608
        self._now.execute("delete from changed")
        self._now.execute("commit")
        for one, key in self._keys.items():
            one.write_bytes(key)

    def close(self) -> None:
        self._now.close()


def pressed_in(chat: str, router: Router) -> list[str]:
    """The buttons and forms to try: in Teams all; in Slack, where each feature's own tests press them, by turns."""
    every = sorted(map(str, (*router.actions, *router.submissions)))
    return every if chat == "teams" or everything() else every[::3]


@pytest.mark.parametrize("chat", CHATS)
async def test_whatever_is_registered_is_heard_by_somebody_who_may(
    chat: str, tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "town.db"
    shutil.copy(sqlite_template, path)
    options = {"strict_rate_limits": False} if chat == "teams" else {}
    start = melbourne("2026-04-17 12:00")
    with sqlite_in_the_loop(), ExitStack() as stack:
        async with open_town(chat, f"sqlite:///{path}", start, **options) as town:
            house: Any = town.house
            router = town.house.bot.router
            doors = pressed_in(chat, router)
            await town.comes("UNEW")
            strangers = await add_second_workspace(house)
            value = carried(strangers)
            door = TeamsDoor(house, value) if isinstance(house, TeamsHouse) else SlackDoor(house, value)
            found, kept = listen(town), stack.enter_context(closing(Kept(path, tmp_path / "kept.db")))
            for name in doors:
                kept.go_back()
                moment = moment_of(name, strangers)
                async with house.database.write() as session:
                    await moment.bring_about(session, strangers, house.now)
                await door.hear(name, who_may(name), moment)
                await router.finish()
            kept.go_back()
            for command in map(str, router.commands):
                for channel in (None, sample.MERRI_BEK):
                    await town.person(who_may(command)).types(command.removeprefix("/cop-"), channel)
            for shortcut in map(str, router.shortcuts):
                await town.person("UCHAIR").takes_up(shortcut, "The data should be with us by Friday.")
            failed = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
            assert failed == []
            await all_happens(town, house)
    told = set(router.happenings) - (NOT_TOLD if chat == "teams" else set())
    registered = {str(one) for one in (*doors, *router.commands, *router.shortcuts, *told)}
    assert registered - found.keys() == set(), "never heard"
    not_done = {name: outcome for name, outcome in found.items() if outcome != "done"}
    assert not_done == {}, "moments.py says what has to be so before it can be done"
