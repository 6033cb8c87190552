"""Attacks on results: by somebody who knows their own answer, and by whoever may change a network's people."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot import sample
from domain.errors import Refused
from domain.ratings import FISO_LEVELS
from domain.releases import pulse_look
from services.context import network_context
from services.delivery.engine import Skip
from services.pulses.occasions import fire_weekly
from services.schedule import Due, OccasionContext
from storage.models import Membership
from storage.models.assessments import AssessmentResult, AssessmentRound
from storage.models.pulses import Pulse, PulseResult
from storage.models.releases import ReleasePerson, ReleaseRow
from tests.house import House, melbourne, open_house
from tests.loading import person_id

SCHOOLS = ("UCHAIR", "UEXEC1", "UEXEC2", "ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH", "UCOOPER")
DUMMIES = ("UPATEL", "UBROWN", "UKAUR", "UBIANCHI")


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Monday 18 May, in networks that have been there for months."""
    async with open_house(database_url, melbourne("2026-05-18 07:00")) as found:
        await found.close_others()
        async with found.database.write() as session:
            network = await session.merge(await found.network())
            network.created_at = found.now - timedelta(days=200)
            await session.execute(
                delete(Membership).where(Membership.person_id.in_([person_id(one) for one in DUMMIES]))
            )
        yield found


async def start(house: House, item: str = "trust", by: str = "UCHAIR") -> Pulse:
    network = await house.network()
    done = await house.services.pulses.start(await house.asker(by), network.id, item, house.now)
    async with house.database.read() as session:
        return await session.get_one(Pulse, done.pulse_id)


async def answer(house: House, pulse: Pulse, answers: dict[str, int]) -> None:
    for person, level in answers.items():
        await house.services.pulses.answer(await house.asker(person), pulse.id, level, house.now)


async def remove(house: House, people: Sequence[str], by: str = "USEIL") -> None:
    network = await house.network()
    for person in people:
        await house.services.networks.presence.end_roles(
            await house.asker(by), network.id, person_id(person), house.now
        )


async def add(house: House, person: str, school_of: str, roles: Sequence[str], by: str = "USEIL") -> None:
    """Give somebody roles at the school that another person has, or had."""
    network = await house.network()
    async with house.database.read() as session:
        school = await session.scalar(
            select(Membership.school_id).where(
                Membership.network_id == network.id,
                Membership.person_id == person_id(school_of),
                Membership.school_id.is_not(None),
            )
        )
    asker = await house.asker(by)
    await house.services.networks.roster.save_person(asker, network.id, person_id(person), roles, school, house.now)


# Whose answers a result is about


async def test_a_seil_who_removes_eight_and_adds_four_gets_no_result_about_the_one_who_is_left(house: House) -> None:
    await remove(house, [*SCHOOLS[1:8], "UCHEN"])
    for dummy in DUMMIES:
        await add(house, dummy, "ULEE", ["delegate"])
    with pytest.raises(Refused, match="too_few_people") as refused:
        await start(house, by="USEIL")
    assert refused.value.values["asked"] == 2
    await house.jump(house.now + timedelta(days=8))
    with pytest.raises(Refused, match="too_few_people") as refused:
        await start(house, by="USEIL")
    assert refused.value.values["asked"] == 3, "a school has one voice, whoever is put there"


async def test_who_is_asked_is_fixed_at_the_opening_and_told_who_changed_the_list(house: House) -> None:
    await remove(house, ["ULEE"])
    await add(house, "UPATEL", "ULEE", ["member"])
    pulse = await start(house)
    await house.settle()
    card = house.channel()[-1]
    assert "Since the last pulse check: <@USEIL> added 1 and removed 1 person." in str(card["blocks"])
    with pytest.raises(Refused, match="not_asked_yet"):
        await answer(house, pulse, {"UPATEL": 4})
    await remove(house, SCHOOLS[4:])
    await answer(house, pulse, dict.fromkeys(("UCHAIR", *SCHOOLS[4:]), 3))
    await house.jump("2026-05-25 09:00")
    assert "middle of our answers" in house.channel()[-1]["text"], "removing people while it is open changes nothing"


