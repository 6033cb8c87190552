"""What SEIL and asker are told of a request, re-checked at the moment of saying it."""

from __future__ import annotations

from domain.help_requests import OPEN, Status
from domain.policies import Role
from facts.help_requests import RequestFacts
from prompts.help_requests.cards import (
    answered_message,
    gone_on_message,
    last_reminder_message,
    request_message,
    taken_message,
)
from prompts.message import Message
from services.context import network_context
from services.delivery.engine import Announcement, RenderContext, Skip
from services.help_requests.reading import facts_of
from storage import help_requests as rows
from storage import networks as network_rows
from storage.models.help_requests import HelpRequest

ASKED = "help_requests.asked"
REMIND = "help_requests.remind"
TAKEN = "help_requests.taken"
ANSWERED = "help_requests.answered"
LAST_REMINDER = "help_requests.last_reminder"
TO_SEIL = (ASKED, REMIND)
"""What has buttons, and so is brought up to date when the request moves on."""


async def announce_to_seil(context: RenderContext) -> Message | Skip:
    """The request, with what can be done about it; brought up to date where it stands already."""
    found = await _request(context)
    is_new = context.delivery.operation == "post"
    if found.status not in OPEN and is_new:
        return Skip(f"it is {found.status} by now")
    facts = await _facts(context, found)
    if str(context.delivery.payload.get("to")) not in facts.seils:
        return Skip("no longer the SEIL of this network") if is_new else gone_on_message(facts)
    return request_message(facts, again=context.delivery.kind == REMIND)


async def announce_taken(context: RenderContext) -> Message | Skip:
    """To the asker: the SEIL has it in hand."""
    found = await _request(context)
    if found.status != Status.IN_HAND:
        return Skip(f"it is {found.status} by now")
    return taken_message(await _facts(context, found))


async def announce_answered(context: RenderContext) -> Message | Skip:
    """To the asker: what the SEIL answers."""
    found = await _request(context)
    if found.status != Status.ANSWERED:
        return Skip(f"it is {found.status} by now")
    return answered_message(await _facts(context, found))


async def announce_last_reminder(context: RenderContext) -> Message | Skip:
    """To the asker: the SEIL was reminded as often as the bot does, and how to go on."""
    found = await _request(context)
    if found.status not in OPEN:
        return Skip(f"it is {found.status} by now")
    if not await network_rows.people_with_role(context.session, found.network_id, Role.SEIL):
        return Skip("the network has no SEIL")
    return last_reminder_message(await _facts(context, found))


async def _request(context: RenderContext) -> HelpRequest:
    return await rows.by_id(context.session, context.delivery.workspace_id, context.id("request"))


async def _facts(context: RenderContext, found: HelpRequest) -> RequestFacts:
    network = await network_rows.network(context.session, found.workspace_id, found.network_id)
    return await facts_of(context.session, found, await network_context(context.app, context.session, network))


ANNOUNCEMENTS: dict[str, Announcement] = {
    ASKED: announce_to_seil,
    REMIND: announce_to_seil,
    TAKEN: announce_taken,
    ANSWERED: announce_answered,
    LAST_REMINDER: announce_last_reminder,
}
