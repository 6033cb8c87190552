"""Every use case, asked by a second workspace's people about the first one's things: refused, and nothing changes."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import sys
import types
import typing
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import product
from typing import Any
from zlib import crc32

import pytest
from msgspec import Struct

from domain.errors import UserError
from services import Services
from services.access import Asker
from storage import networks as network_rows
from storage.models import Network
from tests.house import House
from tests.loading import person_id
from tests.turns import everything
from tests.two_workspaces import ASKERS, MARK, SECOND, Strangers, add_second_workspace, pointers_across, rows_of

ANSWERS_ANYWAY = {
    # Use cases that may answer, though a name of the first workspace's stands in the question, and why.
    "places.find": "a channel of another workspace is nobody's here, so it tells the person's own networks",
    "places.called": "finds people of the asker's own networks alone: nobody, where it is asked of another one",
    "contacts.any_of": "chooses among the asking workspace's networks: none, where it is asked of another one's",
    "networks.presence.note_joined": "what happens in a channel without a network is nobody's concern",
    "networks.presence.note_left": "what happens in a channel without a network is nobody's concern",
    "networks.presence.note_channel_gone": "what happens in a channel without a network is nobody's concern",
    "networks.presence.note_channel_moved": "what happens in a channel without a network is nobody's concern",
    "networks.presence.note_deactivated": "ends the roles that the person holds in the asking workspace",
    "networks.setup.start": "a channel without a network here can be given one",
    "networks.setup.set_up": "a channel without a network here can be given one",
    "networks.changes.remove_day": "a day that is not kept otherwise is as in the calendar already",
    "introductions.ask": "names people, who are looked up in the asking workspace",
    "introductions.may_ask": "names nothing",
}

ALWAYS = ("UCHAIR", "USEIL", "UCENTRAL", "UADMIN")
"""Who may most, each in another way. The others take turns from use case to use case, unless there is time for all."""

UseCase = tuple[str, Callable[..., Any]]


def use_cases(services: Services) -> Iterator[UseCase]:
    """Every public method that takes an asker, with its path, as "networks.roster.save_person".

    Not those of forms, which are no network's: what is kept there opens with a key alone, see test_forms.py.
    """
    read_later = [name for name, part in vars(type(services)).items() if isinstance(part, cached_property)]
    for name in (*services.__struct_fields__, *read_later):
        if name not in ("ground", "forms"):
            yield from _methods(name, getattr(services, name))


def _methods(path: str, service: object) -> Iterator[UseCase]:
    for name, part in vars(service).items():
        if not name.startswith("_") and type(part).__module__.startswith("services."):
            yield from _methods(f"{path}.{name}", part)
    for name, method in inspect.getmembers(service, inspect.iscoroutinefunction):
        if not name.startswith("_") and "asker" in inspect.signature(method).parameters:
            yield f"{path}.{name}", method


class Filler:
    """Makes arguments by their names and types; ids and words are the first workspace's."""

    def __init__(self, strangers: Strangers, now: datetime, *, own_network: bool) -> None:
        self.ids = dict(strangers.ids)
        self.words = strangers.words
        self.now = now
        self.foreign = 0
        if own_network:
            self.ids["network"] = strangers.own_network
        self._own = own_network

    def arguments(self, call: Callable[..., Any], asker: Asker | None = None) -> dict[str, Any]:
        """An argument for every parameter; for the asker, `asker`."""
        asked = {name: hint for name, hint in call.__annotations__.items() if name != "return"}
        hints = typing.get_type_hints(
            types.SimpleNamespace(__annotations__=asked), sys.modules[call.__module__].__dict__
        )
        parameters = inspect.signature(call).parameters
        return {name: asker if name == "asker" else self._one(name, hints.get(name)) for name in parameters}

    def _one(self, name: str, hint: Any) -> Any:
        entity = name.removesuffix("s").removesuffix("_id").removesuffix("_ids")
        plain, inner = self._plain(hint)
        if name.endswith(("_id", "_ids")) and plain is int:
            assert entity in self.ids or entity == "override", f"say in two_workspaces.py whose id {name} is"
            self.foreign += entity != "network" or not self._own
            return self.ids["day" if entity == "override" else entity]
        if entity in self.words and plain is str:
            return self.words[entity]
        if isinstance(plain, type) and issubclass(plain, enum.Enum):
            return next(iter(plain))
        if isinstance(plain, type) and (dataclasses.is_dataclass(plain) or issubclass(plain, Struct)):
            return plain(**self.arguments(plain))
        return self._simple(name, plain, inner)

    def _simple(self, name: str, plain: Any, inner: tuple[Any, ...]) -> Any:
        simple: dict[Any, Any] = {
            datetime: self.now,
            date: self.now.date() + timedelta(days=14),
            time: time(14, 0),
            bool: False,
            int: 1,
            str: "trust",
        }
        if plain in simple:
            return simple[plain]
        origin = typing.get_origin(plain) or plain
        if isinstance(origin, type) and issubclass(origin, typing.Mapping):
            return {}
        if isinstance(origin, type) and issubclass(origin, typing.Collection):
            return tuple(self._one(name, one) for one in inner[:1] if one is not Ellipsis)
        if origin is Callable:
            return None  # what narrows an answer further
        raise AssertionError(f"no way to make {name}: {plain}")

    @staticmethod
    def _plain(hint: Any) -> tuple[Any, tuple[Any, ...]]:
        """The type without "or None", and what it holds."""
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            hint = next(one for one in typing.get_args(hint) if one is not type(None))
        if typing.get_origin(hint) is typing.Literal:
            return type(typing.get_args(hint)[0]), ()
        return hint, typing.get_args(hint)


