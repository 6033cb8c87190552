"""Reads an agreement for one reader, and what is shown by it. Every view of shared data is read here, and asks
domain/agreements.py what it may show."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.agreements import (
    Audience,
    Entry,
    Kind,
    Standing,
    Step,
    audience_of,
    goes_to,
    last_step,
    looks_of,
    may_show,
    sees_all_the_same,
    standing_of,
)
from domain.calendar import HalfYear, UnknownDate, local_day
from domain.instrument import Instrument
from domain.levels import confirmers
from domain.policies import Actor, Role, can_agree_sharing, can_propose_sharing, can_see_shared
from domain.trends import ItemTrend, Trend
from facts.agreements import (
    AgreedLevels,
    Agreement,
    LevelLine,
    OwnSchool,
    PillarLevels,
    SaysOfItself,
    SharedLevels,
    StepLine,
    UnderWay,
)
from services.context import AppContext, NetworkContext
from services.sections import SectionContext
from services.trends import read_agreed
from storage import agreements as rows
from storage import network_links as link_rows
from storage import networks as network_rows
from storage import rosters
from storage.models import Network, School

MOST_HISTORY = 6


async def standing(session: AsyncSession, network_id: int, now: datetime) -> Standing:
    """How the network's agreement stands."""
    return standing_of(await rows.history(session, network_id), now)


async def read_agreement(session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime) -> Agreement:
    """The agreement as the reader sees it, with what they can do about it."""
    network = network_ctx.network
    past = await rows.history(session, network.id)
    found = standing_of(past, now)
    held = [each for each in past if each.ended_at is None and each.holds_from is not None and each.holds_from <= now]
    lines = tuple(_line(network_ctx, each) for each in held)
    audience = audience_of(actor, network.id, network.seen_from)
    sees_levels = audience is not None and may_show(Kind.YEARS, audience, found.step)
    look_on = None
    if found.holding is not None and found.step > Step.START:
        look_on = local_day(looks_of(found.holding, now)[-1], network_ctx.zone)
    may_see = bool(can_see_shared(actor, network.id))
    return Agreement(
        network_id=network.id,
        network=network.name,
        step=found.step,
        last=last_step(is_group=network.is_group),
        since=lines[-1].since if lines else None,
        step_id=found.holding.id if found.holding is not None else None,
        under_way=await _under_way(session, network_ctx, found, actor),
        own=await _own(session, network, found, actor),
        linked=tuple([(each.id, each.name) for each in await showing_to(session, network.id, now)]) if may_see else (),
        history=lines[-MOST_HISTORY:],
        look_on=look_on,
        may_change=bool(can_propose_sharing(actor, network.id)),
        sees_schools=may_see and may_show(Kind.WORKS_ON, Audience.NETWORK, found.step, found.step),
        sees_levels=sees_levels,
    )


def _line(network_ctx: NetworkContext, each: Entry) -> StepLine:
    since = local_day(each.holds_from or each.proposed_at, network_ctx.zone)
    return StepLine(each.step, since, each.proposed_by, each.agreed_by)


async def _under_way(
    session: AsyncSession, network_ctx: NetworkContext, found: Standing, actor: Actor
) -> UnderWay | None:
    row, zone = found.under_way, network_ctx.zone
    if row is None:
        return None
    on = local_day(row.proposed_at, zone)
    if row.holds_from is not None:
        return UnderWay(row.id, row.step, row.proposed_by, on, holds_from=local_day(row.holds_from, zone))
    may = await agreeing(session, network_ctx.network.id, row.proposed_by)
    allowed = actor.user_id in may and bool(can_agree_sharing(actor, network_ctx.network.id))
    return UnderWay(row.id, row.step, row.proposed_by, on, waits_for=tuple(sorted(may)), may_agree=allowed)


async def agreeing(session: AsyncSession, network_id: int, proposed_by: str) -> frozenset[str]:
    """Who may agree to what this person proposed, as things stand: the other one of chair and SEIL."""
    chairs, seils, executives = [
        await network_rows.people_with_role(session, network_id, role)
        for role in (Role.CHAIR, Role.SEIL, Role.EXECUTIVE)
    ]
    return confirmers(proposed_by, chairs=chairs, seils=seils, executives=executives)


