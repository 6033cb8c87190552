"""Speaking through Teams: the services' Messenger port, and what answers need besides, on the Bot Connector."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

from bot.teams.activity import Sender
from bot.teams.adaptive_cards import Card, message_card, summary
from bot.teams.connector import Body, Connector, part
from bot.teams.errors import is_missing
from bot.teams.graph import Graph
from bot.teams.links import CALENDAR
from bot.teams.rosters import Member, Rosters
from bot.teams.showing import Showing, Who, channel_of, is_channel
from bot.teams.surroundings import Surroundings
from bot.teams.tenant import Tenant
from domain.people import Standing, is_person_id
from facts.channels import ChannelOfTeam
from prompts.message import Home, Message, SharedFile, View
from services.ports import (
    Account,
    CannotTell,
    ChannelUnusable,
    DeliveryProblem,
    NoTogether,
    PersonUnreachable,
    Posted,
    Profile,
    Rejected,
    Span,
    WorkspaceIdentity,
)

log = logging.getLogger(__name__)

CARD: Final = "application/vnd.microsoft.card.adaptive"
NAME: Final = "Microsoft Teams"
TO_ONE: Final = {"isTargetedActivity": "true"}
"""https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages"""


class TeamsMessenger:
    """One tenant's voice. graph: what the tenant lets the bot ask Microsoft Graph. app_id: the bot's.

    targets: whether it may say something in a channel that one person alone sees.
    """

    def __init__(
        self,
        connector: Connector,
        tenant: Tenant,
        rosters: Rosters,
        showing: Showing,
        who: Who,
        graph: Graph,
        *,
        app_id: str,
        tenant_id: str,
        targets: bool = False,
    ) -> None:
        self._connector = connector
        self._tenant = tenant
        self._rosters = rosters
        self._showing = showing
        self._who = who
        self._bot = f"28:{app_id}"
        self._tenant_id = tenant_id
        self.targets = targets
        self._graph = graph

    async def identity(self) -> WorkspaceIdentity:
        await self._connector.check()
        return WorkspaceIdentity(self._tenant_id, NAME, self._bot)

    # Messages

    async def open_conversation(self, people: Sequence[str]) -> str:
        if len(people) != 1:
            raise NoTogether("a bot in Teams opens no conversation of several people")
        return await self._open(await self._chat_id(people[0]))

    async def _open(self, chat_id: str) -> str:
        """The id of the bot's chat with whoever has that id in Teams."""
        tenant = {"tenant": {"id": self._tenant_id}}
        begun = await self._call(
            "POST",
            "conversations",
            body={
                "bot": {"id": self._bot},
                "members": [{"id": chat_id}],
                "isGroup": False,
                "tenantId": self._tenant_id,
                "channelData": tenant,
            },
            to_person=True,
        )
        return str(begun.get("id") or "")

    async def post(
        self,
        channel_id: str,
        message: Message,
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        together: Sequence[str] = (),
    ) -> Posted:
        message = await self._showing.with_link_to_all(message, together)
        around = await self.surroundings(message, conversation_id=channel_id, delivery=delivery_id)
        place = channel_id if thread_ts is None else f"{channel_id};messageid={thread_ts}"
        return await self.send(place, self._card(message, around), summary(message, around))

    async def update(self, posted: Posted, message: Message, delivery_id: str, *, together: Sequence[str] = ()) -> None:
        message = await self._showing.with_link_to_all(message, together)
        around = await self.surroundings(message, conversation_id=posted.channel_id, delivery=delivery_id)
        around = around.quietly()
        await self.send_anew(posted, self._card(message, around), summary(message, around))

    async def delete(self, posted: Posted) -> None:
        try:
            await self._call("DELETE", _activity(posted))
        except (ChannelUnusable, PersonUnreachable):
            return  # with the conversation the message is gone
        except Rejected as problem:
            if not is_missing(problem):
                raise

    async def find_post(self, channel_id: str, delivery_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        if not self._graph.reads_history or not is_channel(channel_id):
            raise CannotTell("Teams shows the bot no history")
        return await self._graph.find_post(channel_id, delivery_id, thread_ts, span)

    async def upload(self, file: SharedFile) -> str:
        return await self._tenant.keep(file.filename, CALENDAR, file.content)

    async def share(self, file_id: str, file: SharedFile, channel_id: str, thread_ts: str | None = None) -> None:
        await self.post(channel_id, await self._showing.file_message(file_id, file), "", thread_ts)

    async def find_share(self, channel_id: str, file_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        return await self.find_post(channel_id, file_id, thread_ts, span)

    # What answers need besides; see bot.teams.speaking

    async def surroundings(
        self,
        said: Message | View | Home,
        *,
        conversation_id: str = "",
        opened_in: str = "",
        delivery: str = "",
        form: str = "",
    ) -> Surroundings:
        return await self._showing.surroundings(
            said, conversation_id=conversation_id, opened_in=opened_in, delivery=delivery, form=form
        )

    async def send(self, conversation_id: str, card: Card, summary: str) -> Posted:
        if not is_person_id(conversation_id):
            return await self._send(conversation_id, card, summary)
        place = await self.open_conversation([conversation_id])
        try:
            return await self._send(place, card, summary)
        except ChannelUnusable as problem:
            raise PersonUnreachable(problem.reason) from problem  # it has only just been begun

    async def send_to_one(self, conversation_id: str, person: str, card: Card, summary: str) -> bool:
        if not is_channel(conversation_id):
            return False
        try:
            chat_id = await self._chat_id(person)
            roster = await self._rosters.of(channel_of(conversation_id))
            teams_id = next((one.teams_id for one in roster if one.chat_id == chat_id), "")
            if not teams_id:
                return False
            body = activity(card, summary) | {"recipient": {"id": teams_id}}
            await self._call("POST", f"conversations/{part(conversation_id)}/activities", body=body, query=TO_ONE)
        except DeliveryProblem as problem:
            log.warning("nothing can be said to one person there", extra={"reason": problem.reason})
            return False
        return True

    async def _send(self, place: str, card: Card, summary: str) -> Posted:
        to_person = not is_channel(place)
        body = activity(card, summary, alert=to_person)
        sent = await self._call("POST", f"conversations/{part(place)}/activities", body=body, to_person=to_person)
        return Posted(channel_of(place), str(sent.get("id") or ""))

    async def send_anew(self, posted: Posted, card: Card, summary: str) -> None:
        to_person = not is_channel(posted.channel_id)
        change = partial(self._call, "PUT", _activity(posted), body=activity(card, summary), to_person=to_person)
        try:
            await change()
        except Rejected as problem:
            if to_person or not self.targets or not is_missing(problem):
                raise
            await change(query=TO_ONE)  # what one person alone sees is found only so

    async def person_in(self, conversation_id: str, teams_id: str) -> tuple[str, str] | None:
        if (known := self._rosters.met(teams_id)) is not None:
            return known.chat_id, known.name
        for fresh in (False, True):
            for member in await self._rosters.of(channel_of(conversation_id), fresh=fresh):
                if member.teams_id == teams_id:
                    return member.chat_id, member.name
        return None

    async def standing_in(self, channel_id: str, who: Sender) -> Standing | None:
        for fresh in (False, True):
            for member in await self._rosters.of(channel_of(channel_id), fresh=fresh):
                if who.id == member.teams_id or who.object_id == member.chat_id:
                    return member.standing
        return None

    async def channels_in(self, team_id: str) -> dict[str, ChannelOfTeam]:
        found = await self._call("GET", f"teams/{part(team_id)}/conversations")
        return {
            str(one["id"]): ChannelOfTeam(str(one.get("name") or ""), one.get("type") in ("private", "shared"))
            for one in found.get("conversations") or []
            if isinstance(one, dict) and one.get("id")
        }

    def forget_rosters(self, channel_ids: Collection[str]) -> None:
        self._rosters.forget(channel_ids)

    async def meet(self, team_id: str) -> None:
        await self._rosters.of(team_id)

    # People

    async def members(self, channel_id: str) -> frozenset[str]:
        roster = await self._rosters.of(channel_id, fresh=True)
        found = await self._who.find_all([*(member.chat_id for member in roster), self._bot])
        return frozenset(found.values())

    async def channels_of(self, person: str) -> frozenset[str]:
        return await self._rosters.channels_of(await self._chat_id(person))

    async def standing_of(self, person: str, channels: Collection[str] = ()) -> Standing:
        chat_id = await self._who.chat_id(person)
        return Standing.UNKNOWN if chat_id is None else await self.standing_of_account(chat_id, channels)

    async def standing_of_account(self, chat_id: str, channels: Collection[str] = ()) -> Standing:
        if chat_id == self._bot:
            return Standing.APP
        if self._graph.knows_people:
            return await self._graph.standing_of(chat_id)
        known = (await self._rosters.everywhere(channels)).get(chat_id)
        return known.standing if known is not None else await self._standing_in_chat(chat_id)

    async def profile_of(self, person: str) -> Profile:
        known = (await self._rosters.everywhere()).get(await self._chat_id(person))
        # Of somebody's zone Teams tells where they do something, and nowhere else: see Ground.
        return Profile((known.name,) if known is not None and known.name else ())

    async def people(self, cursor: str = "", channels: Collection[str] = ()) -> tuple[Sequence[Account], str | None]:
        if self._graph.knows_people:
            return await self._graph.people(cursor)
        members = await self._rosters.everywhere(channels)
        return [account for member in members.values() for account in _accounts(member)], None

    async def user_with_email(self, email: str, channels: Collection[str] = ()) -> str | None:
        if self._graph.knows_people:
            return await self._graph.user_with_address(email)
        members = (await self._rosters.everywhere(channels)).values()
        found = [one for one in members if email.lower() in one.addresses]
        own = [one for one in found if one.standing is not Standing.STRANGER]
        return next((one.chat_id for one in own or found), None)

    def _card(self, message: Message, around: Surroundings) -> Card:
        """The message's card; where it may be looked for, a name of its first piece says which delivery it is."""
        card = message_card(message, around)
        if self._graph.reads_history and around.delivery and card["body"]:
            card["body"][0].setdefault("id", f"delivery-{around.delivery}")
        return card

    async def _standing_in_chat(self, chat_id: str) -> Standing:
        """What somebody is who is in no network's channel: only whoever has the bot in Teams can be told about."""
        try:
            place = await self._open(chat_id)
            roster = await self._rosters.of(place)
        except (PersonUnreachable, ChannelUnusable, Rejected):
            return Standing.UNKNOWN
        return next((one.standing for one in roster if one.chat_id == chat_id), Standing.UNKNOWN)

    async def _chat_id(self, person: str) -> str:
        """Teams' id of somebody. Raises PersonUnreachable where nobody here has that id of ours."""
        found = await self._who.chat_id(person)
        if found is None:
            raise PersonUnreachable("nobody here has that id")
        return found

    async def _call(
        self,
        method: str,
        path: str,
        *,
        body: Body | None = None,
        query: Mapping[str, str] | None = None,
        to_person: bool = False,
    ) -> Body:
        service_url = await self._tenant.service_url()
        return await self._connector.call(method, service_url, path, body=body, query=query, to_person=to_person)


def activity(card: Card, summary: str, *, alert: bool = False) -> Body:
    """A card alone, its words as summary: with a text besides Teams would make two messages of it and tell no id."""
    body: dict[str, Any] = {
        "type": "message",
        "summary": summary,
        "attachments": [{"contentType": CARD, "content": card}],
    }
    return body | ({"channelData": {"notification": {"alert": True}}} if alert else {})


def _activity(posted: Posted) -> str:
    return f"conversations/{part(channel_of(posted.channel_id))}/activities/{part(posted.ts)}"


def _accounts(member: Member) -> list[Account]:
    """The person, once for each of their addresses."""
    return [Account(member.chat_id, address, member.standing) for address in sorted(member.addresses) or [""]]
