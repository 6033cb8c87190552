"""What of requests stands on a SEIL's desk."""

from __future__ import annotations

from domain.desk import Weight
from domain.help_requests import Status
from prompts.catalog import say
from prompts.desks.lines import Need, Waiting
from prompts.help_requests.cards import COMMAND
from prompts.text import mention
from prompts.todo import Todo
from services.desk import DeskContext, DeskPart
from storage import help_requests as rows


async def desk(context: DeskContext) -> DeskPart:
    """Every open request; those that nobody has taken up are what the network needs most."""
    waiting, needs = [], []
    for found in await rows.open_in(context.session, context.ids):
        is_new = found.status == Status.WAITING
        key = "help_requests.desk_waiting" if is_new else "help_requests.desk_in_hand"
        todo = Todo(say(key, person=mention(found.asked_by_id)), say("help_requests.button_look"), COMMAND)
        waiting.append(Waiting(found.network_id, context.day(found.network_id, found.asked_at), todo))
        if is_new:
            needs.append(Need(found.network_id, Weight.WAITING, say("help_requests.desk_need")))
    return DeskPart(waiting, needs)
