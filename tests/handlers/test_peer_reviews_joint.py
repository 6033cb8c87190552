"""A round of two networks, through the front door: asked, agreed, one plan, both approve; records stay the hosts'."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from services.peer_reviews import InviteNetwork, SetDate
from services.peer_reviews.schools import review_schools
from storage import peer_reviews as rows
from storage.models import Network, Person
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit
from tests.house import House
from tests.refusals import refused


@pytest.fixture
def house(monday: House) -> House:
    return monday


def told(house: House, words: str, person: str) -> list[dict[str, object]]:
    return [message for message in house.dm(person) if words in str(message["text"])]


async def waiting(house: House) -> int:
    """The id of the round that the other network is asked for."""
    async with house.database.read() as session:
        [invited] = await session.scalars(select(ReviewRound))
    return invited.id


@pytest.mark.both_networks
async def test_two_networks_plan_one_round_and_each_counts_the_visits_to_its_own_schools(house: House) -> None:
    here, there = await house.network("Merri-bek"), await house.network("Moonee Valley")
    chair, other = house.person("UCHAIR"), house.person("UBIANCHI")
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-review", "with Pascoe Hill PS")
    await house.settle()
    assert "peer_reviews." in str(house.said_to("ULEE")[-1]), "the overview: that is a school"
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-review", "with Moonee Valley")
    await house.settle()
    assert "chair" in str(house.said_to("ULEE")[-1])
    await chair.command(sample.MERRI_BEK, "/cop-review", "with Monee Valley network by 12 June, please")
    await house.settle()
    assert '"text": "Moonee Valley"' in json.dumps(chair.view).split("initial_option")[1][:99], "chosen"
    assert "2026-06-12" in json.dumps(chair.view)
    await chair.command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "peer_reviews.joint")
    await house.settle()
    outcome = await chair.submit(chair.view, {"peer_reviews.other_network": str(there.id)})
    assert outcome.ok
    await house.settle()
    async with house.database.write() as session:
        (await session.get_one(Network, there.id)).review_visits = 1
    with refused(Refused, "one visit a round"):
        await house.services.peer_reviews.joint.agree(await house.asker("UBIANCHI"), await waiting(house), house.now)
    async with house.database.write() as session:
        (await session.get_one(Network, there.id)).review_visits = 2
    [asked] = told(house, "would like a round", "UBIANCHI")
    assert not told(house, "would like a round", "UPATEL"), "chair and SEIL alone"
    invited = await waiting(house)
    with refused(Refused, "chair"):
        await house.services.peer_reviews.joint.agree(await house.asker("UCHAIR"), invited, house.now)
    overview = await house.services.peer_reviews.overview.look(await house.asker("UBIANCHI"), there.id, house.now)
    assert overview.invitations == [(invited, "Merri-bek")], "it waits with /cop-review too"
    await other.click(asked, "peer_reviews.agree")
    await house.settle()
    assert told(house, "is settled", "UBIANCHI")
    for who, leader in (("UCHAIR", chair), ("UBIANCHI", other)):
        [waits] = told(house, "is drawn", who)
        await leader.click(waits, "peer_reviews.look")
        await house.settle()
        assert "Together with" in json.dumps(leader.view)
        assert "Draw again" not in json.dumps(leader.view), "one plan, not one network's to change"
        assert not any(c.kind == "mpim" for c in house.world.channels.values()), "no school has heard"
        assert (await leader.submit(leader.view)).ok
        await house.settle()
    async with house.database.read() as session:
        mine, theirs = [await rows.latest_approved(session, one.id) for one in (here, there)]
        assert mine is not None
        assert theirs is not None
        counts = [await rows.counts(session, one.id, house.local.date()) for one in (mine, theirs)]
        visits = list(await session.scalars(select(ReviewVisit).order_by(ReviewVisit.id)))
        people = {person.id: person.chat_id for person in await session.scalars(select(Person))}
    hosted = {network.id: {v.host_school_id for v in visits if v.network_id == network.id} for network in (here, there)}
    assert [count.total for count in counts] == [len(hosted[here.id]), len(hosted[there.id])], "each once, at home"
    assert not hosted[here.id] & hosted[there.id]
    across, back = next(
        (one, other)
        for one in visits
        for other in visits
        if one.network_id == here.id != other.network_id
        and (one.host_school_id, one.reviewer_school_id) == (other.reviewer_school_id, other.host_school_id)
    )
    async with house.database.read() as session:
        known = (await review_schools(session, here.id)).people
    visitor = next(people[one] for one in sorted(known[across.reviewer_school_id]) if people[one] != "USEIL")
    host = next(people[one] for one in sorted(known[across.host_school_id]))
    service = house.services.peer_reviews
    wish = SetDate(across.id, house.local.date().replace(day=28), "How do we teach writing?", None)
    await service.visits.set_date(wish, await house.asker(visitor), house.now)
    seen = await service.overview.look(await house.asker(visitor), there.id, house.now)
    assert {line.visit_id for line in seen.visits} >= {across.id}, "a visitor finds the visit from their own network"
    with refused(Refused, "host"):
        await service.findings.write(await house.asker(visitor), across.id, "Ours", "network", house.now)
    await service.dropping_out.leave(await house.asker(host), across.group_id, house.now)
    await house.settle()
    async with house.database.read() as session:
        now = {v.id: v.status for v in await session.scalars(select(ReviewVisit))}
    assert now[across.id] == now[back.id] == "dropped", "in both networks' parts of the round"
    assert told(house, "can't do round 1", "UBIANCHI"), "the school over there is left without a visit"
    with refused(Gone, "no visit to come"):
        await service.dropping_out.leave(await house.asker(host), across.group_id, house.now)


@pytest.mark.both_networks
async def test_rings_of_three_go_across_two_networks_and_each_school_hosts_and_visits_once(house: House) -> None:
    here, there = await house.network("Merri-bek"), await house.network("Moonee Valley")
    service, chair, other = house.services.peer_reviews, await house.asker("UCHAIR"), await house.asker("UBIANCHI")
    await service.joint.invite(InviteNetwork(here.id, there.id, None, size=3), chair, house.now)
    await house.settle()
    [asked] = told(house, "would like a round", "UBIANCHI")
    assert "rings of three" in str(asked["text"])
    await service.joint.agree(other, await waiting(house), house.now)
    seen = await service.overview.look(other, there.id, house.now)
    assert seen.joint == ("drawing", "Merri-bek"), "the answer does not wait for the plan"
    await house.settle()
    async with house.database.read() as session:
        rounds = list(await session.scalars(select(ReviewRound).order_by(ReviewRound.id)))
    assert [(one.status, one.review_size) for one in rounds] == [("proposed", 3)] * 2
    for who, one in ((chair, rounds[0]), (other, rounds[1])):
        await service.joint.approve(who, one.id, house.now)
    async with house.database.read() as session:
        groups = {tuple(one.school_ids) for one in await session.scalars(select(ReviewGroup))}
        visits = list(await session.scalars(select(ReviewVisit)))
        homes = {one.id: (await review_schools(session, one.id)).active for one in (here, there)}
    assert any(set(group) & homes[here.id] and set(group) & homes[there.id] for group in groups)
    taking_part = sorted(school for group in groups for school in group)
    assert sorted(visit.host_school_id for visit in visits) == taking_part
    assert sorted(visit.reviewer_school_id for visit in visits) == taking_part
    assert all(visit.host_school_id in homes[visit.network_id] for visit in visits)
    assert max(map(len, groups)) == 3
