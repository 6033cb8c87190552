"""What a problem with the chat means for a message: when it is tried again, and when it is given up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.ports import DeliveryProblem, RateLimited, Unknown, Unsure, WorkspaceClosed, WorkspaceLost
from storage import rate_limits as gates
from storage.models import Delivery, Lane

log = logging.getLogger(__name__)

BACKOFF = [timedelta(seconds=s) for s in (2, 10, 30, 120, 600, 1800, 3600)]
"""Waits between attempts after trouble on the other side; the last one again and again, until PATIENCE is over."""
PATIENCE = timedelta(days=3)
"""How long a delivery is tried at least; an outage of a day must not lose what was to be said."""
TOKEN_WAIT = timedelta(minutes=15)
TOKEN_PAUSE = timedelta(minutes=1)
"""How long the other messages of a workspace wait before one of them finds out whether the token works again."""
TARGET_WAIT = timedelta(seconds=2)


class NotYet(DeliveryProblem):
    """The message to update has not gone out itself."""


class Later(DeliveryProblem):
    """The message is not to go out before a moment that shows only when it is worded, such as its reader's morning."""

    def __init__(self, until: datetime) -> None:
        super().__init__("")
        self.until = until


class Held(DeliveryProblem):
    """The chat asked to wait `seconds` at one of the gates."""

    def __init__(self, gate: str, problem: RateLimited) -> None:
        super().__init__(problem.reason)
        self.gate = gate
        self.seconds = problem.retry_after


class Moved(DeliveryProblem):
    """The direct conversation that was remembered is not there any more."""


@contextmanager
def at_gate(name: str) -> Iterator[None]:
    """Say at which gate the chat asked us to wait."""
    try:
        yield
    except RateLimited as problem:
        raise Held(name, problem) from problem


async def put_back(session: AsyncSession, lane: Lane, held: Delivery, problem: DeliveryProblem, now: datetime) -> None:
    """When to try again after the problem, or that it has failed."""
    match problem:
        case NotYet():
            held.attempts -= 1
            held.due_at = now + TARGET_WAIT
        case Later():
            held.attempts -= 1
            held.due_at, held.first_tried_at = problem.until, None  # others may pass it meanwhile
        case Held():
            held.attempts -= 1  # waiting as asked is no failed attempt
            held.due_at = now + timedelta(seconds=problem.seconds)
            await gates.hold(session, held.workspace_id, problem.gate, held.due_at)
        case WorkspaceLost():
            held.attempts -= 1
            held.due_at = now + TOKEN_WAIT
            await gates.hold_all(session, held.workspace_id, now + TOKEN_PAUSE)
            log.error("the chat no longer lets the bot in: see cop-bot doctor", extra={"reason": problem.reason})
        case WorkspaceClosed():
            held.attempts -= 1  # nothing is lost while the workspace is moved, or locked by its administrators
            held.due_at = now + TOKEN_WAIT
            await gates.hold_all(session, held.workspace_id, now + TOKEN_PAUSE)
            log.error("the workspace takes nothing for now", extra={"reason": problem.reason})
        case Unknown() if held.attempts <= len(BACKOFF):
            held.due_at = now + _back_off(held)
            log.warning("the chat answered with a code that is not known here", extra={"reason": problem.reason})
        case Moved() if _is_worth_another(held, now):
            lane.conversation_id = None
            held.due_at = now + _back_off(held)
        case Unsure() if _is_worth_another(held, now):
            held.in_doubt = held.in_doubt or (not problem.refused and held.operation not in gates.REPEATABLE)
            held.due_at = now + _back_off(held)
        case _:
            held.status, held.finished_at = "failed", now
            log.warning("delivery failed", extra={"delivery": held.id, "kind": held.kind, "reason": problem.reason})


def _is_worth_another(held: Delivery, now: datetime) -> bool:
    # A bot that was away for days has not tried often yet.
    return held.attempts <= len(BACKOFF) or now < (held.first_tried_at or now) + PATIENCE


def _back_off(held: Delivery) -> timedelta:
    return BACKOFF[min(held.attempts, len(BACKOFF)) - 1]
