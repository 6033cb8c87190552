"""Whatever arrives, signed as Slack signs: no server error, no fault of ours, and garbage changes nothing.

Real requests are collected by trying every command and every button once; then they are bent out of shape.
"""

from __future__ import annotations

import copy
import json
import random
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from bot import sample
from domain.errors import Gone
from practice.answer import Answer
from practice.slack import payloads
from practice.slack.bot_link import Delivery, Kind, signed
from practice.slack.response_urls import Origin
from tests.house import SIGNING_SECRET, START, House
from tests.kept import house_after
from tests.tables import in_one_house
from tests.turns import examples
from tests.two_workspaces import add_second_workspace, rows_of

WORDS = (
    "",
    "help",
    "add",
    "trust",
    "Thu 14 May 2pm",
    "cancel",
    "minutes",
    "settings",
    "results",
    "share",
    "me x by 3 June",
)
HERE = Origin(sample.MERRI_BEK, "UCHAIR")
LONG = "long"
"""Stands for 4,000 characters, so that examples stay readable."""
FAULTS = {"a request failed", "could not answer", "Failed to run a listener"}
FEW = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["<!channel>", LONG, "\x00", "‮", "{}", "[]", "-1", "1e999", "<@UCHAIR>", "'; DROP TABLE networks; --", "٣"]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


class Town:
    """The house with one of everything in it, and every request that using it brought about."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.clicks: list[dict[str, Any]] = []
        self.forms: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._rows: dict[str, Any] | None = None

    async def rows(self) -> dict[str, Any]:
        """All that stands in the first workspace, read once as long as nothing changes it."""
        if self._rows is None:
            self._rows = await rows_of(self.house.database, 1)
        return self._rows

    async def rows_now(self) -> dict[str, Any]:
        """The same, read anew; the next example reads again what was there before it, unless it is as it was."""
        before, now = self._rows, await rows_of(self.house.database, 1)
        self._rows = now if before == now else None
        return now

    async def knock(self, kind: Kind, payload: Any) -> Answer:
        """Send a correctly signed request, and wait until all it set off is done."""
        link = self.house.hub.http
        assert link is not None
        answer = await link.post(signed(Delivery(kind, payload), SIGNING_SECRET), 20)
        await self.house.bot.router.finish()
        return answer

    def fresh(self, payload: dict[str, Any]) -> dict[str, Any]:
        """A copy that counts as a new request: the bot handles each one once."""
        again = copy.deepcopy(payload)
        if "trigger_id" in again:
            again["trigger_id"] = self.house.world.triggers.make(again["user"]["id"])
        if "event_id" in again:
            again["event_id"] = f"Ev{len(self.house.hub.deliveries)}{self.house.world.next_ts()}"
        return again

    async def walk(self) -> None:
        """Try every command, and every button that is then shown; keep the requests and the forms."""
        house = self.house
        person = house.person("UCHAIR")
        for command in house.bot.router.commands:
            await person.command(sample.MERRI_BEK, command)
            await house.bot.router.finish()
            self._keep_forms("UCHAIR")
        await person.open_home()
        await house.bot.router.finish()
        for (user_id, channel_id), messages in list(house.world.ephemerals.items()):
            for message in list(messages):
                for action in buttons(message["blocks"]):
                    body = payloads.shortcut(house.world, user_id, "") | {"type": "block_actions", "actions": [action]}
                    where = {"channel_id": channel_id, "message_ts": message["ts"], "is_ephemeral": True}
                    body |= {"container": where, "channel": {"id": channel_id, "name": "privategroup"}}
                    self.clicks.append(body)
        for body in self.clicks:
            await self.knock("interactive", self.fresh(body))
            self._keep_forms(body["user"]["id"])
        self.events = [d.payload for d in house.hub.events()]

    def _keep_forms(self, user_id: str) -> None:
        for view in self.house.world.views.stacks.pop(user_id, []):
            self.forms.append(payloads.submission(self.house.world, user_id, filled(view), []))


def buttons(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What can be clicked in a message, as Slack tells of the click."""
    for block in blocks:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            if "action_id" in element:
                entry = {key: element[key] for key in ("type", "action_id", "value") if key in element}
                if element.get("options"):
                    entry["selected_option"] = element["options"][0]
                yield entry | {"block_id": block["block_id"], "action_ts": "1.0"}


