"""An open round through the front door: one or two leaders, names between them, and only agreed levels for others."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from bot import sample
from domain.policies import Role
from storage.models import Membership
from storage.models.assessments import AssessmentResult, AssessmentRound, NamedRating
from tests.handlers.rating_story import (
    CLOSED,
    INSTRUMENT,
    OPEN_DAY,
    agree,
    confirm,
    count,
    jump,
    rate,
    say_to,
    shown,
    typed,
)
from tests.house import House
from tests.loading import person_id

TOLD = "2026-06-09 09:00"


async def leave_alone(house: House, *user_ids: str) -> None:
    """Only these lead the network."""
    network = await house.network()
    leading = [Role.CHAIR, Role.SEIL, Role.EXECUTIVE]
    async with house.database.write() as session:
        await session.execute(
            delete(Membership).where(
                Membership.network_id == network.id,
                Membership.role.in_(leading),
                Membership.person_id.not_in([person_id(user_id) for user_id in user_ids]),
            )
        )


async def test_two_leaders_read_each_others_ratings_and_the_network_the_levels_they_agree_on(house: House) -> None:
    await leave_alone(house, "UCHAIR", "USEIL")
    await jump(house, OPEN_DAY)
    assert "with names shown to each other" in house.dm("UCHAIR")[-1]["text"]
    assert "open round" not in house.channel()[-1]["text"]
    chair = await typed(house, "UCHAIR")
    text = shown(chair.view)
    assert "this is an open round" in text
    assert "whoever has finished reads the ratings of whoever else has finished" in text
    assert chair.view["submit"]["text"] == "Rate openly"
    await chair.close()
    await rate(house, "UCHAIR", "2", trust="4")
    await rate(house, "USEIL", "2", trust="1")
    async with house.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(NamedRating)) == 0, "sealed until the close"
    await jump(house, CLOSED)
    await jump(house, TOLD)
    for user_id in ("UCHAIR", "USEIL"):
        [told] = [shown(m) for m in house.dm(user_id) if "An open round of" in m["text"]]
        assert f"*Trust*: <@UCHAIR> Excelling · <@USEIL> Emerging. {INSTRUMENT.item('trust').discussion}" in told
        assert "Agree levels" in told
    [closed] = [m["text"] for m in house.channel() if "has closed" in m["text"]]
    assert "The levels that they agree on are posted here" in closed
    assert await count(house, AssessmentResult) == 0
    for user_id in ("ULEE", "UEXEC1", "UAREA"):
        await house.person(user_id).command(sample.MERRI_BEK, "/cop-assess")
        await house.settle()
        assert "Excelling" not in str(house.said_to(user_id)[-1]), user_id
    chair = await agree(house, "UCHAIR", **dict.fromkeys(INSTRUMENT.item_keys, "2"))
    assert "18 proposals wait to be confirmed by <@USEIL>" in shown(chair.view)
    await confirm(house, "USEIL")
    [told] = [shown(m) for m in house.channel() if "where we stand" in m["text"]]
    assert "Trust: Evolving" in told
    assert await count(house, NamedRating) == 0, "the names are gone once the levels are told"
    async with house.database.read() as session:
        kept = set((await session.execute(select(AssessmentResult.level, AssessmentResult.count))).all())
    assert kept == {(2, 1)}, "the levels agreed on alone"
    await say_to(house, "USEIL", "results")
    assert "where we stand" in house.dm("USEIL")[-1]["text"]


async def test_who_comes_later_agrees_on_nothing_in_it_and_reads_no_names(house: House) -> None:
    await leave_alone(house, "UCHAIR", "USEIL")
    await jump(house, OPEN_DAY)
    await rate(house, "UCHAIR", "2", trust="4")
    network = await house.network()
    async with house.database.write() as session:
        session.add(
            Membership(
                workspace_id=network.workspace_id,
                network_id=network.id,
                person_id=person_id("ULEE"),
                role=Role.CHAIR,
                since=house.now,
            )
        )
    await jump(house, TOLD)
    assert "was open between <@UCHAIR> alone" in await say_to(house, "ULEE", "agree")
    assert "was open between <@UCHAIR> alone" in await say_to(house, "ULEE", "results")
    assert "was open between <@UCHAIR> alone" in await say_to(house, "USEIL", "results"), "who has not rated"
    assert not [m for m in house.dm("USEIL") + house.dm("ULEE") if "Excelling" in shown(m)]
    await jump(house, "2026-07-20 09:00")
    assert [len([m for m in house.dm(u) if "agreed so far" in m["text"]]) for u in ("UCHAIR", "USEIL")] == [1, 0]
    await jump(house, "2026-07-22 09:00")
    [told] = [m["text"] for m in house.channel() if "where we stand" in m["text"]]
    assert "No levels were agreed on within six weeks, so there is nothing to show" in told
    assert await count(house, NamedRating) + await count(house, AssessmentResult) == 0
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-summary")
    await house.settle()
    assert "no result with the bot yet" in shown(house.dm("ULEE")[-1])


async def test_one_leader_alone_settles_on_levels_and_one_that_nobody_rates_closes_with_nothing(house: House) -> None:
    await leave_alone(house, "UCHAIR")
    await jump(house, OPEN_DAY)
    assert "leads the network alone" in shown((await typed(house, "UCHAIR")).view)
    await house.person("UCHAIR").close()
    await rate(house, "UCHAIR", "3")
    await jump(house, TOLD)
    await agree(house, "UCHAIR", **dict.fromkeys(INSTRUMENT.item_keys, "3"))
    await house.settle()
    [told] = [shown(m) for m in house.channel() if "where we stand" in m["text"]]
    assert "Trust: Embedding" in told
    await jump(house, "2026-11-04 09:00")
    await jump(house, "2026-11-23 09:00")
    assert "Nobody finished, so nothing was kept" in house.channel()[-1]["text"]
    async with house.database.read() as session:
        rounds = (await session.scalars(select(AssessmentRound).order_by(AssessmentRound.id))).all()
    ours = [(found.status, found.named) for found in rounds if found.network_id == (await house.network()).id]
    assert ours == [("revealed", True), ("withheld", True)]
