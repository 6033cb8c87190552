"""Evidence through the front door: sealed while rating, told without a name, and told to all with the agreed level."""

from __future__ import annotations

from sqlalchemy import func, select

from domain.instrument import DEFAULT_KEY
from storage.models import AuditEntry, SealedAnswer
from storage.models.assessments import ItemEvidence
from tests.handlers.rating_story import (
    CLOSED,
    INSTRUMENT,
    RATERS,
    agree,
    begin,
    confirm,
    count,
    jump,
    press,
    shown,
    typed,
)
from tests.house import House
from tests.loading import person_id

MINUTES = "Three schools put their NAPLAN data on the table in May: https://acme.slack.com/files/U1/F1/minutes.pdf"


async def give(house: House, user_id: str, item: str, words: str, *, named: bool = False) -> str:
    """Give evidence in the form; returns what stands there then."""
    person = await begin(house, user_id)
    await press(house, person, "assessments.evidence")
    name = ["yes"] if named else []
    values = {"assessments.item": item, "assessments.words": words, "assessments.named": name}
    outcome = await person.submit(person.view["id"], values)
    assert outcome.ok, outcome
    await house.bot.router.finish()
    text = shown(person.view)
    await person.close()
    return text


async def test_evidence_of_a_rater_is_told_without_a_name_unless_they_choose_it(opened: House) -> None:
    house = opened
    assert "Kept" in await give(house, "UCHAIR", "trust", MINUTES)
    await give(house, "USEIL", "trust", "I see it at every visit.", named=True)
    await give(house, "UEXEC1", "trust", "Nobody finishes this form.")
    await give(house, "UEXEC2", "contribution", "Not this.")
    await give(house, "UEXEC2", "contribution", "")
    async with house.database.read() as session:
        lengths = set(await session.scalars(select(func.length(SealedAnswer.sealed))))
    assert len(lengths) == 1, "nobody sees who has given any"
    assert await count(house, ItemEvidence) == 0
    network = await house.network()
    for user_id, trust in (("UCHAIR", 1), ("UEXEC2", 4), ("USEIL", 4)):
        asker = await house.asker(user_id)
        [form] = await house.services.assessments.look(asker, network.id, [DEFAULT_KEY], house.now)
        ratings = {**dict.fromkeys(INSTRUMENT.item_keys, 2), "trust": trust}
        await house.services.assessments.save(asker, form.round_id, ratings, house.now)  # type: ignore[union-attr]
    await jump(house, CLOSED)
    await jump(house, "2026-06-09 09:00")
    async with house.database.read() as session:
        kept = {(row.item_key, row.words, row.by) for row in await session.scalars(select(ItemEvidence))}
    assert kept == {("trust", MINUTES, None), ("trust", "I see it at every visit.", person_id("USEIL"))}
    for user_id in RATERS:
        [told] = [m for m in house.dm(user_id) if "3 forms were counted" in m["text"]]
        text = shown(told)
        assert "Trust: Three schools put their NAPLAN data on the table in May: " in text
        assert "<https://acme.slack.com/files/U1/F1/minutes.pdf|" in text
        assert "Trust: I see it at every visit. (<@USEIL>)" in text
    assert not [m for m in house.channel() if "NAPLAN" in shown(m)]


async def test_evidence_brought_while_agreeing_goes_with_the_level_to_the_network(opened: House) -> None:
    house = opened
    await give(house, "UCHAIR", "trust", "Only the leaders read this.")
    network = await house.network()
    for user_id in RATERS:
        asker = await house.asker(user_id)
        [form] = await house.services.assessments.look(asker, network.id, [DEFAULT_KEY], house.now)
        ratings = dict.fromkeys(INSTRUMENT.item_keys, 2)
        await house.services.assessments.save(asker, form.round_id, ratings, house.now)  # type: ignore[union-attr]
    await jump(house, "2026-06-09 09:00")
    chair = await typed(house, "UCHAIR", "agree")
    assert "Only the leaders read this." in shown(chair.view)
    await chair.submit(chair.view["id"], {"assessments.brought:trust": "Minutes of May"})
    await chair.close()
    assert "Minutes of May" in shown((await typed(house, "USEIL", "agree")).view)
    await house.person("USEIL").close()
    await agree(house, "UCHAIR", **dict.fromkeys(INSTRUMENT.item_keys, "2"))
    seil = await typed(house, "USEIL", "confirm")
    assert "Minutes of May (<@UCHAIR>)" in shown(seil.view)
    await seil.close()
    await confirm(house, "USEIL")
    [told] = [shown(m) for m in house.channel() if "where we stand" in m["text"]]
    assert "Trust: Minutes of May" in told
    assert "UCHAIR" not in told
    assert "Only the leaders read this." not in told
    leaders = shown(next(m for m in house.dm("UEXEC2") if "where we stand" in m["text"]))
    assert "Minutes of May (<@UCHAIR>)" in leaders
    assert "Only the leaders read this." in leaders
    # What is brought later changes what was told.
    seil = await typed(house, "USEIL", "agree")
    await seil.submit(seil.view["id"], {"assessments.brought:trust": "What I saw in term 2"})
    await house.settle()
    assert "What I saw in term 2" in shown(next(m for m in house.channel() if "where we stand" in m["text"]))
    async with house.database.read() as session:
        audited = (await session.scalars(select(AuditEntry.action))).all()
    assert audited.count("assessments.evidence_brought") == 2
