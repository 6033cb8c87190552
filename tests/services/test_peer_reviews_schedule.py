"""What falls due between two schools: the missing date, the day before, the day after, the check-back. Each once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from bot.slack.mrkdwn import mrkdwn
from domain.pairing import CannotPair
from facts.peer_reviews import RoundCounts
from services.access import actor_of
from services.context import network_context
from services.peer_reviews import FEATURE, RecordVisit, SetDate, StartRound, drawing
from services.peer_reviews.planning import Planned
from storage import peer_reviews as rows
from storage.models import CalendarOverride, Membership, Person
from storage.models.peer_reviews import ReviewRound, ReviewVisit
from tests.house import House, melbourne, open_house
from tests.kept import house_after

MONDAY = melbourne("2026-05-18 10:00")


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 18 May: a round of the nine schools is approved."""
    async with house_after(a_round_is_approved, url=database_url, start=MONDAY) as (found, _):
        yield found


async def a_round_is_approved(house: House) -> None:
    await house.close_others()
    rounds, chair = house.services.peer_reviews.rounds, await house.asker("UCHAIR")
    proposal = await rounds.propose(StartRound((await house.network()).id, (), date(2026, 6, 16)), chair, house.now)
    await rounds.approve(chair, proposal.round_id, house.now)


@pytest.fixture
async def one_pair(database_url: str) -> AsyncIterator[House]:
    """The same day, where the other groups have given up their visits, so that nothing of them falls due."""
    async with house_after(one_pair_is_left, url=database_url, start=MONDAY) as (found, _):
        yield found


async def one_pair_is_left(house: House) -> None:
    await a_round_is_approved(house)
    await house.settle()
    visit, _, _ = await pair(house)
    async with house.database.write() as session:
        for other in await session.scalars(select(ReviewVisit).where(ReviewVisit.group_id != visit.group_id)):
            other.status = "dropped"


async def pair(house: House) -> tuple[ReviewVisit, str, str]:
    """The first visit of a pair, with who leads its host and its reviewer."""
    async with house.database.read() as session:
        who = {person.id: person.chat_id for person in await session.scalars(select(Person))}
        leads: dict[int | None, str] = {}
        for membership in await session.scalars(select(Membership).order_by(Membership.id)):
            leads.setdefault(membership.school_id, who[membership.person_id])
        for visit in await session.scalars(select(ReviewVisit).order_by(ReviewVisit.id)):
            host, reviewer = leads[visit.host_school_id], leads[visit.reviewer_school_id]
            if house.dm(host, reviewer):
                return visit, host, reviewer
    raise AssertionError("the round has no pair")


async def dated(house: House, day: str) -> tuple[ReviewVisit, str, str]:
    visit, host, reviewer = await pair(house)
    asker = await house.asker(host)
    wish = SetDate(visit.id, date.fromisoformat(day), "How do we teach writing?", None)
    await house.services.peer_reviews.visits.set_date(wish, asker, house.now)
    await house.settle()
    return visit, host, reviewer


def said(house: House, words: str, *people: str) -> list[dict[str, Any]]:
    return [m for m in house.dm(*people) if words in m["text"]]


async def test_a_group_without_a_date_is_reminded_each_fortnight_unless_it_asks_for_quiet(house: House) -> None:
    _, host, reviewer = await pair(house)
    await house.jump("2026-06-01 08:20")
    assert said(house, "still no date", host, reviewer) == []
    await house.jump("2026-06-01 09:00")
    [first] = said(house, "still no date", host, reviewer)
    [loud, *_] = [c for c in house.world.channels.values() if c.kind == "mpim" and host not in c.members]
    await house.person(host).click(first, "peer_reviews.quiet")
    await house.settle()
    await house.go_to("2026-06-12 09:00")
    assert len([m for m in loud.messages if "still no date" in m["text"]]) == 1, "once a fortnight"
    await house.go_to("2026-06-16 09:00")
    assert len(said(house, "still no date", host, reviewer)) == 1
    assert said(house, "There are still visits without a date", host, reviewer) == []
    assert len([m for m in loud.messages if "There are still visits without a date" in m["text"]]) == 1


