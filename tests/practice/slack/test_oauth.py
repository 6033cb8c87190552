"""Installing an app in the practice workspace is as strict as in Slack."""

from __future__ import annotations

from typing import Any

import pytest

from practice.clock import VirtualClock
from practice.slack.api.call import ApiError
from practice.slack.oauth import OAuth
from practice.slack.world import World

ADDRESS = "http://bot.example/slack/oauth_redirect"


@pytest.fixture
def oauth() -> OAuth:
    world = World(VirtualClock(1_800_000_000), scopes=())
    world.bot.installed = False
    return OAuth(world, "1.2", "secret", [ADDRESS])


def exchange(oauth: OAuth, allowed: str, **changes: Any) -> dict[str, Any]:
    given = {"client_id": "1.2", "client_secret": "secret", "code": allowed, "redirect_uri": None}
    return oauth.access(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"code": "T0COP.guess"}, "invalid_code"),
        ({"redirect_uri": "http://thief.example/"}, "bad_redirect_uri"),
    ],
)
def test_what_does_not_fit_gives_no_token(oauth: OAuth, changes: dict[str, Any], error: str) -> None:
    code = oauth.allow("U1", ("commands",), ADDRESS)
    with pytest.raises(ApiError, match=error):
        exchange(oauth, code, **changes)
    assert oauth.world.bot.tokens == set()


def test_a_code_gives_one_token_once_and_soon(oauth: OAuth) -> None:
    code = oauth.allow("U1", ("commands", "chat:write"), ADDRESS)
    answer = exchange(oauth, code)
    assert answer["access_token"] in oauth.world.bot.tokens
    assert answer["scope"] == "commands,chat:write"
    assert oauth.world.bot.scopes == {"commands", "chat:write"}
    with pytest.raises(ApiError, match="code_already_used"):
        exchange(oauth, code)
    late = oauth.allow("U1", ("commands",), ADDRESS)
    oauth.world.clock.advance(601)
    with pytest.raises(ApiError, match="invalid_code"):
        exchange(oauth, late)


def test_installing_again_ends_the_earlier_token(oauth: OAuth) -> None:
    first = exchange(oauth, oauth.allow("U1", ("commands",), ADDRESS))["access_token"]
    second = exchange(oauth, oauth.allow("U1", ("commands",), ADDRESS))["access_token"]
    assert oauth.world.bot.tokens == {second}
    assert first in oauth.world.bot.old_tokens
