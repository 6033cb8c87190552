"""What falls due when, and seeing that each thing falls due once.

Each feature hands in planners, which tell from a network's state what is due in a stretch of time and change
nothing, and for each kind of occasion the function that carries it out. An occasion is recorded in the same
transaction as what it sets off, under a unique key: planning twice fires once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Exists
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, nothing_known
from domain.moments import utc
from services.context import AppContext, NetworkContext, instruments_of, keeping_days, network_context
from services.delivery.engine import Skip
from storage import coming, occasions
from storage import networks as network_rows
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


class Due(Struct, frozen=True):
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


class OccasionContext(Struct, frozen=True):
    """What is at hand when an occasion is carried out: inside the transaction, the network locked."""

    session: AsyncSession
    network_ctx: NetworkContext
    due: Due
    now: datetime
    app: AppContext


Plan = Callable[[AppContext, AsyncSession, NetworkContext, datetime, datetime], Awaitable[Sequence[Due]]]
"""(ground, session, network, since, until) -> what falls due in (since, until], judged by the state as it is."""
Fire = Callable[[OccasionContext], Awaitable[Skip | None]]


class Where(Struct, frozen=True):
    """A planner that is asked only where the network has something that it looks at. See storage/coming.py.

    there: holds whenever the planner would find something, which need not ask that once more.
    """

    there: Exists
    plan: Plan


Planner = Plan | Where
"""One that goes by the calendar and the network's settings is asked at each look."""


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


def of_each(rows: Iterable[Row], dues_of: Callable[[Row], Iterable[Read]]) -> list[Read]:
    """What falls due of each row. One with which there is trouble has nothing coming, and stops no other.

    Past the calendar's end that is no news: operators hear of the calendar itself a year ahead.
    """
    found: list[Read] = []
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


class _Planned(Struct, frozen=True):
    """What falls due; `sound` is whether every planner could say."""

    dues: list[Due]
    sound: bool = True


