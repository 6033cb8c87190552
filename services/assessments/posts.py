"""What the outbox says about the self-assessment, loaded and checked again at the moment of sending."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain.calendar import local_day
from domain.errors import Gone
from domain.policies import CHAIR_AND_SEIL, LEADERS
from facts.assessments import NamedResults, Place, Results
from prompts.assessments import again as again_says
from prompts.assessments import cards as says
from prompts.assessments import levels as level_says
from prompts.assessments import named as named_says
from prompts.catalog import say
from prompts.message import Message
from prompts.notices import notice
from prompts.wording import day
from services.assessments.after_close import AGREE_REMIND
from services.assessments.again import may_ask_again
from services.assessments.confirming import may_confirm, to_confirm
from services.assessments.levels import AGREED, AGREED_CHANNEL, TO_CONFIRM
from services.assessments.missed import MISSED, say_missed
from services.assessments.named import ratings_for
from services.assessments.opening import latest_day
from services.assessments.rounds import (
    ALL_FINISHED,
    RESULTS,
    about_round,
    all_finished,
    instrument_of,
    is_open,
    named,
    raters_of,
    settles_at,
)
from services.assessments.second_pass import AGAIN_ASK, AGAIN_REMIND, AGAIN_TOLD
from services.assessments.standing import standing_of, with_guidance
from services.context import NetworkContext, keeping_days
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import holds, taken_away, while_theirs
from services.delivery.outbox import TO
from storage import assessments as rows
from storage import networks as network_rows
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound, SecondPass


@dataclass(frozen=True)
class _Scene:
    """The round and its network."""

    found: AssessmentRound
    network_ctx: NetworkContext


async def _scene(context: RenderContext) -> _Scene:
    place = context.delivery.workspace_id, context.id("round")
    found, network, days = await rows.round_there(context.session, *place)
    return _Scene(found, keeping_days(context.app, network, days))


def _place(scene: _Scene) -> Place:
    apart = scene.network_ctx.told_apart(scene.found.instrument_key)
    return Place(scene.network_ctx.network.id, named(scene.network_ctx, scene.found), apart)


async def _results(context: RenderContext, scene: _Scene) -> Results:
    place = _place(scene)
    standing = with_guidance(context.app, scene.found, await standing_of(context.session, scene.found))
    return Results(place.network_id, place.network, standing, place.instrument)


async def _holds(context: RenderContext, network_id: int, roles: frozenset[str]) -> bool:
    """Whether the person who is written to, or was and has lost a role, holds one of these."""
    holders = await network_rows.people_with_role(context.session, network_id, *sorted(roles))
    return _readers(context) <= set(holders)


def _readers(context: RenderContext) -> set[str]:
    person = context.delivery.payload.get(TO)
    return {str(person)} if person is not None else set(context.delivery.people)


async def say_opened(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    if not is_open(scene.found, context.now):
        return Skip("the self-assessment is closed")
    people = await raters_of(context.session, scene.found)
    return says.opened_message(about_round(scene.found, scene.network_ctx), people)


async def say_extended(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    if not is_open(scene.found, context.now):
        return Skip("the self-assessment is closed")
    if context.delivery.payload["closes"] != local_day(scene.found.closes_at, scene.network_ctx.zone).isoformat():
        return Skip("news of a later day follows")
    people = await raters_of(context.session, scene.found)
    return says.extended_message(about_round(scene.found, scene.network_ctx), people)


async def say_ask(context: RenderContext) -> Message | Skip:
    """The form, with its button as long as it is open."""
    scene = await _scene(context)
    if context.delivery.operation == "update" and not is_open(scene.found, context.now):
        return says.ask_closed_message(about_round(scene.found, scene.network_ctx))
    refusal = await _no_rating_by(context, scene)
    raters = await raters_of(context.session, scene.found)
    return refusal or says.ask_message(about_round(scene.found, scene.network_ctx, raters))


async def say_remind(context: RenderContext) -> Message | Skip:
    """Only to somebody who has not finished."""
    scene = await _scene(context)
    refusal = await _no_rating_by(context, scene)
    if refusal:
        return refusal
    [user_id] = context.delivery.people
    about = about_round(scene.found, scene.network_ctx)
    rated = len(await form_rows.draft(context.session, scene.found, user_id))
    if rated == about.items:
        return Skip("nothing to remind of any more")
    zone = scene.network_ctx.zone
    days_left = scene.network_ctx.calendar.school_days_between(
        local_day(context.now, zone), local_day(scene.found.closes_at, zone)
    )
    may_extend = latest_day(scene.network_ctx, scene.found) is not None and await _holds(
        context, scene.network_ctx.network.id, CHAIR_AND_SEIL
    )
    return says.reminder_message(about, rated, days_left, may_extend=may_extend)


async def say_all_finished(context: RenderContext) -> Message | Skip:
    """To chair or SEIL: they may close it early. At the close, that it has closed."""
    scene = await _scene(context)
    about = about_round(scene.found, scene.network_ctx)
    if not is_open(scene.found, context.now):
        closed = context.delivery.operation == "update"
        return says.ask_closed_message(about) if closed else Skip("the self-assessment is closed")
    if not await all_finished(context.session, scene.found):
        return Skip("somebody has not finished")
    if not await _holds(context, scene.network_ctx.network.id, CHAIR_AND_SEIL):
        return Skip("the person may not close it any more")
    return says.all_finished_message(about)


async def _no_rating_by(context: RenderContext, scene: _Scene) -> Skip | None:
    if not is_open(scene.found, context.now):
        return Skip("the self-assessment is closed")
    if not set(context.delivery.people) <= set(await raters_of(context.session, scene.found)):
        return Skip("the person was not asked to rate")
    return None


async def say_results(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    network = scene.network_ctx.network
    if scene.found.status != "revealed":
        return Skip("there are no results")
    if not await _holds(context, network.id, LEADERS):
        return Skip("the person no longer leads the network")
    if scene.found.named:
        return await _named_results(context, scene)
    results = await _results(context, scene)
    pictures = await asyncio.to_thread(says.results_pictures, results)
    may_agree = await _holds(context, network.id, CHAIR_AND_SEIL)
    may_ask = may_agree and await may_ask_again(context.session, scene.network_ctx, scene.found, context.now)
    return says.results_message(results, pictures, may_agree=may_agree, may_ask_again=may_ask)


async def _named_results(context: RenderContext, scene: _Scene) -> Message | Skip:
    """To one rater of an open round: everybody's ratings until it is settled, and then what was agreed."""
    place, [person] = _place(scene), _readers(context)
    ratings = await ratings_for(context.session, scene.found, person)
    if not ratings and scene.found.settled_at is None:
        return Skip("the person has not rated in that open round")
    if not ratings:
        return level_says.agreed_message(await _results(context, scene), reasons=True)
    standing = await standing_of(context.session, scene.found, ratings)
    results = NamedResults(place.network_id, place.network, standing, ratings, place.instrument)
    return named_says.results_message(results, may_agree=await _holds(context, place.network_id, CHAIR_AND_SEIL))


