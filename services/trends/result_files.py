"""Reading a file of results from before the bot: what each row says, and every problem with its line and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear, UnknownDate, local_day
from domain.earlier_results import (
    LONGEST_NOTE,
    TAKEN_BACK,
    KnownItems,
    looks_like_a_date,
    read_half_year,
    read_kind,
    read_level,
)
from domain.instrument import Instrument
from domain.kept_instrument import instrument_from_data
from domain.names import name_key
from domain.ratings import Median
from domain.spreadsheets import Row
from services.context import AppContext, network_context
from services.networks import Problem
from storage import assessments as assessment_rows
from storage import networks as network_rows
from storage.models import Network

CLOSED_BOOKS = ("open", "revealed")
"""How a round of the bot's own stands that leaves no room for an imported one in its half-year."""


@dataclass(frozen=True)
class Result:
    """A row of the file: where an item of an instrument stood. stands: None where it takes back what was imported."""

    line: int
    network_id: int
    instrument: Instrument
    half_year: HalfYear
    item: str
    stands: Median | None
    names: tuple[str, ...]
    agreed: bool
    note: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.instrument.key, self.half_year.key, self.item


@dataclass(frozen=True)
class Place:
    """A network of the file, and what is known of it.

    items: those of each instrument that it uses, by the instrument's key. now: the half-year that is running. taken:
    how a round of the bot's own stands, by its instrument's key and its half-year's.
    """

    network: Network
    instruments: Sequence[Instrument]
    items: Mapping[str, KnownItems]
    now: HalfYear
    taken: Mapping[tuple[str, str], str]


