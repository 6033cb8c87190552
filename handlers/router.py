"""Which handler hears what, and what all of them share: help after a command, answering errors.

An id begins with the name of its feature, whose handlers are read when one of theirs is first heard. A chat's door
makes an Interaction of what it is told, and hands it to the `hear_` method of its kind.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import uuid4

from msgspec.structs import replace

from domain import commands
from domain.claims import ClaimedTwice, owner
from domain.errors import AlreadyHandled, Gone, Invalid, NotOnRoster, OldButton, Refused, UserError
from facts.networks import JoinableNetwork
from handlers.interaction import Answer, ChooseNetwork, Happening, Interaction, NotHeard
from handlers.typed import brought_back
from prompts.message import Message
from prompts.network_choice import NetworkChoiceAction
from prompts.notices import failed_notice, notice, notice_view, spoken
from prompts.text import Words
from services import Services
from services.ports import PersonUnreachable

log = logging.getLogger(__name__)

Handle = Callable[[Interaction], Awaitable[None]]
HandleSubmission = Callable[[Interaction], Awaitable[Answer | None]]
Register = Callable[["Router"], None]
"""What says which handlers a feature has."""
Key = TypeVar("Key", bound=str)
Handler = TypeVar("Handler")
JOINING = "networks."
"""How the ids of the buttons begin that are about the roster itself: their refusals say what is wrong there."""


class Router:
    """Collects the handlers by what they hear, and finds the one that hears this."""

    def __init__(
        self, services: Services, unread: Mapping[str, Callable[[Router], None]] = MappingProxyType({})
    ) -> None:
        """unread: what registers the handlers of each feature, by its name; called when one is first needed."""
        self._services = services
        self._unread = dict(unread)
        self._reading: str | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._commands: dict[str, Handle] = {}
        self._actions: dict[str, Handle] = {}
        self._submissions: dict[str, HandleSubmission] = {}
        self._shortcuts: dict[str, Handle] = {}
        self._happenings: dict[Happening, Handle] = {}
        self._confidential: set[str] = set()
        self._opening: set[str] = set()
        self.action(NetworkChoiceAction.RUN, self._handle_run_command_click, opens=True)

    def command(self, name: str, handle: Handle) -> None:
        """A slash command; `help` after it is answered for it."""
        self._claim(self._commands, name, handle, _feature_of_command(name))

    def action(self, action_id: str, handle: Handle, *, confidential: bool = False, opens: bool = False) -> None:
        """A button, menu or list by its action id; an id with ":suffix" comes here too.

        confidential: it answers a question that stays open, so that nothing may count how often it is heard.
        opens: it opens a form, which some chats have to know before they tell of the click.
        """
        self._claim(self._actions, str(action_id), handle, owner(action_id))
        if opens:
            self._opening.add(str(action_id))
        if confidential:
            self._confidential.add(str(action_id))

    def submission(self, callback_id: str, handle: HandleSubmission, *, confidential: bool = False) -> None:
        """A form that was sent; the handler's Answer is what the form does next (None closes it)."""
        self._claim(self._submissions, str(callback_id), handle, owner(callback_id))
        if confidential:
            self._confidential.add(str(callback_id))

    def shortcut(self, callback_id: str, handle: Handle) -> None:
        self._claim(self._shortcuts, str(callback_id), handle, owner(callback_id))

    def on(self, happening: Happening, handle: Handle) -> None:
        """Something that the chat tells of by itself."""
        self._claim(self._happenings, happening, handle, owner(happening))

    def _claim(self, handlers: dict[Key, Handler], key: Key, handle: Handler, feature: str) -> None:
        """Raises ClaimedTwice where the id has a handler, or is no id of the feature that is being read."""
        if key in handlers:
            raise ClaimedTwice(f"{key} has two handlers")
        if self._reading is not None and feature != self._reading:
            raise ClaimedTwice(f"{key} is claimed by {self._reading}, and is not its own")
        handlers[key] = handle

    def _read(self, feature: str) -> None:
        """See to it that the feature's handlers are registered; a name that no feature has changes nothing."""
        if (register := self._unread.get(feature)) is None:
            return
        self._reading = feature
        try:
            register(self)
        finally:
            self._reading = None
        del self._unread[feature]  # what could not be read is tried again, so that nobody hears that it is gone

    @property
    def commands(self) -> Collection[str]:
        """All that are heard, of every feature, as with the other kinds; for whoever looks through them."""
        return self._all(self._commands)

    @property
    def actions(self) -> Mapping[str, Handle]:
        return self._all(self._actions)

    @property
    def submissions(self) -> Collection[str]:
        return self._all(self._submissions)

    @property
    def shortcuts(self) -> Collection[str]:
        return self._all(self._shortcuts)

    @property
    def happenings(self) -> Collection[Happening]:
        return self._all(self._happenings)

    def _all(self, handlers: Mapping[Key, Handler]) -> Mapping[Key, Handler]:
        for feature in tuple(self._unread):
            self._read(feature)
        return handlers

    def is_confidential(self, action_or_form: str) -> bool:
        """Whether the click or form with that id answers a question that stays open."""
        self._read(owner(action_or_form))
        return action_or_form.partition(":")[0] in self._confidential

    def opens(self, action_id: str) -> bool:
        """Whether a click on the button or menu with that id opens a form."""
        self._read(owner(action_id))
        return action_id.partition(":")[0] in self._opening

    @property
    def working(self) -> int:
        """How many handlers are at work, before and after they acknowledged."""
        return len(self._running)

    async def finish(self, seconds: float = 10) -> None:
        """Wait, at most `seconds`, for what handlers are still doing after they acknowledged."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    def note_running(self) -> None:
        """Count the current task as work until it is done."""
        task = asyncio.current_task()
        if task is not None and task not in self._running:
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def hear_command(self, interaction: Interaction) -> None:
        self._read(_feature_of_command(interaction.command))
        await self._run_command(interaction, self._commands[interaction.command])

    async def hear_click(self, interaction: Interaction) -> None:
        action_id = interaction.action
        self._read(owner(action_id))
        while action_id not in self._actions and ":" in action_id:
            action_id = action_id.rpartition(":")[0]
        await self._guarded(interaction, self._actions.get(action_id, _handle_unknown_click))

    def hears_shortcut(self, callback_id: str) -> bool:
        """Whether there is such a shortcut."""
        self._read(owner(callback_id))
        return callback_id in self._shortcuts

    async def hear_shortcut(self, interaction: Interaction, callback_id: str) -> None:
        self._read(owner(callback_id))
        await self._guarded(interaction, self._shortcuts.get(callback_id, _handle_unknown_click))

    async def hear_happening(self, interaction: Interaction, happening: Happening) -> None:
        self._read(owner(happening))
        await self._guarded(interaction, self._happenings[happening])

    async def hear_submission(self, interaction: Interaction, callback_id: str) -> Answer | None:
        """What the form does next; None closes it."""
        self._read(owner(callback_id))
        handle = self._submissions.get(callback_id, _handle_unknown_submission)
        try:
            return await handle(interaction)
        except AlreadyHandled:
            return None
        except UserError as error:
            return _form_error(interaction, error)
        except Exception:
            return _form_error(interaction, Gone("notices.failed", reference=log_failure(interaction.user_id)))

    async def _run_command(self, interaction: Interaction, handle: Handle) -> None:
        await self._guarded(interaction, partial(_help_or, handle=handle))

    async def _handle_run_command_click(self, interaction: Interaction) -> None:
        """A button that stands for a command, in a network that it names."""
        carried = interaction.refs
        name, text, network = carried.get("command"), carried.get("text", ""), carried.get("network")
        self._read(_feature_of_command(str(name)))
        handle = self._commands.get(str(name))
        if handle is None:
            raise OldButton()
        again = replace(
            interaction,
            command=str(name),
            typed=brought_back(str(text)),
            chosen_network=network if isinstance(network, int) else None,
        )
        await self._run_command(again, handle)

    async def _guarded(self, interaction: Interaction, handle: Handle) -> None:
        try:
            await handle(interaction)
        except AlreadyHandled:
            return
        except ChooseNetwork as several:
            await self._guarded(interaction, partial(Interaction.ask_network, choices=several.choices))
        except NotHeard as missed:
            from handlers.heard import offer

            await self._guarded(interaction, partial(offer, missed=missed))
        except UserError as error:
            await self._answer_error(interaction, error)
        except PersonUnreachable as problem:
            _log_unreachable(interaction, problem)
        except Exception:
            await self._try_reply(interaction, failed_notice(log_failure(interaction.user_id)))

    async def _answer_error(self, interaction: Interaction, error: UserError) -> None:
        """Say what was wrong; whoever has no part in the network yet is led to it instead, as in its channel."""
        try:
            networks = await self._way_in(interaction, error)
            if networks is None:
                from prompts.refusals import refusal_message

                message = refusal_message(error, await interaction.network_at_hand())
            else:
                from prompts.networks.posts import join_message

                message = join_message(networks)
        except Exception:
            message = failed_notice(log_failure(interaction.user_id))
        await self._try_reply(interaction, message)

    async def _way_in(self, interaction: Interaction, error: UserError) -> tuple[JoinableNetwork, ...] | None:
        """The networks that the person could join, where that is the answer; None where the error's own words are."""
        newcomers = self._services.networks.newcomers
        if isinstance(error, NotOnRoster):
            return await newcomers.outside(interaction.asker, interaction.channel_id) or ()
        tapped, channel_id = interaction.action, None if interaction.is_direct else interaction.channel_id
        if not isinstance(error, Refused) or not tapped or tapped.startswith(JOINING) or not channel_id:
            return None
        return await newcomers.outside(interaction.asker, channel_id)

    async def _try_reply(self, interaction: Interaction, message: Message) -> None:
        try:
            await interaction.reply(message)
        except UserError as error:
            log.warning("could not answer", extra={"user": interaction.user_id, "reason": error.key})
        except PersonUnreachable as problem:
            _log_unreachable(interaction, problem)
        except Exception:
            # The answer itself could not be given (an expired trigger, say): the log is all that is left.
            log.exception("could not answer", extra={"user": interaction.user_id})


