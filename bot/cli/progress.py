"""How far a command is, shown to whoever waits at a terminal; pipes and log collectors see nothing of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from domain.progress import Progress, unseen


@contextmanager
def shown() -> Iterator[Progress]:
    """Progress as a line on standard error that is gone at the end; what is printed meanwhile stands above it."""
    if not sys.stderr.isatty():
        yield unseen
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    # What goes into a file or a pipe goes there by itself.
    above = sys.stdout.isatty()
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True, redirect_stdout=above) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield show
