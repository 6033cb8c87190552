"""Which self-assessment a person means, and which of them a network uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import DATED
from domain.calendar import HalfYear, UnknownDate, local_day
from domain.errors import Gone, Invalid
from domain.in_use import as_kept, in_use
from domain.instrument import Instrument
from domain.kept_instrument import instrument_from_data
from domain.policies import can_change_network
from domain.pulses import asking_order
from domain.summaries import half_years_in
from facts.assessments import InstrumentChoice, Used
from prompts.assessments.names import AssessmentsField
from prompts.text import listing
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext, NetworkContext, context_of, instruments_of
from storage import assessments as rows
from storage import networks as network_rows
from storage import second_passes as pass_rows
from storage.models import Network
from storage.models.assessments import AssessmentRound


class ChoosingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def which(self, asker: Asker, network_id: int, word: str, said: str) -> Sequence[InstrumentChoice]:
        """The instruments that somebody can mean by a command: one, or several to choose from.

        word: what they want to do. said: what they called the instrument, or nothing. Raises Invalid where none is
        called so.
        """
        async with self._app.database.read() as session:
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            every = await rows.rounds(session, network_id)
            known = _known(network_ctx, every)
            if said and word in DATED and len(known) == 1:
                return known  # "extend until Friday" can mean no other
            if said:
                return [_named(known, said)]
            able = await _able(session, network_ctx, every, word)
            return [one for one in known if one.key in able] or known[:1]

    async def half_years(
        self, asker: Asker, network_id: int, said: str, now: datetime
    ) -> tuple[tuple[HalfYear, ...], str]:
        """The half-years that these words name, and what else they say."""
        async with self._app.database.read() as session:
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
        today = local_day(now, network_ctx.zone)
        try:
            current = network_ctx.calendar.half_year_of(today)
        except UnknownDate:
            current = HalfYear.about(today)
        return half_years_in(said, current)

    async def users(self) -> Mapping[str, Sequence[str]]:
        """The names of the networks that use each instrument, by its key; of all workspaces, for an operator."""
        async with self._app.database.read() as session:
            found: dict[str, list[str]] = {key: [] for key in self._app.instruments}
            for network in await network_rows.all_networks(session):
                for one in instruments_of(self._app, network)[0]:
                    found[one.key].append(network.name)
            return {key: sorted(names) for key, names in found.items()}

    async def used(self, asker: Asker, network_id: int) -> Used:
        """Which instruments there are, and which of them the network uses."""
        async with self._app.database.read() as session:
            require(can_change_network(await actor_of(self._app, session, asker), network_id))
            return _used(self._app, await network_rows.network(session, asker.workspace_id, network_id))

    async def use(
        self,
        asker: Asker,
        network_id: int,
        keys: Collection[str],
        by_itself: Collection[str],
        pulses: str,
        now: datetime,
    ) -> Used:
        """Choose them. An open round ends as it began, whatever is chosen. Raises Invalid, with the field."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_change_network(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            chosen = [key for key in self._app.instruments if key in keys]
            if not chosen:
                raise Invalid("assessments.settings_none", AssessmentsField.USED)
            if pulses not in chosen:
                raise Invalid("assessments.settings_not_used", AssessmentsField.PULSES)
            kept = as_kept(chosen, set(by_itself) & set(chosen), pulses)
            if kept != network.instruments:
                if pulses != in_use(network.instruments, list(self._app.instruments)).pulses:
                    network.pulse_order = []  # items of another instrument
                network.instruments, network.next_check_at = kept, None
                what, details = "assessments.instruments", {"instruments": kept}
                await record(session, asker.workspace_id, asker.user_id, what, network.name, details, now=now)
            return _used(self._app, network)


def used_instrument(network_ctx: NetworkContext, key: str) -> Instrument:
    """The instrument of that key. Raises Gone where the network no longer uses it.

    Without a key, as code of before opened the form, the first.
    """
    found = next((one for one in network_ctx.instruments if one.key == key or not key), None)
    if found is None:
        raise Gone("assessments.not_used", network=network_ctx.network.name)
    return found


def _used(app: AppContext, network: Network) -> Used:
    known = app.instruments
    found = in_use(network.instruments, list(known))
    choices = [InstrumentChoice(one.key, one.title, has_pulses=bool(asking_order(one))) for one in known.values()]
    return Used(network.id, network.name, choices, found.keys, found.by_itself, found.pulses)


def _known(network_ctx: NetworkContext, every: Sequence[AssessmentRound]) -> list[InstrumentChoice]:
    """What the network uses, and what it has rounds of."""
    known = {one.key: InstrumentChoice(one.key, one.title) for one in network_ctx.instruments}
    for found in reversed(every):
        if found.instrument_key not in known:
            title = instrument_from_data(found.instrument).title
            known[found.instrument_key] = InstrumentChoice(found.instrument_key, title)
    return list(known.values())


def _named(known: Sequence[InstrumentChoice], said: str) -> InstrumentChoice:
    wanted = _plain(said)
    for one in known:
        if wanted in (_plain(one.key), _plain(one.title)):
            return one
    found = [one for one in known if wanted and f" {wanted}" in f" {_plain(one.title)}"]
    if len(found) != 1:
        raise Invalid("assessments.unknown_instrument", titles=listing(one.title for one in known))
    return found[0]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


async def _able(
    session: AsyncSession, network_ctx: NetworkContext, every: Sequence[AssessmentRound], word: str
) -> set[str]:
    """The keys of the instruments with which the network can do that."""
    used = {one.key for one in network_ctx.instruments}
    open_ = {found.instrument_key for found in every if found.status == "open"}
    match word:
        case "results" | "agree" | "confirm" | "again" | "steps":
            return {found.instrument_key for found in every if found.status == "revealed"}
        case "extend":
            return open_
        case "close":
            again = {found.round_id for found in await pass_rows.open_passes(session, network_ctx.network.id)}
            return open_ | {found.instrument_key for found in every if found.id in again}
        case "open":
            return used - open_
        case _:
            return used | open_
