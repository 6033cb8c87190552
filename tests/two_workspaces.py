"""A second workspace beside the sample's, whose people have the same ids and every role; and what belongs to the first.

`Strangers` holds the ids of the first workspace's things, by the names that parameters and buttons have for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sample
from domain.calendar import local_day
from domain.kept_instrument import instrument_as_data
from services.context import network_context
from services.delivery.outbox import post_in_channel
from storage import networks as network_rows
from storage import pulses, rating_forms, sealed_answers
from storage import schools as school_rows
from storage.areas import Areas, where_is
from storage.database import Database
from storage.models import Base, CalendarOverride, Membership, Network, Person, RoleProposal, Workspace
from storage.models.actions import Action
from storage.models.agreements import SharingStep
from storage.models.assessments import AssessmentRound
from storage.models.bulletins import Bulletin, BulletinCopy, BulletinQuestion
from storage.models.challenges import Challenge
from storage.models.contacts import Contact
from storage.models.every import METADATA
from storage.models.groups import GroupInvitation, JointGroup
from storage.models.help_requests import HelpRequest
from storage.models.introductions import Introduction
from storage.models.meetings import Meeting
from storage.models.network_links import NetworkLink
from storage.models.offers import Offer
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit
from storage.models.pulses import Pulse
from storage.models.stories import Story
from tests.house import House
from tests.loading import person_id

OTHER_TEAM = "T0OTHER"
SECOND = "s"
"""In the ids of the second workspace's people."""
OTHER_CHANNEL = "COTHER"
ROLES = {
    "UCHAIR": "chair",
    "UEXEC1": "executive",
    "ULEE": "member",
    "UCHEN": "delegate",
    "USEIL": "seil",
    "UAREA": "area_director",
    "UCENTRAL": "central",
}
ASKERS = (*ROLES, "UADMIN", "UNEW")
MARK = "Grapefruit"
"""Stands in every text of the first workspace, so that a leak shows wherever it comes out."""


@dataclass(frozen=True)
class Strangers:
    """The first workspace as the second one's people would name it, and the second's own network."""

    first: int
    second: int
    own_network: int
    ids: dict[str, int]
    words: dict[str, str]


async def add_second_workspace(house: House) -> Strangers:
    """Fill the first workspace with one of everything, and put a second one beside it."""
    now = house.now
    async with house.database.write() as session:
        first = (await session.scalars(select(Workspace))).one().id
        network = await network_rows.by_name(session, "Merri-bek")
        assert network is not None
        ids, words = await _fill(house, session, network, now)
        second = Workspace(slack_id=OTHER_TEAM, name="Other")
        session.add(second)
        await session.flush()
        own = Network(workspace_id=second.id, name="Harbour", channel_id=OTHER_CHANNEL, created_at=now)
        session.add(own)
        await session.flush()
        # An area of the same name: of which workspace somebody is director is what counts.
        where = await where_is(session, network)
        await (await Areas.of(session, second.id)).put(own, where.area, where.region)
        await school_rows.add(session, own, [{"name": "Harbour School"}], now)
        [school] = await network_rows.schools(session, own.id)
        session.add_all(
            Person(id=person_id(one, SECOND), workspace_id=second.id, chat_id=one, name="") for one in ASKERS
        )
        await session.flush()
        for person, role in ROLES.items():
            placed = school.id if role in ("chair", "executive", "member", "delegate") else None
            session.add(
                Membership(
                    workspace_id=second.id,
                    network_id=own.id,
                    school_id=placed,
                    person_id=person_id(person, SECOND),
                    role=role,
                    since=now,
                )
            )
        await session.flush()
        return Strangers(first, second.id, own.id, ids, words)


