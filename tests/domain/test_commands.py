"""The register of commands: no two claim the same."""

from __future__ import annotations

import pytest

from domain.claims import ClaimedTwice
from domain.commands import BY_NAME, COMMANDS, Command, Use, by_name
from domain.policies import Allowed


def use(key: str) -> Use:
    return Use(key, lambda _actor, _where: Allowed())


def test_each_command_is_found_by_its_name() -> None:
    assert [BY_NAME[command.name] for command in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize(
    ("twice", "told"),
    [
        (Command("/cop-meeting", "plans"), "command “/cop-meeting” is claimed by meetings and by plans"),
        (Command("/cop-plan", "plans", (use("meeting_see"),)), "use “meeting_see” is claimed by /cop-meeting and by"),
        (Command("/cop-plan", "plans", (use("plan_see"), use("plan_see"))), "use “plan_see” is claimed by /cop-plan"),
    ],
)
def test_two_that_claim_the_same_stop_the_start(twice: Command, told: str) -> None:
    with pytest.raises(ClaimedTwice, match=told):
        by_name([*COMMANDS, twice])
