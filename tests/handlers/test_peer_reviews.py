"""Peer reviews through the front door: proposing, approving, and what becomes of a visit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import School
from storage.models.actions import Action
from storage.models.peer_reviews import ReviewGroup, ReviewRound
from tests.handlers.review_story import (
    PRINCIPALS,
    approve,
    click,
    first_pair,
    group_messages,
    propose,
    record,
    set_date,
    visits,
)
from tests.house import House, melbourne, open_house, person_id
from tests.refusals import refused


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 18 May, week 6 of Term 2."""
    async with open_house(database_url, melbourne("2026-05-18 10:00")) as found:
        yield found


async def test_nine_schools_are_proposed_as_three_pairs_and_a_ring_and_nobody_is_told(house: House) -> None:
    view = await propose(house)
    await house.settle()
    shown = json.dumps(view, ensure_ascii=False)
    assert shown.count("• ") == 4
    assert "A ring of three" in shown
    assert "None of these schools have reviewed each other before." in shown
    assert group_messages(house) == []
    assert await visits(house) == []


async def test_approving_tells_each_group_who_visits_whom(house: House) -> None:
    await approve(house)
    assert len(await visits(house)) == 9, "three pairs visit both ways, and three in a ring"
    conversations = group_messages(house)
    assert len(conversations) == 4
    for messages in conversations:
        assert "visit" in json.dumps(messages[0])
        assert "Set the date" in json.dumps(messages[0])


async def test_seil_can_approve_what_the_chair_proposed(house: House) -> None:
    await propose(house)
    priya = house.person("USEIL")
    await priya.command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    await priya.click(house.said_to("USEIL")[-1], "peer_reviews.look")
    await house.settle()
    assert (await priya.submit(priya.view)).ok
    await house.settle()
    assert len(group_messages(house)) == 4
    anna = house.person("UCHAIR")
    outcome = await anna.submit(anna.view)
    assert "already approved" in json.dumps([outcome.errors, anna.view])
    await house.settle()
    assert len(await visits(house)) == 9, "approving twice changes nothing"


async def test_shuffle_shows_other_pairs_and_what_was_turned_down_cannot_be_approved(house: House) -> None:
    before = await propose(house)
    old = json.dumps([b for b in before["blocks"] if "• " in json.dumps(b, ensure_ascii=False)])
    anna = house.person("UCHAIR")
    await anna.click(anna.view, "peer_reviews.shuffle")
    await house.settle()
    assert json.dumps([b for b in anna.view["blocks"] if "• " in json.dumps(b, ensure_ascii=False)]) != old
    async with house.database.read() as session:
        rounds = list((await session.scalars(select(ReviewRound).order_by(ReviewRound.id))).all())
    assert [found.status for found in rounds] == ["withdrawn", "proposed"]
    with refused(Gone, "no longer open"):
        await house.services.peer_reviews.rounds.approve(await house.asker("UCHAIR"), rounds[0].id, house.now)


