"""The trend as it is read from the rounds: agreed levels, medians elsewhere, and how far raters agreed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calendar import HalfYear
from domain.instrument import Instrument
from domain.kept_instrument import instrument_from_data
from domain.ratings import Median, Scale
from domain.standings import Agreed, ItemStanding, pillar_standings
from domain.trends import Point, Trend, trend
from services.sections import SectionContext
from storage import assessments as assessment_rows
from storage import second_passes as pass_rows
from storage import trends as rows
from storage.models.assessments import AssessmentRound, ImportedLevel


async def read_trend(context: SectionContext, instrument: Instrument) -> Trend | None:
    """The instrument's trend up to the half-year; None where there are no results.

    Of the bot's own rounds what their raters have been told, and for half-years without one what was imported.
    """
    session = context.session
    told = await told_rounds(context, instrument)
    counted = await assessment_rows.results(session, told)
    agreed = await rows.agreed(session, [found.id for found in told])
    again = await pass_rows.results_of(session, told)
    before = await rows.imported(session, context.network_id, instrument.key, context.half_year.key)
    results = _imported(before)
    versions = []
    for found in told:
        version = instrument_from_data(found.instrument)
        versions.append(version)
        levels = {row.item_key: Agreed(row.level, row.reason) for row in agreed[found.id]}
        standings = pillar_standings(version, counted[found.id], agreed=levels, again=again[found.id])
        items = (item for pillar in standings for item in pillar.items)
        results[HalfYear.parse(found.half_year)] = {item.key: _point(item, named=found.named) for item in items}
    return trend(instrument, results, versions)


async def read_agreed(context: SectionContext, instrument: Instrument) -> Trend | None:
    """Of the instrument's trend the levels that were agreed on and that the network has been told, and nothing else."""
    network_ctx = context.network_ctx
    told = [
        found
        for found in await told_rounds(context, instrument)
        if found.settled_at is not None and network_ctx.next_post(found.settled_at) <= context.now
    ]
    levels = await rows.agreed(context.session, [found.id for found in told])
    before = await rows.imported(context.session, context.network_id, instrument.key, context.half_year.key)
    results = _imported([row for row in before if row.agreed])
    versions = [instrument_from_data(found.instrument) for found in told]
    for found, version in zip(told, versions, strict=True):
        scales = {item.key: item.scale for item in version.items}
        results[HalfYear.parse(found.half_year)] = {
            row.item_key: _agreed_point(scales[row.item_key], row.level)
            for row in levels[found.id]
            if row.item_key in scales
        }
    return trend(instrument, results, versions) if any(results.values()) else None


def _agreed_point(scale: Scale, level: int) -> Point:
    return Point(Median(scale.level(level), scale.level(level)), agreed=True, scale=scale)


async def told_rounds(context: SectionContext, instrument: Instrument) -> list[AssessmentRound]:
    """The instrument's rounds up to the half-year whose results have been told, the newest first."""
    found = await rows.rounds(context.session, context.network_id, instrument.key, context.half_year.key)
    return [each for each in found if context.is_told(each.closed_at)]


def stands_as_imported(row: ImportedLevel) -> Median:
    """The level, or the two that it lies between, by the names that it was imported with."""
    scale = Scale(tuple(row.scale))
    return Median(scale.level(row.low), scale.level(row.high))


def _imported(several: Sequence[ImportedLevel]) -> dict[HalfYear, dict[str, Point]]:
    results: dict[HalfYear, dict[str, Point]] = {}
    for row in several:
        scale = Scale(tuple(row.scale))
        point = Point(stands_as_imported(row), row.agreed, imported=True, scale=scale, note=row.note)
        results.setdefault(HalfYear.parse(row.half_year), {})[row.item_key] = point
    return results


def _point(item: ItemStanding, *, named: bool) -> Point:
    """Where numbers are not told, how far raters agreed is not told either: it would be worked out from the middle.

    named: of an open round, of which the level that was agreed on is all that is told.
    """
    if named:
        agreement = None
    elif item.again is not None and item.again.median is not None:
        agreement = item.again.distribution.agreement if item.again.distribution is not None else None
    else:
        agreement = item.distribution.agreement if item.is_told_whole else None
    coarse = item.distribution.middle_only and item.agreed is None and item.stands == item.median
    between = coarse and item.stands.low < item.stands.high
    return Point(item.stands, item.agreed is not None, agreement, scale=item.scale, between=between)
