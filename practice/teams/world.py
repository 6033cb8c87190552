"""The state of the practice tenant: people, teams, channels, chats, messages, and where the app is.

Everything that changes what somebody sees goes through a method here; it wakes the watchers (`changes()`) and tells
the listeners (`listeners`) of what happened.
"""

from collections.abc import Callable, Iterable
from typing import Any

from practice.changes import Subscription, Watchers
from practice.clock import Clock
from practice.teams.dialogs import DialogShelf
from practice.teams.happenings import Happening
from practice.teams.ids import object_id, personal_chat_id, split_conversation, thread_id
from practice.teams.messages import Message
from practice.teams.people import App, User
from practice.teams.places import Channel, Chat, Conversation, Kind, Team

TENANT_ID = object_id("practice-schools")


class World:
    """One tenant with one app."""

    def __init__(
        self,
        clock: Clock,
        tenant_id: str = TENANT_ID,
        *,
        tenant_name: str = "Practice schools",
        app: App | None = None,
    ) -> None:
        """Make an empty tenant: nobody in it, and the app (`world.app`) known but installed nowhere."""
        self.clock = clock
        self.tenant_id = tenant_id
        self.tenant_name = tenant_name
        self.base_url = "http://127.0.0.1"
        self.app = app or App()
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.chats: dict[str, Chat] = {}
        self.dialogs = DialogShelf(self.changed)
        self.last_read: dict[tuple[str, str], str] = {}
        self.complaints: list[str] = []
        """What Teams would show broken without refusing it: pictures that it cannot fetch, and the like."""
        self.listeners: list[Callable[[Happening], None]] = []
        self.watchers = Watchers()
        self._last_id = 0
        self._generations: dict[str, int] = {}
        self._known_as: dict[str, User] = {}
        self._channels: dict[str, Channel] = {}
        self._chat_of: dict[str, Chat] = {}

    @property
    def service_url(self) -> str:
        """The address at which the bot reaches the connector, as each activity names it."""
        return f"{self.base_url}/au/{self.tenant_id}/"

    # Watching

    def changes(self) -> Subscription:
        """Watch: `async for version in world.changes()` wakes after each visible change."""
        return self.watchers.subscribe()

    def changed(self) -> None:
        """Wake whoever watches."""
        self.watchers.wake()

    def emit(self, happening: Happening) -> None:
        """Tell the listeners that this happened."""
        self.changed()
        for listener in list(self.listeners):
            listener(happening)

    def next_id(self) -> str:
        """Give the next message id: the tenant's time in milliseconds, never the same one twice."""
        self._last_id = max(round(self.clock.now() * 1000), self._last_id + 1)
        return str(self._last_id)

    # People

    def add_user(
        self,
        word: str,
        name: str,
        email: str = "",
        *,
        upn: str = "",
        title: str = "",
        guest: bool = False,
        tenant: str = "",
    ) -> User:
        """Add a person. word: their object id, or a word that stands for one. tenant: of which other organisation they
        are, met in a shared channel."""
        id = object_id(word)
        upn = upn or email
        user = User(id, self.app.knows_as(id), name, upn, email, tenant or self.tenant_id, title, guest=guest)
        self.users[id] = user
        self._known_as |= {name: user for name in (id, user.chat_id, upn.lower()) if name}
        self.changed()
        return user

    def known_as(self, id: str) -> User | None:
        """Find a person by an id that Teams takes: object id, `29:` id or UPN; None where nobody has it."""
        return self._known_as.get(id) or self._known_as.get(id.lower())

    def user(self, word: str) -> User:
        """Find a person by such an id or the word that stands for them. KeyError where nobody is."""
        return self.known_as(word) or self.users[object_id(word)]

    def close_account(self, word: str) -> None:
        """Close somebody's account: they are in no roster any more, and nobody is told."""
        self.user(word).closed = True
        self.changed()

    def reopen_account(self, word: str) -> None:
        """Let somebody back in."""
        self.user(word).closed = False
        self.changed()

    def rename_user(self, word: str, name: str) -> None:
        """Give a person another name; nobody is told."""
        self.user(word).name = name
        self.changed()

    # Teams and channels

    def add_team(
        self, word: str, name: str, *, members: Iterable[str] = (), owners: Iterable[str] = (), app: bool = False
    ) -> Team:
        """Add a team with its General channel; nobody is told of its making. word: its id, or what stands for it."""
        id = thread_id(word)
        people = list(dict.fromkeys(self.user(m).id for m in (*owners, *members)))
        team = Team(id, name, object_id(f"group {word}"), people, {self.user(o).id for o in owners}, app_added=app)
        team.channels[id] = self._channels[id] = Channel(id, id, "General")
        self.teams[id] = team
        self.changed()
        return team

    def add_channel(
        self, team_id: str, word: str, name: str, *, kind: Kind = "standard", members: Iterable[str] = (), by: str = ""
    ) -> Channel:
        """Add a channel to a team; the bot is told if somebody (`by`) did it. members: of a private or shared one."""
        team = self.team(team_id)
        people = list(dict.fromkeys(self.user(m).id for m in members))
        channel = Channel(thread_id(word), team.id, name, kind, people)
        team.channels[channel.id] = self._channels[channel.id] = channel
        if by:
            self._tell_of_channel(channel, "channelCreated", by)
        self.changed()
        return channel

    def team(self, word: str) -> Team:
        """Find a team by its id or its word. KeyError where there is none."""
        return self.teams[thread_id(word)]

    def channel(self, word: str) -> Channel:
        """Find a channel by its id or its word. KeyError where there is none."""
        return self._channels[thread_id(split_conversation(word)[0])]

    def team_of(self, channel: Channel) -> Team:
        """The team that a channel belongs to."""
        return self.teams[channel.team_id]

    def members(self, channel: Channel) -> list[User]:
        """Those who see a channel: the team's members, or a private channel's own; closed accounts are not there."""
        ids = self.team_of(channel).members if channel.kind == "standard" else channel.members
        return [self.users[id] for id in ids if not self.users[id].closed]

    def is_member(self, channel: Channel, person: str) -> bool:
        """Whether somebody sees a channel."""
        return any(user.id == person for user in self.members(channel))

    def app_is_in(self, channel: Channel) -> bool:
        """Whether the bot is in a channel: by its team, and in a private or shared one by the channel itself too."""
        return self.team_of(channel).app_added and (channel.kind == "standard" or channel.app_added)

    def find(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by its id, with or without `;messageid=`; None where there is none (any more)."""
        base, _ = split_conversation(conversation_id)
        if base in self.chats:
            return self.chats[base]
        channel = self._channels.get(base)
        return None if channel is None or channel.deleted or self.team_of(channel).deleted else channel

    def rename_team(self, team_id: str, name: str, by: str = "") -> None:
        """Give a team another name."""
        self.team(team_id).name = name
        self._tell_of_team(self.team(team_id), "teamRenamed", by)

    def archive_team(self, team_id: str, by: str = "") -> None:
        """Close a team; it stays readable."""
        self.team(team_id).archived = True
        self._tell_of_team(self.team(team_id), "teamArchived", by)

    def unarchive_team(self, team_id: str, by: str = "") -> None:
        """Open an archived team again."""
        self.team(team_id).archived = False
        self._tell_of_team(self.team(team_id), "teamUnarchived", by)

    def delete_team(self, team_id: str, by: str = "") -> None:
        """Delete a team with all its channels."""
        self.team(team_id).deleted = True
        self._tell_of_team(self.team(team_id), "teamDeleted", by)

    def restore_team(self, team_id: str, by: str = "") -> None:
        """Bring a deleted team back."""
        self.team(team_id).deleted = False
        self._tell_of_team(self.team(team_id), "teamRestored", by)

    def rename_channel(self, channel_id: str, name: str, by: str = "") -> None:
        """Give a channel another name."""
        self.channel(channel_id).name = name
        self._tell_of_channel(self.channel(channel_id), "channelRenamed", by)

    def archive_channel(self, channel_id: str) -> None:
        """Close a channel; the bot is not told."""
        self.channel(channel_id).archived = True
        self.changed()

    def unarchive_channel(self, channel_id: str) -> None:
        """Open an archived channel again; the bot is not told."""
        self.channel(channel_id).archived = False
        self.changed()

    def delete_channel(self, channel_id: str, by: str = "") -> None:
        """Delete a channel with everything in it."""
        self.channel(channel_id).deleted = True
        self._tell_of_channel(self.channel(channel_id), "channelDeleted", by)

    def restore_channel(self, channel_id: str, by: str = "") -> None:
        """Bring a deleted channel back."""
        self.channel(channel_id).deleted = False
        self._tell_of_channel(self.channel(channel_id), "channelRestored", by)

    def _tell_of_team(self, team: Team, event: str, by: str) -> None:
        self.emit(Happening("conversationUpdate", team.id, by, event))

    def _tell_of_channel(self, channel: Channel, event: str, by: str) -> None:
        self.emit(Happening("conversationUpdate", channel.team_id, by, event, channel.id))

    # Who is in

    def add_member(self, place_id: str, word: str, by: str = "") -> bool:
        """Put somebody into a team, or into a private channel. False if they were in it."""
        return self._join(place_id, word, by, joins=True)

    def remove_member(self, place_id: str, word: str, by: str = "") -> bool:
        """Take somebody out of a team, or out of a private channel. False if they were not in it."""
        return self._join(place_id, word, by, joins=False)

    def _join(self, place_id: str, word: str, by: str, *, joins: bool) -> bool:
        channel, user = self.channel(place_id), self.user(word)
        whole = channel.kind == "standard"
        members = self.team_of(channel).members if whole else channel.members
        if (user.id in members) is joins:
            return False
        (members.append if joins else members.remove)(user.id)
        event = f"{'team' if whole else 'channel'}Member{'Added' if joins else 'Removed'}"
        fields = {"membersAdded" if joins else "membersRemoved": [{"id": user.chat_id, "aadObjectId": user.id}]}
        about = "" if whole else channel.id
        self.emit(Happening("conversationUpdate", channel.team_id, by or user.id, event, about, fields))
        return True

    # The app

    def install_in_team(self, team_id: str, by: str = "") -> None:
        """Add the app to a team."""
        team = self.team(team_id)
        team.app_added = True
        bot = {"membersAdded": [{"id": self.app.account_id}]}
        self.emit(Happening("conversationUpdate", team.id, by, "teamMemberAdded", fields=bot))
        self.emit(Happening("installationUpdate", team.id, by, fields={"action": "add"}))

    def remove_from_team(self, team_id: str, by: str = "") -> None:
        """Take the app out of a team."""
        team = self.team(team_id)
        bot = {"membersRemoved": [{"id": self.app.account_id}]}
        self.emit(Happening("conversationUpdate", team.id, by, "teamMemberRemoved", fields=bot))
        self.emit(Happening("installationUpdate", team.id, by, fields={"action": "remove"}))
        team.app_added = False

    def add_app_to_channel(self, channel_id: str, by: str = "") -> None:
        """Let the app into a private or shared channel."""
        channel = self.channel(channel_id)
        channel.app_added = True
        bot = {"membersAdded": [{"id": self.app.account_id}]}
        self.emit(Happening("conversationUpdate", channel.team_id, by, "channelMemberAdded", channel.id, bot))

    def remove_app_from_channel(self, channel_id: str, by: str = "") -> None:
        """Take the app out of a private or shared channel."""
        channel = self.channel(channel_id)
        bot = {"membersRemoved": [{"id": self.app.account_id}]}
        self.emit(Happening("conversationUpdate", channel.team_id, by, "channelMemberRemoved", channel.id, bot))
        channel.app_added = False

    def install_for(self, word: str) -> Chat:
        """Install the app for one person, as they or a setup policy does; the bot is told, and may write to them."""
        user = self.user(word)
        self.app.installed_for.add(user.id)
        chat = self.chat_with(user.id)
        self.emit(
            Happening("conversationUpdate", chat.id, user.id, fields={"membersAdded": [{"id": self.app.account_id}]})
        )
        self.emit(Happening("installationUpdate", chat.id, user.id, fields={"action": "add"}))
        return chat

    def uninstall_for(self, word: str) -> None:
        """Take the app away from one person."""
        user = self.user(word)
        self.emit(Happening("installationUpdate", self.chat_with(user.id).id, user.id, fields={"action": "remove"}))
        self.app.installed_for.discard(user.id)

    def block_bot(self, word: str) -> None:
        """Let somebody block the bot; it is not told."""
        self.app.blocked_by.add(self.user(word).id)

    def unblock_bot(self, word: str) -> None:
        """Let somebody hear the bot again."""
        self.app.blocked_by.discard(self.user(word).id)

    def chat_with(self, word: str) -> Chat:
        """Give the chat between somebody and the bot, begun if need be."""
        user = self.user(word)
        found = self._chat_of.get(user.id)
        if found is None:
            generation = self._generations.setdefault(user.id, 0)
            found = Chat(personal_chat_id(self.app.app_id, user.id, generation), user.id)
            self.chats[found.id] = self._chat_of[user.id] = found
        return found

    def forget_chat(self, word: str) -> None:
        """Remove somebody's chat with the bot and all that was said in it; the next one has another id."""
        user = self.user(word)
        self.chats.pop(self.chat_with(user.id).id)
        self._chat_of.pop(user.id)
        self._generations[user.id] += 1
        self.changed()

    # Messages

    def post(self, conversation_id: str, message: Message) -> Message:
        """Put a message into a conversation. KeyError where there is none."""
        conversation = self.find(conversation_id)
        if conversation is None:
            raise KeyError(conversation_id)
        conversation.messages.append(message)
        self.last_read[(message.sender, conversation.id)] = message.id
        self.changed()
        return message

    def edit(self, message: Message, **new: Any) -> None:
        """Change a message for everybody: what clicks have put in its place for some is gone."""
        for key, value in new.items():
            setattr(message, key, value)
        message.edited = self.clock.now()
        message.seen_as.clear()
        self.changed()

    def delete(self, message: Message) -> None:
        """Delete a message; its replies stay."""
        message.deleted = True
        self.changed()

    def show_instead(self, message: Message, person: str, card: dict[str, Any]) -> None:
        """Show one person another card in a message's place."""
        message.seen_as[person] = card
        self.changed()

    def mark_read(self, person: str, conversation_id: str) -> None:
        """Note that somebody has seen the conversation up to now (quietly: watchers are not woken)."""
        conversation = self.find(conversation_id)
        if conversation is not None and conversation.messages:
            self.last_read[(person, conversation.id)] = conversation.messages[-1].id

    def unread(self, person: str, conversation_id: str) -> int:
        """Count the messages that somebody has not seen."""
        conversation = self.find(conversation_id)
        seen = int(self.last_read.get((person, conversation_id), "0"))
        messages = conversation.messages if conversation is not None else []
        return sum(int(m.id) > seen and m.visible_to(person) for m in messages)
