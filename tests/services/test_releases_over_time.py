"""Attacks over time: several results of one question, while people join and leave."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from domain.errors import Refused
from domain.releases import pulse_looks, rating_look, rating_looks, union
from domain.telling import Told
from services.assessments.rounds import close_round, open_round, raters_of
from services.context import network_context
from services.pulses.closing import close
from storage import assessments as assessment_rows
from storage import networks as network_rows
from storage import releases as release_rows
from storage.models import Membership
from storage.models.assessments import AssessmentRound
from storage.models.pulses import Pulse
from storage.models.releases import ReleasePerson, ReleaseRow
from tests.certain import People, pinned
from tests.house import House, melbourne, open_house
from tests.loading import person_id

MUCH = bool(os.environ.get("COP_TEST_EVERYTHING"))
CROWD = ("ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH", "UCOOPER")
DAYS = [melbourne(f"{day} 10:00") for day in ("2026-05-18", "2026-09-07", "2027-02-15")]
"""More than a term apart, and within three half-years."""
ITEMS = count()

MONTHS = st.lists(
    st.tuples(
        st.integers(0, 6).map(lambda n: set(CROWD) - set(CROWD[n : n + 1])),  # one is away, or nobody
        st.lists(st.integers(1, 4), min_size=6, max_size=6),
    ),
    min_size=2,
    max_size=3,
)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A network of six schools, each with its principal, and a SEIL who asks."""
    async with open_house(database_url, DAYS[0] - timedelta(days=1), weekly_pulse=False, both_networks=False) as found:
        async with found.database.write() as session:
            network = await session.merge(await found.network())
            network.created_at = found.now - timedelta(days=200)
            keeps = [person_id(one) for one in (*CROWD, "USEIL")]
            await session.execute(delete(Membership).where(Membership.person_id.not_in(keeps)))
            for held in await session.scalars(select(Membership)):
                held.since, held.counts_from = found.now - timedelta(days=100), None
        yield found


async def come_and_go(house: House, wanted: set[str], now: datetime) -> None:
    """Let just these be the network's people, by the ways that a SEIL has."""
    network, asker = await house.network(), await house.asker("USEIL")
    async with house.database.read() as session:
        rows = (await session.scalars(select(Membership).where(Membership.network_id == network.id))).all()
    here = {row.person_id for row in rows if row.until is None}
    schools = {row.person_id: row.school_id for row in rows if row.school_id is not None}
    for who in CROWD:
        person = person_id(who)
        if person in here and who not in wanted:
            await house.services.networks.presence.end_roles(asker, network.id, person, now)
        if person not in here and who in wanted:
            roster = house.services.networks.roster
            await roster.save_person(asker, network.id, person, ["member"], schools[person], now)
    async with house.database.write() as session:
        for held in await session.scalars(select(Membership).where(Membership.since >= now)):
            held.counts_from = now  # as if the operators' list had brought them: no waiting week


async def ask_and_close(house: House, item: str, answers: dict[str, int], now: datetime) -> None:
    """A question, its answers and its close, at that moment and a week later. Nothing where nobody is asked."""
    network = await house.network()
    try:
        done = await house.services.pulses.start(await house.asker("USEIL"), network.id, item, now)
    except Refused:
        return
    for who, level in answers.items():
        await house.services.pulses.answer(await house.asker(who), done.pulse_id, level, now)
    async with house.database.write() as session:
        row = await network_rows.network(session, network.workspace_id, network.id)
        pulse = await session.get_one(Pulse, done.pulse_id)
        place = await network_context(house.services.app, session, row)
        await close(session, place, house.services.app.instrument, pulse, now + timedelta(days=7))


async def everything_told(house: House, item: str) -> list[tuple[People, Told]]:
    """What the ledger says was told of the item, and of whom: all that anybody could hold together."""
    async with house.database.read() as session:
        rows = (await session.scalars(select(ReleaseRow).where(ReleaseRow.item_key == item))).all()
        found = []
        for row in rows:
            people = await session.scalars(select(ReleasePerson).where(ReleasePerson.question == row.question))
            asked = frozenset(one.person_id for one in people if one.speaks)
            looks = pulse_looks(row.answers, row.threshold, row.levels)
            found.append((asked, union(looks, row.looks or list(looks))))
    return found


