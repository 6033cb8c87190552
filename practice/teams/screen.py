"""What a person can act on: a message's card, or the dialog that is open."""

from dataclasses import dataclass, field
from typing import Any

from practice.teams.cards import walking
from practice.teams.cards.walking import Element
from practice.teams.dialogs import Dialog
from practice.teams.input_values import given, initial, is_people_picker, problem
from practice.teams.messages import Card, Message
from practice.teams.places import Channel, Chat
from practice.teams.world import World


class NotThereError(LookupError):
    """The person tried to use something that is not on their screen."""


Surface = Message | Dialog | str


@dataclass
class Screen:
    """A card as one person has it before them, with what they have typed into it.

    message, place: where it stands; None for a dialog.
    """

    world: World
    person: str
    card: Card
    values: dict[str, str] = field(default_factory=dict)
    turned: set[str] = field(default_factory=set)
    message: Message | None = None
    place: Channel | Chat | None = None
    dialog: Dialog | None = None

    @property
    def conversation_id(self) -> str:
        """The conversation as activities about this card name it."""
        if self.message is None or self.place is None:
            raise NotThereError("a dialog is in no conversation")
        return conversation_of(self.place, self.message)

    # Looking

    def texts(self) -> list[str]:
        """What is to be read, in order."""
        gone = walking.hidden(self.card, self.turned)
        shown = [t for e in walking.elements(self.card) if id(e) not in gone for t in walking.says(e)]
        return shown + [str(a["title"]) for a in walking.own_actions(self.card) if id(a) not in gone and a.get("title")]

    def buttons(self) -> list[str]:
        """The words on everything that can be clicked."""
        gone = walking.hidden(self.card, self.turned)
        return [str(a.get("title", "")) for a, _ in walking.actions(self.card) if id(a) not in gone]

    def action(self, wanted: str, value: str | None = None) -> tuple[Element, list[Element]]:
        """Find a button by its words, its id or verb, or what its data holds; of several, the one that holds `value`.

        Gives it with the cards that its inputs come from.
        """
        gone = walking.hidden(self.card, self.turned)
        seen = [(a, around) for a, around in walking.actions(self.card) if id(a) not in gone]
        for by in (_has_words, _has_in_data):
            for action, around in seen:
                if by(action, wanted) and (value is None or _has_in_data(action, value)):
                    if action.get("isEnabled") is False:
                        raise NotThereError(f"the button {wanted!r} is greyed out")
                    return action, around
        named = [a.get("title") for a, _ in seen]
        raise NotThereError(f"There is no button {wanted!r}" + (f" with {value!r}" if value else "") + f"; {named}")

    def input(self, wanted: str) -> Element:
        """Find an input by its id or its label (or the title of a toggle)."""
        gone = walking.hidden(self.card, self.turned)
        seen = [e for one in walking.cards(self.card) for e in walking.inputs(one) if id(e) not in gone]
        for element in seen:
            if wanted in (element["id"], element.get("label"), element.get("title")):
                return element
        raise NotThereError(f"There is no input {wanted!r}; {[e.get('label') or e['id'] for e in seen]}")

    # Filling in

    def fill(self, wanted: str, value: Any) -> None:
        """Type or choose in an input."""
        element = self.input(wanted)
        self.values[element["id"]] = given(self.world, element, value)
        self.world.changed()

    def value(self, element: Element) -> str:
        """What stands in an input now."""
        return self.values.get(element["id"], initial(element))

    def gathered(self, around: list[Element]) -> tuple[dict[str, str], dict[str, str]]:
        """What goes with a button: the filled inputs of the cards around it; and what the client has against them."""
        filled: dict[str, str] = {}
        errors: dict[str, str] = {}
        for element in (e for one in around for e in walking.inputs(one)):
            value = self.value(element)
            wrong = problem(element, value)
            if wrong:
                errors[element["id"]] = wrong
            if value:
                filled[element["id"]] = value
        return filled, errors

    def turn(self, action: Element) -> None:
        """Show or hide what an Action.ToggleVisibility is about."""
        shown = {e.get("id"): e.get("isVisible", True) for e in walking.all_elements(self.card)}
        for target in action["targetElements"]:
            id = target if isinstance(target, str) else target["elementId"]
            now = shown[id] is not (id in self.turned)
            wanted = not now if isinstance(target, str) else target.get("isVisible", not now)
            if wanted is not now:
                self.turned ^= {id}
        self.world.changed()

    def people(self, wanted: str, query: str) -> list[dict[str, str]]:
        """Type into a people picker; gives whom it offers. The whole tenant is known in dialogs and chats alone."""
        element = self.input(wanted)
        if not is_people_picker(element) or not query:
            return []
        users = list(self.world.users.values())
        if isinstance(self.place, Channel):
            here = str(element["choices.data"]["dataset"]).endswith("scope=currentContext")
            users = self.world.members(self.place) if here else []
        words = query.lower()
        found = [u for u in users if not u.closed and (words in u.name.lower() or u.upn.lower().startswith(words))]
        return [{"title": u.name, "value": u.id} for u in found]


def conversation_of(place: Channel | Chat, message: Message) -> str:
    """A message's conversation: in a channel it names the thread."""
    return place.id if isinstance(place, Chat) else f"{place.id};messageid={message.root or message.id}"


def _has_words(action: Element, wanted: str) -> bool:
    return wanted in (action.get("title"), action.get("id"), action.get("verb"))


def _has_in_data(action: Element, wanted: str) -> bool:
    return _holds(action.get("data"), wanted)


def _holds(value: Any, wanted: str) -> bool:
    if isinstance(value, dict):
        return any(_holds(inner, wanted) for inner in value.values())
    if isinstance(value, list):
        return any(_holds(inner, wanted) for inner in value)
    return isinstance(value, str) and value == wanted
