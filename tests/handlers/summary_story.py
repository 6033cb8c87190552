"""Half a year of the sample network, put straight into the database for the summary to read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.kept_instrument import instrument_as_data
from prompts.instrument import load_instrument
from storage.models import Network, School, SchoolMembership
from storage.models.actions import Action
from storage.models.assessments import AssessmentResult, AssessmentRound
from storage.models.introductions import Introduction
from storage.models.meetings import Attendance, Meeting
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit
from storage.models.pulses import Pulse, PulseResult
from tests.house import House, melbourne
from tests.loading import person_id

SECRETS = ("Ring Sam Haddad", "a frank finding", "they should talk", "UHADDAD", "UWALSH", "Bluestone Street")
"""What nobody may read in a summary: a person, a school, what a finding or an introduction says."""


async def tell_story(house: House) -> None:
    """One meeting held and one booked, two assessments, pulses, a round of reviews, introductions and actions."""
    async with house.database.write() as session:
        network = await session.scalar(select(Network).where(Network.name == "Merri-bek"))
        assert network is not None
        schools = list(
            await session.scalars(
                select(School)
                .join(SchoolMembership)
                .where(SchoolMembership.network_id == network.id)
                .order_by(School.name)
            )
        )
        await _meetings(session, network, schools)
        await add_assessment(session, network, "2025-S2", melbourne("2025-11-21 17:00"), level=2)
        await add_assessment(session, network, "2026-S1", melbourne("2026-06-05 17:00"), level=3)
        await _pulses(session, network)
        await _reviews(session, network, schools)
        _introductions(session, network)
        _actions(session, network)


async def _meetings(session: AsyncSession, network: Network, schools: list[School]) -> None:
    held = _meeting(network, "2026-T1", melbourne("2026-03-12 14:00"), "held")
    session.add_all([held, _meeting(network, "2026-T2", melbourne("2026-06-24 14:00"), "booked")])
    await session.flush()
    session.add_all(
        Attendance(workspace_id=network.workspace_id, meeting_id=held.id, school_id=school.id)
        for school in schools
        if "Bluestone" not in school.name
    )


def _meeting(network: Network, term: str, starts_at: datetime, status: str) -> Meeting:
    return Meeting(
        workspace_id=network.workspace_id,
        network_id=network.id,
        term=term,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Coburg Lake PS",
        status=status,
        uid=f"{term}@test",
        booked_by=person_id("UCHAIR"),
        booked_at=starts_at - timedelta(days=30),
        minutes_at=starts_at if status == "held" else None,
    )


async def add_assessment(
    session: AsyncSession, network: Network, half_year: str, closed_at: datetime, *, level: int
) -> None:
    """A revealed round of four raters: everything at `level`, but for trust, which stays at 2."""
    instrument = load_instrument()
    found = AssessmentRound(
        workspace_id=network.workspace_id,
        network_id=network.id,
        half_year=half_year,
        instrument_version=instrument.version,
        instrument=instrument_as_data(instrument),
        opens_at=closed_at - timedelta(days=14),
        closes_at=closed_at,
        closed_at=closed_at,
        status="revealed",
        raters_asked=5,
        raters_finished=4,
    )
    session.add(found)
    await session.flush()
    session.add_all(
        AssessmentResult(
            workspace_id=network.workspace_id,
            round_id=found.id,
            item_key=key,
            level=2 if key == "trust" else level,
            count=4,
        )
        for key in instrument.item_keys
    )


async def _pulses(session: AsyncSession, network: Network) -> None:
    for item, status, closes in (
        ("focus", "published", "2026-05-15 17:00"),
        ("monitoring", "withheld", "2026-05-22 17:00"),
        ("strategy", "open", "2026-06-16 17:00"),
    ):
        found = Pulse(
            workspace_id=network.workspace_id,
            network_id=network.id,
            item_key=item,
            instrument_version="1",
            question=f"What of {item}?",
            threshold=5,
            asked=10,
            answered=8 if status == "published" else None,
            opens_at=melbourne("2026-05-11 09:00"),
            closes_at=melbourne(closes),
            closed_at=None if status == "open" else melbourne(closes),
            status=status,
            secret=b"s" * 32 if status == "open" else None,
        )
        session.add(found)
        await session.flush()
        if status == "published":
            session.add(PulseResult(workspace_id=network.workspace_id, pulse_id=found.id, level=3, count=8))


async def _reviews(session: AsyncSession, network: Network, schools: list[School]) -> None:
    own = {"workspace_id": network.workspace_id, "network_id": network.id}
    approved = melbourne("2026-05-04 10:00")
    found = ReviewRound(
        **own,
        number=1,
        status="approved",
        due_on=date(2026, 6, 5),
        proposed_by=person_id("UCHAIR"),
        proposed_at=approved,
        approved_by=person_id("USEIL"),
        approved_at=approved,
    )
    session.add(found)
    await session.flush()
    group = ReviewGroup(**own, round_id=found.id, school_ids=[school.id for school in schools[:3]])
    session.add(group)
    await session.flush()
    for place, (status, day) in enumerate(
        (("done", date(2026, 5, 20)), ("dated", date(2026, 6, 18)), ("planned", None))
    ):
        session.add(
            ReviewVisit(
                **own,
                group_id=group.id,
                host_school_id=schools[place].id,
                reviewer_school_id=schools[(place + 1) % 3].id,
                findings="a frank finding",
                status=status,
                visit_on=day,
            )
        )


def _introductions(session: AsyncSession, network: Network) -> None:
    asked = melbourne("2026-05-06 10:00")
    for status, outcome in (("introduced", "met"), ("introduced", ""), ("closed", ""), ("asking", "")):
        session.add(
            Introduction(
                workspace_id=network.workspace_id,
                network_id=network.id,
                other_network_id=network.id,
                seil_id=person_id("USEIL"),
                first_id=person_id("UHADDAD"),
                second_id=person_id("UWALSH"),
                why="they should talk",
                status=status,
                asked_at=asked,
                closes_at=melbourne("2026-06-30 10:00"),
                introduced_at=asked if status == "introduced" else None,
                followed_up_at=asked if status == "introduced" else None,
                outcome=outcome,
                outcome_at=asked if outcome else None,
            )
        )


def _actions(session: AsyncSession, network: Network) -> None:
    for status, due_on in (("open", date(2026, 6, 1)), ("open", date(2026, 8, 3)), ("done", date(2026, 5, 1))):
        session.add(
            Action(
                workspace_id=network.workspace_id,
                network_id=network.id,
                what="Ring Sam Haddad",
                owner_id=person_id("UHADDAD"),
                due_on=due_on,
                due_set_at=datetime(2026, 4, 20, tzinfo=UTC),
                status=status,
                created_by=person_id("UCHAIR"),
                created_at=datetime(2026, 4, 20, tzinfo=UTC),
                done_at=melbourne("2026-05-02 10:00") if status == "done" else None,
                nudges=3,
            )
        )
