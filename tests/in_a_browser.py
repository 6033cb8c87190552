"""What tests in Chromium share: one browser for all of a process, and how long they wait."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from scripts.browser import chromium, chromium_path

PATIENCE = 20_000
"""Milliseconds to wait for what has to appear: machines that run tests are busy."""
in_a_browser = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(chromium_path() is None, reason="Chromium is not installed"),
]
"""The marks of a file whose tests take `browser`. It belongs to the event loop that it was started in, so all of these
tests are in one."""


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """The Chromium of this machine, with no page open."""
    expect.set_options(timeout=PATIENCE)
    async with chromium() as browser:
        yield browser
