"""Comments beside answers, and a network's own questions, through the front door."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text

from bot import sample
from domain.errors import Gone
from storage.models import Membership, Person, School
from storage.models.pulses import Pulse, PulseComment, SealedComment
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.refusals import refused

SCHOOLS = 8
"""As many as are added to the sample's nine."""


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(set_up, url=database_url, start=melbourne("2026-05-18 10:00")) as (found, _):
        yield found


async def set_up(found: House) -> None:
    network = await found.network()
    async with found.database.write() as session:
        for number in range(SCHOOLS):
            user = f"UMORE{number}"
            found.world.add_user(user, user.lower(), f"Quentin Zeller{number}", f"{user}@example.org")
            school = School(workspace_id=network.workspace_id, name=f"Yarrabee {number} Primary School")
            person = Person(id=person_id(user), workspace_id=network.workspace_id, chat_id=user, name="")
            session.add_all([school, person])
            await session.flush()
            session.add(
                Membership(
                    workspace_id=network.workspace_id,
                    network_id=network.id,
                    school_id=school.id,
                    person_id=person.id,
                    role="member",
                    since=found.now,
                )
            )


async def ask(house: House, **fields: str) -> dict[str, object]:
    """The chair asks by the form; returns what they were told in it."""
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse")
    await house.settle()
    await chair.submit(chair.view, {f"pulses.{name}": value for name, value in fields.items()})
    await chair.submit(chair.view)
    await house.settle()
    return chair.view


async def answer_with_comments(house: House, people: list[str]) -> None:
    pulse = await newest(house)
    for number, person in enumerate(people):
        asker = await house.asker(person)
        await house.services.pulses.answer(asker, pulse.id, 3, house.now)
        words = f"Comment {number} from here"
        await house.services.pulses.comments.save(asker, pulse.id, words, "pulses.words", house.now)


async def newest(house: House) -> Pulse:
    async with house.database.read() as session:
        return (await session.scalars(select(Pulse).order_by(Pulse.id.desc()))).all()[0]


async def test_comments_are_masked_at_once_sealed_and_shown_from_ten_on(house: House) -> None:
    await ask(house, item="trust")
    card = house.channel()[-1]
    lee = house.person("ULEE")
    await lee.click(card, "pulses.answer:3")
    await house.settle()
    await lee.click(house.said_to("ULEE")[-1], "pulses.comment")
    await house.settle()
    assert "can give you away" in json.dumps(lee.view)
    await lee.submit(lee.view, {"pulses.words": "quentin at Yarrabee 3 Primary School helped <@UCHAIR>"})
    assert "“[name] at [school] helped [name]”" in json.dumps(lee.view, ensure_ascii=False)
    async with house.database.read() as session:
        [sealed] = (await session.scalars(select(SealedComment.sealed))).all()
        voters = set((await session.scalars(text("SELECT voter_key FROM sealed_answers"))).all())
        assert set((await session.scalars(select(SealedComment.writer_key))).all()).isdisjoint(voters)
    assert b"helped" not in sealed
    await answer_with_comments(house, ["UCHAIR", "UEXEC1", *(f"UMORE{number}" for number in range(SCHOOLS))])
    async with house.database.read() as session:
        assert {len(one) for one in (await session.scalars(select(SealedComment.sealed))).all()} == {len(sealed)}
    await house.go_to("2026-05-25 12:00")
    shown = json.dumps([m for m in house.channel() if "What some of us added" in m["text"]], ensure_ascii=False)
    assert "[name] at [school] helped [name]" in shown
    assert shown.count("from here") == 10
    async with house.database.read() as session:
        assert (await session.scalars(select(SealedComment))).all() == []
    with refused(Gone, "closed"):
        await answer_with_comments(house, ["ULEE"])


async def test_fewer_than_ten_comments_are_destroyed(house: House) -> None:
    await ask(house, item="trust")
    await answer_with_comments(house, ["UCHAIR", *(f"UMORE{number}" for number in range(SCHOOLS))])
    asker, pulse = await house.asker("UEXEC1"), await newest(house)
    await house.services.pulses.comments.save(asker, pulse.id, "one more", "pulses.words", house.now)
    await house.services.pulses.comments.save(asker, pulse.id, "", "pulses.words", house.now)  # and taken back
    await house.go_to("2026-05-25 12:00")
    assert not [m for m in house.channel() if "What some of us added" in m["text"]]
    async with house.database.read() as session:
        for table in (SealedComment, PulseComment):
            assert (await session.scalars(select(table))).all() == []


async def test_a_question_in_own_words_with_its_own_answers_on_a_day(house: House) -> None:
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-pulse")
    await house.settle()
    own = {"pulses.own": "Do our visits change what we do at home", "pulses.scale": "often"}
    for wrong in ("2026-05-23", "2026-05-18"):
        assert (await chair.submit(chair.view, own | {"pulses.on": wrong})).errors
    await chair.submit(chair.view, own | {"pulses.on": "2026-05-26"})
    await chair.submit(chair.view)
    await house.settle()
    assert "On Tuesday 26 May I ask" in json.dumps(chair.view)
    await chair.command(sample.MERRI_BEK, "/cop-pulse", "withdraw")
    await house.settle()
    assert "Planned for Tuesday 26 May" in house.said_to("UCHAIR")[-1]["text"]
    await house.go_to("2026-05-26 09:00")
    card = house.channel()[-1]
    assert "Do our visits change what we do at home?" in card["text"]
    assert [b["text"]["text"] for b in card["blocks"][-2]["elements"]] == ["Never", "Sometimes", "Often", "Always"]
    await answer_with_comments(house, [f"UMORE{number}" for number in range(SCHOOLS)])
    await house.go_to("2026-06-02 12:00")
    assert [m for m in house.channel() if "“Do our visits change what we do at home?”: Often." in m["text"]]


async def test_a_planned_question_is_not_asked_by_somebody_who_no_longer_leads(house: House) -> None:
    await ask(house, own="Do our visits change what we do?", on="2026-05-26")
    async with house.database.write() as session:
        chair = select(Membership).where(Membership.person_id == person_id("UCHAIR"), Membership.until.is_(None))
        for held in (await session.scalars(chair)).all():
            held.until = house.now
    await house.go_to("2026-05-26 09:00")
    assert "don't lead the network any more" in house.dm("UCHAIR")[-1]["text"]
    assert (await newest(house)).status == "withdrawn"
