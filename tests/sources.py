"""The code as trees, for tests about how it is written."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """A file's tree, which is read once in a process: all of the code takes a second."""
    return ast.parse(path.read_text(encoding="utf-8"))
