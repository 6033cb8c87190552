"""Messages that wait since a chat takes none for now, as `cop-bot doctor` and `cop-bot deliveries` tell of them."""

from __future__ import annotations

from bot.cli.check import Check
from bot.slack.errors import WHAT_TO_DO as IN_SLACK
from bot.teams.errors import WHAT_TO_DO as IN_TEAMS

WHAT_TO_DO = {**IN_SLACK, **IN_TEAMS}


def waits(reason: str, number: int) -> Check:
    """reason: the chat's word for it, which every one of them was last refused with."""
    messages = "1 message waits" if number == 1 else f"{number} messages wait"
    return Check(
        f"{messages} to be tried again: {reason}",
        WHAT_TO_DO.get(
            reason.rpartition(" ")[2], "The bot goes on trying by itself; docs/operations.md says what the word means."
        ),
    )
