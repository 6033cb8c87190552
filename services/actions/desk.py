"""What of actions stands on a SEIL's desk: how many are overdue in a network, never whose; and the SEIL's own."""

from __future__ import annotations

from domain.desk import Weight
from prompts.actions.cards import COMMAND, when_due
from prompts.catalog import say
from prompts.desks.lines import Need, Waiting
from prompts.todo import Todo
from services.desk import DeskContext, DeskPart
from storage import actions as rows


async def desk(context: DeskContext) -> DeskPart:
    """Each network's overdue actions as a number, and those of the SEIL's own that are overdue."""
    latest = max((context.today(id_) for id_ in context.ids), default=None)
    if latest is None:
        return DeskPart()
    due = await rows.due_before(context.session, context.ids, latest)
    needs, waiting = [], []
    for id_ in context.ids:
        overdue = [(owner, on, what) for network, owner, on, what in due if network == id_ and on < context.today(id_)]
        if overdue:
            needs.append(Need(id_, Weight.LATE, say("actions.desk_overdue", count=len(overdue))))
        for owner, on, what in overdue:
            if owner == context.actor.user_id:
                sentence = say("actions.waiting_one", what=what, when=when_due(on, context.today(id_)))
                waiting.append(Waiting(id_, on, Todo(sentence, say("actions.waiting_label_one"), COMMAND)))
    return DeskPart(waiting, needs)