async def test_chair_keeps_a_pair_swaps_two_schools_keeps_two_apart_and_lets_one_sit_out(house: House) -> None:
    await propose(house)
    chair = house.person("UCHAIR")

    async def groups() -> list[tuple[tuple[int, ...], bool]]:
        async with house.database.read() as session:
            waiting = await rows.proposed(session, (await house.network()).id)
            assert waiting is not None
            return [(tuple(group.school_ids), group.locked) for group in await rows.groups(session, [waiting.id])]

    before = await groups()
    kept = next(group for group, _ in before if len(group) == 2)
    place = [group for group, _ in before].index(kept)
    keeping = [b["accessory"] for b in chair.view["blocks"] if b.get("accessory")][place]
    await asyncio.gather(*(chair.click(chair.view, keeping["action_id"]) for _ in range(2)))
    await house.settle()
    await chair.click(chair.view, "peer_reviews.shuffle")
    await house.settle()
    drawn = await groups()
    assert (kept, True) in drawn, "what is kept stays"
    assert not {group for group, _ in before if group != kept} & {group for group, _ in drawn}, "the others are new"

    first, second = (group for group, locked in drawn if len(group) == 2 and not locked)
    await chair.click(chair.view, "peer_reviews.swap")
    await house.settle()
    same = await chair.submit(chair.view, {"peer_reviews.one": str(first[0]), "peer_reviews.other": str(first[1])})
    assert "in one group already" in same.errors["peer_reviews.other"]
    two = {"peer_reviews.one": str(first[0]), "peer_reviews.other": str(second[0])}
    assert (await chair.submit(chair.view, two)).ok
    assert ((second[0], first[1]), True) in await groups()

    await chair.click(chair.view, "peer_reviews.apart")
    await house.settle()
    apart = {"peer_reviews.one": str(kept[0]), "peer_reviews.other": str(kept[1])}
    assert (await chair.submit(chair.view, apart)).ok
    assert not any(set(kept) <= set(group) for group, _ in await groups()), "they are kept apart"
    assert ((second[0], first[1]), True) in await groups(), "the rest stays as it was wanted"

    await chair.click(chair.view, "peer_reviews.sit_out")
    await house.settle()
    assert (await chair.submit(chair.view, {"peer_reviews.sitting_out": [str(kept[0])]})).ok
    now = await groups()
    assert len(now) == 4
    assert kept[0] not in {school for group, _ in now for school in group}
    assert group_messages(house) == [], "nobody has been told of anything"


async def test_withdrawn_proposal_is_never_heard_of(house: House) -> None:
    await propose(house)
    anna = house.person("UCHAIR")
    await anna.click(anna.view, "peer_reviews.withdraw")
    await house.settle()
    assert "Nobody was told" in json.dumps(anna.view)
    assert group_messages(house) == []


async def test_the_next_round_pairs_schools_that_have_not_met(house: House) -> None:
    await approve(house)
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-review", "start")
    await house.settle()
    assert "Round 1 still has 9 visits to come" in house.said_to("UCHAIR")[-1]["text"]
    await chair.command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    overview = house.said_to("UCHAIR")[-1]
    assert "*The other schools*" in json.dumps(overview)
    await chair.click(overview, "peer_reviews.end")
    await house.settle()
    assert "0 of 9 visits took place" in house.said_to("UCHAIR")[-1]["text"]
    await house.go_to("2026-05-19 10:00")
    view = await propose(house)
    assert "None of these schools have reviewed each other before." in json.dumps(view)


async def test_school_that_sits_out_is_in_no_group(house: House) -> None:
    async with house.database.read() as session:
        school = await session.scalar(select(School).where(School.name == "Hadfield Specialist School"))
    assert school is not None
    view = await propose(house, **{"peer_reviews.left_out": [str(school.id)]})
    assert "Sitting out: Hadfield Specialist School." in json.dumps(view)
    async with house.database.read() as session:
        groups = list((await session.scalars(select(ReviewGroup))).all())
    assert len(groups) == 4
    assert all(school.id not in group.school_ids for group in groups)


async def test_leaving_out_all_but_one_is_refused_at_the_field(house: House) -> None:
    async with house.database.read() as session:
        network = await house.network()
        ids = [school.id for school in await network_rows.schools(session, network.id)]
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-review", "start")
    await house.settle()
    outcome = await anna.submit(anna.view, {"peer_reviews.left_out": [str(one) for one in ids[1:]]})
    assert outcome.errors == {"peer_reviews.left_out": "A review round needs at least two schools."}


async def test_a_school_without_a_principal_is_named_before_approval(house: House) -> None:
    from storage.models import Membership

    async with house.database.write() as session:
        for membership in await session.scalars(select(Membership).where(Membership.person_id == person_id("UCOOPER"))):
            membership.until = house.now
    view = await propose(house)
    assert "Nobody is listed for Hadfield Specialist School yet" in json.dumps(view)
    anna = house.person("UCHAIR")
    assert (await anna.submit(anna.view)).ok
    await house.settle()
    told = [*group_messages(house), *(house.dm(person) for person in PRINCIPALS.values())]
    assert any("Please let them know" in json.dumps(m) for messages in told for m in messages)


