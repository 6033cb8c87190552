"""People as both chats' stories see them: they type, press what they read, fill in what opens, and read.

A story is told once, and lived in Slack and in Teams. What differs is here: in Slack a form opens at once, an answer in
a channel is seen by one person alone, and Home is a tab; in Teams a form is opened by a button, private answers stand
in the person's own chat with the bot, and Home is a card there.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from bot import sample
from practice.slack.messages import Message as SlackMessage
from practice.slack.outcome import Outcome as SlackOutcome
from practice.slack.surfaces import NotThereError
from practice.teams.cards import walking
from practice.teams.dialogs import Dialog
from practice.teams.messages import Message as TeamsMessage
from practice.teams.outcome import Outcome as TeamsOutcome
from practice.teams.people import BOT
from practice.teams.screen import NotThereError as NoSuchCardError
from tests.house import House, open_house
from tests.teams_house import TeamsHouse, open_teams_house, teams_channel

CHATS = ("slack", "teams")
NAMES = {person.id: person.name for person in sample.PEOPLE}


class Failed(AssertionError):
    """The bot did not answer, or not as the chat wants it."""


class Somebody(ABC):
    """One person in either chat. Words are the plain ones, whatever the chat's markup."""

    @abstractmethod
    async def types(self, words: str, channel: str | None = sample.MERRI_BEK) -> None:
        """A command without its beginning, as "meeting 12 May"; channel: None to the bot itself."""

    @abstractmethod
    async def presses(self, label: str) -> None:
        """The button of that label which is nearest: in the open form, else in the newest message that has it."""

    @abstractmethod
    async def chooses(self, option: str) -> None:
        """In the newest message with a list, what is called so."""

    @abstractmethod
    def labels_in(self, channel: str) -> list[str]:
        """What can be pressed in a channel's messages."""

    @abstractmethod
    async def fills_in(self, **values: Any) -> str:
        """Put values into the open form by the names of its fields, and send it; what it says is wrong, if anything."""

    @abstractmethod
    def one_tap_each(self, values: Mapping[str, str]) -> bool:
        """Whether each of these values, by field, stands in the open form to be tapped, with no list to open first."""

    @abstractmethod
    async def opens_home(self) -> str:
        """What Home says."""

    @abstractmethod
    def sees(self) -> str:
        """What is before them: the open form, or else the newest answer that they alone see."""

    @abstractmethod
    def reads(self, channel: str | None = sample.MERRI_BEK) -> str:
        """The channel's messages, or without one those of the bot to this person, as far as all in it see them."""

    @abstractmethod
    def reads_all(self) -> str:
        """All that the bot has said where this person can read it: alone with it, and with others."""

    @abstractmethod
    async def writes(self, words: str, channel: str | None = None) -> None:
        """Plain words to the bot itself, or in a channel where they mention it."""

    @abstractmethod
    async def takes_up(self, shortcut: str, words: str) -> None:
        """Write something in the channel and use a shortcut on it."""

    @abstractmethod
    def labels(self) -> list[str]:
        """Of what is before them, what can be pressed."""

    @abstractmethod
    def actions(self) -> list[str]:
        """The ids of all that can be pressed in the open form, or without one in what was said last."""

    @abstractmethod
    async def acts(self, action: str) -> None:
        """Press what has that id; of a menu its first choice."""

    @abstractmethod
    def form(self) -> str:
        """The id of what the open form is sent to; empty where it is a window with nothing to send."""

    @abstractmethod
    def fields(self) -> dict[str, Any]:
        """The open form's fields by name: text, date, time, person, channel; of a list what can be chosen in it first,
        in a list of its own where several can."""

    @abstractmethod
    async def puts_away(self) -> None:
        """Close the open form, if there is one."""

    @property
    @abstractmethod
    def has_form(self) -> bool:
        """Whether a form or a window is open."""


