"""The self-assessment by itself: it opens, reminds only those who have not finished, closes, and tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import sample
from domain.errors import Gone
from domain.instrument import DEFAULT_KEY
from prompts.instrument import load_instrument
from services.assessments.standing import standing as standing_of
from storage import assessments as rows
from storage.models import Membership, Network, Occasion, SealedAnswer
from storage.models.assessments import AgreedLevel, AssessmentResult, AssessmentRound
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

KEYS = load_instrument().item_keys
RATERS = ("UCHAIR", "UEXEC1", "UEXEC2", "USEIL")


MAY = melbourne("2026-05-17 12:00")


@pytest.fixture
async def opened(database_url: str) -> AsyncIterator[House]:
    """Wednesday 20 May: the self-assessment is open since Monday."""
    async with house_after(it_opens, url=database_url, start=MAY) as (house, _):
        yield house


@pytest.fixture
async def rated(database_url: str) -> AsyncIterator[House]:
    """The same day, and three of the four have finished."""
    async with house_after(three_finish, url=database_url, start=MAY) as (house, _):
        yield house


async def it_opens(house: House, *, alone: bool = True) -> None:
    """alone: whether the network next door is closed, so that nothing of it falls due."""
    if alone:
        await house.close_others()
    await house.jump("2026-05-20 10:00")


async def three_finish(house: House) -> None:
    await it_opens(house)
    for user_id in RATERS[:3]:
        await rate(house, user_id)


async def the_round(house: House) -> AssessmentRound:
    network = await house.network()
    async with house.database.read() as session:
        found = await session.scalar(select(AssessmentRound).where(AssessmentRound.network_id == network.id))
    assert found is not None
    return found


async def rate(house: House, user_id: str, items: int = 18, level: int = 2) -> None:
    """Rate that many items, as the form would save them."""
    found = await the_round(house)
    ratings = dict.fromkeys(KEYS[:items], level)
    await house.services.assessments.save(await house.asker(user_id), found.id, ratings, house.now)


def about_it(house: House, user_id: str) -> list[str]:
    """What the person was told about Merri-bek's self-assessment, oldest first."""
    texts = (message["text"] for message in house.dm(user_id))
    return [text for text in texts if "self-assessment" in text and "Merri-bek" in text]


def in_channel(house: House) -> list[str]:
    return [m["text"] for m in house.channel() if "elf-assessment" in m["text"]]


