"""What is said to the two people and to the SEIL, re-checked at the moment of saying it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from domain.introductions import Outcome, Reply, SeilAnswer
from domain.policies import Role
from facts.introductions import Pair
from prompts.introductions.cards import (
    ask_message,
    ask_seil_message,
    closed_message,
    follow_up_message,
    introduce_message,
    outcome_message,
    silent_message,
)
from prompts.introductions.reports import report_message, reported_message, year_message
from prompts.message import Message
from services.access import Asker, actor_of
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import holds, no_longer_theirs, while_theirs
from services.introductions.people import can_start
from services.introductions.reading import ask_of, is_asked, pair_of, place_of, report_of, seil_question
from services.introductions.reports import KINDS, YEAR, reported, year_of
from storage import introduction_reports
from storage import introductions as rows
from storage import networks as network_rows
from storage.models.introductions import Introduction

ASK = "introductions.ask"
ASK_SEIL = "introductions.ask_seil"
INTRODUCE = "introductions.introduce"
FOLLOW_UP = "introductions.follow_up"
TELL = "introductions.tell"
SILENT = "introductions.silent"
CLOSE = "introductions.close"
REPORTED = "introductions.reported"


async def announce_ask(context: RenderContext) -> Message | Skip:
    """Ask one of the two, alone."""
    found = await _introduction(context)
    [user_id] = context.delivery.people
    if found.status != "asking" or found.closes_at <= context.now or not is_asked(found):
        return Skip("no longer open")
    if (found.first_answer if user_id == found.first_id else found.second_answer) in tuple(Reply):
        return Skip("answered already")
    place = await place_of(context.app, context.session, found)
    return ask_message(await ask_of(context.session, found, place, user_id))


async def announce_ask_seil(context: RenderContext) -> Message | Skip:
    """Ask the SEIL of the second person's network, before the two hear anything."""
    found = await _introduction(context)
    is_new = context.delivery.operation == "post"
    if (found.status != "asking" or found.seil_answer != SeilAnswer.AWAITED) and is_new:
        return Skip("no longer open")
    seils = await network_rows.people_with_role(context.session, found.other_network_id, "seil")
    if str(context.delivery.payload.get("to")) not in seils:
        return Skip("no longer the SEIL of this network") if is_new else no_longer_theirs()
    place = await place_of(context.app, context.session, found)
    return ask_seil_message(await seil_question(context.session, found, place))


async def announce_introduction(context: RenderContext) -> Message | Skip:
    """Bring the two and the SEIL together."""
    found = await _introduction(context)
    if found.status != "introduced":
        return Skip("did not come about")
    return introduce_message(await _pair(context, found))


async def announce_follow_up(context: RenderContext) -> Message | Skip:
    """Ask the two whether they have met."""
    found = await _introduction(context)
    if found.outcome and context.delivery.operation == "post":
        return Skip("they have said so already")
    return follow_up_message(await _pair(context, found))


def _to_seil(build: Callable[[Pair], Message], *, said: bool) -> Announcement:
    """Tell the SEIL of what the two said (`said`), or that they did not."""

    async def announce(context: RenderContext) -> Message | Skip:
        found = await _introduction(context)
        if bool(found.outcome) is not said:
            return Skip("they have said something since" if found.outcome else "nothing was said")
        if not await _still_seil(context, found):
            return Skip("no longer the SEIL of these people")
        return build(await _pair(context, found))

    return announce


async def announce_closed(context: RenderContext) -> Message | Skip:
    """Tell the SEIL that it did not go ahead, and nothing of why."""
    found = await _introduction(context)
    if found.status != "closed":
        return Skip("not closed")
    if not await _still_seil(context, found):
        return Skip("no longer the SEIL of these people")
    return closed_message(found.first_id, found.second_id)


async def announce_report(context: RenderContext) -> Message | Skip:
    """Ask one of the two, alone, how it was or whether it changed anything."""
    found = await _introduction(context)
    report = await introduction_reports.by_id(context.session, found.workspace_id, context.id("report"))
    if context.delivery.operation == "post":
        if found.outcome != Outcome.MET:
            return Skip("they have not met")
        if report.answer:
            return Skip("answered already")
    return report_message(await report_of(context.session, found, report))


async def announce_reported(context: RenderContext) -> Message | Skip:
    """Tell the SEIL what the two said of it."""
    found = await _introduction(context)
    said = await reported(context.session, found, str(context.delivery.payload["about"]))
    if said is None or found.outcome != Outcome.MET:
        return Skip("nothing was said")
    if not await _still_seil(context, found):
        return Skip("no longer the SEIL of these people")
    return reported_message(said)


async def announce_year(context: RenderContext) -> Message | Skip:
    """To a SEIL who asked for it: what became of their introductions."""
    asker = Asker(context.delivery.workspace_id, context.delivery.people[0])
    if not can_start(await actor_of(context.app, context.session, asker)):
        return Skip("no longer a SEIL")
    found = await year_of(context.session, asker, context.now)
    return await asyncio.to_thread(year_message, found)  # it draws


async def _introduction(context: RenderContext) -> Introduction:
    return await rows.by_id(context.session, context.delivery.workspace_id, context.id("introduction"))


async def _pair(context: RenderContext, found: Introduction) -> Pair:
    return await pair_of(context.session, found, await place_of(context.app, context.session, found))


async def _still_seil(context: RenderContext, found: Introduction) -> bool:
    return found.seil_id in await network_rows.people_with_role(context.session, found.network_id, "seil")


ANNOUNCEMENTS: dict[str, Announcement] = {
    ASK: announce_ask,
    ASK_SEIL: announce_ask_seil,
    INTRODUCE: announce_introduction,
    FOLLOW_UP: announce_follow_up,
    TELL: _to_seil(outcome_message, said=True),
    SILENT: _to_seil(silent_message, said=False),
    CLOSE: while_theirs(announce_closed, holds([Role.SEIL]), settles=False),
    **dict.fromkeys(KINDS.values(), announce_report),
    REPORTED: announce_reported,
    YEAR: announce_year,
}