class InSlack(Somebody):
    def __init__(self, house: House, user_id: str) -> None:
        self._house = house
        self._person = house.person(user_id)

    async def types(self, words: str, channel: str | None = sample.MERRI_BEK) -> None:
        await self.puts_away()
        word, _, more = words.partition(" ")
        where = channel or self._person.dm_with_bot().id
        for user_id, name in NAMES.items():
            more = more.replace(f"@{name}", f"<@{user_id}>")
        _check(await self._person.command(where, f"/cop-{word}", more), words)
        await self._house.settle()

    async def presses(self, label: str) -> None:
        if label not in self.labels():
            await self.puts_away()
        for surface in self._surfaces():
            for block, element in _slack_buttons(surface):
                if _slack_words(element["text"]["text"]) == label:
                    _check(await self._person.click(surface, element["action_id"], block_id=block["block_id"]), label)
                    await self._house.settle()
                    return
        raise NotThereError(f"no button {label!r}; {self.labels()}")

    async def chooses(self, option: str) -> None:
        for surface, block, element in self._controls():
            if element["type"] == "static_select":
                found = next(one for one in element["options"] if one["text"]["text"] == option)
                await self._person.click(
                    surface, element["action_id"], block_id=block["block_id"], value=found["value"]
                )
                await self._house.settle()
                return
        raise NotThereError(f"no list with {option!r}")

    def labels_in(self, channel: str) -> list[str]:
        return [_slack_words(e["text"]["text"]) for m in self._house.channel(channel) for _, e in _slack_buttons(m)]

    async def fills_in(self, **values: Any) -> str:
        outcome = await self._person.submit(self._person.view, values)
        _check(outcome, "a form")
        await self._house.settle()
        said = outcome.body.get("errors", {}) if isinstance(outcome.body, dict) else {}
        return "\n".join(map(str, [*said.values(), *outcome.client_errors.values()]))

    def one_tap_each(self, values: Mapping[str, str]) -> bool:
        fields = {block["block_id"]: block["element"] for block in self._person.view["blocks"] if "element" in block}
        options = {
            name: [option["value"] for option in field["options"]]
            for name, field in fields.items()
            if field["type"] == "radio_buttons"
        }
        return all(value in options.get(name, ()) for name, value in values.items())

    async def opens_home(self) -> str:
        await self._person.open_home()
        await self._house.settle()
        return _slack_text(dict(self._person.home or {}))

    def sees(self) -> str:
        return _slack_text(next(self._surfaces(), {}))

    def reads(self, channel: str | None = sample.MERRI_BEK) -> str:
        found = self._house.dm(self._person.user_id) if channel is None else self._house.channel(channel)
        return "\n".join(map(_slack_text, found))

    def reads_all(self) -> str:
        found = [one for channel in self._person.dms() for one in self._person.messages(channel.id)]
        return "\n".join(map(_slack_text, [*found, *self._house.channel()]))

    async def writes(self, words: str, channel: str | None = None) -> None:
        bot = self._house.world.bot.user_id
        if channel is None:
            await self._person.say(self._person.dm_with_bot().id, words)
        else:
            await self._person.say(channel, f"<@{bot}> {words}")
        await self._house.settle()

    async def takes_up(self, shortcut: str, words: str) -> None:
        message = await self._person.say(sample.MERRI_BEK, words)
        _check(await self._person.shortcut(shortcut, message), shortcut)
        await self._house.settle()

    def labels(self) -> list[str]:
        top = next(self._surfaces(), {})
        return [_slack_words(element["text"]["text"]) for _, element in _slack_buttons(top)]

    @property
    def has_form(self) -> bool:
        return bool(self._person.views)

    def actions(self) -> list[str]:
        return [element["action_id"] for _, _, element in self._controls()]

    async def acts(self, action: str) -> None:
        surface, block, element = next(one for one in self._controls() if one[2]["action_id"] == action)
        choices = element.get("options") or [
            one for group in element.get("option_groups", []) for one in group["options"]
        ]
        value = choices[0]["value"] if choices else None
        outcome = await self._person.click(surface, action, block_id=block["block_id"], value=value)
        _check(outcome, action)
        await self._house.settle()

    def form(self) -> str:
        view = self._person.view
        return str(view["callback_id"]) if view.get("submit") else ""

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for block in self._person.view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                options = element.get("options") or [
                    one for g in element.get("option_groups", []) for one in g["options"]
                ]
                first = options[0]["value"] if options else SLACK_FIELDS[element["type"]]
                several = bool(options) and element["type"] in ("checkboxes", "multi_static_select")
                found[block["block_id"]] = [first] if several else first
        return found

    def _controls(self) -> Iterator[tuple[Any, dict[str, Any], dict[str, Any]]]:
        for surface in [*self._surfaces()][: 1 if self.has_form else LATELY]:
            for block in surface.get("blocks") or []:
                for element in [block.get("accessory"), *(block.get("elements") or [])]:
                    if isinstance(element, dict) and element.get("action_id") and not element.get("url"):
                        yield surface, block, element

    async def puts_away(self) -> None:
        while self._person.views:
            await self._person.close()

    def _surfaces(self) -> Iterator[Any]:
        """The open form; else what they alone see, newest first, and then what stands in channels and on Home."""
        yield from reversed(self._person.views[-1:])
        house, user_id = self._house, self._person.user_id
        alone: list[SlackMessage] = [*house.dm(user_id)]
        seen: list[SlackMessage] = []
        for channel in house.world.channels_of(user_id):
            alone += self._person.ephemerals(channel.id)
            seen += [] if channel.is_direct else self._person.messages(channel.id)
        yield from sorted(alone, key=lambda one: float(one["ts"]), reverse=True)
        yield from sorted(seen, key=lambda one: float(one["ts"]), reverse=True)
        if self._person.home is not None:
            yield self._person.home


