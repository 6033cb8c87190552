"""The app's icons: three schools that are one network."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

ACCENT = "#1f4e5f"
COLOUR_SIZE, OUTLINE_SIZE = 192, 32
FINE = 8
"""Drawn so many times larger, and shrunk, so that the edges are smooth."""


def colour_icon() -> bytes:
    """192 pixels a side, white on the accent colour."""
    return _png(_network(COLOUR_SIZE, background=ACCENT))


def outline_icon() -> bytes:
    """32 pixels a side, white on nothing, as Teams wants it for its rail."""
    return _png(_network(OUTLINE_SIZE, background=None))


def _network(size: int, background: str | None) -> Image:
    from PIL import Image, ImageDraw

    side = size * FINE
    picture = Image.new("RGBA", (side, side), background or (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    away, school = side * 0.29, side * 0.11
    places = [
        (side / 2 + away * math.sin(turn), side * 0.54 - away * math.cos(turn))
        for turn in (0, 2 * math.pi / 3, 4 * math.pi / 3)
    ]
    draw.polygon(places, outline="white", width=round(side * 0.05))
    for x, y in places:
        draw.ellipse((x - school, y - school, x + school, y + school), fill="white")
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _png(picture: Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
