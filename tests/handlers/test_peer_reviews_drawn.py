"""A proposal that takes longer than a click may wait: answered at once, drawn once, whatever stops in between."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Refused
from services.delivery.engine import LEASE
from services.peer_reviews import StartRound, planning
from services.peer_reviews.drawing import draw
from storage.models import School
from storage.models.peer_reviews import ReviewGroup, ReviewRound
from tests.both_chats import CHATS, open_town
from tests.handlers.review_story import propose
from tests.house import House, melbourne
from tests.kept import house_after
from tests.refusals import refused


@pytest.fixture
async def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(planning, "PATIENCE", 0)
    async with house_after(House.settle, url=database_url, start=melbourne("2026-05-18 10:00")) as (found, _):
        yield found


async def rounds(house: House) -> list[ReviewRound]:
    async with house.database.read() as session:
        return list(await session.scalars(select(ReviewRound).order_by(ReviewRound.id)))


def told(house: House, words: str, person: str) -> list[dict[str, object]]:
    return [message for message in house.dm(person) if words in str(message["text"])]


async def test_the_click_is_answered_at_once_and_one_proposal_follows_though_the_worker_dies(house: House) -> None:
    anna, service = house.person("UCHAIR"), house.services.peer_reviews
    network, asker = await house.network(), await house.asker("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-review", "start")
    assert (await anna.submit(anna.view)).ok
    assert "working out the pairs" in json.dumps(anna.view)
    assert [found.status for found in await rounds(house)] == ["drawing"]
    with refused(Refused, "already being worked out"):
        await service.rounds.propose(StartRound(network.id, (), None), asker, house.now)
    seen = await service.overview.look(asker, network.id, house.now)
    assert seen.joint == ("drawing", "")
    # One worker dies before it draws, the next after it has drawn and before it has said so.
    assert await house.services.delivery.claim(house.now) is not None
    [waits] = await rounds(house)
    await draw(house.services.app, waits.workspace_id, waits.id, house.now)
    await house.go_to(house.now + 2 * LEASE)
    await house.settle()
    assert [found.status for found in await rounds(house)] == ["proposed"]
    [mine] = told(house, "here are the pairs", "UCHAIR")
    assert len(told(house, "here are the pairs", "USEIL")) == 1, "whoever else may approve it hears as well"
    await anna.click(mine, "peer_reviews.look")
    await house.settle()
    assert "These schools would visit each other" in json.dumps(anna.view)


async def test_drawing_again_leaves_the_proposal_until_there_is_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await propose(house)
    await house.settle()
    anna, arranging, asker = house.person("UCHAIR"), house.services.peer_reviews.arranging, await house.asker("UCHAIR")
    await anna.click(told(house, "here are the pairs", "UCHAIR")[-1], "peer_reviews.look")
    await house.settle()
    await anna.click(anna.view, "peer_reviews.shuffle")
    assert "working out the pairs" in json.dumps(anna.view)
    first = (await rounds(house))[0]
    assert await arranging.shuffle(asker, first.id, house.now) is None, "once, however often it is clicked"
    seen = await house.services.peer_reviews.overview.look(asker, first.network_id, house.now)
    assert seen.proposed == 1, "the one of before can still be approved"
    await house.settle()
    assert [found.status for found in await rounds(house)] == ["withdrawn", "proposed"]
    # A pair that is kept apart from now on is never approved, though its new proposal is still to come.
    redrawn = (await rounds(house))[-1]
    async with house.database.read() as session:
        groups = await session.scalars(select(ReviewGroup).where(ReviewGroup.round_id == redrawn.id))
        one, other = groups.first().school_ids[:2]  # type: ignore[union-attr]
    assert await arranging.keep_apart(asker, redrawn.id, one, other, (), house.now) is None
    with refused(Refused, "kept apart are together"):
        await house.services.peer_reviews.rounds.approve(asker, redrawn.id, house.now)
    await house.settle()
    assert [found.status for found in await rounds(house)] == ["withdrawn", "withdrawn", "proposed"]
    async with house.database.read() as session:
        last = await session.scalars(select(ReviewGroup).where(ReviewGroup.round_id > redrawn.id))
        assert not any({one, other} <= set(group.school_ids) for group in last)
    # Without a second school there is none: that is said as well, and nothing waits.
    second = (await rounds(house))[-1]
    await house.services.peer_reviews.rounds.withdraw(asker, second.id, house.now)
    async with house.database.read() as session:
        schools = [school.id for school in await session.scalars(select(School))]
    await house.services.peer_reviews.rounds.propose(
        StartRound(second.network_id, tuple(schools[1:]), None), asker, house.now
    )
    await house.settle()
    assert told(house, "at least two schools", "UCHAIR")
    assert {found.status for found in await rounds(house)} == {"withdrawn"}
    # One that is never drawn is not in the way of another.
    wish = StartRound(second.network_id, (), None)
    for _ in range(2):
        await house.services.peer_reviews.rounds.propose(wish, asker, house.now)
        house.bot_was_away_until("2026-05-18 11:00")
    assert [found.status for found in await rounds(house)][-2:] == ["withdrawn", "drawing"]
    house.bot_was_away_until("2026-05-18 11:30")
    monkeypatch.setattr(planning, "PATIENCE", 60)
    assert await house.services.peer_reviews.rounds.propose(wish, asker, house.now), "which is there at once"
    await house.settle()
    assert [found.status for found in await rounds(house)][-3:] == ["withdrawn", "withdrawn", "proposed"]


@pytest.mark.parametrize("chat", CHATS)
async def test_in_either_chat_the_pairs_follow_in_private_and_can_be_drawn_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch, chat: str
) -> None:
    monkeypatch.setattr(planning, "PATIENCE", 0)
    async with open_town(chat, database_url, melbourne("2026-05-18 10:00"), both_networks=False) as town:
        anna, priya, lee = (town.person(word) for word in ("UCHAIR", "USEIL", "ULEE"))
        await anna.types("review start")
        assert not await anna.fills_in()
        assert "working out the pairs" in anna.sees()
        await anna.puts_away()
        await town.house.settle()
        assert "here are the pairs for round 1" in anna.reads(None)
        await anna.presses("Look at the proposal")
        assert "These schools would visit each other" in anna.sees()
        await anna.presses("Draw again")
        assert "working out the pairs" in anna.sees()
        await town.house.settle()
        for leader in (anna, priya):
            assert leader.reads(None).count("here are the pairs for round 1") == 2, "once for each"
        assert "pairs" not in lee.reads_all()