class InTeams(Somebody):
    def __init__(self, house: TeamsHouse, word: str) -> None:
        self._house = house
        self._person = house.somebody(word)

    async def types(self, words: str, channel: str | None = sample.MERRI_BEK) -> None:
        await self.puts_away()
        before = len(self._person.messages())
        if channel is None:
            await self._person.write(words)
        else:
            word, _, more = words.partition(" ")
            await self._person.command(teams_channel(channel), word, more)
        await self._house.settle()
        if len(self._person.messages()) > before and OPEN_FORM in self._buttons(self._person.last()):
            await self.presses(OPEN_FORM)

    async def presses(self, label: str) -> None:
        if label not in self.labels():
            await self.puts_away()
        for surface in self._surfaces():
            if label in self._buttons(surface):
                await self._clicks(surface, self._person.screen(surface).action(label)[0])
                return
        raise NotThereError(f"no button {label!r}; {self.labels()}")

    _notice: str | None = None

    async def _clicks(self, surface: Dialog | TeamsMessage, shown: dict[str, Any]) -> None:
        """Click, and go on where Slack would by itself: past a question that is asked first, and into a form."""
        carried, label = (shown.get("data") or {}).get("cop") or {}, str(shown["title"])
        outcome = await self._person.click(surface, label, value=carried.get("action"))
        _check(outcome, label)
        if carried.get("kind") == "ask":
            outcome = await self._person.click(self._person.dialog, carried["ask"]["yes"])
            _check(outcome, label)
        await self._house.settle()
        self._notice = outcome.notice
        if label != OPEN_FORM and not self.has_form and OPEN_FORM in self._buttons(surface):
            await self.presses(OPEN_FORM)

    async def chooses(self, option: str) -> None:
        for surface, shown, carried in self._controls():
            if carried.get("menu"):
                await self._person.choose(surface, carried["menu"], option)
                await self._clicks(surface, shown)
                return
        raise NotThereError(f"no list with {option!r}")

    def labels_in(self, channel: str) -> list[str]:
        return [label for one in self._person.messages(teams_channel(channel)) for label in self._buttons(one)]

    async def fills_in(self, **values: Any) -> str:
        outcome = await self._person.submit({name: _in_teams(value) for name, value in values.items()})
        _check(outcome, "a form")
        await self._house.settle()
        if not self.has_form:
            return ""
        errors = walking.all_elements(self._person.card(self._person.dialog))
        said = [str(one.get("text", "")) for one in errors if str(one.get("id", "")).startswith("error:")]
        return "\n".join([*said, *outcome.client_errors.values()])

    def one_tap_each(self, values: Mapping[str, str]) -> bool:
        card = walking.all_elements(self._person.card(self._person.dialog))
        options = {
            one["id"]: [choice["value"] for choice in one["choices"]]
            for one in card
            if one.get("type") == "Input.ChoiceSet" and one.get("style") == "expanded"
        }
        return all(value in options.get(name, ()) for name, value in values.items())

    async def opens_home(self) -> str:
        await self.puts_away()
        await self._person.write("home")
        await self._house.settle()
        return self._words(self._person.last())

    def sees(self) -> str:
        if self._notice is not None and not self.has_form and self._notice not in IN_CHAT:
            return self._notice
        return self._words(next(self._surfaces()))

    def reads(self, channel: str | None = sample.MERRI_BEK) -> str:
        found = self._person.messages(None if channel is None else teams_channel(channel))
        return "\n".join(self._words(one) for one in found if one.sender == BOT)

    def reads_all(self) -> str:
        return f"{self.reads(None)}\n{self.reads()}"

    async def writes(self, words: str, channel: str | None = None) -> None:
        await self.puts_away()
        if channel is None:
            await self._person.write(words)
        else:
            await self._person.say(teams_channel(channel), f"@CoP Bot {words}")
        await self._house.settle()

    async def takes_up(self, shortcut: str, words: str) -> None:
        await self.puts_away()
        message = await self._person.say(teams_channel(sample.MERRI_BEK), words)
        _check(await self._person.shortcut(shortcut, message), shortcut)
        await self._house.settle()

    def labels(self) -> list[str]:
        return self._buttons(next(self._surfaces()))

    @property
    def has_form(self) -> bool:
        return bool(self._person.dialogs)

    def actions(self) -> list[str]:
        return [str(carried["action"]) for _, _, carried in self._controls()]

    async def acts(self, action: str) -> None:
        surface, shown, carried = next(one for one in self._controls() if one[2]["action"] == action)
        if carried.get("menu"):
            options = self._person.screen(surface).input(carried["menu"])["choices"]
            await self._person.choose(surface, carried["menu"], options[0]["value"])
        await self._clicks(surface, shown)

    def form(self) -> str:
        carried = [one for _, _, one in self._controls(also_sent=True) if one["kind"] == "submit"]
        return str(carried[0]["action"]) if carried else ""

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in walking.inputs(self._person.card(self._person.dialog)):
            if one["id"].startswith("menu:"):
                continue
            if "choices.data" in one:
                found[one["id"]] = "person"
            elif one["type"] == "Input.ChoiceSet":
                first = one["choices"][0]["value"]
                first = "channel" if first.startswith("19:") else first
                found[one["id"]] = [first] if one.get("isMultiSelect") else first
            else:
                found[one["id"]] = TEAMS_FIELDS[one["type"]]
        return found

    def _controls(self, *, also_sent: bool = False) -> Iterator[tuple[Any, dict[str, Any], dict[str, Any]]]:
        for surface in [*self._surfaces()][: 1 if self.has_form else LATELY]:
            try:
                card = self._person.card(surface)
            except NoSuchCardError:
                continue
            for action, _ in walking.actions(card):
                carried = (action.get("data") or {}).get("cop") or {}
                if carried and (also_sent or carried["kind"] != "submit"):
                    yield surface, action, carried

    async def puts_away(self) -> None:
        self._notice = None
        if self._person.dialogs:
            await self._person.close()

    def _words(self, surface: Dialog | TeamsMessage) -> str:
        words = re.sub(r"</?at>", "", self._person.words(surface)).replace("**", "")
        return re.sub(r"\\([^\w\s])", r"\1", words)

    def _buttons(self, surface: Dialog | TeamsMessage) -> list[str]:
        try:
            return self._person.buttons(surface)
        except NoSuchCardError:
            return []

    def _surfaces(self) -> Iterator[Dialog | TeamsMessage]:
        yield from self._person.dialogs
        mine = [one for one in self._person.messages() if one.sender == BOT]
        yield from reversed(mine)
        channels = [id_ for team in self._house.world.teams.values() for id_ in team.channels]
        seen = [one for id_ in channels for one in self._person.messages(id_)]
        yield from sorted(seen, key=lambda one: int(one.id), reverse=True)


