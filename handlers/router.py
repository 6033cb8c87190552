"""Which handler hears what, and what all of them share: acknowledging, knowing who asks, answering errors."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from domain.errors import AlreadyHandled, Gone, Invalid, NotOnRoster, Refused, UserError
from facts.networks import JoinableNetwork
from handlers.answering import Answering
from handlers.interaction import Answer, ChooseNetwork, Interaction
from prompts.help import command_help
from prompts.message import Message
from prompts.network_choice import NetworkChoiceAction
from prompts.networks.posts import join_message
from prompts.notices import failed_notice, notice, notice_view, spoken
from prompts.text import plain
from services import Services
from services.access import Asker

log = logging.getLogger(__name__)

Handle = Callable[[Interaction], Awaitable[None]]
HandleSubmission = Callable[[Interaction], Awaitable[Answer | None]]
HandleOptions = Callable[[Interaction], Awaitable[list[dict[str, Any]]]]
Clock = Callable[[], datetime]
EVERYTHING = re.compile("")
JOINING = "networks."
"""How the ids of the buttons begin that are about the roster itself: their refusals say what is wrong there."""


class Rendering(Protocol):
    """How the chat is answered."""

    def answering(self, body: Mapping[str, Any], client: AsyncWebClient, respond: AsyncRespond | None) -> Answering: ...

    def acknowledgement(self, answer: Answer) -> dict[str, Any]: ...


class Router:
    """Collects the handlers by what they hear; `bind` registers them with Bolt."""

    def __init__(self, services: Services, clock: Clock, rendering: Rendering) -> None:
        self._services = services
        self._rendering = rendering
        self._clock = clock
        self._running: set[asyncio.Task[Any]] = set()
        self.commands: dict[str, Handle] = {}
        self.actions: dict[str, Handle] = {}
        self.submissions: dict[str, HandleSubmission] = {}
        self.closings: dict[str, Handle] = {}
        self.shortcuts: dict[str, Handle] = {}
        self.events: dict[str, Handle] = {}
        self.options: dict[str, HandleOptions] = {}
        self._confidential: set[str] = set()
        self.action(NetworkChoiceAction.RUN, self._handle_run_command_click)

    def command(self, name: str, handle: Handle) -> None:
        """A slash command; `help` after it is answered for it."""
        self.commands[name] = handle

    def action(self, action_id: str, handle: Handle, *, confidential: bool = False) -> None:
        """A button, menu or list by its action id; an id with ":suffix" comes here too.

        confidential: it answers a question that stays open, so that nothing may count how often it is heard.
        """
        self.actions[str(action_id)] = handle
        if confidential:
            self._confidential.add(str(action_id))

    def submission(self, callback_id: str, handle: HandleSubmission, *, confidential: bool = False) -> None:
        """A form that was sent; the handler's Answer is what the form does next (None closes it)."""
        self.submissions[str(callback_id)] = handle
        if confidential:
            self._confidential.add(str(callback_id))

    def closing(self, callback_id: str, handle: Handle) -> None:
        """A form that was closed without sending."""
        self.closings[str(callback_id)] = handle

    def shortcut(self, callback_id: str, handle: Handle) -> None:
        self.shortcuts[callback_id] = handle

    def on_event(self, name: str, handle: Handle) -> None:
        self.events[name] = handle

    def option_list(self, action_id: str, handle: HandleOptions) -> None:
        """A list whose entries depend on what is typed."""
        self.options[str(action_id)] = handle

    def is_confidential(self, body: Mapping[str, Any]) -> bool:
        """Whether this click or form answers a question that stays open."""
        match body:
            case {"actions": [{"action_id": str(action_id)}, *_]}:
                return action_id.partition(":")[0] in self._confidential
            case {"type": "view_submission", "view": {"callback_id": str(callback_id)}}:
                return callback_id in self._confidential
        return False

    def bind(self, app: AsyncApp) -> None:
        """Register one listener a kind with Bolt, and look up who hears it: Bolt tries its listeners in turn."""
        at_once = [_acknowledge]
        app.command(_any_of(self.commands), middleware=at_once)(self._on_command)
        app.action(EVERYTHING, middleware=at_once)(self._on_click(self._clicked))
        app.view_submission(EVERYTHING)(self._on_submission)
        app.view_closed(_any_of(self.closings), middleware=at_once)(self._on_click(self._closed))
        app.shortcut(_any_of(self.shortcuts), middleware=at_once)(self._on_click(self._taken))
        # "message.im" is how Slack names the subscription; the event itself is a message, as in every conversation.
        events = {name.partition(".")[0]: handle for name, handle in self.events.items()}
        app.event(_any_of(events))(self._on_event(events))
        app.options(_any_of(self.options))(self._on_options)

    def _clicked(self, body: Mapping[str, Any]) -> Handle:
        action_id = str((body.get("actions") or [{}])[0].get("action_id", ""))
        while action_id not in self.actions and ":" in action_id:
            action_id = action_id.rpartition(":")[0]
        return self.actions.get(action_id, _handle_unknown_click)

    def _closed(self, body: Mapping[str, Any]) -> Handle:
        return self.closings[body["view"]["callback_id"]]

    def _taken(self, body: Mapping[str, Any]) -> Handle:
        return self.shortcuts[body["callback_id"]]

    @property
    def working(self) -> int:
        """How many handlers are at work, before and after they acknowledged."""
        return len(self._running)

    async def finish(self, seconds: float = 10) -> None:
        """Wait, at most `seconds`, for what handlers are still doing after they acknowledged."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    def _note_running(self) -> None:
        task = asyncio.current_task()
        if task is not None and task not in self._running:
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _on_command(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        name, text = body["command"], str(body.get("text") or "").strip()
        interaction = await self._heard(body, context, client, respond, command=name, text=text)
        await self._run_command(interaction, self.commands[name])

    async def _run_command(self, interaction: Interaction, handle: Handle) -> None:
        if interaction.words == ["help"]:
            await self._guarded(interaction, _handle_help_after_command)
            return
        await self._guarded(interaction, handle)

    async def _handle_run_command_click(self, interaction: Interaction) -> None:
        """A button that stands for a command, in a network that it names."""
        carried = interaction.refs
        name, text, network = carried.get("command"), carried.get("text", ""), carried.get("network")
        handle = self.commands.get(str(name))
        if handle is None:
            raise Invalid("That button is from an older message. Type /cop-help to see what I can do.")
        network_id = network if isinstance(network, int) else None
        again = Interaction(
            services=interaction.services,
            asker=interaction.asker,
            now=interaction.now,
            body=interaction.body,
            answering=interaction.answering,
            command=str(name),
            text=str(text),
            chosen_network=network_id,
        )
        await self._run_command(again, handle)

    def _on_click(self, find: Callable[[Mapping[str, Any]], Handle]) -> Callable[..., Awaitable[None]]:
        async def listener(
            body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
        ) -> None:
            await self._guarded(await self._heard(body, context, client, respond), find(body))

        return listener

    def _on_event(self, events: Mapping[str, Handle]) -> Callable[..., Awaitable[None]]:
        async def listener(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
            await self._guarded(await self._heard(body, context, client, None), events[body["event"]["type"]])

        return listener

    async def _on_submission(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        handle = self.submissions.get(str(body["view"].get("callback_id")), _handle_unknown_submission)
        interaction = await self._heard(body, context, client, None)
        try:
            answer = await handle(interaction)
        except AlreadyHandled:
            answer = None
        except UserError as error:
            answer = _form_error(interaction, error)
        except Exception:
            answer = _form_error(interaction, Gone(failed_notice(_log_failure(interaction)).text))
        await ack(**(self._rendering.acknowledgement(answer) if answer else {}))

    async def _on_options(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        interaction = await self._heard(body, context, client, None)
        try:
            found = await self.options[body["action_id"]](interaction)
        except UserError:
            found = []
        await ack(options=found[:100])

    async def _guarded(self, interaction: Interaction, handle: Handle) -> None:
        try:
            await handle(interaction)
        except AlreadyHandled:
            return
        except ChooseNetwork as several:
            await interaction.ask_network(several.choices)
        except UserError as error:
            await self._answer_error(interaction, error)
        except Exception:
            await self._try_reply(interaction, failed_notice(_log_failure(interaction)))

    async def _answer_error(self, interaction: Interaction, error: UserError) -> None:
        """Say what was wrong; whoever has no part in the network yet is led to it instead, as in its channel."""
        try:
            networks = await self._way_in(interaction, error)
        except Exception:
            message = failed_notice(_log_failure(interaction))
        else:
            message = notice(spoken(error.sentence)) if networks is None else join_message(networks)
        await self._try_reply(interaction, message)

    async def _way_in(self, interaction: Interaction, error: UserError) -> tuple[JoinableNetwork, ...] | None:
        """The networks that the person could join, where that is the answer; None where the error's own words are."""
        newcomers = self._services.networks.newcomers
        if isinstance(error, NotOnRoster):
            return await newcomers.outside(interaction.asker, interaction.channel_id) or ()
        channel_id, tapped = interaction.channel_id, str(interaction.action.get("action_id", ""))
        if not isinstance(error, Refused) or not tapped or tapped.startswith(JOINING) or not channel_id:
            return None
        return await newcomers.outside(interaction.asker, channel_id) if not channel_id.startswith("D") else None

    async def _try_reply(self, interaction: Interaction, message: Message) -> None:
        try:
            await interaction.reply(message)
        except Exception:
            # The answer itself could not be given (an expired trigger, say): the log is all that is left.
            log.exception("could not answer", extra={"user": interaction.user_id})

    async def _heard(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        respond: AsyncRespond | None,
        *,
        command: str = "",
        text: str = "",
    ) -> Interaction:
        self._note_running()
        workspace_id = await self._services.places.workspace(_slack_workspace(context))
        asker = Asker(workspace_id, _user(body), _request_key(body))
        return Interaction(
            services=self._services,
            asker=asker,
            now=self._clock(),
            body=body,
            answering=self._rendering.answering(body, client, respond),
            command=command,
            text=text,
        )