async def test_only_chair_and_seil_start_rounds(house: House) -> None:
    for person in ("ULEE", "UEXEC1", "UCHEN", "UAREA", "UADMIN"):
        await house.person(person).command(sample.MERRI_BEK, "/cop-review", "start")
        await house.settle()
        assert "Only the chair or the SEIL can start a round" in house.said_to(person)[-1]["text"], person


async def test_only_chair_and_seil_see_or_settle_a_proposal(house: House) -> None:
    await propose(house)
    async with house.database.read() as session:
        [found] = (await session.scalars(select(ReviewRound))).all()
    rounds, network = house.services.peer_reviews.rounds, await house.network()
    for person in ("ULEE", "UEXEC1", "UAREA"):
        asker = await house.asker(person)
        for attempt in (
            rounds.look(asker, network.id),
            rounds.approve(asker, found.id, house.now),
            house.services.peer_reviews.arranging.shuffle(asker, found.id, house.now),
            rounds.withdraw(asker, found.id, house.now),
        ):
            with refused(Refused, "Only the chair or the SEIL"):
                await attempt


async def test_a_date_is_told_to_both_schools_and_shown_on_the_card(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    outcome = await set_date(house, host, visit, card, "2026-05-28")
    assert outcome.ok, outcome
    *_, told, file = house.dm(host, reviewer)
    assert "Thursday 28 May" in told["text"]
    assert " visits " in file["files"][0]["title"]
    assert "How do we teach writing?" in told["text"]
    assert "Thursday 28 May" in json.dumps(card)
    late = await set_date(house, host, visit, card, "2026-06-26")
    assert "visits are made by Tuesday 16 June" in late.errors["peer_reviews.when"]


async def test_a_day_that_cannot_be_is_refused_at_its_field(house: House) -> None:
    await approve(house)
    visit, host, _, card = await first_pair(house)
    await click(house, host, card, "peer_reviews.date", visit)
    who = house.person(host)
    for day, sentence in (
        ("2026-05-30", "not a school day"),
        ("2026-06-08", "Monday 8 June is not a school day: it is King's Birthday"),
        ("2026-05-15", "That day has passed"),
        ("2039-05-16", "calendar does not reach"),
    ):
        outcome = await who.submit(who.view, {"peer_reviews.when": day})
        assert sentence in outcome.errors["peer_reviews.when"], day


async def test_a_day_typed_after_the_command_is_in_the_form_of_the_visit_one_hosts(house: House) -> None:
    await approve(house)
    visit, host, _, _ = await first_pair(house)
    who = house.person(host)
    await who.command(sample.MERRI_BEK, "/cop-review", "Thu 28 May")
    await house.settle()
    assert who.view["state"]["values"]["peer_reviews.when"]["peer_reviews.when"]["selected_date"] == "2026-05-28"
    assert json.loads(who.view["private_metadata"])["visit"] == visit.id
    await who.close()
    await who.command(sample.MERRI_BEK, "/cop-review", "Mon 26 May")
    await house.settle()
    assert "26 May is a Tuesday, not a Monday" in json.dumps(who.view)
    assert not who.view["state"]["values"]["peer_reviews.when"]["peer_reviews.when"].get("selected_date")


async def test_a_lead_from_elsewhere_is_refused_at_its_field(house: House) -> None:
    await approve(house)
    visit, host, _, card = await first_pair(house)
    await click(house, host, card, "peer_reviews.date", visit)
    who = house.person(host)
    outcome = await who.submit(who.view, {"peer_reviews.when": "2026-05-30", "peer_reviews.lead": "USEIL"})
    assert "Choose somebody from" in outcome.errors["peer_reviews.lead"]
    assert "not a school day" in outcome.errors["peer_reviews.when"], "all that is wrong is said at once"


async def test_after_the_record_the_host_writes_findings_and_chooses_who_reads_them(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    assert (await record(house, reviewer, visit, card)).ok
    asked = house.dm(host, reviewer)[-1]
    assert f"<@{host}>" in asked["text"]
    assert "Six classrooms" not in json.dumps(house.dm(host, reviewer)), "what was seen stays in the form"
    await click(house, host, asked, "peer_reviews.findings", visit)
    who = house.person(host)
    assert "Six classrooms" in json.dumps(who.view)
    values = {"peer_reviews.findings": "We plan writing together.", "peer_reviews.shared": "leaders"}
    assert (await who.submit(who.view, values)).ok
    await house.settle()
    assert "has written its findings" in house.dm(host, reviewer)[-1]["text"]
    await house.person("USEIL").command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    seen = json.dumps(house.said_to("USEIL")[-1])
    assert "What schools have shared of their reviews:" in seen
    read = await house.services.peer_reviews.findings.read(await house.asker("USEIL"), visit.id, house.now)
    assert (read.findings, read.evidence) == ("We plan writing together.", "")


async def test_the_reviewer_cannot_write_the_hosts_findings(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    await record(house, reviewer, visit, card)
    await click(house, reviewer, house.dm(host, reviewer)[-1], "peer_reviews.findings", visit)
    with refused(Refused, "belong to the host school"):
        await house.services.peer_reviews.findings.write(
            await house.asker(reviewer), visit.id, "Ours now", "network", house.now
        )
    assert (await visits(house))[0].findings == ""


async def test_who_reads_findings_is_for_the_host_to_say(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    await record(house, reviewer, visit, card)
    service = house.services.peer_reviews.findings
    outside = next(p for p in PRINCIPALS.values() if p not in (host, reviewer, "UCHAIR"))
    everybody = {host, reviewer, "UCHAIR", "USEIL", "UAREA", "UCENTRAL", "UADMIN", outside}
    for shared, may_read in (
        ("schools", {host, reviewer}),
        ("leaders", {host, reviewer, "UCHAIR", "USEIL"}),
        ("network", {host, reviewer, "UCHAIR", "USEIL", outside}),
    ):
        await service.write(await house.asker(host), visit.id, "Found", shared, house.now)
        readers = set()
        for person in everybody:
            with suppress(Refused):
                await service.read(await house.asker(person), visit.id, house.now)
                readers.add(person)
        assert readers == may_read, shared
    await house.settle()
    [told] = [m for m in house.channel() if "shares its findings" in m["text"]]
    assert not any("shares its findings" in m["text"] for m in house.dm("USEIL")), "the network may read them by now"
    await service.write(await house.asker(host), visit.id, "Found", "schools", house.now)
    await house.settle()
    assert "keeps these findings to fewer readers" in told["text"]


async def test_the_host_prepares_and_after_the_findings_the_reviewing_school_follows_up(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    who, other = house.person(host), house.person(reviewer)
    await click(house, host, card, "peer_reviews.prepare", visit)
    assert not (await who.submit(who.view, {})).ok, "an empty preparation tells nobody anything"
    prepared = {"peer_reviews.self_hard": "Writing at length.", "peer_reviews.protocol": "learning_walk"}
    assert (await who.submit(who.view, prepared)).ok
    await house.settle()
    told = house.dm(host, reviewer)[-1]
    assert "has prepared the visit" in told["text"]
    assert "Writing at length" not in json.dumps(house.dm(host, reviewer)), "it stays in the form"
    await click(house, reviewer, told, "peer_reviews.prepare", visit)
    assert "Writing at length." in json.dumps(other.view)
    assert "Nothing about single teachers" in json.dumps(other.view)
    await record(house, reviewer, visit, card)
    await house.services.peer_reviews.findings.write(await house.asker(host), visit.id, "Found", "schools", house.now)
    await house.go_to("2026-06-16 09:00")
    [reminder] = [m for m in house.dm(host, reviewer) if "Time to come back to it" in m["text"]]
    await click(house, reviewer, reminder, "peer_reviews.follow_up", visit)
    sent = {"peer_reviews.follow_up_kind": "call", "peer_reviews.follow_up_on": "2026-06-17"}
    assert "today or before" in (await other.submit(other.view, sent)).errors["peer_reviews.follow_up_on"]
    assert (await other.submit(other.view, {**sent, "peer_reviews.follow_up_on": "2026-06-15"})).ok
    await house.settle()
    assert "has followed up" in reminder["text"]
    assert "Step 6 of 7" in json.dumps(card)


async def test_the_host_says_what_came_of_a_visit_to_those_who_read_its_findings(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    await record(house, reviewer, visit, card)
    service, who = house.services.peer_reviews.findings, house.person(host)
    with refused(Gone, "Write your findings first"):
        await service.check_back(await house.asker(host), visit.id, "Better", house.now)
    await service.write(await house.asker(host), visit.id, "Found", "schools", house.now)
    await house.settle()
    await click(house, host, card, "peer_reviews.came", visit)
    assert (await who.submit(who.view, {"peer_reviews.came_of_it": "We plan in pairs now."})).ok
    await house.settle()
    told = house.dm(host, reviewer)[-1]
    assert "has checked back" in told["text"]
    assert "We plan in pairs now." not in json.dumps(house.dm(host, reviewer)), "it stays in the form"
    await click(house, reviewer, told, "peer_reviews.read", visit)
    assert "We plan in pairs now." in json.dumps(house.person(reviewer).view)
    assert "done and checked back" in json.dumps(card)


async def test_people_of_other_schools_and_the_seil_cannot_touch_a_visit(house: House) -> None:
    await approve(house)
    visit, host, reviewer, _ = await first_pair(house)
    service = house.services.peer_reviews.visits
    outside = next(person for person in PRINCIPALS.values() if person not in (host, reviewer))
    for person in (outside, "USEIL", "UAREA", "UADMIN", "UBIANCHI"):
        asker = await house.asker(person)
        for attempt in (service.record_of(asker, visit.id, house.now), service.drop(asker, visit.id, house.now)):
            with refused(Refused, "Only people from the schools of this visit"):
                await attempt


async def test_actions_of_a_visit_reach_the_networks_list(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    values = {
        "peer_reviews.what_1": "Share the writing planner",
        "peer_reviews.owner_1": reviewer,
        "peer_reviews.action_due_1": "2026-06-12",
    }
    assert (await record(house, host, visit, card, **values)).ok
    async with house.database.read() as session:
        [action] = (await session.scalars(select(Action))).all()
    assert (action.what, action.owner_id, action.source, action.source_id) == (
        "Share the writing planner",
        person_id(reviewer),
        "review",
        visit.id,
    )


async def test_an_action_without_an_owner_is_refused_at_its_field_and_nothing_is_kept(house: House) -> None:
    await approve(house)
    visit, host, _, card = await first_pair(house)
    outcome = await record(house, host, visit, card, **{"peer_reviews.what_2": "Share"})
    assert outcome.errors == {"peer_reviews.owner_2": "Say who takes this on."}
    assert (await visits(house))[0].status == "planned"


async def test_long_and_lively_texts_are_kept_and_stay_harmless(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    text = "<!channel> *wow* " + "x" * 2900
    assert (await record(house, host, visit, card, **{"peer_reviews.evidence": text})).ok
    await click(house, host, house.dm(host, reviewer)[-1], "peer_reviews.findings", visit)
    shown = json.dumps(house.person(host).view)
    assert "&lt;!channel&gt;" in shown


async def test_recording_twice_from_one_form_is_one_record(house: House) -> None:
    await approve(house)
    visit, host, reviewer, card = await first_pair(house)
    await record(house, host, visit, card)
    said = len(house.dm(host, reviewer))
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert len(house.dm(host, reviewer)) == said


async def test_unknown_words_get_buttons_for_what_works(house: House) -> None:
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-review", "karaoke")
    await house.settle()
    assert "Start a round" in json.dumps(house.said_to("UCHAIR")[-1])


async def test_member_sees_the_round_and_their_own_visits_with_buttons(house: House) -> None:
    await approve(house)
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    shown = house.said_to("ULEE")[-1]
    assert "0 of 9 visits done" in shown["text"]
    buttons = json.dumps(shown)
    assert buttons.count("peer_reviews.date") == 2
    assert "peer_reviews.start" not in buttons
    assert "The other schools" not in buttons, "where single schools stand is for chair, SEIL and the schools"