LATELY = 6
"""Messages that are looked at for buttons."""
SLACK_FIELDS = {
    "plain_text_input": "text",
    "datepicker": "date",
    "timepicker": "time",
    "users_select": "person",
    "multi_users_select": "person",
    "conversations_select": "channel",
}
TEAMS_FIELDS = {
    "Input.Text": "text",
    "Input.Date": "date",
    "Input.Time": "time",
}
OPEN_FORM = "Fill it in"
IN_CHAT = ("I've answered you in our own chat.", "I've sent it to this chat.")


def _in_teams(value: Any) -> Any:
    if isinstance(value, str) and value in sample.CHANNELS:
        return teams_channel(value)
    return value


def _check(outcome: SlackOutcome | TeamsOutcome, what: str) -> None:
    if outcome.failure or (outcome.status is not None and outcome.status >= 400):
        raise Failed(f"{what!r}: {outcome}")


def _slack_buttons(surface: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in surface.get("blocks") or []:
        for element in [block.get("accessory"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and element.get("type") == "button":
                yield block, element


def _slack_text(surface: Any) -> str:
    """All words of a message or view, without markup."""
    found: list[str] = []

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            found.extend(value for key in ("text", "alt_text") if isinstance(value := one.get(key), str))
            for value in one.values():
                walk(value)
        elif isinstance(one, list):
            for value in one:
                walk(value)

    walk(surface.get("blocks") or [])
    walk(surface.get("title") or {})
    return _slack_words("\n".join(found) or str(surface.get("text", "")))


def _slack_words(text: str) -> str:
    text = re.sub(r"<@([A-Z0-9]+)>", lambda found: NAMES.get(found[1], found[1]), text)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    return re.sub(r"[*`]", "", text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


class Town:
    """The house in one chat. `house` moves the clock and lets the bot work."""

    def __init__(self, chat: str, house: House | TeamsHouse) -> None:
        self.chat = chat
        self.house = house

    def person(self, word: str) -> Somebody:
        return InTeams(self.house, word) if isinstance(self.house, TeamsHouse) else InSlack(self.house, word)

    async def new_channel(self, channel: str, name: str, members: list[str]) -> str:
        """A channel that is no network's, with the bot and these people in it; gives its id in the chat."""
        if isinstance(self.house, TeamsHouse):
            world = self.house.world
            world.app.installed_for |= {world.user(word).id for word in members}
            team = world.add_team(f"team {channel}", name, members=members, app=True)
            found = world.add_channel(team.id, channel, name).id
        else:
            members = [*members, self.house.world.bot_user_id]
            found = self.house.world.add_channel(channel, name.lower(), private=True, members=members).id
        await self.house.settle()
        return found

    async def comes(self, word: str, channel: str = sample.MERRI_BEK) -> None:
        """Somebody comes into a channel."""
        if isinstance(self.house, TeamsHouse):
            self.house.world.app.installed_for.add(self.house.world.user(word).id)
            self.house.world.add_member(teams_channel(channel), word)
        else:
            self.house.world.add_member(channel, word)
        await self.house.settle()


@asynccontextmanager
async def open_town(chat: str, database_url: str, start: datetime, **options: Any) -> AsyncIterator[Town]:
    """The sample networks and the bot in that chat."""
    opened = open_house if chat == "slack" else open_teams_house
    async with opened(database_url, start, **options) as house:
        await house.settle()  # what falls due at that moment is said first
        yield Town(chat, house)
