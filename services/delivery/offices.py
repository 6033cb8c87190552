"""Whether what was put to somebody for their role still concerns them, for announcements."""

from __future__ import annotations

from prompts.catalog import say
from prompts.message import Message
from prompts.notices import notice
from services.delivery.engine import RenderContext
from services.delivery.outbox import TO
from storage import networks as network_rows


async def taken_away(context: RenderContext, network_id: int, *roles: str) -> Message | None:
    """What a question becomes that is worded anew since its reader lost a role; None where they hold one of these."""
    person = context.delivery.payload.get(TO)
    if context.delivery.operation != "update" or person is None:
        return None
    if person in await network_rows.people_with_role(context.session, network_id, *roles):
        return None
    return no_longer_theirs()


def no_longer_theirs() -> Message:
    """What it becomes."""
    return notice(say("notices.office_left"))
