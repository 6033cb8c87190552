"""The action list: see it, add to it, and change what is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import DUE, MOST_CHARACTERS, REASON, check_due
from domain.calendar import SchoolCalendar, UnknownDate, local_day
from domain.called import Called, called_in, is_of_several
from domain.errors import Gone, Invalid, Refused
from domain.policies import (
    Actor,
    Allowed,
    can_add_action,
    can_complete_action,
    can_see_actions,
    can_see_who_is_overdue,
)
from domain.typed import read_due
from domain.typed.examples import example_action
from facts.actions import ActionDraft, ActionLine, ActionList, OwnerCard, Reminded
from prompts.actions.cards import PAGE
from prompts.text import shorten
from services.access import Asker, actor_of, require
from services.actions.lines import line_of, lines_of_owner
from services.actions.posts import DROPPED, MOVED
from services.actions.recording import record, refresh_cards, wake
from services.context import AppContext, NetworkContext, context_of, network_context
from services.delivery.outbox import post_to_people
from services.naming import first_called
from storage import actions as rows
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.actions import PULSE
from storage.models import Network
from storage.models.actions import Action
from storage.models.pulses import Pulse

USUAL_SCHOOL_DAYS = 10
"""The due day that the form suggests: two school weeks from now."""

FEWEST_WORDS = 3
"""Fewer words, with neither a person nor a day, are rather a slip than an action."""


@dataclass(frozen=True)
class Owner:
    """Who was named for an action: a person, or (user_id None) words that name nobody the bot knows."""

    user_id: str | None
    unknown: str = ""


@dataclass(frozen=True)
class AddAction:
    """A form that was sent; what is missing is refused at its field.

    pulse_id: the pulse check whose result it is made of.
    """

    network_id: int
    what: str
    owner_id: str | None
    due_on: date | None
    pulse_id: int | None = None


@dataclass(frozen=True)
class ShownAction:
    """One action, and the day it is in its network. reminded: when instead, where it is due on no school day."""

    line: ActionLine
    today: date
    reminded: Reminded | None = None


@dataclass(frozen=True)
class Finished:
    """An action that is done. `already`: it was so before."""

    line: ActionLine
    already: bool


class ActionService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, network_id: int, offset: int, now: datetime) -> ActionList:
        """A page of the network's open actions, the asker's own first."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            actor = await actor_of(self._app, session, asker)
            require(can_see_actions(actor, network.id))
            sees_late = isinstance(can_see_who_is_overdue(actor, network.id), Allowed)
            due_from = None if sees_late else _today(network, now)
            found, total, late = await rows.page(session, network.id, asker.user_id, offset, PAGE, due_from)
            if not found and total:
                offset = 0  # the page emptied while it was looked at
                found, total, late = await rows.page(session, network.id, asker.user_id, offset, PAGE, due_from)
        return ActionList(
            network_id=network.id,
            network_name=network.name,
            reader_id=asker.user_id,
            today=_today(network, now),
            lines=[line_of(action, network, actor) for action in found],
            offset=offset,
            total=total,
            late=late,
        )

    async def draft(self, asker: Asker, network_id: int, owner: Owner | None, typed: str, now: datetime) -> ActionDraft:
        """What the form to add an action starts with. typed: the words after the command, without the owner.

        All of them are in it: where no day is clear, it is asked about.
        """
        async with self._app.database.read() as session:
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            require(can_add_action(await actor_of(self._app, session, asker), network.id))
        today = _today(network, now)
        by_name = await self._by_name(asker, network_id, owner, typed, now)
        owner, typed, maybe = by_name or (owner or Owner(asker.user_id), typed, ())
        if not typed and owner.unknown == "" and owner.user_id == asker.user_id:
            return ActionDraft(network.id, "", asker.user_id, _usual_day(network_ctx.calendar, today))
        found = read_due(typed, today, network_ctx.calendar)
        says_nothing = owner == Owner(asker.user_id) and not (found.due_on or found.asked or by_name)
        return ActionDraft(
            network_id=network.id,
            what=shorten(found.what, MOST_CHARACTERS),
            owner_id=owner.user_id,
            due_on=found.due_on,
            typed=True,
            asked=found.asked,
            unclear=found.words,
            unknown=owner.unknown,
            maybe=maybe,
            said=typed if len(found.what) > MOST_CHARACTERS else "",
            says_nothing=says_nothing and len(typed.split()) < FEWEST_WORDS,
            example=example_action(today, network_ctx.calendar),
            reminded=_reminded(found.due_on, network_ctx) if found.due_on else None,
        )

    async def _by_name(
        self, asker: Asker, network_id: int, owner: Owner | None, typed: str, now: datetime
    ) -> tuple[Owner, str, Sequence[str]] | None:
        """Who is named in the words without being picked, the words without them, and who else can be meant; None where
        nobody is."""
        if owner is not None and not owner.unknown:
            return None
        named = called_in(typed) if owner is None else _by_hand(owner.unknown.strip("@:, "), typed)
        meant = await first_called(self._app, asker, network_id, named, now)
        if meant is None:
            return None
        called, people = meant
        if len(people) == 1 and not is_of_several(called.name):
            return Owner(people[0]), called.rest, ()
        unknown = owner.unknown if owner is not None else called.name
        return Owner(None, unknown), called.rest, people if len(people) > 1 else ()

    async def draft_from_message(self, asker: Asker, network_id: int, words: str, now: datetime) -> ActionDraft:
        """What the form starts with when somebody turns a message with these words into an action."""
        start = await self.draft(asker, network_id, None, "", now)
        return replace(start, what=shorten(" ".join(words.split()), MOST_CHARACTERS))

    async def add(self, asker: Asker, command: AddAction, now: datetime) -> ShownAction:
        """Record an action; its owner hears of it."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, command.network_id)
            actor = await actor_of(self._app, session, asker)
            require(can_add_action(actor, network.id))
            pulse = await _result_of(session, network, command.pulse_id)
            action = await record(
                session,
                network,
                what=command.what,
                owner_id=command.owner_id,
                due_on=command.due_on,
                created_by=asker.user_id,
                now=now,
                source=PULSE if pulse is not None else "network",
                source_id=pulse.id if pulse is not None else None,
            )
            network_ctx = await network_context(self._app, session, network)
            return ShownAction(
                line_of(action, network, actor), _today(network, now), _reminded(action.due_on, network_ctx)
            )

    async def look_at(self, asker: Asker, action_id: int, now: datetime) -> ShownAction:
        """An open action that the asker may change, for a form. Raises Gone where it is no longer open."""
        async with self._app.database.read() as session:
            action, network, actor = await self._mine_to_change(session, asker, action_id, now)
            _still_open(action)
        return ShownAction(line_of(action, network, actor), _today(network, now))

    async def finish(self, asker: Asker, action_id: int, now: datetime) -> Finished:
        """Mark an action done. Doing so twice changes nothing."""
        async with self._app.database.write() as session:
            action, network, actor = await self._mine_to_change(session, asker, action_id, now, lock=True)
            already = action.status == "done"
            if not already:
                _still_open(action)
                action.status, action.done_at, action.done_by = "done", now, asker.user_id
                await refresh_cards(session, network, action, now)
                if action.source == PULSE:
                    wake(session, network)  # the network is told what was done
            return Finished(line_of(action, network, actor), already)

    async def change_date(self, asker: Asker, action_id: int, due_on: date | None, now: datetime) -> ShownAction:
        """Give an open action another due day; an owner who did not do it themselves hears of it."""
        if due_on is None:
            raise Invalid("forms.choose_day", DUE)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            # The network before the action, as the reminders take them, so that neither waits for the other.
            found = await rows.by_id(session, asker.workspace_id, action_id)
            await network_rows.lock(session, asker.workspace_id, found.network_id)
            action, network, actor = await self._mine_to_change(session, asker, action_id, now, lock=True)
            _still_open(action)
            check_due(due_on, _today(network, now))
            if due_on != action.due_on:
                action.due_on, action.due_set_at = due_on, now
                self._tell_owner(session, network, action, MOVED, asker, now)
                await refresh_cards(session, network, action, now)
            network_ctx = await network_context(self._app, session, network)
            return ShownAction(
                line_of(action, network, actor), _today(network, now), _reminded(action.due_on, network_ctx)
            )

    async def drop(self, asker: Asker, action_id: int, reason: str, now: datetime) -> ShownAction:
        """Take an open action off the list, with the reason; an owner who did not do it themselves hears of it."""
        if not reason.strip():
            raise Invalid("actions.wrong_no_reason", REASON)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            action, network, actor = await self._mine_to_change(session, asker, action_id, now, lock=True)
            _still_open(action)
            action.status, action.done_at, action.done_by = "dropped", now, asker.user_id
            action.drop_reason = reason.strip()
            self._tell_owner(session, network, action, DROPPED, asker, now)
            if action.source == PULSE:
                wake(session, network)
            await refresh_cards(session, network, action, now)
            return ShownAction(line_of(action, network, actor), _today(network, now))

    async def card(self, asker: Asker, kind: str, by: str, action_ids: Sequence[int], now: datetime) -> OwnerCard:
        """The message to an owner as it stands now, after one of its buttons was tapped."""
        async with self._app.database.read() as session:
            found = await rows.of_ids(session, asker.workspace_id, asker.user_id, action_ids)
            if not found:
                raise Refused("actions.not_yours")
            return await lines_of_owner(session, found, kind=kind, by=by, now=now)

    async def _mine_to_change(
        self, session: AsyncSession, asker: Asker, action_id: int, now: datetime, *, lock: bool = False
    ) -> tuple[Action, Network, Actor]:
        action = await rows.by_id(session, asker.workspace_id, action_id, lock=lock)
        network = await network_rows.network(session, asker.workspace_id, action.network_id)
        actor = await actor_of(self._app, session, asker)
        require(can_complete_action(actor, network.id, action.owner_id))
        _in_sight(action, network, actor, now)
        return action, network, actor

    @staticmethod
    def _tell_owner(
        session: AsyncSession, network: Network, action: Action, kind: str, asker: Asker, now: datetime
    ) -> None:
        if action.owner_id != asker.user_id:
            payload = {"action": action.id, "by": asker.user_id}
            post_to_people(session, network, kind, payload, [action.owner_id], now=now)


async def _result_of(session: AsyncSession, network: Network, pulse_id: int | None) -> Pulse | None:
    """The pulse whose result an action is made of, where it is one of this network."""
    found = await pulse_rows.by_id(session, network.workspace_id, pulse_id) if pulse_id is not None else None
    return found if found is not None and found.network_id == network.id and found.status == "published" else None


def _in_sight(action: Action, network: Network, actor: Actor, now: datetime) -> None:
    """Raises Gone where the person may not know whether the action is done or overdue: a button of theirs may be from
    before. Both are said in the same words, or these would tell whose is overdue."""
    if action.owner_id == actor.user_id or can_see_who_is_overdue(actor, network.id):
        return
    is_late = action.status == "open" and action.due_on < _today(network, now)
    if is_late or (action.status != "open" and action.done_by != actor.user_id):
        raise Gone("actions.gone_from_list")


def _still_open(action: Action) -> None:
    if action.status == "done":
        raise Gone("actions.gone_done")
    if action.status != "open":
        raise Gone("actions.gone_dropped")


def _by_hand(first: str, typed: str) -> list[Called]:
    """What "@anna kovac ring the council" may name, typed and not picked: two words, or the first alone."""
    last, _, rest = typed.partition(" ")
    return [*([Called(f"{first} {last}", rest, sure=True)] if rest else []), Called(first, typed)]


def _today(network: Network, now: datetime) -> date:
    return local_day(now, ZoneInfo(network.timezone))


def _reminded(due_on: date, network_ctx: NetworkContext) -> Reminded | None:
    """When the owner is reminded instead, where the due day is no school day; None where it is one."""
    try:
        off = network_ctx.calendar.day_off(due_on)
        return Reminded(due_on, off, network_ctx.calendar.previous_school_day(due_on)) if off else None
    except UnknownDate:
        return None


def _usual_day(calendar: SchoolCalendar, today: date) -> date | None:
    """Two school weeks from now; None where the calendar does not reach that far."""
    try:
        return calendar.add_school_days(today, USUAL_SCHOOL_DAYS)
    except UnknownDate:
        return None
