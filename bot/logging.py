"""Logs: one line an event, as text for people or JSON for machines; no secrets, and nothing that a terminal obeys."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

from bot.plain import plain, plain_value

# structlog reads rich where there is one, for coloured tracebacks, which no log of ours has: a twentieth of a start.
# None makes rich absent for so long; bot/cli/progress.py reads it when there is progress to show.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
import structlog  # noqa: E402

if sys.modules["rich"] is None:
    del sys.modules["rich"]

TRACES = ("exception", "stack")
"""What has lines of its own."""

OWN = ("bot", "handlers", "services", "prompts", "storage", "facts", "domain", "practice")


def hide_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Make all texts of the event plain: no tokens or passwords, and nothing that a terminal obeys."""
    return {
        plain(key): plain(value, keep="\n\t") if key in TRACES and isinstance(value, str) else plain_value(value)
        for key, value in event.items()
        if not key.startswith("_")
    } | {key: value for key, value in event.items() if key.startswith("_")}


def configure_logging(level: str, form: str) -> None:
    """Send every logger's output through one handler. level: DEBUG…ERROR; form: text or json."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
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
