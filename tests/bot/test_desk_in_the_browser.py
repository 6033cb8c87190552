"""On a phone, in a real browser: an introduction across two networks and two SEILs with a no that stays private, and a
notice from central office with a question that comes back answered.

With a folder in DESK_PICTURES, what is on the screen at each step is put there to look at.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from bot import sample
from tests.house import House
from tests.in_a_browser import in_a_browser
from tests.loading import person_id
from tests.phone import Phone, open_phone

pytestmark = in_a_browser

NEED = "We look for somebody who knows phonics in Year 7."
OFFER = "Our literacy team has run decoding groups for three years."


async def other_people(house: House) -> None:
    """Moonee Valley has a SEIL of its own, Noor Aziz; the area director sees both networks."""
    roster, moonee = house.services.networks.roster, await house.network("Moonee Valley")
    chair, admin = await house.asker("UBIANCHI"), await house.asker("UADMIN")
    await house.services.networks.presence.end_roles(chair, moonee.id, person_id("USEIL"), house.now)
    await roster.save_person(chair, moonee.id, person_id("UNEW"), ["seil"], None, house.now)
    await roster.save_person(admin, moonee.id, person_id("UAREA"), ["central"], None, house.now)
    house.world.channels[sample.MOONEE_VALLEY].members.append("UNEW")
    await house.settle()


@pytest.mark.long  # tests/handlers say what is said, and test_round_in_the_browser.py how a phone shows it
async def test_a_no_across_two_seils_stays_private_and_a_notice_brings_a_question_back_answered(
    browser: Browser, database_url: str
) -> None:
    async with open_phone(browser, database_url, "2026-05-04 10:00", "DESK_PICTURES") as (house, phone):
        await other_people(house)
        await introduces(house, phone)
        await sends_a_notice(house, phone)


async def introduces(house: House, phone: Phone) -> None:
    for who, side, words in (("ULEE", "need", NEED), ("UKAUR", "offer", OFFER)):
        await phone.be(who)
        await phone.type(f"/cop-offer {side}")
        await expect(phone.form).to_be_visible()
        await phone.write("words", words)
        await phone.look(f"offer-{side}")
        await phone.send("Your SEIL sees it")
        await phone.put_away()
    await phone.be("USEIL")
    await phone.type("/cop-offer")
    await phone.look("suggestion", phone.message("Who could help whom"))
    await phone.press("Who could help whom", "Introduce them")
    await phone.send("I ask that SEIL first")
    await phone.put_away()
    await phone.be("UNEW")
    await phone.look("asked-as-seil", phone.message("who is in your network"))
    await phone.tap_button("who is in your network", "Yes, ask them")
    await expect(phone.message("You said yes")).to_be_visible()
    await house.settle()
    for who, answer in (("ULEE", "Yes please"), ("UKAUR", "Not now")):
        await phone.be(who)
        await phone.tap_button("would like to introduce you to", answer)
        thanks = "If you hear nothing by" if answer == "Yes please" else "Nobody hears that it was you"
        await expect(phone.message(thanks)).to_be_visible()
    await phone.be("USEIL")
    await phone.type("/cop-intro")
    await expect(phone.message("Your introductions")).to_contain_text("Asking them both, until")
    await phone.type("/cop-desk")
    await phone.look("desk", phone.message("Your networks"))
    await house.jump("2026-05-19 09:00")
    await phone.be("USEIL")
    closed = phone.message("did not go ahead")
    await expect(closed).to_contain_text("I don't say who answered what")
    await phone.be("ULEE")
    await expect(phone.message("If you hear nothing by")).to_be_visible()


async def sends_a_notice(house: House, phone: Phone) -> None:
    await phone.be("UCENTRAL")
    await phone.type("/cop-notice new")
    await expect(phone.form).to_be_visible()
    await phone.write("title", "Reading")
    await phone.write("words", "The new guidance on reading starts next term.")
    await phone.form.locator('[data-field="to"] input[value="all"]').check()
    await phone.choose("approver", "UAREA")
    await phone.look("notice-form")
    await phone.send("It goes to Merri-bek and Moonee Valley")
    await phone.look("notice-preview")
    await phone.send("to approve it")
    await phone.put_away()
    await phone.be("UAREA")
    await phone.look("notice-to-approve", phone.message("asks you to approve a notice"))
    await phone.tap_button("asks you to approve a notice", "Approve")
    await expect(phone.message("Goes out on")).to_be_visible()
    await house.jump("2026-05-22 09:00")
    await phone.be("ULEE", channel=True)
    await phone.look("notice", phone.message("The new guidance on reading"))
    await phone.press("The new guidance on reading", "I have a question")
    await phone.write("question", "Does it hold for Foundation?")
    await phone.send("I'm passing it on")
    await phone.put_away()
    await phone.be("UCENTRAL")
    await phone.tap_button("1 question waits for an answer", "Look at it")
    await phone.look("notices", phone.message("Your notices"))
    await phone.press("Does it hold for Foundation?", "Answer")
    await phone.write("answer", "Yes, from day one.")
    await phone.send("to whoever asked")
    await phone.put_away()
    await phone.be("ULEE")
    await expect(phone.message("The answer to your question")).to_contain_text("Yes, from day one.")
