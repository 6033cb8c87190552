"""What the services need from outside: a messenger to speak through, and how speaking can fail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from domain.people import Standing
from prompts.message import Message, SharedFile


class Posted(Struct, frozen=True):
    """Where a message stands: the channel and its time stamp there."""

    channel_id: str
    ts: str


class Span(Struct, frozen=True):
    """A span of time in which something may have been posted; after `likely_until` only where a machine stood still.

    Who may look at little of a conversation looks until then.
    """

    since: datetime
    until: datetime
    likely_until: datetime


class WorkspaceIdentity(Struct, frozen=True):
    """Who the bot is, and where: the workspace's id and name, the bot's own user id."""

    workspace_id: str
    name: str
    bot_user_id: str


class Account(Struct, frozen=True):
    """Somebody's account: its id in the chat, its address in small letters (empty where it is not shown), and what it
    is."""

    chat_id: str
    email: str
    standing: Standing


class Profile(Struct, frozen=True):
    """What the chat says of somebody: what they are called there, in several ways, and their time zone; empty where it
    does not say."""

    names: tuple[str, ...] = ()
    zone: str = ""


class DeliveryProblem(Exception):
    """A message did not go out; `reason` is for the operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RateLimited(DeliveryProblem):
    """The chat asks to wait `retry_after` seconds before this kind of call."""

    def __init__(self, reason: str, retry_after: float) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Unsure(DeliveryProblem):
    """No answer came (time-out, broken connection, server error): it may or may not have gone out.

    refused: the other side has trouble, but says that it has not taken the message; nothing is in doubt then.
    """

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        super().__init__(reason)
        self.refused = refused


class CannotTell(DeliveryProblem):
    """The chat shows the bot no history, so nobody can tell whether a message that is in doubt went out."""


class NoTogether(DeliveryProblem):
    """The chat has no conversation of several people that a bot could open: each is written to on their own."""


class ChannelUnusable(DeliveryProblem):
    """The channel is gone, archived, or the bot is no member of it. Trying again does not help."""


class PersonUnreachable(DeliveryProblem):
    """The person's account is deactivated or takes no messages from the bot. Trying again does not help."""


class WorkspaceLost(DeliveryProblem):
    """The bot's token is no longer accepted: an operator has to install the bot again."""


class WorkspaceClosed(DeliveryProblem):
    """The workspace takes nothing from anybody, or from here, for now: it is being moved, its administrators have
    suspended posting, or they let only certain networks in. It waits until that is over.
    """


class Unknown(DeliveryProblem):
    """The chat refused it with a word that the bot does not know. It may pass, so it is tried again for a while."""


class Rejected(DeliveryProblem):
    """The chat refused the message itself. Trying again does not help."""


class Messengers(Protocol):
    """The messenger of each workspace."""

    async def for_workspace(self, workspace_id: int) -> Messenger:
        """Who speaks in the workspace, by our id of it. Raises WorkspaceLost where the bot is not installed."""


class Messenger(Protocol):
    """Speaking through a chat. Every method raises DeliveryProblem's kinds and nothing else.

    People come and go by our ids, unless it says otherwise: what a roster file names is looked up by the chat's.
    """

    async def identity(self) -> WorkspaceIdentity:
        """Who the bot is in this workspace."""

    async def open_conversation(self, people: Sequence[str]) -> str:
        """The id of the direct conversation of the bot with these people (1 to 7).

        Raises NoTogether where there can be none of several people.
        """

    async def post(
        self,
        channel_id: str,
        message: Message,
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        together: Sequence[str] = (),
    ) -> Posted:
        """Post a message that carries `delivery_id` as its metadata.

        A person's id as `channel_id` posts to the direct conversation with that person; Posted tells its id.
        together: where several people are told the same, each on their own, all of them: so that they can go on with
        each other.
        """

    async def update(self, posted: Posted, message: Message, delivery_id: str, *, together: Sequence[str] = ()) -> None:
        """Replace the content of a message that the bot posted; together: as in post."""

    async def delete(self, posted: Posted) -> None:
        """Take away a message that the bot posted; one that is not there any more is no problem."""

    async def find_post(self, channel_id: str, delivery_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        """The message of that span of time that carries `delivery_id`, or None where there is none.

        Raises CannotTell where the chat shows the bot no history.
        """

    async def upload(self, file: SharedFile) -> str:
        """Upload a file that nobody sees yet; returns its id."""

    async def share(self, file_id: str, file: SharedFile, channel_id: str, thread_ts: str | None = None) -> None:
        """Show an uploaded file in a conversation."""

    async def find_share(self, channel_id: str, file_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        """The message of that span of time that shows the file, or None. Raises CannotTell as find_post does."""

    async def user_with_email(self, email: str, channels: Collection[str] = ()) -> str | None:
        """The chat's id of the person with that e-mail address, or None.

        channels: where they may be besides the networks' channels, for a chat that tells of people only there.
        """

    async def standing_of(self, person: str, channels: Collection[str] = ()) -> Standing:
        """What somebody is: a person of this workspace, a guest, a stranger, an app, or nobody.

        channels: more to look in, where a chat tells of people by the channels alone that they are in.
        """

    async def standing_of_account(self, chat_id: str, channels: Collection[str] = ()) -> Standing:
        """The same of an account by the chat's id, whether the bot has met whoever has it or not."""

    async def profile_of(self, person: str) -> Profile:
        """What the chat says of a person."""

    async def people(self, cursor: str = "", channels: Collection[str] = ()) -> tuple[Sequence[Account], str | None]:
        """A page of the workspace's accounts, and the cursor of the next page; None after the last.

        channels: as for user_with_email.
        """

    async def members(self, channel_id: str) -> frozenset[str]:
        """Those in a channel whom the bot has met, and itself (services.people.own_account) where it is there."""

    async def channels_of(self, person: str) -> frozenset[str]:
        """The ids of the channels in which the person is, as far as the bot can see them."""
