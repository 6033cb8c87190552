"""Somebody sends a success or feedback up; its author agrees, the SEIL passes it on, and an answer returns."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Invalid, Refused
from domain.policies import Role, can_curate_stories, can_read_stories, can_tell_story
from domain.stories import AUTHOR, OUTCOME, WORDS, Kind, Status, check_story, check_words
from facts.stories import StoryBoard, StoryFacts
from services.access import Asker, actor_of, require, require_own
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.stories.posts import CONSENT, TO_SEIL
from services.stories.posts import OUTCOME as TOLD_BACK
from services.stories.reading import facts_of, place_of
from storage import holds as hold_rows
from storage import networks as network_rows
from storage import stories as rows
from storage.models.stories import Story

SHOWN_FOR = timedelta(days=120)


class StoryService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, now: datetime) -> StoryBoard:
        """A SEIL's queue, what the department reads, and whether the person can tell one. Raises Refused for others."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            served = {grant.network_id for grant in actor.grants if can_curate_stories(actor, grant.network_id)}
            may_tell = any(can_tell_story(actor, grant.network_id) for grant in actor.grants)
            queue = [
                facts_of(each, await place_of(self._app, session, each))
                for each in await rows.with_seils(session, served)
            ]
            read = [
                facts_of(story, await place_of(self._app, session, story), named=False)
                for story, network in reversed(await rows.passed_on(session, asker.workspace_id, now - SHOWN_FOR, now))
                if can_read_stories(actor, network.id, network.seen_from)
            ]
            reads = actor.serves_department and not served
            if not served and not may_tell and not reads:
                raise Refused("permissions.tell_story")
            return StoryBoard(may_tell, tuple(queue), tuple(read), bool(served), reads)

    async def start(self, asker: Asker, network_id: int, written_by: str | None = None) -> str | None:
        """Before the form opens. written_by: who wrote the message that it begins with; comes back where they have a
        part in the network. Raises Refused."""
        async with self._app.database.read() as session:
            require(can_tell_story(await actor_of(self._app, session, asker), network_id))
            require_own(await network_rows.network(session, asker.workspace_id, network_id))
            if written_by is None:
                return None
            held = await network_rows.memberships_of_person(session, asker.workspace_id, written_by)
            return written_by if network_id in {found.id for _, found in held} else None

    async def tell(
        self, asker: Asker, network_id: int, now: datetime, *, kind: str | None, words: str, author: str | None
    ) -> StoryFacts:
        """Send it to the SEIL; where the words are somebody else's, once they have agreed.

        Raises Refused, and Invalid with all that is wrong, each at its field.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_tell_story(await actor_of(self._app, session, asker), network_id))
            which, said, whose = check_story(kind, words, author)
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            require_own(network)
            held = await network_rows.memberships_of_person(session, asker.workspace_id, whose)
            if network_id not in {found.id for _, found in held}:
                raise Invalid("stories.wrong_author", AUTHOR)
            own = whose == asker.user_id
            found = Story(
                workspace_id=asker.workspace_id,
                network_id=network_id,
                kind=which,
                words=said,
                author_id=whose,
                told_by_id=asker.user_id,
                told_at=now,
                status=Status.WITH_SEIL if own else Status.ASKED,
            )
            session.add(found)
            await session.flush()
            network_ctx = await network_context(self._app, session, network)
            if own:
                return await self._to_seils(session, network_ctx, found, now)
            self._post(session, network_ctx, CONSENT, {"story": found.id}, whose, now)
            return facts_of(found, network_ctx)

    async def agree(self, asker: Asker, story_id: int, *, yes: bool, now: datetime) -> StoryFacts:
        """Whose words they are says yes, or no, which deletes them. Raises Refused and Gone."""
        async with self._app.database.write() as session:
            found, network_ctx = await self._locked(session, asker, story_id)
            if found.author_id != asker.user_id:
                raise Refused("stories.not_your_words")
            if found.status != Status.ASKED:
                raise Gone("stories.decided")
            if yes:
                found.status = Status.WITH_SEIL
                return await self._to_seils(session, network_ctx, found, now)
            found.status, found.ended_at = Status.DECLINED, now
            return replace(facts_of(found, network_ctx), held=await self._delete_words(session, found))

    async def to_pass_on(self, asker: Asker, story_id: int) -> StoryFacts:
        """Before the SEIL's form opens. Raises Refused, and Gone where it is decided."""
        async with self._app.database.read() as session:
            found = await self._for_seil(session, asker, await rows.by_id(session, asker.workspace_id, story_id))
            return facts_of(found, await place_of(self._app, session, found))

    async def pass_on(self, asker: Asker, story_id: int, words: str | None, now: datetime) -> StoryFacts:
        """The SEIL passes it on, in these words, or (None) keeps it in the network, which deletes them.

        The words from before go, unless a legal hold keeps them until it ends.
        """
        said = check_words(words, WORDS, "stories.wrong_no_words") if words is not None else ""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network_ctx = await self._locked(session, asker, story_id)
            await self._for_seil(session, asker, found)
            if said and network_ctx.network.self_made:
                raise Refused("stories.not_vouched_for")
            found.status = Status.PASSED_ON if said else Status.KEPT
            found.passed_by_id, found.ended_at, held = asker.user_id, now, False
            if said:
                changed = found.words != said
                if changed and await hold_rows.covers(session, found.workspace_id, found.network_id):
                    found.first_words, held = found.words, True
                found.words = said
            else:
                held = await self._delete_words(session, found)
            await settle_posts(session, network_ctx.network, (TO_SEIL,), "story", found.id, now=now)
            return replace(facts_of(found, network_ctx), held=held)

    async def to_tell_back(self, asker: Asker, story_id: int) -> StoryFacts:
        """Before the form about what became of feedback opens."""
        async with self._app.database.read() as session:
            found = await rows.by_id(session, asker.workspace_id, story_id)
            place = await self._for_reader(session, asker, found)
            return facts_of(found, place, named=False)

    async def tell_back(self, asker: Asker, story_id: int, words: str, now: datetime) -> StoryFacts:
        """What became of feedback returns to the network that gave it, in its channel."""
        said = check_words(words, OUTCOME, "stories.wrong_no_outcome")
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network_ctx = await self._locked(session, asker, story_id)
            await self._for_reader(session, asker, found)
            found.outcome, found.outcome_by_id, found.outcome_at = said, asker.user_id, now
            at, payload = network_ctx.next_post(now), {"story": found.id}
            if post_in_channel(session, network_ctx.network, TOLD_BACK, payload, now=now, due_at=at) is None:
                raise Refused("stories.no_channel")
            return facts_of(found, network_ctx, named=False)

    async def _delete_words(self, session: AsyncSession, found: Story) -> bool:
        """Unless a legal hold keeps them until it ends; returns whether one does. They are shown to nobody then."""
        held = await hold_rows.covers(session, found.workspace_id, found.network_id)
        if not held:
            found.words = ""
        return held

    async def _for_seil(self, session: AsyncSession, asker: Asker, found: Story) -> Story:
        require(can_curate_stories(await actor_of(self._app, session, asker), found.network_id))
        if found.status != Status.WITH_SEIL:
            raise Gone("stories.decided")
        return found

    async def _for_reader(self, session: AsyncSession, asker: Asker, found: Story) -> NetworkContext:
        place = await place_of(self._app, session, found)
        require(can_read_stories(await actor_of(self._app, session, asker), place.network.id, place.network.seen_from))
        if place.network.self_made:
            raise Gone("stories.gone")
        if found.status != Status.PASSED_ON or found.kind != Kind.FEEDBACK or found.outcome:
            raise Gone("stories.told_back_already")
        return place

    async def _locked(self, session: AsyncSession, asker: Asker, story_id: int) -> tuple[Story, NetworkContext]:
        found = await rows.by_id(session, asker.workspace_id, story_id)
        network = await network_rows.lock(session, asker.workspace_id, found.network_id)
        found = await rows.by_id(session, asker.workspace_id, story_id)
        return found, await network_context(self._app, session, network)

    async def _to_seils(
        self, session: AsyncSession, network_ctx: NetworkContext, found: Story, now: datetime
    ) -> StoryFacts:
        """Where the network has none at the moment, it waits for the next."""
        seils = await network_rows.people_with_role(session, network_ctx.network.id, Role.SEIL)
        for seil in seils:
            self._post(session, network_ctx, TO_SEIL, {"story": found.id, "to": seil}, seil, now)
        return replace(facts_of(found, network_ctx), has_seil=bool(seils))

    @staticmethod
    def _post(
        session: AsyncSession,
        network_ctx: NetworkContext,
        kind: str,
        payload: dict[str, object],
        person: str,
        now: datetime,
    ) -> None:
        at = network_ctx.next_post(now)
        post_to_people(session, network_ctx.network, kind, payload, [person], now=now, due_at=at)
