"""Looking at a network: its card, its forms as they stand, and its standing for the summary and the Home tab."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Gone
from domain.networks import chair_until, half_year_to_set
from domain.policies import (
    WIDE_ROLES,
    Role,
    can_change_network,
    can_change_roster,
    can_find_networks,
    can_give_role,
    can_link_networks,
    can_see_agreement,
    can_see_network,
    can_set_area,
    can_show_network,
)
from facts.networks import DayLine, DaysList, NetworkCard, PersonForm, SchoolLine, SchoolsList, SettingsForm
from prompts.networks.forms import Field
from services.access import Asker, actor_of, require, require_own
from services.context import AppContext, NetworkContext, context_of
from services.groups import group_card, has_groups
from services.people import check_known
from services.showcases import links_of, shown_of
from storage import groups as group_rows
from storage import networks as network_rows
from storage import rosters
from storage.areas import where_is
from storage.models import Membership, Network, School

SEATS = frozenset({Role.MEMBER, Role.DELEGATE})
"""In a joint group these follow from what somebody is at their school, and are nobody's to give."""
SCHOOL_PEOPLE = ("chair", "executive", "member", "delegate")


@dataclass(frozen=True)
class NetworkStanding:
    """A network's roster in figures and names. People are user ids."""

    network_id: int
    name: str
    chair: str | None
    executive: tuple[str, ...]
    seils: tuple[str, ...]
    schools: tuple[SchoolLine, ...]
    people_without_school: tuple[str, ...]

    @property
    def schools_without_principal(self) -> tuple[str, ...]:
        """The names of the schools that nobody leads."""
        return tuple(school.name for school in self.schools if not school.leaders)


