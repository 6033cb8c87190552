"""What a person does on the page, carried out by `Person`; each answer is a small JSON object.

`problem` in an answer is a sentence for the person; `errors` are sentences by block id.
"""

import re
from collections.abc import Awaitable, Callable
from itertools import chain, count
from typing import Any

from practice.answer import DISPATCH_FAILED, TIMEOUT
from practice.page.acting import Acting, Data
from practice.page.fragments import dom_id
from practice.slack import payloads
from practice.slack.element_state import chosen_state
from practice.slack.messages import find_element
from practice.slack.outcome import Outcome
from practice.slack.person import NotThereError, Person
from practice.slack.surfaces import element_on, find_message

from .desk import Desk
from .rendering import options
from .sight import Sight
from .surface import typed_value


class Acts(Acting[Person]):
    """The things one can do, by the last part of their address."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        known: dict[str, Callable[[Person, Data], Awaitable[Data]]] = {
            "say": self.say,
            "act": self.act,
            "options": self.options,
            "submit": self.submit,
            "close": self.close,
            "home": self.open_home,
            "shortcut": self.shortcut,
            "react": self.react,
            "dismiss": self.dismiss,
            "join": self.join,
            "leave": self.leave,
            "add-channel": self.add_channel,
            "add-person": self.add_person,
        }
        super().__init__(known, NotThereError)

    def person(self, user_id: str) -> Person | None:
        return Person(self.desk.hub, user_id) if user_id in self.desk.world.users else None

    def answer(self, outcome: Outcome) -> Data:
        """What the page has to know of an outcome."""
        who = self.desk.world.bot.real_name
        if outcome.failure == TIMEOUT:
            return {"ok": False, "problem": f"{who} did not answer within three seconds. Please try again."}
        if outcome.failure == DISPATCH_FAILED:
            return {"ok": False, "problem": f"{who} could not do that. Please try again."}
        if outcome.failure == "invalid_command":
            return {"ok": False}
        if outcome.failure:
            details = "; ".join((outcome.failure, *outcome.problems))
            return {"ok": False, "problem": f"{who} gave an answer that Slack would not show ({details})."}
        return {"ok": outcome.ok, "errors": outcome.client_errors | outcome.errors}

    # Writing

    async def say(self, person: Person, data: Data) -> Data:
        text, thread = payloads.with_handles(self.desk.world, str(data["text"]).strip("\n")), data.get("thread") or None
        if not text.startswith("/"):
            await person.say(data["channel"], text, thread_ts=thread)
            return {}
        if thread:
            return {"ok": False, "problem": "Commands work in the channel, not in a thread."}
        word, _, rest = text.partition(" ")
        return self.answer(await person.command(data["channel"], word, rest))

    async def react(self, person: Person, data: Data) -> Data:
        message = self.desk.world.channels[data["channel"]].message(data["ts"]) or {}
        given = {r["name"]: r["users"] for r in message.get("reactions", [])}
        mine = person.user_id in given.get(data["name"], [])
        await person.react(data["channel"], data["ts"], data["name"], remove=mine)
        return {}

    async def dismiss(self, person: Person, data: Data) -> Data:
        person.dismiss(data["channel"], data["ts"])
        return {}

    async def join(self, person: Person, data: Data) -> Data:
        if self.desk.world.channels[data["channel"]].kind != "public":
            raise NotThereError(data["channel"])
        await person.join(data["channel"])
        return {}

    async def leave(self, person: Person, data: Data) -> Data:
        await person.leave(data["channel"])
        return {}

    # Channels and people that were not there

    async def add_channel(self, person: Person, data: Data) -> Data:
        """Make a channel with its maker in it, and say where it is."""
        world, name = self.desk.world, channel_name(str(data["name"]))
        if not name:
            return {"ok": False, "problem": "Please give the channel a name."}
        if any(channel.name == name for channel in world.channels.values()):
            return {"ok": False, "problem": f"There is a channel #{name} already."}
        made = world.add_channel(world.new_id("C"), name, private=bool(data.get("private")), members=[person.user_id])
        return {"href": f"/as/{person.user_id}/c/{made.id}"}

    async def add_person(self, person: Person, data: Data) -> Data:
        """Add somebody to the workspace, and to the channel where they were added if that is wished."""
        world, name = self.desk.world, " ".join(str(data["name"]).split())
        if not name:
            return {"ok": False, "problem": "Please give the person a name."}
        if any(user.real_name.lower() == name.lower() for user in world.users.values()):
            return {"ok": False, "problem": f"There is somebody called {name} already."}
        short = handle(name, {user.name for user in world.users.values()})
        made = world.add_user(
            world.new_id("U"), short, name, f"{short}@schools.example", title=str(data["title"]).strip()
        )
        if data.get("channel"):
            await person.invite(data["channel"], made.id)
        return {"person": made.id}

    # Buttons and choices

    async def act(self, person: Person, data: Data) -> Data:
        """A click, or a choice outside a form; the form's other fields travel with it."""
        shown, sight = self._shown(person, data), await self.desk.sight(person.user_id)
        if "view_id" in data:
            keep(shown, data.get("values") or {}, sight)
        block_id, action_id, value = data["block_id"], data["action_id"], data.get("value")
        found = find_element(shown["blocks"], action_id, block_id)
        if found is None:
            raise NotThereError(action_id)
        element = found[1]
        if element["type"] in ("button", "overflow"):
            return self.answer(await person.click(shown, action_id, block_id=block_id, value=value))
        value = typed_value(element, value, sight.reader)
        return self.answer(await person.choose(shown, action_id, value, block_id=block_id))

    async def options(self, person: Person, data: Data) -> Data:
        """What the bot offers in an external select for the letters typed so far, as rows."""
        shown, sight = self._shown(person, data), await self.desk.sight(person.user_id)
        # Forms reuse an action id across blocks, so the block is named here, which Person.options cannot.
        block, element = element_on(shown, data["action_id"], data["block_id"])
        where = shown if "view_id" in data else find_message(self.desk.world, person.user_id, shown)
        query = str(data["query"])
        body = payloads.suggestion(self.desk.world, person.user_id, where, block, element, query)
        given = await self.desk.hub.deliver("interactive", body)
        if not given.ok or not isinstance(given.body, dict):
            return self.answer(Outcome(given.status, given.body, failure=given.failure or DISPATCH_FAILED))
        groups = given.body.get("option_groups") or []
        offered = [*(given.body.get("options") or []), *(one for g in groups for one in g["options"])]
        surface = sight.surface(str(shown.get("ts") or shown["id"]))
        name = dom_id(surface.key, data["block_id"], data["action_id"])
        return {"html": options(offered, surface, name, str(data["kind"]).startswith("multi_"))}

    async def shortcut(self, person: Person, data: Data) -> Data:
        message = self._shown(person, data) if data.get("ts") else None
        return self.answer(await person.shortcut(data["callback_id"], message))

    async def open_home(self, person: Person, data: Data) -> Data:
        await person.open_home()
        return {}

    def _shown(self, person: Person, data: Data) -> Data:
        """The message or view meant, among those this person sees."""
        world, user_id = self.desk.world, person.user_id
        if view_id := data.get("view_id"):
            view = world.views.find(view_id)
            if view is None or world.views.owner(view_id) != user_id:
                raise NotThereError(view_id)
            return view
        seen = [*person.messages(data["channel"]), *person.ephemerals(data["channel"])]
        message = next((m for m in seen if m["ts"] == data["ts"]), None)
        if message is None:
            raise NotThereError(data["ts"])
        return message

    # Modals

    async def submit(self, person: Person, data: Data) -> Data:
        view = self._shown(person, data)
        keep(view, data.get("values") or {}, await self.desk.sight(person.user_id))
        return self.answer(await person.submit(view["id"]))

    async def close(self, person: Person, data: Data) -> Data:
        """Close the view named, or with `all` the whole stack."""
        stack = person.views
        if not stack:
            return {}
        view_id = stack[0]["id"] if data.get("all") else data["view_id"]
        return self.answer(await person.close(view_id))


def keep(view: Data, values: dict[str, dict[str, Any]], sight: Sight) -> None:
    """Note in the view's state what the page's controls hold: {block id: {action id: value}}."""
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            found = find_element(view["blocks"], action_id, block_id)
            if found is None:
                continue
            state = chosen_state(found[1], typed_value(found[1], value, sight.reader))
            view["state"]["values"].setdefault(block_id, {})[action_id] = state


def channel_name(typed: str) -> str:
    """What Slack makes of a channel's name: small letters and no blanks, 80 characters at most."""
    return re.sub(r"[^\w-]+", "-", typed.strip().lower().lstrip("#")).strip("-")[:80]


def handle(name: str, taken: set[str]) -> str:
    """What a new person is called after an @: small letters and dots, unlike all that are taken."""
    plain = re.sub(r"[^a-z0-9.-]", "", name.lower().replace(" ", ".")).strip(".-") or "person"
    return next(one for one in chain([plain], (f"{plain}{n}" for n in count(2))) if one not in taken)
