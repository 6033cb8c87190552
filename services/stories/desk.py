"""What of successes and feedback stands on a SEIL's desk: those to pass on."""

from __future__ import annotations

from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.stories.cards import COMMAND
from prompts.text import mention
from prompts.todo import Todo
from services.desk import DeskContext, DeskPart
from storage import stories as rows


async def desk(context: DeskContext) -> DeskPart:
    waiting = []
    for found in await rows.with_seils(context.session, context.ids):
        sentence = say(f"stories.desk_{found.kind}", person=mention(found.told_by_id))
        todo = Todo(sentence, say("stories.button_look"), COMMAND)
        waiting.append(Waiting(found.network_id, context.day(found.network_id, found.told_at), todo))
    return DeskPart(waiting)
