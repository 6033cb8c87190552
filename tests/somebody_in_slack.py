"""Somebody in Slack: a form opens at once, an answer in a channel is seen by one person alone, and Home is a tab."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot import sample
from practice.slack.messages import Message as SlackMessage
from practice.slack.surfaces import NotThereError
from tests.house import House
from tests.somebody import LATELY, NAMES, Somebody, check


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
        check(await self._person.command(where, f"/cop-{word}", more), words)
        await self._house.settle()

    async def presses(self, label: str) -> None:
        if label not in self.labels():
            await self.puts_away()
        for surface in self._surfaces():
            for block, element in _slack_buttons(surface):
                if _slack_words(element["text"]["text"]) == label:
                    check(await self._person.click(surface, element["action_id"], block_id=block["block_id"]), label)
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
        check(outcome, "a form")
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
        check(await self._person.shortcut(shortcut, message), shortcut)
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
        check(outcome, action)
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


SLACK_FIELDS = {
    "plain_text_input": "text",
    "datepicker": "date",
    "timepicker": "time",
    "users_select": "person",
    "multi_users_select": "person",
    "conversations_select": "channel",
}


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
