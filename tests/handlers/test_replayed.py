"""A recorded request that is sent again later, while its signature still holds, sets nothing newer back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import build
from bot.serving import serving
from domain.instrument import DEFAULT_KEY
from practice.slack.bot_link import HttpLink, SignedRequest
from services.assessments import AssessmentService
from storage import seen
from storage.models import SeenRequest
from tests.handlers.rating_story import OPEN_DAY, begin, everything, jump
from tests.house import House, melbourne, open_house

OTHERS = {"UROSSI": 3, "UHADDAD": 3, "UWALSH": 3, "USINGH": 3}


@pytest.fixture
async def monday(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url, melbourne("2026-05-18 10:00"), both_networks=False) as house:
        network = await house.network()
        await house.services.pulses.start(await house.asker("UCHAIR"), network.id, "trust", house.now)
        await house.settle()
        yield house


async def tap(house: House, person: str, level: int) -> SignedRequest:
    """Answer the question in the channel; gives the request that did it, as somebody on the way may have recorded."""
    card = next(m for m in house.channel() if "one question for our schools" in m["text"])
    await house.person(person).click(card, f"pulses.answer:{level}")
    await house.settle()
    assert house.hub.http is not None
    return house.hub.http.requests[-1]


async def replay(house: House, request: SignedRequest, url: str = "") -> None:
    assert house.hub.http is not None
    link = HttpLink(url or house.hub.http.url, "")
    answer = await link.post(request, 5)
    await link.close()
    assert answer.status == 200
    await house.settle()


@asynccontextmanager
async def another_process(house: House) -> AsyncIterator[str]:
    """The address of a second bot with the same database."""
    second = build(house.bot.settings, house.bot.clock)
    try:
        async with serving(second.web, "127.0.0.1", 0) as port:
            yield f"http://127.0.0.1:{port}/slack/events"
            await second.router.finish()
    finally:
        await second.close()


async def test_an_old_tap_sent_again_does_not_set_a_newer_one_back(monday: House) -> None:
    for person, level in OTHERS.items():
        await tap(monday, person, level)
    old = await tap(monday, "ULEE", 1)
    await tap(monday, "ULEE", 4)
    for _ in range(3):
        await replay(monday, old)
    async with another_process(monday) as url:
        await replay(monday, old, url)
    assert await monday.answers() == [3, 3, 3, 3, 4]


async def test_the_same_level_again_by_a_click_of_ones_own_counts(monday: House) -> None:
    """The guard is against recorded requests, not against people who change their mind back."""
    for person, level in OTHERS.items():
        await tap(monday, person, level)
    for level in (1, 4, 1):
        await tap(monday, "ULEE", level)
    assert await monday.answers() == [1, 3, 3, 3, 3]


async def test_what_is_remembered_of_a_tap_tells_nothing_and_is_forgotten(monday: House) -> None:
    async with monday.database.write() as session:
        assert await seen.is_new(session, 1, "earlier", seen.span_of(monday.now))
    request = await tap(monday, "ULEE", 2)
    async with monday.database.read() as session:
        rows = (await session.scalars(select(SeenRequest))).all()
    assert set(SeenRequest.__table__.columns.keys()) == {"digest", "span"}
    assert len(rows) == 2
    assert len({row.span for row in rows}) == 1, "ten minutes look alike"
    guessable = ("ULEE", "1:ULEE", "1:ULEE:2", request.body.decode(), request.headers["X-Slack-Signature"])
    digests = {row.digest for row in rows}
    assert not digests & {hashlib.sha256(guess.encode()).hexdigest() for guess in guessable}
    monday.world.clock.set((monday.now + timedelta(minutes=21)).timestamp())
    await tap(monday, "UROSSI", 2)
    async with monday.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SeenRequest)) == 1


async def test_an_old_rating_sent_again_does_not_set_a_newer_one_back(house: House) -> None:
    await jump(house, OPEN_DAY)
    chair = await begin(house, "UCHAIR")
    assert house.hub.http is not None
    await chair.submit(chair.view["id"], everything("1"))
    old = house.hub.http.requests[-1]
    assert "view_submission" in old.body.decode()
    chair = await begin(house, "UCHAIR")
    await chair.submit(chair.view["id"], everything("4"))
    await replay(house, old)
    async with another_process(house) as url:
        await replay(house, old, url)
    assessments: AssessmentService = house.services.assessments
    [form] = await assessments.look(await house.asker("UCHAIR"), (await house.network()).id, [DEFAULT_KEY], house.now)
    assert set(json.loads(json.dumps(dict(form.ratings))).values()) == {4}  # type: ignore[union-attr]
