"""Which questions are open: pulse checks, self-assessments and what of them is rated again.

Their answers are sealed meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models.assessments import AssessmentRound, SecondPass
from storage.models.pulses import Pulse

PULSE, ASSESSMENT, AGAIN = "pulse", "assessment", "again"
Question = Pulse | AssessmentRound | SecondPass
KINDS: dict[type[Question], str] = {Pulse: PULSE, AssessmentRound: ASSESSMENT, SecondPass: AGAIN}


def name_of(question: Question) -> str:
    """What the question's key and answers are filed under."""
    return f"{KINDS[type(question)]}-{question.id}"


@dataclass(frozen=True)
class OpenQuestion:
    """One that is open, maybe past its closing time.

    sealed: False where code of before opened it, and its answers are still as that code keeps them.
    """

    kind: str
    id: int
    workspace_id: int
    network_id: int
    sealed: bool

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.id}"


async def every_open(session: AsyncSession) -> Sequence[OpenQuestion]:
    """All of them, of every workspace."""
    rows = await session.execute(_EVERY_OPEN)
    return [OpenQuestion(*row) for row in rows]


def _open(kind: str, model: type[Question]) -> Select[str, int, int, int, bool]:
    return select(literal(kind), model.id, model.workspace_id, model.network_id, model.sealed).where(
        model.status == "open"
    )


_EVERY_OPEN = union_all(*(_open(kind, model) for model, kind in KINDS.items()))
"""Made once, since making a statement costs more than asking it."""
