"""Who gives a school's roles: its principals, or chair and SEIL while it has none. Others may ask them to.

A role that is asked for does not count before somebody who may give it has said yes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Refused
from domain.policies import SCHOOL_ROLES, Actor, Role, can_fill_school
from prompts.networks.forms import Field
from prompts.networks_school_roles import SchoolRoleQuestion
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext
from services.delivery.gathering import tell_or_gather
from services.delivery.outbox import post_to_people
from services.leaders import chair_and_seils
from services.networks.sides import check_one_side
from services.operators import operators_of
from services.people import check_can_hold_roles
from storage import networks as network_rows
from storage import role_proposals as rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, Network, RoleProposal, School

ASK, REFUSED = "networks.school_role_asked", "networks.school_role_refused"
GIVEN, ENDED = "networks.school_role_given", "networks.school_role_ended"
LISTED = "networks.school_role_listed"
ASK_ALL, GIVEN_ALL = "networks.school_roles_asked", "networks.school_roles_given"
AGAIN_AFTER = timedelta(days=28)
"""How long a no stands before the same may be asked again."""


@dataclass(frozen=True)
class Answered:
    """What came of a question, for whoever answered it."""

    person: str
    role: str
    school: str
    given: bool


class SchoolRoles:
    """Answering what was asked, and ending a role at one's own school."""

    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def answer(
        self, asker: Asker, proposal_id: int, *, yes: bool, with_records: bool = False, now: datetime
    ) -> Answered:
        """Say yes or no. with_records: what was written before is open to the person as it is to the principal.

        Raises Refused for whoever does not give the school's roles at this moment, and the person themselves.
        """
        async with self._app.database.read() as session:
            person = (await rows.by_id(session, asker.workspace_id, proposal_id)).person_id
        if yes:
            await check_can_hold_roles(self._app, asker.workspace_id, [(person, Field.PERSON)])
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            proposal = await rows.by_id(session, asker.workspace_id, proposal_id)
            network = await network_rows.lock(session, asker.workspace_id, proposal.network_id)
            await session.refresh(proposal)
            school = await school_rows.in_network(session, network.id, proposal.school_id)
            principals = await rosters.principals(session, school.id)
            actor = await actor_of(self._app, session, asker)
            require(can_fill_school(actor, network.id, person, principals))
            if asker.user_id == person:
                raise Refused("networks.school_role_not_by_oneself")
            if proposal.status != rows.OPEN:
                raise Gone("networks.school_role_settled")
            proposal.status = rows.GIVEN if yes else rows.REFUSED
            proposal.answered_by, proposal.answered_at = asker.user_id, now
            details = {"person": person, "role": proposal.role, "school": school.id, "asked_by": proposal.proposed_by}
            if yes:
                await check_one_side(
                    session, asker.workspace_id, person, {Role(proposal.role)}, Field.PERSON, instead_of=None
                )
                given = await _give(session, network, proposal, now)
                if with_records and asker.user_id in principals:
                    await open_records(session, given, asker.user_id)
                post_to_people(session, network, "networks.roles_given", {"person": person}, [person], now=now)
                if not set(principals) - {person}:
                    await tell_other_leaders(session, network, asker.user_id, person, school, now)
            elif proposal.proposed_by != asker.user_id:
                ids = {"proposal": proposal.id}
                post_to_people(session, network, REFUSED, ids, [proposal.proposed_by], now=now)
            action = "networks.school_role_given" if yes else "networks.school_role_refused"
            await record(session, asker.workspace_id, asker.user_id, action, network.name, details, now=now)
            return Answered(person, proposal.role, school.name, yes)

    async def questions(self, asker: Asker, network_id: int) -> list[SchoolRoleQuestion]:
        """What waits for the asker's yes or no, oldest first."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            return await questions_for(self._app, session, network, asker.user_id)

    async def end(self, asker: Asker, membership_id: int, now: datetime) -> Answered:
        """End somebody else's role at the school that one leads."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = next(iter(await rosters.by_ids(session, [membership_id])), None)
            if found is None or found.workspace_id != asker.workspace_id or found.school_id is None:
                raise Gone("networks.school_role_settled")
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            await session.refresh(found)
            school = await school_rows.in_network(session, network.id, found.school_id or 0)
            actor = await actor_of(self._app, session, asker)
            principals = set(await rosters.principals(session, school.id)) - {found.person_id}
            if not principals:
                raise Gone("networks.school_role_settled")
            require(can_fill_school(actor, network.id, found.person_id, principals))
            if found.until is None:
                await end_at_school(session, network, found, now)
                tell_ended(session, network, found, asker.user_id, now)
                details = {"person": found.person_id, "ended": [found.role], "school": school.id}
                await record(
                    session, asker.workspace_id, asker.user_id, "networks.roles_ended", network.name, details, now=now
                )
            return Answered(found.person_id, found.role, school.name, given=False)


