"""Who answers what a network asks about a notice: its author or approver, or else whoever may write to the network."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.policies import can_write_bulletin
from services.access import Asker, actor_of
from services.bulletins.reading import home_of
from services.context import AppContext, network_context
from services.delivery.outbox import post_to_people
from storage import bulletins as rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.bulletins import Bulletin, BulletinQuestion
from storage.occasions import note_once

QUESTIONS = "bulletins.questions"
A_DAY = timedelta(days=1)


async def answerers(app: AppContext, session: AsyncSession, bulletin: Bulletin, network: Network) -> list[str]:
    """The author, or else who approved it; where neither sees the network any more, everybody who may write to it.

    They come in the order in which their networks are locked.
    """
    own = [bulletin.author_id, bulletin.approver_id]
    if found := await _who_write(app, session, network, own):
        return found[:1]
    heirs = await _who_write(app, session, network, await rows.department(session, network.workspace_id))
    homes = {person: await home_of(session, network.workspace_id, person) for person in heirs}
    return sorted(heirs, key=lambda person: (homes[person], person))


async def may_answer(app: AppContext, session: AsyncSession, bulletin: Bulletin, network: Network, person: str) -> bool:
    """Whether a question of the network is this person's to answer, of those who may write to it."""
    own = (bulletin.author_id, bulletin.approver_id)
    return person in own or not await _who_write(app, session, network, own)


async def left_to(
    app: AppContext, session: AsyncSession, workspace_id: int, person: str
) -> list[tuple[BulletinQuestion, Bulletin, str]]:
    """The open questions to notices of others which are this person's to answer, each with its network's name."""
    actor, found = await actor_of(app, session, Asker(workspace_id, person)), []
    for question, bulletin, network in await rows.open_questions(session, workspace_id):
        if person in (bulletin.author_id, bulletin.approver_id):
            continue
        if can_write_bulletin(actor, network.id, network.seen_from) and await may_answer(
            app, session, bulletin, network, person
        ):
            found.append((question, bulletin, network.name))
    return found


async def tell_answerer(
    app: AppContext, session: AsyncSession, bulletin: Bulletin, person: str, now: datetime, *, lock: bool = True
) -> None:
    """Once a day: at the next posting hour, or where that day's message has gone already, on the day after.

    lock: not in the schedule's own transaction, which holds another network.
    """
    home = await home_of(session, bulletin.workspace_id, person)
    network = await (network_rows.lock if lock else network_rows.network)(session, bulletin.workspace_id, home)
    network_ctx = await network_context(app, session, network)
    at = network_ctx.next_post(now)
    for _ in range(2):
        day = local_day(at, network_ctx.zone)
        if await note_once(session, network, QUESTIONS, f"bulletin-{bulletin.id}:{person}:{day}", at):
            payload = {"bulletin": bulletin.id}
            post_to_people(session, network, QUESTIONS, payload, [person], now=now, due_at=at)
            return
        at = network_ctx.next_post(local_moment(day + A_DAY, network.posting_time, network_ctx.zone))


async def _who_write(app: AppContext, session: AsyncSession, network: Network, people: Collection[str]) -> list[str]:
    actors = [await actor_of(app, session, Asker(network.workspace_id, person)) for person in people]
    return [actor.user_id for actor in actors if can_write_bulletin(actor, network.id, network.seen_from)]