async def leaks(house: House, strangers: Strangers, among: str = "") -> list[str]:
    """Use cases that answer somebody of the second workspace about the first, or change it, and how.

    among: how the paths begin of those that are asked.
    """
    found = []
    before = await rows_of(house.database, strangers.first)
    by_feature: dict[str, list[UseCase]] = defaultdict(list)
    for path, method in use_cases(house.services):
        if path.startswith(among):
            by_feature[path.partition(".")[0]].append((path, method))
    for feature, methods in by_feature.items():
        for (path, method), own_network in product(methods, (False, True)):
            found += await _ask(house, strangers, path, method, askers(path), own_network=own_network)
        after = await rows_of(house.database, strangers.first)
        found += [
            f"{feature} changes {table} of the first workspace" for table in after if after[table] != before[table]
        ]
    return [*found, *(f"{column} leads across" for column in await pointers_across(house.database))]


def askers(path: str) -> Sequence[str]:
    """Who of the second workspace asks, each with other rights there."""
    others = [one for one in ASKERS if one not in ALWAYS]
    return ASKERS if everything() else (*ALWAYS, others[crc32(path.encode()) % len(others)])


async def _ask(
    house: House,
    strangers: Strangers,
    path: str,
    method: Callable[..., Any],
    people: Sequence[str],
    *,
    own_network: bool,
) -> list[str]:
    """Let these people of the second workspace call one use case, and look at what they are told."""
    found = []
    for user_id in people:
        filler = Filler(strangers, house.now, own_network=own_network)
        arguments = filler.arguments(method, Asker(strangers.second, person_id(user_id, SECOND)))
        if own_network and not filler.foreign:
            break  # nothing of the first workspace's is named
        try:
            answer = await method(**arguments)
        except UserError as refusal:
            if MARK in str(refusal):
                found.append(f"{path} names it to {user_id}: {refusal}")
            continue
        if MARK in repr(answer):
            found.append(f"{path} shows it to {user_id}: {answer!r}")
        if filler.foreign and path not in ANSWERS_ANYWAY:
            found.append(f"{path} does not refuse {user_id}: {arguments}")
    return found


async def test_no_use_case_shows_or_changes_another_workspaces_things(house: House) -> None:
    strangers = await add_second_workspace(house)
    found = await leaks(house, strangers)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_use_case_that_forgets_the_workspace_would_be_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def careless(session: Any, _workspace_id: int, network_id: int) -> Network:
        network: Network = await session.get_one(Network, network_id)
        return network

    async def careless_with_days(session: Any, _workspace_id: int, network_id: int) -> tuple[Network, Sequence[Any]]:
        return await careless(session, _workspace_id, network_id), ()

    strangers = await add_second_workspace(house)
    monkeypatch.setattr(network_rows, "network", careless)
    monkeypatch.setattr(network_rows, "with_days", careless_with_days)
    monkeypatch.setattr(network_rows, "lock", careless)
    found = await leaks(house, strangers, "peer_reviews.overview.")
    assert any(one.startswith("peer_reviews.overview.look shows it to UCENTRAL") for one in found)