async def ask_for_role(
    app: AppContext,
    session: AsyncSession,
    network: Network,
    school: School,
    person: str,
    role: Role,
    asker: Asker,
    now: datetime,
) -> tuple[str, ...]:
    """Ask whoever gives the school's roles to give this one; returns whom, empty where there is nobody to ask.

    Asked once while it waits, and not again soon after a no.
    """
    asked = await who_gives(app, session, network, school.id, person)
    if asked and not await rows.asked_lately(session, school.id, person, role, now - AGAIN_AFTER):
        proposal = await rows.add(session, network, school.id, person, role, asker.user_id, now)
        for reader in asked:
            await tell_or_gather(session, network, ASK, ASK_ALL, {"proposal": proposal.id}, reader, now)
    return asked


async def who_gives(
    app: AppContext, session: AsyncSession, network: Network, school_id: int, person: str
) -> tuple[str, ...]:
    """Who could say yes to a role of the school for this person: never the person themselves."""
    principals = [one for one in await rosters.principals(session, school_id) if one != person]
    if principals:
        return tuple(principals)
    leaders = await chair_and_seils(session, network.id)
    found = [leader for leader in leaders if leader != person]
    return tuple(found) or tuple(sorted(await operators_of(app, session, network.workspace_id) - {person}))


async def questions_for(
    app: AppContext, session: AsyncSession, network: Network, user_id: str
) -> list[SchoolRoleQuestion]:
    """The roles that wait for this person's yes or no, oldest first."""
    found = []
    for proposal, school in await rows.open_in(session, network.id):
        if user_id in await who_gives(app, session, network, school.id, proposal.person_id):
            found.append(await question_of(session, network, proposal, school))
    return found


async def question_of(
    session: AsyncSession, network: Network, proposal: RoleProposal, school: School
) -> SchoolRoleQuestion:
    """The question as whoever gives the school's roles reads it."""
    return SchoolRoleQuestion(
        proposal_id=proposal.id,
        name=network.name,
        person=proposal.person_id,
        by=proposal.proposed_by,
        role=proposal.role,
        school=school.name,
        vacant=not set(await rosters.principals(session, school.id)) - {proposal.person_id},
    )


async def tell_other_leaders(
    session: AsyncSession, network: Network, by: str, person: str, school: School, now: datetime
) -> None:
    """Tell the other one of chair and SEIL (else the executive) who fills a school that nobody led."""
    besides = {by, person}
    leaders = await chair_and_seils(session, network.id)
    if not set(leaders) - besides:
        leaders = await network_rows.people_with_role(session, network.id, Role.EXECUTIVE)
    ids = {"person": person, "school": school.id, "by": by}
    for leader in leaders:
        if leader not in besides:
            await tell_or_gather(session, network, GIVEN, GIVEN_ALL, ids, leader, now)


def tell_listed(
    session: AsyncSession, network: Network, given: Membership, principals: Collection[str], now: datetime
) -> None:
    """Tell a school's principals of a role there that came with the operators' list; each may end it."""
    for principal in principals:
        post_to_people(session, network, LISTED, {"role": given.id}, [principal], now=now)


def tell_ended(session: AsyncSession, network: Network, ended: Membership, by: str, now: datetime) -> None:
    """Tell somebody that another person ended their role at a school."""
    if ended.school_id is not None and ended.person_id != by:
        ids = {"role": ended.id, "by": by, "school": ended.school_id}
        post_to_people(session, network, ENDED, ids, [ended.person_id], now=now)


async def end_at_school(session: AsyncSession, network: Network, membership: Membership, now: datetime) -> None:
    """End a role; chair and executive go on without the school."""
    if membership.role in (Role.CHAIR, Role.EXECUTIVE):
        rosters.place(membership, None, now)
        await session.flush()
    else:
        await rosters.end(session, membership, now)


async def open_records(session: AsyncSession, membership: Membership, by: str) -> None:
    """Let somebody of a school see what was written about it before their time, as far as `by` sees it."""
    theirs = [m for m in await rosters.at_school(session, membership.school_id or 0) if m.person_id == by]
    if theirs:
        membership.records_since = min(rosters.records_since(membership), *map(rosters.records_since, theirs))


def gives_at_once(actor: Actor, network_id: int, person: str, principals: Collection[str]) -> bool:
    """Whether a role of the school counts as soon as this person gives it; whoever leads it already adds no right."""
    return person in principals or bool(can_fill_school(actor, network_id, person, principals))


async def _give(session: AsyncSession, network: Network, proposal: RoleProposal, now: datetime) -> Membership:
    """The role that was asked for. One that the person has at another school, or without a school, goes over."""
    held = await rosters.held_by(session, network.id, proposal.person_id)
    same = next((m for m in held if m.role == proposal.role), None)
    if proposal.role in (Role.CHAIR, Role.EXECUTIVE):
        if same is None:
            raise Gone("networks.school_role_settled")
        rosters.place(same, proposal.school_id, now, after=held, counts_from=rosters.waits_until(network, now))
        return same
    for other in held:
        if other.role in SCHOOL_ROLES - {Role.CHAIR, Role.EXECUTIVE} and other.school_id != proposal.school_id:
            await rosters.end(session, other, now)
    if same is not None and same.until is None:
        return same
    return await rosters.give(session, network, proposal.person_id, proposal.role, proposal.school_id, now, after=held)
