"""Each id that a message or form shows has exactly one listener, and each listener an id."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

import pytest

import prompts
from bot.app import build
from bot.settings import Settings
from handlers.router import Router


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
