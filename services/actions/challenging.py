"""What of actions is worth a question: that many are overdue, never whose."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calendar import local_day
from domain.challenges import Candidate, Kind
from services.challenging import ChallengeContext
from storage import actions as rows

ENOUGH = 2
"""One overdue action is somebody's; two or more are the network's."""


async def challenging(context: ChallengeContext) -> Sequence[Candidate]:
    """The network's overdue actions in a number."""
    network_id, today = context.network_ctx.network.id, local_day(context.now, context.network_ctx.zone)
    due = await rows.due_before(context.session, [network_id], today)
    if len({owner for _, owner, _, _ in due}) < ENOUGH:
        return []
    return [Candidate(Kind.PROMISED, 1.0, values={"number": len(due)})]
