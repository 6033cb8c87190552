"""What leaders and schools say, read from what was told of both sides, and from nothing else.

Leaders: the newest self-assessment of the trend, whose results its raters have been told. Schools: the results of pulse
checks as their channel has seen them (services/pulses/standing.py), as coarse as the ledger of what was told lets them
be. No answer is counted again
and no two sides are crossed: a table of both would tell of people who are on both sides.
"""

from __future__ import annotations

from domain.gaps import Gap, SchoolsSay, gap
from domain.pulses import Shape, reached_levels, shape
from facts.pulses import ItemTold
from services.context import pulse_instrument
from services.pulses import told_of_items
from services.sections import SectionContext
from services.trends import read_trend


async def read_gap(context: SectionContext) -> Gap | None:
    """Side by side for the newest self-assessment with the instrument that schools are asked about, up to the
    half-year; None where there is none."""
    instrument = pulse_instrument(context.app, context.network_ctx.network)
    schools: dict[str, list[SchoolsSay]] = {}
    for told in await told_of_items(context, instrument):
        schools.setdefault(told.item_key, []).append(_said(told))
    return gap(await read_trend(context, instrument), schools)


def _said(told: ItemTold) -> SchoolsSay:
    result = told.result
    form = Shape.MIDDLE if result.spread is None else shape(result.median, result.spread)
    reached = () if result.spread is None else reached_levels(result.spread)
    levels = tuple(result.scale.level(level) for level in reached)
    named = levels if form is Shape.SPLIT else ()
    # Without a spread it was told coarsely: see prompts/pulses/coarse.py.
    between = result.spread is None and result.median.low < result.median.high
    return SchoolsSay(told.half_year, result.median, result.scale, form, named, between)
