"""What owners of actions hear in a direct message."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from domain.calendar import local_day
from domain.policies import NETWORK_PEOPLE
from prompts.actions.cards import dropped_message, moved_message, owner_card
from prompts.message import Message
from services.access import Asker, actor_of
from services.actions.lines import line_of, lines_of_owner
from services.actions.recording import GIVEN, NUDGE
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs
from services.delivery.outbox import TO
from storage import actions as rows
from storage import networks as network_rows
from storage.models.actions import Action

MOVED = "actions.moved"
DROPPED = "actions.dropped"


async def announce_given(context: RenderContext) -> Message | Skip:
    """Tell an owner what somebody recorded for them: all that came out of the same meeting at once."""
    action = await rows.by_id(context.session, context.delivery.workspace_id, context.id("action"))
    together = [action] if action.source_id is None else await rows.given_together(context.session, action)
    owner_id = context.delivery.payload.get(TO) or context.delivery.payload.get("owner")
    if owner_id is not None and not await _still_theirs(context, str(owner_id), together):
        return no_longer_theirs()
    still = _to_say(context, together)
    if not still:
        return Skip("done or dropped before its owner was told")
    card = await lines_of_owner(context.session, still, kind="given", by=action.created_by, now=context.now)
    return owner_card(card)


async def announce_nudge(context: RenderContext) -> Message | Skip:
    """Remind an owner of what is due, one message for all, leaving out what is done or no longer theirs."""
    payload = context.delivery.payload
    owner_id = str(payload.get("owner") or payload.get(TO) or context.delivery.people[0])
    ids = [int(one) for one in payload["actions"]]
    found = await rows.of_ids(context.session, context.delivery.workspace_id, owner_id, ids)
    still = _to_say(context, found)
    still = await _still_theirs(context, owner_id, still)
    if not still:
        return no_longer_theirs() if TO in payload else Skip("all done, dropped or no longer theirs")
    return owner_card(await lines_of_owner(context.session, still, kind="nudge", by="", now=context.now))


def _to_say(context: RenderContext, actions: Sequence[Action]) -> list[Action]:
    """Those that are open; a message that is out already goes on to tell of all of them."""
    return [action for action in actions if action.status == "open" or context.delivery.operation == "update"]


async def announce_moved(context: RenderContext) -> Message | Skip:
    """Tell an owner that somebody else gave their action another date."""
    action, by = await _changed(context)
    if action.status != "open":
        return Skip("done or dropped since")
    network = await network_rows.network(context.session, action.workspace_id, action.network_id)
    actor = await actor_of(context.app, context.session, Asker(action.workspace_id, action.owner_id))
    today = local_day(context.now, ZoneInfo(network.timezone))
    return moved_message(line_of(action, network, actor), by, today)


async def announce_dropped(context: RenderContext) -> Message | Skip:
    """Tell an owner that somebody else dropped their action, and why."""
    action, by = await _changed(context)
    network = await network_rows.network(context.session, action.workspace_id, action.network_id)
    actor = await actor_of(context.app, context.session, Asker(action.workspace_id, action.owner_id))
    return dropped_message(line_of(action, network, actor), by, action.drop_reason)


async def _changed(context: RenderContext) -> tuple[Action, str]:
    action = await rows.by_id(context.session, context.delivery.workspace_id, context.id("action"))
    return action, str(context.delivery.payload["by"])


async def _still_theirs(context: RenderContext, owner_id: str, actions: Sequence[Action]) -> list[Action]:
    """Those in networks that the owner still belongs to, or that their school has moved from."""
    held, before = await network_rows.roles_of_person(context.session, context.delivery.workspace_id, owner_id)
    home = {network.id for member, network in held if member.role in NETWORK_PEOPLE}
    home.update(*before.values())
    return [action for action in actions if action.network_id in home]


ANNOUNCEMENTS: dict[str, Announcement] = {
    GIVEN: announce_given,
    NUDGE: announce_nudge,
    MOVED: announce_moved,
    DROPPED: announce_dropped,
}
