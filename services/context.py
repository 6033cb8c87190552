"""What every service stands on: the database, the messenger, calendars, the instrument; and a network's ground."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import SchoolCalendar, UnknownDate, posting_moment
from domain.in_use import in_use
from domain.pairing_weights import WEIGHTS, Weights
from domain.rate_limits import TokenBucket
from prompts.catalog import say
from services.directory import Directory
from services.ports import Messenger, Messengers
from services.profiles import Profiles
from storage import networks as network_rows
from storage import rate_limits as gates
from storage.calendars import find_calendar, known_calendars
from storage.database import Database
from storage.models import CalendarOverride, Network

if TYPE_CHECKING:
    from domain.instrument import Instrument


@dataclass(frozen=True, eq=False)
class AppContext:
    """Handed to each service once, at the start of the process.

    messengers: who speaks in a workspace. directory: who is who in the chats. operators: as the settings name them;
    see services.operators. is_of_chat: whether an id has the form that the chat of that name gives people.
    read_instruments: reads all that networks can use, the usual one first, which those use that have not chosen.
    find_calendar: the name of the calendar that somebody means. review_weights: what makes a pair of schools a good
    one. look_up_pace: how fast a workspace's history may be looked through. kept_days: for how long records are kept,
    where it is not as in domain/retention.py.
    """

    database: Database
    messengers: Messengers
    read_instruments: Callable[[], Sequence[Instrument]]
    calendar: Callable[[str], SchoolCalendar]
    directory: Directory
    operators: Callable[[], frozenset[str]] = frozenset
    is_of_chat: Callable[[str, str], bool] = lambda chat, chat_id: True
    calendar_names: Callable[[], Sequence[str]] = known_calendars
    find_calendar: Callable[[str], str] = find_calendar
    review_weights: Weights = WEIGHTS
    look_up_pace: TokenBucket = gates.PACES[gates.LOOK_UP]
    kept_days: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def instrument(self) -> Instrument:
        """The usual one."""
        return self._instruments[0]

    @cached_property
    def _instruments(self) -> Sequence[Instrument]:
        return self.read_instruments()

    @cached_property
    def profiles(self) -> Profiles:
        """What the chats say of people, as far as this process has asked."""
        return Profiles(self.messengers)

    @property
    def admin_user_ids(self) -> frozenset[str]:
        """The operators by the chats' ids, as far as these are known by now."""
        return self.operators()

    async def forget_erased(self) -> None:
        """Remember nothing more of whom another process has erased."""
        if await self.directory.forget_erased():
            self.profiles.forget()

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """All that networks can use, by key, the usual one first."""
        return {one.key: one for one in (self.instrument, *self._instruments[1:])}

    def instrument_of(self, key: str | None) -> Instrument:
        """The instrument of that key; the usual one where there is no such one any more."""
        return self.instruments.get(key or "", self.instrument)

    async def messenger(self, workspace_id: int) -> Messenger:
        """Who speaks in the workspace. Raises WorkspaceLost where the bot is not installed."""
        return await self.messengers.for_workspace(workspace_id)


class NetworkContext(Struct, frozen=True):
    """A network with its own school calendar (overrides applied), its zone, and the instruments that it uses.

    by_itself: the keys of those that open each half-year without anybody asking.
    """

    network: Network
    calendar: SchoolCalendar
    zone: ZoneInfo
    instruments: Sequence[Instrument] = ()
    by_itself: Collection[str] = ()

    def told_apart(self, key: str) -> str:
        """What a command's words name the instrument by: nothing where it is the only one."""
        return "" if [one.key for one in self.instruments] == [key] else key

    def named(self, instrument: Instrument) -> str:
        """The network's name, with that of the instrument where it uses several, or no longer uses this one."""
        if not self.told_apart(instrument.key):
            return self.network.name
        return say("assessments.of_instrument", network=self.network.name, instrument=instrument.title).plain

    def next_post(self, now: datetime) -> datetime:
        """When something that falls due at `now` may be posted: now, or the next posting hour of a school day.

        Past the calendar's last known day that is now: late news is better than none.
        """
        try:
            return posting_moment(now, self.calendar, self.network.posting_time, zone=self.zone)
        except UnknownDate:
            return now


async def network_context(app: AppContext, session: AsyncSession, network: Network) -> NetworkContext:
    """The network's calendar with the days that it keeps otherwise, and its zone."""
    return keeping_days(app, network, await network_rows.overrides(session, network.id))


async def context_of(app: AppContext, session: AsyncSession, workspace_id: int, network_id: int) -> NetworkContext:
    """The same of the network with that id. Raises Gone where there is none in the workspace."""
    return keeping_days(app, *await network_rows.with_days(session, workspace_id, network_id))


async def network_contexts(
    app: AppContext, session: AsyncSession, networks: Iterable[Network]
) -> dict[int, NetworkContext]:
    """Those of several networks, by their ids, in one query."""
    several = list(networks)
    days = await network_rows.overrides_in(session, [network.id for network in several])
    return {
        network.id: keeping_days(app, network, [day for day in days if day.network_id == network.id])
        for network in several
    }


def keeping_days(app: AppContext, network: Network, days: Sequence[CalendarOverride]) -> NetworkContext:
    """The same of a network of which these days are known already."""
    calendar = app.calendar(network.calendar).with_overrides(
        closed={o.day for o in days if not o.is_school_day},
        open={o.day for o in days if o.is_school_day},
    )
    return NetworkContext(network, calendar, ZoneInfo(network.timezone), *instruments_of(app, network))


def instruments_of(app: AppContext, network: Network) -> tuple[Sequence[Instrument], Collection[str]]:
    """The instruments that the network uses, and the keys of those that open by themselves."""
    known = app.instruments
    used = in_use(network.instruments, list(known))
    # A joint group assesses itself where it wants to, and is not asked to.
    by_itself = frozenset[str]() if network.is_group and not network.instruments else used.by_itself
    return [known[key] for key in used.keys], by_itself


def pulse_instrument(app: AppContext, network: Network) -> Instrument:
    """The instrument whose items the network's pulse checks ask about."""
    known = app.instruments
    return known[in_use(network.instruments, list(known)).pulses]