class _Look(Struct):
    """One look at a network, from its claim on.

    keeps_days: whether the network keeps days of its own. ground: as it was last read, and whether its school calendar
    can be read. known: the occasions that are recorded, of those with `keys`. untouched: nothing was carried out yet.
    """

    network: Network
    keeps_days: bool
    claimed_until: datetime
    now: datetime
    ground: tuple[NetworkContext, bool] | None = None
    known: set[tuple[str, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    untouched: bool = True

    def is_as_claimed(self, locked: Network) -> bool:
        """Whether nobody has changed the network since, as whoever does asks for another look."""
        return locked.next_check_at == self.claimed_until

    def is_taken_over(self, locked: Network) -> bool:
        """Whether somebody else has claimed it, since the claim had run out or a change has asked for another look."""
        return locked.next_check_at is not None and not self.is_as_claimed(locked)


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
        self._every_planner = planners
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
        look, again_at = await self._claim(now), now
        while look is not None:
            network_id = look.network.id
            try:
                done, again_at = await self._carry_all_out(look)
                recorded += done
            except Exception as error:
                if is_away(error):
                    raise  # whoever called tries again, and the claim runs out
                # One network's trouble (an unknown zone, say) must not stop the others.
                log.exception("the schedule failed for a network", extra={"network": network_id})
                again_at = now + AFTER_TROUBLE
            look = await self._claim(now, look, again_at)
        return recorded

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

    async def _claim(
        self, now: datetime, looked: _Look | None = None, again_at: datetime | None = None
    ) -> _Look | None:
        """A network for which something may have fallen due, or None. looked: the one before, due again at again_at."""
        claimed_until = now + CHECK_LEASE + timedelta(microseconds=secrets.randbelow(1_000_000))
        async with self._app.database.write() as session:
            if looked is not None and again_at is not None:
                await occasions.set_next_check(session, looked.network.id, looked.claimed_until, again_at)
            claimed = await occasions.claim_check(session, now, claimed_until)
        return None if claimed is None else _Look(*claimed, claimed_until, now)

    @cached_property
    def _planners(self) -> tuple[Sequence[Planner], tuple[Exists, ...]]:
        """The planners, and each of what they look at once."""
        every = list(self._every_planner)
        return every, tuple(dict.fromkeys(each.there for each in every if isinstance(each, Where)))

    async def _plan(
        self, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
    ) -> _Planned:
        """What the planners say. One that cannot say stops no other."""
        found: list[Due] = []
        planners, conditions = self._planners
        there, sound = await self._there(session, network_ctx, conditions, since, until)
        for planner in planners:
            if isinstance(planner, Where) and planner.there not in there:
                continue
            plan = planner.plan if isinstance(planner, Where) else planner
            try:
                found += await plan(self._app, session, network_ctx, since, until)
            except UnknownDate as error:
                log.warning(str(error), extra={"network": network_ctx.network.name})
            except Exception as error:
                sound = False
                await self._go_on(session, network_ctx.network, plan.__name__, error)
        dues = [due for due in found if since < due.at <= until]
        return _Planned(sorted(dues, key=lambda due: (due.at, due.kind, due.key)), sound)

    async def _there(
        self,
        session: AsyncSession,
        network_ctx: NetworkContext,
        conditions: tuple[Exists, ...],
        since: datetime,
        until: datetime,
    ) -> tuple[Collection[Exists], bool]:
        """What of all that planners look at the network has; all of it where that cannot be told, and then False."""
        try:
            return await coming.holding(session, conditions, network_ctx.network.id, since, until), True
        except Exception as error:
            await self._go_on(session, network_ctx.network, "what there is", error)
            return conditions, False

    async def _go_on(self, session: AsyncSession, network: Network, planner: str, error: Exception) -> None:
        """Log that a planner failed, and make the session ready for the next; raises it where the database is away."""
        if is_away(error):
            raise error
        what = {"network": network.id, "planner": planner}
        log.error("the schedule failed for a network: a planner", extra=what, exc_info=error)
        if isinstance(error, DBAPIError):
            await session.rollback()  # PostgreSQL answers nothing more in a transaction that has failed
            session.info.pop(READ, None)
            if network in session:
                await session.refresh(network)

    async def _carry_all_out(self, look: _Look) -> tuple[int, datetime]:
        """Carry out what is due for the network; how many things that were, and when to look next."""
        recorded = 0
        while True:
            done, again_at = await self._check(look)
            if not done:
                return recorded, again_at
            recorded += done  # and what was carried out may have made something else due

    async def _check(self, look: _Look) -> tuple[int, datetime]:
        """Carry out what is due now; how many things that were, and when to look next where it was none."""
        now = look.now
        async with self._app.database.read() as session:
            if look.ground is None:
                look.ground = await self._stand_on(session, look.network, keeps_days=look.keeps_days)
            (place, readable), network = look.ground, look.ground[0].network
            since = max(now - LOOK_BACK, network.created_at - timedelta(seconds=1))
            plan = await self._plan(session, place, since, now + LOOK_AHEAD)
            planned = [due for due in plan.dues if due.always or (readable and network.goes_on)]
            asked = {due.key for due in planned} - look.keys
            if asked:
                look.known |= await occasions.recorded(session, network.id, sorted(asked))
                look.keys |= asked
        fresh = [due for due in planned if (due.kind, due.key) not in look.known]
        ready = [due for due in fresh if due.at <= now]
        done = 0
        for due in ready:
            done += await self._try(look, due)
        sound = plan.sound and readable and not ready
        later = [due.at for due in fresh if due.at > now]
        return done, min([*later, now + (AT_LEAST_EVERY if sound else AFTER_TROUBLE)])

    async def _stand_on(
        self, session: AsyncSession, network: Network, *, keeps_days: bool = True
    ) -> tuple[NetworkContext, bool]:
        """The network's ground, and whether its school calendar can be read; without it no school day is known."""
        try:
            if keeps_days:
                return await network_context(self._app, session, network), True
            return keeping_days(self._app, network, ()), True
        except (SQLAlchemyError, OSError):
            raise
        except Exception:
            log.exception("the schedule failed for a network: its school calendar", extra={"network": network.id})
            found = instruments_of(self._app, network)
            return NetworkContext(network, nothing_known(network.calendar), ZoneInfo(network.timezone), *found), False

    async def _try(self, look: _Look, due: Due) -> bool:
        """Carry it out; False where that failed, so that it is tried again later while the others go on."""
        try:
            return await self._carry_out(look, due)
        except Exception as error:
            if is_away(error):
                raise
            what = {"network": look.network.id, "kind": due.kind, "key": due.key}
            log.exception("the schedule failed for a network: one occasion", extra=what)
            return False

    async def _carry_out(self, look: _Look, due: Due) -> bool:
        """False where somebody else looks at the network by now, and so carries it out."""
        now, workspace_id, network_id = look.now, look.network.workspace_id, look.network.id
        async with self._app.database.write(routine=True) as session:
            locked = await network_rows.lock(session, workspace_id, network_id, look=False)
            if look.is_taken_over(locked):
                return False
            as_claimed = look.is_as_claimed(locked)
            # Nobody else can have recorded it since the look began, as long as the claim holds.
            if not (as_claimed and look.untouched):
                look.known |= await occasions.recorded(session, network_id, [due.key])
                if (due.kind, due.key) in look.known:
                    return True
            if as_claimed and look.ground is not None:
                ground = replace(look.ground[0], network=locked), look.ground[1]
            else:
                ground = await self._stand_on(session, locked)
            outcome: Skip | None = Skip("missed while the bot was not running, and too late now")
            if due.expires_at > now:
                outcome = await self._fires[due.kind](OccasionContext(session, ground[0], due, now, self._app))
            session.add(
                Occasion(
                    workspace_id=workspace_id,
                    network_id=network_id,
                    kind=due.kind,
                    key=due.key,
                    due_at=due.at,
                    outcome="fired" if outcome is None else "skipped",
                    reason="" if outcome is None else outcome.reason,
                    recorded_at=now,
                )
            )
        look.ground, look.untouched = ground, False
        look.known.add((due.kind, due.key))
        return True
