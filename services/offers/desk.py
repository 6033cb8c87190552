"""What of needs stands on a SEIL's desk: those for which somebody offers something."""

from __future__ import annotations

from domain.offers import Match
from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.offers.cards import COMMAND
from prompts.text import mention
from prompts.todo import Todo
from services.desk import DeskContext, DeskPart
from services.offers.reading import matches_for


async def desk(context: DeskContext) -> DeskPart:
    """Each need that has a suggestion, once."""
    found = await matches_for(context.app, context.session, context.workspace_id, context.actor, set(context.ids))
    best: dict[int, Match] = {}
    for match in found.matches:
        best.setdefault(match.need.id, match)
    waiting = []
    for need in found.needs:
        if need.id in best:
            sentence = say(
                "offers.desk_waiting", person=mention(need.person_id), other=mention(best[need.id].offer.person)
            )
            todo = Todo(sentence, say("offers.button_look"), COMMAND)
            waiting.append(Waiting(need.network_id, context.day(need.network_id, need.made_at), todo))
    return DeskPart(waiting)
