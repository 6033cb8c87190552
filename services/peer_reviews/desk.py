"""What of peer reviews stands on a SEIL's desk: rounds that wait for a yes."""

from __future__ import annotations

from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.todo import Todo
from services.desk import DeskContext, DeskPart
from services.peer_reviews.todo import COMMAND
from storage import peer_reviews as rows


async def desk(context: DeskContext) -> DeskPart:
    """What chair or SEIL have to say yes to: proposals, other networks that ask, who takes a school's place."""
    waiting = []
    for found in await rows.proposed_in(context.session, context.ids):
        sentence = say("peer_reviews.waiting_proposal", number=found.number)
        since = context.day(found.network_id, found.proposed_at)
        waiting.append(Waiting(found.network_id, since, Todo(sentence, say("peer_reviews.waiting_look"), COMMAND)))
    for asked in await rows.invitations(context.session, context.ids):
        since = context.day(asked.joint_network_id or 0, asked.proposed_at)
        todo = Todo(say("peer_reviews.waiting_invitation"), say("peer_reviews.waiting_look"), COMMAND)
        waiting.append(Waiting(asked.joint_network_id or 0, since, todo))
    for left in await rows.drop_outs_in(context.session, context.ids):
        since = context.day(left.network_id, left.said_at)
        sentence = say("peer_reviews.waiting_replacement")
        waiting.append(Waiting(left.network_id, since, Todo(sentence, say("peer_reviews.waiting_look"), COMMAND)))
    return DeskPart(waiting)
