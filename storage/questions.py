"""Which questions are open: pulse checks, self-assessments and what of them is rated again.

Their answers are sealed meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from sqlalchemy import Boolean, Integer, Select, String, column, literal, select, table, union_all
from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from storage.models.assessments import AssessmentRound, SecondPass
    from storage.models.pulses import Pulse

PULSE, ASSESSMENT, AGAIN = "pulse", "assessment", "again"
Question: TypeAlias = "Pulse | AssessmentRound | SecondPass"
KINDS = {"pulses": PULSE, "assessment_rounds": ASSESSMENT, "second_passes": AGAIN}
"""By the tables that hold them."""


def name_of(question: Question) -> str:
    """What the question's key and answers are filed under."""
    return f"{KINDS[question.__tablename__]}-{question.id}"


class OpenQuestion(Struct, frozen=True):
    """One that is open, maybe past its closing time.

    sealed: False where code of before opened it, and its answers are still as that code keeps them. named: raters of it
    stand there by name, as code of before kept them.
    """

    kind: str
    id: int
    workspace_id: int
    network_id: int
    sealed: bool
    named: bool

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.id}"


async def every_open(session: AsyncSession) -> Sequence[OpenQuestion]:
    """All of them, of every workspace."""
    rows = await session.execute(_EVERY_OPEN)
    return [OpenQuestion(*row) for row in rows]


# Every process asks this again and again, so it makes do without the models of the features that it asks about. The
# statement is made once, since making one costs more than asking it.


def _open(kind: str, name: str) -> Select[str, int, int, int, bool, bool]:
    id_, workspace_id, network_id = (
        column("id", Integer),
        column("workspace_id", Integer),
        column("network_id", Integer),
    )
    sealed, status = column("sealed", Boolean), column("status", String)
    asked = table(name, id_, workspace_id, network_id, sealed, status)
    raters = table("assessment_raters", column("round_id", Integer))
    named = select(literal(1)).where(raters.c.round_id == asked.c.id).exists() if kind == ASSESSMENT else literal(False)
    return (
        select(literal(kind), id_, workspace_id, network_id, sealed, named).select_from(asked).where(status == "open")
    )


_EVERY_OPEN = union_all(*(_open(kind, name) for name, kind in KINDS.items()))
