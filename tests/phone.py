"""A phone in a real browser that goes from hand to hand, before the practice workspace's page."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot import sample
from tests.house import House, melbourne, open_house
from tests.in_a_browser import PATIENCE

SCREEN: ViewportSize = {"width": 390, "height": 844}


class Phone:
    """One phone that goes from hand to hand. snap: where pictures go, None where nobody looks at them."""

    def __init__(self, page: Page, house: House, snap: Path | None = None) -> None:
        self._page, self._house, self._snap = page, house, snap
        self.form = page.get_by_test_id("modal")

    async def be(self, person: str, *, channel: bool = False) -> None:
        """Look as somebody at the channel, or at their messages from the bot."""
        where = f"c/{sample.MERRI_BEK}" if channel else f"with/{self._house.world.bot.user_id}"
        await self._page.goto(f"{self._house.world.base_url}/as/{quote(person)}/{where}")
        await self._page.wait_for_selector("body[data-live]")

    def message(self, words: str) -> Locator:
        return self._page.get_by_test_id("message").filter(has_text=words).last

    async def press(self, words: str, label: str) -> None:
        """A button of the newest message with these words, and wait for the form that it opens."""
        await self.message(words).get_by_role("button", name=label, exact=True).click()
        await expect(self.form).to_be_visible()

    async def tap_button(self, words: str, label: str) -> None:
        """A button of the newest message with these words that opens no form."""
        await self.message(words).get_by_role("button", name=label, exact=True).click()

    async def type(self, words: str) -> None:
        await self._page.get_by_test_id("composer").fill(words)
        await self._page.get_by_test_id("send").click()

    async def send(self, says: str) -> None:
        """Send the form, and read what follows."""
        await self._page.get_by_test_id("modal-submit").click()
        await expect(self.form).to_contain_text(says)

    async def tap(self, item: str, level: str) -> None:
        field = self.form.locator(f'[data-field="assessments.level:{item}"]')
        await field.locator(f'input[value="{level}"]').check()

    async def choose(self, field: str, value: str) -> None:
        await self.form.locator(f'[data-field="{field}"] select').select_option(value)

    async def write(self, field: str, words: str) -> None:
        await self.form.locator(f'[data-field="{field}"]').locator("textarea, input").first.fill(words)

    async def put_away(self) -> None:
        await self._page.keyboard.press("Escape")
        await self._house.settle()

    async def look(self, name: str, at: Locator | None = None) -> None:
        """Take a picture, where somebody wants to look at them; nothing may be wider than the phone."""
        if at is not None:
            await at.evaluate("message => message.scrollIntoView({block: 'start'})")
        assert await self._page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        if self._snap is not None:
            await self._page.screenshot(path=self._snap / f"{name}.png")


@asynccontextmanager
async def open_phone(
    browser: Browser, database_url: str, start: str, pictures: str
) -> AsyncIterator[tuple[House, Phone]]:
    """A house at that moment and a phone before it; nothing of its page may break.

    pictures: which variable of the environment names the folder for pictures.
    """
    async with (
        open_house(database_url, melbourne(start), with_page=True) as house,
        await browser.new_page(viewport=SCREEN, locale="en-AU", reduced_motion="reduce", has_touch=True) as page,
    ):
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        folder = os.environ.get(pictures)
        yield house, Phone(page, house, Path(folder) if folder else None)
    assert broken == []
