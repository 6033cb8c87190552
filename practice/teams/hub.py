"""The hub carries what people do to the bot."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer
from practice.teams import activities
from practice.teams.bot_link import Activity, HttpLink, SignedRequest, signed
from practice.teams.happenings import Happening
from practice.teams.identity import Keys, claims
from practice.teams.ids import split_conversation
from practice.teams.messages import Card
from practice.teams.places import Channel
from practice.teams.world import World

#: Real seconds within which the bot has to answer a message or an invoke.
ANSWER_SECONDS = 15.0
#: Real seconds that a message extension's invoke waits, each of three times.
EXTENSION_SECONDS = 5.0
EXTENSION_TRIES = 3
#: Real seconds before a message that was not answered is sent again.
RETRY_DELAYS = (0.0,)

log = logging.getLogger(__name__)


class Hub:
    """The way from the world to the bot, over HTTP (`bot_url`)."""

    def __init__(
        self,
        world: World,
        bot_url: str | None = None,
        *,
        keys: Keys | None = None,
        manifest: dict[str, Any] | None = None,
        answer_seconds: float = ANSWER_SECONDS,
        extension_seconds: float = EXTENSION_SECONDS,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
    ) -> None:
        """Carry activities to `bot_url`, or to where `connect` says later.

        `manifest` is the app's: the actions on messages that it names are the ones there are; without it all are.

        With `bot_finishes`, which waits for what the bot still does after it acknowledged, whoever acts waits for
        that too: so two acts one after the other are carried out in that order.
        """
        self.world = world
        self.http = HttpLink(bot_url) if bot_url else None
        self.keys = keys or Keys()
        self.manifest = manifest
        self.answer_seconds = answer_seconds
        self.extension_seconds = extension_seconds
        self.retry_delays = retry_delays
        self.deliveries: list[Activity] = []
        self.answers: list[tuple[Activity, Answer]] = []
        self._filled_in: dict[tuple[str, str], tuple[Card, dict[str, str], set[str]]] = {}
        self._waiting: list[Activity] = []
        self.bot_finishes: Callable[[], Awaitable[None]] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._retrying: set[asyncio.Task[None]] = set()
        world.listeners.append(self._on_happening)

    def connect(self, bot_url: str) -> None:
        """Say where the bot listens, once that is known."""
        self.http = HttpLink(bot_url)

    @property
    def last_request(self) -> SignedRequest:
        """Give the last request sent to the bot."""
        return self._link().requests[-1]

    def _link(self) -> HttpLink:
        if self.http is None:
            raise RuntimeError("No bot is connected.")
        return self.http

    def extension_commands(self, context: str = "message") -> dict[str, str] | None:
        """Give the bot's actions on messages (or in the "compose" box), title by id; None without a manifest."""
        if self.manifest is None:
            return None
        commands = [c for e in self.manifest.get("composeExtensions", []) for c in e.get("commands", [])]
        return {c["id"]: c["title"] for c in commands if context in c.get("context", [])}

    def commands(self) -> list[dict[str, Any]]:
        """Give what the manifest says that the bot can be asked (title, description); nothing without a manifest."""
        lists = [c for bot in (self.manifest or {}).get("bots", []) for c in bot.get("commandLists", [])]
        seen = {command["title"]: command for one in lists for command in one.get("commands", [])}
        return list(seen.values())

    def filled_in(self, person: str, message_id: str, card: Card) -> tuple[dict[str, str], set[str]]:
        """Give what somebody has typed into a message's card, and what they have turned visible or not.

        A card that has come in another's place has nothing of it.
        """
        kept = self._filled_in.get((person, message_id))
        if kept is None or kept[0] is not card:
            kept = self._filled_in[(person, message_id)] = (card, {}, set())
        return kept[1], kept[2]

    async def fetch(self, url: str) -> tuple[int, str, bytes]:
        """Fetch a picture as Teams does: status, content type and bytes; status 0 where nothing came."""
        link = self.http or HttpLink(url)
        try:
            return await link.get(url, self.answer_seconds)
        finally:
            if link is not self.http:
                await link.close()

    # Out to the bot

    async def deliver(self, activity: Activity, seconds: float | None = None) -> Answer:
        """Send an activity to the bot and wait for its answer."""
        self.deliveries.append(activity)
        if self.http is None:
            return Answer(None, body="no bot is connected", failure=DISPATCH_FAILED)
        token = self.keys.token(self.world.app.app_id, activity["serviceUrl"])
        answer = await self.http.post(signed(activity, token), self.answer_seconds if seconds is None else seconds)
        self.answers.append((activity, answer))
        return answer

    async def extension(self, activity: Activity) -> Answer:
        """Send a message extension's invoke: Teams gives up after five seconds, and asks twice more."""
        for _ in range(EXTENSION_TRIES):
            answer = await self.deliver(activity, self.extension_seconds)
            if answer.failure != TIMEOUT:
                return answer
        return answer

    async def resend(self, activity: Activity, *, new_id: bool = False) -> Answer:
        """Send an activity again, as Teams does when no answer reached it; a late one comes with a new id."""
        again = activity | {"id": f"f:{uuid.uuid4()}"} if new_id else activity
        return await self.deliver(again)

    async def replay(self, request: SignedRequest) -> Answer:
        """Send the very same request once more, as a thief of it would."""
        return await self._link().post(request, self.answer_seconds)

    async def forge(self, activity: Activity, *, key: int = 1000, header: Any = None, **other: Any) -> Answer:
        """Send an activity with a token that is not as Teams' are.

        key: the number of the key that signs; one that was never published, unless it is 1 or 2.
        other: claims in the place of the right ones; None leaves a claim out.
        """
        said = claims(self.world.app.app_id, activity["serviceUrl"], **other)
        token = self.keys.sign(said, key, **(header or {}))
        return await self._link().post(signed(activity, token), self.answer_seconds)

    async def post_raw(self, body: bytes, token: str | None = None, **headers: str) -> Answer:
        """Send bytes as they are, with a right token unless another is given; an empty one is left out."""
        token = self.keys.token(self.world.app.app_id, self.world.service_url) if token is None else token
        sent = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}) | headers
        return await self._link().post(SignedRequest(body, sent), self.answer_seconds)

    # What happens

    def sent(self, kind: str | None = None) -> list[Activity]:
        """Give the activities delivered so far, all or those of one type, oldest first."""
        return [a for a in self.deliveries if kind in (None, a["type"])]

    def tell(self, activity: Activity) -> None:
        """Send an activity that nobody waits for; `settle` waits until it has come."""
        self._waiting.append(activity)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # set up before the loop runs: delivered with the next one or at settle()
        self._start_waiting()

    def _on_happening(self, happening: Happening) -> None:
        if self.hears(happening):
            self.tell(activities.of(self.world, happening))

    def hears(self, happening: Happening) -> bool:
        """Say whether the bot is told of a happening."""
        app = self.world.app
        if app.disabled or not app.registered:
            return False
        base, _ = split_conversation(happening.conversation_id)
        if base in self.world.chats:
            return self.world.chats[base].person in app.installed_for
        channel = self.world.channel(happening.channel_id or base)
        if happening.event.startswith("channelMember") and not app.channel_features:
            return False
        if happening.kind == "messageReaction":
            return self.world.app_is_in(channel)
        return self._in_team(channel)

    def _in_team(self, channel: Channel) -> bool:
        """Whether the bot is in the channel's team, and in the channel itself where that is private or shared."""
        team = self.world.team_of(channel)
        return team.app_added and (channel.kind != "private" or channel.app_added)

    def _start_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self.http is None:
            return  # no bot is there to hear of it
        for activity in waiting:
            task = asyncio.create_task(self._tell(activity))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _tell(self, activity: Activity) -> None:
        answer = await self.deliver(activity)
        if not answer.ok:
            log.warning("activity_not_acknowledged %s", answer.failure)
            task = asyncio.create_task(self._retry(activity))
            self._retrying.add(task)
            task.add_done_callback(self._retrying.discard)

    async def _retry(self, activity: Activity) -> None:
        for delay in self.retry_delays:
            await asyncio.sleep(delay)
            if (await self.resend(activity)).ok:
                return

    async def settle(self) -> None:
        """Wait until everything that happened so far was delivered (re-sendings are not waited for)."""
        await self._delivered()
        if self.bot_finishes is not None:
            await self.bot_finishes()
            while self._waiting or self._under_way:
                await self._delivered()
                await self.bot_finishes()

    async def _delivered(self) -> None:
        self._start_waiting()
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def close(self) -> None:
        """Stop delivering and let go of connections."""
        if self._on_happening in self.world.listeners:
            self.world.listeners.remove(self._on_happening)
        tasks = [*self._under_way, *self._retrying]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.http is not None:
            await self.http.close()
