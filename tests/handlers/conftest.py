"""Houses that several stories begin in, as they stood (tests/kept.py)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.handlers.rating_story import OPEN_DAY, jump, reveal
from tests.handlers.review_story import approve, propose
from tests.house import START, House, asked_for, melbourne
from tests.kept import house_after


@pytest.fixture
async def opened(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """The self-assessment opened yesterday, and nobody has rated."""
    async with house_after(jump, OPEN_DAY, url=database_url, start=START, **asked_for(request)) as (house, _):
        yield house


@pytest.fixture
async def revealed(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """The leaders have their results: trust was rated 1, 1, 4, 4 and all else 2."""
    async with house_after(reveal, url=database_url, start=START, **asked_for(request)) as (house, _):
        yield house


MONDAY = melbourne("2026-05-18 10:00")
"""In week 6 of Term 2."""


@pytest.fixture
async def monday(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """What falls due on that day and before has been said."""
    async with house_after(House.settle, url=database_url, start=MONDAY, **asked_for(request)) as (house, _):
        yield house


@pytest.fixture
async def proposed(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """On that Monday the chair has a round of peer reviews proposed, and open in front of them."""
    async with house_after(propose, url=database_url, start=MONDAY, **asked_for(request)) as (house, _):
        yield house


@pytest.fixture
async def approved(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """On that Monday a round of peer reviews is approved."""
    async with house_after(approve, url=database_url, start=MONDAY, **asked_for(request)) as (house, _):
        yield house


@pytest.fixture
async def house(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """The usual house (tests/fixtures.py), where the bot has looked for the first time at what falls due."""
    async with house_after(House.settle, url=database_url, start=START, **asked_for(request)) as (found, _):
        yield found
