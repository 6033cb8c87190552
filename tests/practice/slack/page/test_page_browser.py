"""The page as a person uses it: typing, clicking, forms, keys, a phone."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, expect

from practice.slack.server import Running
from practice.slack.world import World
from tests.in_a_browser import PATIENCE, in_a_browser
from tests.practice.slack.conftest import Bot, bot_behind, button
from tests.practice.slack.page.conftest import serving_the_page

pytestmark = in_a_browser


@pytest_asyncio.fixture(loop_scope="session")
async def served(world: World) -> AsyncIterator[Running]:
    """The world behind its web server, in the browser's event loop."""
    async with serving_the_page(world) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def bot(served: Running) -> AsyncIterator[Bot]:
    """A Bolt app over HTTP, in the browser's event loop."""
    async with bot_behind(served) as bot:
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """A tab at desktop size. Each test's workspace is an origin of its own, so the tab keeps nothing for the next."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    tab = await context.new_page()
    tab.set_default_timeout(PATIENCE)
    yield tab
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Page, meeting_bot: Bot) -> AsyncIterator[Page]:
    """The tab. A script error or a refused resource fails the test.

    It stands on the bot, which stands on the workspace, so that it is left before either of them stops.
    """
    problems: list[str] = []

    def note(problem: Error | ConsoleMessage) -> None:
        if isinstance(problem, Error) or problem.type == "error":
            problems.append(str(problem))

    tab.on("pageerror", note)
    tab.on("console", note)
    yield tab
    await tab.goto("about:blank")
    tab.remove_listener("pageerror", note)
    tab.remove_listener("console", note)
    assert problems == []


async def visit(page: Page, served: Running, user: str, where: str = "c/C0NET") -> None:
    """Open the page as somebody and wait until it listens for changes."""
    await page.goto(f"{served.base_url}/as/{user}/{where}")
    await page.wait_for_selector("body[data-live]")


async def test_a_command_opens_a_form_that_is_refused_and_then_booked(
    page: Page, served: Running, meeting_bot: Bot
) -> None:
    await visit(page, served, "U0ANNA")
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("/cop-m")
    await expect(page.get_by_test_id("completion").get_by_role("option")).to_have_text([re.compile("Book a meeting")])
    await composer.press("Tab")
    await expect(composer).to_have_value("/cop-meeting ")
    await composer.press("Enter")

    form = page.get_by_test_id("modal")
    await expect(form.get_by_role("heading", name="Book a meeting")).to_be_visible()
    topic = form.get_by_role("textbox", name=re.compile("topic"))
    await expect(topic).to_be_focused()
    await page.get_by_test_id("modal-submit").click()
    await expect(form.get_by_text("Please fill in this field.")).to_be_visible()
    await topic.fill("nothing")
    await page.get_by_test_id("modal-submit").click()
    await expect(form.get_by_text("Please name a topic.")).to_be_visible()
    await expect(topic).to_have_attribute("aria-invalid", "true")
    await expect(topic).to_have_value("nothing")
    await topic.fill("reading <b>")
    await topic.press("Enter")
    await expect(form).to_be_hidden()
    await expect(composer).to_be_focused()

    message = page.get_by_test_id("message").filter(has_text="Meeting about reading <b>")
    await expect(message.get_by_text("APP")).to_be_visible()
    await message.locator('[data-action-id="rsvp"]').click()
    await expect(page.get_by_test_id("message").filter(has_text="Going: @Anna Kovac")).to_be_visible()


async def test_a_private_answer_shows_to_one_person_and_the_tab_beside_is_another(
    page: Page, served: Running, meeting_bot: Bot
) -> None:
    await visit(page, served, "U0ANNA")
    await page.get_by_test_id("composer").fill("/cop-help")
    await page.get_by_test_id("send").click()
    private = page.get_by_test_id("message").filter(has_text="Only visible to you")
    await expect(private).to_contain_text("Only for your eyes: help")

    beside = await page.context.new_page()
    await visit(beside, served, "U0BEN")
    await expect(beside.get_by_test_id("person-menu")).to_contain_text("Ben Tran")
    await beside.get_by_test_id("composer").fill("*Hello* <script>")
    await beside.get_by_test_id("composer").press("Enter")
    await expect(page.get_by_test_id("message").filter(has_text="Hello <script>")).to_be_visible()
    await expect(page.locator("#announce")).to_have_text("New message from Ben Tran: Hello <script>")
    await expect(beside.get_by_text("Only for your eyes")).to_have_count(0)

    await page.bring_to_front()
    await private.get_by_role("button", name="Dismiss").click()
    await expect(private).to_have_count(0)
    await page.get_by_test_id("person-menu").locator("summary").click()
    await page.locator('[data-person="U0BEN"]').click()
    await expect(page).to_have_url(re.compile("/as/U0BEN/c/C0NET"))
    await beside.close()


async def test_everything_can_be_reached_by_keys(page: Page, served: Running, meeting_bot: Bot) -> None:
    await visit(page, served, "U0ANNA")
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("one")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("two")
    await expect(composer).to_have_value("one\ntwo")
    await composer.fill("/cop-meeting ")
    await composer.press("Enter")
    form = page.get_by_test_id("modal")
    await expect(form).to_be_visible()
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.getElementById('modal').contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(composer).to_be_focused()

    await page.keyboard.press("Control+k")
    await page.keyboard.type("all-sch")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="#all-schools", level=1)).to_be_visible()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_test_id("switcher")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("switcher")).to_be_hidden()


async def test_the_clock_moves_and_points_at_what_is_new(page: Page, served: Running) -> None:
    await visit(page, served, "U0ANNA", "home")
    before = await page.get_by_test_id("clock-now").inner_text()
    await page.get_by_test_id("clock-next-event").click()
    notice = page.get_by_test_id("notice")
    await expect(notice).to_contain_text("An hour later the bot sent a reminder.")
    await expect(page.get_by_test_id("clock-now")).not_to_have_text(before)
    await expect(page.get_by_test_id("rail")).to_contain_text("1 unread")
    await page.get_by_test_id("clock-go-to").click()
    await page.get_by_test_id("clock-date").fill("2020-01-01")
    await page.get_by_test_id("clock-go").click()
    await expect(page.get_by_test_id("toast")).to_have_text("The practice clock only goes forward.")
    await page.get_by_test_id("clock-next-event").click()
    await notice.get_by_role("link", name="#coburg-network").click()
    await expect(page.get_by_test_id("timeline")).to_contain_text("The meeting is tomorrow.")
    await expect(page.get_by_text("New", exact=True)).to_be_visible()


async def test_the_page_follows_what_is_new_and_points_at_it_from_above(page: Page, served: Running) -> None:
    world, bot = served.world, served.world.bot
    speech = {"type": "message", "user": bot.user_id, "bot_id": bot.bot_id}
    parent = world.post("C0NET", {**speech, "text": "The first of all"})
    for number in range(12):
        world.post("C0NET", {**speech, "text": f"Line {number}\n\n\nand more"})
    await visit(page, served, "U0ANNA", "c/C0ALL")
    world.mark_read("U0ANNA", "C0NET")
    await visit(page, served, "U0ANNA")
    picture = {"type": "image", "block_id": "p", "image_url": f"{served.base_url}/page-files/mark.svg", "alt_text": "A"}
    world.post("C0NET", {**speech, "text": "A picture", "blocks": [picture]})
    shown = page.get_by_test_id("message")
    await expect(shown.last.locator("img")).to_be_in_viewport(ratio=0.9)
    world.post("C0NET", {**speech, "text": "After the picture"})
    await expect(shown.filter(has_text="After the picture")).to_be_in_viewport()

    await page.locator("#scroll").evaluate("scroll => { scroll.scrollTop = 0; }")
    world.post("C0NET", {**speech, "text": "Unseen so far"})
    await expect(page.get_by_test_id("unseen")).to_have_text("1 new message")
    await expect(shown.filter(has_text="Unseen so far")).not_to_be_in_viewport()
    await page.get_by_test_id("unseen").click()
    await expect(shown.filter(has_text="Unseen so far")).to_be_in_viewport()
    await expect(page.get_by_test_id("unseen")).to_be_hidden()
    world.post("C0NET", {**speech, "text": "In an old thread", "thread_ts": parent["ts"]})
    await expect(page.get_by_test_id("unseen")).to_have_text("1 new message")
    await expect(shown.filter(has_text="Unseen so far")).to_be_in_viewport()
    await page.get_by_test_id("unseen").click()
    await page.get_by_role("textbox", name="Reply in this thread").first.fill("Mine")
    await page.keyboard.press("Enter")
    await expect(shown.filter(has_text="Mine")).to_be_in_viewport()
    await page.get_by_test_id("clock-next-event").click()
    await expect(shown.filter(has_text="The meeting is tomorrow.")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollTop + document.body.scrollTop") == 0
    assert await page.evaluate("document.body.scrollHeight <= window.innerHeight"), "the page itself never scrolls"


async def test_a_channel_and_a_person_are_added_and_a_step_is_ticked_when_it_is_done(
    page: Page, served: Running, meeting_bot: Bot
) -> None:
    await visit(page, served, "U0ANNA")
    step = page.locator('[data-step="1"]')
    await step.get_by_role("link").click()
    await expect(step).not_to_have_class(re.compile("done"))
    await page.get_by_test_id("clock-next-event").click()
    await expect(step).to_have_class(re.compile("done"))
    await page.get_by_test_id("add-channel").click()
    await page.keyboard.type("Northern Network")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="#northern-network", level=1)).to_be_visible()
    await page.get_by_test_id("composer").press_sequentially("/invite @co")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("timeline")).to_contain_text("CoP Bot has joined the channel")
    await page.get_by_test_id("add-person").click()
    await page.keyboard.type("Zoe Hart")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("timeline")).to_contain_text("Zoe Hart has joined the channel")


async def test_a_bot_that_does_not_answer_is_reported(page: Page, served: Running, meeting_bot: Bot) -> None:
    served.hub.ack_seconds = 0.2
    served.world.post("C0NET", _with_buttons(served, button("slow", "Slow")))
    await visit(page, served, "U0ANNA")
    await page.locator('[data-action-id="slow"]').click()
    await expect(page.get_by_test_id("toast")).to_contain_text("did not answer within three seconds")
    await expect(page.locator('[data-action-id="slow"]')).not_to_have_attribute("aria-busy", "true")


async def test_on_a_phone_nothing_overflows_and_targets_are_large(
    browser: Browser, served: Running, meeting_bot: Bot
) -> None:
    rows = [[{"type": "raw_text", "text": f"column {n} " * 3} for n in range(6)] for _ in range(2)]
    served.world.post("C0NET", _with_buttons(served, *(button(f"b{n}", f"A rather long button {n}") for n in range(4))))
    message = _with_buttons(served, button("b9", "Last"))
    message["blocks"] = [{"type": "table", "block_id": "t", "rows": rows}, *message["blocks"]]
    served.world.post("C0NET", message)
    context = await browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await visit(page, served, "U0ANNA")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.evaluate("document.getElementById('scroll').scrollWidth") <= 360
    assert await page.evaluate(SMALL_TARGETS) == []
    rail = page.get_by_test_id("rail")
    await expect(rail).to_be_hidden()
    await page.get_by_role("button", name="Channels and people").click()
    await rail.get_by_text("all-schools").click()
    await expect(page.get_by_role("heading", name="#all-schools", level=1)).to_be_visible()
    await page.get_by_test_id("composer").fill("/cop-meeting")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    box = await page.get_by_test_id("modal").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert await page.evaluate(SMALL_TARGETS) == []
    await context.close()


SMALL_TARGETS = """
[...document.querySelectorAll('button, summary, select, input, textarea, .btn, .rail-item')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.tick'))
  .filter((one) => one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 120))
"""


def _with_buttons(served: Running, *buttons: dict[str, object]) -> dict[str, object]:
    bot = served.world.bot
    actions = {"type": "actions", "block_id": "a", "elements": list(buttons)}
    return {"type": "message", "user": bot.user_id, "bot_id": bot.bot_id, "text": "Buttons", "blocks": [actions]}
