"""What networks do with a notice: the SEIL adds what it means there, people understand it or ask, and are answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.bulletins import ANSWER as ANSWER_FIELD
from domain.bulletins import MEANING as MEANING_FIELD
from domain.bulletins import QUESTION, CopyStatus, Status, check_words
from domain.errors import Gone, Refused
from domain.policies import can_add_meaning, can_answer_bulletin, can_write_bulletin
from facts.bulletins import CopyFacts, QuestionFacts
from services.access import Asker, actor_of, require
from services.bulletins.answering import answerers, may_answer, tell_answerer
from services.bulletins.posts import ANSWER, MEANING
from services.bulletins.reading import ANSWERED_FOR, copy_facts, question_facts
from services.context import AppContext, network_context
from services.delivery.outbox import post_to_people, settle_posts
from storage import bulletins as rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.bulletins import Bulletin, BulletinCopy, BulletinQuestion


class HearingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def to_mean(self, asker: Asker, copy_id: int, now: datetime) -> CopyFacts:
        """Before the SEIL's form opens. Raises Refused, and Gone once it went out."""
        async with self._app.database.read() as session:
            copy, bulletin, network = await self._for_seil(session, asker, copy_id)
            return await copy_facts(session, copy, bulletin, network.name, now)

    async def mean(self, asker: Asker, copy_id: int, words: str | None, now: datetime) -> CopyFacts:
        """The SEIL adds what it means here, or (None) lets it go as it is, with what was added
        before. It goes out on its day either way."""
        said = check_words(words, MEANING_FIELD, "bulletins.wrong_no_meaning") if words is not None else ""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            copy, bulletin, network = await self._for_seil(session, asker, copy_id)
            network = await network_rows.lock(session, asker.workspace_id, network.id)
            copy, bulletin, _ = await self._for_seil(session, asker, copy_id)
            copy.let_go = True
            if said:
                copy.meaning, copy.meaning_by_id = said, asker.user_id
            await settle_posts(session, network, (MEANING,), "copy", copy.id, now=now)
            return await copy_facts(session, copy, bulletin, network.name, now)

    async def understand(self, asker: Asker, copy_id: int, now: datetime) -> CopyFacts:
        """Count that somebody has understood; twice counts once."""
        async with self._app.database.write() as session:
            copy, bulletin, network = await self._for_reader(session, asker, copy_id, now)
            await rows.note_understood(session, copy, asker.user_id)
            return await copy_facts(session, copy, bulletin, network.name, now)

    async def to_ask(self, asker: Asker, copy_id: int, now: datetime) -> CopyFacts:
        """Before the form for a question opens."""
        async with self._app.database.read() as session:
            copy, bulletin, network = await self._for_reader(session, asker, copy_id, now)
            await self._answerers(session, bulletin, network)
            return await copy_facts(session, copy, bulletin, network.name, now)

    async def ask(self, asker: Asker, copy_id: int, words: str, now: datetime) -> CopyFacts:
        """Carry a question back up; whoever answers hears of new ones once a day. Raises Gone where nobody does."""
        said = check_words(words, QUESTION, "bulletins.wrong_no_question")
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            copy, bulletin, network = await self._for_reader(session, asker, copy_id, now)
            asked = await self._answerers(session, bulletin, network)
            session.add(
                BulletinQuestion(
                    workspace_id=asker.workspace_id,
                    copy_id=copy.id,
                    asked_by_id=asker.user_id,
                    words=said,
                    asked_at=now,
                )
            )
            await session.flush()
            for person in asked:
                await tell_answerer(self._app, session, bulletin, person, now)
            return await copy_facts(session, copy, bulletin, network.name, now)

    async def to_answer(self, asker: Asker, question_id: int) -> QuestionFacts:
        """Before the form for an answer opens. Raises Refused, and Gone where it is answered."""
        async with self._app.database.read() as session:
            question, _, bulletin, network = await self._question(session, asker, question_id)
            return question_facts(question, bulletin, network.name, await network_context(self._app, session, network))

    async def answer(self, asker: Asker, question_id: int, words: str, now: datetime) -> QuestionFacts:
        """Answer it; whoever asked gets the words at their network's next posting hour."""
        said = check_words(words, ANSWER_FIELD, "bulletins.wrong_no_answer")
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            _, _, _, network = await self._question(session, asker, question_id)
            network = await network_rows.lock(session, asker.workspace_id, network.id)
            question, _, bulletin, _ = await self._question(session, asker, question_id)
            question.answer, question.answered_by_id, question.answered_at = said, asker.user_id, now
            network_ctx = await network_context(self._app, session, network)
            post_to_people(
                session,
                network,
                ANSWER,
                {"question": question.id},
                [question.asked_by_id],
                now=now,
                due_at=network_ctx.next_post(now),
            )
            return question_facts(question, bulletin, network.name, network_ctx)

    async def _for_seil(
        self, session: AsyncSession, asker: Asker, copy_id: int
    ) -> tuple[BulletinCopy, Bulletin, Network]:
        copy, bulletin, network = await self._found(session, asker, copy_id)
        require(can_add_meaning(await actor_of(self._app, session, asker), network.id))
        if copy.status != CopyStatus.WAITING or bulletin.status != Status.APPROVED:
            raise Gone("bulletins.went_out")
        return copy, bulletin, network

    async def _for_reader(
        self, session: AsyncSession, asker: Asker, copy_id: int, now: datetime
    ) -> tuple[BulletinCopy, Bulletin, Network]:
        copy, bulletin, network = await self._found(session, asker, copy_id)
        require(can_answer_bulletin(await actor_of(self._app, session, asker), network.id))
        if copy.status != CopyStatus.SENT or copy.sent_at is None or now >= copy.sent_at + ANSWERED_FOR:
            raise Gone("bulletins.over")
        return copy, bulletin, network

    async def _found(self, session: AsyncSession, asker: Asker, copy_id: int) -> tuple[BulletinCopy, Bulletin, Network]:
        copy = await rows.copy_by_id(session, asker.workspace_id, copy_id)
        bulletin = await rows.by_id(session, asker.workspace_id, copy.bulletin_id)
        return copy, bulletin, await network_rows.network(session, asker.workspace_id, copy.network_id)

    async def _question(
        self, session: AsyncSession, asker: Asker, question_id: int
    ) -> tuple[BulletinQuestion, BulletinCopy, Bulletin, Network]:
        question, copy = await rows.question_by_id(session, asker.workspace_id, question_id)
        bulletin = await rows.by_id(session, asker.workspace_id, copy.bulletin_id)
        network = await network_rows.network(session, asker.workspace_id, copy.network_id)
        require(can_write_bulletin(await actor_of(self._app, session, asker), network.id, network.seen_from))
        if not await may_answer(self._app, session, bulletin, network, asker.user_id):
            raise Refused("bulletins.not_yours")
        if question.answered_at is not None:
            raise Gone("bulletins.answered_already")
        return question, copy, bulletin, network

    async def _answerers(self, session: AsyncSession, bulletin: Bulletin, network: Network) -> list[str]:
        """Who answers the network. Raises Gone where nobody does."""
        found = await answerers(self._app, session, bulletin, network)
        if not found:
            raise Gone("bulletins.nobody_answers")
        return found
