"""Each id that a message or form shows has exactly one listener, and each listener an id."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from enum import StrEnum

import pytest

import handlers
import prompts
from bot.app import build
from bot.settings import Settings
from handlers.router import Router
from prompts.meetings.cards import MeetingsAction
from prompts.network_choice import NetworkChoiceAction
from prompts.networks.cards import NetworkAction


@pytest.fixture
def router() -> Router:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-x", slack_signing_secret="s")  # type: ignore[arg-type]
    return build(settings).router


def _ids(ending: str) -> dict[str, str]:
    """Every id of the enums in prompts whose name has this ending, with the enum that holds it."""
    found: dict[str, str] = {}
    for module in pkgutil.walk_packages(prompts.__path__, "prompts."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and issubclass(value, StrEnum) and name.endswith(ending):
                for member in value:
                    assert found.get(member, name) == name, f"{member} stands in two enums"
                    found[member] = name
    return found


def test_every_button_and_list_has_its_listener(router: Router) -> None:
    assert set(_ids("Action")) == {str(i) for i in router.actions}


def test_every_form_has_its_listener(router: Router) -> None:
    assert set(_ids("View")) == {str(i) for i in router.submissions}


def test_no_action_id_begins_with_another_and_a_colon(router: Router) -> None:
    ids = list(_ids("Action"))
    assert not [(a, b) for a in ids for b in ids if a != b and b.startswith(f"{a}:")]


class _Answers:
    """How each function of handlers/ answers, by itself and through those that it calls: read in the source."""

    def __init__(self) -> None:
        self._calls: dict[str, set[str]] = {}
        self._answers: dict[str, set[str]] = {}
        for module in pkgutil.iter_modules(handlers.__path__, "handlers."):
            tree = ast.parse(inspect.getsource(importlib.import_module(module.name)))
            for function in ast.walk(tree):
                if isinstance(function, ast.AsyncFunctionDef):
                    self._read(function)

    def _read(self, function: ast.AsyncFunctionDef) -> None:
        called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
        names = {one.id for one in called if isinstance(one, ast.Name)}
        methods = {
            (one.value.id, one.attr)
            for one in called
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
        }
        self._calls.setdefault(function.name, set()).update(names | {name for _, name in methods})
        self._answers.setdefault(function.name, set()).update(
            name for owner, name in methods if owner == "interaction" and name in ("open", "reply", "replace")
        )

    def of(self, name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        found = set(self._answers.get(name, ()))
        for called in self._calls.get(name, set()) - seen:
            if called in self._calls:
                found |= self.of(called, seen | {name})
        return found


def test_an_action_that_opens_a_form_says_so(router: Router) -> None:
    """Teams has to know before the click whether it opens a dialog; in a dialog an answer is shown as one."""
    both = {NetworkChoiceAction.RUN: True, NetworkAction.SET_UP_NEW: True, MeetingsAction.BOOK: False}
    answers = _Answers()
    for action_id, handle in router.actions.items():
        how = answers.of(handle.__name__)
        if action_id in both:
            assert router.opens(action_id) is both[action_id]
            assert action_id == NetworkChoiceAction.RUN or {"open", "replace"} <= how
        else:
            assert router.opens(action_id) is ("open" in how), action_id
            assert not (router.opens(action_id) and how & {"reply", "replace"}), f"{action_id} does both"