async def change_network(house: House, **values: object) -> None:
    network = await house.network()
    async with house.database.write() as session:
        row = await session.get(Network, network.id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
        row.next_check_at = None


async def test_window_opens_by_itself_in_week_five_of_term_two(house: House) -> None:
    await house.jump("2026-05-18 08:00")
    assert in_channel(house) == []
    await house.go_to("2026-05-18 08:31")
    [told] = in_channel(house)
    assert "open until Friday 5 June, 5 pm" in told
    assert [len(about_it(house, user_id)) for user_id in RATERS] == [1, 1, 1, 1]
    assert about_it(house, "ULEE") == []


async def test_networks_own_dates_take_the_place_of_the_usual_ones(house: House) -> None:
    await change_network(house, assessment_dates={"2026-S1": {"opens": "2026-05-04", "closes": "2026-05-15"}})
    await house.jump("2026-05-03 10:00")
    await house.go_to("2026-05-04 08:31")
    assert "open until Friday 15 May, 5 pm" in in_channel(house)[-1]


async def test_only_those_who_have_not_finished_are_reminded(opened: House) -> None:
    await rate(opened, "UCHAIR")
    await rate(opened, "UEXEC1", items=7)
    await opened.jump("2026-06-02 08:30")
    assert [len(about_it(opened, user_id)) for user_id in RATERS] == [1, 2, 2, 2]
    assert "3 school days left" in about_it(opened, "UEXEC1")[-1]
    assert "You have rated 7 of 18. Only finished forms count." in about_it(opened, "UEXEC1")[-1]
    assert "You have not started yet" in about_it(opened, "USEIL")[-1]
    await rate(opened, "UEXEC1")
    await opened.jump("2026-06-05 08:30")
    assert [len(about_it(opened, user_id)) for user_id in RATERS] == [1, 2, 3, 3]
    assert "Today is the last day" in about_it(opened, "USEIL")[-1]


async def test_once_all_have_finished_chair_and_seil_hear_it_the_next_morning_and_may_close(opened: House) -> None:
    found, chair = await the_round(opened), await opened.asker("UCHAIR")
    for user_id in RATERS[:3]:
        await rate(opened, user_id)
    with pytest.raises(Gone):
        await opened.services.assessments.by_hand.close_early(chair, found.id, opened.now)
    await rate(opened, "USEIL")
    await rate(opened, "USEIL", level=3)
    await opened.settle()
    assert [len(about_it(opened, user_id)) for user_id in RATERS] == [1, 1, 1, 1], "the moment would say who was last"
    await opened.jump("2026-05-21 08:31")
    assert [len(about_it(opened, user_id)) for user_id in RATERS] == [2, 1, 1, 2]
    assert "All have finished" in about_it(opened, "UCHAIR")[-1]
    person = opened.person("UCHAIR")
    await person.click(opened.dm("UCHAIR")[-1], "run.command:close")
    await opened.bot.router.finish()
    outcome = await person.submit(person.view)
    assert outcome.ok
    await opened.settle()
    assert ((await the_round(opened)).status, (await the_round(opened)).raters_finished) == ("revealed", 4)
    assert len([m for m in opened.dm("UEXEC1") if "4 forms were counted" in m["text"]]) == 1
    assert "has closed" in about_it(opened, "USEIL")[-2], "no button stays that leads nowhere"
    await opened.jump("2026-06-09 09:00")
    assert len([m for m in opened.dm("UEXEC1") if "4 forms were counted" in m["text"]]) == 1


async def test_what_nobody_agrees_on_in_time_stands_as_the_middle_and_chair_and_seil_are_reminded(house: House) -> None:
    await house.jump("2026-06-04 10:00")
    for user_id in RATERS[:3]:
        await rate(house, user_id)
    await house.jump("2026-06-05 17:01")
    await house.jump("2026-06-09 09:00")
    await house.jump("2026-07-13 09:00")
    assert "0 of 18 levels" in house.dm("UCHAIR")[-1]["text"]
    assert "0 of 18 levels" not in house.dm("UEXEC1")[-1]["text"]
    await house.services.assessments.levels.agree(
        await house.asker("UCHAIR"), (await the_round(house)).id, {"trust": (2, "So it is.")}, house.now
    )
    await house.jump("2026-07-13 17:00")
    assert "0 of 18 levels" in house.dm("USEIL")[-1]["text"], "one message a day"
    await house.jump("2026-07-14 09:00")
    assert "1 level is proposed" in house.dm("USEIL")[-1]["text"]
    await house.jump("2026-07-17 07:00")
    await house.services.assessments.levels.agree(
        await house.asker("UCHAIR"), (await the_round(house)).id, {"focus": (2, "So it is.")}, house.now
    )
    await house.jump("2026-07-17 10:00")
    reminded = {user_id: len(asked(house, user_id)) for user_id in ("UCHAIR", "USEIL", "UEXEC1")}
    assert reminded == {"UCHAIR": 2, "USEIL": 1, "UEXEC1": 0}, "the SEIL has heard of a proposal that day"
    await house.jump("2026-07-20 09:00")
    [told] = [m["text"] for m in house.channel() if "where we stand" in m["text"]]
    assert "No levels were agreed on within six weeks, so the middle of the ratings stands." in told
    assert (await the_round(house)).settled_at is not None


def asked(house: House, user_id: str) -> list[str]:
    return [m["text"] for m in house.dm(user_id) if "of 18 levels" in m["text"]]


async def test_leader_who_joined_is_asked_the_next_time_and_one_who_left_is_told_nothing_more(opened: House) -> None:
    network = await opened.network()
    async with opened.database.write() as session:
        session.add(
            Membership(
                workspace_id=network.workspace_id,
                network_id=network.id,
                person_id=person_id("ULEE"),
                role="executive",
                since=opened.now,
            )
        )
    await opened.jump("2026-06-02 08:30")
    assert about_it(opened, "ULEE") == []
    assert "3 school days left" in about_it(opened, "UEXEC1")[-1]
    async with opened.database.write() as session:
        for row in await session.scalars(select(Membership).where(Membership.person_id == person_id("UEXEC2"))):
            row.until = opened.now
    for user_id in ("UCHAIR", "UEXEC1", "USEIL"):
        await rate(opened, user_id)
    before = len(about_it(opened, "UEXEC2"))
    await opened.jump("2026-06-09 09:00")
    assert len(about_it(opened, "UCHAIR")) > before
    assert len(about_it(opened, "UEXEC2")) == before


async def test_nothing_is_shown_before_the_close_and_all_of_it_at_the_next_posting_hour(rated: House) -> None:
    await rated.jump("2026-06-05 16:59")
    async with rated.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(AssessmentResult)) == 0
    await rated.go_to("2026-06-05 18:00")
    network = await rated.network()
    async with rated.database.read() as session:
        standing = await standing_of(session, network.id, DEFAULT_KEY)
        assert await rows.open_round(session, network.id, DEFAULT_KEY) is None
    assert standing is not None
    assert standing.raters_finished == 3
    assert len(in_channel(rated)) == 1
    assert "has closed" in about_it(rated, "UCHAIR")[0], "the question goes with the close, and its button with it"
    assert "Start rating" not in str(rated.dm("UCHAIR")[0])
    assert "Monday" not in about_it(rated, "UCHAIR")[-1]
    await rated.go_to("2026-06-09 08:29")
    assert len(in_channel(rated)) == 1, "Monday 8 June is a public holiday"
    await rated.go_to("2026-06-09 08:31")
    assert "Accountability: *Evolving*" in in_channel(rated)[-1]
    assert "3 forms were counted" in about_it(rated, "UEXEC2")[-1]


