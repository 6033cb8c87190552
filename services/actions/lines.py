"""Actions as somebody reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.policies import Actor, Allowed, can_complete_action
from facts.actions import ActionLine, OwnerCard
from storage import networks as network_rows
from storage.models import Network
from storage.models.actions import Action


def line_of(action: Action, network: Network, actor: Actor) -> ActionLine:
    """The action for the one who asks, with whether they may change it."""
    may_change = isinstance(can_complete_action(actor, network.id, action.owner_id), Allowed)
    return _line(action, network, may_change=may_change)


async def lines_of_owner(
    session: AsyncSession, actions: Sequence[Action], *, kind: str, by: str, now: datetime
) -> OwnerCard:
    """One owner's actions (at least one) as the card that tells them of all; see OwnerCard for kind and by."""
    networks = {
        action.network_id: await network_rows.network(session, action.workspace_id, action.network_id)
        for action in actions
    }
    zone = ZoneInfo(networks[actions[0].network_id].timezone)
    lines = [_line(action, networks[action.network_id], may_change=True) for action in actions]
    return OwnerCard(kind=kind, today=local_day(now, zone), lines=lines, by=by)


def _line(action: Action, network: Network, *, may_change: bool) -> ActionLine:
    return ActionLine(
        id=action.id,
        what=action.what,
        owner_id=action.owner_id,
        due_on=action.due_on,
        status=action.status,
        network_name=network.name,
        may_change=may_change,
    )
