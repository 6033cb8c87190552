"""Where a feature tells what a SEIL, as challenge partner, could ask a network about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.challenges import Candidate
from services.context import AppContext, NetworkContext


@dataclass(frozen=True)
class ChallengeContext:
    """What candidates are read from: a network at a moment."""

    app: AppContext
    session: AsyncSession
    network_ctx: NetworkContext
    now: datetime


QUESTIONS = "challenges.questions"
"""The message with a meeting's questions, which has to change with the meeting."""

ChallengeSource = Callable[[ChallengeContext], Awaitable[Sequence[Candidate]]]
