"""What one person sees of the tenant: names, conversations, unread marks."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from practice.page.rail import RailItem
from practice.teams.activities import ZONE
from practice.teams.messages import Message
from practice.teams.people import BOT, User
from practice.teams.places import Channel, Chat, Team
from practice.teams.world import World

Place = Channel | Chat


class Sight:
    """The tenant as a person sees it at `now`; the page's addresses are below `prefix`."""

    def __init__(self, world: World, user_id: str, now: datetime, prefix: str) -> None:
        """Raise KeyError when there is no such person."""
        self.world = world
        self.me: User = world.users[user_id]
        self.prefix = prefix
        self.base = f"{prefix}/as/{user_id}"
        self.zone = ZoneInfo(ZONE)
        self.now = now.astimezone(self.zone)

    @property
    def chat(self) -> Chat:
        """The chat with the bot."""
        return self.world.chat_with(self.me.id)

    def teams(self) -> list[Team]:
        """The teams that this person is in, by name."""
        mine = [team for team in self.world.teams.values() if not team.deleted and self.me.id in team.members]
        return sorted(mine, key=lambda team: team.name)

    def channels(self, team: Team) -> list[Channel]:
        """The channels of a team that this person sees: General first."""
        seen = [c for c in team.channels.values() if self.may_look(c)]
        return sorted(seen, key=lambda channel: (not channel.is_general, channel.name))

    def may_look(self, place: Place) -> bool:
        """Whether this person sees a conversation."""
        if isinstance(place, Chat):
            return place.person == self.me.id
        return not place.deleted and self.world.is_member(place, self.me.id)

    def place(self, at: str) -> Place:
        """The conversation with this id. LookupError where they may not look."""
        found = self.world.find(at)
        if not isinstance(found, Channel | Chat) or not self.may_look(found):
            raise LookupError(at)
        return found

    def name_of(self, place: Place) -> str:
        """A conversation's name."""
        return place.name if isinstance(place, Channel) else self.world.app.name

    def href(self, place: Place) -> str:
        """The page's address of a conversation."""
        return f"{self.base}/c/{quote(place.id)}"

    def author(self, message: Message) -> tuple[str, bool]:
        """The name to show for a message, and whether the bot wrote it."""
        if message.sender == BOT:
            return self.world.app.name, True
        return self.world.users[message.sender].name, False

    def unread(self, place: Place) -> int:
        """How many messages of others this person has not seen."""
        return self.world.unread(self.me.id, place.id)

    # The rail

    def rail(self, current: str) -> list[tuple[str, list[RailItem]]]:
        """The rail's sections: the chat with the bot, and each team with its channels."""
        sections = [("Chat", [self._item(self.chat, current)])]
        for team in self.teams():
            name = f"{team.name} (archived)" if team.archived else team.name
            sections.append((name, [self._item(channel, current) for channel in self.channels(team)]))
        return sections

    def _item(self, place: Place, current: str) -> RailItem:
        here = place.id == current
        kind = "app" if isinstance(place, Chat) else place.kind
        return RailItem(place.id, self.name_of(place), kind, self.href(place), 0 if here else self.unread(place), here)

    def switcher(self) -> Iterator[RailItem]:
        """Everything that the quick switcher goes to."""
        for section, items in self.rail(""):
            for item in items:
                note = "" if item.kind == "app" else section
                yield RailItem(item.id, item.name, item.kind, item.href, note=note)