@pytest.mark.parametrize("finished", [0, 1, 2])
async def test_with_fewer_than_three_finished_forms_nothing_is_shown_or_kept(opened: House, finished: int) -> None:
    for user_id in RATERS[:finished]:
        await rate(opened, user_id)
    await rate(opened, "USEIL", items=17)
    await opened.jump("2026-06-09 09:00")
    found = await the_round(opened)
    assert (found.status, found.raters_finished) == ("withheld", 0), "not even how many finished is kept"
    async with opened.database.read() as session:
        for table in (SealedAnswer, AssessmentResult, AgreedLevel):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
    assert "Fewer than 3 people finished" in in_channel(opened)[-1]
    assert "Fewer than 3 people finished" in about_it(opened, "UCHAIR")[-1]


async def test_rating_that_arrives_while_the_round_closes_is_counted_or_refused_but_never_left_behind(
    rated: House,
) -> None:
    found, seil = await the_round(rated), await rated.asker("USEIL")
    just_before = found.closes_at - timedelta(seconds=1)
    rated.world.clock.set(found.closes_at.timestamp())
    saved, _ = await asyncio.gather(
        rated.services.assessments.save(seil, found.id, dict.fromkeys(KEYS, 2), just_before),
        rated.services.schedule.tick(rated.now),
        return_exceptions=True,
    )
    closed = await the_round(rated)
    assert closed.raters_finished == (3 if isinstance(saved, Gone) else 4)
    async with rated.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SealedAnswer)) == 0


@pytest.mark.both_networks
async def test_unfinished_ratings_do_not_count_and_other_networks_hear_nothing(house: House) -> None:
    await it_opens(house, alone=False)
    for user_id in RATERS[:3]:
        await rate(house, user_id, level=2)
    await rate(house, "USEIL", items=17, level=4)
    await house.jump("2026-06-09 09:00")
    async with house.database.read() as session:
        levels = set(await session.scalars(select(AssessmentResult.level)))
    assert levels == {2}
    moonee = [m["text"] for m in house.channel(sample.MOONEE_VALLEY) if "elf-assessment" in m["text"]]
    assert moonee
    assert not [text for text in moonee if "Merri-bek" in text]


async def test_window_of_term_four_opens_as_well_and_is_compared_with_the_first(house: House) -> None:
    network = await house.network()
    for day, level, last in (("2026-05-20 10:00", 2, "5 June"), ("2026-11-04 10:00", 3, "20 November")):
        await house.jump(day)
        assert f"open until Friday {last}, 5 pm" in in_channel(house)[-1]
        found = await open_round_id(house)
        for user_id in RATERS[:3]:
            ratings = dict.fromkeys(KEYS, level)
            await house.services.assessments.save(await house.asker(user_id), found, ratings, house.now)
        await house.jump(house.now + timedelta(days=27))
    async with house.database.read() as session:
        standing = await standing_of(session, network.id, DEFAULT_KEY)
    assert standing is not None
    assert (standing.half_year, standing.compared_with) == ("2026-S2", "2026-S1")
    assert {pillar.change for pillar in standing.pillars} == {"up"}
    assert "Accountability: *Embedding*, up" in in_channel(house)[-1]


