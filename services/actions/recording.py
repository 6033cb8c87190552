"""Recording an action inside somebody else's transaction: a meeting's minutes, a review, or /cop-action."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import OWNER, check_due, check_what
from domain.calendar import local_day
from domain.errors import Invalid
from domain.policies import NETWORK_PEOPLE
from services.outbox import post_to_people
from storage import networks as network_rows
from storage.database import NEW_WORK
from storage.models import Action, Network

GIVEN = "actions.given"


async def record(
    session: AsyncSession,
    network: Network,
    *,
    what: str,
    owner_id: str,
    due_on: date,
    created_by: str,
    now: datetime,
    source: str = "network",
    source_id: int | None = None,
) -> Action:
    """Add an action to the network and tell its owner in a direct message, unless they recorded it themselves.

    source: network, meeting or review; source_id: the row it came out of. Several of one source for one owner
    are told of in one message. Whether `created_by` may do this is for the caller to ask.
    Raises Invalid, naming the field what, owner or due.
    """
    today = local_day(now, ZoneInfo(network.timezone))
    what, due_on = check_what(what), check_due(due_on, today)
    if owner_id not in await network_rows.people_with_role(session, network.id, *NETWORK_PEOPLE):
        raise Invalid(
            f"That person is not in {network.name}. Choose somebody who is, or add them with /cop-network first.",
            OWNER,
        )
    action = Action(
        workspace_id=network.workspace_id,
        network_id=network.id,
        source=source,
        source_id=source_id,
        what=what,
        owner_id=owner_id,
        due_on=due_on,
        due_set_at=now,
        created_by=created_by,
        created_at=now,
        nudges=0,
    )
    session.add(action)
    await session.flush()
    _wake(session, network)
    if owner_id != created_by:
        _tell_once(session, network, action, now)
    return action


def _tell_once(session: AsyncSession, network: Network, action: Action, now: datetime) -> None:
    """One message for all that a person takes on out of one meeting or visit."""
    told: set[tuple[str, str, int]] = session.info.setdefault(GIVEN, set())
    if action.source_id is not None:
        key = (action.owner_id, action.source, action.source_id)
        if key in told:
            return
        told.add(key)
    post_to_people(session, network, GIVEN, {"action": action.id}, [action.owner_id], now=now)


def _wake(session: AsyncSession, network: Network) -> None:
    """Let the schedule look at the network anew: a reminder may fall due sooner than anything else."""
    network.next_check_at = None
    session.info[NEW_WORK] = True
