"""Where a feature tells what waits on a SEIL's desk, and what each of their networks needs.

Each source looks at all networks of the desk at once, in a number of queries that does not hang on how many they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.policies import Actor
from services.context import AppContext, NetworkContext

if TYPE_CHECKING:
    from prompts.desks.lines import Need, Waiting


@dataclass(frozen=True)
class DeskContext:
    """What a desk is read from. networks: those that the actor serves as SEIL, by id."""

    app: AppContext
    session: AsyncSession
    workspace_id: int
    actor: Actor
    networks: Mapping[int, NetworkContext]
    now: datetime

    @property
    def ids(self) -> list[int]:
        return sorted(self.networks)

    def day(self, network_id: int, moment: datetime) -> date:
        """The day of that moment on the network's wall."""
        return local_day(moment, self.networks[network_id].zone)

    def today(self, network_id: int) -> date:
        return self.day(network_id, self.now)


@dataclass(frozen=True)
class DeskPart:
    """What one feature tells. waiting: what waits for the SEIL; needs: what their networks need."""

    waiting: Sequence[Waiting] = ()
    needs: Sequence[Need] = ()


DeskSource = Callable[[DeskContext], Awaitable[DeskPart]]