async def open_round_id(house: House) -> int:
    network = await house.network()
    async with house.database.read() as session:
        found = await session.scalar(
            select(AssessmentRound.id).where(AssessmentRound.network_id == network.id, AssessmentRound.status == "open")
        )
    assert found is not None
    return found


async def test_after_weeks_without_the_bot_the_ratings_are_still_counted_and_deleted(rated: House) -> None:
    await rated.jump("2026-09-01 10:00")
    assert (await the_round(rated)).status == "revealed"
    assert "3 forms were counted" in about_it(rated, "UCHAIR")[-1]
    async with rated.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SealedAnswer)) == 0


async def test_window_opens_late_where_the_bot_was_away_and_a_day_is_left(house: House) -> None:
    await house.jump("2026-06-04 06:00")
    assert in_channel(house) == [], "too early in the morning"
    await house.go_to("2026-06-04 09:00")
    assert "is open until Friday 5 June" in in_channel(house)[-1]


async def test_nobody_hears_of_a_window_that_was_missed_where_no_school_week_is_left(house: House) -> None:
    await house.jump("2026-06-22 10:00")
    assert not [one for one in house.dm("UCHAIR") if "did not open by itself" in one["text"]]


async def test_window_missed_while_the_bot_was_away_is_recorded_as_skipped(house: House) -> None:
    await house.jump("2026-06-05 10:00")
    assert in_channel(house) == []
    network = await house.network()
    async with house.database.read() as session:
        skipped = await session.scalar(
            select(Occasion).where(Occasion.network_id == network.id, Occasion.kind == "assessments.open")
        )
    assert skipped is not None
    assert skipped.outcome == "skipped"
    [told] = [one for one in house.dm("UCHAIR") if "did not open by itself" in one["text"]]
    assert "it can stay open until Friday 26 June" in told["text"]
    await house.person("UCHAIR").click(told, "run.command:open")
    assert house.person("UCHAIR").view["title"]["text"] == "Open it now"
    outcome = await house.services.assessments.by_hand.open(
        await house.asker("UCHAIR"), network.id, DEFAULT_KEY, house.local.date() + timedelta(days=14), house.now
    )
    assert outcome.half_year == "2026-S1", "the chair can still open it by hand"


async def test_network_set_up_while_the_window_is_open_gets_it_at_the_next_posting_hour(house: House) -> None:
    house.world.clock.set(melbourne("2026-05-20 19:00").timestamp())
    await change_network(house, created_at=house.now)
    await house.settle()
    assert in_channel(house) == []
    await house.go_to("2026-05-21 08:31")
    assert "open until Friday 5 June" in in_channel(house)[-1]


async def test_agenda_of_a_year_shows_both_windows_with_reminders_and_close(house: House) -> None:
    due = await house.services.schedule.agenda(
        "Merri-bek", melbourne("2026-01-10 00:00"), melbourne("2026-12-31 00:00")
    )
    assert due is not None
    found = [(each.kind.removeprefix("assessments."), each.at) for each in due if each.kind.startswith("assessments.")]
    assert found == [
        ("open", melbourne("2026-05-18 08:30")),
        ("remind", melbourne("2026-06-02 08:30")),
        ("remind", melbourne("2026-06-05 08:30")),
        ("close", melbourne("2026-06-05 17:00")),
        ("open", melbourne("2026-11-02 08:30")),
        ("remind", melbourne("2026-11-17 08:30")),
        ("remind", melbourne("2026-11-20 08:30")),
        ("close", melbourne("2026-11-20 17:00")),
    ]


async def test_what_waits_for_leaders_changes_with_the_round(house: House) -> None:
    async def waiting(user_id: str) -> list[str]:
        person = house.person(user_id)
        await person.open_home()
        await house.bot.router.finish()
        assert person.home is not None
        texts = [str(block.get("text", {}).get("text", "")) for block in person.home["blocks"]]
        return [text for text in texts if "self-assessment" in text and "Merri-bek" in text]

    assert await waiting("UCHAIR") == []
    await house.jump("2026-05-20 10:00")
    await rate(house, "UEXEC1", items=3)
    assert "You have rated 3 of 18" in (await waiting("UEXEC1"))[0]
    for user_id in RATERS[:3]:
        await rate(house, user_id)
    assert await waiting("UEXEC1") == []
    await house.jump("2026-06-09 09:00")
    assert "agree the levels" in (await waiting("UCHAIR"))[0]
    assert await waiting("UEXEC1") == []
