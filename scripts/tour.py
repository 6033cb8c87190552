"""Takes the pictures of docs/ anew from the real page: `make tour`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from bot.cli.demo import large_network
from bot.cli.demo.in_slack import open_demo
from scripts.browser import chromium
from scripts.half_year import HalfYear

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = DOCS / "pictures"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
SETTLE = 300
"""Milliseconds for fades and scrolling to end."""


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        async with open_demo(Path(directory) / "tour.db", 0) as demo, chromium() as browser:
            page = await browser.new_page(viewport=DESKTOP, locale="en-AU", reduced_motion="reduce")

            shown = (DOCS / "tour.md").read_text(encoding="utf-8") + (DOCS.parent / "README.md").read_text(
                encoding="utf-8"
            )

            async def snap(name: str) -> None:
                if f"pictures/{name}.png" in shown:
                    await page.wait_for_timeout(SETTLE)
                    await page.screenshot(path=PICTURES / f"{name}.png")
                    print(name)

            await HalfYear(page, demo.url, snap).live()
            await _large_network(page, demo.url)
            await snap("large-network")
            await _phone(await browser.new_page(viewport=PHONE, locale="en-AU", has_touch=True), demo.url)


async def _large_network(page: Page, url: str) -> None:
    """A chair of 25 schools asks who is in the network."""
    await page.goto(f"{url.rstrip('/')}/as/UOKMCLEOD/c/{large_network.CHANNEL}")
    await page.wait_for_selector("body[data-live]")
    await page.get_by_test_id("composer").fill("/cop-network")
    await page.get_by_test_id("send").click()
    await page.wait_for_selector("text=Only visible to you")


async def _phone(page: Page, url: str) -> None:
    """The channel as a principal sees it between two lessons, who has read all but the question at its end."""
    await page.goto(f"{url.rstrip('/')}/as/ULEE/c/CMERRIBEK")
    await page.reload()
    await page.wait_for_selector("body[data-live]")
    guide = page.get_by_test_id("guide")
    if await guide.is_visible():
        await page.get_by_test_id("guide-button").click()
    await page.wait_for_timeout(SETTLE)
    await page.screenshot(path=PICTURES / "phone.png")


if __name__ == "__main__":
    asyncio.run(main())
