"""Which questions are open: pulse checks and self-assessments, whose answers are sealed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import AssessmentRound, Pulse

PULSE, ASSESSMENT = "pulse", "assessment"


def name_of(question: Pulse | AssessmentRound) -> str:
    """What the question's key and answers are filed under."""
    return f"{PULSE if isinstance(question, Pulse) else ASSESSMENT}-{question.id}"


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


def _open(kind: str, model: type[Pulse | AssessmentRound]) -> Select[str, int, int, int, bool]:
    return select(literal(kind), model.id, model.workspace_id, model.network_id, model.sealed).where(
        model.status == "open"
    )


_EVERY_OPEN = union_all(_open(PULSE, Pulse), _open(ASSESSMENT, AssessmentRound))
"""Made once, since making a statement costs more than asking it."""
