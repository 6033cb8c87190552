"""Notices from the department: written, approved by a second person, once to each network, and what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from bot import sample
from domain.bulletins import mark_of
from domain.errors import Gone
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

WORDS = "The new guidance on reading starts next term. Look at it at your next meeting."


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday of the term's third week; central office and the area director can be written to in their own hours."""
    async with house_after(House.settle, url=database_url, start=melbourne("2026-05-04 10:00")) as (found, _):
        yield found


def words(said: Any) -> str:
    return str(said["blocks"])


def button(said: Any, action: str) -> str:
    for block in said["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory", {})):
            if str(element.get("action_id", "")).startswith(action):
                return str(element["action_id"])
    raise AssertionError(f"no button {action} on {words(said)}")


async def write(house: House, **changes: Any) -> Any:
    """Central office writes to all networks, and looks at it."""
    central = house.person("UCENTRAL")
    await central.command(central.dm_with_bot().id, "/cop-notice", "new")
    await house.bot.router.finish()
    values = {"title": "Reading", "words": WORDS, "to": ["all"], "approver": "UAREA", "goes_on": "2026-05-07"}
    return await central.submit(central.view, {**values, **changes})


async def click(house: House, who: str, said: Any, action: str) -> None:
    await house.person(who).click(said, button(said, action))
    await house.settle()


async def make_director_see_both(house: House) -> None:
    """The area director of Merri-bek's area is central office in Moonee Valley's list too, and so sees both."""
    moonee = await house.network("Moonee Valley")
    await house.services.networks.roster.save_person(
        await house.asker("UADMIN"), moonee.id, person_id("UAREA"), ["central"], None, house.now
    )


async def test_a_notice_takes_two_goes_once_to_each_network_and_a_question_comes_back_answered(house: House) -> None:
    await make_director_see_both(house)
    await write(house)
    central, seil, lee = house.person("UCENTRAL"), house.person("USEIL"), house.person("ULEE")
    assert WORDS in words(central.view)
    await central.submit(central.view, {})
    await house.settle()
    asked = house.dm("UAREA")[-1]
    assert "asks you to approve a notice. It goes to Merri-bek and Moonee Valley" in words(asked)
    director = house.person("UAREA")
    await director.open_home()
    await house.settle()
    assert words(director.home).count("asks you to approve “Reading”.") == 1
    await click(house, "UAREA", asked, "bulletins.approve")
    assert "has approved “Reading”" in house.dm("UCENTRAL")[-1]["text"]

    mine = [m for m in house.dm("USEIL") if "What does it mean there?" in m["text"]]
    assert len(mine) == 2
    first = next(m for m in mine if "Merri-bek" in m["text"])
    await click(house, "USEIL", first, "bulletins.add_meaning")
    await seil.submit(seil.view, {"meaning": "We look at it on 14 May."})
    await house.settle()
    hearing, asker = house.services.bulletins.hearing, await house.asker("USEIL")
    await hearing.mean(asker, 1, None, house.now)  # a button of before takes nobody's words away
    assert not [m for m in house.channel() if WORDS in words(m)]

    await house.go_to("2026-05-07 12:00")
    await house.go_to("2026-05-12 12:00")
    [posted] = [m for m in house.channel() if WORDS in words(m)]
    [there] = [m for m in house.channel(sample.MOONEE_VALLEY) if WORDS in words(m)]
    assert "We look at it on 14 May." in words(posted)
    assert "14 May" not in words(there)
    assert "It has gone out." in words(
        next(m for m in house.dm("USEIL") if "Moonee" in m["text"] and "mean" in m["text"])
    )

    for who in ("ULEE", "ULEE", "UROSSI"):
        await click(house, who, posted, "bulletins.understood")
    await click(house, "ULEE", posted, "bulletins.ask")
    await lee.submit(lee.view, {"question": "Does it hold for Foundation?"})
    await house.settle()
    waiting = house.dm("UCENTRAL")[-1]
    assert "1 question waits for an answer" in waiting["text"]
    await click(house, "UCENTRAL", waiting, "run.command")
    board = house.dm("UCENTRAL")[-1]
    board = house.said_to("UCENTRAL", central.dm_with_bot().id)[-1] if "Does it hold" not in words(board) else board
    assert "Out in 2 of 2 networks · understood by 2 people · 1 question" in words(board)
    assert "*Merri-bek* asked on" in words(board)
    assert "ULEE" not in words(board), "of a network, never of a person"
    await click(house, "UCENTRAL", board, "bulletins.answer_question")
    await central.submit(central.view, {"answer": "Yes, from day one."})
    await house.settle()
    assert "Yes, from day one." in words(house.dm("ULEE")[-1])

    await click(house, "ULEE", posted, "bulletins.ask")
    await lee.submit(lee.view, {"question": "And for Year 1?"})
    await house.settle()
    told = [m for m in house.dm("UCENTRAL") if "waits for an answer" in m["text"]]
    assert len(told) == 1, "once a day"
    await house.go_to("2026-05-13 12:00")
    assert len([m for m in house.dm("UCENTRAL") if "waits for an answer" in m["text"]]) == 2, "and none is forgotten"

    admin, roster = await house.asker("UADMIN"), house.services.networks.roster
    here, other = (await house.network()).id, (await house.network("Moonee Valley")).id
    await roster.save_person(admin, here, person_id("UNEW"), ["area_director"], None, house.now)
    assert "And for Year 1?" not in str(
        await house.services.bulletins.writing.show(await house.asker("UNEW"), house.now)
    )
    for who, where in (("UCENTRAL", here), ("UAREA", here), ("UAREA", other)):
        await roster.save_person(admin, where, person_id(who), [], None, house.now, left=True)
    await house.go_to("2026-05-14 12:00")
    [left] = [m for m in house.dm("UNEW") if "Whoever wrote and approved it have no such role" in m["text"]]
    await click(house, "UNEW", left, "run.command")
    newcomer = house.person("UNEW")
    board = house.said_to("UNEW", newcomer.dm_with_bot().id)[-1]
    await click(house, "UNEW", board, "bulletins.answer_question")
    await newcomer.submit(newcomer.view, {"answer": "For all years."})
    await house.settle()
    assert "For all years." in words(house.dm("ULEE")[-1])
    await click(house, "ULEE", posted, "bulletins.ask")
    await lee.submit(lee.view, {"question": "And in Term 3?"})
    await house.go_to("2026-05-15 12:00")
    assert "1 question waits for an answer" in house.dm("UNEW")[-1]["text"]


