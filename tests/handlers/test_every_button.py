"""A walk through the bot in each chat: every command, and whatever buttons and forms there are on the way.

Nothing may fail or stay unanswered. What needs two people to come about has stories of its own, and every command,
button, form and shortcut by itself is sent through each chat's door by test_everything_is_heard.py.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot import sample
from domain.commands import COMMANDS
from prompts.network_choice import NetworkChoiceAction
from tests.both_chats import open_town
from tests.house import melbourne
from tests.somebody import Somebody

EARLY, LATE = ("UCHAIR", "USEIL", "ULEE"), ("UCHAIR", "UHADDAD")
WORDS = {
    "meeting": ("", "help", "book", "minutes", "Thu 28 May 2pm at Coburg PS", "sometime", "move"),
    "action": ("", "@Daniel Lee send the data by 12 June", "nonsense"),
    "assess": ("", "results", "agree", "open", "extend"),
    "pulse": ("", "trust", "withdraw"),
    "review": ("", "start", "Thu 18 June"),
    "intro": ("", "new"),
    "network": ("", "people", "schools", "roles", "settings", "days"),
}
TYPED: dict[str, Any] = {
    "text": "Some words of ours",
    "date": "2026-06-18",
    "time": "14:00",
    "person": "UROSSI",
    "channel": sample.MERRI_BEK,
}


LAST = (
    "actions.done",
    "actions.drop",
    "meetings.cancel",
    "peer_reviews.withdraw",
    "pulses.withdraw",
    "introductions.withdraw",
)
"""Takes away what others could still press."""
MOST = 3
"""Times that a form is sent."""


class Walk:
    """Remembers what was pressed and sent."""

    def __init__(self) -> None:
        self.pressed: set[str] = set()
        self.sent: Counter[str] = Counter()
        self.to_the_end = False

    @property
    def progress(self) -> int:
        return len(self.pressed) + self.sent.total()

    async def look_around(self, person: Somebody) -> None:
        """Press what was not pressed before, and send each form."""
        while True:
            form = person.form() if person.has_form else ""
            fresh = [one for one in person.actions() if _key(one) not in self.pressed and self._may(one)]
            sendable = form and self.sent[form] < MOST and not (fresh and self.sent[form])
            if sendable:
                await self._send(person, form)
            elif fresh:
                self.pressed.add(_key(fresh[0]))
                await person.acts(fresh[0])
            elif person.has_form:
                await person.puts_away()
            else:
                return

    def _may(self, action: str) -> bool:
        return self.to_the_end or not action.startswith(LAST)

    async def _send(self, person: Somebody, form: str) -> None:
        self.sent[form] += 1
        fields = person.fields()
        if self.sent[form] == 1:
            await person.fills_in()
        if person.has_form and person.form() == form:
            values = {name: TYPED.get(kind, kind) if isinstance(kind, str) else kind for name, kind in fields.items()}
            await person.fills_in(**values)


def _key(action: str) -> str:
    """One button of each kind; of those that stand for a command, one for each command."""
    kind = action.partition(":")[0]
    return action.rstrip("0123456789-") if kind == NetworkChoiceAction.RUN else kind


async def by(walk: Walk, person: Somebody) -> None:
    """All that one person can do."""
    await walk.look_around(person)
    for command in COMMANDS:
        for words in WORDS.get(command.key, ("",)):
            before = -1
            while before < walk.progress:
                before = walk.progress
                await person.types(f"{command.key} {words}".strip())
                await walk.look_around(person)
    await person.opens_home()
    await walk.look_around(person)


@pytest.mark.long
@pytest.mark.parametrize("chat", ["teams", "slack"])
async def test_whatever_is_pressed_and_sent_is_answered(chat: str, database_url: str) -> None:
    walk = Walk()
    async with open_town(chat, database_url, melbourne("2026-05-18 10:00")) as town:
        for word in EARLY:
            await by(walk, town.person(word))
        await town.comes("UNEW")
        await by(walk, town.person("UNEW"))
        await town.house.go_to("2026-06-09 10:00")
        walk.to_the_end = True
        for word in LATE:
            await by(walk, town.person(word))
        router = town.house.bot.router
    kinds = {one.partition(":")[0] for one in walk.pressed}
    assert len(kinds & {str(action) for action in router.actions}) > len(router.actions) * 2 // 5, sorted(kinds)
    forms = walk.sent.keys() & {str(form) for form in router.submissions}
    assert len(forms) > len(router.submissions) * 2 // 5, sorted(forms)