async def test_a_school_has_one_voice_in_a_result(house: House) -> None:
    pulse = await start(house)
    await answer(house, pulse, {"UEXEC1": 3, "UCHEN": 3, "ULEE": 3, "UROSSI": 3, "UHADDAD": 3})
    await house.jump("2026-05-25 09:00")
    assert "Fewer than 5 schools answered" in house.channel()[-1]["text"], "five people of four schools"


# The same question twice


async def had_result(house: House, days_ago: int, item: str = "trust") -> Pulse:
    """A result to the question that closed that long ago."""
    network, closed = await house.network(), house.now - timedelta(days=days_ago)
    async with house.database.write() as session:
        for held in await session.scalars(select(Membership)):
            held.since = closed - timedelta(days=90)
        pulse = Pulse(
            workspace_id=network.workspace_id,
            network_id=network.id,
            item_key=item,
            instrument_version="1",
            question="?",
            threshold=5,
            asked=9,
            answered=5,
            opens_at=closed - timedelta(days=7),
            closes_at=closed,
            closed_at=closed,
            status="published",
        )
        session.add(pulse)
        await session.flush()
        session.add(PulseResult(workspace_id=network.workspace_id, pulse_id=pulse.id, level=3, count=5))
        return pulse


async def test_the_same_question_rests_for_a_term(house: House) -> None:
    await had_result(house, 19)
    with pytest.raises(Refused, match="asked_lately"):
        await start(house)


async def told_of(house: House, pulse: Pulse) -> tuple[ReleaseRow, set[str], dict[int, int]]:
    """What the ledger says of a question, who was asked it, and what is kept of the result."""
    async with house.database.read() as session:
        row = (await session.scalars(select(ReleaseRow).where(ReleaseRow.question == f"pulse-{pulse.id}"))).one()
        people = await session.scalars(select(ReleasePerson).where(ReleasePerson.question == row.question))
        kept = await session.scalars(select(PulseResult).where(PulseResult.pulse_id == pulse.id))
        return row, {one.person_id for one in people}, {one.level: one.count for one in kept}


@pytest.mark.parametrize(
    ("leave", "answers", "detail", "said", "why"),
    [
        (0, 9, "whole", "That is the middle of our answers.", "the same people tell no more together"),
        (1, 8, "middle", "Since the last time we were asked this, a few people came or went.", "the one who left"),
    ],
)
async def test_a_result_that_would_tell_on_the_one_who_left_is_told_coarser(
    house: House, leave: int, answers: int, detail: str, said: str, why: str
) -> None:
    await had_result(house, 101)
    await remove(house, SCHOOLS[9 - leave :])
    pulse = await start(house)
    await answer(house, pulse, dict.fromkeys(SCHOOLS[:answers], 3))
    await house.jump(house.now + timedelta(days=10, hours=3))
    row, people, kept = await told_of(house, pulse)
    assert row.detail == detail, why
    assert {person_id(one) for one in SCHOOLS[: 9 - leave]} <= people, "who was asked, whoever answered"
    assert said in str(house.channel()[-1])
    if detail != "middle":
        return
    assert sum(kept.values()) <= 2, "and no more is kept than is told"
    # A SEIL who holds two reports, and a director's beside them, has the same words twice.
    words = " to ".join(FISO_LEVELS.level(level).label for level in sorted(kept))
    for reader in ("USEIL", "UAREA"):
        house.world.channels[sample.MERRI_BEK].members.append(reader)
        await house.person(reader).command(sample.MERRI_BEK, "/cop-summary", "")
        await house.settle()
        told = {one.strip() for one in re.findall(r"Trust: ([A-Z][A-Za-z ]+)", str(house.dm(reader)[-1]["blocks"]))}
        assert told <= {words, "Embedding"}, "what the channel read now, and the time before"
        assert words in told


