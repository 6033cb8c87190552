"""What of introductions stands on a SEIL's desk: what another SEIL asks them first."""

from __future__ import annotations

from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.introductions.cards import COMMAND
from prompts.text import mention
from prompts.todo import Todo
from services.desk import DeskContext, DeskPart
from storage import introductions as rows


async def desk(context: DeskContext) -> DeskPart:
    """Each question whether somebody of their network may be introduced, until it is answered or has had its time."""
    waiting = []
    for found in await rows.at_seil_of(context.session, context.ids, context.now):
        network_id = found.other_network_id
        todo = Todo(
            say("introductions.desk_let", seil=mention(found.seil_id)),
            say("introductions.waiting_ask_label"),
            COMMAND,
        )
        waiting.append(Waiting(network_id, context.day(network_id, found.asked_at), todo))
    return DeskPart(waiting)