@settings(
    max_examples=12 if MUCH else 2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(months=MONTHS)
async def test_whoever_keeps_every_result_while_people_come_and_go_is_certain_of_nobody(
    house: House, months: list[tuple[set[str], list[int]]]
) -> None:
    keys = house.services.app.instrument.item_keys
    item = keys[next(ITEMS) % len(keys)]  # another question each time: what was told of one stays told
    for (wanted, levels), now in zip(months, DAYS, strict=False):
        await come_and_go(house, wanted, now - timedelta(hours=1))
        answers = {who: level for who, level in zip(CROWD, levels, strict=True) if who in wanted}
        await ask_and_close(house, item, answers, now)
    told = await everything_told(house, item)
    assert told, "the first time somebody was told something"
    assert pinned(told) == []


async def rated(house: House, half_year: str, ratings: dict[str, int], now: datetime) -> AssessmentRound:
    """A round of these raters, each with one level for all items, closed a week later."""
    network = await house.network()
    async with house.database.write() as session:
        row = await network_rows.network(session, network.workspace_id, network.id)
        place = await network_context(house.services.app, session, row)
        instrument = house.services.app.instrument
        found = await open_round(
            session, place, instrument, half_year=half_year, closes_at=now + timedelta(days=7), now=now, tell_at=now
        )
        assert set(await raters_of(session, found)) == {person_id(one) for one in ratings}
    for who, level in ratings.items():
        levels = dict.fromkeys(instrument.item_keys, level)
        await house.services.assessments.save(await house.asker(who), found.id, levels, now)
    async with house.database.write() as session:
        row = await network_rows.network(session, network.workspace_id, network.id)
        place = await network_context(house.services.app, session, row)
        assert await close_round(session, place, found.id, found.closes_at)
        return await session.get_one(AssessmentRound, found.id)


async def lead(house: House, leaders: Sequence[str], now: datetime) -> None:
    """Let just these lead the network, from long before."""
    network = await house.network()
    async with house.database.write() as session:
        await session.execute(delete(Membership).where(Membership.role.in_(("chair", "executive", "seil"))))
        for number, who in enumerate(leaders):
            role = "chair" if not number else "executive"
            place = {"workspace_id": network.workspace_id, "network_id": network.id, "person_id": person_id(who)}
            session.add(Membership(**place, role=role, since=now - timedelta(days=100)))


async def test_a_leader_in_the_place_of_another_leaves_ratings_of_neither_to_be_worked_out(house: House) -> None:
    """Six rate; half a year later one of them is another, and all who stay rate as before."""
    before = dict(zip(CROWD, (2, 2, 2, 3, 3, 4), strict=True))
    await lead(house, CROWD, DAYS[0])
    first = await rated(house, "2026-S1", before, DAYS[0])
    after = {who: level for who, level in before.items() if who != "UCOOPER"} | {"UCHAIR": 2}
    await lead(house, list(after), DAYS[1])
    second = await rated(house, "2026-S2", after, DAYS[1])
    async with house.database.read() as session:
        counted = await assessment_rows.results(session, [first, second])
        rows = (await session.scalars(select(ReleaseRow).where(ReleaseRow.item_key == "trust"))).all()
        asked = await release_rows.speakers(session, [row.question for row in rows])
    assert counted[first.id]["trust"].counts == (0, 3, 2, 1)
    told = counted[second.id]["trust"]
    assert told.middle_only, "with all numbers, the one who left rated 4, and the one who came 2"
    assert told.median is not None
    assert told.agreement is None
    released = [(asked[row.question], union(rating_looks(row.answers, row.levels), row.looks)) for row in rows]
    assert len(released) == 2
    assert pinned(released) == []
    whole = rating_looks(6, 4)
    as_usual = [(asked[row.question], whole[rating_look(counts)]) for row, counts in zip(rows, PAIR, strict=True)]
    assert person_id("UCOOPER") in pinned(as_usual), "the attack works where numbers are told"


PAIR = ((0, 3, 2, 1), (0, 4, 2, 0))