async def test_nobody_is_asked_where_nothing_could_be_told(house: House) -> None:
    """Of six schools one leaves: whatever was told of the five, the two results could be about the one."""
    before = await had_result(house, 101)
    look = pulse_look((0, 1, 4, 1), 6, 6, 5)
    place = {"workspace_id": before.workspace_id, "network_id": before.network_id, "question": f"pulse-{before.id}"}
    told = {"item_key": "trust", "levels": 4, "answers": 6, "threshold": 5, "detail": "whole", "looks": [look]}
    async with house.database.write() as session:
        session.add(ReleaseRow(**place, **told, released_at=before.closes_at))
        for one in SCHOOLS[:6]:
            session.add(ReleasePerson(**place, person_id=person_id(one), speaks=True, asked_at=before.opens_at))
    await remove(house, [*SCHOOLS[5:], "UCHEN"])
    with pytest.raises(Refused, match="would_tell_nothing"):
        await start(house)


async def test_the_weekly_programme_asks_nothing_where_every_item_rests(house: House) -> None:
    for item in house.services.app.instrument.item_keys:
        await had_result(house, 30, item)
    async with house.database.write() as session:
        network = await session.merge(await house.network())
        network.weekly_pulse = True
        place = await network_context(house.services.app, session, network)
        due = Due("pulses.weekly", "2026-T2-W06", house.now, house.now, "", {})
        occasion = OccasionContext(session, place, due, house.now, house.services.app)
        assert await fire_weekly(occasion) == Skip("every item had a result too short a time ago")


# The raters of a self-assessment


async def the_round(house: House) -> AssessmentRound:
    network = await house.network()
    async with house.database.read() as session:
        return (await session.scalars(select(AssessmentRound).where(AssessmentRound.network_id == network.id))).one()


async def rate(house: House, person: str, level: int) -> None:
    found, keys = await the_round(house), house.services.app.instrument.item_keys
    levels = dict.fromkeys(keys, level)
    await house.services.assessments.save(await house.asker(person), found.id, levels, house.now)


async def test_a_seil_who_removes_raters_and_rates_with_a_dummy_changes_no_raters(house: House) -> None:
    await add(house, "UPATEL", "ULEE", ["executive"])
    await house.go_to("2026-05-18 09:00")
    for asked in ("UCHAIR", "UEXEC1", "UEXEC2", "USEIL"):
        told = "Who rates: <@UCHAIR>, <@UEXEC1>, <@UEXEC2> and <@USEIL>. That stays so until it closes."
        assert any(told in message["text"] for message in house.dm(asked)), asked
    await remove(house, ["UEXEC1"])
    await add(house, "UBROWN", "UEXEC1", ["executive"])
    for dummy in ("UPATEL", "UBROWN"):
        with pytest.raises(Refused, match="not_a_rater"):
            await rate(house, dummy, 1)
    for rater in ("UEXEC1", "UCHAIR", "USEIL"):
        await rate(house, rater, 3)
    await house.jump("2026-06-09 10:00")
    closed = await the_round(house)
    assert (closed.status, closed.raters_finished, closed.raters_asked, closed.people) == ("revealed", 3, 4, None)


async def test_of_five_raters_who_all_agree_or_nearly_the_middle_alone_is_kept_and_shown(house: House) -> None:
    async with house.database.write() as session:
        network = await house.network()
        for person in ("ULEE", "UROSSI"):
            session.add(
                Membership(
                    workspace_id=network.workspace_id,
                    network_id=network.id,
                    person_id=person_id(person),
                    role="executive",
                    since=house.now,
                )
            )
    await house.go_to("2026-05-18 09:00")
    for rater, level in {"UCHAIR": 1, "UEXEC1": 3, "UEXEC2": 3, "ULEE": 3, "UROSSI": 3}.items():
        await rate(house, rater, level)
    await house.jump("2026-06-09 10:00")
    async with house.database.read() as session:
        kept = {(row.level, row.count) for row in await session.scalars(select(AssessmentResult))}
    assert kept == {(3, 5)}, "the one who rated otherwise cannot be certain of the others"
    said = str(house.dm("UCHAIR")[-1])
    assert "the middle alone is shown" in said
    assert "only the middle is shown" in said
    assert "(1, 0, 4, 0)" not in said
