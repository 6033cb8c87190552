"""What somebody sees of joint groups: a list of those that their network has to do with, and a group's card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.groups import MOST_ASKED_FROM, NETWORK, WAITS, may_ask_from, page_of, waits
from domain.policies import SCHOOL_ROLES, Actor, can_join_group, can_lead_group, can_start_group
from facts.groups import AskForm, GroupCard, GroupLine, SchoolAsk, SchoolsOf
from services.context import NetworkContext
from services.groups.posts import ask_of
from storage import groups as rows
from storage import networks as network_rows
from storage import rosters
from storage.models import Network, School


async def group_card(
    session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> GroupCard | None:
    """What a group's card shows beside what a network's does; None for a network."""
    network = network_ctx.network
    if not network.is_group:
        return None
    found = await rows.of(session, network.id)
    leads = bool(can_lead_group(actor, network.id))
    asked = await rows.asked_into(session, [network.id], now - WAITS) if leads else []
    lost = await rows.without_principal(session, network.id, now - WAITS) if leads and not network.has_ended else []
    again = {school.id for _, school in asked} | {s.id for s in await network_rows.schools(session, network.id)}
    return GroupCard(
        network.id,
        found.ends_on,
        found.outcome,
        ended=local_day(found.ended_at, network_ctx.zone) if found.ended_at else None,
        asked=tuple(s.name for one, s in asked if waits(one.asked_at, one.answer, one.ended_at, now)),
        lost=tuple(dict.fromkeys(school.name for _, school in lost if school.id not in again)),
        own=tuple((one.id, one.name) for one in await own_schools(session, network, actor)),
        may_lead=leads and not network.has_ended,
        may_ask=not network.has_ended and bool(await askable(session, network, actor)),
    )


async def has_groups(session: AsyncSession, network: Network, actor: Actor) -> bool:
    """Whether the reader of a network's card has to do with joint groups there."""
    if network.is_group:
        return False
    return bool(can_start_group(actor, network.id) or actor.has(network.id, SCHOOL_ROLES))


async def own_schools(session: AsyncSession, group: Network, actor: Actor) -> list[School]:
    """The schools in the group that the actor leads."""
    schools = [] if group.has_ended else await network_rows.schools(session, group.id)
    return [school for school in schools if await leads_school(session, school, actor)]


async def leads_school(session: AsyncSession, school: School, actor: Actor) -> bool:
    """Whether the actor says for the school whether it is in a group."""
    homes = (await rows.homes_of(session, [school.id])).get(school.id, [])
    principals = await rosters.principals(session, school.id)
    return bool(can_join_group(actor, [network.id for network in homes], principals))


async def askable(session: AsyncSession, group: Network, actor: Actor) -> list[Network]:
    """The networks whose schools the actor can ask into the group."""
    held = await network_rows.memberships_of_person(session, group.workspace_id, actor.user_id)
    own = {n.id: n for _, n in held if n.kind == NETWORK and can_start_group(actor, n.id)}
    if not own:
        return []
    founded_in = (await rows.of(session, group.id)).founded_in_id
    linked = await rows.linked_with(session, founded_in)
    leads = bool(can_lead_group(actor, group.id))
    found = [n for n in own.values() if may_ask_from(n.id, leads=leads, founded_in=founded_in, linked=linked)]
    return sorted(found, key=lambda n: (n.name.casefold(), n.id))


async def schools_to_ask(session: AsyncSession, group: Network, actor: Actor, now: datetime) -> list[SchoolsOf]:
    """By network, the schools that somebody leads and that are neither in the group nor asked."""
    networks = await askable(session, group, actor)
    asked = await rows.asked_into(session, [group.id], now - WAITS)
    there = {school.id for school in await network_rows.schools(session, group.id)}
    there |= {school.id for one, school in asked if waits(one.asked_at, one.answer, one.ended_at, now)}
    every = await rows.schools_of(session, [network.id for network in networks])
    held = await rows.held_at_home(session, [school.id for schools in every.values() for school in schools])
    led = {m.school_id for m in held if m.role in rosters.LEADING_A_SCHOOL}
    return [
        SchoolsOf(n.id, n.name, tuple((s.id, s.name) for s in every[n.id] if s.id in led and s.id not in there))
        for n in networks
    ]


def form_of(group: Network, found: Sequence[SchoolsOf], page: int) -> AskForm | None:
    """The first page of the form, from this one on, with a school that could be asked; None where there is none.

    Networks without such a school count for the pages, so that asking on one page moves no other.
    """
    more = True
    while more:
        here, more = page_of(found, page)
        if any(one.schools for one in here):
            rest = found[(page + 1) * MOST_ASKED_FROM :]
            return AskForm(group.id, group.name, tuple(here), page, sum(1 for one in rest if one.schools))
        page += 1
    return None


async def group_lines(session: AsyncSession, network: Network, actor: Actor) -> list[GroupLine]:
    """The groups that the reader has to do with in this network, those that go on first."""
    found: dict[int, Network] = {}
    held = await network_rows.memberships_of_person(session, network.workspace_id, actor.user_id)
    mine = {n.id: n for _, n in held if n.is_group}
    if network.is_group:
        found = {network.id: network}
    else:
        there = await _with_its_schools(session, network)
        there |= {n.id: n for n in await rows.founded_in(session, [network.id])}
        if can_start_group(actor, network.id):
            linked = await rows.founded_in(session, await rows.linked_with(session, network.id))
            found = there | {n.id: n for n in linked if not n.has_ended}
        found |= mine
    more = await rows.of_all(session, list(found))
    schools = await rows.schools_of(session, list(found))
    lines = []
    for one in sorted(found.values(), key=lambda n: (n.has_ended, n.name.casefold(), n.id)):
        lines.append(
            GroupLine(
                one.id,
                one.name,
                one.fiso_focus,
                more[one.id].ends_on,
                tuple(school.name for school in schools[one.id]),
                "ended" if one.has_ended else "forming" if one.channel_id is None else "active",
                outcome=more[one.id].outcome,
                may_see=one.id in mine,
                may_ask=not one.has_ended and bool(await askable(session, one, actor)),
            )
        )
    return lines


async def _with_its_schools(session: AsyncSession, network: Network) -> dict[int, Network]:
    """The groups that go on, in which a school of the network is."""
    around = {n.id: n for n in await rows.around(session, network.id) if not n.has_ended}
    every = await rows.schools_of(session, [network.id, *around])
    own = {school.id for school in every[network.id]}
    return {id_: n for id_, n in around.items() if any(school.id in own for school in every[id_])}


async def asks_of(session: AsyncSession, network_id: int, actor: Actor, now: datetime) -> Sequence[SchoolAsk]:
    """What the schools of the network that the actor leads are asked, and have not answered."""
    held = [m for m in await rosters.held_by(session, network_id, actor.user_id) if m.school_id is not None]
    led = _led(m.school_id for m in held if m.role in rosters.LEADING_A_SCHOOL)
    if not led or actor.serves_department:
        return []
    found = await rows.asked_of(session, led, now - WAITS)
    return [await ask_of(session, asked, now) for asked, _, _ in found]


def _led(school_ids: Iterable[int | None]) -> list[int]:
    return sorted({school_id for school_id in school_ids if school_id is not None})
