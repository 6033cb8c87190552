"""What falls due when, and seeing that each thing falls due once.

Each feature hands in planners, which tell from a network's state what is due in a stretch of time and change
nothing, and for each kind of occasion the function that carries it out. An occasion is recorded in the same
transaction as what it sets off, under a unique key: planning twice fires once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, nothing_known
from domain.moments import utc
from services.context import AppContext, NetworkContext, instruments_of, network_context
from services.delivery.engine import Skip
from storage import networks as network_rows
from storage import occasions
from storage.database import is_away
from storage.models import Membership, Network, Occasion

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=45)
"""How far back a missed occasion is still noticed (to be caught up, or recorded as skipped)."""
LOOK_AHEAD = timedelta(days=21)
AT_LEAST_EVERY = timedelta(days=7)
AFTER_TROUBLE = timedelta(minutes=5)
CHECK_LEASE = timedelta(minutes=1)
"""How long a worker may take over one network. Each claim ends at a moment of its own, so that a change in between
is told from the claim itself."""


@dataclass(frozen=True)
class Due:
    """Something that falls due.

    kind and key name it for ever (kind as "meetings.ask", key as "2026-T2"); at is the moment;
    expires_at is when it no longer makes sense, so that after a long outage it is skipped with a reason;
    what says it in a few words for the agenda; data holds ids for the one who carries it out.
    """

    kind: str
    key: str
    at: datetime
    expires_at: datetime
    what: str
    data: Mapping[str, Any] = field(default_factory=dict)
    always: bool = False
    """Carried out as well while the network stands still, or while its school calendar cannot be read: what people
    were promised, such as that their answers are deleted."""


@dataclass(frozen=True)
class OccasionContext:
    """What is at hand when an occasion is carried out: inside the transaction, the network locked."""

    session: AsyncSession
    network_ctx: NetworkContext
    due: Due
    now: datetime
    app: AppContext


Planner = Callable[[AppContext, AsyncSession, NetworkContext, datetime, datetime], Awaitable[Sequence[Due]]]
"""(ground, session, network, since, until) -> what falls due in (since, until], judged by the state as it is."""
Fire = Callable[[OccasionContext], Awaitable[Skip | None]]

Row = TypeVar("Row")
Given = ParamSpec("Given")
Read = TypeVar("Read")

ROLES_BACK = timedelta(days=60)
READ = "read"
"""Key in `session.info`: what planners have read in one look at a network."""


async def shared(
    session: AsyncSession,
    read: Callable[Concatenate[AsyncSession, Given], Awaitable[Read]],
    *args: Given.args,
    **options: Given.kwargs,
) -> Read:
    """What `read` gives, for planners: several that ask for the same share it, since they look at one moment."""
    known: dict[Any, Any] = session.info.setdefault(READ, {})
    key = (read, args, tuple(sorted(options.items())))
    if key not in known:
        known[key] = await read(session, *args, **options)
    found: Read = known[key]
    return found


async def roles_lately(session: AsyncSession, network_ctx: NetworkContext, since: datetime) -> Sequence[Membership]:
    """The roles that are held in the network, or ended in the time before `since` that planners look back on; for
    planners, which share the reading."""
    return await shared(session, network_rows.memberships_since, network_ctx.network.id, since - ROLES_BACK)


async def roles_held(session: AsyncSession, network_ctx: NetworkContext, since: datetime) -> list[Membership]:
    """Of these, the ones that are held."""
    return [role for role in await roles_lately(session, network_ctx, since) if role.until is None]


def of_each(rows: Iterable[Row], dues_of: Callable[[Row], Iterable[Due]]) -> list[Due]:
    """What falls due of each row. One with which there is trouble has nothing coming, and stops no other.

    Past the calendar's end that is no news: operators hear of the calendar itself a year ahead.
    """
    found: list[Due] = []
    for row in rows:
        try:
            found += dues_of(row)
        except UnknownDate:
            continue
        except Exception:
            log.exception(
                "the schedule failed for a network: one thing cannot be planned",
                extra={"thing": f"{type(row).__name__} {getattr(row, 'id', row)}"},
            )
    return found


@dataclass(frozen=True)
class _Plan:
    """What falls due; `sound` is whether every planner could say."""

    dues: list[Due]
    sound: bool = True


class ScheduleService:
    def __init__(
        self,
        app: AppContext,
        planners: Iterable[Planner],
        fires: Mapping[str, Fire],
        first: Callable[[datetime], Awaitable[None]] | None = None,
    ) -> None:
        """first: done at the start of each tick; trouble with it stops nothing else."""
        self._first = first
        self._app = app
        self._planners = planners
        self._fires = fires

    async def tick(self, now: datetime) -> int:
        """Carry out all that has fallen due by `now`; returns how many occasions were recorded.

        Workers that tick at the same time share the networks between them.
        """
        now = utc(now)
        if self._first is not None:
            try:
                await self._first(now)
            except Exception as error:
                if is_away(error):
                    raise
                log.exception("keeping answers sealed failed")
        async with self._app.database.read() as session:
            if not await occasions.is_check_due(session, now):
                return 0
        recorded = 0
        while True:
            claimed_until = now + CHECK_LEASE + timedelta(microseconds=secrets.randbelow(1_000_000))
            async with self._app.database.write() as session:
                network = await occasions.claim_check(session, now, claimed_until)
            if network is None:
                return recorded
            network_id = network.id
            try:
                # What was carried out may have made something else due.
                while done := await self._check(network_id, claimed_until, now):
                    recorded += done
            except Exception as error:
                if is_away(error):
                    raise  # whoever called tries again, and the claim runs out
                # One network's trouble (an unknown zone, say) must not stop the others.
                log.exception("the schedule failed for a network", extra={"network": network_id})
                async with self._app.database.write() as session:
                    await occasions.set_next_check(session, network_id, claimed_until, now + AFTER_TROUBLE)

    async def next_check(self) -> datetime | None:
        """When a network has to be looked at again, or None where none is waiting."""
        async with self._app.database.read() as session:
            return await occasions.earliest_check(session)

    async def agenda(self, network_name: str, since: datetime, until: datetime) -> Sequence[Due] | None:
        """What would fall due for the network in (since, until], oldest first; None where there is no such network.

        Nothing is posted or recorded. What depends on people (a meeting booked meanwhile) is judged as it stands.
        """
        async with self._app.database.read() as session:
            network = await network_rows.by_name(session, network_name)
            if network is None:
                return None
            place = await network_context(self._app, session, network)
            return (await self._plan(session, place, utc(since), utc(until))).dues

    async def _plan(
        self, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
    ) -> _Plan:
        """What the planners say. One that cannot say stops no other."""
        found: list[Due] = []
        sound = True
        for planner in self._planners:
            try:
                found += await planner(self._app, session, network_ctx, since, until)
            except UnknownDate as error:
                log.warning(str(error), extra={"network": network_ctx.network.name})
            except Exception as error:
                if is_away(error):
                    raise
                sound = False
                what = {"network": network_ctx.network.id, "planner": planner.__name__}
                log.exception("the schedule failed for a network: a planner", extra=what)
                if isinstance(error, DBAPIError):
                    await session.rollback()  # PostgreSQL answers nothing more in a transaction that has failed
                    session.info.pop(READ, None)
                    await session.refresh(network_ctx.network)
        dues = [due for due in found if since < due.at <= until]
        return _Plan(sorted(dues, key=lambda due: (due.at, due.kind, due.key)), sound)

    async def _check(self, network_id: int, claimed_until: datetime, now: datetime) -> int:
        """Carry out what is due for the network, and say how many things; where it was none, tell when to look next."""
        async with self._app.database.read() as session:
            network = await session.get(Network, network_id)
            if network is None:
                return 0
            place, readable = await self._stand_on(session, network)
            since = max(now - LOOK_BACK, network.created_at - timedelta(seconds=1))
            plan = await self._plan(session, place, since, now + LOOK_AHEAD)
            planned = [due for due in plan.dues if due.always or (readable and network.status == "active")]
            known = await occasions.recorded(session, network_id, [due.key for due in planned]) if planned else set()
        fresh = [due for due in planned if (due.kind, due.key) not in known]
        ready = [due for due in fresh if due.at <= now]
        done = 0
        for due in ready:
            done += await self._try(network, due, now)
        if not done:
            sound = plan.sound and readable and not ready
            later = [due.at for due in fresh if due.at > now]
            at = min([*later, now + (AT_LEAST_EVERY if sound else AFTER_TROUBLE)])
            async with self._app.database.write() as session:
                await occasions.set_next_check(session, network_id, claimed_until, at)
        return done

    async def _stand_on(self, session: AsyncSession, network: Network) -> tuple[NetworkContext, bool]:
        """The network's ground, and whether its school calendar can be read; without it no school day is known."""
        try:
            return await network_context(self._app, session, network), True
        except (SQLAlchemyError, OSError):
            raise
        except Exception:
            log.exception("the schedule failed for a network: its school calendar", extra={"network": network.id})
            found = instruments_of(self._app, network)
            return NetworkContext(network, nothing_known(network.calendar), ZoneInfo(network.timezone), *found), False

    async def _try(self, network: Network, due: Due, now: datetime) -> bool:
        """Carry it out; False where that failed, so that it is tried again later while the others go on."""
        try:
            await self._carry_out(network, due, now)
        except Exception as error:
            if is_away(error):
                raise
            what = {"network": network.id, "kind": due.kind, "key": due.key}
            log.exception("the schedule failed for a network: one occasion", extra=what)
            return False
        return True

    async def _carry_out(self, network: Network, due: Due, now: datetime) -> None:
        async with self._app.database.write(routine=True) as session:
            locked = await network_rows.lock(session, network.workspace_id, network.id, look=False)
            if (due.kind, due.key) in await occasions.recorded(session, network.id, [due.key]):
                return
            outcome: Skip | None = Skip("missed while the bot was not running, and too late now")
            if due.expires_at > now:
                place, _ = await self._stand_on(session, locked)
                outcome = await self._fires[due.kind](OccasionContext(session, place, due, now, self._app))
            session.add(
                Occasion(
                    workspace_id=network.workspace_id,
                    network_id=network.id,
                    kind=due.kind,
                    key=due.key,
                    due_at=due.at,
                    outcome="fired" if outcome is None else "skipped",
                    reason="" if outcome is None else outcome.reason,
                    recorded_at=now,
                )
            )
