"""Five years and more of the sample network's self-assessments, put straight into the database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear
from domain.kept_instrument import instrument_as_data
from prompts.instrument import load_instrument
from storage.models import Network
from storage.models.assessments import AgreedLevel, AssessmentResult, AssessmentRound
from storage.models.pulses import Pulse, PulseResult
from tests.house import melbourne
from tests.loading import person_id

FIRST = HalfYear(2021, 1)
INSTRUMENT = load_instrument()


async def live_years(session: AsyncSession, network: Network, levels: dict[str, str], agreed: tuple[str, ...]) -> None:
    """A revealed round of five raters for each half-year from 2021-S1 on that the rows name, by item.

    levels: "1 2 . 3", a dot where nobody rated. Items not named stand at 2 throughout. agreed: the items whose newest
    level was agreed on.
    """
    rows = {key: levels.get(key, "").split() for key in INSTRUMENT.item_keys}
    years = max(len(row) for row in rows.values())
    half_year = FIRST
    for place in range(years):
        cells = {key: (row[place] if row else "2") for key, row in rows.items()}
        if "." not in cells.values():
            await _round(session, network, half_year, cells, agreed if place == years - 1 else ())
        half_year = half_year.next


async def _round(
    session: AsyncSession, network: Network, half_year: HalfYear, cells: dict[str, str], agreed: tuple[str, ...]
) -> None:
    closed_at = melbourne(f"{half_year.year}-{'06-05' if half_year.semester == 1 else '11-20'} 17:00")
    found = AssessmentRound(
        workspace_id=network.workspace_id,
        network_id=network.id,
        half_year=half_year.key,
        instrument_version=INSTRUMENT.version,
        instrument=instrument_as_data(INSTRUMENT),
        opens_at=closed_at - timedelta(days=14),
        closes_at=closed_at,
        closed_at=closed_at,
        status="revealed",
        raters_asked=5,
        raters_finished=5,
    )
    session.add(found)
    await session.flush()
    own = {"workspace_id": network.workspace_id, "round_id": found.id}
    for key, cell in cells.items():
        session.add(AssessmentResult(**own, item_key=key, level=int(cell), count=5))
        if key in agreed:
            by = {"recorded_by_id": person_id("UCHAIR"), "recorded_at": closed_at}
            session.add(AgreedLevel(**own, item_key=key, level=int(cell), reason="So we said", **by))


async def add_pulse(session: AsyncSession, network: Network, item: str, closed: str, level: int) -> None:
    """A published result of ten schools, eight of which answered, all at one level. closed: such as "2026-05-15"."""
    own = {"workspace_id": network.workspace_id}
    found = Pulse(
        **own,
        network_id=network.id,
        item_key=item,
        instrument_version="1",
        question=f"What of {item}?",
        threshold=5,
        asked=10,
        answered=8,
        opens_at=melbourne(f"{closed} 09:00") - timedelta(days=4),
        closes_at=melbourne(f"{closed} 17:00"),
        closed_at=melbourne(f"{closed} 17:00"),
        status="published",
    )
    session.add(found)
    await session.flush()
    session.add(PulseResult(**own, pulse_id=found.id, level=level, count=8))
