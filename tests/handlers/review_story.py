"""What people do in the stories of peer reviews: propose, approve, set a date, record."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import select

from bot import sample
from storage.models import School
from storage.models.peer_reviews import ReviewVisit
from tests.house import House


async def propose(house: House, person: str = "UCHAIR", **values: Any) -> dict[str, Any]:
    """Start a round and return the proposal that the person sees."""
    who = house.person(person)
    await who.command(sample.MERRI_BEK, "/cop-review", "start")
    await house.settle()
    outcome = await who.submit(who.view, values)
    assert outcome.ok, outcome
    return who.view


async def approve(house: House, person: str = "UCHAIR") -> None:
    await propose(house, person)
    who = house.person(person)
    outcome = await who.submit(who.view)
    assert outcome.ok, outcome
    await house.settle()


def group_messages(house: House) -> list[list[dict[str, Any]]]:
    """The messages of each conversation of the bot with several people."""
    return [list(c.messages) for c in house.world.channels.values() if c.kind == "mpim"]


async def visits(house: House) -> list[ReviewVisit]:
    async with house.database.read() as session:
        return list((await session.scalars(select(ReviewVisit).order_by(ReviewVisit.id))).all())


async def visit_between(house: House, host: str, reviewer: str) -> ReviewVisit | None:
    """The visit by school names, if the round has it."""
    async with house.database.read() as session:
        schools = {s.name: s.id for s in await session.scalars(select(School))}
        return await session.scalar(
            select(ReviewVisit).where(
                ReviewVisit.host_school_id == schools[host], ReviewVisit.reviewer_school_id == schools[reviewer]
            )
        )


async def leads(house: House, school_id: int) -> str:
    """A principal of the school."""
    async with house.database.read() as session:
        school = await session.get(School, school_id)
        assert school is not None
        return PRINCIPALS[school.name]


PRINCIPALS = {
    "Merri Weir Primary School": "UCHAIR",
    "Coburg Lake Primary School": "UEXEC1",
    "Fawkner Rise Secondary College": "UEXEC2",
    "Pascoe Hill Primary School": "ULEE",
    "Moreland Park Primary School": "UROSSI",
    "Bluestone Street Primary School": "UHADDAD",
    "Glenroy Gardens Primary School": "UWALSH",
    "Brunswick Yards Secondary College": "USINGH",
    "Hadfield Specialist School": "UCOOPER",
}


async def first_pair(house: House) -> tuple[ReviewVisit, str, str, dict[str, Any]]:
    """The first visit of a pair, who leads host and reviewer, and their card."""
    for visit in await visits(house):
        host, reviewer = await leads(house, visit.host_school_id), await leads(house, visit.reviewer_school_id)
        if house.dm(host, reviewer):
            return visit, host, reviewer, house.dm(host, reviewer)[0]
    raise AssertionError("the round has no pair")


async def click(house: House, person: str, message: dict[str, Any], action: str, visit: ReviewVisit) -> None:
    who = house.person(person)
    await who.click(message, action, value=json.dumps({"visit": visit.id}, separators=(",", ":")))
    await house.settle()


async def set_date(house: House, person: str, visit: ReviewVisit, card: dict[str, Any], day: str) -> Any:
    await click(house, person, card, "peer_reviews.date", visit)
    who = house.person(person)
    outcome = await who.submit(who.view, {"peer_reviews.when": day, "peer_reviews.focus": "How do we teach writing?"})
    await house.settle()
    return outcome


async def record(house: House, person: str, visit: ReviewVisit, card: dict[str, Any], **values: Any) -> Any:
    await click(house, person, card, "peer_reviews.record", visit)
    who = house.person(person)
    filled = {
        "peer_reviews.when": house.local.date().isoformat(),
        "peer_reviews.evidence": "Six classrooms, two interviews.",
    }
    outcome = await who.submit(who.view, {**filled, **values})
    await house.settle()
    return outcome


async def pairs_without_leaders(house: House) -> AsyncIterator[tuple[ReviewVisit, str, str, dict[str, Any]]]:
    """The visits of pairs in which the chair's school is not, who leads host and reviewer, and their card."""
    for visit in await visits(house):
        host, reviewer = await leads(house, visit.host_school_id), await leads(house, visit.reviewer_school_id)
        if "UCHAIR" not in (host, reviewer) and house.dm(host, reviewer):
            yield visit, host, reviewer, house.dm(host, reviewer)[0]
