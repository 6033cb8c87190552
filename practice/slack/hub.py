"""The hub carries what people do to the bot, and the bot's delayed answers back."""

import asyncio
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from practice.answer import DISPATCH_FAILED, Answer
from practice.slack import events
from practice.slack.bot_link import BotLink, Delivery, HttpLink, Kind, SignedRequest, signed
from practice.slack.response_urls import Origin
from practice.slack.socket_mode import SocketLink
from practice.slack.world import Event, World

#: Real seconds within which the bot has to acknowledge.
ACK_SECONDS = 3.0
#: Real seconds before each of the three re-sendings of an event that was not acknowledged.
RETRY_DELAYS = (0.0, 60.0, 300.0)

SIGNING_SECRET = "practice-signing-secret"  # noqa: S105 (it guards a practice workspace on this machine)

log = logging.getLogger(__name__)


class Hub:
    """The way from the world to the bot, over HTTP (`bot_url`) or Socket Mode (`socket`)."""

    def __init__(
        self,
        world: World,
        bot_url: str | None = None,
        *,
        socket: SocketLink | None = None,
        signing_secret: str = SIGNING_SECRET,
        manifest: dict[str, Any] | None = None,
        ack_seconds: float = ACK_SECONDS,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
    ) -> None:
        """Carry deliveries to `bot_url` if one is given, else to the bots connected to `socket`.

        `manifest` is the app manifest: its event subscriptions and commands are the ones in force;
        without it the bot hears every event and every command exists.

        With `bot_finishes`, which waits for what the bot still does after it acknowledged, whoever acts waits for
        that too: so two acts one after the other are carried out in that order.
        """
        self.world = world
        self.http = HttpLink(bot_url, signing_secret) if bot_url else None
        self.socket = socket
        self.signing_secret = signing_secret
        self.manifest = manifest
        self.ack_seconds = ack_seconds
        self.retry_delays = retry_delays
        self.deliveries: list[Delivery] = []
        self.event_answers: list[tuple[Delivery, Answer]] = []
        self.message_states: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self.suggestions: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        self._waiting: list[Event] = []
        self.bot_finishes: Callable[[], Awaitable[None]] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._retrying: set[asyncio.Task[None]] = set()
        world.listeners.append(self._on_event)

    def connect(self, bot_url: str) -> None:
        """Say where the bot listens, once that is known."""
        self.http = HttpLink(bot_url, self.signing_secret)

    @property
    def link(self) -> BotLink | None:
        """Give the way to the bot, if there is one yet."""
        return self.http or self.socket

    @property
    def last_request(self) -> SignedRequest:
        """Give the last request sent over HTTP."""
        if self.http is None:
            raise RuntimeError("Nothing goes over HTTP here: the hub has no bot_url.")
        return self.http.requests[-1]

    def commands(self) -> list[dict[str, Any]] | None:
        """Give the manifest's slash commands (command, description, usage_hint); None without a manifest."""
        if self.manifest is None:
            return None
        return list(self.manifest.get("features", {}).get("slash_commands", []))

    # Out to the bot

    async def deliver(self, kind: Kind, payload: dict[str, Any]) -> Answer:
        """Send something to the bot and wait for its acknowledgement."""
        return await self._send(Delivery(kind, payload))

    async def _send(self, delivery: Delivery) -> Answer:
        self.deliveries.append(delivery)
        if self.link is None:
            return Answer(None, body="no bot is connected", failure=DISPATCH_FAILED)
        return await self.link.send(delivery, self.ack_seconds)

    async def resend(self, event: Delivery | dict[str, Any], *, reason: str = "http_timeout", num: int = 1) -> Answer:
        """Send an event again, as Slack does when no acknowledgement reached it."""
        delivery = event if isinstance(event, Delivery) else Delivery("events_api", event)
        again = dataclasses.replace(delivery, retry_num=num, retry_reason=reason)
        return await self._send(again)

    async def replay(self, request: SignedRequest) -> Answer:
        """Send the very same signed request once more, as a thief of it would."""
        return await self._http().post(request, self.ack_seconds)

    async def forge(
        self,
        kind: Kind,
        payload: dict[str, Any],
        *,
        secret: str = "not-the-secret",  # noqa: S107 (being wrong is its purpose)
        age_seconds: float = 0.0,
    ) -> Answer:
        """Send a request signed with another secret, or (with the right one) `age_seconds` too old."""
        request = signed(Delivery(kind, payload), secret, at=time.time() - age_seconds)
        return await self._http().post(request, self.ack_seconds)

    def _http(self) -> HttpLink:
        if self.http is None:
            raise RuntimeError("Only requests over HTTP are signed: give the hub a bot_url.")
        return self.http

    # Events

    def events(self, kind: str | None = None) -> list[Delivery]:
        """Give the events delivered so far, all or those of one type, oldest first."""
        sent = [d for d in self.deliveries if d.kind == "events_api"]
        return [d for d in sent if kind is None or d.payload["event"]["type"] == kind]

    def _on_event(self, event: Event) -> None:
        subscribed = events.subscriptions(self.manifest)
        for name, heard in events.heard_as(self.world, event):
            if events.hears(self.world, name, heard, subscribed):
                self._waiting.append(events.envelope(self.world, heard))
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # set up before the loop runs: delivered with the next event or at settle()
        self._start_waiting()

    def _start_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self.http is None and not (self.socket and self.socket.connections):
            return  # no bot is there to hear of it
        for body in waiting:
            task = asyncio.create_task(self._deliver_event(Delivery("events_api", body)))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver_event(self, delivery: Delivery) -> None:
        answer = await self._send(delivery)
        self.event_answers.append((delivery, answer))
        if not answer.ok:
            log.warning("event_not_acknowledged %s", answer.failure)
            task = asyncio.create_task(self._retry(delivery, answer))
            self._retrying.add(task)
            task.add_done_callback(self._retrying.discard)

    async def _retry(self, delivery: Delivery, answer: Answer) -> None:
        for num, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            reason = "http_error" if answer.status else answer.failure or ""
            reason = "http_timeout" if reason == "operation_timeout" else reason
            again = dataclasses.replace(delivery, retry_num=num, retry_reason=reason)
            answer = await self._send(again)
            self.event_answers.append((again, answer))
            if answer.ok:
                return

    async def settle(self) -> None:
        """Wait until every event that happened so far was delivered (re-sendings are not waited for)."""
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

    # Back from the bot

    def response_url(self, origin: Origin, kind: str = "actions") -> str:
        """Give a new address at which the bot can answer an act for thirty minutes."""
        secret = self.world.response_urls.make(origin)
        return f"{self.world.base_url}/{kind}/{self.world.team_id}/{secret}"

    async def close(self) -> None:
        """Stop delivering and let go of connections."""
        if self._on_event in self.world.listeners:
            self.world.listeners.remove(self._on_event)
        tasks = [*self._under_way, *self._retrying]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.http is not None:
            await self.http.close()
