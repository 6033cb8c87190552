"""Markdown tables, and the kind of machine they were measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table with numbers to the right."""
    lines = ["| " + " | ".join(headings) + " |", "|" + " ---: |" * len(headings)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def circumstances() -> str:
    """Today's date and the machine's kind: cores, memory, system, Python. Neither its name nor a path."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{datetime.now().astimezone().date().isoformat()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}; "
        f"load average at the start {load:.1f}."
    )
