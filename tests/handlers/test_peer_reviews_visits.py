"""Peer reviews through the front door: what becomes of a visit, from its date to what came of it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from storage.models.actions import Action
from tests.handlers.review_story import (
    PRINCIPALS,
    click,
    first_pair,
    leads,
    record,
    set_date,
    visits,
)
from tests.house import House
from tests.loading import person_id
from tests.refusals import refused


@pytest.fixture
def house(monday: House) -> House:
    return monday


async def test_a_date_is_told_to_both_schools_and_shown_on_the_card(approved: House) -> None:
    house = approved
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


async def test_a_new_principal_hears_of_the_round_and_keeps_no_button_of_it_after_the_role(approved: House) -> None:
    house = approved
    network, chair = await house.network(), await house.asker("UCHAIR")
    [school, *_] = [v.host_school_id for v in await visits(house) if await leads(house, v.host_school_id) == "ULEE"]
    await house.go_to(house.now + timedelta(minutes=1))
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    new, roster = await house.id_of("UNEW"), house.services.networks.roster
    await house.services.networks.presence.end_roles(chair, network.id, person_id("ULEE"), house.now)
    await roster.save_person(chair, network.id, new, ["member"], school, house.now)
    await house.settle()
    [told] = [said for said in house.dm("UNEW") if "You now lead *Pascoe Hill Primary School*" in said["text"]]
    assert "peer_reviews.date" in json.dumps(told)
    await house.services.networks.presence.end_roles(await house.asker("UCHAIR"), network.id, new, house.now)
    await house.settle()
    assert not [said for said in house.dm("UNEW") if "peer_reviews." in json.dumps(said["blocks"])]
    assert any("in a role that you no longer hold" in said["text"] for said in house.dm("UNEW"))


async def test_a_day_that_cannot_be_is_refused_at_its_field(approved: House) -> None:
    house = approved
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


async def test_a_day_typed_after_the_command_is_in_the_form_of_the_visit_one_hosts(approved: House) -> None:
    house = approved
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


async def test_a_lead_from_elsewhere_is_refused_at_its_field(approved: House) -> None:
    house = approved
    visit, host, _, card = await first_pair(house)
    await click(house, host, card, "peer_reviews.date", visit)
    who = house.person(host)
    outcome = await who.submit(who.view, {"peer_reviews.when": "2026-05-30", "peer_reviews.lead": "USEIL"})
    assert "Choose somebody from" in outcome.errors["peer_reviews.lead"]
    assert "not a school day" in outcome.errors["peer_reviews.when"], "all that is wrong is said at once"


async def test_after_the_record_the_host_writes_findings_and_chooses_who_reads_them(approved: House) -> None:
    house = approved
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


async def test_the_reviewer_cannot_write_the_hosts_findings(approved: House) -> None:
    house = approved
    visit, host, reviewer, card = await first_pair(house)
    await record(house, reviewer, visit, card)
    await click(house, reviewer, house.dm(host, reviewer)[-1], "peer_reviews.findings", visit)
    with refused(Refused, "belongs to the host school"):
        await house.services.peer_reviews.findings.write(
            await house.asker(reviewer), visit.id, "Ours now", "network", house.now
        )
    assert (await visits(house))[0].findings == ""


async def test_who_reads_findings_is_for_the_host_to_say(approved: House) -> None:
    house = approved
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


async def test_the_host_prepares_and_after_the_findings_the_reviewing_school_follows_up(approved: House) -> None:
    house = approved
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


async def test_the_host_says_what_came_of_a_visit_to_those_who_read_its_findings(approved: House) -> None:
    house = approved
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


@pytest.mark.both_networks
async def test_people_of_other_schools_and_the_seil_cannot_touch_a_visit(approved: House) -> None:
    house = approved
    visit, host, reviewer, _ = await first_pair(house)
    service = house.services.peer_reviews.visits
    outside = next(person for person in PRINCIPALS.values() if person not in (host, reviewer))
    for person in (outside, "USEIL", "UAREA", "UADMIN", "UBIANCHI"):
        asker = await house.asker(person)
        for attempt in (service.record_of(asker, visit.id, house.now), service.drop(asker, visit.id, house.now)):
            with refused(Refused, "Only people from the schools of this visit"):
                await attempt


async def test_actions_of_a_visit_reach_the_networks_list(approved: House) -> None:
    house = approved
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


async def test_an_action_without_an_owner_is_refused_at_its_field_and_nothing_is_kept(approved: House) -> None:
    house = approved
    visit, host, _, card = await first_pair(house)
    outcome = await record(house, host, visit, card, **{"peer_reviews.what_2": "Share"})
    assert outcome.errors == {"peer_reviews.owner_2": "Say who takes this on."}
    assert (await visits(house))[0].status == "planned"


async def test_long_and_lively_texts_are_kept_and_stay_harmless(approved: House) -> None:
    house = approved
    visit, host, reviewer, card = await first_pair(house)
    text = "<!channel> *wow* " + "x" * 2900
    assert (await record(house, host, visit, card, **{"peer_reviews.evidence": text})).ok
    await click(house, host, house.dm(host, reviewer)[-1], "peer_reviews.findings", visit)
    shown = json.dumps(house.person(host).view)
    assert "&lt;!channel&gt;" in shown


async def test_recording_twice_from_one_form_is_one_record(approved: House) -> None:
    house = approved
    visit, host, reviewer, card = await first_pair(house)
    await record(house, host, visit, card)
    said = len(house.dm(host, reviewer))
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert len(house.dm(host, reviewer)) == said
