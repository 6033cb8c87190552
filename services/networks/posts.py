"""What goes out about a network: each loads anew when it is sent, and is left out where it no longer holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from domain.policies import LEADERS, Role
from prompts.groups.posts import welcome_message as welcome_to_group_message
from prompts.message import Message, SharedFile
from prompts.networks.posts import (
    calendar_ends_message,
    chair_year_message,
    deactivated_message,
    joined_message,
    left_message,
    moved_message,
    new_chair_message,
    not_posted_message,
    not_shared_message,
    offer_message,
    paused_message,
    resumed_message,
    roles_given_message,
    welcome_message,
)
from prompts.wording import day_and_time
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import holds, while_theirs
from services.delivery.pausing import NOT_POSTED, PAUSED
from services.groups import news_of
from services.networks import taking_over
from services.networks.reading import school_lines
from services.networks.school_role_posts import SCHOOL_ROLE_ANNOUNCEMENTS
from storage import deliveries, rosters
from storage import networks as network_rows
from storage.models import Membership, Network, School
from storage.rate_limits import FILE

Post = Message | SharedFile | Skip


async def _network(context: RenderContext) -> Network:
    return await context.session.get_one(Network, context.delivery.network_id)


async def say_welcome(context: RenderContext) -> Post:
    network = await _network(context)
    schools = await network_rows.schools(context.session, network.id)
    chairs = await network_rows.people_with_role(context.session, network.id, Role.CHAIR)
    by = str(context.delivery.payload["by"])
    return welcome_message(network.id, network.name, by, len(schools), chairs[0] if chairs else None)


async def say_offer(context: RenderContext) -> Post:
    network = await _network(context)
    if await rosters.held_by(context.session, network.id, context.delivery.people[0]):
        return Skip("they have a role by now")
    schools = await school_lines(context.session, network.id)
    if not schools:
        return Skip("no schools are listed yet")
    return offer_message(network.id, network.name, schools)


async def say_joined(context: RenderContext) -> Post:
    network, school = await _network(context), await context.session.get_one(School, context.id("school"))
    person = str(context.delivery.payload["person"])
    held = await rosters.held_by(context.session, network.id, person)
    if not any(m.school_id == school.id for m in held):
        return Skip("they are not at that school any more")
    return joined_message(network.id, network.name, person, school.name, school.id)


async def say_delegate_question(context: RenderContext) -> Post:
    """A question of the version before, which asked chair and SEIL about schools that others lead."""
    return Skip("the school's principal is asked instead")


async def say_roles_given(context: RenderContext) -> Post:
    network = await _network(context)
    held = await rosters.held_by(context.session, network.id, str(context.delivery.payload["person"]))
    if not held:
        return Skip("they have no role any more")
    return roles_given_message(network.name, tuple(m.role for m in held), await _school(context, held))


async def say_left(context: RenderContext) -> Post:
    network, person = await _network(context), str(context.delivery.payload["person"])
    held = await rosters.held_by(context.session, network.id, person)
    if not held or network.channel_id is None:
        return Skip("they have no role any more")
    roles = tuple(m.role for m in held)
    return left_message(network.id, network.name, person, network.channel_id, roles, await _school(context, held))


async def say_deactivated(context: RenderContext) -> Post:
    network, person = await _network(context), str(context.delivery.payload["person"])
    if await rosters.held_by(context.session, network.id, person):
        return Skip("they are back")
    ids = [int(part) for part in str(context.delivery.payload["roles"]).split(",")]
    ended = await rosters.by_ids(context.session, ids)
    roles = tuple(m.role for m in ended)
    return deactivated_message(network.id, network.name, person, roles, await _school(context, ended))


async def say_new_chair(context: RenderContext) -> Post:
    network, person = await _network(context), str(context.delivery.payload["person"])
    if person not in await network_rows.people_with_role(context.session, network.id, Role.CHAIR):
        return Skip("somebody else is chair by now")
    before = str(context.delivery.payload["before"]) or None
    return new_chair_message(network.name, person, before, of_group=network.is_group)


async def say_paused(context: RenderContext) -> Post:
    network = await _network(context)
    if network.status != "paused":
        return Skip("the network goes on already")
    return paused_message(network.name, network.status_reason, network.channel_id)


async def say_not_posted(context: RenderContext) -> Post:
    failed = await deliveries.by_id(context.session, str(context.delivery.payload["delivery"]))
    if failed is None or failed.status != "failed":
        return Skip("it has been posted since, or is tried again")
    network = await _network(context)
    zone = ZoneInfo(network.timezone)
    when, reason = day_and_time(failed.created_at, zone), str(context.delivery.payload["reason"])
    if failed.operation == FILE:
        return not_shared_message(network.name, when, reason)
    return not_posted_message(network.name, failed.channel_id, when, reason)


async def say_resumed(context: RenderContext) -> Post:
    return resumed_message((await _network(context)).name)


async def say_moved(context: RenderContext) -> Post:
    network = await _network(context)
    if network.is_group:
        return welcome_to_group_message(await news_of(context.session, network))
    return moved_message(network.name)


async def say_calendar_ends(context: RenderContext) -> Post:
    network = await _network(context)
    calendar = context.app.calendar(network.calendar)
    every = await network_rows.all_networks(context.session, network.workspace_id)
    same = sum(other.calendar == network.calendar and not other.is_group for other in every)
    return calendar_ends_message(network.calendar, calendar.known_until, same)


async def say_chair_year(context: RenderContext) -> Post:
    network, reader = await _network(context), context.delivery.people[0]
    [chair] = await rosters.by_ids(context.session, [context.id("role")])
    if chair.until is not None:
        return Skip("the network has another chair by now")
    if reader != chair.person_id and reader not in await network_rows.people_with_role(
        context.session, network.id, Role.SEIL
    ):
        return Skip("this person is no longer the SEIL")
    ends = date.fromisoformat(str(context.delivery.payload["ends"]))
    return chair_year_message(network.id, network.name, chair.person_id, ends, to_chair=reader == chair.person_id)


async def _school(context: RenderContext, held: Sequence[Membership]) -> str:
    """The name of the school that these roles are for; empty without one."""
    for membership in held:
        if membership.school_id is not None:
            return (await context.session.get_one(School, membership.school_id)).name
    return ""


JOINED, LEFT, DEACTIVATED = "networks.joined", "networks.left", "networks.deactivated"
CHAIR_YEAR = "networks.chair_year"
TO_LEADERS = (JOINED, LEFT, DEACTIVATED, CHAIR_YEAR)
"""What those who lead are told of people, with buttons to change the list."""
ANNOUNCEMENTS: dict[str, Announcement] = {
    **SCHOOL_ROLE_ANNOUNCEMENTS,
    "networks.welcome": say_welcome,
    "networks.offer": say_offer,
    JOINED: while_theirs(say_joined, holds(LEADERS)),
    "networks.delegate_question": say_delegate_question,
    **taking_over.ANNOUNCEMENTS,
    "networks.roles_given": say_roles_given,
    LEFT: while_theirs(say_left, holds(LEADERS)),
    DEACTIVATED: while_theirs(say_deactivated, holds(LEADERS)),
    "networks.new_chair": say_new_chair,
    PAUSED: say_paused,
    NOT_POSTED: say_not_posted,
    "networks.resumed": say_resumed,
    "networks.moved": say_moved,
    "networks.calendar_ends": say_calendar_ends,
    CHAIR_YEAR: while_theirs(say_chair_year, holds(LEADERS), settles=False),
}
