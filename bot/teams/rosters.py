"""Who is in the channels where the bot is: the only place where Teams tells a bot about people without asking more."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.teams.connector import Connector, part
from bot.teams.tenant import Tenant
from domain.people import Standing
from services.ports import ChannelUnusable, PersonUnreachable, Rejected, Unknown

log = logging.getLogger(__name__)

PAGE = 500
"""The most that Teams gives at once."""
REMEMBERED_SECONDS = 300.0
"""For looking somebody up. Who joins is asked about anew."""
MOST_REMEMBERED = 500
"""Rosters that are kept, more than a state has networks."""
AT_ONCE = 8
"""Rosters that are asked for at the same time."""
GUESTS = ("guest", "anonymous")


@dataclass(frozen=True)
class Member:
    """chat_id: the Entra object id; teams_id: the id by which this bot alone knows them ("29:…"); upn: by which they
    sign in. Addresses are in small letters."""

    chat_id: str
    teams_id: str
    name: str
    email: str
    upn: str
    standing: Standing

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset({self.email, self.upn} - {""})


Roster = tuple[Member, ...]
NoteNames = Callable[[Mapping[str, str]], Awaitable[None]]


class Rosters:
    """Rosters of one tenant; of several who need the same, one asks."""

    def __init__(
        self,
        connector: Connector,
        tenant: Tenant,
        tenant_id: str,
        awaited: Collection[str] = (),
        note_names: NoteNames | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """awaited: addresses in small letters, whose owners are to stand in `addresses` once a roster tells of them.
        note_names: is told what a roster calls people, by their object ids."""
        self._note_names = note_names
        self.addresses: dict[str, str] = {}
        self._awaited = frozenset(awaited)
        self._connector = connector
        self._tenant = tenant
        self._tenant_id = tenant_id
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Roster]] = {}
        self._asking: dict[str, asyncio.Task[Roster]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def of(self, conversation_id: str, *, fresh: bool = False) -> Roster:
        """Who is in a conversation. fresh: now, not a few minutes ago. Raises DeliveryProblem's kinds."""
        known = self._known.get(conversation_id)
        if known is not None and not fresh and self._monotonic() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        task = self._asking.get(conversation_id)
        if task is None:
            task = self._asking[conversation_id] = asyncio.create_task(self._ask(conversation_id))
            task.add_done_callback(lambda done: self._asked(conversation_id, done))
        return await asyncio.shield(task)

    def forget(self, channel_ids: Collection[str]) -> None:
        """Somebody came to these channels, or left them: whoever is looked up next is looked for anew."""
        for channel_id in channel_ids:
            if channel_id in self._known:
                self._known[channel_id] = -math.inf, self._known[channel_id][1]

    def met(self, teams_id: str) -> Member | None:
        """Whom a roster has told of by Teams' own id of them, which is theirs for good, though they may have gone."""
        return next((one for _, roster in self._known.values() for one in roster if one.teams_id == teams_id), None)

    async def everywhere(self, besides: Collection[str] = ()) -> Mapping[str, Member]:
        """Everybody in the networks' channels, by object id. besides: more channels to look in.

        A channel that is gone, or where the bot is not, has nobody in it.
        """
        places = dict.fromkeys([*await self._tenant.channels(), *besides])
        rosters = await asyncio.gather(*(self._in_turn(place) for place in places))
        return {member.chat_id: member for roster in rosters for member in roster}

    async def _in_turn(self, conversation_id: str) -> Roster:
        async with self._turns:
            return await self.or_nobody(conversation_id)

    async def or_nobody(self, conversation_id: str) -> Roster:
        """Who is in a conversation; nobody where the bot cannot look."""
        try:
            return await self.of(conversation_id)
        except (ChannelUnusable, PersonUnreachable, Rejected):
            return ()
        except Unknown as problem:
            log.warning("a roster cannot be read", extra={"channel": conversation_id, "reason": problem.reason})
            return ()  # one channel that Teams has a new word for keeps nobody from the others

    async def channels_of(self, chat_id: str) -> frozenset[str]:
        """The networks' channels in which somebody is."""
        places = list(await self._tenant.channels())
        rosters = await asyncio.gather(*(self._in_turn(place) for place in places))
        return frozenset(
            place
            for place, roster in zip(places, rosters, strict=True)
            if any(member.chat_id == chat_id for member in roster)
        )

    async def _ask(self, conversation_id: str) -> Roster:
        service_url = await self._tenant.service_url()
        found: list[Member] = []
        query = {"pageSize": str(PAGE)}
        while True:
            page = await self._connector.call(
                "GET", service_url, f"conversations/{part(conversation_id)}/pagedMembers", query=query
            )
            found += [member for one in page.get("members") or [] if (member := self._member(one)) is not None]
            more = page.get("continuationToken")
            if not more:
                if self._note_names is not None:
                    await self._note_names({member.chat_id: member.name for member in found})
                return tuple(found)
            query["continuationToken"] = str(more)

    def _asked(self, conversation_id: str, task: asyncio.Task[Roster]) -> None:
        self._asking.pop(conversation_id, None)
        if not task.cancelled() and task.exception() is None:
            self._known.pop(conversation_id, None)
            if len(self._known) >= MOST_REMEMBERED:
                del self._known[next(iter(self._known))]  # the one that was read longest ago
            self._known[conversation_id] = self._monotonic(), task.result()
            for member in task.result():
                if member.standing is not Standing.STRANGER:  # another organisation gives its people any address
                    self.addresses |= dict.fromkeys(member.addresses & self._awaited, member.chat_id)

    def _member(self, told: Any) -> Member | None:
        """What Teams says of a member; None where it does not say who that is."""
        if not isinstance(told, Mapping):
            return None
        chat_id = str(told.get("aadObjectId") or told.get("objectId") or "").lower()
        if not chat_id:
            return None
        return Member(
            chat_id=chat_id,
            teams_id=str(told.get("id") or ""),
            name=str(told.get("name") or ""),
            email=str(told.get("email") or "").lower(),
            upn=str(told.get("userPrincipalName") or "").lower(),
            standing=self._standing(told),
        )

    def _standing(self, told: Mapping[str, Any]) -> Standing:
        if told.get("tenantId") not in (None, "", self._tenant_id):
            return Standing.STRANGER
        is_guest = str(told.get("userRole")).lower() in GUESTS or "#ext#" in str(told.get("userPrincipalName")).lower()
        return Standing.GUEST if is_guest else Standing.PERSON
