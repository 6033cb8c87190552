"""What waits for a person: each feature tells, the Home tab and /cop-help show it with a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor
from services.ground import Ground, NetworkGround


@dataclass(frozen=True)
class Waiting:
    """sentence: what waits, in mrkdwn from the catalog; label: the button; command and text: what it does."""

    sentence: str
    label: str
    command: str
    text: str = ""


WaitingSource = Callable[[Ground, AsyncSession, NetworkGround, Actor, datetime], Awaitable[Sequence[Waiting]]]
