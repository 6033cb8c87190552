"""Living a round of peer reviews through the practice page: proposed, swapped, approved, and one visit to its close."""

from __future__ import annotations

import re
from csv import DictReader

from playwright.async_api import Locator, expect

from bot import sample
from scripts.half_year import HalfYear

PAIR = re.compile(r"^\s*• ([^,:.\n]+?) and ([^,:.\n]+?)(?=[:.]|\s*$)", re.MULTILINE)
"""Two schools that are together, as the proposal and the overview write them."""
VISIT_DAY, NEXT_DAY = "2027-05-27", "2027-05-28"


class ReviewRound(HalfYear):
    """One visitor at one page, as chair and as the principals of two pairs in turn."""

    async def live(self) -> None:
        """The whole round."""
        host, visitor, leaving, left = await self.starts_a_round()
        await self.reviews(host, visitor)
        await self.drops_out(leaving, left)

    async def starts_a_round(self) -> tuple[str, str, str, str]:
        """Propose, swap two schools, approve; returns who lead the schools of two pairs."""
        await self._be("UCHAIR")
        await self._type("/cop-review start")
        form = self._page.get_by_test_id("modal")
        await self._submit(form)
        await expect(form).to_contain_text("These schools would visit each other")
        (one, _), (_, other), *_ = PAIR.findall(await form.inner_text())
        await form.get_by_role("button", name="Swap two schools").click()
        await expect(form).to_contain_text("They change places in this proposal")
        await form.locator("select").nth(0).select_option(label=one)
        await form.locator("select").nth(1).select_option(label=other)
        await self._submit(form)
        await expect(form).to_contain_text("kept")
        await self._snap("review-swapped")
        await self._submit(form)
        await expect(form).to_contain_text("Round 1 has started")
        await self._put_away(form)
        await self._type("/cop-review")
        leads = _who_leads()
        pairs = [
            pair
            for pair in PAIR.findall(await self._last_message().inner_text())
            if "UCHAIR" not in map(leads.get, pair)
        ]
        return leads[pairs[0][0]], leads[pairs[0][1]], leads[pairs[1][0]], leads[pairs[1][1]]

    async def reviews(self, host: str, visitor: str) -> None:
        """Self-review, date, record, share, follow up, check back, close."""
        await self._does(host, "Prepare", {"self_hard": "Writing at length."})
        await self._does(host, "Set the date", {"when": VISIT_DAY, "focus": "How do we teach writing?"})
        await self._go_to(NEXT_DAY)
        await self._does(
            visitor, "Record the visit", {"when": VISIT_DAY, "evidence": "Six classrooms, two interviews."}
        )
        await self._does(visitor, "Draft the findings together", {"draft": "Writing is planned together."})
        await self._does(host, "Write the findings", {}, {"shared": "network"})
        await expect(self._message("shares its findings").last).to_be_visible()
        follow_up = {"follow_up_on": NEXT_DAY}
        await self._does(visitor, "Say how the follow-up went", follow_up, {"follow_up_kind": "call"})
        await self._does(host, "Say what came of it", {"came_of_it": "We plan in pairs."})
        for person in (visitor, host):
            await self._does(person, "Close with a line", {"closing_line": "Worth the day."})
        await self._be(host)
        await self._type("/cop-review")
        await expect(self._last_message()).to_contain_text("done and closed")
        await self._snap("review-closed")

    async def drops_out(self, leaving: str, left: str) -> None:
        """One school cannot; the chair approves who takes its place."""
        await self._be(leaving)
        await self._type("/cop-review")
        await self._last_message().get_by_role("button", name="We can't do this round").click()
        await self._page.get_by_role("button", name="We can't do it").click()
        await expect(self._message("Noted: your school does not do this round").last).to_be_visible()
        await self._be("UCHAIR")
        await self._type("/cop-review")
        await self._last_message().get_by_role("button", name="See the proposal").click()
        form = self._page.get_by_test_id("modal")
        await expect(form).to_contain_text("this is what suits best")
        await self._snap("review-replacement")
        await self._submit(form)
        await expect(form).to_contain_text("Each school that this concerns has a message")
        await self._put_away(form)
        await self._be(left)
        await self._type("/cop-review")
        await expect(self._last_message()).to_contain_text("no date yet")

    async def _submit(self, form: Locator) -> None:
        """Send the form, once the page has heard the answer to the one before."""
        await expect(form.locator("[aria-busy]")).to_have_count(0)
        await self._page.get_by_test_id("modal-submit").click()

    async def _put_away(self, form: Locator) -> None:
        """Close the form, once the page has heard the answer to it."""
        await expect(form.locator("[aria-busy]")).to_have_count(0)
        await self._page.keyboard.press("Escape")
        await expect(form).to_be_hidden()

    async def _does(
        self, person: str, label: str, texts: dict[str, str], choices: dict[str, str] | None = None
    ) -> None:
        """As somebody: open what the button opens, fill it in, and send it."""
        await self._be(person)
        await self._type("/cop-review")
        await self._last_message().get_by_role("button", name=label, exact=True).first.click()
        form = self._page.get_by_test_id("modal")
        await expect(form).to_be_visible()
        for field, text in texts.items():
            await self._fill(form, f"peer_reviews.{field}", text)
        for field, value in (choices or {}).items():
            await _choice(form, f"peer_reviews.{field}", value)
        await self._submit(form)
        await expect(form).to_contain_text("Saved")
        await self._put_away(form)


async def _choice(form: Locator, field: str, value: str) -> None:
    await form.locator(f'[data-field="{field}"] input[value="{value}"]').check()


def _who_leads() -> dict[str, str]:
    """The principal of each school of the demo."""
    with sample.MEMBERS_CSV.open(encoding="utf-8", newline="") as file:
        return {row["school"]: row["slack_user"] for row in DictReader(file) if row["role"] != "delegate"}