class Reader:
    """Reads the rows, looking each network up once; what is wrong goes to `problems`."""

    def __init__(
        self, app: AppContext, session: AsyncSession, file: str, now: datetime, workspace_id: int | None = None
    ) -> None:
        self._app, self._session, self._file, self._now, self._workspace_id = app, session, file, now, workspace_id
        self._known: dict[str, Place | str] = {}
        self.problems: list[Problem] = []

    @property
    def places(self) -> dict[int, Place]:
        return {place.network.id: place for place in self._known.values() if isinstance(place, Place)}

    async def read(self, row: Row) -> Result | None:
        """What the row says, or None where something is wrong with it."""
        before = len(self.problems)
        place, values = await self._place(row), row.values
        instrument = self._instrument(row, place)
        half_year = self._half_year(row, place, instrument)
        if len(values["note"]) > LONGEST_NOTE:
            what = f"The note has {len(values['note'])} characters."
            self._wrong(row, what, f"Keep it to {LONGEST_NOTE} characters.")
        item = self._item(row, place, instrument) if instrument is not None else None
        if place is None or instrument is None or item is None:
            return None
        scale = place.items[instrument.key].scale(item)
        stands = None if name_key(values["level"]) == TAKEN_BACK else read_level(values["level"], scale)
        agreed = self._agreed(row, stands, scale.words)
        if half_year is None or len(self.problems) > before:
            return None
        where = (row.line, place.network.id, instrument, half_year, item)
        return Result(*where, stands, scale.names, agreed, values["note"])

    async def _place(self, row: Row) -> Place | None:
        name = row.values["network"]
        if not name:
            self._wrong(row, "The row names no network.", "Fill in the column network.")
            return None
        if name_key(name) not in self._known:
            self._known[name_key(name)] = await self._look_up(name)
        found = self._known[name_key(name)]
        if isinstance(found, str):
            self._wrong(row, found, "Write the network as /cop-network shows it.")
            return None
        return found

    async def _look_up(self, name: str) -> Place | str:
        """The network, or what is wrong with its name."""
        found = await network_rows.alike(self._session, name, self._workspace_id)
        if not found:
            return f"No network is called “{name}”."
        if len({network.workspace_id for network in found}) > 1:
            return f"Several workspaces have a network called “{name}”: put the chat before it, as in slack:{name}."
        network = found[0]
        network_ctx = await network_context(self._app, self._session, network)
        today = local_day(self._now, network_ctx.zone)
        try:
            current = network_ctx.calendar.half_year_of(today)
        except UnknownDate:
            current = HalfYear.about(today)
        rounds = await assessment_rows.rounds(self._session, network.id)
        versions = [instrument_from_data(each.instrument) for each in reversed(rounds)]
        items = {
            one.key: KnownItems(one, [version for version in versions if version.key == one.key])
            for one in network_ctx.instruments
        }
        taken = {(each.instrument_key, each.half_year): each.status for each in rounds if each.status in CLOSED_BOOKS}
        return Place(network, network_ctx.instruments, items, current, taken)

    def _instrument(self, row: Row, place: Place | None) -> Instrument | None:
        """The one that is named, or the first that the network uses."""
        text = row.values["instrument"]
        used = place.instruments if place is not None else tuple(self._app.instruments.values())
        if not text:
            return used[0]
        found = next((one for one in used if name_key(text) in (one.key, name_key(one.title))), None)
        if found is None:
            keys = ", ".join(one.key for one in used)
            what = f"“{text}” is no instrument that {place.network.name if place else 'anybody'} uses."
            self._wrong(row, what, f"Use one of: {keys}. Chair or SEIL choose them in /cop-assess settings.")
        return found

    def _half_year(self, row: Row, place: Place | None, instrument: Instrument | None) -> HalfYear | None:
        text = row.values["half_year"]
        found = read_half_year(text)
        if found is None:
            what = f"“{text}” is no half-year." if text else "The row names no half-year."
            self._wrong(row, what, "Write it as 2024-S1: S1 is Terms 1 and 2, S2 is Terms 3 and 4.")
            return None
        if place is None or instrument is None:
            return found
        state = place.taken.get((instrument.key, found.key))
        if found > place.now:
            self._wrong(row, f"{found} has not begun yet.", "Leave it out, or correct the half-year.")
        elif state is not None:
            what = "is open for self-assessment now" if state == "open" else "was rated with the bot"
            self._wrong(row, f"{found} {what}, and that is what counts.", "Leave the half-year's rows out.")
        return found

    def _item(self, row: Row, place: Place | None, instrument: Instrument) -> str | None:
        text = row.values["item"]
        items = place.items[instrument.key] if place is not None else KnownItems(instrument)
        found = items.find(text)
        if found is None:
            what = f"“{text}” is no item of {instrument.title}." if text else "The row names no item."
            self._wrong(row, what, f"Use its key or title. Keys: {', '.join(items.titles)}.")
        return found

    def _agreed(self, row: Row, stands: Median | None, levels: str) -> bool:
        text, kind = row.values["level"], row.values["kind"]
        if stands is None:
            if name_key(text) != TAKEN_BACK:
                what = f"“{text}” is no level." if text else "The row has no level."
                dated = " A spreadsheet program may have made a date of it." if looks_like_a_date(text) else ""
                how = f"Write one of {levels}, its number, or two with “to” in between for a split median."
                self._wrong(row, f"{what}{dated}", how)
            return False
        agreed = read_kind(kind, stands)
        if agreed is None:
            self._wrong(row, f"“{kind}” says neither agreed nor median.", "Write agreed or median, or leave it empty.")
        elif agreed and stands.low != stands.high:
            self._wrong(
                row, f"“{text}” lies between two levels, and is called agreed.", "An agreed level is one level."
            )
        return bool(agreed)

    def _wrong(self, row: Row, reason: str, what_to_do: str) -> None:
        self.problems.append(Problem(self._file, row.line, reason, what_to_do))


def twice(file: str, results: Sequence[Result]) -> Iterator[Problem]:
    """A problem for each row about what stands in a row before it."""
    first: dict[tuple[int, str, str, str], int] = {}
    for result in results:
        key = (result.network_id, *result.key)
        if key in first:
            what = f"This item of that half-year stands in line {first[key]} already."
            yield Problem(file, result.line, what, "Keep one of the two rows.")
        first.setdefault(key, result.line)
