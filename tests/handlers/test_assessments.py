"""/cop-assess through the front door: rating privately, opening by hand, results, and agreeing levels."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import sample
from domain.instrument import DEFAULT_KEY
from storage.models import AuditEntry, SealedAnswer
from storage.models.assessments import AgreedLevel, AssessmentResult, AssessmentRound, LevelRevision
from tests.handlers.rating_story import (
    CLOSED,
    INSTRUMENT,
    OPEN_DAY,
    RATERS,
    agree,
    begin,
    confirm,
    count,
    everything,
    give_role,
    jump,
    level,
    open_by_hand,
    part,
    press,
    rate,
    say_to,
    shown,
    typed,
)
from tests.house import House
from tests.tables import in_one_house


async def test_form_says_first_that_ratings_are_private_and_what_few_raters_can_work_out(opened: House) -> None:
    house = opened
    chair = await typed(house, "UCHAIR")
    text = shown(chair.view)
    assert "private until" in text
    assert "never who gave which" in text
    assert "colleagues will be able to work out who gave which rating" in text
    assert "<@UCHAIR>, <@UEXEC1>, <@UEXEC2> and <@USEIL> rate" in text


async def test_rating_all_three_parts_finishes_the_form(opened: House) -> None:
    house = opened
    chair = await rate(house, "UCHAIR")
    assert "That is everything" in shown(chair.view)
    assert len(await house.drafts("UCHAIR")) == 18
    told = await say_to(house, "UCHAIR", "results")
    assert "no results yet: they come on Tuesday 9 June, 8:30 am" in told


async def test_form_is_kept_as_a_draft_and_goes_on_where_it_stopped(opened: House) -> None:
    house = opened
    chair = await begin(house, "UCHAIR")
    await chair.choose(chair.view["id"], level("trust"), "2")
    await chair.choose(chair.view["id"], level("focus"), "4")
    await press(house, chair, "assessments.later")
    assert "You have rated 2 of 18" in shown(chair.view)
    await chair.close()
    again = await typed(house, "UCHAIR")
    assert "2 of 18 rated" in shown(again.view), "what becomes of the ratings has been said"
    assert again.view["state"]["values"][level("focus")][level("focus")]["selected_option"]["value"] == "4"


async def test_what_was_chosen_is_kept_when_the_form_is_closed(opened: House) -> None:
    house = opened
    chair = await begin(house, "UCHAIR")
    await chair.choose(chair.view["id"], level("trust"), "4")
    await chair.choose(chair.view["id"], level("contribution"), "3")
    await house.bot.router.finish()
    await chair.close()
    assert await house.drafts("UCHAIR") == {"trust": 4, "contribution": 3}


async def test_a_long_form_has_several_screens_and_back_keeps_what_was_chosen(
    opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.instrument.MOST_ON_A_SCREEN", 6)
    house = opened
    chair = await begin(house, "UCHAIR")
    await chair.submit(chair.view["id"], part(0, "3"))
    await chair.choose(chair.view["id"], level("focus"), "4")
    await press(house, chair, "assessments.back")
    assert chair.view["title"]["text"] == "How we work together"
    values = chair.view["state"]["values"][level("trust")][level("trust")]
    assert values["selected_option"]["value"] == "3"
    await chair.submit(chair.view["id"])
    assert chair.view["state"]["values"][level("focus")][level("focus")]["selected_option"]["value"] == "4"


async def test_finished_form_can_be_reopened_and_changed_until_the_close(opened: House) -> None:
    house = opened
    chair = await rate(house, "UCHAIR", "2")
    await chair.close()
    again = await begin(house, "UCHAIR")
    assert "You have finished" in shown(again.view)
    await again.submit(again.view["id"], everything(trust="4"))
    drafts = await house.drafts("UCHAIR")
    assert (len(drafts), drafts["trust"]) == (18, 4)


async def test_finish_needs_every_item(opened: House) -> None:
    house = opened
    chair = await begin(house, "UCHAIR")
    outcome = await chair.submit(chair.view["id"], {level("trust"): "2"})
    assert outcome.client_errors
    assert await house.drafts("UCHAIR") == {}


async def test_pressing_finish_twice_keeps_one_rating_for_each_item(opened: House) -> None:
    house = opened
    chair = await begin(house, "UCHAIR")
    view_id = chair.view["id"]
    await chair.submit(view_id, everything())
    await house.hub.replay(house.hub.last_request)
    await house.hub.settle()
    assert len(await house.drafts("UCHAIR")) == 18


async def test_leader_who_joins_while_it_is_open_rates_the_next_time(opened: House) -> None:
    house = opened
    await give_role(house, "ULEE", "executive")
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-assess")
    await house.settle()
    said = house.said_to("ULEE")[-1]["text"]
    assert "Who rates was fixed at the opening: <@UCHAIR>, <@UEXEC1>, <@UEXEC2> and <@USEIL>." in said


async def test_form_that_is_sent_after_the_close_is_refused_in_a_sentence(opened: House) -> None:
    house = opened
    chair = await begin(house, "UCHAIR")
    await jump(house, CLOSED)
    outcome = await chair.submit(chair.view["id"], everything())
    assert "closed on Friday 5 June, 5 pm" in next(iter(outcome.errors.values()))
    assert await count(house, SealedAnswer) == 0


MAY_RATE = {"UCHAIR", "UEXEC1", "USEIL"}
MAY_OPEN = {"UCHAIR", "USEIL"}


@pytest.mark.both_networks
@pytest.mark.parametrize("user_id", ["UCHAIR", "UEXEC1", "USEIL", "ULEE", "UCHEN", "UAREA", "UCENTRAL", "UBIANCHI"])
async def test_role_by_command_and_submission(house: House, user_id: str) -> None:
    """Asks the services as a forged form would, so that hiding a button is never the only guard."""
    from domain.errors import Refused

    assessments, asker, network = house.services.assessments, await house.asker(user_id), await house.network()
    closes_on = house.local.date().replace(month=5, day=8)
    if user_id in MAY_OPEN:
        await assessments.by_hand.open(asker, network.id, DEFAULT_KEY, closes_on, house.now)
    else:
        with pytest.raises(Refused):
            await assessments.by_hand.opening(asker, network.id, DEFAULT_KEY, house.now)
        with pytest.raises(Refused):
            await assessments.by_hand.open(asker, network.id, DEFAULT_KEY, closes_on, house.now)
        await assessments.by_hand.open(await house.asker("UCHAIR"), network.id, DEFAULT_KEY, closes_on, house.now)
    async with house.database.read() as session:
        round_id = await session.scalar(select(AssessmentRound.id))
    assert round_id is not None
    if user_id in MAY_RATE:
        await assessments.save(asker, round_id, {"trust": 3}, house.now)
    else:
        with pytest.raises(Refused):
            await assessments.form(asker, round_id, house.now)
        with pytest.raises(Refused):
            await assessments.save(asker, round_id, {"trust": 3}, house.now)
        with pytest.raises(Refused):
            await assessments.send_results(asker, network.id, DEFAULT_KEY, house.now)
    if user_id not in MAY_OPEN:
        with pytest.raises(Refused):
            await assessments.levels.agreeing(asker, network.id, DEFAULT_KEY, house.now)
        with pytest.raises(Refused):
            await assessments.levels.agree(asker, round_id, {"trust": (3, "so")}, house.now)


async def test_member_hears_that_it_is_open_for_the_leaders(opened: House) -> None:
    house = opened
    assert "The chair, the executive and the SEIL rate" in await say_to(house, "ULEE")


async def test_ratings_that_do_not_belong_to_the_round_are_refused(house: House) -> None:
    from domain.errors import Invalid

    await jump(house, OPEN_DAY)
    network = await house.network()
    async with house.database.read() as session:
        round_id = await session.scalar(select(AssessmentRound.id).where(AssessmentRound.network_id == network.id))
    asker = await house.asker("UCHAIR")
    for ratings in ({"no-such-item": 2}, {"trust": 5}, {"trust": 0}):
        with pytest.raises(Invalid):
            await house.services.assessments.save(asker, round_id or 0, ratings, house.now)
    assert await house.drafts("UCHAIR") == {}


async def test_without_an_open_window_it_says_when_the_next_one_opens(house: House) -> None:
    answer = await say_to(house, "ULEE")
    assert "opens on Monday 18 May" in answer
    assert "run.command" not in shown(house.said_to("ULEE")[-1]), "a member has nothing to press here"
    await typed(house, "UCHAIR")
    assert "Open it now" in shown(house.said_to("UCHAIR")[-1])


@in_one_house("text", ["results", "agree"])
async def test_asking_for_results_before_there_are_any(house: House, text: str) -> None:
    assert "no results" in await say_to(house, "UCHAIR", text)


@in_one_house("text", ["opne", "x" * 4000, "<!channel>"])
async def test_unknown_words_are_answered_with_what_may_be_meant(house: House, text: str) -> None:
    assert "after /cop-assess. " in await say_to(house, "UCHAIR", text)


async def test_chair_opens_it_early_and_it_does_not_open_again_by_itself(house: House) -> None:
    await jump(house, "2026-04-21 10:00")
    outcome = await open_by_hand(house)
    assert outcome.ok
    await house.settle()
    assert "open until Friday 8 May, 5 pm" in house.channel()[-1]["text"]
    assert "open for you" in house.dm("USEIL")[-1]["text"]
    await jump(house, "2026-06-10 12:00")
    assert await count(house, AssessmentRound) == 1


@in_one_house(
    ("closes", "sentence"),
    [
        ("2026-05-09", "not a school day"),
        ("2026-04-23", "choose Tuesday 28 April or a later day"),
        ("2026-09-01", "too far away"),
    ],
)
async def test_closing_days_that_do_not_fit_are_refused_at_the_field(house: House, closes: str, sentence: str) -> None:
    await jump(house, "2026-04-21 10:00")
    outcome = await open_by_hand(house, closes=closes)
    assert sentence in outcome.errors["assessments.closes"]
    assert await count(house, AssessmentRound) == 0


async def test_opening_twice_at_once_opens_one_round(house: House) -> None:
    await jump(house, "2026-04-21 10:00")
    chair, seil = await typed(house, "UCHAIR", "open"), await typed(house, "USEIL", "open")
    await chair.submit(chair.view["id"], {"assessments.closes": "2026-05-08"})
    late = await seil.submit(seil.view["id"], {"assessments.closes": "2026-05-15"})
    assert "already open, until Friday 8 May" in late.errors["assessments.closes"]
    assert await count(house, AssessmentRound) == 1


async def test_leaders_get_the_picture_and_the_network_gets_the_pillars(revealed: House) -> None:
    house = revealed
    for user_id in RATERS:
        [sent] = [m for m in house.dm(user_id) if "4 forms were counted" in m["text"]]
        pictures = [block["alt_text"] for block in sent["blocks"] if block["type"] == "image"]
        assert len(pictures) == 3
        assert "Trust 1–4 (2, 0, 0, 2), far apart" in pictures[0]
        assert ("Agree levels" in shown(sent)) is (user_id in MAY_OPEN)
    [channel] = [m for m in house.channel() if m["text"].startswith("*Self-assessment of Merri-bek")]
    assert "Accountability: *Evolving*" in channel["text"]
    assert "Trust" not in shown(channel)
    assert not [m for m in house.dm("ULEE") if "self-assessment" in m["text"]]


async def test_results_are_sent_again_to_a_leader_who_asks(revealed: House) -> None:
    house = revealed
    before = len(house.dm("UEXEC1"))
    assert "sent the results of Semester 1, 2026 to you alone" in await say_to(house, "UEXEC1", "results")
    assert len(house.dm("UEXEC1")) == before + 1
    for words in ("results 2025", "steps of last year", "agree 2025-S2", "confirm Semester 2, 2025"):
        assert "2025 here, but of Semester 1, 2026" in await say_to(house, "UCHAIR", words), words
    assert "don't know which self-assessment" in await say_to(house, "UEXEC1", "results of Fawkner")
    assert len(house.dm("UEXEC1")) == before + 1, "nothing else is shown than was asked for"
    for words in ("results 2026", "results of the Three Pillars from term 2, please", "results this year"):
        assert "sent the results of Semester 1, 2026" in await say_to(house, "UEXEC1", words), words
    assert await say_to(house, "ULEE", "results") == (
        "Only the chair, the executive or the SEIL can see how the ratings are spread. Ask your chair."
    )


async def test_what_one_proposes_another_confirms_and_the_network_hears_of_it(revealed: House) -> None:
    house = revealed
    chair = await typed(house, "UCHAIR", "agree")
    assert "Talk about first:* Trust" in shown(chair.view)
    assert "2 said Emerging · 2 said Excelling" in shown(chair.view)
    assert INSTRUMENT.item("trust").descriptor(3) in shown(chair.view), "what the level means is at hand"
    await chair.close()
    chair = await agree(house, "UCHAIR", trust="2", focus="3")
    assert "2 proposals wait to be confirmed by <@USEIL>" in shown(chair.view)
    assert await count(house, AgreedLevel) == 0
    assert "Nothing waits" in await say_to(house, "UCHAIR", "confirm"), "nobody confirms their own"
    assert "Nothing waits" in await say_to(house, "UEXEC1", "confirm"), "there is a SEIL"
    await jump(house, "2026-06-09 09:20")
    assert "2 levels are proposed" in house.dm("USEIL")[-1]["text"]
    seil = await confirm(house, "USEIL")
    assert "Confirmed: 2 levels" in shown(seil.view)
    await say_to(house, "UEXEC1", "results")
    assert "Trust: *2 Evolving*. So it is." in shown(house.dm("UEXEC1")[-1])
    assert not [m for m in house.channel() if "where we stand" in m["text"]], "as long as something is open"
    rest = dict.fromkeys(set(INSTRUMENT.item_keys) - {"trust", "focus"}, "2")
    await agree(house, "USEIL", **rest)
    assert "The channel hears of them" in shown((await confirm(house, "UCHAIR")).view)
    [told] = [m for m in house.channel() if "where we stand" in m["text"]]
    assert "Trust: Evolving" in shown(told)
    assert "So it is." not in shown(told)
    assert "So it is." in shown(next(m for m in house.dm("UEXEC2") if "where we stand" in m["text"]))
    # A correction takes the same way, and is told where the level was.
    await agree(house, "UCHAIR", trust="1")
    await confirm(house, "USEIL")
    [told] = [m for m in house.channel() if "where we stand" in m["text"]]
    assert "Trust: Emerging" in shown(told)
    async with house.database.read() as session:
        kept = (await session.scalars(select(LevelRevision.level).where(LevelRevision.item_key == "trust"))).all()
        audited = (await session.scalars(select(AuditEntry.action).order_by(AuditEntry.number))).all()
    assert sorted(kept) == [1, 2]
    assert audited[-2:] == ["assessments.levels_proposed", "assessments.levels_confirmed"]
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-summary")
    await house.settle()
    assert "As the leaders agreed after talking about the ratings." in shown(house.dm("UCHAIR")[-1])


@in_one_house(
    ("values", "field"),
    [
        ({level("trust"): "2"}, "assessments.why:trust"),
        ({"assessments.why:trust": "We feel so."}, level("trust")),
    ],
)
async def test_agreed_level_needs_its_reason_and_the_other_way_round(
    revealed: House, values: dict[str, str], field: str
) -> None:
    house = revealed
    chair = await typed(house, "UCHAIR", "agree")
    outcome = await chair.submit(chair.view["id"], values)
    assert list(outcome.errors) == [field]
    assert await count(house, AgreedLevel) == 0


async def test_after_the_close_the_database_knows_how_many_and_not_who(opened: House) -> None:
    house = opened
    for user_id, trust in zip(RATERS, "1144", strict=True):
        await rate(house, user_id, trust=trust)
    await jump(house, CLOSED)
    assert await count(house, SealedAnswer) == 0
    async with house.database.read() as session:
        found = await session.scalar(select(AssessmentRound).order_by(AssessmentRound.id))
        rows = await session.execute(
            select(AssessmentResult.level, AssessmentResult.count).where(AssessmentResult.item_key == "trust")
        )
    assert dict(rows.all()) == {1: 2, 4: 2}
    assert found is not None
    assert (found.status, found.raters_finished, found.raters_asked) == ("revealed", 4, 4)