async def _handle_help_after_command(interaction: Interaction) -> None:
    data = await interaction.services.home.help(interaction.asker, interaction.channel_id, interaction.now)
    await interaction.reply(command_help(data, interaction.command))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Exactly these names, so that Bolt itself says that it knows no other."""
    return re.compile(rf"\A(?:{'|'.join(map(re.escape, names)) or '(?!)'})\Z")


async def _handle_unknown_click(interaction: Interaction) -> None:
    if interaction.action.get("url"):
        return  # a link button needs no answer
    raise Gone("That button no longer does anything. Type /cop-help to see what I can do.")


async def _handle_unknown_submission(interaction: Interaction) -> Answer | None:
    raise Gone("This form is from an older version of me. Close it and open it again.")


def _form_error(interaction: Interaction, error: UserError) -> Answer:
    """Each sentence at the field it belongs to, or at the form's first field, so that what was typed stays."""
    inputs = [block["block_id"] for block in interaction.view.get("blocks") or [] if block.get("type") == "input"]
    if not inputs:
        return Answer(update=notice_view(notice(spoken(error.sentence))))
    errors: dict[str, str] = {}
    for one in (error, *error.more) if isinstance(error, Invalid) else (error,):
        named = one.field if isinstance(one, Invalid) else None
        field = named if named is not None and named in inputs else inputs[0]
        errors.setdefault(field, plain(spoken(one.sentence)))
    return Answer(errors=errors)