def _log_unreachable(interaction: Interaction, problem: PersonUnreachable) -> None:
    """Whoever asked has blocked the bot, or taken it away, before it answered: that is no fault."""
    log.warning("could not answer", extra={"user": interaction.user_id, "reason": problem.reason})


async def _help_or(interaction: Interaction, handle: Handle) -> None:
    from handlers.heard import asks_for_help  # with all words that commands know

    await (_handle_help_after_command if asks_for_help(interaction) else handle)(interaction)


async def _handle_help_after_command(interaction: Interaction) -> None:
    from prompts.help import command_help

    data = await interaction.services.home.help(interaction.asker, interaction.channel_id, interaction.now)
    await interaction.reply(command_help(data, interaction.command))


def _feature_of_command(name: str) -> str:
    """The feature whose command that is; an empty name where there is no such command."""
    command = commands.BY_NAME.get(name)
    return "" if command is None else command.feature


async def _handle_unknown_click(interaction: Interaction) -> None:
    if interaction.is_link:
        return  # a link button needs no answer
    raise Gone("notices.button_gone")


async def _handle_unknown_submission(interaction: Interaction) -> Answer | None:
    raise Gone("notices.old_form")


def _form_error(interaction: Interaction, error: UserError) -> Answer:
    """Each sentence at the field it belongs to, or at the form's first field, so that what was typed stays."""
    inputs = interaction.inputs
    if not inputs:
        return Answer(update=notice_view(notice(spoken(error))))
    errors: dict[str, Words] = {}
    for one in (error, *error.more) if isinstance(error, Invalid) else (error,):
        named = one.field if isinstance(one, Invalid) else None
        field = named if named is not None and named in inputs else inputs[0]
        errors.setdefault(field, spoken(one))
    return Answer(errors=errors)


def log_failure(user_id: str = "") -> str:
    """Log the failure that is being handled under a short number that the person sees too."""
    reference = uuid4().hex[:8]
    log.exception("a request failed", extra={"reference": reference, "user": user_id})
    return reference