def filled(view: dict[str, Any]) -> dict[str, Any]:
    """The form with something in every field."""
    view = copy.deepcopy(view)
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element:
            option = (element.get("options") or [{"value": "1"}])[0]
            values[block["block_id"]] = {
                element["action_id"]: {
                    "type": element["type"],
                    "value": "Something typed",
                    "selected_option": option,
                    "selected_options": [option],
                    "selected_user": "UHADDAD",
                    "selected_users": ["UHADDAD"],
                    "selected_date": "2026-05-14",
                    "selected_time": "14:00",
                }
            }
    view["state"] = {"values": values}
    return view


@dataclass
class Bender:
    """Bends values by a seed and some junk, so that the same example always does the same."""

    seed: int
    scraps: list[Any]

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def bend(self, value: Any) -> Any:
        """The same with something deep inside replaced, or taken away."""
        if isinstance(value, dict) and value and self.dice.random() < 0.9:
            key = self.dice.choice(sorted(value))
            if self.dice.random() < 0.15:
                return {name: inner for name, inner in value.items() if name != key}
            return value | {key: self.bend(value[key])}
        if isinstance(value, list) and value and self.dice.random() < 0.9:
            index = self.dice.randrange(len(value))
            return [*value[:index], self.bend(value[index]), *value[index + 1 :]]
        scrap = self.dice.choice(self.scraps)
        return "x" * 4000 if scrap == LONG else scrap


benders = st.builds(Bender, st.integers(0, 2**32), st.lists(junk, min_size=3, max_size=6))


def said(house: House) -> str:
    """All that people see of the bot's answers."""
    return json.dumps([house.world.views.stacks, list(house.world.ephemerals.values())])