async def _acknowledge(ack: AsyncAck, next: Callable[[], Awaitable[None]]) -> None:
    """Answer Slack before the listener starts; where the listener does it, Bolt looks for that every 10 ms only."""
    await ack()
    await next()


def _slack_workspace(context: AsyncBoltContext) -> str:
    """The team (or enterprise) where the bot is installed that hears this: the one whose token answers it."""
    if context.is_enterprise_install and context.enterprise_id:
        return context.enterprise_id
    return context.team_id or context.enterprise_id or ""


def _user(body: Mapping[str, Any]) -> str:
    user = body.get("user") or {}
    event = body.get("event") or {}
    event_user = event.get("user") if isinstance(event, Mapping) else None
    if isinstance(event_user, Mapping):
        event_user = event_user.get("id")
    return str(body.get("user_id") or (user.get("id") if isinstance(user, Mapping) else user) or event_user or "")


def _request_key(body: Mapping[str, Any]) -> str | None:
    """What stays the same when the same thing is sent twice: the event's id, or the click's trigger."""
    found = body.get("event_id") or body.get("trigger_id")
    return str(found) if found else None


def _log_failure(interaction: Interaction) -> str:
    """Log the failure under a short number that the person sees too."""
    reference = uuid4().hex[:8]
    log.exception("a request failed", extra={"reference": reference, "user": interaction.user_id})
    return reference
