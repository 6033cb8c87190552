"""The figures that Prometheus collects. Those of this process are counted as they happen, by bot/counted.py; those of
the whole bot are asked of the database, at most every FRESH_SECONDS, however many monitors ask."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import QueuePool

from bot.clock import Clock
from services import Services
from storage import metrics as figures

FRESH_SECONDS = 10.0

METRICS = CollectorRegistry()
REFUSED = Counter("cop_bot_requests_refused", "Requests turned away because of too many at once", registry=METRICS)
AT_ONCE = Gauge("cop_bot_requests_at_once", "Requests of Slack's being worked on", registry=METRICS)
ACK = Histogram(
    "cop_bot_ack_seconds",
    "From a request's arrival to its acknowledgement; Slack waits 3 seconds",
    ["kind"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
    registry=METRICS,
)
TEAMS_RATE_LIMITED = Counter(
    "cop_bot_teams_rate_limited", "Calls that Teams answered with 429", ["method"], registry=METRICS
)
RATE_LIMITED = Counter("cop_bot_slack_rate_limited", "Calls that Slack answered with 429", ["method"], registry=METRICS)


class Figures:
    """What /metrics answers."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._database = services.app.database
        self._clock = clock
        self._asked_at = 0.0
        self._of_the_bot = b""

    async def collect(self) -> bytes:
        """All figures in Prometheus's text form."""
        if not self._of_the_bot or time.monotonic() - self._asked_at > FRESH_SECONDS:
            self._of_the_bot = await self._ask()
            self._asked_at = time.monotonic()
        return self._of_the_bot + self._pool() + generate_latest(METRICS)

    async def _ask(self) -> bytes:
        from services.assessments.occasions import REMIND

        now = self._clock()
        async with self._database.read() as session:
            # Their number would tell how many have not answered a question that is open.
            found = await figures.take(session, now, {REMIND})
        registry = CollectorRegistry()
        deliveries = Gauge("cop_bot_deliveries", "Messages by what has come of them", ["status"], registry=registry)
        for status in ("pending", "claimed", "sent", "skipped", "failed"):
            deliveries.labels(status).set(found.deliveries.get(status, 0))
        networks = Gauge("cop_bot_networks", "Networks by state", ["status"], registry=registry)
        for status in ("active", "paused", "closed"):
            networks.labels(status).set(found.networks.get(status, 0))
        for name, what, since in (
            ("cop_bot_delivery_lag_seconds", "How long the oldest due message has been waiting", found.oldest_due),
            ("cop_bot_schedule_lag_seconds", "How long the oldest look at a network is overdue", found.oldest_check),
        ):
            lag = 0.0 if since is None else max((now - since).total_seconds(), 0.0)
            Gauge(name, what, registry=registry).set(lag)
        remains = Gauge(
            "cop_bot_erasing_overdue", "1 while something of what was deleted may still be there", registry=registry
        )
        remains.set(self._database.may_have_remains)
        return generate_latest(registry)

    def _pool(self) -> bytes:
        """The database connections of this process."""
        registry = CollectorRegistry()
        gauge = Gauge("cop_bot_database_connections", "This process's connections", ["state"], registry=registry)
        pool = self._database.engine.pool
        if isinstance(pool, QueuePool):
            gauge.labels("in_use").set(pool.checkedout())
            gauge.labels("idle").set(pool.checkedin())
        return generate_latest(registry)