async def test_a_group_with_all_dates_set_is_not_reminded(one_pair: House) -> None:
    visit, host, reviewer = await dated(one_pair, "2026-06-16")
    async with one_pair.database.read() as session:
        others = (await session.scalars(select(ReviewVisit).where(ReviewVisit.group_id == visit.group_id))).all()
    for other in others:
        wish = SetDate(other.id, date(2026, 6, 16), "", None)
        await one_pair.services.peer_reviews.visits.set_date(wish, await one_pair.asker(host), one_pair.now)
    await one_pair.jump("2026-06-01 09:00")
    await one_pair.jump("2026-06-10 09:00")
    assert said(one_pair, "still no date", host, reviewer) == []


async def test_both_schools_hear_of_the_visit_on_the_school_day_before(one_pair: House) -> None:
    _, host, reviewer = await dated(one_pair, "2026-06-09")
    await one_pair.jump("2026-06-05 08:20")
    assert said(one_pair, "On Tuesday 9 June", host, reviewer) == []
    await one_pair.go_to("2026-06-08 12:00")
    told = said(one_pair, "On Tuesday 9 June", host, reviewer)
    assert len(told) == 1, "on Friday, as Monday 8 June is a public holiday"


async def test_a_visit_that_moved_is_announced_for_its_new_day_alone(one_pair: House) -> None:
    visit, host, reviewer = await dated(one_pair, "2026-05-28")
    await one_pair.jump("2026-05-26 12:00")
    wish = SetDate(visit.id, date(2026, 6, 4), "", None)
    await one_pair.services.peer_reviews.visits.set_date(wish, await one_pair.asker(reviewer), one_pair.now)
    await one_pair.go_to("2026-06-03 12:00")
    [news] = said(one_pair, "has moved", host, reviewer)
    assert "has moved to *Thursday 4 June*. It was Thursday 28 May" in news["text"], "a second date says so"
    [reminder] = said(one_pair, "Tomorrow", host, reviewer)
    assert "Thursday 4 June" in reminder["text"]
    assert said(one_pair, "Did it take place", host, reviewer) == []


async def test_a_visit_that_is_recorded_counts_is_not_asked_about_and_its_host_alone_is_to_check_back(
    house: House,
) -> None:
    network = await house.network()
    visit, host, reviewer = await dated(house, "2026-05-19")
    await house.go_to("2026-05-19 15:00")
    assert said(house, "Tomorrow", host, reviewer) + said(house, "Today", host, reviewer) == [], "it was chosen today"
    wish = RecordVisit(visit.id, date(2026, 5, 19), "Seen", date(2026, 6, 6), "The planner in use")
    await house.services.peer_reviews.visits.record(wish, await house.asker(reviewer), house.now)
    async with house.database.read() as session:
        latest = await rows.latest_approved(session, network.id)
        assert latest is not None
        assert latest.number == 1
        assert await rows.counts(session, latest.id, date(2026, 6, 16)) == RoundCounts(9, 1, 0, 8, 0)
        assert await rows.counts(session, latest.id, date(2026, 6, 17)) == RoundCounts(9, 1, 0, 8, 8)
    await house.jump("2026-05-20 12:00")
    await house.jump("2026-06-10 12:00")
    [reminder] = said(house, "Time to check back", host)
    assert "The planner in use" in reminder["text"]
    assert said(house, "Time to check back", reviewer) == []
    assert said(house, "Did it take place", host, reviewer) == []


async def waits_for(house: House, person: str) -> list[str]:
    async with house.database.read() as session:
        place = await network_context(house.services.app, session, await house.network())
        actor = await actor_of(house.services.app, session, await house.asker(person))
        return [
            mrkdwn(one.sentence) for one in await FEATURE.todo[0](house.services.app, session, place, actor, house.now)
        ]


