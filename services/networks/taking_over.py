"""A new principal at a school that somebody leads already: the chair may say that they take over.

It ends what the principal before held there, so both are told, and it is never done by whoever would gain by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Refused
from domain.policies import SCHOOL_ROLES, Role, can_replace_principal
from prompts.catalog import say
from prompts.message import Message
from prompts.networks.forms import Field
from prompts.networks_taking_over import taken_over_message, taken_over_note_message, takes_over_question_message
from prompts.notices import notice
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs
from services.delivery.outbox import TO, post_to_people
from services.leaders import chair_and_seils
from services.networks.sides import check_one_side
from services.operators import operators_to_tell
from services.people import check_can_hold_roles
from storage import networks as network_rows
from storage import occasions, role_proposals, rosters
from storage import schools as school_rows
from storage.models import Network, School

ASK, TAKEN_OVER, NOTE = "networks.takes_over_question", "networks.taken_over", "networks.taken_over_note"


@dataclass(frozen=True)
class TakenOver:
    """person: who leads the school now; before: who led it until now. User ids."""

    person: str
    school: str
    before: tuple[str, ...]


class NetworkTakingOver:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def take_over(self, asker: Asker, network_id: int, person: str, school_id: int, now: datetime) -> TakenOver:
        """Let somebody who said so lead the school, in place of those who led it. Raises Refused, or Gone where that
        has been settled meanwhile."""
        await check_can_hold_roles(self._app, asker.workspace_id, [(person, Field.PERSON)])
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            await self._check(session, asker, network_id)
            if person == asker.user_id:
                raise Refused("networks.takes_over_not_by_oneself")
            school = await school_rows.in_network(session, network_id, school_id)
            before = await _others(session, network, school, person)
            asked = await occasions.recorded(session, network_id, [_key(person, school_id)])
            if not before or (ASK, _key(person, school_id)) not in asked:
                raise Gone("networks.takes_over_settled")
            await check_one_side(session, asker.workspace_id, person, {Role.MEMBER}, Field.PERSON)
            ended = await _replace(session, network, school, person, now)
            ids = {"person": person, "school": school_id, "by": asker.user_id}
            for principal in before:
                if principal != asker.user_id:
                    told = {**ids, "role": ended[principal]} if principal in ended else ids
                    post_to_people(session, network, TAKEN_OVER, told, [principal], now=now)
            post_to_people(session, network, "networks.roles_given", {"person": person}, [person], now=now)
            leaders = await chair_and_seils(session, network_id)
            for leader in leaders:
                if leader not in (asker.user_id, person, *before):
                    post_to_people(session, network, NOTE, {**ids, "before": before[0]}, [leader], now=now)
            details = {"person": person, "school": school_id, "before": list(before)}
            await record(
                session, asker.workspace_id, asker.user_id, "networks.taken_over", network.name, details, now=now
            )
            return TakenOver(person, school.name, before)

    async def decline(self, asker: Asker, network_id: int) -> None:
        """Leave it as it is. Raises Refused for whoever may not say so."""
        async with self._app.database.read() as session:
            await network_rows.network(session, asker.workspace_id, network_id)
            await self._check(session, asker, network_id)

    async def _check(self, session: AsyncSession, asker: Asker, network_id: int) -> None:
        chairs = await network_rows.people_with_role(session, network_id, Role.CHAIR)
        actor = await actor_of(self._app, session, asker)
        require(can_replace_principal(actor, network_id, has_chair=bool(chairs)))


async def ask_whether_they_take_over(
    app: AppContext, session: AsyncSession, network: Network, person: str, school: School, now: datetime
) -> tuple[str, ...]:
    """Ask the chair, else the SEIL, else the operators, once for each person and school; returns whom."""
    asked = await _whom(app, session, network, person)
    if asked and await occasions.note_once(session, network, ASK, _key(person, school.id), now):
        for leader in asked:
            post_to_people(session, network, ASK, {"person": person, "school": school.id}, [leader], now=now)
    return tuple(asked)


async def _whom(app: AppContext, session: AsyncSession, network: Network, person: str) -> list[str]:
    """Who says whether the person takes over, at this moment."""
    for role in (Role.CHAIR, Role.SEIL):
        found = [one for one in await network_rows.people_with_role(session, network.id, role) if one != person]
        if found:
            return found
    return sorted(await operators_to_tell(app, session, network.workspace_id) - {person})


async def _others(session: AsyncSession, network: Network, school: School, person: str) -> tuple[str, ...]:
    """Who leads the school; empty where the person does by now, or has a role at another school."""
    held = await rosters.held_by(session, network.id, person)
    principals = await rosters.principals(session, school.id)
    if person in principals or any(m.role in SCHOOL_ROLES and m.school_id not in (None, school.id) for m in held):
        return ()
    return tuple(principals)


async def _replace(
    session: AsyncSession, network: Network, school: School, person: str, now: datetime
) -> dict[str, int]:
    """End who led the school; chair and executive go on without it. A delegate of the school becomes its principal.

    Returns the ids of the roles that ended, by person.
    """
    ended: dict[str, int] = {}
    held = await rosters.held_by(session, network.id, person)
    for membership in await rosters.at_school(session, school.id):
        if membership.person_id == person and membership.role == Role.DELEGATE:
            await rosters.end(session, membership, now)
        elif membership.role in (Role.CHAIR, Role.EXECUTIVE):
            rosters.place(membership, None, now)
        elif membership.role == Role.MEMBER:
            await rosters.end(session, membership, now)
            ended[membership.person_id] = membership.id
    placed = False
    for membership in held:
        if membership.role in rosters.LEADING_A_SCHOOL and membership.until is None:
            rosters.place(membership, school.id, now, after=held, counts_from=rosters.waits_until(network, now))
            placed = True
    if not placed:
        await rosters.give(session, network, person, Role.MEMBER, school.id, now, after=held)
    await role_proposals.overtake(session, school.id, person, now)
    await session.flush()
    return ended


def _key(person: str, school_id: int) -> str:
    return f"{person}:{school_id}"


async def say_question(context: RenderContext) -> Message | Skip:
    network = await context.session.get_one(Network, context.delivery.network_id)
    school = await context.session.get_one(School, context.id("school"))
    person = str(context.delivery.payload["person"])
    before, is_new = await _others(context.session, network, school, person), context.delivery.operation == "post"
    if not before or not await school_rows.is_in(context.session, network.id, school.id):
        return Skip("it has been settled meanwhile") if is_new else notice(say("networks.takes_over_settled"))
    reader = context.delivery.payload.get(TO)
    still = reader is None or reader in await _whom(context.app, context.session, network, person)
    if not is_new:
        return Skip("it still stands, or has their answer") if still else no_longer_theirs()
    if not still:
        return Skip("it is for somebody else to say")
    return takes_over_question_message(network.id, network.name, person, school.name, school.id, before)


async def say_taken_over(context: RenderContext) -> Message | Skip:
    network = await context.session.get_one(Network, context.delivery.network_id)
    school = await context.session.get_one(School, context.id("school"))
    payload, reader = context.delivery.payload, context.delivery.people[0]
    if reader in await rosters.principals(context.session, school.id):
        return Skip("they lead the school again")
    role_id = context.id("role") if "role" in payload else None
    return taken_over_message(network.name, str(payload["person"]), str(payload["by"]), school.name, role_id)


async def say_note(context: RenderContext) -> Message | Skip:
    network = await context.session.get_one(Network, context.delivery.network_id)
    school = await context.session.get_one(School, context.id("school"))
    person, by, before = (str(context.delivery.payload[key]) for key in ("person", "by", "before"))
    if person not in await rosters.principals(context.session, school.id):
        return Skip("somebody else leads the school by now")
    return taken_over_note_message(network.name, person, by, before, school.name)


ANNOUNCEMENTS: dict[str, Announcement] = {ASK: say_question, TAKEN_OVER: say_taken_over, NOTE: say_note}
