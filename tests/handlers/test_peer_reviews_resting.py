"""Where an odd school rests in its turn: as a network's setting, in a proposal, and when a place falls free."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot import sample
from storage.models import School
from storage.models.peer_reviews import ReviewGroup, ReviewRound
from tests.handlers.review_story import PRINCIPALS, first_pair, group_messages, propose, visits
from tests.house import House, melbourne
from tests.kept import house_after


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 18 May, in a network of nine schools."""
    async with house_after(
        House.settle, url=database_url, start=melbourne("2026-05-18 10:00"), both_networks=False
    ) as (found, _):
        yield found


async def proposed(house: House) -> tuple[ReviewRound, list[list[int]], dict[int, str]]:
    """The newest round, its groups, and all schools' names."""
    async with house.database.read() as session:
        found = (await session.scalars(select(ReviewRound).order_by(ReviewRound.id.desc()).limit(1))).one()
        groups = await session.scalars(select(ReviewGroup).where(ReviewGroup.round_id == found.id))
        names = {school.id: school.name for school in await session.scalars(select(School))}
        return found, [list(group.school_ids) for group in groups], names


async def test_one_school_rests_each_time_by_turns_by_the_chairs_choice_and_until_another_cannot(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-review", "settings")
    await house.settle()
    assert (await chair.submit(chair.view, {"peer_reviews.size": "rest"})).ok
    shown = json.dumps(await propose(house))
    found, groups, names = await proposed(house)
    first = found.rests_id or 0
    assert [len(group) for group in groups] == [2] * 4
    assert f"Rests this round: {names[first]}. It is one of 9 schools that have not had their turn yet" in shown
    # Another rests by the chair's choice, and does so however often the proposal is drawn again.
    other = groups[0][0]
    await chair.click(chair.view, "peer_reviews.swap")
    assert (await chair.submit(chair.view, {"peer_reviews.one": str(first), "peer_reviews.other": str(other)})).ok
    assert f"Rests this round: {names[other]}, as was chosen. It is one of 9 schools" in json.dumps(chair.view)
    await chair.click(chair.view, "peer_reviews.shuffle")
    found, groups, _ = await proposed(house)
    assert (found.rests_id, found.rest_kept) == (other, True)
    await chair.click(chair.view, "peer_reviews.keep:0")
    await chair.click(chair.view, "peer_reviews.shuffle")
    found, groups, _ = await proposed(house)
    assert found.rests_id not in (None, other), "let go, another rests"
    rests = names[found.rests_id or 0]
    assert (await chair.submit(chair.view)).ok
    await house.settle()
    # Nobody hears of it but the school, and the chair who looks.
    principal = PRINCIPALS[rests]
    assert len([m for m in house.dm(principal) if "rests in round 1" in m["text"]]) == 1
    assert not any("rests" in json.dumps(m) for messages in group_messages(house) for m in messages)
    for reader in {principal, "UCHAIR", "ULEE"}:
        await house.person(reader).command(sample.MERRI_BEK, "/cop-review")
        await house.settle()
        seen = f"{rests}* rests this round" in house.said_to(reader)[-1]["text"]
        assert seen == (reader in (principal, "UCHAIR")), reader
    # A school cannot: the one that rests is the first that is asked for.
    visit, host, reviewer, card = await first_pair(house)
    await house.person(host).click(card, f"peer_reviews.leave:{visit.group_id}")
    await house.settle()
    [asked] = [m for m in house.dm("USEIL") if "can't do round 1" in m["text"]]
    seil = house.person("USEIL")
    await seil.click(asked, "peer_reviews.replacement")
    assert f"{rests} is free, as it rests this round" in json.dumps(seil.view)
    assert (await seil.submit(seil.view)).ok
    await house.settle()
    assert house.dm(reviewer, principal) or house.dm(principal, reviewer), "both have their message"
    assert any("takes part in this round" in m["text"] for m in house.dm(principal)), "in the place of what it was told"
    assert (await proposed(house))[0].rests_id is None, "so it has not had its turn"
    assert len([one for one in await visits(house) if one.status == "planned"]) == 8


async def test_a_turn_at_rest_is_remembered_for_the_next_round_and_in_looking_back(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-review", "one rests")
    await house.settle()
    rested: list[int | None] = []
    for number in (1, 2):
        assert (await chair.submit(chair.view)).ok
        shown = json.dumps(chair.view)
        assert f"one of {10 - number} schools that have not had their turn yet" in shown
        assert (await chair.submit(chair.view)).ok
        rested.append((await proposed(house))[0].rests_id)
        await chair.command(sample.MERRI_BEK, "/cop-review")
        await house.settle()
        await chair.click(house.said_to("UCHAIR")[-1], "peer_reviews.end")
        await house.settle()
        await chair.command(sample.MERRI_BEK, "/cop-review", "rest")
        await house.settle()
    assert len(set(rested)) == 2
    _, _, names = await proposed(house)
    async with house.database.read() as session:
        assert {one.review_odd for one in await session.scalars(select(ReviewRound))} == {"rest"}
    await chair.command(sample.MERRI_BEK, "/cop-review", "matrix")
    await house.settle()
    matrix = json.dumps(house.dm("UCHAIR")[-1])
    assert "Not visited yet, after a turn at rest: " in matrix
    assert all(names[one or 0] in matrix.split("after a turn at rest: ")[1].split("\\n")[0] for one in rested)
    await chair.command(sample.MERRI_BEK, "/cop-review", "year")
    await house.settle()
    assert "2 schools rested in turn" in json.dumps(house.said_to("UCHAIR")[-1])
