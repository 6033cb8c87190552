"""What is said of notices from the department: to approver and author, to SEILs, in the channels, and back."""

from __future__ import annotations

from domain.bulletins import CopyStatus, Status
from domain.policies import Role
from facts.bulletins import BulletinFacts, CopyFacts, QuestionFacts
from prompts.bulletins.cards import (
    answer_message,
    approved_message,
    declined_message,
    meaning_message,
    questions_wait_message,
    to_approve_message,
    undecided_message,
)
from prompts.bulletins.posted import posted_message
from prompts.message import Message
from services.access import Asker, actor_of
from services.bulletins.answering import QUESTIONS, left_to
from services.bulletins.reading import bulletin_facts, copy_facts, home_of, question_facts, within_reach
from services.context import context_of
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs, while_theirs
from services.delivery.outbox import TO
from storage import bulletins as rows
from storage import networks as network_rows
from storage.models.bulletins import Bulletin

TO_APPROVE = "bulletins.to_approve"
APPROVED = "bulletins.approved"
DECLINED = "bulletins.declined"
MEANING = "bulletins.meaning"
POSTED = "bulletins.posted"
UNDECIDED = "bulletins.undecided"
ANSWER = "bulletins.answer"


async def announce_to_approve(context: RenderContext) -> Message | Skip:
    """To the second person: exactly what would go out, and where."""
    found = await _bulletin(context)
    if context.delivery.operation == "post" and (
        found.status != Status.PROPOSED or found.approver_id not in context.delivery.people
    ):
        return Skip(f"it is {found.status} by now, or with somebody else")
    person = context.delivery.payload.get(TO)
    if person and found.status == Status.PROPOSED and not await home_of(context.session, found.workspace_id, person):
        return no_longer_theirs()
    return to_approve_message(await _facts(context, found))


async def announce_approved(context: RenderContext) -> Message | Skip:
    """To the author: it goes out."""
    found = await _bulletin(context)
    return approved_message(await _facts(context, found)) if found.status == Status.APPROVED else Skip(found.status)


async def announce_undecided(context: RenderContext) -> Message | Skip:
    """To the author, on the day for which it was meant: nobody has decided on it."""
    found = await _bulletin(context)
    return undecided_message(await _facts(context, found)) if found.status == Status.PROPOSED else Skip(found.status)


async def announce_declined(context: RenderContext) -> Message | Skip:
    """To the author: not yet."""
    found = await _bulletin(context)
    return declined_message(await _facts(context, found)) if found.status == Status.DECLINED else Skip(found.status)


async def announce_meaning(context: RenderContext) -> Message | Skip:
    """To a network's SEIL before it goes out; brought up to date once it has."""
    found = await _copy(context)
    is_new = context.delivery.operation == "post"
    if (found.status != CopyStatus.WAITING or found.let_go) and is_new:
        return Skip("it has gone out, or needs nothing more")
    if str(context.delivery.payload.get("to")) not in await network_rows.people_with_role(
        context.session, found.network_id, Role.SEIL
    ):
        return Skip("no longer the SEIL of this network") if is_new else no_longer_theirs()
    return meaning_message(found)


async def announce_posted(context: RenderContext) -> Message | Skip:
    """In the channel."""
    bulletin = await _bulletin_of_copy(context)
    if bulletin.status != Status.APPROVED:
        return Skip(f"it is {bulletin.status} by now")
    return posted_message(await _copy(context))


async def announce_questions(context: RenderContext) -> Message | Skip:
    """To whoever answers: questions wait."""
    found = await _bulletin(context)
    [person] = context.delivery.people
    answers = await actor_of(context.app, context.session, Asker(found.workspace_id, person))
    if not await within_reach(context.session, found.workspace_id, answers):
        return Skip("they write no notices any more")
    is_left = person not in (found.author_id, found.approver_id)
    if is_left:
        left = await left_to(context.app, context.session, found.workspace_id, person)
        number = sum(bulletin.id == found.id for _, bulletin, _ in left)
    else:
        number = len(await rows.unanswered(context.session, [found.id]))
    if not number:
        return Skip("they are answered by now")
    return questions_wait_message(found.title, number, left=is_left)


async def announce_answer(context: RenderContext) -> Message | Skip:
    """To whoever asked."""
    question, copy = await rows.question_by_id(context.session, context.delivery.workspace_id, context.id("question"))
    bulletin = await rows.by_id(context.session, copy.workspace_id, copy.bulletin_id)
    network_ctx = await context_of(context.app, context.session, copy.workspace_id, copy.network_id)
    network = network_ctx.network
    facts: QuestionFacts = question_facts(question, bulletin, network.name, network_ctx)
    return answer_message(facts)


async def _writes(context: RenderContext, person: str) -> bool:
    """Whether there is a network to which they write notices."""
    actor = await actor_of(context.app, context.session, Asker(context.delivery.workspace_id, person))
    return bool(await within_reach(context.session, context.delivery.workspace_id, actor))


async def _bulletin(context: RenderContext) -> Bulletin:
    return await rows.by_id(context.session, context.delivery.workspace_id, context.id("bulletin"))


async def _bulletin_of_copy(context: RenderContext) -> Bulletin:
    copy = await rows.copy_by_id(context.session, context.delivery.workspace_id, context.id("copy"))
    return await rows.by_id(context.session, copy.workspace_id, copy.bulletin_id)


async def _copy(context: RenderContext) -> CopyFacts:
    copy = await rows.copy_by_id(context.session, context.delivery.workspace_id, context.id("copy"))
    bulletin = await rows.by_id(context.session, copy.workspace_id, copy.bulletin_id)
    network = await network_rows.network(context.session, copy.workspace_id, copy.network_id)
    return await copy_facts(context.session, copy, bulletin, network.name, context.now)


async def _facts(context: RenderContext, found: Bulletin) -> BulletinFacts:
    author = await actor_of(context.app, context.session, Asker(found.workspace_id, found.author_id))
    every = await within_reach(context.session, found.workspace_id, author)
    return await bulletin_facts(context.session, found, every, await rows.counts(context.session, [found.id]))


ANNOUNCEMENTS: dict[str, Announcement] = {
    TO_APPROVE: announce_to_approve,
    APPROVED: announce_approved,
    UNDECIDED: while_theirs(announce_undecided, _writes, settles=False),
    DECLINED: while_theirs(announce_declined, _writes, settles=False),
    MEANING: announce_meaning,
    POSTED: announce_posted,
    QUESTIONS: while_theirs(announce_questions, _writes, settles=False),
    ANSWER: announce_answer,
}
