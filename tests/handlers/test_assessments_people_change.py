"""Who rates, proposes and confirms changes in the middle of a round: each time somebody can go on."""

from __future__ import annotations

from sqlalchemy import select

from storage.models import AuditEntry, Membership
from storage.models.assessments import AgreedLevel, LevelRevision
from tests.handlers.rating_story import (
    CLOSED,
    agree,
    begin,
    confirm,
    everything,
    give_role,
    jump,
    level,
    rate,
    say_to,
    shown,
    typed,
)
from tests.house import House
from tests.loading import person_id


async def end_roles(house: House, *user_ids: str) -> None:
    """They lead the network no more from now on."""
    network = await house.network()
    async with house.database.write() as session:
        for row in await session.scalars(
            select(Membership).where(
                Membership.network_id == network.id,
                Membership.person_id.in_([person_id(user_id) for user_id in user_ids]),
                Membership.until.is_(None),
            )
        ):
            row.until = house.now


async def test_a_rater_who_leaves_may_still_finish_and_holds_up_nobody(opened: House) -> None:
    house = opened
    for user_id in ("UCHAIR", "UEXEC1", "USEIL"):
        await rate(house, user_id)
    leaving = await begin(house, "UEXEC2")
    await leaving.choose(leaving.view["id"], level("trust"), "4")
    await house.bot.router.finish()
    assert "Not everybody has finished" in await say_to(house, "UCHAIR", "close")
    await end_roles(house, "UEXEC2")
    await leaving.choose(leaving.view["id"], level("focus"), "4")
    await house.bot.router.finish()
    assert await house.drafts("UEXEC2") == {"trust": 4, "focus": 4}, "who rates was fixed at the opening"
    chair = await typed(house, "UCHAIR", "close")
    await chair.submit(chair.view["id"])
    await house.settle()
    assert [m for m in house.dm("UCHAIR") if "3 forms were counted" in m["text"]]
    assert not [m for m in house.dm("UEXEC2") if "forms were counted" in m["text"]]
    late = await leaving.submit(leaving.view["id"], everything())
    assert late.errors, "the close deleted the form"


async def test_a_new_chair_in_mid_round_closes_it_and_agrees_and_the_old_one_does_neither(opened: House) -> None:
    house = opened
    await rate(house, "UCHAIR")
    await end_roles(house, "UCHAIR")
    await give_role(house, "UCHAIR", "member")
    await give_role(house, "ULEE", "chair")
    assert "Who rates was fixed at the opening" in await say_to(house, "ULEE")
    assert "Only the chair or the SEIL" in await say_to(house, "UCHAIR", "extend")
    assert (await typed(house, "ULEE", "extend")).view["title"]["text"] == "Give more time"
    await house.person("ULEE").close()
    for user_id in ("UEXEC1", "UEXEC2", "USEIL"):
        await rate(house, user_id)
    await jump(house, CLOSED)
    await jump(house, "2026-06-09 09:00")
    assert [m for m in house.dm("ULEE") if "4 forms were counted" in m["text"]], "leads by now"
    assert not [m for m in house.dm("UCHAIR") if "forms were counted" in m["text"]]
    assert "Only" in await say_to(house, "UCHAIR", "agree")
    chair = await agree(house, "ULEE", trust="3")
    assert "1 proposal waits to be confirmed by <@USEIL>" in shown(chair.view)


async def test_a_seil_who_is_reassigned_while_levels_wait_hands_them_to_the_next(revealed: House) -> None:
    house = revealed
    await agree(house, "UCHAIR", trust="2", focus="3")
    await jump(house, "2026-06-09 09:20")
    old = await typed(house, "USEIL", "confirm")
    await end_roles(house, "USEIL")
    outcome = await old.submit(old.view["id"])
    assert "Only" in str(outcome.errors), "the form was open before the role ended"
    async with house.database.read() as session:
        assert (await session.scalars(select(AgreedLevel))).all() == []
    await give_role(house, "ULEE", "seil")
    await jump(house, "2026-06-12 09:00")
    assert "2 levels are proposed" in house.dm("ULEE")[-1]["text"]
    await confirm(house, "ULEE")
    async with house.database.read() as session:
        confirmed = set(await session.scalars(select(LevelRevision.confirmed_by_id)))
    assert confirmed == {person_id("ULEE")}
    # What a SEIL proposed who has been reassigned, the chair confirms.
    await agree(house, "ULEE", trust="1")
    await end_roles(house, "ULEE")
    await confirm(house, "UCHAIR")
    chair = await typed(house, "UCHAIR", "agree")
    assert "Agreed on Tuesday 9 June by <@UCHAIR> and <@ULEE>: 2 Evolving. So it is." in shown(chair.view)
    async with house.database.read() as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.number))).all()
    proposed, corrected = entries[-2:]
    assert (proposed.action, proposed.actor) == ("assessments.levels_proposed", person_id("ULEE"))
    assert (proposed.details["levels"], proposed.details["agreed_before"]) == ({"trust": 1}, {"trust": 2})
    assert (corrected.actor, corrected.details["proposed_by"]) == (
        person_id("UCHAIR"),
        {"trust": person_id("ULEE")},
    )