async def _own(session: AsyncSession, network: Network, found: Standing, actor: Actor) -> OwnSchool | None:
    """The school that the reader leads; None for whoever leads none."""
    if actor.serves_department:
        return None
    held = await rosters.held_by(session, network.id, actor.user_id)
    led = next((m.school_id for m in held if m.school_id is not None and m.role in rosters.LEADING_A_SCHOOL), None)
    furthest = goes_to(found.step, found.coming_step)
    for school, step in await rows.schools(session, network.id, furthest):
        if school.id == led:
            return OwnSchool(
                school_id=school.id,
                step=step,
                goes_to=furthest,
                says=_says(school, {Kind.WORKS_ON, Kind.FINDS_HARD}),
                shown=_says(school, _kinds(Audience.NETWORK, found.step, step)),
                further=_says(school, _kinds(Audience.NETWORK, furthest, furthest)),
            )
    return None


def _kinds(audience: Audience, network: Step, school: Step) -> set[Kind]:
    return {kind for kind in (Kind.WORKS_ON, Kind.FINDS_HARD) if may_show(kind, audience, network, school)}


def _says(school: School, kinds: Collection[Kind]) -> SaysOfItself:
    works_on = Kind.WORKS_ON in kinds
    return SaysOfItself(
        school.name,
        school.fiso_focus if works_on else "",
        school.strength if works_on else "",
        school.finds_hard if Kind.FINDS_HARD in kinds else "",
    )


async def read_schools(
    session: AsyncSession, network_id: int, audience: Audience, network: Step, actor: Actor
) -> tuple[SaysOfItself, ...]:
    """What the network's schools show an audience, at the network's step.

    A school that does not go along and one that says nothing look alike: both are missing. For chair and SEIL none
    is missing that said something, as they read it anyway: so they cannot tell who goes along.
    """
    all_the_same = sees_all_the_same(actor, network_id)
    found = []
    for school, step in await rows.schools(session, network_id, network):
        kinds = _kinds(audience, network, network if all_the_same else step)
        says = _says(school, kinds)
        if not says.is_empty:
            found.append(says)
    return tuple(found)


async def showing_to(session: AsyncSession, network_id: int, now: datetime) -> list[Network]:
    """The networks that are linked with this one, and show it something, by name."""
    linked = await link_rows.linked(session, network_id)
    steps = await rows.steps_of(session, [each.id for each in linked], now)
    return [each for each in linked if may_show(Kind.LEVELS, Audience.LINKED, steps[each.id])]


async def read_levels(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, now: datetime, *, newest_alone: bool
) -> SharedLevels:
    """The levels that the network agreed on and was told, with each instrument that it uses: of all half-years, or of
    each item the newest."""
    day = local_day(now, network_ctx.zone)
    try:
        half_year = network_ctx.calendar.half_year_of(day)
    except UnknownDate:
        half_year = HalfYear.about(day)
    # Nobody's own: what is read here is the same for whoever reads it.
    context = SectionContext(app, session, network_ctx, Actor(""), half_year, now)
    several = []
    for instrument in network_ctx.instruments:
        found = await read_agreed(context, instrument)
        if found is not None:
            several.append(_agreed_levels(network_ctx, instrument, found, newest_alone=newest_alone))
    return SharedLevels(network_ctx.network.name, tuple(several))


def _agreed_levels(
    network_ctx: NetworkContext, instrument: Instrument, found: Trend, *, newest_alone: bool
) -> AgreedLevels:
    title = instrument.title if network_ctx.told_apart(instrument.key) else ""
    return AgreedLevels(
        title,
        tuple(
            PillarLevels(
                pillar.title,
                tuple(LevelLine(item.title, _levels(found, item, newest_alone=newest_alone)) for item in pillar.items),
            )
            for pillar in found.pillars
        ),
    )


def _levels(found: Trend, item: ItemTrend, *, newest_alone: bool) -> tuple[tuple[str, str, str], ...]:
    """Levels on another scale than the newest's are left out: one would read them as steps."""
    places = item.comparable[-1:] if newest_alone else item.comparable
    return tuple(
        (found.half_years[place].key, item.at(place).stands.label, item.at(place).stands.words) for place in places
    )
