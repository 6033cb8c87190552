"""What the outbox says about the self-assessment, loaded and checked again at the moment of sending."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain.calendar import local_day
from domain.policies import CHAIR_AND_SEIL, LEADERS
from prompts import assessments as says
from prompts.message import Message
from services.assessments.opening import latest_day
from services.assessments.rounds import about_round, is_open, leaders
from services.assessments.standing import standing_of
from services.delivery import Announcement, Saying, Skip
from services.ground import NetworkGround, stand_on
from storage import assessments as rows
from storage import networks as network_rows
from storage.models import AssessmentRound


@dataclass(frozen=True)
class _Scene:
    """The round and its network."""

    found: AssessmentRound
    place: NetworkGround


async def _scene(saying: Saying) -> _Scene:
    found = await rows.round_of(saying.session, saying.delivery.workspace_id, saying.id("round"))
    network = await network_rows.network(saying.session, found.workspace_id, found.network_id)
    return _Scene(found, await stand_on(saying.ground, saying.session, network))


async def _holds(saying: Saying, network_id: int, roles: frozenset[str]) -> bool:
    """Whether the person who is written to still holds one of the roles."""
    holders = await network_rows.people_with_role(saying.session, network_id, *sorted(roles))
    return set(saying.delivery.people) <= set(holders)


async def say_opened(saying: Saying) -> Message | Skip:
    scene = await _scene(saying)
    if not is_open(scene.found, saying.now):
        return Skip("the self-assessment is closed")
    people = await leaders(saying.session, scene.place.network.id)
    return says.opened_message(about_round(scene.found, scene.place), people)


async def say_extended(saying: Saying) -> Message | Skip:
    scene = await _scene(saying)
    if not is_open(scene.found, saying.now):
        return Skip("the self-assessment is closed")
    if saying.delivery.payload["closes"] != local_day(scene.found.closes_at, scene.place.zone).isoformat():
        return Skip("news of a later day follows")
    people = await leaders(saying.session, scene.place.network.id)
    return says.extended_message(about_round(scene.found, scene.place), people)


async def say_ask(saying: Saying) -> Message | Skip:
    """The form, with its button as long as it is open."""
    scene = await _scene(saying)
    if saying.delivery.operation == "update" and not is_open(scene.found, saying.now):
        return says.ask_closed_message(about_round(scene.found, scene.place))
    refusal = await _no_rating_by(saying, scene)
    return refusal or says.ask_message(about_round(scene.found, scene.place))


async def say_remind(saying: Saying) -> Message | Skip:
    """Only to somebody who has not finished."""
    scene = await _scene(saying)
    refusal = await _no_rating_by(saying, scene)
    if refusal:
        return refusal
    [user_id] = saying.delivery.people
    about = about_round(scene.found, scene.place)
    rated = len(await rows.draft(saying.session, scene.found, user_id))
    if rated == about.items:
        return Skip("nothing to remind of any more")
    zone = scene.place.zone
    days_left = scene.place.calendar.school_days_between(
        local_day(saying.now, zone), local_day(scene.found.closes_at, zone)
    )
    may_extend = latest_day(scene.place, scene.found) is not None and await _holds(
        saying, scene.place.network.id, CHAIR_AND_SEIL
    )
    return says.reminder_message(about, rated, days_left, may_extend=may_extend)


async def _no_rating_by(saying: Saying, scene: _Scene) -> Skip | None:
    if not is_open(scene.found, saying.now):
        return Skip("the self-assessment is closed")
    if not await _holds(saying, scene.place.network.id, LEADERS):
        return Skip("the person no longer leads the network")
    return None


async def say_results(saying: Saying) -> Message | Skip:
    scene = await _scene(saying)
    network = scene.place.network
    if scene.found.status != "revealed":
        return Skip("there are no results")
    if not await _holds(saying, network.id, LEADERS):
        return Skip("the person no longer leads the network")
    results = says.Results(network.id, network.name, await standing_of(saying.session, scene.found))
    pictures = await asyncio.to_thread(says.results_pictures, results)
    return says.results_message(results, pictures, may_agree=await _holds(saying, network.id, CHAIR_AND_SEIL))


async def say_results_in_channel(saying: Saying) -> Message | Skip:
    scene = await _scene(saying)
    network = scene.place.network
    if scene.found.status != "revealed":
        return Skip("there are no results")
    return says.channel_message(says.Results(network.id, network.name, await standing_of(saying.session, scene.found)))


async def say_lost(saying: Saying) -> Message | Skip:
    scene = await _scene(saying)
    if scene.found.status != "withdrawn":
        return Skip("it was opened anew")
    if not await _holds(saying, scene.place.network.id, LEADERS):
        return Skip("the person no longer leads the network")
    return says.lost_message(scene.place.network.name, scene.found.half_year)


async def say_withheld(saying: Saying) -> Message | Skip:
    scene = await _scene(saying)
    if scene.found.status != "withheld":
        return Skip("there are results after all")
    return says.withheld_message(scene.place.network.name, scene.found.half_year)


DISCREET = {"assessments.remind"}
"""Whom no reminder goes to has finished."""
ANNOUNCEMENTS: dict[str, Announcement] = {
    "assessments.opened": say_opened,
    "assessments.extended": say_extended,
    "assessments.ask": say_ask,
    "assessments.remind": say_remind,
    "assessments.results": say_results,
    "assessments.results_channel": say_results_in_channel,
    "assessments.withheld": say_withheld,
    "assessments.lost": say_lost,
}
