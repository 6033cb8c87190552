"""Which item's turn it is: in the network's order, after its rest, and only where something could be told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.instrument import Instrument, Item
from domain.pulses import next_item
from domain.voices import Voice
from services.context import NetworkContext
from services.pulses.asking import resting
from services.pulses.releasing import would_tell_nothing


async def item_in_turn(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    asked: Mapping[str, Voice],
    had: Sequence[str],
    at: datetime,
    *,
    besides: Collection[str] = (),
) -> Item | None:
    """The item that a question of the week is about at that moment; None where every one has to wait.

    asked: whom it would be put to. had: the keys of all questions before it, oldest first. besides: keys of items that
    are asked about anyway.
    """
    out = {*await resting(session, network_ctx, at), *besides}
    while (item := next_item(instrument, had, out, network_ctx.network.pulse_order)) is not None:
        if not await would_tell_nothing(session, network_ctx, item.key, len(item.scale), asked, at):
            break
        out.add(item.key)
    return item