def assert_sound(house: House, answer: Answer, caplog: pytest.LogCaptureFixture, payload: Any) -> None:
    """No server error, and no trouble but what Slack itself refuses (a bent trigger, view or address).

    Gone: there was no way left on which to say even that.
    """
    faults = []
    for record in caplog.records:
        error = record.exc_info[1] if record.exc_info else None
        if record.message in FAULTS and not isinstance(error, SlackApiError | aiohttp.ClientError | Gone):
            faults.append("".join(traceback.format_exception(error)[-6:]))
    caplog.clear()
    assert answer.status is not None and answer.status < 500, payload  # noqa: PT018
    assert "Traceback" not in str(answer.body)
    assert not faults, f"{faults[0]}\n{payload}"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The house, where Slack does not mind how much is asked of it."""
    async with house_after(House.settle, url=database_url, start=START, strict_rate_limits=False) as (found, _):
        yield found


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    async with house_after(walked, url=database_url, start=START, strict_rate_limits=False) as (house, requests):
        found = Town(house)
        found.clicks, found.forms, found.events = requests
        yield found


async def walked(house: House) -> tuple[list[dict[str, Any]], ...]:
    """One of everything is there, and all was tried once: clicks, forms and events."""
    await add_second_workspace(house)
    found = Town(house)
    await found.walk()
    assert len(found.clicks) > 20
    assert len(found.forms) > 8
    return found.clicks, found.forms, found.events


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(FEW, max_examples=examples(50))
@given(bender=benders)
async def test_a_bent_request_is_no_fault(town: Town, bender: Bender, caplog: pytest.LogCaptureFixture) -> None:
    real = [("interactive", body) for body in town.clicks + town.forms] + [("events_api", body) for body in town.events]
    kind, chosen = bender.dice.choice(real)
    payload = town.fresh(chosen)
    for _ in range(bender.dice.randint(1, 3)):
        payload = bender.bend(payload)
    answer = await town.knock("interactive" if kind == "interactive" else "events_api", payload)
    assert_sound(town.house, answer, caplog, payload)
    assert "Traceback" not in said(town.house)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(FEW, max_examples=examples(30))
@given(bender=benders)
async def test_a_form_with_wrong_things_in_its_fields_is_no_fault(
    town: Town, bender: Bender, caplog: pytest.LogCaptureFixture
) -> None:
    payload = town.fresh(bender.dice.choice(town.forms))
    values = payload["view"]["state"]["values"]
    for block_id in values:
        if bender.dice.random() < 0.5:
            values[block_id] = bender.bend(values[block_id])
    answer = await town.knock("interactive", payload)
    assert_sound(town.house, answer, caplog, payload)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(FEW, max_examples=examples(40))
@given(pick=st.integers(0, 2**32), carried=texts | st.dictionaries(texts, junk, max_size=3).map(json.dumps))
async def test_a_button_or_form_that_carries_garbage_changes_nothing(
    town: Town, pick: int, carried: str, caplog: pytest.LogCaptureFixture
) -> None:
    router, dice = town.house.bot.router, random.Random(pick)
    before = await town.rows()
    base = payloads.shortcut(town.house.world, "UCHAIR", "")
    if dice.random() < 0.5:
        action_id = dice.choice(sorted(router.actions))
        suffix = dice.choice(["", ":yes", ":1", ":٣", ":" + "9" * 30])
        action = {"type": "button", "action_id": action_id + suffix, "block_id": "b", "value": carried}
        payload = base | {"type": "block_actions", "actions": [action]}
    else:
        callback_id = dice.choice(sorted(router.submissions))
        view = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": carried, "blocks": []}
        payload = base | {"type": "view_submission", "view": view | {"state": {"values": {}}}}
    answer = await town.knock("interactive", payload)
    assert_sound(town.house, answer, caplog, payload)
    assert await town.rows_now() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(FEW, max_examples=examples(40))
@given(command=st.integers(0, 99), text=texts | st.sampled_from(WORDS), more=texts)
async def test_a_command_with_any_words_is_no_fault_and_changes_nothing(
    house: House, command: int, text: str, more: str, caplog: pytest.LogCaptureFixture
) -> None:
    town = Town(house)
    words = sorted(house.bot.router.commands)
    before = await rows_of(house.database, 1)
    channel = house.world.channels[sample.MERRI_BEK]
    form = payloads.command(
        house.world, "UCHAIR", channel, words[command % len(words)], f"{text} {more}", house.world.base_url + "/x"
    )
    answer = await town.knock("slash_commands", form)
    assert_sound(house, answer, caplog, form)
    after = await rows_of(house.database, 1)
    sending = {"deliveries", "lanes", "gates", "handled_requests"}  # a command may send something
    assert {name: rows for name, rows in after.items() if name not in sending} == {
        name: rows for name, rows in before.items() if name not in sending
    }


@in_one_house("text", ["a\x00b", "\ud800"])
async def test_text_that_no_database_can_keep_is_refused_at_the_door(house: House, text: str) -> None:
    town = Town(house)
    before = await rows_of(house.database, 1)
    body = payloads.shortcut(house.world, "UCHAIR", "")
    view: dict[str, Any] = {"id": "V1", "type": "modal", "callback_id": "actions.add"}
    view["state"] = {"values": {"actions.what": {"actions.what": {"type": "plain_text_input", "value": text}}}}
    answer = await town.knock("interactive", body | {"type": "view_submission", "view": view})
    assert answer.status == 400
    assert await rows_of(house.database, 1) == before


@in_one_house("number", [2**31, 2**63, -(2**63) - 1, 10**40])
async def test_an_id_that_no_database_can_hold_is_an_old_button(house: House, number: int) -> None:
    town = Town(house)
    body = payloads.shortcut(house.world, "UCHAIR", "") | {"response_url": house.hub.response_url(HERE)}
    action = {"type": "button", "action_id": "meetings.answer:yes", "block_id": "b", "value": f'{{"meeting":{number}}}'}
    answer = await town.knock("interactive", body | {"type": "block_actions", "actions": [action]})
    assert answer.ok
    assert "older message" in house.said_to("UCHAIR")[-1]["text"]
