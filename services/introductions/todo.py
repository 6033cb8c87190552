"""What waits for a person of introductions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.policies import Actor
from prompts.catalog import say
from prompts.introductions.cards import COMMAND
from prompts.text import mention
from prompts.todo import Todo
from prompts.wording import day
from services.context import AppContext, NetworkContext
from services.introductions.reports import ASKED_FOR
from storage import introduction_reports
from storage import introductions as rows


async def waiting_introductions(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """Questions that wait for this person's answer, in the network that they were asked for."""
    lines = []
    for found in await rows.waiting_for(session, network_ctx.network.workspace_id, actor.user_id, now):
        is_first = actor.user_id == found.first_id
        if network_ctx.network.id != (found.network_id if is_first else found.other_network_id):
            continue
        other = mention(found.second_id if is_first else found.first_id)
        if found.status == "asking":
            sentence = say("introductions.waiting_ask", seil=mention(found.seil_id), other=other)
            lines.append(Todo(sentence, say("introductions.waiting_ask_label"), COMMAND))
        else:
            since = day(local_day(found.introduced_at or found.asked_at, network_ctx.zone))
            sentence = say("introductions.waiting_follow_up", other=other, day=since)
            lines.append(Todo(sentence, say("introductions.waiting_follow_up_label"), COMMAND))
    asked = await introduction_reports.waiting_for(
        session, network_ctx.network.workspace_id, actor.user_id, now - ASKED_FOR, now
    )
    for report, found in asked:
        if report.network_id == network_ctx.network.id:
            other = mention(found.second_id if actor.user_id == found.first_id else found.first_id)
            sentence = say(f"introductions.waiting_{report.about}", other=other)
            lines.append(Todo(sentence, say("introductions.waiting_follow_up_label"), COMMAND))
    return lines
