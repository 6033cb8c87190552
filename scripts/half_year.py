"""Living a network's half-year through the practice page, step by step, as a visitor of the demo would.

The browser test runs it to see that it works; `make tour` runs it to take the pictures in docs/.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

Snap = Callable[[str], Awaitable[None]]
"""Takes a picture under a name; the test passes one that does nothing."""

CHANNEL = "c/CMERRIBEK"
LEVELS = ("2", "3", "3", "2", "4", "3")
MOVE_TIMEOUT = 180_000
"""Milliseconds for a move of the clock through several months."""


class HalfYear:
    """One visitor at one page. Each step is a thing a person sets out to do, and says what they must then see."""

    def __init__(self, page: Page, url: str, snap: Snap) -> None:
        self._page = page
        self._url = url.rstrip("/")
        self._snap = snap

    async def live(self) -> None:
        """The whole half-year."""
        await self.live_some_weeks()
        await self.writes_the_minutes()
        await self.pairs_the_schools()
        await self.introduces_two_people()
        await self.rates_the_network()
        await self.reads_the_results()
        await self.reads_the_summary()

    async def live_some_weeks(self) -> None:
        """Its beginning: a meeting, and a pulse check."""
        await self.is_asked_for_the_terms_meeting()
        await self.books_the_meeting()
        await self.answers_the_invitation()
        await self.answers_a_pulse_and_sees_the_result()

    # The steps

    async def is_asked_for_the_terms_meeting(self) -> None:
        await self._be("UCHAIR")
        await self._next_event()
        await expect(self._message("When does Merri-bek meet this term?")).to_be_visible()
        await self._snap("channel")

    async def books_the_meeting(self) -> None:
        await self._type("/cop-meeting Thu 18 Feb 2pm at Merri Weir PS")
        answer = self._message("Thursday 18 February")
        await expect(answer).to_contain_text("Only visible to you")
        await self._snap("meeting-understood")
        await answer.get_by_role("button", name="Book it").click()
        await expect(self._invitation()).to_contain_text("At Merri Weir PS")
        await self._snap("meeting-card")

    async def answers_the_invitation(self) -> None:
        await self._be("ULEE")
        await self._invitation().get_by_role("button", name="Coming", exact=True).click()
        await expect(self._invitation()).to_contain_text("Daniel Lee")

    async def answers_a_pulse_and_sees_the_result(self) -> None:
        await self._next_event()
        question = self._message("one question for our schools").last
        await self._snap("pulse-question")
        await question.get_by_role("button", name="Embedding").click()
        await expect(self._message("Got it: Embedding").last).to_contain_text("Only visible to you")
        await self._go_to("2027-02-09")
        result = self._message("That is the middle of our answers").last
        await expect(result.locator("img")).to_be_visible()
        await result.scroll_into_view_if_needed()
        await self._snap("pulse-result")

    async def writes_the_minutes(self) -> None:
        await self._go_to("2027-02-20")
        await self._be("UCHAIR", "with/U0COPBOT")
        await self._with_button("Write the minutes").last.get_by_role("button", name="Write the minutes").click()
        form = self._page.get_by_test_id("modal")
        await expect(form).to_be_visible()
        await self._fill(form, "summary", "We compared reading data from all nine schools.")
        await self._fill(form, "decisions", "Our focus is reading in Years 3 to 6.")
        await self._snap("minutes-form")
        await self._page.get_by_test_id("modal-submit").click()
        await expect(form).to_contain_text("The minutes are posted")
        await self._page.keyboard.press("Escape")
        await self._be("UCHAIR")
        await expect(self._message("Our focus is reading in Years 3 to 6.").last).to_be_visible()

    async def pairs_the_schools(self) -> None:
        await self._type("/cop-review")
        await self._last_message().get_by_role("button", name="Start a round").click()
        form = self._page.get_by_test_id("modal")
        await expect(form).to_be_visible()
        await self._page.get_by_test_id("modal-submit").click()
        await expect(form).to_contain_text("These schools would visit each other")
        await expect(self._page.get_by_test_id("modal-submit")).to_have_text("Approve")
        await self._snap("review-proposal")
        await self._page.get_by_test_id("modal-submit").click()
        await expect(form).to_contain_text("Round 1 has started")
        await self._page.keyboard.press("Escape")
        await self._page.get_by_test_id("rail").get_by_role("link").filter(has_text="CoP Bot, ").first.click()
        await expect(self._message("Set the date").last).to_be_visible()
        await self._snap("review-group")

    async def introduces_two_people(self) -> None:
        await self._be("USEIL")
        await self._type("/cop-intro")
        await self._last_message().get_by_role("button", name="New introduction").click()
        form = self._page.get_by_test_id("modal")
        await expect(form).to_be_visible()
        await self._choose_person(form, 0, "Erin Walsh")
        await self._choose_person(form, 1, "Nina Patel")
        await form.locator("textarea").first.fill("You both rebuilt how your school teaches phonics.")
        await self._snap("introduction-form")
        await self._page.get_by_test_id("modal-submit").click()
        await expect(form).to_contain_text("each on their own")
        await self._page.keyboard.press("Escape")
        await self._go_to("2027-02-24")
        await self._page.get_by_test_id("rail").get_by_role("link").filter(has_text="Erin").first.click()
        await expect(self._message("phonics").last).to_be_visible()
        await self._snap("introduction-made")

    async def rates_the_network(self) -> None:
        await self._go_to("2027-05-18")
        await self._be("UCHAIR")
        await self._type("/cop-assess")
        form = self._page.get_by_test_id("modal")
        await expect(form).to_be_visible()
        await self._snap("assessment-intro")
        await self._page.get_by_test_id("modal-submit").click()
        await expect(form).to_contain_text("0 of 18 rated")
        await self._rate_everything(form)
        await self._snap("assessment-form")
        await self._page.get_by_test_id("modal-submit").click()
        await expect(form).to_contain_text("That is everything")
        await self._snap("assessment-finished")
        await self._page.keyboard.press("Escape")

    async def reads_the_results(self) -> None:
        await self._go_to("2027-06-01")
        await self._be("UCHAIR", "with/U0COPBOT")
        results = self._message("self-assessment, Semester 1, 2027").last
        await expect(results.locator("img").last).to_be_visible()
        await results.evaluate("message => message.scrollIntoView({block: 'start'})")
        await self._snap("assessment-results")

    async def reads_the_summary(self) -> None:
        await self._be("UCHAIR")
        await self._type("/cop-summary")
        await expect(self._message("sending it to you alone").last).to_contain_text("Only visible to you")
        await self._be("UCHAIR", "with/U0COPBOT")
        summary = self._with_button("Share a safe version in the channel").last
        await expect(summary.locator("img").last).to_be_visible()
        await summary.evaluate("message => message.scrollIntoView({block: 'start'})")
        await self._snap("summary")
        await summary.locator("img").last.scroll_into_view_if_needed()
        await self._snap("summary-picture")
        await self._be("UCHAIR", "home")
        await expect(self._page.get_by_test_id("home")).to_contain_text("Merri-bek")
        await self._snap("home")

    # The hands

    async def _be(self, person: str, where: str = CHANNEL) -> None:
        await self._page.goto(f"{self._url}/as/{person}/{where}")
        await self._page.wait_for_selector("body[data-live]")

    def _message(self, text: str) -> Locator:
        return self._page.get_by_test_id("message").filter(has_text=text)

    def _with_button(self, label: str) -> Locator:
        button = self._page.get_by_role("button", name=label, exact=True)
        return self._page.get_by_test_id("message").filter(has=button)

    def _invitation(self) -> Locator:
        return self._with_button("Coming").last

    def _last_message(self) -> Locator:
        return self._page.get_by_test_id("message").filter(has_text="Only visible to you").last

    async def _type(self, words: str) -> None:
        answers = self._page.get_by_test_id("message").filter(has_text="Only visible to you")
        before = await answers.count()
        await self._page.get_by_test_id("composer").fill(words)
        await self._page.get_by_test_id("send").click()
        await self._page.wait_for_function(
            """before => document.querySelector('dialog[open]')
               || [...document.querySelectorAll('[data-testid="message"]')]
                    .filter(m => m.textContent.includes('Only visible to you')).length > before""",
            arg=before,
        )

    async def _next_event(self) -> None:
        await self._move(self._page.get_by_test_id("clock-next-event"))

    async def _go_to(self, date: str) -> None:
        await self._page.get_by_test_id("clock-go-to").click()
        await self._page.get_by_test_id("clock-date").fill(date)
        await self._move(self._page.get_by_test_id("clock-go"))

    async def _move(self, button: Locator) -> None:
        async with self._page.expect_response(lambda r: "/clock/" in r.url, timeout=MOVE_TIMEOUT):
            await button.click()
        await expect(self._page.get_by_test_id("notice")).to_contain_text("It is")

    async def _fill(self, form: Locator, field: str, text: str) -> None:
        await form.locator(f'[data-field="{field}"]').locator("textarea, input").first.fill(text)

    async def _choose_person(self, form: Locator, number: int, name: str) -> None:
        await form.locator("select").nth(number).select_option(label=name)

    async def _rate_everything(self, form: Locator) -> None:
        fields = form.locator('[data-field^="assessments.level"]')
        for number in range(await fields.count()):
            field = fields.nth(number)
            level = LEVELS[number % len(LEVELS)]
            if await field.locator("select").count():
                await field.locator("select").select_option(level)
            else:
                await field.locator(f'input[value="{level}"]').check()
