"""A round in a real browser, on a phone: three leaders disagree, rate again, agree, and the network reads of it.

In a whole run all three rate on the phone, the chair all of it, who also reads the trend of the next half-year; else
the chair rates some of it there, and the rest is rated elsewhere. With a folder in ROUND_PICTURES, what is on the
screen at each step is put there to look at.
"""

from __future__ import annotations

from collections.abc import Mapping

from playwright.async_api import Browser, expect
from sqlalchemy import delete

from domain.instrument import DEFAULT_KEY
from prompts.instrument import load_instrument
from storage.models import Membership
from tests.house import House
from tests.in_a_browser import in_a_browser
from tests.loading import person_id
from tests.phone import Phone, open_phone
from tests.turns import everything

pytestmark = in_a_browser

RATERS = ("UCHAIR", "UEXEC1", "USEIL")
KEYS = load_instrument().item_keys
FIRST = {"UCHAIR": 1, "UEXEC1": 4, "USEIL": 4}
"""How they rate trust; all else is 2."""
ON_THE_PHONE = RATERS if everything() else RATERS[:1]
TAPPED = KEYS if everything() else (KEYS[0], "trust", KEYS[-1])


async def save(house: House, ratings: Mapping[str, Mapping[str, int]]) -> None:
    """What people rate elsewhere, by person: all of a round, or what they are asked again."""
    network = await house.network()
    for user_id, levels in ratings.items():
        asker = await house.asker(user_id)
        [form] = await house.services.assessments.look(asker, network.id, [DEFAULT_KEY], house.now)
        await house.services.assessments.save(asker, form.round_id, levels, house.now)  # type: ignore[union-attr]


async def test_three_leaders_disagree_rate_again_agree_and_the_next_half_year_shows_the_trend(
    browser: Browser, database_url: str
) -> None:
    async with open_phone(browser, database_url, "2026-05-15 18:00", "ROUND_PICTURES") as (house, phone):
        async with house.database.write() as session:
            await session.execute(delete(Membership).where(Membership.person_id == person_id("UEXEC2")))
        await rates_and_differs(house, phone)
        await rates_again(house, phone)
        await agrees(house, phone)
        if everything():
            await reads_the_trend(house, phone)


async def rates_and_differs(house: House, phone: Phone) -> None:
    await house.jump("2026-05-18 09:00")
    others = {user_id: {**dict.fromkeys(KEYS, 2), "trust": FIRST[user_id]} for user_id in RATERS[1:]}
    for user_id in set(others) & set(ON_THE_PHONE):
        del others[user_id]["trust"]
    await save(house, others)
    for user_id in ON_THE_PHONE:
        await phone.be(user_id)
        await phone.press("self-assessment of Merri-bek is open for you", "Start rating")
        if user_id == "UCHAIR":
            await expect(phone.form).to_contain_text("colleagues will be able to work out who gave which rating")
            await phone.look("before-the-start")
            await phone.send("0 of 18 rated")
            await phone.look("form")
            for key in TAPPED:
                await phone.tap(key, "2")
            await phone.put_away()
            await save(house, {user_id: dict.fromkeys(set(KEYS) - set(TAPPED), 2)})
            await phone.press("self-assessment of Merri-bek is open for you", "Start rating")
        await phone.tap("trust", str(FIRST[user_id]))
        await phone.send("That is everything")
        await phone.put_away()
    await house.jump("2026-06-05 17:01")
    await house.jump("2026-06-09 09:00")
    await phone.be("UCHAIR")
    results = phone.message("3 forms were counted")
    await expect(results).to_contain_text("Trust: 1 said Emerging · 2 said Excelling. When did somebody last bring")
    await expect(results.locator("img").last).to_be_visible()
    await phone.look("results", results)


async def rates_again(house: House, phone: Phone) -> None:
    await phone.press("3 forms were counted", "Rate again")
    await phone.look("ask-again")
    await phone.send("can rate again until")
    await phone.put_away()
    again = dict(zip(RATERS, (2, 3, 2), strict=True))
    await save(house, {user_id: {"trust": level} for user_id, level in again.items() if user_id not in ON_THE_PHONE})
    for user_id in ON_THE_PHONE:
        await phone.be(user_id)
        await phone.press("1 item to rate again", "Start rating")
        await expect(phone.form).to_contain_text("numbers don't show who changed their mind")
        await phone.send("0 of 1 rated")
        await phone.tap("trust", str(again[user_id]))
        await phone.send("That is everything")
        await phone.put_away()
    await phone.be("UCHAIR", channel=True)
    await phone.type("/cop-assess close")
    await phone.send("is closed")
    await phone.put_away()
    await phone.be("UCHAIR")
    told = phone.message("rated again")
    await expect(told).to_contain_text("Trust: 1 said Emerging · 2 said Excelling → the middle is Evolving")
    await phone.look("rated-again", told)


async def agrees(house: House, phone: Phone) -> None:
    others = {key: (2, "As we rated it.") for key in KEYS if key != "trust"}
    network = await house.network()
    chair = await house.asker("UCHAIR")
    form = await house.services.assessments.levels.agreeing(chair, network.id, DEFAULT_KEY, house.now)
    await house.services.assessments.levels.agree(chair, form.standing.round_id, others, house.now)
    await phone.press("rated again", "Agree levels")
    await phone.choose("assessments.level:trust", "2")
    await phone.write("assessments.why:trust", "We share data, not yet problems.")
    await phone.write("assessments.brought:trust", "Minutes of May: https://practice.example/files/minutes.pdf")
    await phone.look("agree")
    await phone.send("Part 2 of 3")
    await phone.send("Part 3 of 3")
    await phone.send("18 proposals wait to be confirmed by")
    await phone.put_away()
    await house.jump("2026-06-09 09:30")
    await phone.be("USEIL")
    await phone.press("levels are proposed", "Confirm levels")
    await expect(phone.form).to_contain_text("We share data, not yet problems.")
    await phone.look("confirm")
    await phone.send("Confirmed: 18 levels")
    await phone.put_away()
    await phone.be("ULEE", channel=True)
    told = phone.message("where we stand, Semester 1, 2026")
    await expect(told).to_contain_text("Trust: Evolving")
    await expect(told).to_contain_text("Trust: Minutes of May")
    await expect(told).not_to_contain_text("not yet problems")
    await phone.look("published", told)


async def reads_the_trend(house: House, phone: Phone) -> None:
    await house.jump("2026-11-04 09:00")
    await save(house, {user_id: {**dict.fromkeys(KEYS, 2), "trust": 3} for user_id in RATERS})
    await house.jump("2026-11-20 17:01")
    await house.jump("2026-11-23 09:00")
    await phone.be("UCHAIR", channel=True)
    await phone.type("/cop-summary trend")
    await expect(phone.message("half-year by half-year up to Semester 2, 2026")).to_be_visible()
    await house.settle()
    await phone.be("UCHAIR")
    trend = phone.message("half-year by half-year · Semester 1, 2026 to Semester 2, 2026")
    await expect(trend).to_contain_text("The baseline is Semester 1, 2026")
    await expect(trend).to_contain_text("Trust: Evolving → Embedding")
    await expect(trend.locator("img").first).to_be_visible()
    await phone.look("trend", trend)