async def test_a_day_that_has_come_waits_until_somebody_says_what_was_and_nothing_falls_silent(one_pair: House) -> None:
    visit, host, reviewer = await dated(one_pair, "2026-05-20")
    for day in ("2026-05-21", "2026-06-03", "2026-06-05", "2026-06-18", "2026-07-20"):
        await one_pair.jump(f"{day} 12:00")
    asked = said(one_pair, "Did it take place", host, reviewer)
    assert len(asked) == 3, "the day after, a fortnight later, and once more"
    assert any("has passed: record it" in line for line in await waits_for(one_pair, host))
    assert any(
        "The last day of round 1 of the peer reviews has passed" in line for line in await waits_for(one_pair, "USEIL")
    )
    record = RecordVisit(visit.id, date(2026, 5, 20), "Seen", date(2026, 8, 3), "")
    await one_pair.services.peer_reviews.visits.record(record, await one_pair.asker(reviewer), one_pair.now)
    await one_pair.services.peer_reviews.findings.write(
        await one_pair.asker(host), visit.id, "Found", "schools", one_pair.now
    )
    await one_pair.settle()
    assert not any("Did it take place" in m["text"] for m in one_pair.dm(host, reviewer))
    assert not any("has passed: record it" in line for line in await waits_for(one_pair, host))
    await one_pair.jump("2026-09-01 12:00")
    assert any("what came of" in line for line in await waits_for(one_pair, host))
    assert any("how its follow-up went" in line for line in await waits_for(one_pair, reviewer))
    assert not any("how its follow-up went" in line for line in await waits_for(one_pair, host))


async def test_a_visit_given_up_is_left_alone(one_pair: House) -> None:
    visit, host, reviewer = await dated(one_pair, "2026-05-28")
    await one_pair.services.peer_reviews.visits.drop(await one_pair.asker(host), visit.id, one_pair.now)
    for day in ("2026-05-27", "2026-05-29", "2026-06-02"):
        await one_pair.jump(f"{day} 09:00")
    assert said(one_pair, "Tomorrow", host, reviewer) == []
    assert said(one_pair, "Did it take place", host, reviewer) == []


def buttons(messages: list[dict[str, Any]]) -> list[str]:
    return [
        e["action_id"] for m in messages for b in m.get("blocks", []) for e in b.get("elements", []) if "value" in e
    ]


@pytest.mark.parametrize(
    ("ends", "told"),
    [("moved", "has moved to Thursday 4 June"), ("done", "visited"), ("dropped", "will not take place")],
)
async def test_reminder_and_question_lose_their_buttons_once_the_visit_is_settled(
    database_url: str, ends: str, told: str
) -> None:
    async with house_after(a_visit_has_passed, url=database_url, start=MONDAY) as (house, (visit_id, host, reviewer)):
        await settled(house, visit_id, host, reviewer, ends, told)


async def a_visit_has_passed(house: House) -> tuple[int, str, str]:
    await one_pair_is_left(house)
    visit, host, reviewer = await dated(house, "2026-05-28")
    await house.go_to("2026-05-29 09:00")
    return visit.id, host, reviewer


async def settled(house: House, visit_id: int, host: str, reviewer: str, ends: str, told: str) -> None:
    asked = [*said(house, "Tomorrow", host, reviewer), *said(house, "Did it take place", host, reviewer)]
    assert len(buttons(asked)) == 4
    visits, asker = house.services.peer_reviews.visits, await house.asker(host)
    if ends == "moved":
        await visits.set_date(SetDate(visit_id, date(2026, 6, 4), "", None), asker, house.now)
    elif ends == "done":
        who = house.person(reviewer)
        await who.click(asked[-1], "peer_reviews.done")
        await house.settle()
        assert who.view["callback_id"] == "peer_reviews.record_form"
        async with house.database.read() as session:
            assert (await session.get_one(ReviewVisit, visit_id)).status == "done"
    else:
        await visits.drop(asker, visit_id, house.now)
    await house.settle()
    found = [m for m in house.dm(host, reviewer) if m["ts"] in {one["ts"] for one in asked}]
    assert buttons(found) == []
    assert all(told in m["text"] for m in found)


