"""What hearing Teams stands on: who did it, where, and how to answer them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.teams.action_data import ActionData, decode
from bot.teams.activity import Activity, Sender, part_of
from bot.teams.adaptive_cards import message_card, summary
from bot.teams.answering import Pause, Place
from bot.teams.open_forms import OpenForms
from bot.teams.speaking import Speaking
from bot.teams.visitors import Visitors
from handlers.answering import Answering
from handlers.interaction import Interaction, Surface
from handlers.router import Router
from prompts.catalog import say
from prompts.notices import notice
from services import Services
from services.access import Asker
from services.ports import DeliveryProblem

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Heard:
    """An activity, and who is behind it in which of our workspaces."""

    activity: Activity
    workspace_id: int
    person: str

    @property
    def channel_id(self) -> str:
        return self.activity.channel_id if self.activity.is_in_channel else self.activity.conversation_id


class Ground:
    """What of one bot all parts of the hearing share. pause: waits seconds."""

    def __init__(
        self, router: Router, services: Services, clock: Clock, speaking: Speaking, pause: Pause = asyncio.sleep
    ) -> None:
        self.router = router
        self.services = services
        self.clock = clock
        self.speaking = speaking
        self.pause = pause
        self._visitors = Visitors(speaking)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._learned: set[str] = set()

    async def who(self, activity: Activity) -> Heard | None:
        """Who did it; None where Teams does not say which person of the tenant it was."""
        workspace_id = await self.workspace(activity)
        # An answer to a question that stays open leaves nothing but itself.
        quietly = self.is_confidential(activity)
        sender = replace(activity.sender, name="") if quietly else activity.sender
        person = await self.known(workspace_id, sender, activity.conversation_id)
        if person and activity.zone and not quietly:
            self.services.app.profiles.note_zone(workspace_id, person, activity.zone)
        if activity.team_id and activity.team_id not in self._learned and not quietly:
            self.background(self.learn(workspace_id, activity.team_id))
        return Heard(activity, workspace_id, person) if person else None

    async def is_stranger(self, activity: Activity) -> bool:
        """Whether whoever did it is of another organisation, and met in a shared channel."""
        return await self._visitors.is_one(activity)

    async def is_from_elsewhere(self, channel_id: str, who: Sender) -> bool:
        """Whether somebody who came to a channel is of another organisation."""
        return await self._visitors.is_from_elsewhere(channel_id, who)

    async def turn_away(self, activity: Activity) -> None:
        """Tell somebody of another organisation, where they have spoken, whose bot this is."""
        said = notice(say("notices.stranger"))
        try:
            around = await self.speaking.surroundings(said, conversation_id=activity.conversation_id)
            await self.speaking.send(activity.conversation_id, message_card(said, around), summary(said, around))
        except DeliveryProblem as problem:
            log.warning("could not answer", extra={"reason": problem.reason})

    def is_confidential(self, activity: Activity) -> bool:
        """Whether it answers a question that stays open."""
        carried = decode(brought_by(activity))
        return carried is not None and self.router.is_confidential(carried.action)

    async def workspace(self, activity: Activity) -> int:
        """Our id of the tenant that it comes from; where Teams is spoken to from now on is remembered."""
        workspace_id = await self.services.places.workspace(activity.tenant_id, chat="teams")
        await self.services.workspaces.note_service_url(workspace_id, activity.service_url)
        return workspace_id

    async def known(self, workspace_id: int, who: Sender, conversation_id: str) -> str:
        """Our own id of a person whom Teams names; empty where Teams does not tell who it is."""
        found = await self._account(who, conversation_id)
        return await self.services.app.directory.person_for(workspace_id, *found) if found else ""

    async def met(self, workspace_id: int, who: Sender, conversation_id: str) -> str:
        """The same of somebody with whom the bot has had to do; empty also where it has not."""
        found = await self._account(who, conversation_id)
        return (await self.services.app.directory.find(workspace_id, found[0]) or "") if found else ""

    async def bot_in(self, workspace_id: int, bot_id: str) -> str:
        """Our own id of the bot's account."""
        return await self.services.app.directory.person_for(workspace_id, bot_id)

    async def _account(self, who: Sender, conversation_id: str) -> tuple[str, str] | None:
        """The id and name of an account in the tenant; None where Teams does not tell which it is."""
        if who.object_id:
            return who.object_id, who.name
        if not who.id.startswith("29:"):
            return None  # a bot, or the conversation itself
        try:
            return await self.speaking.person_in(conversation_id, who.id)
        except DeliveryProblem:
            return None

    async def learn(self, workspace_id: int, team_id: str) -> None:
        """Ask Teams for the channels of a team, and what its people are called; of one that is gone those met before
        are known. What Teams does not tell now is asked at the next activity there."""
        fresh = team_id not in self._learned
        self._learned.add(team_id)
        try:
            await self.services.channels.note(workspace_id, team_id, await self.speaking.channels_in(team_id))
            if fresh:
                await self.speaking.meet(team_id)
        except DeliveryProblem:
            self._learned.discard(team_id)

    def asker(self, heard: Heard) -> Asker:
        activity = heard.activity
        key = request_key(activity.conversation_id, activity.id) if activity.id else None
        return Asker(heard.workspace_id, heard.person, key)

    def forms(self, heard: Heard) -> OpenForms:
        return OpenForms(self.services.forms, self.asker(heard), self.clock())

    def place(self, heard: Heard, asker: Asker, carried: ActionData | None = None) -> Place:
        return Place(
            heard.activity,
            asker.user_id,
            self.speaking,
            self.forms(heard),
            self.router.is_confidential,
            self.pause,
            self.background,
            delivery=carried.delivery if carried else "",
        )

    def interaction(self, heard: Heard, asker: Asker, answering: Answering, **more: Any) -> Interaction:
        in_form = more.get("surface", Surface.MESSAGE) is not Surface.MESSAGE
        return Interaction(
            services=self.services,
            asker=asker,
            now=self.clock(),
            answering=answering,
            channel_id=None if in_form else heard.channel_id,
            is_direct=not heard.activity.is_in_channel,
            **more,
        )

    def background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do it beside the request that asked for it, counted as the router's work."""
        task = asyncio.create_task(self._at_work(work))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def _at_work(self, work: Coroutine[Any, Any, Any]) -> Any:
        self.router.note_running()
        return await work

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("what Teams told could not be heard", exc_info=error)


def request_key(*parts: str) -> str:
    """What stays the same when the same thing is sent twice; Teams' own ids may be of any length."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def brought_by(activity: Activity) -> Mapping[str, Any]:
    """What a button or form brings, with what was filled in."""
    value = activity.value
    return (
        part_of(part_of(value, "action"), "data") if activity.name == "adaptiveCard/action" else part_of(value, "data")
    )