async def test_a_draft_says_all_that_is_wrong_and_takes_a_second_person_who_sees_the_networks(house: House) -> None:
    outcome = await write(house, title=" ", approver="UCENTRAL", goes_on="2026-05-04")
    assert set(outcome.errors) == {"title", "approver", "goes_on"}
    assert set((await write(house, goes_on="2062-05-07")).errors) == {"goes_on"}, "a slip of 2026"
    for approver in ("UCHAIR", "UAREA"):  # no one of the department, and one who sees one of the two networks
        outcome = await write(house, approver=approver)
        assert "does not see all of these networks" in str(outcome.errors["approver"]), approver
    area = house.person("UAREA")
    await area.command(sample.MERRI_BEK, "/cop-notice", "new")
    await house.bot.router.finish()
    assert "Moonee" not in str(area.view["blocks"])


async def test_what_is_sent_back_can_be_changed_and_what_is_taken_back_goes_nowhere(house: House) -> None:
    await make_director_see_both(house)
    central = house.person("UCENTRAL")
    await write(house)
    await central.submit(central.view, {})
    await house.settle()
    await click(house, "UAREA", house.dm("UAREA")[-1], "bulletins.decline")
    stale = next(m for m in reversed(house.dm("UAREA")) if WORDS in words(m) or "back with its author" in words(m))
    assert "bulletins.approve" not in words(stale)
    back = house.dm("UCENTRAL")[-1]
    assert "would like to talk about “Reading”" in back["text"]
    await click(house, "UCENTRAL", back, "bulletins.change")
    await central.submit(central.view, {"title": "Reading, once more"})
    await central.submit(central.view, {})
    await house.settle()
    writing = house.services.bulletins.writing
    [proposed] = (await writing.show(await house.asker("UAREA"), house.now)).to_approve
    old, area = mark_of("Reading", WORDS, ["all"], proposed.goes_on), await house.asker("UAREA")
    with pytest.raises(Gone, match="changed_since"):  # the button below what it said before
        await writing.approve(area, proposed.bulletin_id, old, house.now)
    await click(house, "UAREA", house.dm("UAREA")[-1], "bulletins.approve")
    assert any("What does it mean there?" in m["text"] for m in house.dm("USEIL"))
    asker = await house.asker("UCENTRAL")
    [found] = (await writing.show(asker, house.now)).own
    assert (found.title, found.status, found.goes_on) == ("Reading, once more", "approved", date(2026, 5, 7))
    await writing.withdraw(asker, found.bulletin_id, house.now)
    await house.settle()
    asked = [m for m in house.dm("USEIL") if "What does it mean there?" in m["text"]]
    assert all("It was taken back" in words(m) and "add_meaning" not in words(m) for m in asked)
    await house.go_to("2026-05-12 12:00")
    assert not [m for m in (*house.channel(), *house.channel(sample.MOONEE_VALLEY)) if WORDS in words(m)]


