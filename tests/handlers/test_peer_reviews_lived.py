"""Peer reviews through the front door: who drops out, how groups are made, and a record to its close."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from services.peer_reviews import SetDate
from services.peer_reviews.schools import review_schools
from storage.models import School
from tests.handlers.review_story import (
    approve,
    click,
    first_pair,
    leads,
    pairs_without_leaders,
    propose,
    record,
    set_date,
    visits,
)
from tests.house import House
from tests.refusals import refused


@pytest.fixture
def house(monday: House) -> House:
    return monday


async def test_a_school_that_cannot_do_the_round_says_so_once_and_the_chair_approves_who_takes_its_place(
    approved: House,
) -> None:
    house = approved
    visit, host, reviewer, card = await first_pair(house)
    before = len(await visits(house))
    who = house.person(host)
    for _ in range(2):
        await who.click(card, f"peer_reviews.leave:{visit.group_id}")
    await house.settle()
    told = [m["text"] for m in house.dm(host, reviewer) if "can't do this round" in m["text"]]
    assert len(told) == 1, "the other school is told once"
    [asked] = [m for m in house.dm("USEIL") if "can't do round 1" in m["text"]]
    [other] = [m for m in house.dm("UCHAIR") if "can't do round 1" in m["text"]]
    seil, chair = house.person("USEIL"), house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    assert "Who takes its place" in house.said_to("UCHAIR")[-1]["text"]
    for leader, message in ((chair, other), (seil, asked)):
        await leader.click(message, "peer_reviews.replacement")
        await house.settle()
    assert "in a ring of three" in json.dumps(seil.view), "with nobody else left over, the school joins a pair"
    assert (await seil.submit(seil.view)).ok
    await house.settle()
    now = await visits(house)
    of_pair = [one for one in now if one.group_id == visit.group_id]
    assert {one.status for one in of_pair} == {"replaced"}
    left_over = of_pair[0].reviewer_school_id
    [hosted] = [one for one in now if one.host_school_id == left_over and one.status == "planned"]
    in_ring = [one for one in now if one.group_id == hosted.group_id]
    assert len(in_ring) == 3, "in a ring each is visited once"
    assert len({one.reviewer_school_id for one in in_ring}) == 3
    assert len(now) == before + 1
    people = [await leads(house, one.host_school_id) for one in in_ring]
    assert len(house.dm(*people)) == 1, "the three have one message"
    assert all("That is settled." in house.dm(leader)[-1]["text"] for leader in ("USEIL", "UCHAIR"))
    outcome = await chair.submit(chair.view)
    assert "decided by now" in json.dumps([outcome.errors, chair.view])
    assert len(await visits(house)) == len(now), "what is decided stays"
    with refused(Gone, "taken this visit over"):
        await house.services.peer_reviews.visits.drop(await house.asker(reviewer), visit.id, house.now)


async def test_rings_of_three_that_suit_each_other_with_a_school_that_rests_until_next_term(house: House) -> None:
    for person, field in (("UEXEC1", "peer_reviews.strength"), ("ULEE", "peer_reviews.finds_hard")):
        who = house.person(person)
        await who.command(sample.MERRI_BEK, "/cop-review", "school")
        await house.settle()
        assert (await who.submit(who.view, {field: "data"})).ok
    view = await propose(house, **{"peer_reviews.size": "3"})
    shown = json.dumps(view, ensure_ascii=False)
    assert shown.count("in a ring of three") == 3
    assert "Coburg Lake Primary School is strong in what Pascoe Hill Primary School finds hard" in shown
    chair = house.person("UCHAIR")
    await chair.click(chair.view, "peer_reviews.sit_out")
    await house.settle()
    async with house.database.read() as session:
        [hadfield] = await session.scalars(select(School).where(School.name.startswith("Hadfield")))
    resting = {"peer_reviews.sitting_out": [str(hadfield.id)], "peer_reviews.how_long": "2026-07-13"}
    assert (await chair.submit(chair.view, resting)).ok
    await house.settle()
    assert "Hadfield Specialist School (rests until Monday 13 July)" in json.dumps(chair.view)
    assert (await chair.submit(chair.view)).ok
    await house.settle()
    assert sorted(len(c.members) for c in house.world.channels.values() if c.kind == "mpim") == [3, 4, 4]
    assert len(await visits(house)) == 8, "each of the eight hosts once"
    async with house.database.read() as session:
        schools = await review_schools(session, (await house.network()).id)
    assert [schools.rest_on(date.fromisoformat(day)) for day in ("2026-07-12", "2026-07-13")] == [[hadfield.id], []]


async def test_with_one_visit_a_school_one_of_a_pair_hosts_and_an_odd_school_is_left_over(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-review", "settings")
    await house.settle()
    one = {"peer_reviews.most_visits": "1", "peer_reviews.size": "3"}
    assert "pairs alone" in json.dumps((await chair.submit(chair.view, one)).errors)
    assert (await chair.submit(chair.view, one | {"peer_reviews.size": "2"})).ok
    await approve(house)
    found = await visits(house)
    assert len(found) == 4
    assert len({school for one in found for school in (one.host_school_id, one.reviewer_school_id)}) == 8


async def test_findings_are_drafted_together_shared_part_by_part_and_the_review_closed_by_both(approved: House) -> None:
    house = approved
    visit, host, reviewer, card = await anext(pairs_without_leaders(house))
    await set_date(house, host, visit, card, "2026-05-18")
    wrong = await record(house, reviewer, visit, card, **{"peer_reviews.links": "our planner"})
    assert "is no link" in json.dumps(wrong.errors)
    links = {"peer_reviews.links": "Planner https://files.example/planner"}
    assert (await record(house, reviewer, visit, card, **links)).ok
    visitor, owner = house.person(reviewer), house.person(host)
    await click(house, reviewer, card, "peer_reviews.draft", visit)
    assert (await visitor.submit(visitor.view, {"peer_reviews.draft": "Writing is planned together."})).ok
    await house.settle()
    await click(house, host, card, "peer_reviews.findings", visit)
    assert "Writing is planned together." in json.dumps(owner.view), "the host finds the draft and agrees"
    assert (await owner.submit(owner.view, {"peer_reviews.shared": "schools"})).ok
    await house.settle()
    await click(house, host, card, "peer_reviews.share", visit)
    only = {"evidence": "chair", "focus": "schools", "findings": "schools", "actions": "schools"}
    assert (await owner.submit(owner.view, {f"peer_reviews.share_part_{k}": v for k, v in only.items()})).ok
    await house.settle()
    [told] = [m for m in house.dm("UCHAIR") if "shares from the visit" in m["text"]]
    assert not [m for m in house.dm("USEIL") if "shares from the visit" in m["text"]], "the chair and not the SEIL"
    chair = house.person("UCHAIR")
    await chair.click(told, "peer_reviews.read")
    await house.settle()
    shown = json.dumps(chair.view)
    assert "Six classrooms" in shown
    assert "files.example/planner" in shown
    assert "Writing is planned together." not in shown
    assert "How do we teach writing" not in shown
    findings = house.services.peer_reviews.findings
    with refused(Refused, "host"):
        await findings.read(await house.asker("USEIL"), visit.id, house.now)
    service = house.services.peer_reviews
    await service.sharing.save(await house.asker(host), visit.id, only | {"evidence": "schools"}, house.now)
    await house.settle()
    assert any("fewer readers now" in m["text"] for m in house.dm("UCHAIR")), "what is taken back is said to be"
    with refused(Refused, "host"):
        await findings.read(await house.asker("UCHAIR"), visit.id, house.now)
    await findings.check_back(await house.asker(host), visit.id, "We plan in pairs.", house.now)
    await house.settle()
    for person, line in ((reviewer, "We took the planner home."), (host, "Worth the day.")):
        await click(house, person, card, "peer_reviews.close", visit)
        who = house.person(person)
        assert (await who.submit(who.view, {"peer_reviews.closing_line": line})).ok
        await house.settle()
    assert len([m for m in house.dm(host, reviewer) if "have closed their review" in m["text"]]) == 1
    read = await findings.read(await house.asker(reviewer), visit.id, house.now)
    assert read.closing == ("Worth the day.", "We took the planner home.")
    for words in ("matrix", "year"):
        await chair.command(sample.MERRI_BEK, "/cop-review", words)
        await house.settle()
    picture, year = house.dm("UCHAIR")[-1], house.said_to("UCHAIR")[-1]
    assert "Who has reviewed whom" in json.dumps(picture)
    assert "1 round, with 1 of 9 visits done" in json.dumps(year)
    assert "1 review was closed by both schools" in json.dumps(year)
    assert "Writing is planned" not in json.dumps([picture, year])
    network = await house.network()
    for who in (host, "USEIL"):
        with refused(Refused, "where single schools stand"):
            await service.looking_back.send_matrix(await house.asker(who), network.id, house.now)
    seil, leader = [
        await service.overview.look(await house.asker(w), network.id, house.now) for w in ("USEIL", "UCHAIR")
    ]
    assert (bool(seil.groups), bool(leader.groups)) == (False, True), "where single schools stand is not the SEIL's"
    ahead = await house.services.schedule.agenda("Merri-bek", house.now, house.now + timedelta(days=365)) or []
    assert [str(due.at.date()) for due in ahead if due.kind == "peer_reviews.year"] == ["2026-12-13"]


async def test_a_school_that_left_can_come_back_and_the_chair_can_leave_it_without_a_replacement(
    approved: House,
) -> None:
    house = approved
    visit, host, reviewer, _ = await anext(pairs_without_leaders(house))
    service = house.services.peer_reviews
    await service.dropping_out.leave(await house.asker(host), visit.group_id, house.now)
    await house.settle()
    after_all = SetDate(visit.id, date(2026, 5, 28), "", None)
    await service.visits.set_date(after_all, await house.asker(reviewer), house.now)
    await house.settle()
    assert "That is settled" in house.dm("UCHAIR")[-1]["text"], "they plan it after all"
    with refused(Gone, "decided by now"):
        await service.dropping_out.look(await house.asker("UCHAIR"), 1)
    await service.dropping_out.leave(await house.asker(host), visit.group_id, house.now)
    await house.settle()
    chair = house.person("UCHAIR")
    await chair.click(house.dm("UCHAIR")[-1], "peer_reviews.replacement")
    await house.settle()
    await chair.click(chair.view, "peer_reviews.without")
    await house.settle()
    assert "no other school takes its place" in house.dm(reviewer)[-1]["text"]
    assert not [m for m in house.dm(host) if "no other school" in m["text"]]
    statuses = {one.status for one in await visits(house) if one.group_id == visit.group_id}
    assert statuses == {"dropped"}, "given up and not replaced, so it still counts as such"
    *_, (visit, host, reviewer, _) = [one async for one in pairs_without_leaders(house)]
    await service.dropping_out.leave(await house.asker(host), visit.group_id, house.now)
    await house.settle()
    assert "you hear from me" in house.dm(host, reviewer)[-1]["text"]
    await service.ending.end(await house.asker("UCHAIR"), 1, house.now)
    await house.settle()
    assert "round has ended without" in house.dm(host, reviewer)[-1]["text"], "though nobody decided"


async def test_each_school_proposes_days_and_the_other_takes_one_with_a_tap(approved: House) -> None:
    house = approved
    visit, host, reviewer, card = await anext(pairs_without_leaders(house))
    owner, visitor = house.person(host), house.person(reviewer)
    await click(house, host, card, "peer_reviews.propose_days", visit)
    holiday = {"peer_reviews.proposed_day_1": "2026-05-28", "peer_reviews.proposed_day_2": "2026-06-08"}
    assert "proposed_day_2" in json.dumps((await owner.submit(owner.view, holiday)).errors), "a public holiday"
    twice = holiday | {"peer_reviews.proposed_day_2": "2026-05-28"}
    assert (await owner.submit(owner.view, twice)).ok
    await house.settle()
    assert str(house.dm(host, reviewer)[-1]["blocks"]).count("peer_reviews.take_day") == 1, "the same day is one day"
    await owner.close()
    await click(house, host, card, "peer_reviews.propose_days", visit)
    days = holiday | {"peer_reviews.proposed_day_2": "2026-05-29", "peer_reviews.proposed_time_2": "09:30"}
    assert (await owner.submit(owner.view, days)).ok
    await house.settle()
    told = house.dm(host, reviewer)[-1]
    await owner.click(told, "peer_reviews.take_day:1")
    await house.settle()
    assert (await visits(house))[visit.id - 1].visit_on is None, "nobody takes a day of their own"
    await visitor.click(told, "peer_reviews.take_day:1")
    await house.settle()
    [now] = [one for one in await visits(house) if one.id == visit.id]
    assert (str(now.visit_on), str(now.visit_time)) == ("2026-05-29", "09:30:00")
    [settled] = [m for m in house.dm(host, reviewer) if m["ts"] == told["ts"]]
    assert "on Friday 29 May" in settled["text"]
    assert "Take" not in json.dumps(settled), "no button of it stays"
