"""Peer reviews through the front door: proposing and approving rounds."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Gone, Refused
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import School
from storage.models.peer_reviews import ReviewGroup, ReviewRound
from tests.handlers.review_story import (
    PRINCIPALS,
    group_messages,
    propose,
    visits,
)
from tests.house import House
from tests.loading import person_id
from tests.refusals import refused


@pytest.fixture
def house(monday: House) -> House:
    return monday


async def test_nine_schools_are_proposed_as_three_pairs_and_a_ring_and_nobody_is_told(house: House) -> None:
    view = await propose(house)
    await house.settle()
    shown = json.dumps(view, ensure_ascii=False)
    assert shown.count("• ") == 4
    assert "in a ring of three" in shown
    assert "None of these schools have reviewed each other before." in shown
    assert group_messages(house) == []
    assert await visits(house) == []


async def test_approving_tells_each_group_who_visits_whom(approved: House) -> None:
    house = approved
    assert len(await visits(house)) == 9, "three pairs visit both ways, and three in a ring"
    conversations = group_messages(house)
    assert len(conversations) == 4
    for messages in conversations:
        assert "visit" in json.dumps(messages[0])
        assert "Set the date" in json.dumps(messages[0])


async def test_seil_can_approve_what_the_chair_proposed(proposed: House) -> None:
    house = proposed
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


async def test_chair_keeps_a_pair_swaps_two_schools_keeps_two_apart_and_lets_one_sit_out(proposed: House) -> None:
    house = proposed
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


async def test_withdrawn_proposal_is_never_heard_of(proposed: House) -> None:
    house = proposed
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-review", "start")
    await house.settle()
    refused = house.said_to("UCHAIR")[-1]
    assert "A proposal for round 1 is already waiting" in refused["text"]
    await anna.click(refused, "run.command:cop-review")
    await house.settle()
    await anna.click(house.said_to("UCHAIR")[-1], "peer_reviews.look")
    await house.settle()
    await anna.click(anna.view, "peer_reviews.withdraw")
    await house.settle()
    assert "Nobody was told" in json.dumps(anna.view)
    assert group_messages(house) == []


async def test_the_next_round_pairs_schools_that_have_not_met(approved: House) -> None:
    house = approved
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


async def test_only_chair_and_seil_see_or_settle_a_proposal(proposed: House) -> None:
    house = proposed
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


async def test_unknown_words_get_buttons_for_what_works(house: House) -> None:
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-review", "karaoke")
    await house.settle()
    assert "Start a round" in json.dumps(house.said_to("UCHAIR")[-1])


async def test_member_sees_the_round_and_their_own_visits_with_buttons(approved: House) -> None:
    house = approved
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-review")
    await house.settle()
    shown = house.said_to("ULEE")[-1]
    assert "0 of 9 visits done" in shown["text"]
    buttons = json.dumps(shown)
    assert buttons.count("peer_reviews.date") == 2
    assert "peer_reviews.start" not in buttons
    assert "The other schools" not in buttons, "where single schools stand is for chair, SEIL and the schools"
