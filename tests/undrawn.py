"""White pages instead of pictures, for tests that look at what is said and not at what is drawn.

Drawing one takes 0.1 s. The pictures themselves are looked at in tests/prompts, and what a browser shows is drawn.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from prompts.pictures.canvas import WIDTH, Canvas

STROKES = ("write", "box", "bead", "arrow", "upright", "line")


@contextmanager
def undrawn() -> Iterator[None]:
    """Within the block, a page stays white, of the size that it would have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "__init__", _begin)
        patch.setattr(Canvas, "png", _png)
        for stroke in STROKES:
            patch.setattr(Canvas, stroke, _nothing)
        yield


def _begin(page: Any, height: float) -> None:
    page.height = height


def _nothing(_: Any, *__: Any, **___: Any) -> None:
    """Draw nothing."""


def _png(page: Any) -> bytes:
    return white(WIDTH, round(page.height))


@cache
def white(width: int, height: int) -> bytes:
    """A white PNG, one bit a dot."""
    row = b"\0" + b"\xff" * -(-width // 8)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * height)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )
