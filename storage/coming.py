"""Whether a network has anything of what planners look at: one statement asks it for all of them.

What a planner looks at is a condition that stands beside the SQL of its feature, made by `any_of`. It has to hold
whenever the planner would find something; where it holds, the planner reads, and judges.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Exists, Integer, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models.base import Moment

NETWORK: BindParameter[int] = bindparam("network", type_=Integer)
"""The network, in such a condition."""
_NEAR_IT: dict[str, tuple[str, timedelta]] = {}
"""The moments that conditions name, by what they are called: before or after which end of the stretch, by how much."""


def since(shift: timedelta = timedelta()) -> BindParameter[datetime]:
    """The beginning of the stretch that is planned, moved by so much, in such a condition."""
    return _moment("since", shift)


def until(shift: timedelta = timedelta()) -> BindParameter[datetime]:
    """Its end, moved by so much."""
    return _moment("until", shift)


def any_of(*conditions: ColumnElement[bool]) -> Exists:
    """That there is a row of which all this is true."""
    return select(1).where(*conditions).exists()


async def holding(
    session: AsyncSession, conditions: tuple[Exists, ...], network_id: int, since: datetime, until: datetime
) -> frozenset[Exists]:
    """Those of the conditions that hold for the network, for what falls due in (since, until]."""
    if not conditions:
        return frozenset()
    ends = {"since": since, "until": until}
    given: dict[str, Any] = {name: ends[end] + shift for name, (end, shift) in _NEAR_IT.items()}
    row = (await session.execute(_all_of(conditions), given | {"network": network_id})).one()
    return frozenset(condition for condition, holds in zip(conditions, row, strict=True) if holds)


def _moment(end: str, shift: timedelta) -> BindParameter[datetime]:
    name = f"{end}_{shift // timedelta(seconds=1)}".replace("-", "less_")
    _NEAR_IT[name] = end, shift
    return bindparam(name, type_=Moment())


@lru_cache
def _all_of(conditions: tuple[Exists, ...]) -> Select[*tuple[Any, ...]]:
    """Made once, since making a statement costs more than asking it."""
    return select(*(condition.label(f"there_{number}") for number, condition in enumerate(conditions)))