async def test_what_nobody_decides_on_is_brought_up_and_what_reaches_nobody_in_time_is_told_so(
    house: House,
) -> None:
    await make_director_see_both(house)
    await write(house)
    central, writing = house.person("UCENTRAL"), house.services.bulletins.writing
    await central.submit(central.view, {})
    await house.jump("2026-05-07 12:00")
    await house.jump("2026-05-08 12:00")
    assert ["“Reading” was to go out today" in m["text"] for m in house.dm("UCENTRAL")].count(True) == 1
    asked = [m for m in house.dm("UAREA") if "asks you to approve" in m["text"]]
    assert len(asked) == 2
    await click(house, "UAREA", asked[-1], "bulletins.approve")
    async with house.database.write() as session:
        (await session.merge(await house.network("Moonee Valley"))).status = "paused"
    await house.jump("2026-05-12 12:00")
    await house.jump("2026-06-22 12:00")
    [found] = (await writing.show(await house.asker("UCENTRAL"), house.now)).own
    assert (found.networks, found.sent, found.unreached) == (2, 1, 1)

    [posted] = [m for m in house.channel() if WORDS in words(m)]
    with pytest.raises(Gone, match="went_out"):  # a button of before: what is out stays on its author's list
        await writing.withdraw(await house.asker("UCENTRAL"), found.bulletin_id, house.now)
    await click(house, "ULEE", posted, "bulletins.ask")
    await house.person("ULEE").submit(house.person("ULEE").view, {"question": "Does it hold still?"})
    await house.settle()
    board = await writing.show(await house.asker("UCENTRAL"), house.now)
    assert ([each.words for each in board.questions], board.own) == (
        ["Does it hold still?"],
        (replace(found, questions=1, unanswered=1),),
    )


async def test_who_holds_the_office_next_takes_back_what_was_left_behind_and_nobody_else_does(house: House) -> None:
    await make_director_see_both(house)
    await write(house)
    await house.person("UCENTRAL").submit(house.person("UCENTRAL").view, {})
    await house.settle()
    await click(house, "UAREA", house.dm("UAREA")[-1], "bulletins.approve")
    admin, roster = await house.asker("UADMIN"), house.services.networks.roster
    here, there = (await house.network()).id, (await house.network("Moonee Valley")).id
    await roster.save_person(admin, there, person_id("UNEW"), ["area_director"], None, house.now)
    newcomer = house.person("UNEW")

    async def board() -> Any:
        await newcomer.command(newcomer.dm_with_bot().id, "/cop-notice")
        await house.settle()
        return house.said_to("UNEW", newcomer.dm_with_bot().id)[-1]

    assert "Reading" not in words(await board()), "its author serves the department still"
    for who, where in (("UCENTRAL", here), ("UAREA", here), ("UAREA", there)):
        await roster.save_person(admin, where, person_id(who), [], None, house.now, left=True)
    assert "Reading" not in words(await board()), "it goes to a network that this director does not see"
    await roster.save_person(admin, here, person_id("UNEW"), ["central"], None, house.now)
    left = await board()
    assert "Whoever wrote and approved it have no such role any more" in words(left)
    await click(house, "UNEW", left, "bulletins.withdraw")
    assert "Reading" not in words(await board())
    await house.go_to("2026-05-12 12:00")
    assert not [m for m in (*house.channel(), *house.channel(sample.MOONEE_VALLEY)) if WORDS in words(m)]
