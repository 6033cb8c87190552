"""The trend as it is read from the rounds: agreed levels, medians elsewhere, and how far raters agreed."""

from __future__ import annotations

from collections.abc import Iterable

from domain.assessments import Agreed, ItemStanding, instrument_from_data, pillar_standings
from domain.calendar import HalfYear
from domain.trends import Point, Trend, trend
from services.sections import SectionContext
from storage import assessments as assessment_rows
from storage import trends as rows
from storage.models import AssessmentRound


async def read_trend(context: SectionContext) -> Trend | None:
    """The trend up to the half-year, of results that its raters have been told; None where there are none."""
    told = await told_rounds(context)
    counted = await assessment_rows.results(context.session, told)
    agreed = await rows.agreed(context.session, [found.id for found in told])
    results: dict[HalfYear, dict[str, Point]] = {}
    versions = []
    for found in told:
        version = instrument_from_data(found.instrument)
        versions.append(version)
        levels = {row.item_key: Agreed(row.level, row.reason) for row in agreed[found.id]}
        standings = pillar_standings(version, counted[found.id], agreed=levels)
        items = (item for pillar in standings for item in pillar.items)
        results[HalfYear.parse(found.half_year)] = _points(items)
    return trend(context.app.instrument, results, versions)


async def told_rounds(context: SectionContext) -> list[AssessmentRound]:
    """The rounds up to the half-year whose results have been told, the newest first."""
    found = await rows.rounds(context.session, context.network_id, context.half_year.key)
    return [each for each in found if context.is_told(each.closed_at)]


def _points(items: Iterable[ItemStanding]) -> dict[str, Point]:
    return {item.key: _point(item) for item in items}


def _point(item: ItemStanding) -> Point:
    """Where numbers are not told, how far raters agreed is not told either: it would be worked out from the middle."""
    agreement = item.distribution.agreement if item.is_told_whole else None
    return Point(item.stands, item.agreed is not None, agreement, scale=item.scale)
