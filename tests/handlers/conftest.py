"""Houses that several stories begin in, as they stood (tests/kept.py)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import START
from tests.handlers.rating_story import OPEN_DAY, jump, reveal
from tests.house import House
from tests.kept import house_after


@pytest.fixture
async def opened(database_url: str) -> AsyncIterator[House]:
    """The self-assessment opened yesterday, and nobody has rated."""
    async with house_after(jump, OPEN_DAY, url=database_url, start=START) as (house, _):
        yield house


@pytest.fixture
async def revealed(database_url: str) -> AsyncIterator[House]:
    """The leaders have their results: trust was rated 1, 1, 4, 4 and all else 2."""
    async with house_after(reveal, url=database_url, start=START) as (house, _):
        yield house
