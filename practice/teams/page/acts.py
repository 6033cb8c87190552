"""What a person does on the page, carried out by `Person`; each answer is a small JSON object.

`problem` in an answer is a sentence for the person that something went wrong, `notice` one that the bot says.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from practice.answer import DISPATCH_FAILED, TIMEOUT
from practice.page.acting import Acting, Data
from practice.teams.dialogs import Dialog
from practice.teams.messages import Message
from practice.teams.outcome import Outcome
from practice.teams.person import NotThereError, Person

from .desk import Desk


class Acts(Acting[Person]):
    """The things one can do, by the last part of their address."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        known: dict[str, Callable[[Person, Data], Awaitable[Data]]] = {
            "say": self.say,
            "press": self.press,
            "people": self.people,
            "close": self.close,
            "shortcut": self.shortcut,
            "react": self.react,
            "install": self.install,
            "add-channel": self.add_channel,
            "add-person": self.add_person,
        }
        super().__init__(known, NotThereError)

    def person(self, user_id: str) -> Person | None:
        return Person(self.desk.hub, user_id) if user_id in self.desk.world.users else None

    def answer(self, outcome: Outcome) -> Data:
        """What the page has to know of an outcome."""
        who = self.desk.world.app.name
        if outcome.failure == TIMEOUT:
            return {"ok": False, "problem": f"{who} did not answer in time. Please try again."}
        if outcome.failure == DISPATCH_FAILED:
            return {"ok": False, "problem": f"{who} could not do that. Please try again."}
        if outcome.failure == "invalid_answer":
            details = "; ".join(outcome.problems)
            return {"ok": False, "problem": f"{who} gave an answer that Teams would not show ({details})."}
        if outcome.failure:
            return {"ok": False, "problem": outcome.notice}
        return {"ok": outcome.ok, "errors": outcome.client_errors, "notice": outcome.notice}

    async def say(self, person: Person, data: Data) -> Data:
        await person.say(data["channel"], str(data["text"]).strip("\n"), reply_to=data.get("thread") or None)
        return {}

    async def press(self, person: Person, data: Data) -> Data:
        """A button of a card, by its number, with what the card's inputs hold."""
        surface = self._shown(person, data)
        values = {str(name): str(value) for name, value in (data.get("values") or {}).items() if value is not None}
        outcome = await person.press(surface, int(data["number"]), values)
        answer = self.answer(outcome)
        opened = self.desk.world.dialogs.open.get(person.user_id)
        if opened is not None and opened.card is None:
            answer["notice"] = None  # the dialog itself says it
        return answer

    async def people(self, person: Person, data: Data) -> Data:
        """Whom a people picker offers for the letters typed so far."""
        return {"people": person.people(self._shown(person, data), data["input"], str(data["query"]))[:8]}

    async def close(self, person: Person, data: Data) -> Data:
        if person.dialogs:
            await person.close()
        return {}

    async def shortcut(self, person: Person, data: Data) -> Data:
        return self.answer(await person.shortcut(data["command"], data.get("id"), at=data.get("channel")))

    async def react(self, person: Person, data: Data) -> Data:
        message = self._shown(person, data)
        if isinstance(message, Message):
            mine = person.user_id in message.reactions.get(data["name"], [])
            await person.react(message, data["name"], remove=mine)
        return {}

    async def install(self, person: Person, data: Data) -> Data:
        await person.install()
        return {}

    def _shown(self, person: Person, data: Data) -> Message | Dialog:
        return person.named(str(data["id"]))

    # Channels and people that were not there

    async def add_channel(self, person: Person, data: Data) -> Data:
        """Make a standard channel in a team that the person is in, and say where it is."""
        world, name = self.desk.world, " ".join(str(data["name"]).split())
        if not name:
            return {"ok": False, "problem": "Please give the channel a name."}
        place = world.find(str(data.get("channel") or ""))
        teams = [t for t in world.teams.values() if person.user_id in t.members and not t.deleted]
        if not teams:
            return {"ok": False, "problem": "Channels are in teams, and you are in none."}
        team = next((t for t in teams if place is not None and place.id in t.channels), teams[0])
        if any(channel.name.lower() == name.lower() for channel in team.channels.values()):
            return {"ok": False, "problem": f"There is a channel {name} already."}
        made = world.add_channel(team.id, f"channel {world.next_id()}", name, by=person.user_id)
        await self.desk.hub.settle()
        return {"href": f"{self.desk.prefix}/as/{person.user_id}/c/{quote(made.id)}"}

    async def add_person(self, person: Person, data: Data) -> Data:
        """Add somebody to the tenant, with the bot, and to the team where they were added if that is wished."""
        world, name = self.desk.world, " ".join(str(data["name"]).split())
        if not name:
            return {"ok": False, "problem": "Please give the person a name."}
        if any(user.name.lower() == name.lower() for user in world.users.values()):
            return {"ok": False, "problem": f"There is somebody called {name} already."}
        short = "".join(c for c in name.lower().replace(" ", ".") if c.isalnum() or c == ".") or "person"
        made = world.add_user(f"person {world.next_id()}", name, f"{short}@schools.example", title=str(data["title"]))
        if data.get("channel"):
            world.add_member(world.channel(str(data["channel"])).team_id, made.id, by=person.user_id)
        world.install_for(made.id)
        await self.desk.hub.settle()
        return {"person": made.id}
