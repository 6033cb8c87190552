"""The only way from a command to the terminal."""

from __future__ import annotations

import builtins
import sys
from typing import TextIO

from bot.plain import plain


def print(*values: object, file: TextIO | None = None, flush: bool = False) -> None:
    """As Python's own, with each value made plain first: line breaks stay only between what is printed.

    A text of several lines is several values, or several calls.
    """
    builtins.print(*(plain(str(value)) for value in values), file=file or sys.stdout, flush=flush)