async def test_chair_and_seil_hear_of_the_last_day_and_end_the_round_or_give_it_more_time(house: House) -> None:
    visit, host, reviewer = await dated(house, "2026-05-28")
    reviews, chair = house.services.peer_reviews, house.person("UCHAIR")
    await house.jump("2026-06-01 09:00")  # those without a date are reminded
    await house.jump("2026-06-16 20:00")
    assert said(house, "last day of peer review", "UCHAIR") == [], "it is not over yet"
    await house.jump("2026-06-17 09:00")
    [asked] = said(house, "last day of peer review", "UCHAIR")
    assert "0 of 9 visits took place, 9 are still open" in asked["text"]
    assert len(said(house, "last day of peer review", "USEIL")) == 1
    await chair.click(asked, "peer_reviews.extend")
    await house.settle()
    assert not (await chair.submit(chair.view, {"peer_reviews.due": "2026-06-17"})).ok, "that day is today"
    assert (await chair.submit(chair.view, {"peer_reviews.due": "2026-06-24"})).ok
    await house.settle()
    await chair.close()
    await chair.command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "peer_reviews.extend")
    again = await chair.submit(chair.view, {"peer_reviews.due": "2026-06-24"})
    assert "until that day already" in str(again.errors), "and nobody is told twice"
    assert said(house, "now runs until *Wednesday 24 June*", host, reviewer), "their other visit has no day"
    assert buttons([asked]) == [], "it is answered"
    wish = RecordVisit(visit.id, date(2026, 5, 28), "Seen", None, "")
    await reviews.visits.record(wish, await house.asker(reviewer), house.now)
    await house.jump("2026-06-25 09:00")
    [again] = said(house, "last day of peer review", "UCHAIR")
    assert "1 of 9 visits took place, 8 are still open" in again["text"]
    async with house.database.read() as session:
        visits = select(ReviewVisit).where(ReviewVisit.group_id == visit.group_id).order_by(ReviewVisit.id)
        [_, back, *_] = await session.scalars(visits)
    late = SetDate(back.id, date(2026, 6, 26), "", None)
    await reviews.visits.set_date(late, await house.asker(reviewer), house.now)
    await house.settle()
    everywhere = [m for c in house.world.channels.values() if c.kind == "mpim" for m in c.messages]
    assert any("still no date" in m["text"] for m in everywhere)
    await chair.click(again, "peer_reviews.end")
    await house.settle()
    assert said(house, "The round has ended without this visit", host, reviewer)
    assert said(house, "take it out of your calendar", host, reviewer)
    assert not any("still no date" in m["text"] for m in everywhere)
    assert "1 of 9 visits took place" in again["text"]
    async with house.database.read() as session:
        latest = await rows.latest_approved(session, visit.network_id)
        assert latest is not None
        assert await rows.counts(session, latest.id, house.local.date()) == RoundCounts(9, 1, 8, 0, 0)


async def test_a_proposal_that_waited_past_its_last_day_gets_the_usual_time(house: House) -> None:
    rounds, chair, network = house.services.peer_reviews.rounds, await house.asker("UCHAIR"), await house.network()
    async with house.database.write() as session:
        for visit in await session.scalars(select(ReviewVisit)):
            visit.status = "dropped"
    proposal = await rounds.propose(StartRound(network.id, (), date(2026, 5, 20)), chair, house.now)
    await house.jump("2026-05-22 10:00")
    await rounds.approve(chair, proposal.round_id, house.now)
    async with house.database.read() as session:
        latest = await rows.latest_approved(session, network.id)
    assert latest is not None
    assert latest.due_on == date(2026, 6, 22), "20 school days, the King's Birthday left out"


async def test_a_round_with_nothing_left_to_come_ends_by_itself(house: House) -> None:
    async with house.database.write() as session:
        for visit in await session.scalars(select(ReviewVisit)):
            visit.status, visit.visit_on = "done", date(2026, 6, 1)
    await house.jump("2026-06-17 09:00")
    assert said(house, "has ended. 9 of 9 visits took place", "UCHAIR")
    rounds, chair = house.services.peer_reviews.rounds, await house.asker("UCHAIR")
    proposal = await rounds.propose(StartRound((await house.network()).id, (), None), chair, house.now)
    assert proposal.number == 2


async def test_the_agenda_shows_what_is_to_come_and_survives_the_calendars_end(house: House) -> None:
    await dated(house, "2026-06-04")
    async with house.database.write() as session:
        network = await session.merge(await house.network())
        session.add(
            CalendarOverride(
                workspace_id=network.workspace_id, network_id=network.id, day=date(2026, 6, 3), is_school_day=False
            )
        )
    dues = await house.services.schedule.agenda("Merri-bek", house.now, melbourne("2027-05-18 10:00"))
    assert dues is not None
    at = {due.kind: due.at for due in dues if due.kind.startswith("peer_reviews.") and "visit" in due.key}
    assert at["peer_reviews.tomorrow"] == melbourne("2026-06-02 08:30"), "the day between is closed"
    assert at["peer_reviews.was_it_done"] == melbourne("2026-06-05 08:30")


