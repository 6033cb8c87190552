"""Microsoft Graph, where the tenant's administrator lets the bot ask it: about people, and for a channel's messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.teams.connector import Connector, part
from bot.teams.tenant import Tenant
from domain.people import Standing
from services.ports import (
    Account,
    CannotTell,
    ChannelUnusable,
    PersonUnreachable,
    Posted,
    Rejected,
    Span,
    Unknown,
    Unsure,
)

PEOPLE_PAGE = 999
MESSAGES_PAGE = 50
"""The most that Graph gives at once."""
MOST_PAGES = 40
SELECT = "id,mail,userPrincipalName"


class Graph:
    """knows_people: whether it may be asked about people. reads_history: whether for the messages of channels."""

    def __init__(self, connector: Connector, tenant: Tenant, *, knows_people: bool, reads_history: bool) -> None:
        self.knows_people = knows_people
        self.reads_history = reads_history
        self._connector = connector
        self._tenant = tenant

    async def standing_of(self, chat_id: str) -> Standing:
        """What account has this object id, as far as the tenant's directory shows."""
        try:
            found = await self._connector.graph(f"users/{part(chat_id)}", {"$select": SELECT}, to_person=True)
        except (PersonUnreachable, Rejected, Unknown):
            return Standing.UNKNOWN
        return _standing(found)

    async def people(self, cursor: str) -> tuple[Sequence[Account], str | None]:
        """A page of the tenant's accounts, each once for each of its addresses; see Messenger.people."""
        if cursor:
            page = await self._connector.graph(cursor)
        else:
            page = await self._connector.graph("users", {"$select": SELECT, "$top": str(PEOPLE_PAGE)})
        found = []
        for user in page.get("value") or []:
            addresses = {str(user.get(name) or "").lower() for name in ("mail", "userPrincipalName")} - {""}
            found += [Account(str(user["id"]), address, _standing(user)) for address in sorted(addresses) or [""]]
        return found, page.get("@odata.nextLink") or None

    async def user_with_address(self, address: str) -> str | None:
        """The object id of whoever has that e-mail address, or signs in with it."""
        quoted = address.replace("'", "''")
        where = f"mail eq '{quoted}' or userPrincipalName eq '{quoted}'"
        found = await self._connector.graph("users", {"$select": "id", "$filter": where})
        users = found.get("value") or []
        return str(users[0]["id"]) if len(users) == 1 else None

    async def find_post(self, channel_id: str, mark: str, thread: str | None, span: Span) -> Posted | None:
        """The bot's message of that span of time that carries the mark.

        Raises CannotTell where the team does not let the bot read, and Unsure where there is too much to be read.
        """
        try:
            path = f"teams/{part(await self._group_of(channel_id))}/channels/{part(channel_id)}/messages"
            path += f"/{part(thread)}/replies" if thread else ""
            page = await self._connector.graph(path, {"$top": str(MESSAGES_PAGE)})
            for _ in range(MOST_PAGES):
                messages = page.get("value") or []
                for message in messages:
                    if mark in str(message.get("attachments") or ""):
                        return Posted(channel_id, str(message["id"]))
                more = page.get("@odata.nextLink")
                if not more or not any(_moment(one) >= span.since for one in messages):
                    return None
                page = await self._connector.graph(str(more))
        except (ChannelUnusable, Rejected, Unknown) as problem:
            raise CannotTell(problem.reason) from problem
        raise Unsure(f"more than {MESSAGES_PAGE * MOST_PAGES} messages to look through")

    async def _group_of(self, channel_id: str) -> str:
        """The id by which Graph knows the channel's team. Raises CannotTell where Teams does not tell it."""
        team_id = await self._tenant.team_of(channel_id)
        if team_id is None:
            raise CannotTell("the bot has not heard yet which team the channel is of")
        service_url = await self._tenant.service_url()
        team = await self._connector.call("GET", service_url, f"teams/{part(team_id)}")
        if not team.get("aadGroupId"):
            raise CannotTell("Teams does not say which team the channel is of")
        return str(team["aadGroupId"])


def _standing(user: Mapping[str, Any]) -> Standing:
    return Standing.GUEST if "#ext#" in str(user.get("userPrincipalName")).lower() else Standing.PERSON


def _moment(message: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(message["lastModifiedDateTime"]).replace("Z", "+00:00"))
