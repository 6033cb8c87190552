"""/cop-action through the front door."""

from __future__ import annotations

import json
from typing import Any

from bot import sample
from domain.actions import MOST_CHARACTERS
from tests.house import House

SEND_DATA = {"what": "Send the reading data", "owner": "ULEE", "due": "2026-05-15"}


def shown(message: Any) -> str:
    """All that a person reads in a message or form, as one text."""
    blocks = message["blocks"] if isinstance(message, dict) else message.blocks
    return json.dumps(blocks, ensure_ascii=False)


async def add(house: House, who: str, **fields: str) -> None:
    """Somebody records an action with the form."""
    person = house.person(who)
    await person.command(sample.MERRI_BEK, "/cop-action", "add")
    outcome = await person.submit(person.view, {**SEND_DATA, **fields})
    assert outcome.ok, outcome
    await house.settle()


async def listed(house: House, who: str, channel: str = sample.MERRI_BEK) -> dict[str, Any]:
    """What /cop-action on its own answers."""
    await house.person(who).command(channel, "/cop-action")
    await house.settle()
    return house.said_to(who, channel)[-1]


async def test_with_nothing_open_the_list_says_so_and_offers_to_add(house: House) -> None:
    answer = await listed(house, "ULEE")
    assert "Nothing is open in Merri-bek" in shown(answer)
    assert "Add an action" in shown(answer)
