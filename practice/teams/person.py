"""A person at work in the tenant: what they write, click and see."""

from typing import Any

from practice.teams import activities
from practice.teams.cards import walking
from practice.teams.cards.walking import Element
from practice.teams.client import follow_execute, follow_task
from practice.teams.dialogs import Dialog
from practice.teams.happenings import Happening
from practice.teams.hub import Hub
from practice.teams.messages import Card, Message
from practice.teams.outcome import Outcome, said
from practice.teams.places import Channel, Chat, Conversation
from practice.teams.screen import NotThereError, Screen, Surface, conversation_of
from practice.teams.typed import Typed, typed

__all__ = ["NotThereError", "Person"]


class Person:
    """One person's hands and eyes. Holds nothing itself: any number may be made for the same person."""

    def __init__(self, hub: Hub, word: str) -> None:
        """Act as a person of the hub's world, named by object id, UPN, `29:` id or the word that stands for them."""
        self.hub = hub
        self.world = hub.world
        self.user = hub.world.user(word)
        self.user_id = self.user.id

    # Seeing

    @property
    def dialog(self) -> Dialog:
        """The dialog that is open; NotThereError where none is."""
        found = self.world.dialogs.open.get(self.user_id)
        if found is None:
            raise NotThereError(f"{self.user.name} has no dialog open")
        return found

    @property
    def dialogs(self) -> list[Dialog]:
        """The dialog that is open, or nothing."""
        return [d for d in [self.world.dialogs.open.get(self.user_id)] if d is not None]

    @property
    def chat(self) -> Chat:
        """The chat with the bot, begun if need be."""
        return self.world.chat_with(self.user_id)

    def messages(self, conversation_id: str | None = None) -> list[Message]:
        """A conversation's messages, replies too, oldest first; without an id those of the chat with the bot.

        None where the person may not look, and none that only others see.
        """
        place = self.chat if conversation_id is None else self._place(conversation_id)
        if place is None or not self._sees(place):
            return []
        return [m for m in place.messages if m.visible_to(self.user_id)]

    def thread(self, conversation_id: str, root: Message | str) -> list[Message]:
        """A post of a channel and its replies, oldest first."""
        root_id = root if isinstance(root, str) else root.root or root.id
        return [m for m in self.messages(conversation_id) if root_id in (m.id, m.root)]

    def last(self, conversation_id: str | None = None) -> Message:
        """The youngest message of a conversation; NotThereError where there is none."""
        found = self.messages(conversation_id)
        if not found:
            raise NotThereError(f"{self.user.name} sees no message there")
        return found[-1]

    def words(self, surface: Surface) -> str:
        """All that a message or dialog says to this person, a line for each text."""
        if isinstance(surface, Dialog) and surface.card is None:
            return f"{surface.title}\n{surface.text}"
        if isinstance(surface, Message) and surface.card_for(self.user_id) is None:
            return surface.text
        screen = self.screen(surface)
        above = [surface.title] if isinstance(surface, Dialog) else []
        return "\n".join([*above, *screen.texts()])

    def texts(self, conversation_id: str | None = None) -> list[str]:
        """What each message of a conversation says, oldest first."""
        return [self.words(message) for message in self.messages(conversation_id)]

    def card(self, surface: Surface) -> Card:
        """The card as this person sees it."""
        return self.screen(surface).card

    def buttons(self, surface: Surface) -> list[str]:
        """The words on everything that can be clicked."""
        return self.screen(surface).buttons()

    def field(self, surface: Surface, wanted: str) -> str:
        """What stands in an input, named by id or label."""
        screen = self.screen(surface)
        return screen.value(screen.input(wanted))

    async def pictures(self, surface: Surface) -> dict[str, bytes]:
        """Fetch the pictures of a card as Teams does; those that it cannot get are empty, and complained of."""
        urls = [e["url"] for e in walking.all_elements(self.card(surface)) if e.get("type") == "Image"]
        got: dict[str, bytes] = {}
        for url in urls:
            status, kind, content = await self.hub.fetch(url)
            got[url] = content if status == 200 and kind.startswith("image/") else b""
            if not got[url]:
                self.world.complaints.append(f"the picture {url!r} cannot be fetched: {status} {kind}")
        return got

    def screen(self, surface: Surface) -> Screen:
        """A card as this person has it before them."""
        if isinstance(surface, str):
            surface = self.named(surface)
        if isinstance(surface, Dialog):
            if self.world.dialogs.open.get(self.user_id) is not surface or surface.card is None:
                raise NotThereError(f"{self.user.name} does not have this dialog open")
            return Screen(self.world, self.user_id, surface.card, surface.values, surface.shown, dialog=surface)
        return self._on_message(surface)

    def named(self, id: str) -> Message | Dialog:
        """Find a message or the open dialog by its id; NotThereError where this person sees none."""
        dialog = self.world.dialogs.open.get(self.user_id)
        if dialog is not None and dialog.id == id:
            return dialog
        for place in self._places():
            found = place.message(id)
            if found is not None and found.visible_to(self.user_id):
                return found
        raise NotThereError(f"{self.user.name} sees no message or dialog {id!r}")

    def _on_message(self, message: Message) -> Screen:
        card = message.card_for(self.user_id)
        place = next((p for p in self._places() if any(m is message for m in p.messages)), None)
        if card is None or place is None or not message.visible_to(self.user_id):
            raise NotThereError(f"{self.user.name} sees no card in the message {message.id}")
        values, turned = self.hub.filled_in(self.user_id, message.id, card)
        return Screen(self.world, self.user_id, card, values, turned, message, place)

    def _places(self) -> list[Channel | Chat]:
        channels = [c for t in self.world.teams.values() if not t.deleted for c in t.channels.values()]
        seen = [c for c in channels if not c.deleted and self.world.is_member(c, self.user_id)]
        return [*seen, *(c for c in self.world.chats.values() if c.person == self.user_id)]

    def _place(self, conversation_id: str) -> Channel | Chat | None:
        found: Conversation | None = self.world.find(conversation_id)
        if found is None:
            try:
                found = self.world.find(self.world.channel(conversation_id).id)
            except KeyError:
                return None
        return found if isinstance(found, Channel | Chat) else None

    def _sees(self, place: Channel | Chat) -> bool:
        if isinstance(place, Chat):
            return place.person == self.user_id
        return self.world.is_member(place, self.user_id)

    # Writing

    async def say(self, conversation_id: str, words: str, *, reply_to: Message | str | None = None) -> Message:
        """Write a message (@names become mentions) and wait until the bot has heard of it.

        In a channel it is a new post, or a reply in a thread; the bot hears it there if it is mentioned.
        """
        place = self._open_to(conversation_id)
        root = None
        if reply_to is not None and isinstance(place, Channel):
            answered = self.named(reply_to) if isinstance(reply_to, str) else reply_to
            if isinstance(answered, Message):
                root = answered.root or answered.id
        made = typed(self.world, words, in_channel=isinstance(place, Channel))
        message = Message(self.world.next_id(), self.user_id, self.world.clock.now(), made.text, made.html, root=root)
        message.entities = made.entities
        self.world.post(place.id, message)
        await self._tell(place, message, made)
        return message

    async def write(self, words: str) -> Message:
        """Write to the bot in the chat with it."""
        return await self.say(self.chat.id, words)

    async def command(self, conversation_id: str, word: str, text: str = "") -> Message:
        """Ask the bot for something: in a channel by a mention, in the chat with it by the words alone."""
        words = f"{word} {text}".strip()
        in_chat = isinstance(self._open_to(conversation_id), Chat)
        return await self.say(conversation_id, words if in_chat else f"@{self.world.app.name} {words}")

    async def edit(self, message: Message, words: str) -> None:
        """Change what one has written; the bot hears of it as of the message."""
        place = next(p for p in self._places() if message in p.messages)
        made = typed(self.world, words, in_channel=isinstance(place, Channel))
        self.world.edit(message, text=made.text, html=made.html, entities=made.entities)
        await self._tell(place, message, made)

    async def react(self, message: Message, name: str = "like", *, remove: bool = False) -> None:
        """Add or remove a reaction."""
        place = next(p for p in self._places() if message in p.messages)
        who = message.reactions.setdefault(name, [])
        if (self.user_id in who) is not remove:
            return
        (who.remove if remove else who.append)(self.user_id)
        what = {"reactionsRemoved" if remove else "reactionsAdded": [{"type": name}], "replyToId": message.id}
        where = conversation_of(place, message)
        self.world.emit(Happening("messageReaction", where, self.user_id, fields=what))
        await self.hub.settle()

    async def join(self, place_id: str) -> None:
        """Join a team, or a private channel, as if somebody had let the person in."""
        self.world.add_member(place_id, self.user_id)
        await self.hub.settle()

    async def leave(self, place_id: str) -> None:
        """Leave a team or a private channel."""
        self.world.remove_member(place_id, self.user_id)
        await self.hub.settle()

    async def invite(self, place_id: str, word: str) -> None:
        """Bring somebody else into a team or a private channel."""
        self.world.add_member(place_id, word, by=self.user_id)
        await self.hub.settle()

    async def install(self, team_id: str | None = None) -> None:
        """Install the bot for oneself, or add it to a team."""
        if team_id is None:
            self.world.install_for(self.user_id)
        else:
            self.world.install_in_team(team_id, self.user_id)
        await self.hub.settle()

    async def _tell(self, place: Channel | Chat, message: Message, made: Typed) -> None:
        if isinstance(place, Chat) or (
            self.world.app_is_in(place)
            and (self.world.app.reads_channels or made.mentions(self.world.app.account_id))
            and not self.world.app.disabled
        ):
            where = conversation_of(place, message)
            self.hub.tell(activities.message(self.world, self.user, message, made, where))
        await self.hub.settle()

    def _open_to(self, conversation_id: str) -> Channel | Chat:
        """Give a conversation the person may write in."""
        place = self._place(conversation_id)
        if self.user.closed:
            raise NotThereError(f"{self.user.name} has no account any more")
        if place is None or not self._sees(place):
            raise NotThereError(f"{self.user.name} is not in {conversation_id}")
        if isinstance(place, Channel) and (place.archived or self.world.team_of(place).archived):
            raise NotThereError(f"{place.name} is archived")
        if isinstance(place, Chat) and self.user_id not in self.world.app.installed_for:
            raise NotThereError(f"{self.user.name} does not have {self.world.app.name}")
        return place

    # Clicking and filling in

    async def click(self, surface: Surface, wanted: str, *, value: str | None = None) -> Outcome:
        """Click a button or link, named by its words, its id, or an id that it carries; of several, that with `value`.

        Inputs of the card go with it, as far as the client lets them.
        """
        screen = self.screen(surface)
        return await self._press(screen, *screen.action(wanted, value))

    async def press(self, surface: Surface, number: int, values: dict[str, str]) -> Outcome:
        """Click the card's button with this number (in the order of `walking.actions`), with its inputs holding these
        values as the client sends them."""
        screen = self.screen(surface)
        buttons = list(walking.actions(screen.card))
        if not 0 <= number < len(buttons):
            raise NotThereError(f"there is no button {number}")
        screen.values.update(values)
        return await self._press(screen, *buttons[number])

    async def _press(self, screen: Screen, action: Element, around: list[Element]) -> Outcome:
        kind = action["type"]
        if kind == "Action.OpenUrl":
            return Outcome(url=action["url"])
        if kind == "Action.ToggleVisibility":
            screen.turn(action)
            return Outcome()
        if kind == "Action.ShowCard":
            return Outcome()
        none = action.get("associatedInputs", "auto").lower() == "none"
        filled, errors = ({}, {}) if none else screen.gathered(around)
        if screen.dialog is not None:
            screen.dialog.errors = errors
            self.world.changed()
        if errors:
            return Outcome(client_errors=errors)
        data = action.get("data")
        data = {**data, **filled} if isinstance(data, dict) else filled if data is None else data
        if screen.dialog is not None:
            return await self._submit_dialog(screen.dialog, data)
        if screen.message is None or screen.place is None:
            raise NotThereError("the card is in no message")
        if kind == "Action.Execute":
            return await self._execute(screen, screen.message, action, data)
        return await self._submit_card(screen, screen.message, data)

    async def choose(self, surface: Surface, wanted: str, value: Any) -> None:
        """Type or choose in an input, named by id or label. The bot hears of it when a button is clicked."""
        self.screen(surface).fill(wanted, value)

    def people(self, surface: Surface, wanted: str, query: str) -> list[dict[str, str]]:
        """Type into a people picker; gives whom it offers (title, value)."""
        return self.screen(surface).people(wanted, query)

    async def _execute(self, screen: Screen, message: Message, action: Element, data: Any) -> Outcome:
        what = {k: action[k] for k in ("type", "title", "id", "verb") if k in action} | {"data": data}
        value = {"action": what, "trigger": "manual"}
        activity = activities.invoke(
            self.world, self.user, "adaptiveCard/action", value, screen.conversation_id, message.id
        )
        answer = await self.hub.deliver(activity)
        outcome = follow_execute(self.world, self.user_id, message, answer)
        await self.hub.settle()
        return outcome

    async def _submit_card(self, screen: Screen, message: Message, data: Any) -> Outcome:
        teams = data.get("msteams") if isinstance(data, dict) else None
        kind = teams.get("type") if isinstance(teams, dict) else None
        where = {"conversation": screen.conversation_id, "on": message.id}
        if kind == "task/fetch":
            return await self._dialog_invoke("task/fetch", {"data": data}, where)
        if kind in ("messageBack", "imBack") and isinstance(teams, dict):
            data = teams.get("value")
        text = str((teams or {}).get("text") or "") if kind == "messageBack" else ""
        text = str(data) if kind == "imBack" else text
        activity = activities.button_message(self.world, self.user, where["conversation"], message.id, data, text)
        answer = await self.hub.deliver(activity)
        await self.hub.settle()
        return said(answer)

    async def _dialog_invoke(self, name: str, value: dict[str, Any], where: dict[str, Any]) -> Outcome:
        value = value | {"context": {"theme": "default"}}
        activity = activities.invoke(self.world, self.user, name, value, where["conversation"], where.get("on"))
        answer = await self.hub.deliver(activity)
        outcome = follow_task(self.world, self.user_id, answer, "card", where)
        await self.hub.settle()
        return outcome

    # Dialogs

    async def submit(self, values: dict[str, Any] | None = None, button: str | None = None) -> Outcome:
        """Fill in the open dialog's inputs (by id or label) and press its button, or the one named."""
        screen = self.screen(self.dialog)
        for wanted, value in (values or {}).items():
            screen.fill(wanted, value)
        return await self.click(self.dialog, button or self._main_button(screen))

    @staticmethod
    def _main_button(screen: Screen) -> str:
        submits = [a for a in walking.own_actions(screen.card) if a["type"] == "Action.Submit"]
        positive = [a for a in submits if a.get("style") == "positive"]
        if not submits:
            raise NotThereError("the dialog has no button that sends it")
        return str((positive or submits)[0].get("title"))

    async def close(self) -> None:
        """Close the dialog, as with its cross or Esc; the bot is not told."""
        if self.world.dialogs.close(self.user_id) is None:
            raise NotThereError(f"{self.user.name} has no dialog open")

    async def _submit_dialog(self, dialog: Dialog, data: Any) -> Outcome:
        if dialog.origin == "card":
            return await self._dialog_invoke("task/submit", {"data": data}, dialog.where)
        value = dialog.where["command"] | {"data": data}
        return await self._extension_invoke("composeExtension/submitAction", value, dialog.where)

    async def shortcut(self, command_id: str, on: Message | str | None = None, *, at: str | None = None) -> Outcome:
        """Take the bot's action on a message, from the message's menu; or without one, from the box for writing.

        at: the conversation in which the box is; the chat with the bot where none is named.
        """
        message = self.named(on) if isinstance(on, str) else on
        context = "compose" if message is None else "message"
        known = self.hub.extension_commands(context)
        if known is not None and command_id not in known:
            raise NotThereError(f"the bot has no action {command_id!r} there")
        command: dict[str, Any] = {"commandId": command_id, "commandContext": context}
        if message is None:
            conversation = self._open_to(at or self.chat.id).id
        else:
            place = next((p for p in self._places() if message in p.messages), None)
            if place is None or not isinstance(message, Message):
                raise NotThereError(f"{self.user.name} sees no such message")
            conversation = conversation_of(place, message)
            command["messagePayload"] = activities.message_payload(self.world, message, place)
        where = {"conversation": conversation, "on": None, "command": command}
        return await self._extension_invoke("composeExtension/fetchTask", command, where)

    async def _extension_invoke(self, name: str, value: dict[str, Any], where: dict[str, Any]) -> Outcome:
        value = value | {"context": {"theme": "default"}}
        activity = activities.invoke(self.world, self.user, name, value, where["conversation"])
        answer = await self.hub.extension(activity)
        outcome = follow_task(self.world, self.user_id, answer, "extension", where)
        await self.hub.settle()
        return outcome
