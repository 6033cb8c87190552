"""What is said of the questions before a meeting: to the SEIL, and where one is brought up."""

from __future__ import annotations

from domain.calendar import local_day
from domain.policies import Role
from prompts.challenges.cards import brought_message, questions_message
from prompts.message import Message
from services.challenges.reading import challenges_of, facts_of
from services.challenging import QUESTIONS
from services.context import context_of
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs
from storage import challenges as rows
from storage import meetings as meeting_rows
from storage import networks as network_rows

BROUGHT = "challenges.brought"


async def announce_questions(context: RenderContext) -> Message | Skip:
    """To a SEIL, alone; brought up to date where one of the questions was brought up."""
    workspace_id = context.delivery.workspace_id
    meeting = await meeting_rows.by_id(context.session, workspace_id, context.id("meeting"))
    network_ctx = await context_of(context.app, context.session, workspace_id, meeting.network_id)
    network = network_ctx.network
    found = await challenges_of(context.session, meeting, network_ctx, context.now)
    if found.over and context.delivery.operation == "post":
        return Skip("the meeting has begun, or was cancelled")
    seils = await network_rows.people_with_role(context.session, network.id, Role.SEIL)
    if str(context.delivery.payload.get("to")) not in seils:
        is_new = context.delivery.operation == "post"
        return Skip("no longer the SEIL of this network") if is_new else no_longer_theirs()
    return questions_message(found)


async def announce_brought(context: RenderContext) -> Message | Skip:
    """To the channel: one question, and who brings it."""
    workspace_id = context.delivery.workspace_id
    found = await rows.by_id(context.session, workspace_id, context.id("challenge"))
    meeting = await meeting_rows.by_id(context.session, workspace_id, found.meeting_id)
    if meeting.status != "booked" or meeting.starts_at <= context.now:
        return Skip("the meeting has begun, or was cancelled")
    network_ctx = await context_of(context.app, context.session, workspace_id, found.network_id)
    return brought_message(facts_of(found), local_day(meeting.starts_at, network_ctx.zone))


ANNOUNCEMENTS: dict[str, Announcement] = {QUESTIONS: announce_questions, BROUGHT: announce_brought}