async def test_a_round_starts_by_itself_for_chair_and_seil_alone_and_never_beside_one_that_runs(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none_can_be_made(_: Planned) -> CannotPair:
        return CannotPair("peer_reviews.wrong_kept_apart")

    async with open_house(database_url, melbourne("2026-07-10 10:00")) as house:
        await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-review", "settings")
        await house.settle()
        chair = house.person("UCHAIR")
        assert (await chair.submit(chair.view, {"peer_reviews.rhythm": "term", "peer_reviews.size": "rest"})).ok
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(drawing, "work_out", none_can_be_made)
            await house.jump("2026-07-20 12:00")  # Term 3 starts on 13 July
        await house.jump("2026-08-03 08:20")
        assert not any("round" in m["text"] for m in house.dm("UCHAIR"))
        house.bot_was_away_until("2026-08-03 08:31")
        await house.services.schedule.tick(house.now)
        async with house.database.read() as session:
            [found] = await session.scalars(select(ReviewRound))
            assert (found.status, list(await rows.groups(session, [found.id]))) == ("drawing", []), (
                "not by the schedule"
            )
        # One worker dies before it draws, the next after it has drawn and before it has said so.
        assert await house.services.delivery.claim(house.now) is not None
        await drawing.draw(house.services.app, found.workspace_id, found.id, house.now)
        await house.jump("2026-08-03 12:00")
        async with house.database.read() as session:
            assert len(await rows.groups(session, [found.id])) == 4, "drawn once"
            again = await session.get(ReviewRound, found.id)
            assert again is not None
            assert again.rests_id is not None, "as the network has set it"
        for leader in ("UCHAIR", "USEIL"):
            assert len([m for m in house.dm(leader) if "time for round 1" in m["text"]]) == 1
        assert not any("time for round" in m["text"] for m in house.dm("UEXEC1") + house.dm("ULEE"))
        [message] = [m for m in house.dm("UCHAIR") if "time for round" in m["text"]]
        await chair.click(message, "peer_reviews.look")
        await house.settle()
        assert (await chair.submit(chair.view)).ok
        await house.settle()
        assert any("is settled" in m["text"] for m in house.dm("USEIL"))
        await house.jump("2026-08-18 12:00")
        async with house.database.read() as session:
            all_rounds = (await session.scalars(select(ReviewRound))).all()
        assert [(one.number, one.status, one.by_itself) for one in all_rounds] == [(1, "approved", True)]


async def test_a_group_hears_one_reminder_a_fortnight_whatever_stands_still_and_none_in_the_quiet_it_asked_for(
    one_pair: House,
) -> None:
    visit, host, reviewer = await dated(one_pair, "2026-05-19")
    await one_pair.go_to("2026-05-19 15:00")
    wish = RecordVisit(visit.id, date(2026, 5, 19), "Seen", None, "")
    await one_pair.services.peer_reviews.visits.record(wish, await one_pair.asker(reviewer), one_pair.now)
    for day in ("2026-06-01", "2026-06-02", "2026-06-15"):
        await one_pair.jump(f"{day} 12:00")
    assert len(said(one_pair, "still no date", host, reviewer)) == 1, "on 1 June, of the other visit"
    assert not said(one_pair, "findings are still to be written", host), "a day later by itself, so it waits"
    await one_pair.jump("2026-06-16 12:00")
    [first] = said(one_pair, "findings are still to be written", host)
    assert said(one_pair, "findings are still to be written", host, reviewer) == [], "it is the host's turn"
    await one_pair.person(host).click(first, "peer_reviews.quiet")
    await one_pair.settle()
    for day in ("2026-06-30", "2026-07-14", "2026-07-24"):
        await one_pair.jump(f"{day} 12:00")
    assert len(said(one_pair, "findings are still to be written", host)) == 1
    await one_pair.jump("2026-07-29 12:00")
    assert len(said(one_pair, "findings are still to be written", host)) == 2, "once the quiet is over"
    await one_pair.services.peer_reviews.findings.write(
        await one_pair.asker(host), visit.id, "Found", "schools", one_pair.now
    )
    await one_pair.settle()
    assert "has written its findings" in one_pair.dm(host)[-1]["text"], "the reminder says that it is settled"
