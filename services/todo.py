"""What waits for a person, and the days they have to keep: each feature tells, the Home tab shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor
from prompts.text import Words
from services.context import AppContext, NetworkContext


@dataclass(frozen=True)
class Todo:
    """sentence: what waits, from the catalog; label: the button; command and text: what it does."""

    sentence: Words
    label: Words
    command: str
    text: str = ""


@dataclass(frozen=True)
class Deadline:
    """A day that the person has to keep. sentence: what for, from the catalog."""

    on: date
    sentence: Words


DeadlineSource = Callable[[AppContext, AsyncSession, NetworkContext, Actor, datetime], Awaitable[Sequence[Deadline]]]
TodoSource = Callable[[AppContext, AsyncSession, NetworkContext, Actor, datetime], Awaitable[Sequence[Todo]]]
