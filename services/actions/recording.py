"""Recording an action inside somebody else's transaction: a meeting's minutes, a review, or /cop-action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import DUE, OWNER, WHAT, check_due, check_what
from domain.calendar import local_day
from domain.errors import Faults
from domain.policies import NETWORK_PEOPLE
from services.delivery.outbox import post_to_people, refresh_post
from storage import actions as rows
from storage import deliveries
from storage import networks as network_rows
from storage.database import NEW_WORK
from storage.models import Network
from storage.models.actions import Action

GIVEN = "actions.given"
NUDGE = "actions.nudge"
MISSING: Mapping[str, str] = {
    WHAT: "actions.wrong_no_what",
    OWNER: "actions.wrong_no_owner",
    DUE: "forms.choose_day",
}
"""What is said of a field that is empty."""


async def record(
    session: AsyncSession,
    network: Network,
    *,
    what: str,
    owner_id: str | None,
    due_on: date | None,
    created_by: str,
    now: datetime,
    source: str = "network",
    source_id: int | None = None,
    missing: Mapping[str, str] = MISSING,
) -> Action:
    """Add an action to the network and tell its owner in a direct message, unless they recorded it themselves.

    source: network, meeting, review or pulse; source_id: the row it came out of. Several of one source for one owner
    are told of in one message. Whether `created_by` may do this is for the caller to ask.
    missing: the key of what to say of a field that is empty. Raises Invalid, naming all of the fields what, owner
    and due that do not fit.
    """
    faults, today = Faults(), local_day(now, ZoneInfo(network.timezone))
    for field, given in ((WHAT, what.strip()), (OWNER, owner_id), (DUE, due_on)):
        if not given:
            faults.note(missing[field], field)
    if what.strip():
        what = faults.of(check_what, what) or what
    if due_on is not None:
        faults.of(check_due, due_on, today)
    people = await network_rows.people_with_role(session, network.id, *NETWORK_PEOPLE)
    if owner_id and owner_id not in people:
        faults.note("actions.wrong_not_here", OWNER, network=network.name)
    faults.check()
    if owner_id is None or due_on is None:
        raise AssertionError("what is missing was found above")
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
    wake(session, network)
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


async def refresh_cards(session: AsyncSession, network: Network, action: Action, now: datetime) -> None:
    """Let the messages that its owner has about the action say how it stands, so that no button is left over."""
    together = [action] if action.source_id is None else await rows.given_together(session, action)
    told = {one.id for one in together}
    for found in await deliveries.posted_to(session, network.id, (GIVEN, NUDGE), action.owner_id, action.created_at):
        about = {found.payload["action"]} & told if found.kind == GIVEN else {action.id} & {*found.payload["actions"]}
        if about:
            payload = {**found.payload, "owner": action.owner_id}
            await refresh_post(session, network, found.kind, payload, found.id, now=now)


def wake(session: AsyncSession, network: Network) -> None:
    """Let the schedule look at the network anew: a reminder may fall due sooner than anything else."""
    network.next_check_at = None
    session.info[NEW_WORK] = True
