"""Messages as the tenant keeps them."""

from dataclasses import dataclass, field
from typing import Any

CARD = "application/vnd.microsoft.card.adaptive"

Card = dict[str, Any]


@dataclass
class Message:
    """One message. `sender` is a person's object id or BOT, times are epoch seconds.

    root: the message of the channel that this one replies to.
    only_for: who alone sees it, where it is targeted.
    seen_as: the cards that the bot's answers to clicks put in this one's place, by person.
    """

    id: str
    sender: str
    created: float
    text: str = ""
    html: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    summary: str = ""
    root: str | None = None
    only_for: str | None = None
    edited: float | None = None
    deleted: bool = False
    seen_as: dict[str, Card] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def card(self) -> Card | None:
        """The card that everybody sees who was shown no other."""
        return next((a["content"] for a in self.attachments if a.get("contentType") == CARD), None)

    def card_for(self, person: str) -> Card | None:
        """Give the card as this person sees it."""
        return self.seen_as.get(person) or self.card

    def visible_to(self, person: str) -> bool:
        """Whether this person sees the message at all."""
        return not self.deleted and self.only_for in (None, person)
