"""Somebody in Teams: a form is opened by a button, private answers stand in their own chat with the bot, and Home
is a card there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot import sample
from practice.slack.surfaces import NotThereError
from practice.teams.cards import walking
from practice.teams.dialogs import Dialog
from practice.teams.messages import Message as TeamsMessage
from practice.teams.people import BOT
from practice.teams.screen import NotThereError as NoSuchCardError
from tests.somebody import LATELY, Somebody, check
from tests.teams_house import TeamsHouse, teams_channel


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
        if len(self._person.messages()) > before:
            await self._opens(self._person.last())

    async def _opens(self, surface: Dialog | TeamsMessage) -> None:
        """The form, or the page to read, that the message leads to, as Slack opens it by itself."""
        for label in OPENERS:
            if label in self._buttons(surface):
                await self.presses(label)
                return

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
        check(outcome, label)
        if carried.get("kind") == "ask":
            outcome = await self._person.click(self._person.dialog, carried["ask"]["yes"])
            check(outcome, label)
        await self._house.settle()
        self._notice = outcome.notice
        if label not in OPENERS and not self.has_form:
            await self._opens(surface)

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
        check(outcome, "a form")
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
        check(await self._person.shortcut(shortcut, message), shortcut)
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


TEAMS_FIELDS = {
    "Input.Text": "text",
    "Input.Date": "date",
    "Input.Time": "time",
}
OPENERS = ("Fill it in", "Show it")
IN_CHAT = ("I've answered you in our own chat.", "I've sent it to this chat.")


def _in_teams(value: Any) -> Any:
    if isinstance(value, str) and value in sample.CHANNELS:
        return teams_channel(value)
    return value
