"""Reminders that nothing moves: a group hears one of them a fortnight at most, whatever it is that stands still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day, local_moment
from domain.peer_reviews import NUDGE_SCHOOL_DAYS
from services.context import NetworkContext
from services.peer_reviews.known import NOT_RECORDED, UNDATED
from services.peer_reviews.standing_still import NO_FINDINGS, NOT_CLOSED
from services.schedule import Due
from storage import occasions
from storage import peer_reviews as rows

CHECK_INS = (UNDATED, NOT_RECORDED, NO_FINDINGS, NOT_CLOSED)


async def one_a_fortnight(
    session: AsyncSession, network_ctx: NetworkContext, dues: Sequence[Due], since: datetime, last_day: date | None
) -> list[Due]:
    """The same, with check-ins moved back where their group has had another, or has asked for quiet until later.

    since: from when on earlier ones are looked for. last_day: of the round, after which no missing date is reminded of.
    """
    about = [due for due in dues if due.kind in CHECK_INS]
    if not about:
        return list(dues)
    network_id = network_ctx.network.id
    known = await occasions.recorded(session, network_id, [due.key for due in about])
    told = await _told(session, network_id, since)
    groups = await rows.groups_by_ids(session, {int(due.data["group"]) for due in about})
    quiet = {group.id: group.quiet_until for group in groups if group.quiet_until is not None}
    by_group: Mapping[int, list[Due]] = defaultdict(list)
    for due in sorted(about, key=lambda due: (due.at, due.kind, due.key)):
        if (due.kind, due.key) not in known:
            by_group[int(due.data["group"])].append(due)
    found = [due for due in dues if due.kind not in CHECK_INS or (due.kind, due.key) in known]
    for group_id, of_group in by_group.items():
        latest = told.get(group_id)
        for due in of_group:
            moved = _not_before(network_ctx, due, latest, quiet.get(group_id))
            if moved is None or (due.kind == UNDATED and last_day is not None and _day(network_ctx, moved) > last_day):
                continue
            found.append(moved)
            latest = moved.at
    return found


def _not_before(network_ctx: NetworkContext, due: Due, latest: datetime | None, quiet: date | None) -> Due | None:
    """The check-in, two school weeks after the latest and once quiet is over; None where the calendar ends before."""
    calendar, at = network_ctx.calendar, due.at
    try:
        if latest is not None:
            day = calendar.add_school_days(_day_of(network_ctx, latest), NUDGE_SCHOOL_DAYS)
            at = max(at, local_moment(day, network_ctx.network.posting_time, network_ctx.zone))
        if quiet is not None:
            day = calendar.next_school_day(quiet)
            at = max(at, local_moment(day, network_ctx.network.posting_time, network_ctx.zone))
    except UnknownDate:
        return None
    return replace(due, at=at, expires_at=due.expires_at + (at - due.at))


async def _told(session: AsyncSession, network_id: int, since: datetime) -> dict[int, datetime]:
    """When each group had its latest check-in."""
    found = await occasions.fired_since(session, network_id, CHECK_INS, since)
    named = [(key.partition(":")[0].partition("-"), at) for key, at in found]
    of_visits = {int(number) for (what, _, number), _ in named if what == "visit"}
    homes = await rows.groups_of_visits(session, of_visits)
    told: dict[int, datetime] = {}
    for (what, _, number), at in named:
        group_id = homes.get(int(number)) if what == "visit" else int(number)
        if group_id is not None:
            told[group_id] = max(at, told.get(group_id, at))
    return told


def _day(network_ctx: NetworkContext, due: Due) -> date:
    return _day_of(network_ctx, due.at)


def _day_of(network_ctx: NetworkContext, moment: datetime) -> date:
    return local_day(moment, network_ctx.zone)