class NetworkReading:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def card(self, asker: Asker, network_id: int, now: datetime) -> NetworkCard:
        """The network as /cop-network shows it, with what the asker may change."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            require(can_see_network(actor, network_id, network.seen_from))
            held = await network_rows.memberships(session, network_id)
            found = await standing(session, network)
            where = await where_is(session, network)
            days = await day_lines(session, network_id, local_day(now, network_ctx.zone))
            shown = await shown_of(session, [network])
            links = await links_of(session, network_ctx, actor, now)
            group, may_group = (
                await group_card(session, network_ctx, actor, now),
                await has_groups(session, network, actor),
            )
        chair = next((m for m in held if m.role == Role.CHAIR), None)
        since = local_day(chair.since, network_ctx.zone) if chair else None
        half_year, window = _window(network_ctx, now) if group is None else ("", None)
        return NetworkCard(
            network_id=network_id,
            name=network.name,
            area=where.area,
            region=where.region,
            channel_id=network.channel_id,
            chair=found.chair,
            chair_since=since,
            chair_until=chair_until(since) if since else None,
            executive=found.executive,
            seils=found.seils,
            wide=_people(held, WIDE_ROLES),
            schools=found.schools,
            without_school=found.people_without_school,
            fiso_focus=network.fiso_focus,
            min_meetings=network.min_meetings,
            weekly_pulse=network.weekly_pulse,
            fortnightly=network.pulse_fortnightly,
            pulse_resumes=None if network.weekly_pulse else network.pulse_resumes_on,
            notify_channel=network.notify_channel,
            threshold=network.pulse_threshold,
            posting_time=network.posting_time,
            zone=network.timezone,
            calendar=network.calendar,
            half_year=half_year,
            window=window,
            days=days,
            paused=network.status_reason or "other" if network.status == "paused" else "",
            may_change=not network.has_ended and bool(can_change_network(actor, network_id)),
            may_change_roster=not network.has_ended and bool(can_change_roster(actor, network_id)),
            shown=shown[0] if shown else None,
            may_show=group is None and bool(can_show_network(actor, network_id)),
            may_find=bool(can_find_networks(actor, network_id)),
            links=links,
            may_link=bool(can_link_networks(actor, network_id)),
            may_see_agreement=group is None and bool(can_see_agreement(actor, network_id, network.seen_from)),
            group=group,
            may_group=may_group,
            leads_school=group is None and any(asker.user_id in school.leaders for school in found.schools),
        )

    async def settings_form(self, asker: Asker, network_id: int, now: datetime) -> SettingsForm:
        """The settings as they stand, for whoever may change them."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_change_network(actor, network_id))
            place = await context_of(self._app, session, asker.workspace_id, network_id)
            network = place.network
            where = await where_is(session, network)
        half_year, window = _window(place, now)
        return SettingsForm(
            network_id=network_id,
            name=network.name,
            area=where.area,
            region=where.region,
            focus=network.fiso_focus,
            min_meetings=network.min_meetings,
            weekly_pulse=network.weekly_pulse,
            fortnightly=network.pulse_fortnightly,
            notify_channel=network.notify_channel,
            threshold=network.pulse_threshold,
            posting_time=network.posting_time,
            zone=network.timezone,
            calendar=network.calendar,
            calendars=tuple(self._app.calendar_names()),
            half_year=half_year,
            window=window,
            may_set_area=bool(can_set_area(actor)),
        )

    async def check_roster_change(self, asker: Asker, network_id: int) -> None:
        """Raises Refused where the asker may not change who is in the network."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_change_roster(await actor_of(self._app, session, asker), network.id))

    async def check_settings_change(self, asker: Asker, network_id: int) -> None:
        """Raises Refused where the asker may not change the network."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_change_network(await actor_of(self._app, session, asker), network.id))

    async def person_form(self, asker: Asker, network_id: int, person: str) -> PersonForm:
        """Somebody's roles as they stand, with the roles that the asker may give or take."""
        await check_known(self._app, asker.workspace_id, [(person, Field.PERSON)])
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_change_roster(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            held = await rosters.held_by(session, network_id, person)
            chairs = await network_rows.memberships(session, network_id, [Role.CHAIR])
            schools = await school_lines(session, network_id)
        other = next((m for m in chairs if m.person_id != person), None)
        return PersonForm(
            network_id=network_id,
            name=network.name,
            person=person,
            roles=tuple(m.role for m in held),
            grantable=tuple(
                role.value
                for role in Role
                if can_give_role(actor, network_id, role) and not (network.is_group and role in SEATS)
            ),
            school_id=next((m.school_id for m in held if m.school_id is not None), None),
            schools=schools,
            chair=other.person_id if other else None,
            chair_since=local_day(other.since, network_ctx.zone) if other else None,
        )

    async def schools(self, asker: Asker, network_id: int) -> SchoolsList:
        """The network's schools, for whoever may change them."""
        async with self._app.database.read() as session:
            require(can_change_roster(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require_own(network)
            return SchoolsList(network_id, network.name, await school_lines(session, network_id))

    async def school(self, asker: Asker, network_id: int, school_id: int) -> SchoolLine:
        """One school, for whoever may change it. Raises Gone where it has left."""
        found = await self.schools(asker, network_id)
        for school in found.schools:
            if school.school_id == school_id:
                return school
        raise Gone("networks.school_gone")

    async def days(self, asker: Asker, network_id: int, now: datetime) -> DaysList:
        """The days that the network keeps otherwise, from today on."""
        async with self._app.database.read() as session:
            require(can_change_network(await actor_of(self._app, session, asker), network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            days = await day_lines(session, network_id, local_day(now, network_ctx.zone))
        return DaysList(network_id, network.name, network.calendar, days)


async def standing(session: AsyncSession, network: Network) -> NetworkStanding:
    """Who leads the network and its schools, and what is missing."""
    held = await network_rows.memberships(session, network.id)
    placed = {m.person_id for m in held if m.school_id is not None}
    people = dict.fromkeys(m.person_id for m in held if m.role in SCHOOL_PEOPLE)
    return NetworkStanding(
        network_id=network.id,
        name=network.name,
        chair=next((m.person_id for m in held if m.role == Role.CHAIR), None),
        executive=_people(held, {Role.EXECUTIVE}),
        seils=_people(held, {Role.SEIL}),
        schools=await _with_homes(session, network, await school_lines(session, network.id, held)),
        people_without_school=tuple(person for person in people if person not in placed),
    )


async def _with_homes(session: AsyncSession, network: Network, lines: tuple[SchoolLine, ...]) -> tuple[SchoolLine, ...]:
    """In a joint group each school with its own network."""
    if not network.is_group:
        return lines
    homes = await group_rows.homes_of(session, [line.school_id for line in lines])
    return tuple(replace(line, home=homes[line.school_id][0].name if line.school_id in homes else "") for line in lines)


async def school_lines(
    session: AsyncSession, network_id: int, held: Sequence[Membership] | None = None
) -> tuple[SchoolLine, ...]:
    """The network's schools in order of name, each with its people."""
    memberships = await network_rows.memberships(session, network_id) if held is None else held
    lines = []
    for school in await network_rows.schools(session, network_id):
        here = [m for m in memberships if m.school_id == school.id]
        leaders = tuple(dict.fromkeys(m.person_id for m in here if m.role in rosters.LEADING_A_SCHOOL))
        delegates = dict.fromkeys(m.person_id for m in here if m.role == Role.DELEGATE)
        standing_in = tuple(person for person in delegates if person not in leaders)
        lines.append(_school_line(school, leaders, standing_in))
    return tuple(lines)


def _school_line(school: School, leaders: tuple[str, ...], delegates: tuple[str, ...]) -> SchoolLine:
    town, postcode = school.town or "", school.postcode or ""
    return SchoolLine(school.id, school.name, school.school_type, leaders, delegates, town, postcode)


async def day_lines(session: AsyncSession, network_id: int, since: date) -> tuple[DayLine, ...]:
    """The network's own days from `since` on."""
    found = await network_rows.overrides(session, network_id)
    return tuple(DayLine(o.id, o.day, o.is_school_day, o.reason) for o in found if o.day >= since)


def _people(held: Iterable[Membership], roles: Iterable[Role]) -> tuple[str, ...]:
    wanted = set(roles)
    return tuple(dict.fromkeys(m.person_id for m in held if m.role in wanted))


def _window(network_ctx: NetworkContext, now: datetime) -> tuple[str, tuple[date, date] | None]:
    """The half-year that is assessed next, and its dates where the network set its own."""
    try:
        half_year = half_year_to_set(network_ctx.calendar, local_day(now, network_ctx.zone)).key
    except UnknownDate:
        return "", None
    dates = network_ctx.network.assessment_dates.get(half_year)
    if not dates:
        return half_year, None
    return half_year, (date.fromisoformat(dates["opens"]), date.fromisoformat(dates["closes"]))
