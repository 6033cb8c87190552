"""Every request of an afternoon reaches the bot again and again: re-sent events, replayed forms, double clicks.

The same afternoon is played in two houses. In one of them each signed request arrives up to three times, at once or
one after the other, on any of the web processes. Both must end with the same rows and the same messages.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import sample
from practice.answer import Answer
from practice.slack.bot_link import HttpLink, SignedRequest
from storage.models.every import METADATA
from tests.house import START, House, open_house
from tests.postgres import PostgresServer
from tests.turns import everything


class Repeating(HttpLink):
    """Posts each request up to three times, as the dice say; the first answer counts."""

    def __init__(self, link: HttpLink, seed: int) -> None:
        super().__init__(link.url, link.signing_secret)
        self.repeated = 0
        self._dice = random.Random(seed)

    async def post(self, request: SignedRequest, seconds: float) -> Answer:
        again = self._dice.choice((0, 1, 1, 2))
        self.repeated += again
        post = super().post
        if self._dice.random() < 0.5:
            answers = await asyncio.gather(*(post(request, seconds) for _ in range(1 + again)))
            # One of them did it; the others were told that all is done.
            return max(answers, key=lambda answer: bool(answer.body))
        first = await post(request, seconds)
        for _ in range(again):
            await post(request, seconds)
        return first


async def _afternoon(house: House, dice: random.Random) -> None:
    """People record actions, tick them off, move and drop them, and join a channel, in an order of the dice's."""
    happenings: list[Callable[[House, int], Awaitable[None]]] = [_record, _record, _join, _tick_off, _move, _drop]
    for number in range(8):
        await dice.choice(happenings)(house, number)
        await house.settle()


async def _record(house: House, number: int) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-action", "add")
    await house.settle()
    await anna.submit(anna.view, {"what": f"Thing {number}", "owner": "ULEE", "due": "2026-05-15"})
    await house.settle()
    if anna.views:
        await anna.close()


async def _join(house: House, number: int) -> None:
    channel = house.world.channels[sample.MERRI_BEK]
    if "UNEW" in channel.members:
        await house.person("UNEW").leave(sample.MERRI_BEK)
    else:
        await house.person("UCHAIR").invite(sample.MERRI_BEK, "UNEW")


async def _tick_off(house: House, number: int) -> None:
    """A double click: two clicks of the same person, each a request of its own."""
    for message in house.dm("ULEE"):
        if "actions.card_done" in str(message["blocks"]):
            lee = house.person("ULEE")
            await asyncio.gather(lee.click(message, "actions.card_done"), lee.click(message, "actions.card_done"))
            return


async def _move(house: House, number: int) -> None:
    await _change(house, "actions.change_date", {"due": f"2026-05-{18 + number}"})


async def _drop(house: House, number: int) -> None:
    await _change(house, "actions.drop", {"reason": f"Reason {number}"})


async def _change(house: House, action_id: str, values: dict[str, Any]) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-action")
    await house.settle()
    shown = house.said_to("UCHAIR")[-1]
    if action_id not in str(shown["blocks"]):
        return
    await anna.click(shown, action_id)
    await house.settle()
    await anna.submit(anna.view, values)
    await house.settle()
    while anna.views:
        await anna.close()


async def _state(house: House) -> dict[str, int]:
    async with house.database.read() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
            if table.name != "handled_requests"
        }


def _said(house: House) -> dict[str, list[str]]:
    """What stands in each conversation for good."""
    found: dict[str, list[str]] = {}
    for channel in house.world.channels.values():
        found[",".join(sorted(channel.members))] = [m["text"] for m in channel.messages if "subtype" not in m]
    return found


@pytest.mark.parametrize("seed", range(1, 3 if everything() else 2))
async def test_an_afternoon_in_which_every_request_comes_again_ends_like_any_other(
    postgres: PostgresServer, seed: int
) -> None:
    async with AsyncExitStack() as stack:
        houses = [
            await stack.enter_async_context(open_house(stack.enter_context(postgres.fresh_database()), START))
            for _ in range(2)
        ]
        plain, doubled = houses
        assert doubled.hub.http is not None
        doubled.hub.http = link = Repeating(doubled.hub.http, seed)
        for house in houses:
            await _afternoon(house, random.Random(seed))
        assert link.repeated > 8
        assert await _state(doubled) == await _state(plain)
        assert _said(doubled) == _said(plain)
