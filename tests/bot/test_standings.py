"""What an account is to the workspace, as Slack describes it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.messenger import standing_in
from domain.people import Standing

HOME = frozenset({"T1", "E1"})


@pytest.mark.parametrize(
    ("user", "standing", "reason"),
    [
        ({"team_id": "T1"}, Standing.PERSON, "a member of the team"),
        ({"team_id": "T9", "enterprise_user": {"enterprise_id": "E1"}}, Standing.PERSON, "of the same enterprise"),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T1", "T2"]}}, Standing.PERSON, "one of several teams"),
        ({"team_id": "T1", "is_restricted": True}, Standing.GUEST, "of several channels"),
        ({"team_id": "T1", "is_restricted": True, "is_ultra_restricted": True}, Standing.GUEST, "of a single channel"),
        ({"team_id": "T9"}, Standing.STRANGER, "met in a shared channel: is_stranger is false then"),
        ({"team_id": "T1", "is_stranger": True}, Standing.STRANGER, "called so by Slack"),
        ({"team_id": "T9", "enterprise_user": {"enterprise_id": "E9"}}, Standing.STRANGER, "another enterprise"),
        ({}, Standing.STRANGER, "without a team nobody can tell"),
        ({"team_id": "T1", "is_bot": True}, Standing.APP, "an app's user"),
        ({"team_id": "T1", "is_workflow_bot": True}, Standing.APP, "a workflow"),
        ({"team_id": "T1", "id": "USLACKBOT"}, Standing.APP, "Slack's own helper"),
        ({"team_id": "T1", "deleted": True, "is_restricted": True}, Standing.GONE, "a closed account"),
    ],
)
def test_an_account_is_what_slack_says_together_with_its_team(
    user: dict[str, Any], standing: Standing, reason: str
) -> None:
    assert standing_in(user, HOME) is standing, reason
