"""What goes out about a network: each loads anew when it is sent, and is left out where it no longer holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from domain.policies import Role
from prompts.message import Message, SharedFile
from prompts.networks_posts import (
    calendar_ends_message,
    chair_year_message,
    deactivated_message,
    joined_message,
    left_message,
    moved_message,
    new_chair_message,
    not_posted_message,
    offer_message,
    paused_message,
    resumed_message,
    roles_given_message,
    welcome_message,
)
from prompts.wording import day_and_time
from services.delivery import Announcement, Saying, Skip
from services.networks import taking_over
from services.networks.reading import school_lines
from services.networks.school_role_posts import SCHOOL_ROLE_ANNOUNCEMENTS
from services.pausing import NOT_POSTED, PAUSED
from storage import deliveries, rosters
from storage import networks as network_rows
from storage.models import Membership, Network, School

Post = Message | SharedFile | Skip


async def _network(saying: Saying) -> Network:
    return await saying.session.get_one(Network, saying.delivery.network_id)


async def say_welcome(saying: Saying) -> Post:
    network = await _network(saying)
    schools = await network_rows.schools(saying.session, network.id)
    chairs = await network_rows.people_with_role(saying.session, network.id, Role.CHAIR)
    by = str(saying.delivery.payload["by"])
    return welcome_message(network.id, network.name, by, len(schools), chairs[0] if chairs else None)


async def say_offer(saying: Saying) -> Post:
    network = await _network(saying)
    if await rosters.held_by(saying.session, network.id, saying.delivery.people[0]):
        return Skip("they have a role by now")
    schools = await school_lines(saying.session, network.id)
    if not schools:
        return Skip("no schools are listed yet")
    return offer_message(network.id, network.name, schools)


async def say_joined(saying: Saying) -> Post:
    network, school = await _network(saying), await saying.session.get_one(School, saying.id("school"))
    person = str(saying.delivery.payload["person"])
    held = await rosters.held_by(saying.session, network.id, person)
    if not any(m.school_id == school.id for m in held):
        return Skip("they are not at that school any more")
    return joined_message(network.id, network.name, person, school.name, school.id)


async def say_delegate_question(saying: Saying) -> Post:
    """A question of the version before, which asked chair and SEIL about schools that others lead."""
    return Skip("the school's principal is asked instead")


async def say_roles_given(saying: Saying) -> Post:
    network = await _network(saying)
    held = await rosters.held_by(saying.session, network.id, str(saying.delivery.payload["person"]))
    if not held:
        return Skip("they have no role any more")
    return roles_given_message(network.name, tuple(m.role for m in held), await _school(saying, held))


async def say_left(saying: Saying) -> Post:
    network, person = await _network(saying), str(saying.delivery.payload["person"])
    held = await rosters.held_by(saying.session, network.id, person)
    if not held or network.channel_id is None:
        return Skip("they have no role any more")
    roles = tuple(m.role for m in held)
    return left_message(network.id, network.name, person, network.channel_id, roles, await _school(saying, held))


async def say_deactivated(saying: Saying) -> Post:
    network, person = await _network(saying), str(saying.delivery.payload["person"])
    if await rosters.held_by(saying.session, network.id, person):
        return Skip("they are back")
    ids = [int(part) for part in str(saying.delivery.payload["roles"]).split(",")]
    ended = await rosters.by_ids(saying.session, ids)
    roles = tuple(m.role for m in ended)
    return deactivated_message(network.id, network.name, person, roles, await _school(saying, ended))


async def say_new_chair(saying: Saying) -> Post:
    network, person = await _network(saying), str(saying.delivery.payload["person"])
    if person not in await network_rows.people_with_role(saying.session, network.id, Role.CHAIR):
        return Skip("somebody else is chair by now")
    return new_chair_message(network.name, person, str(saying.delivery.payload["before"]) or None)


async def say_paused(saying: Saying) -> Post:
    network = await _network(saying)
    if network.status != "paused":
        return Skip("the network goes on already")
    return paused_message(network.name, network.status_reason, network.channel_id)


async def say_not_posted(saying: Saying) -> Post:
    failed = await deliveries.by_id(saying.session, str(saying.delivery.payload["delivery"]))
    if failed is None or failed.status != "failed":
        return Skip("it has been posted since, or is tried again")
    network = await _network(saying)
    zone = ZoneInfo(network.timezone)
    return not_posted_message(
        network.name, failed.channel_id, day_and_time(failed.created_at, zone), str(saying.delivery.payload["reason"])
    )


async def say_resumed(saying: Saying) -> Post:
    return resumed_message((await _network(saying)).name)


async def say_moved(saying: Saying) -> Post:
    return moved_message((await _network(saying)).name)


async def say_calendar_ends(saying: Saying) -> Post:
    network = await _network(saying)
    calendar = saying.ground.calendar(network.calendar)
    every = await network_rows.all_networks(saying.session, network.workspace_id)
    same = sum(other.calendar == network.calendar for other in every)
    return calendar_ends_message(network.calendar, calendar.known_until, same)


async def say_chair_year(saying: Saying) -> Post:
    network, reader = await _network(saying), saying.delivery.people[0]
    [chair] = await rosters.by_ids(saying.session, [saying.id("role")])
    if chair.until is not None:
        return Skip("the network has another chair by now")
    if reader != chair.slack_user_id and reader not in await network_rows.people_with_role(
        saying.session, network.id, Role.SEIL
    ):
        return Skip("this person is no longer the SEIL")
    ends = date.fromisoformat(str(saying.delivery.payload["ends"]))
    return chair_year_message(
        network.id, network.name, chair.slack_user_id, ends, to_chair=reader == chair.slack_user_id
    )


async def _school(saying: Saying, held: Sequence[Membership]) -> str:
    """The name of the school that these roles are for; empty without one."""
    for membership in held:
        if membership.school_id is not None:
            return (await saying.session.get_one(School, membership.school_id)).name
    return ""


ANNOUNCEMENTS: dict[str, Announcement] = {
    **SCHOOL_ROLE_ANNOUNCEMENTS,
    "networks.welcome": say_welcome,
    "networks.offer": say_offer,
    "networks.joined": say_joined,
    "networks.delegate_question": say_delegate_question,
    **taking_over.ANNOUNCEMENTS,
    "networks.roles_given": say_roles_given,
    "networks.left": say_left,
    "networks.deactivated": say_deactivated,
    "networks.new_chair": say_new_chair,
    PAUSED: say_paused,
    NOT_POSTED: say_not_posted,
    "networks.resumed": say_resumed,
    "networks.moved": say_moved,
    "networks.calendar_ends": say_calendar_ends,
    "networks.chair_year": say_chair_year,
}
