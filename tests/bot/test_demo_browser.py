"""A visitor lives a network's half-year through the demo's page, in a real browser."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot.cli.demo.in_slack import open_demo
from scripts.half_year import HalfYear
from scripts.review_round import ReviewRound
from tests.in_a_browser import PATIENCE, in_a_browser

pytestmark = [*in_a_browser, pytest.mark.usefixtures("quick_demos")]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_a_visitor_lives_the_half_year_in_the_browser(browser: Browser, tmp_path: Path, whole: bool) -> None:
    """Its first weeks, where there is no time for all of it."""
    seen: list[str] = []

    async def note(name: str) -> None:
        seen.append(name)

    demo_house = open_demo(tmp_path / "demo.db", 0, with_large_network=False)
    async with (
        demo_house as demo,
        await browser.new_page(viewport=DESKTOP, locale="en-AU", reduced_motion="reduce") as page,
    ):
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        half_year = HalfYear(page, demo.url, note)
        await (half_year.live() if whole else half_year.live_some_weeks())
        statuses = await demo.bot.services.delivery.counts()
        steps = demo.controls.done()
    assert broken == []
    assert steps == ({1, 2, 3, 4, 5} if whole else {1, 2}), "each step of the guide is ticked once it is done"
    assert "failed" not in statuses
    assert seen[-1] == ("home" if whole else "pulse-result")


@pytest.mark.long  # tests/handlers/test_both_chats.py lives the same round, and the page is the other tests' subject
async def test_a_round_of_reviews_is_lived_in_the_browser_and_one_school_drops_out(
    browser: Browser, tmp_path: Path
) -> None:
    seen: list[str] = []

    async def note(name: str) -> None:
        seen.append(name)

    begin = datetime(2027, 5, 17, 10, tzinfo=ZoneInfo("Australia/Melbourne"))
    house = open_demo(tmp_path / "demo.db", 0, begin, with_large_network=False)
    async with house as demo, await browser.new_page(viewport=DESKTOP, locale="en-AU", reduced_motion="reduce") as page:
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await ReviewRound(page, demo.url, note).live()
        statuses = await demo.bot.services.delivery.counts()
    assert broken == []
    assert "failed" not in statuses
    assert seen == ["review-swapped", "review-closed", "review-replacement"]


STARTS = ("2027-01-29T10:00", "2027-06-23T16:30", "2027-12-03T09:00")
"""Early in a year, in the last week of a term, and where the examples cross into the holidays."""


@pytest.mark.long  # tests/handlers/test_typed_dates.py books them as well, and the page is the other tests' subject
async def test_the_bots_own_example_is_booked_as_it_is_typed_whenever_one_starts(
    browser: Browser, tmp_path: Path
) -> None:
    for number, start in enumerate(STARTS):
        begin = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Australia/Melbourne"))
        house = open_demo(tmp_path / f"demo{number}.db", 0, begin, with_large_network=False)
        async with house as demo, await browser.new_page(locale="en-AU", reduced_motion="reduce") as page:
            page.set_default_timeout(PATIENCE)
            await page.goto(demo.url)
            await page.wait_for_selector("body[data-live]")
            example = await _ask(page, "/cop-meeting some day")
            words = await example.locator("code").first.inner_text()
            understood = await _ask(page, words)
            await expect(understood).to_contain_text("Coburg PS")
            await understood.get_by_role("button", name="Book it").click()
            day = re.compile(rf"\w+day {_day_of_the_month(words)} \w+.*At Coburg PS", re.DOTALL)
            coming = page.get_by_role("button", name="Coming", exact=True)
            await expect(page.get_by_test_id("message").filter(has=coming).first).to_contain_text(day)


async def _ask(page: Page, words: str) -> Locator:
    """Type something, and give what the bot answers to the person alone."""
    answers = page.get_by_test_id("message").filter(has_text="Only visible to you")
    before = await answers.count()
    await page.get_by_test_id("composer").fill(words)
    await page.get_by_test_id("send").click()
    await expect(answers).to_have_count(before + 1)
    return answers.last


def _day_of_the_month(words: str) -> str:
    """ "18" of "/cop-meeting Thu 18 Feb 2pm at Coburg PS" """
    return words.split()[2]
