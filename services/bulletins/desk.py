"""What of notices stands on a SEIL's desk: those that go out soon, and could say what they mean here."""

from __future__ import annotations

from prompts.bulletins.cards import COMMAND
from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.todo import Todo
from prompts.wording import day
from services.bulletins.reading import still_to_come
from services.desk import DeskContext, DeskPart
from storage import bulletins as rows


async def desk(context: DeskContext) -> DeskPart:
    """Each that waits, until the SEIL has added something or let it go."""
    waiting = []
    for copy, bulletin in await rows.waiting_in(context.session, context.ids):
        if copy.let_go or not still_to_come(copy, context.now):
            continue
        sentence = say("bulletins.desk_waiting", title=bulletin.title, day=day(copy.due_on))
        since = context.day(copy.network_id, bulletin.approved_at or bulletin.written_at)
        todo = Todo(sentence, say("bulletins.button_look"), COMMAND)
        waiting.append(Waiting(copy.network_id, since, todo))
    return DeskPart(waiting)
