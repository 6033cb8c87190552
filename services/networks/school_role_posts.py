"""What goes out about a school's roles, looked at anew when it is sent."""

from __future__ import annotations

from prompts.catalog import say
from prompts.message import Message
from prompts.networks_school_roles import (
    new_delegate_message,
    school_role_ended_message,
    school_role_given_message,
    school_role_question_message,
    school_role_questions_message,
    school_role_refused_message,
    school_roles_given_message,
)
from prompts.notices import notice
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs
from services.delivery.outbox import TO
from services.networks.school_roles import (
    ASK,
    ASK_ALL,
    ENDED,
    GIVEN,
    GIVEN_ALL,
    LISTED,
    REFUSED,
    question_of,
    questions_for,
    who_gives,
)
from storage import role_proposals as rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Network, School


async def _network(context: RenderContext) -> Network:
    return await context.session.get_one(Network, context.delivery.network_id)


async def say_asked(context: RenderContext) -> Message | Skip:
    network = await _network(context)
    proposal = await rows.by_id(context.session, network.workspace_id, context.id("proposal"))
    school = await context.session.get_one(School, proposal.school_id)
    if proposal.status != rows.OPEN or not await school_rows.is_in(context.session, network.id, school.id):
        return Skip("it has been settled meanwhile")
    is_new = context.delivery.operation == "post"
    reader = context.delivery.people[0] if is_new else str(context.delivery.payload[TO])
    if reader not in await who_gives(context.app, context.session, network, school.id, proposal.person_id):
        return Skip("it is for somebody else to say by now") if is_new else no_longer_theirs()
    if not is_new:
        return Skip("it still stands")
    return school_role_question_message(await question_of(context.session, network, proposal, school))


async def say_asked_together(context: RenderContext) -> Message | Skip:
    """Whatever waits for the person's yes or no by now, in one message."""
    network = await _network(context)
    is_new = context.delivery.operation == "post"
    reader = context.delivery.people[0] if is_new else str(context.delivery.payload[TO])
    found = await questions_for(context.app, context.session, network, reader)
    if not found:
        return Skip("all has been settled meanwhile") if is_new else notice(say("networks.takes_over_settled"))
    return school_role_questions_message(network.id, network.name, found)


async def say_given_together(context: RenderContext) -> Message | Skip:
    network = await _network(context)
    found: list[tuple[str, str]] = []
    for each in context.delivery.payload["each"]:
        held = await rosters.held_by(context.session, network.id, str(each["person"]))
        if any(m.school_id == int(each["school"]) for m in held):
            school = await context.session.get_one(School, int(each["school"]))
            found.append((str(each["person"]), school.name))
    if not found:
        return Skip("they are not at those schools any more")
    return school_roles_given_message(network.name, found)


async def say_refused(context: RenderContext) -> Message | Skip:
    network = await _network(context)
    proposal = await rows.by_id(context.session, network.workspace_id, context.id("proposal"))
    school = await context.session.get_one(School, proposal.school_id)
    return school_role_refused_message(network.name, proposal.person_id, proposal.role, school.name)


async def say_given(context: RenderContext) -> Message | Skip:
    network, school = await _network(context), await context.session.get_one(School, context.id("school"))
    person, by = str(context.delivery.payload["person"]), str(context.delivery.payload["by"])
    if not any(m.school_id == school.id for m in await rosters.held_by(context.session, network.id, person)):
        return Skip("they are not at that school any more")
    return school_role_given_message(network.id, network.name, person, by, school.name, school.id)


async def say_listed(context: RenderContext) -> Message | Skip:
    network = await _network(context)
    [role] = await rosters.by_ids(context.session, [context.id("role")])
    if role.until is not None or role.school_id is None:
        return Skip("the role has ended")
    school = await context.session.get_one(School, role.school_id)
    return new_delegate_message(role.id, network.name, role.person_id, role.role, school.name)


async def say_ended(context: RenderContext) -> Message | Skip:
    network, school = await _network(context), await context.session.get_one(School, context.id("school"))
    [role] = await rosters.by_ids(context.session, [context.id("role")])
    if any(m.school_id == school.id for m in await rosters.held_by(context.session, network.id, role.person_id)):
        return Skip("they are at the school again")
    led = role.role in rosters.LEADING_A_SCHOOL
    by = str(context.delivery.payload["by"])
    return school_role_ended_message(role.id, network.name, by, role.role, school.name, led=led)


SCHOOL_ROLE_ANNOUNCEMENTS: dict[str, Announcement] = {
    ASK: say_asked,
    ASK_ALL: say_asked_together,
    REFUSED: say_refused,
    GIVEN: say_given,
    GIVEN_ALL: say_given_together,
    LISTED: say_listed,
    ENDED: say_ended,
}
