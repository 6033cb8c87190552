"""A visitor lives a network's half-year through the demo's page, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.cli.demo.house import open_demo
from scripts.browser import chromium, chromium_path
from scripts.half_year import HalfYear

PATIENCE = 15_000
"""Milliseconds to wait for what has to appear: machines that run tests are busy."""


@pytest.mark.browser
@pytest.mark.skipif(chromium_path() is None, reason="Chromium is not installed")
async def test_a_visitor_lives_the_half_year_in_the_browser(tmp_path: Path) -> None:
    seen: list[str] = []

    async def note(name: str) -> None:
        seen.append(name)

    expect.set_options(timeout=PATIENCE)
    async with open_demo(tmp_path / "demo.db", 0) as demo, chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-AU")
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await HalfYear(page, demo.url, note).live()
        statuses = await demo.bot.services.delivery.counts()
    assert broken == []
    assert "failed" not in statuses
    assert seen[-1] == "home"