async def say_results_in_channel(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    if scene.found.status != "revealed":
        return Skip("there are no results")
    if scene.found.named:
        return named_says.channel_message(_place(scene).network, scene.found.half_year)
    return says.channel_message(await _results(context, scene))


async def say_to_confirm(context: RenderContext) -> Message | Skip:
    """To whoever may confirm what others proposed, as long as something waits."""
    scene = await _scene(context)
    network = scene.network_ctx.network
    person = str(context.delivery.payload.get(TO) or context.delivery.people[0])
    waiting = await to_confirm(context.session, network.id, scene.found.id, person)
    if not waiting:
        if context.delivery.operation == "update":
            return await taken_away(context, network.id, *LEADERS) or notice(say("assessments.nothing_to_confirm"))
        return Skip("nothing waits to be confirmed by them")
    by = sorted({each.by for each in waiting.values()})
    return level_says.to_confirm_message(_place(scene), by, len(waiting))


async def say_agree_remind(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    network, [person] = scene.network_ctx.network, context.delivery.people
    if scene.found.settled_at is not None:
        return Skip("all is agreed")
    if not await _holds(context, network.id, CHAIR_AND_SEIL):
        return Skip("the person may not agree levels any more")
    may = await may_confirm(context.session, network.id, scene.found.id, person)
    if scene.found.named and not may and not await ratings_for(context.session, scene.found, person):
        return Skip("the person has not rated in that open round")
    results = await _results(context, scene)
    until = day(local_day(settles_at(scene.network_ctx, scene.found), scene.network_ctx.zone))
    return level_says.agree_reminder_message(results, until, may_confirm=may)


async def say_agreed(context: RenderContext) -> Message | Skip:
    """To one leader: the levels with their reasons."""
    scene = await _scene(context)
    network = scene.network_ctx.network
    if not await _holds(context, network.id, LEADERS):
        return Skip("the person no longer leads the network")
    results = await _results(context, scene)
    return level_says.agreed_message(results, reasons=True)


async def say_agreed_in_channel(context: RenderContext) -> Message | Skip:
    """To the whole network: levels alone."""
    scene = await _scene(context)
    return level_says.agreed_message(await _results(context, scene))


async def say_again_ask(context: RenderContext) -> Message | Skip:
    """The items to rate again, with the button as long as that is open."""
    scene, again = await _again_scene(context)
    about = about_round(scene.found, scene.network_ctx, again=again)
    if context.delivery.operation == "update" and not is_open(again, context.now):
        return again_says.ask_closed_message(about)
    refusal = await _no_rating_again_by(context, again)
    if refusal:
        return refusal
    titles = [item.title for item in instrument_of(scene.found, again).items]
    return again_says.ask_message(about, titles)


async def say_again_remind(context: RenderContext) -> Message | Skip:
    """Only to somebody who has not finished."""
    scene, again = await _again_scene(context)
    refusal = await _no_rating_again_by(context, again)
    if refusal:
        return refusal
    [person] = context.delivery.people
    about, rated = (
        about_round(scene.found, scene.network_ctx, again=again),
        len(await form_rows.draft(context.session, again, person)),
    )
    if rated == about.items:
        return Skip("nothing to remind of any more")
    return again_says.reminder_message(about, rated)


async def say_again_told(context: RenderContext) -> Message | Skip:
    """To one leader: what came of rating again."""
    scene, again = await _again_scene(context)
    network = scene.network_ctx.network
    if not await _holds(context, network.id, LEADERS):
        return Skip("the person no longer leads the network")
    may_agree = await _holds(context, network.id, CHAIR_AND_SEIL)
    if again.status == "revealed":
        results = await _results(context, scene)
        return again_says.told_message(results, again.finished, may_agree=may_agree)
    if again.status == "open":
        return Skip("it was asked for anew")
    return again_says.nothing_message(_place(scene), lost=again.status == "withdrawn", may_agree=may_agree)


async def _again_scene(context: RenderContext) -> tuple[_Scene, SecondPass]:
    scene = await _scene(context)
    again = await pass_rows.pass_of(context.session, scene.found.id)
    if again is None:
        raise Gone("assessments.gone")
    return scene, again


async def _no_rating_again_by(context: RenderContext, again: SecondPass) -> Skip | None:
    if not is_open(again, context.now):
        return Skip("it is closed")
    if not set(context.delivery.people) <= set(await raters_of(context.session, again)):
        return Skip("the person was not asked to rate again")
    return None


async def say_lost(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    if scene.found.status != "withdrawn":
        return Skip("it was opened anew")
    if not await _holds(context, scene.network_ctx.network.id, LEADERS):
        return Skip("the person no longer leads the network")
    return says.lost_message(_place(scene).network, scene.found.half_year)


async def say_withheld(context: RenderContext) -> Message | Skip:
    scene = await _scene(context)
    if scene.found.status != "withheld":
        return Skip("there are results after all")
    if scene.found.named:
        return named_says.withheld_message(_place(scene).network, scene.found.half_year)
    return says.withheld_message(_place(scene).network, scene.found.half_year)


ASKS = (MISSED, TO_CONFIRM, ALL_FINISHED, RESULTS, AGREE_REMIND, AGAIN_TOLD)
"""Put to those who lead. The forms are not among them: whoever was asked to rate may finish, whatever their role."""
DISCREET = {"assessments.remind", AGAIN_REMIND}
"""Whom no reminder goes to has finished."""
ANNOUNCEMENTS: dict[str, Announcement] = {
    MISSED: say_missed,
    "assessments.opened": say_opened,
    "assessments.extended": say_extended,
    "assessments.ask": say_ask,
    "assessments.remind": say_remind,
    ALL_FINISHED: while_theirs(say_all_finished, holds(CHAIR_AND_SEIL)),
    RESULTS: while_theirs(say_results, holds(LEADERS)),
    TO_CONFIRM: say_to_confirm,
    AGREE_REMIND: while_theirs(say_agree_remind, holds(CHAIR_AND_SEIL), settles=False),
    AGREED: say_agreed,
    AGREED_CHANNEL: say_agreed_in_channel,
    "assessments.results_channel": say_results_in_channel,
    "assessments.withheld": say_withheld,
    "assessments.lost": say_lost,
    AGAIN_ASK: say_again_ask,
    AGAIN_REMIND: say_again_remind,
    AGAIN_TOLD: while_theirs(say_again_told, holds(LEADERS)),
}
