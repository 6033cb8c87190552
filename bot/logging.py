"""Logs: one line an event, as text for people or JSON for machines; no secrets, and nothing that a terminal obeys."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.plain import plain, plain_value

TRACES = ("exception", "stack")
"""What has lines of its own."""

OWN = ("bot", "handlers", "services", "prompts", "storage", "facts", "domain", "practice")
USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime"}
"""What every record has; the rest is what the event brings along."""


def hide_secrets(event: Mapping[str, Any]) -> dict[str, Any]:
    """Make all texts of the event plain: no tokens or passwords, and nothing that a terminal obeys."""
    return {
        plain(key): plain(value, keep="\n\t") if key in TRACES and isinstance(value, str) else plain_value(value)
        for key, value in event.items()
    }


class _Lines(logging.Formatter):
    """What a record tells, by name and in plain words; as a JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.told(record), ensure_ascii=False)

    def told(self, record: logging.LogRecord) -> dict[str, Any]:
        """Event, level, logger and moment, then what the event brings along, then its traces."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
        told: dict[str, Any] = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": moment.replace("+00:00", "Z"),
        }
        told |= {name: value for name, value in vars(record).items() if name not in USUAL and name not in told}
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            told["stack"] = record.stack_info
        return hide_secrets(told)


class _ForPeople(_Lines):
    """The same, as a line that people read, with the traces below it."""

    def format(self, record: logging.LogRecord) -> str:
        told = self.told(record)
        event, level, logger, moment = (told.pop(name) for name in ("event", "level", "logger", "timestamp"))
        traces = [told.pop(name) for name in TRACES if name in told]
        line = f"{moment} [{level:<9}] {event:<30} [{logger}]"
        values = (f"{name}={_shown(value)}" for name, value in sorted(told.items()))
        return "\n".join([" ".join([line, *values]), *traces])


def _shown(value: object) -> str:
    """Texts stand as they are, in quotes where they would run into what comes next."""
    return value if isinstance(value, str) and value and not set(value) & set(" \t=\r\n\"'") else repr(value)


def configure_logging(level: str, form: str) -> None:
    """Send every logger's output through one handler. level: DEBUG…ERROR; form: text or json."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines() if form == "json" else _ForPeople())
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries tell what they handle: requests, statements with their values. So the level is for our own code alone.
    root.setLevel(max(logging.getLevelName(level), logging.WARNING))
    for own in OWN:
        logging.getLogger(own).setLevel(level)
    # It warns of requests that nobody listens to, whole.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    for own in ("uvicorn", "uvicorn.error"):
        logging.getLogger(own).handlers = []
        logging.getLogger(own).propagate = True
