"""Where a feature tells what waits for a person, and which days they have to keep."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor
from prompts.todo import Deadline, Todo
from services.context import AppContext, NetworkContext

DeadlineSource = Callable[[AppContext, AsyncSession, NetworkContext, Actor, datetime], Awaitable[Sequence[Deadline]]]
TodoSource = Callable[[AppContext, AsyncSession, NetworkContext, Actor, datetime], Awaitable[Sequence[Todo]]]
