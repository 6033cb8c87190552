"""What somebody types after a command arrives as it was typed: unescaped once, however much it looks like an escape."""

from __future__ import annotations

import json

from bot import sample
from tests.house import House
from tests.tables import in_one_house

LITERAL = "R&amp;D &lt;old&gt; hall"
"""Typed just so, perhaps copied from a page's source."""
SHOWN = "R&amp;amp;D &amp;lt;old&amp;gt; hall"
"""The same in mrkdwn."""


@in_one_house(
    ("command", "words", "where"),
    [
        ("/cop-meeting", f"Thu 14 May 2pm at {LITERAL}", "answer"),
        ("/cop-action", f"me buy {LITERAL} by 14 May", "form"),
        ("/cop-summary", LITERAL, "answer"),
        ("/cop-review", LITERAL, "answer"),
    ],
)
async def test_what_looks_like_an_escape_stays_as_it_was_typed(
    house: House, command: str, words: str, where: str
) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, command, words)
    await house.settle()
    if where == "form":
        assert LITERAL in json.dumps(chair.view), "a form's field holds plain text"
        return
    assert SHOWN in json.dumps(house.said_to("UCHAIR")[-1])