async def _fill(
    house: House, session: AsyncSession, network: Network, now: datetime
) -> tuple[dict[str, int], dict[str, str]]:
    """One of each thing in the first workspace; gives their ids and the texts that name them."""
    network.name = f"{MARK} network"
    network.fiso_focus = f"{MARK} focus"
    schools = list(await network_rows.schools(session, network.id))
    for school in schools:
        school.name = f"{MARK} {school.name}"
    of_network: dict[str, Any] = {"workspace_id": network.workspace_id, "network_id": network.id}

    async def add(row: Base) -> Any:
        session.add(row)
        await session.flush()
        return row

    meeting = await add(
        Meeting(
            **of_network,
            term="2026-T2",
            starts_at=now + timedelta(days=20),
            ends_at=now + timedelta(days=20, hours=2),
            place=f"{MARK} hall",
            agenda=f"{MARK} agenda",
            uid="uid-of-the-first",
            booked_by=person_id("UCHAIR"),
            booked_at=now,
        )
    )
    action = await add(
        Action(
            **of_network,
            what=f"{MARK} action",
            owner_id=person_id("UCHAIR"),
            due_on=now.date() + timedelta(days=30),
            due_set_at=now,
            created_by=person_id("UCHAIR"),
            created_at=now,
        )
    )
    item = house.services.app.instrument.items[0]
    pulse = await add(
        Pulse(
            **of_network,
            item_key=item.key,
            instrument_version="1",
            question=f"{MARK} question",
            threshold=5,
            asked=10,
            opens_at=now,
            closes_at=now + timedelta(days=20),
        )
    )
    await sealed_answers.begin(session, pulse)
    await pulses.keep_answer(session, pulse, person_id("ULEE"), 3)
    network_ctx = await network_context(house.services.app, session, network)
    today = local_day(now, network_ctx.zone)
    instrument = house.services.app.instrument
    assessment = await add(
        AssessmentRound(
            **of_network,
            half_year="2026-S1",
            instrument_version=instrument.version,
            instrument=instrument_as_data(instrument),
            opens_at=now,
            closes_at=now + timedelta(days=20),
        )
    )
    await rating_forms.begin_forms(session, assessment, [person_id(one) for one in ("UCHAIR", "UEXEC1", "USEIL")])
    await rating_forms.save_draft(session, assessment, person_id("UCHAIR"), {item.key: 2})
    post_in_channel(session, network, "assessments.opened", {"round": assessment.id}, now=now + timedelta(days=1))
    review_round = await add(ReviewRound(**of_network, number=1, proposed_by=person_id("UCHAIR"), proposed_at=now))
    pair = [schools[0].id, schools[1].id]
    group = await add(ReviewGroup(**of_network, round_id=review_round.id, school_ids=pair))
    visit = await add(
        ReviewVisit(
            **of_network,
            group_id=group.id,
            host_school_id=pair[0],
            reviewer_school_id=pair[1],
            findings=f"{MARK} findings",
        )
    )
    introduction = await add(
        Introduction(
            **of_network,
            other_network_id=network.id,
            seil_id=person_id("USEIL"),
            first_id=person_id("UCHAIR"),
            second_id=person_id("ULEE"),
            why=f"{MARK} why",
            asked_at=now,
            closes_at=now + timedelta(days=5),
        )
    )
    day = await add(CalendarOverride(**of_network, day=today + timedelta(days=40), is_school_day=False, reason=MARK))
    proposal = await add(
        RoleProposal(
            **of_network,
            school_id=pair[0],
            person_id=person_id("UNEW"),
            role="delegate",
            proposed_by=person_id("UCHAIR"),
            proposed_at=now,
        )
    )
    ended = await add(
        Membership(**of_network, school_id=pair[0], person_id=person_id("UCHEN"), role="member", since=now, until=now)
    )
    request = await add(
        HelpRequest(
            **of_network,
            asked_by_id=person_id("ULEE"),
            about="data",
            words=f"{MARK} request",
            asked_at=now,
            status="waiting",
        )
    )
    challenge = await add(
        Challenge(
            **of_network, meeting_id=meeting.id, number=0, kind="open", topic="open", question=f"{MARK} ask", given={}
        )
    )
    of_bulletin = {
        "workspace_id": network.workspace_id,
        "author_id": person_id("UCENTRAL"),
        "approver_id": person_id("UAREA"),
        "title": f"{MARK} title",
        "words": f"{MARK} words",
        "to": [f"network:{network.id}"],
        "goes_on": today + timedelta(days=9),
        "written_at": now,
    }
    bulletin = await add(Bulletin(**of_bulletin, status="proposed"))
    sent = await add(Bulletin(**of_bulletin, status="approved"))
    copy = await add(BulletinCopy(**of_network, bulletin_id=sent.id, due_on=sent.goes_on, status="sent", sent_at=now))
    question = await add(
        BulletinQuestion(
            workspace_id=network.workspace_id, copy_id=copy.id, asked_by_id=person_id("ULEE"), words=MARK, asked_at=now
        )
    )
    contact = await add(
        Contact(
            **of_network,
            name=f"{MARK} Ng",
            organisation=f"{MARK} University",
            kind="university",
            words=f"{MARK} help",
            email="ng@grapefruit.example",
            vouched_by_id=person_id("USEIL"),
            in_touch_on=today,
            consent_on=today,
            consent_how="in_person",
            added_at=now,
        )
    )
    story = await add(
        Story(
            **of_network,
            kind="feedback",
            words=f"{MARK} story",
            author_id=person_id("ULEE"),
            told_by_id=person_id("UROSSI"),
            told_at=now,
            status="asked",
        )
    )
    need, offer = [
        await add(Offer(**of_network, person_id=person_id(who), side=side, words=f"{MARK} {side}", made_at=now))
        for who, side in (("ULEE", "need"), ("UROSSI", "offer"))
    ]
    neighbour = await network_rows.by_name(session, "Moonee Valley")
    assert neighbour is not None
    neighbour.shows_words = f"{MARK} garden"
    link = await add(NetworkLink(**of_network, other_network_id=neighbour.id, asked_at=now))
    link.network_id, link.other_network_id = neighbour.id, network.id
    sharing = await add(SharingStep(**of_network, step=1, proposed_by=person_id("USEIL"), proposed_at=now))
    joint = await add(
        Network(workspace_id=network.workspace_id, name=f"{MARK} group", kind="group", created_at=now, self_made=True)
    )
    of_joint: dict[str, Any] = {"workspace_id": network.workspace_id, "network_id": joint.id}
    await add(JointGroup(**of_joint, founded_in_id=network.id, ends_on=today + timedelta(days=90)))
    await school_rows.join(session, joint, schools[0].id, now)
    for who, role in (("UCHAIR", "chair"), ("USEIL", "seil")):
        await add(Membership(**of_joint, person_id=person_id(who), role=role, since=now))
    asked = await add(
        GroupInvitation(**of_joint, school_id=schools[0].id, asked_by_id=person_id("USEIL"), asked_at=now)
    )
    ids = {
        "sharing_step": sharing.id,
        "joint_group": joint.id,
        "group_invitation": asked.id,
        "network_link": link.id,
        "linked": neighbour.id,
        "story": story.id,
        "need": need.id,
        "offer": offer.id,
        "bulletin": bulletin.id,
        "copy": copy.id,
        "question": question.id,
        "challenge": challenge.id,
        "request": request.id,
        "proposal": proposal.id,
        "membership": ended.id,
        "network": network.id,
        "school": schools[0].id,
        "reviewer": schools[1].id,
        "third": schools[2].id,
        "meeting": meeting.id,
        "action": action.id,
        "pulse": pulse.id,
        "round": assessment.id,
        "group": group.id,
        "visit": visit.id,
        "introduction": introduction.id,
        "contact": contact.id,
        "day": day.id,
        "other_network": network.id,
        "other": network.id,
        "review_round": review_round.id,
    }
    words = {
        "role": "member",
        "uid": meeting.uid,
        "channel": sample.MERRI_BEK,
        "item": item.key,
        "person": person_id("UHADDAD"),
    }
    return ids, words


_EVERY_ROW = {
    table.name: select(table).where(table.c.workspace_id == bindparam("workspace")).order_by(*table.primary_key)
    for table in METADATA.sorted_tables
    if "workspace_id" in table.c
}


async def rows_of(database: Database, workspace_id: int) -> dict[str, list[Any]]:
    """Every row of a workspace, table by table, to compare before and after."""
    async with database.read() as session:
        connection = await session.connection()
        return {
            name: [tuple(row) for row in await connection.execute(query, {"workspace": workspace_id})]
            for name, query in _EVERY_ROW.items()
        }


async def pointers_across(database: Database) -> list[str]:
    """Foreign keys that lead from a row of one workspace to a row of another; none may."""
    found = []
    async with database.read() as session:
        for table in METADATA.sorted_tables:
            for key in table.foreign_keys:
                there = key.column.table
                if "workspace_id" in table.c and "workspace_id" in there.c:
                    other = there.alias()
                    query = select(table.c.workspace_id).where(
                        key.parent == other.c[key.column.name], table.c.workspace_id != other.c.workspace_id
                    )
                    if (await session.execute(query)).first():
                        found.append(f"{table.name}.{key.parent.name}")
    return found
