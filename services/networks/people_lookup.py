"""Who the people in a members file are in the chat: e-mail addresses become its ids, and ids are looked at.

A few are asked for one by one. For many, the workspace's list of people is read first, a page at a time: Slack answers
some fifty questions a minute about single people, and one page holds a thousand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from domain.people import MAY_HOLD_A_ROLE, Standing
from domain.progress import Progress, unseen
from services.chat_ids import ChatIds
from services.networks.roster_files import MemberRow, Problem
from services.ports import Account, DeliveryProblem, Messenger, RateLimited, Unsure

TRIES: Final = 5
A_FEW: Final = 10
"""How many people are asked for one by one before the list of everybody is read."""
LOOKING_UP: Final = "Looking people up"
WHAT_THEY_ARE: Final = {
    Standing.GUEST: "a guest of the {whole}",
    Standing.STRANGER: "of another organisation",
    Standing.APP: "an app",
    Standing.GONE: "a closed account",
    Standing.UNKNOWN: "nobody in this {whole}",
}
Pause = Callable[[float], Awaitable[None]]
Found = TypeVar("Found")


@dataclass(frozen=True)
class PeopleLookup:
    """file: the members file's name. ids: how the chat writes ids. own: the bot's own id in the chat, if it is known.

    known: the chat's ids of those who hold a role already; they are refused only where they turn out to be nobody, or
    an app. channels: those that the networks file names. pause: how to wait, in seconds, when the chat asks for it.
    """

    file: str
    ids: ChatIds
    own: str | None = None
    known: Collection[str] = ()
    channels: Collection[str] = ()
    progress: Progress = unseen
    pause: Pause = asyncio.sleep

    async def find(self, messenger: Messenger, rows: Sequence[MemberRow], problems: list[Problem]) -> dict[str, str]:
        """Slack's id of each that the file names, by what the file says; a problem for each who can hold no role."""
        first = {row.person: row for row in reversed(rows) if row.person}
        wanted = {person for person in first if person != self.own}
        listed, whole = await self._list(messenger, wanted) if len(wanted) > A_FEW else ({}, True)
        people: dict[str, str] = {}
        for done, row in enumerate(reversed(first.values())):
            self.progress(LOOKING_UP, done, len(first))
            try:
                account = listed.get(row.person) or await self._account(messenger, row.person, whole=whole)
            except DeliveryProblem as problem:
                problems.append(self._unanswered(row, problem))
                continue
            if account is None:
                reason = f"Nobody in {self.ids.title} has the address {row.person}."
                what_to_do = f"Correct it, {self.ids.join} first, or use their id."
                problems.append(Problem(self.file, row.line, reason, what_to_do))
            elif not self._may_hold_a_role(account):
                problems.append(self.cannot(row, account))
            else:
                people[row.person] = account.chat_id
        return people

    def cannot(self, row: MemberRow, account: Account) -> Problem:
        """The problem of a row whose person may hold no role."""
        what = WHAT_THEY_ARE[account.standing].format(whole=self.ids.whole)
        what += " (this bot)" if account.chat_id == self.own else ""
        what_to_do = f"Correct the id, or {self.ids.join} first."
        return Problem(self.file, row.line, f"{row.person} is {what}, and cannot hold a role.", what_to_do)

    def _may_hold_a_role(self, account: Account) -> bool:
        if account.chat_id in self.known:
            return account.standing not in (Standing.APP, Standing.UNKNOWN)
        return account.standing in MAY_HOLD_A_ROLE

    async def _list(self, messenger: Messenger, wanted: set[str]) -> tuple[dict[str, Account], bool]:
        """Accounts by their id and their address, read until all are found; and whether Slack gave the whole list."""
        listed: dict[str, Account] = {}
        cursor: str | None = ""
        while cursor is not None and not wanted <= listed.keys():
            self.progress(LOOKING_UP, len(wanted & listed.keys()), len(wanted))
            try:
                page, cursor = await self._patiently(partial(messenger.people, cursor, self.channels))
            except DeliveryProblem:
                return listed, False
            for account in page:
                listed[account.chat_id] = account
                if account.email and account.standing is not Standing.GONE:  # somebody else may have it now
                    listed[account.email] = account
        return listed, True

    async def _account(self, messenger: Messenger, person: str, *, whole: bool) -> Account | None:
        """Whose id or address that is; None for an address that is nobody's.

        Without the list (not `whole`) those who hold a role already are taken as they are: it would take too long.
        """
        chat_id: str | None = person
        if "@" in person:
            chat_id = await self._patiently(partial(messenger.user_with_email, person, self.channels))
        if chat_id is None:
            return None
        if chat_id == self.own:
            return Account(chat_id, "", Standing.APP)
        if chat_id in self.known and not whole:
            return Account(chat_id, "", Standing.PERSON)
        standing = await self._patiently(partial(messenger.standing_of_account, chat_id, self.channels))
        return Account(chat_id, "", standing)

    def _unanswered(self, row: MemberRow, problem: DeliveryProblem) -> Problem:
        passing = isinstance(problem, RateLimited | Unsure)
        what_to_do = "Try again in a few minutes." if passing else f"Run cop-bot doctor. {self.ids.instead}."
        return Problem(self.file, row.line, f"{row.person} cannot be looked up: {problem.reason}.", what_to_do)

    async def _patiently(self, ask: Callable[[], Awaitable[Found]]) -> Found:
        """What Slack answers, waiting where it asks for that; gives up after TRIES."""
        for attempt in range(1, TRIES):
            try:
                return await ask()
            except (RateLimited, Unsure) as problem:
                await self.pause(problem.retry_after if isinstance(problem, RateLimited) else 2.0 * attempt)
        return await ask()
