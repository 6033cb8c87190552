"""Whether what was put to somebody for their role still concerns them, for announcements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import TypeAlias

from domain.policies import Role
from prompts.catalog import say
from prompts.message import Message, SharedFile
from prompts.notices import notice
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.outbox import TO
from storage import networks as network_rows

Still: TypeAlias = "Callable[[RenderContext, str], Awaitable[bool]]"
"""(context, person) -> whether the message still concerns the person it was put to."""


def while_theirs(say_it: Announcement, still: Still, *, settles: bool = True) -> Announcement:
    """The same, taken away where it is worded anew since its reader lost a role, and concerns them no longer.

    settles: whether it is worded anew for other reasons too; where it is not, it stays as it stands.
    """

    async def announce(context: RenderContext) -> Message | SharedFile | Skip:
        person = context.delivery.payload.get(TO)
        if context.delivery.operation == "update":
            if person is not None and person not in ROLES and not await still(context, str(person)):
                return no_longer_theirs()
            if not settles:
                return Skip("it still stands")
        return await say_it(context)

    return announce


ROLES = frozenset(Role)
"""In the payload of some messages `to` is a role; whom it was put to is there once they have lost one."""


def holds(roles: Collection[str]) -> Still:
    """Whether somebody holds one of these roles in the network that it is about."""

    async def still(context: RenderContext, person: str) -> bool:
        network_id = context.delivery.network_id or 0
        return person in await network_rows.people_with_role(context.session, network_id, *sorted(roles))

    return still


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
