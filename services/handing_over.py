"""What goes over to a network's new SEIL, so that nothing which an earlier one left open is closed unheard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from services.schedule import OccasionContext

HandOver = Callable[[OccasionContext, str], Awaitable[int]]
"""(occasion, successor) -> how many open things the person named has taken over, or finds there, in the network.

Moves what belonged to a SEIL who is none of this network any more; what is the network's own is only counted.
"""
