"""Trigger ids: each opens one modal, within three seconds."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

#: Real seconds between a person's act and the last moment at which a modal may open.
TRIGGER_SECONDS = 3.0


@dataclass
class Trigger:
    """One act of a person that allows one modal."""

    user_id: str
    made_at: float
    spent: bool = False


class TriggerError(Exception):
    """A trigger that opens nothing; `code` is Slack's error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Triggers:
    """All trigger ids given out. They live in real time, whatever the workspace's clock says."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._made: dict[str, Trigger] = {}

    def make(self, user_id: str) -> str:
        """Give a new trigger id for something `user_id` just did."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._made[trigger_id] = Trigger(user_id, self._monotonic())
        return trigger_id

    def spend(self, trigger_id: str) -> str:
        """Use a trigger and give its person; TriggerError where it is unknown, used or too old."""
        trigger = self._made.get(trigger_id)
        if trigger is None:
            raise TriggerError("invalid_trigger_id")
        if trigger.spent:
            raise TriggerError("exchanged_trigger_id")
        if self._monotonic() - trigger.made_at > TRIGGER_SECONDS:
            raise TriggerError("expired_trigger_id")
        trigger.spent = True
        return trigger.user_id
