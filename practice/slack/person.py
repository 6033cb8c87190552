"""A person at work in the workspace: what they type, click and see."""

from typing import Any

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer
from practice.slack import own_commands, payloads, submitting
from practice.slack.answers import show_answer, slackbot_note
from practice.slack.channels import Channel
from practice.slack.element_state import OPTION_ELEMENTS, chosen_state
from practice.slack.hub import Hub
from practice.slack.messages import Message, person_message
from practice.slack.outcome import Outcome
from practice.slack.response_urls import Origin
from practice.slack.surfaces import (
    MessageSpot,
    NotThereError,
    Surface,
    element_on,
    find_button,
    find_message,
    find_view,
)
from practice.slack.views import View

__all__ = ["NotThereError", "Person", "find_button"]

#: Characters a person must type before Slack asks the bot for an external select's options.
MIN_QUERY_LENGTH = 3


class Person:
    """One person's hands and eyes. Holds nothing itself: any number may be made for the same person."""

    def __init__(self, hub: Hub, user_id: str) -> None:
        """Act as the person with this id, who must exist in the hub's world."""
        self.hub = hub
        self.world = hub.world
        self.user_id = user_id
        self.user = hub.world.users[user_id]

    # Seeing

    @property
    def views(self) -> list[View]:
        """The open modals, the one on top last."""
        return list(self.world.views.stack(self.user_id))

    @property
    def view(self) -> View:
        """The modal on top; NotThereError where none is open."""
        if not self.views:
            raise NotThereError(f"{self.user_id} has no modal open")
        return self.views[-1]

    @property
    def home(self) -> View | None:
        """The bot's home tab as published for this person, if it ever was."""
        return self.world.views.homes.get(self.user_id)

    def messages(self, channel_id: str) -> list[Message]:
        """A conversation's messages, replies too, oldest first; none where the person may not look."""
        channel = self.world.channels.get(channel_id)
        if channel is None or not (self.user_id in channel.members or channel.kind == "public"):
            return []
        return list(channel.messages)

    def ephemerals(self, channel_id: str) -> list[Message]:
        """The messages in a channel that only this person sees, oldest first."""
        return list(self.world.ephemerals.get((self.user_id, channel_id), []))

    def dms(self) -> list[Channel]:
        """The direct and group messages this person is in."""
        return [c for c in self.world.channels_of(self.user_id) if c.is_direct]

    def dm_with_bot(self) -> Channel:
        """The direct message with the bot, opened if need be."""
        return self.world.open_direct([self.user_id, self.world.bot.user_id])[0]

    # Talking

    async def say(self, channel_id: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Write a message (@names become mentions) and wait until the bot has heard of it."""
        self._open_to(channel_id)
        words = payloads.typed(self.world, text)
        message = person_message(self.user_id, words, self.user.team_id, thread_ts)
        self.world.post(channel_id, message)
        await self.hub.settle()
        return message

    async def react(self, channel_id: str, ts: str, name: str, *, remove: bool = False) -> bool:
        """Add or remove a reaction; False if that changed nothing."""
        self._joined(channel_id)
        changed = self.world.react(channel_id, ts, self.user_id, name, remove=remove)
        await self.hub.settle()
        return changed

    async def join(self, channel_id: str) -> None:
        """Join a channel (a private one too, as if somebody had invited the person)."""
        self.world.add_member(channel_id, self.user_id)
        await self.hub.settle()

    async def leave(self, channel_id: str) -> None:
        """Leave a channel."""
        self.world.remove_member(channel_id, self.user_id)
        await self.hub.settle()

    async def invite(self, channel_id: str, user_id: str) -> None:
        """Bring somebody else, or the bot, into a channel."""
        self._joined(channel_id)
        self.world.add_member(channel_id, user_id, inviter=self.user_id)
        await self.hub.settle()

    def _joined(self, channel_id: str) -> Channel:
        if self.user.deactivated:
            raise NotThereError(f"{self.user_id} is deactivated")
        channel = self.world.channels.get(channel_id)
        if channel is None or self.user_id not in channel.members:
            raise NotThereError(f"{self.user_id} is not in {channel_id}")
        return channel

    def _open_to(self, channel_id: str) -> Channel:
        """Give a channel the person may write in."""
        channel = self._joined(channel_id)
        if channel.archived:
            raise NotThereError(f"{channel_id} is archived")
        return channel

    # Commands and shortcuts

    async def command(self, channel_id: str, word: str, text: str = "") -> Outcome:
        """Send a slash command from a channel the person is in."""
        channel = self._open_to(channel_id)
        if word in own_commands.WORDS:
            return await self._own_command(channel, word, text)
        if self.user.team_id != self.world.team_id:
            raise NotThereError(f"{self.user_id} is of another organisation, whose Slack has no {word}")
        known = self.hub.commands()
        entry = next((c for c in known or [] if c["command"] == word), None)
        if known is not None and entry is None:
            notice = f"{word} is not a command here."
            slackbot_note(self.world, self.user_id, channel_id, notice)
            return Outcome(failure="invalid_command", notice=notice)
        escaped = bool(entry and entry.get("should_escape"))
        words = payloads.typed(self.world, text, labelled=True) if escaped else payloads.escape(text)
        origin = Origin(channel_id, self.user_id)
        url = self.hub.response_url(origin, "commands")
        form = payloads.command(self.world, self.user_id, channel, word, words.strip(), url)
        answer = await self.hub.deliver("slash_commands", form)
        outcome = self._said(answer, word)
        if outcome.notice:
            slackbot_note(self.world, self.user_id, channel_id, outcome.notice)
        elif answer.body:
            body = answer.body if isinstance(answer.body, dict) else {"text": str(answer.body)}
            code = show_answer(self.world, origin, body)
            if code:
                return Outcome(answer.status, answer.body, failure=code, seconds=answer.seconds)
        await self.hub.settle()
        return outcome

    async def _own_command(self, channel: Channel, word: str, text: str) -> Outcome:
        notice = own_commands.carry_out(self.world, self.user_id, channel, word, text)
        if notice:
            slackbot_note(self.world, self.user_id, channel.id, notice)
        await self.hub.settle()
        return Outcome(notice=notice or None)

    async def shortcut(self, callback_id: str, message: Surface | None = None) -> Outcome:
        """Use a global shortcut, or one on a message."""
        if message is None:
            body = payloads.shortcut(self.world, self.user_id, callback_id)
        else:
            spot = find_message(self.world, self.user_id, message)
            url = self.hub.response_url(self._origin(spot))
            body = payloads.message_shortcut(self.world, self.user_id, callback_id, spot, url)
        return await self._interact(body)

    async def open_home(self) -> None:
        """Open the bot's home tab and wait until the bot has heard of it."""
        channel = self.dm_with_bot()
        self.world.emit(payloads.home_opened(self.world, self.user_id, channel.id))
        await self.hub.settle()

    # Clicking and choosing

    async def click(
        self, surface: Surface, action_id: str, *, block_id: str | None = None, value: Any = None
    ) -> Outcome:
        """Click a button, or pick `value` in an overflow menu or any other element.

        `surface` is a message or view, or a message's ts or a view's id. Several buttons may share
        an action id across blocks: name the block, or a button's `value`.
        """
        shown = self._shown(surface)
        block_id = block_id or self._block_with_value(shown, action_id, value)
        block, element = element_on(shown, action_id, block_id)
        if element["type"] == "button":
            return await self._act(surface, block, element, {})
        if element["type"] == "overflow":
            picked = next((o for o in element["options"] if value in (o["value"], o["text"]["text"])), None)
            if picked is None:
                raise NotThereError(f"{action_id} offers no option {value!r}")
            return await self._act(surface, block, element, {"selected_option": picked})
        return await self.choose(surface, action_id, value, block_id=block["block_id"])

    async def choose(self, surface: Surface, action_id: str, value: Any, *, block_id: str | None = None) -> Outcome:
        """Choose in a select, date picker, radio group or checkboxes, or type into a field.

        The choice is kept until submission; the bot is told at once where the element stands
        outside an input block, or in one with `dispatch_action`.
        """
        shown = self._shown(surface)
        block, element = element_on(shown, action_id, block_id)
        state = self._chosen(shown, element, value)
        values = self._values(shown)
        values.setdefault(block["block_id"], {})[action_id] = state
        self.world.changed()
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Outcome()
        return await self._act(surface, block, element, state)

    async def options(self, surface: Surface, action_id: str, query: str = "") -> list[dict[str, Any]]:
        """Type into an external select; gives the options the bot offers, those in groups too."""
        shown = self._shown(surface)
        block, element = element_on(shown, action_id, None)
        if len(query) < element.get("min_query_length", MIN_QUERY_LENGTH):
            return []
        where = shown if "ts" not in shown else find_message(self.world, self.user_id, surface)
        body = payloads.suggestion(self.world, self.user_id, where, block, element, query)
        answer = await self.hub.deliver("interactive", body)
        given = answer.body if answer.ok and isinstance(answer.body, dict) else {}
        groups = given.get("option_groups") or []
        offered = list(given.get("options") or []) + [o for g in groups for o in g["options"]]
        self.hub.suggestions[(self.user_id, self._surface_id(shown), action_id)] = offered
        return offered

    def _chosen(self, shown: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
        key = (self.user_id, self._surface_id(shown), element["action_id"])
        offered = self.hub.suggestions.get(key)
        if offered is not None and element["type"] in OPTION_ELEMENTS:
            element = {**element, "options": offered}
        return chosen_state(element, value)

    def _shown(self, surface: Surface) -> dict[str, Any]:
        view = find_view(self.world, self.user_id, surface)
        return view if view is not None else find_message(self.world, self.user_id, surface).message

    @staticmethod
    def _surface_id(shown: dict[str, Any]) -> str:
        return str(shown.get("ts") or shown["id"])

    def _values(self, shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
        if "ts" not in shown:
            values: dict[str, dict[str, Any]] = shown["state"]["values"]
            return values
        return self.hub.message_states.setdefault((self.user_id, shown["ts"]), {})

    @staticmethod
    def _block_with_value(shown: dict[str, Any], action_id: str, value: Any) -> str | None:
        """Find the block whose button has both this action id and this value."""
        for block in shown.get("blocks", []):
            for element in [block.get("accessory"), *(block.get("elements") or [])]:
                button = isinstance(element, dict) and element.get("type") == "button"
                if button and element.get("action_id") == action_id and element.get("value") == value:
                    return str(block["block_id"])
        return None

    async def _act(
        self, surface: Surface, block: dict[str, Any], element: dict[str, Any], chosen: dict[str, Any]
    ) -> Outcome:
        entry = payloads.action(self.world, block, element, chosen)
        view = find_view(self.world, self.user_id, surface)
        if view is not None:
            return await self._interact(payloads.view_action(self.world, self.user_id, view, entry))
        spot = find_message(self.world, self.user_id, surface)
        url = self.hub.response_url(self._origin(spot))
        state = self._values(spot.message)
        return await self._interact(payloads.message_action(self.world, self.user_id, spot, entry, state, url))

    def _origin(self, spot: MessageSpot) -> Origin:
        message = spot.message
        return Origin(spot.channel_id, self.user_id, message["ts"], spot.ephemeral, message.get("thread_ts"))

    async def _interact(self, body: dict[str, Any]) -> Outcome:
        answer = await self.hub.deliver("interactive", body)
        await self.hub.settle()
        return self._said(answer, self.world.bot.real_name)

    @staticmethod
    def _said(answer: Answer, who: str) -> Outcome:
        notice = None
        if answer.failure == TIMEOUT:
            notice = f"{who} didn’t respond."
        elif answer.failure == DISPATCH_FAILED:
            notice = f"{who} failed with the error “{DISPATCH_FAILED}”."
        return Outcome(answer.status, answer.body, failure=answer.failure, notice=notice, seconds=answer.seconds)

    # Modals

    async def submit(self, view_id: Surface, values: dict[str, Any] | None = None) -> Outcome:
        """Fill in inputs (block id → value, as for `choose`) and press the submit button.

        What was chosen before, and initial values, stay where `values` says nothing.
        """
        view = find_view(self.world, self.user_id, view_id)
        if view is None or view["type"] != "modal":
            raise NotThereError(f"{self.user_id} has no modal {view_id!r} open")
        submitting.fill(self.hub, self.user_id, view, values or {}, self._chosen)
        return await submitting.submit(self.hub, self.user_id, view)

    async def close(self, view_id: Surface | None = None) -> Outcome:
        """Close the modal on top (or the one named, with those above it), as with Cancel or Esc."""
        view = self.view if view_id is None else find_view(self.world, self.user_id, view_id)
        if view is None:
            raise NotThereError(f"{self.user_id} has no modal {view_id!r} open")
        return await submitting.close(self.hub, self.user_id, view)

    def dismiss(self, channel_id: str, ts: str) -> None:
        """Take an ephemeral message off the screen."""
        self.world.dismiss_ephemeral(channel_id, self.user_id, ts)
