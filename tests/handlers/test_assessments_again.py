"""Rating again through the front door: the leaders talk, and rate anew what they were far apart on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot import sample
from domain.instrument import DEFAULT_KEY
from storage.models import AuditEntry, SealedAnswer
from storage.models.assessments import SecondPass, SecondResult
from tests.handlers.rating_story import (
    CLOSED,
    INSTRUMENT,
    OPEN_DAY,
    RATERS,
    begin,
    count,
    give_role,
    jump,
    level,
    say_to,
    shown,
    typed,
)
from tests.handlers.test_assessments_people_change import end_roles
from tests.house import START, House
from tests.kept import house_after


async def ask_again(house: House, closes: str = "2026-06-12") -> None:
    chair = await typed(house, "UCHAIR", "again")
    outcome = await chair.submit(chair.view["id"], {"assessments.closes": closes})
    assert outcome.ok, outcome
    await house.settle()


async def rate_again(house: House, user_id: str, trust: str) -> str:
    """Rate trust anew, the only item of the form; returns what stands there then."""
    person = await begin(house, user_id)
    assert INSTRUMENT.item("focus").title not in shown(person.view), "the others are not asked again"
    outcome = await person.submit(person.view["id"], {level("trust"): trust})
    assert outcome.ok, outcome
    return shown(person.view)


async def the_pass(house: House) -> SecondPass:
    async with house.database.read() as session:
        return (await session.scalars(select(SecondPass))).one()


async def test_what_they_differ_on_is_rated_again_and_told_beside_the_first_ratings(revealed: House) -> None:
    house = revealed
    [results] = [m for m in house.dm("UCHAIR") if "4 forms were counted" in m["text"]]
    assert f"2 said Emerging · 2 said Excelling. {INSTRUMENT.item('trust').discussion}" in shown(results)
    assert "Rate again" in shown(results)
    await ask_again(house)
    assert "1 item to rate again until Friday 12 June" in house.dm("UEXEC1")[-1]["text"]
    desk = await house.services.desks.show(await house.asker("USEIL"), house.now)
    assert [str(one.todo.sentence.plain) for one in desk.waiting if "Rate again" in one.todo.sentence.plain] == [
        "Rate again in Merri-bek until Friday 12 June, 5 pm (Melbourne time). You have rated 0 of 1."
    ]
    await house.person("UEXEC1").command(sample.MERRI_BEK, "/cop-summary")
    await house.settle()
    assert "The items that differ most are rated again until Friday 12 June." in shown(house.dm("UEXEC1")[-1])
    seil = await typed(house, "USEIL", "agree")
    values = {level("trust"): "2", "assessments.why:trust": "So it is."}
    outcome = await seil.submit(seil.view["id"], values)
    assert "rated again until Friday 12 June" in outcome.errors[level("trust")]
    await seil.close()
    await say_to(house, "UCHAIR", "close")
    assert "Not everybody has finished" in house.said_to("UCHAIR")[-1]["text"]
    for user_id, trust in zip(RATERS, "3222", strict=True):
        assert "That is everything" in await rate_again(house, user_id, trust)
    assert await house.drafts("UCHAIR") == {}, "the first form is gone"
    chair = await typed(house, "UCHAIR", "close")
    await chair.submit(chair.view["id"])
    await house.settle()
    for user_id in RATERS:
        told = shown(house.dm(user_id)[-1])
        assert "*Trust*: 2 said Emerging · 2 said Excelling → the middle is Evolving" in told, user_id
        assert ("Agree levels" in told) is (user_id in ("UCHAIR", "USEIL"))
    assert await count(house, SealedAnswer) == 0
    async with house.database.read() as session:
        [kept] = (await session.scalars(select(SecondResult))).all()
        audited = (await session.scalars(select(AuditEntry.action))).all()
    assert (kept.item_key, kept.low, kept.high, kept.counts) == ("trust", 2, 2, [])
    assert "assessments.asked_again" in audited
    assert "were rated again already" in await say_to(house, "UCHAIR", "again")
    assert not [m for m in house.channel() if "again" in m["text"]]


async def test_who_rates_again_is_who_rated_and_too_few_tell_nothing(revealed: House) -> None:
    house = revealed
    outcome = await (chair := await typed(house, "UCHAIR", "again")).submit(
        chair.view["id"], {"assessments.closes": "2026-06-09"}
    )
    assert "choose Wednesday 10 June or a later day" in outcome.errors["assessments.closes"]
    await chair.close()
    await ask_again(house)
    for user_id in RATERS[:2]:
        await rate_again(house, user_id, "2")
    assert "again" not in await say_to(house, "ULEE"), "members hear of what is agreed"
    await jump(house, "2026-06-12 08:31")
    reminded = [user_id for user_id in RATERS if "last day* to rate again" in house.dm(user_id)[-1]["text"]]
    assert reminded == ["UEXEC2", "USEIL"], "whoever has not finished"
    late = await begin(house, "USEIL")
    await jump(house, "2026-06-13 09:00")
    outcome = await late.submit(late.view["id"], {level("trust"): "2"})
    assert "closed on Friday 12 June" in next(iter(outcome.errors.values()))
    await jump(house, "2026-06-15 08:31")
    assert "The first ratings stand" in house.dm("UEXEC1")[-1]["text"]
    found = await the_pass(house)
    assert (found.status, found.finished, found.people) == ("withheld", 0, None)
    assert await count(house, SecondResult) + await count(house, SealedAnswer) == 0
    await say_to(house, "UCHAIR", "results")
    assert "rated again" not in shown(house.dm("UCHAIR")[-1])


async def test_with_all_close_together_or_nobody_left_there_is_nothing_to_rate_again(house: House) -> None:
    assert "no results" in await say_to(house, "UCHAIR", "again")
    assert "Only the chair or the SEIL" in await say_to(house, "UEXEC1", "again")
    await jump(house, "2026-05-19 09:00")
    network = await house.network()
    for user_id in RATERS:
        asker = await house.asker(user_id)
        [form] = await house.services.assessments.look(asker, network.id, [DEFAULT_KEY], house.now)
        ratings = dict.fromkeys(INSTRUMENT.item_keys, 2)
        await house.services.assessments.save(asker, form.round_id, ratings, house.now)  # type: ignore[union-attr]
    await jump(house, CLOSED)
    await jump(house, "2026-06-09 09:00")
    assert "nothing to rate again" in await say_to(house, "UCHAIR", "again")


SIX = [*RATERS, "ULEE", "UHADDAD"]


@pytest.fixture
async def six_told(database_url: str) -> AsyncIterator[House]:
    async with house_after(six_rate, url=database_url, start=START) as (house, _):
        yield house


async def six_rate(house: House) -> None:
    """Six leaders have their results, and are far apart on trust."""
    for user_id in SIX[4:]:
        await give_role(house, user_id, "executive")
    await jump(house, OPEN_DAY)
    await rate_trust(house, dict(zip(SIX, (1, 1, 2, 3, 4, 4), strict=True)), dict.fromkeys(INSTRUMENT.item_keys, 2))
    await jump(house, "2026-06-09 09:00")


@pytest.mark.parametrize(
    ("leaves", "told"),
    [
        (False, "2 said Evolving · 2 said Embedding · 2 said Excelling"),
        (True, "not told, as it would show what the one rated who came or left"),
    ],
    ids=["the same six", "one has left"],
)
async def test_of_five_or_more_the_numbers_are_told_where_the_same_people_were_asked(
    six_told: House, leaves: bool, told: str
) -> None:
    house, network = six_told, await six_told.network()
    if leaves:
        await end_roles(house, "UCHAIR")
    asker = await house.asker("USEIL")
    asking = await house.services.assessments.again.asking(asker, network.id, DEFAULT_KEY, house.now)
    assert len(asking.raters) == 6 - leaves
    await house.services.assessments.again.ask(asker, asking.round_id, asking.closes_on, house.now)
    levels = dict(zip(SIX, (2, 2, 3, 3, 4, 4), strict=True))
    await rate_trust(
        house, {user_id: level for user_id, level in levels.items() if not (leaves and user_id == "UCHAIR")}
    )
    await house.services.assessments.by_hand.close_early(asker, asking.round_id, house.now)
    await house.settle()
    line = f"*Trust*: 2 said Emerging · 1 said Evolving · 1 said Embedding · 2 said Excelling → {told}"
    assert line in shown(house.dm("USEIL")[-1])


async def rate_trust(house: House, levels: dict[str, int], rest: dict[str, int] | None = None) -> None:
    """What each of them gives trust, in the form that is open to them, and all else the same."""
    network = await house.network()
    for user_id, trust in levels.items():
        asker = await house.asker(user_id)
        [form] = await house.services.assessments.look(asker, network.id, [DEFAULT_KEY], house.now)
        ratings = {**(rest or {}), "trust": trust}
        await house.services.assessments.save(asker, form.round_id, ratings, house.now)  # type: ignore[union-attr]
