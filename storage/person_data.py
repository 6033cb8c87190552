"""A person's data in SQL: finding somebody, all that refers to them, and taking it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import MOST_NUDGES
from domain.people import is_person_id
from storage.database import ERASED
from storage.holdings import BY_CHAT_ID, HOLDINGS, Holding
from storage.models import Delivery, Lane, Person, Workspace
from storage.models.actions import Action
from storage.models.assessments import AssessmentRound
from storage.models.bulletins import BulletinCopy
from storage.models.every import METADATA
from storage.models.introductions import Introduction
from storage.models.meetings import Meeting
from storage.models.peer_reviews import ReviewVisit

OF_A_NETWORK: Mapping[str, type[Meeting] | type[AssessmentRound] | type[BulletinCopy]] = {
    "meeting_id": Meeting,
    "round_id": AssessmentRound,
    "copy_id": BulletinCopy,
}
"""By the column that refers to them: rows whose network is that of what they hang on."""
IN_SEVERAL = "bulletins"
"""A table whose rows go to several networks, by their copies."""


async def find(session: AsyncSession, who: str) -> Sequence[tuple[Person, Workspace]]:
    """Everybody with that id, ours or a chat's; several where several workspaces know the chat's."""
    same = Person.id == who if is_person_id(who) else Person.chat_id == who
    query = select(Person, Workspace).join(Workspace, Workspace.id == Person.workspace_id).where(same)
    return [(person, workspace) for person, workspace in await session.execute(query.order_by(Workspace.id))]


async def locked(session: AsyncSession, person: str) -> Person | None:
    query = select(Person).where(Person.id == person).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def counted(session: AsyncSession, holding: Holding, person: str) -> tuple[int, int]:
    """How many rows of the table go with the person, and how many that are about them stay."""
    going = holding.goes_with(person)
    gone = literal(0) if going is None else func.count(case((going, 1)))
    query = select(func.count(), gone).select_from(holding.source)
    row = (await session.execute(query.where(_within(holding, person, holding.is_about(person))))).one()
    return row[1], row[0] - row[1]


async def rows(session: AsyncSession, holding: Holding, person: str) -> Sequence[dict[str, Any]]:
    """Every row of the table that is about the person, oldest first."""
    source = holding.source
    query = select(source).where(_within(holding, person, holding.is_about(person))).order_by(*source.primary_key)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def networks_with(session: AsyncSession, person: str) -> set[int]:
    """The networks in whose records the person stands."""
    found: set[int] = set()
    for holding in HOLDINGS:
        source, about = holding.source, _within(holding, person, holding.is_about(person))
        if "network_id" in source.c:
            found.update(await session.scalars(select(source.c.network_id).where(about).distinct()))
        for column, model in OF_A_NETWORK.items():
            if column in source.c and "network_id" not in source.c:
                query = select(model.network_id).join_from(source, model, model.id == source.c[column])
                found.update(await session.scalars(query.where(about).distinct()))
        if holding.table == IN_SEVERAL:
            parts = select(BulletinCopy.network_id).join_from(
                source, BulletinCopy, BulletinCopy.bulletin_id == source.c.id
            )
            found.update(await session.scalars(parts.where(about).distinct()))
    return {one for one in found if one is not None}


async def erase(session: AsyncSession, person: Person, now: datetime) -> dict[str, int]:
    """Take away all that goes with the person, and what the chat knows them by; returns how many rows went, by table.

    Their roles have ended before. What stays is left so that nothing waits for them any more.
    """
    await _leave_nothing_waiting(session, person)
    gone: dict[str, int] = {}
    for holding in HOLDINGS:
        going = holding.goes_with(person.id)
        if going is not None:
            gone[holding.table] = await _delete(session, holding.table, _within(holding, person.id, going))
    for table, column in BY_CHAT_ID.items():
        named = METADATA.tables[table].c
        theirs = and_(named.workspace_id == person.workspace_id, named[column] == person.chat_id)
        gone[table] = await _delete(session, table, theirs)
    person.chat_id, person.name, person.erased_at = f"erased-{person.id}", "", now
    person.pulse_reminders = True
    session.info[ERASED] = True
    await session.flush()
    return {table: number for table, number in gone.items() if number}


async def open_actions(session: AsyncSession, person: str) -> Sequence[Action]:
    """What the person has said they would do, and has not done."""
    query = select(Action).where(Action.owner_id == person, Action.status == "open").order_by(Action.id)
    return (await session.scalars(query)).all()


async def _leave_nothing_waiting(session: AsyncSession, person: Person) -> None:
    here, who = person.workspace_id, person.id
    for action in await open_actions(session, who):
        action.nudges = MOST_NUDGES
    # It ends on its day, in the same words as any that does not come about.
    asking = and_(Introduction.workspace_id == here, Introduction.status == "asking")
    for one, answer in ((Introduction.first_id, "first_answer"), (Introduction.second_id, "second_answer")):
        await session.execute(update(Introduction).where(asking, one == who).values({answer: "no"}))
    planned = ReviewVisit.status.in_(("planned", "dated"))
    leads = and_(ReviewVisit.workspace_id == here, ReviewVisit.lead_id == who, planned)
    await session.execute(update(ReviewVisit).where(leads).values(lead_id=None))
    # What waits in a conversation changes only while its lane is locked.
    lanes = select(Lane).where(Lane.workspace_id == here, Lane.name.contains(who)).order_by(Lane.name)
    await session.execute(lanes.with_for_update())
    unfinished = select(Delivery).where(
        Delivery.workspace_id == here,
        Delivery.status.in_(("pending", "claimed")),
        Delivery.lane.contains(who),
        Delivery.lane != f"people:{who}",
    )
    for row in await session.scalars(unfinished.with_for_update()):
        row.people = [one for one in row.people if one != who]
    await session.flush()


def _within(holding: Holding, person: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the person's own workspace: nobody stands in another's rows, and its tables are large."""
    home = select(Person.workspace_id).where(Person.id == person).scalar_subquery()
    return and_(holding.source.c.workspace_id == home, condition)


async def _delete(session: AsyncSession, table: str, condition: ColumnElement[bool]) -> int:
    found = await session.execute(delete(METADATA.tables[table]).where(condition))
    return int(getattr(found, "rowcount", 0))
