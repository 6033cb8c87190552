"""A visitor chooses Teams on the demo's first page, lives some weeks there in a browser, and goes over to Slack."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot import sample
from bot.cli.demo.command import both_chats
from bot.cli.demo.front import front_at
from practice.teams.ids import object_id, thread_id
from tests.in_a_browser import PATIENCE, in_a_browser

pytestmark = [*in_a_browser, pytest.mark.usefixtures("quick_demos")]


class Visitor:
    """One visitor at the page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def be(self, person: str, channel: str | None = sample.MERRI_BEK) -> None:
        """Look as somebody at a channel, or at their chat with the bot."""
        where = "" if channel is None else f"/c/{thread_id(channel)}"
        await self.page.goto(f"{self._url}/msteams/as/{object_id(person)}{where}")
        await self.page.wait_for_selector("body[data-live]")

    def message(self, words: str) -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=words).last

    async def types(self, words: str) -> None:
        await self.page.get_by_test_id("composer").fill(words)
        await self.page.get_by_test_id("send").click()

    async def next_event(self) -> None:
        await self.page.get_by_test_id("clock-next-event").click()
        notice = self.page.get_by_test_id("notice")
        await expect(notice).to_contain_text("CoP Bot sent", timeout=6 * PATIENCE)
        await notice.get_by_role("button", name="Hide").click()


async def test_a_visitor_lives_some_weeks_in_teams_and_goes_over_to_slack(browser: Browser, tmp_path: Path) -> None:
    async with (
        front_at(0) as front,
        both_chats(front, tmp_path, with_large_network=False),
        await browser.new_page(viewport={"width": 390, "height": 844}, locale="en-AU", reduced_motion="reduce") as page,
    ):
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda line: broken.append(line.text) if line.type == "error" else None)
        await page.goto(front.base_url)
        await page.get_by_test_id("choose-teams").click()
        await page.wait_for_selector("body[data-live]")
        visitor = Visitor(page, front.base_url)
        await expect(visitor.message("This is now the channel of the Merri-bek network")).to_contain_text("Anna Kovac")

        await visitor.next_event()
        await visitor.message("When does Merri-bek meet this term?").get_by_role("button", name="Book").click()
        form = page.get_by_test_id("modal")
        await form.get_by_role("button", name="Book it").click()
        await expect(form.get_by_text("Please fill this in.")).to_be_visible()
        await form.get_by_label("Date").fill("2027-02-18")
        await form.get_by_label("Place").fill("Merri Weir PS")
        await form.get_by_role("button", name="Book it").click()
        await expect(form.get_by_role("heading")).to_have_text("Booked")
        await form.get_by_test_id("modal-close").click()
        await expect(form).to_be_hidden()
        await expect(visitor.message("Thursday 18 February")).to_contain_text("Merri Weir PS")

        await visitor.be("ULEE")
        coming = page.get_by_role("button", name="Coming", exact=True)
        await coming.click()
        await expect(visitor.message("Thursday 18 February")).to_contain_text("Daniel Lee")
        question = visitor.message("one question for our schools")
        while not await question.count():
            await visitor.next_event()
        await question.get_by_role("button", name="Embedding").click()
        await expect(page.get_by_test_id("message").filter(has_text="Embedding").last).to_be_visible()
        await visitor.be("ULEE", None)
        await visitor.types("home")
        await expect(visitor.message("Merri-bek")).to_be_visible()

        await page.get_by_test_id("other-chat").click()
        await page.wait_for_selector("body[data-live]")
        await expect(page).to_have_url(re.compile("/as/ULEE/home"))
        await page.get_by_test_id("other-chat").click()
        await expect(page).to_have_url(re.compile(f"/msteams/as/{object_id('ULEE')}/c/"))
    assert broken == []
