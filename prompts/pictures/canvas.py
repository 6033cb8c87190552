"""The page that pictures are drawn on: text, boxes and lines, placed in pixels.

Matplotlib is loaded when the first page is made, since most processes never draw one.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from prompts.text import shorten

WIDTH = 700
"""A phone shows a picture at less than half of this: the smallest letters, of 22 pixels, are about 10 there."""
DOTS_PER_INCH = 100
MARGIN = 30
FONT = "DejaVu Sans"
INK = "#1b2733"
QUIET = "#55626f"
RULE = "#d5dce3"
EDGE = "#7d92a5"

drawing = Lock()
"""Matplotlib's fonts are not made for several threads at once."""


class Canvas:
    """A white page in pixels, the origin at the top left."""

    def __init__(self, height: int) -> None:
        from matplotlib.figure import Figure

        self._figure = Figure(figsize=(WIDTH / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
        self._figure.patch.set_facecolor("#ffffff")
        self._axes: Any = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def write(
        self, x: float, y: float, text: str, size: float, *, colour: str = INK, bold: bool = False, align: str = "left"
    ) -> None:
        """Write one line with its middle at y; size is the height of the letters in pixels."""
        self._axes.text(
            x,
            y,
            "".join(letter if ord(letter) in _letters() else "·" for letter in text),
            fontsize=size * 72 / DOTS_PER_INCH,
            family=FONT,
            color=colour,
            weight="bold" if bold else "normal",
            ha=align,
            va="center_baseline",
            parse_math=False,
        )

    def title(self, y: float, text: str) -> None:
        """Write what the picture is about at its top, smaller where it is long, to its right edge at most."""
        words = shorten(text, 48)
        self.write(MARGIN, y, words, fitting(words, 32, 32), bold=True)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, edge: str = EDGE, weight: float = 1.2
    ) -> None:
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=weight))

    def bead(
        self, start: float, end: float, y: float, radius: float, fill: str, edge: str = EDGE, weight: float = 1.2
    ) -> None:
        """A dot at `start`, drawn out into a bar as far as `end` where that is further right; sizes in pixels."""
        for colour, wide in ((edge, radius + weight), (fill, radius)):
            points = 2 * wide * 72 / DOTS_PER_INCH
            self._axes.plot(
                [start - 0.5, end + 0.5], [y, y], color=colour, linewidth=points, solid_capstyle="round", zorder=3
            )

    def arrow(self, start: float, end: float, y: float, colour: str) -> None:
        """An arrow along y that points at `end`."""
        self._axes.annotate(
            "",
            xy=(end, y),
            xytext=(start, y),
            arrowprops={"arrowstyle": "-|>,head_length=0.7,head_width=0.4", "color": colour, "linewidth": 3.5},
            zorder=2,
        )

    def upright(self, x: float, top: float, bottom: float) -> None:
        """A thin line from top to bottom."""
        self._axes.plot([x, x], [top, bottom], color=RULE, linewidth=1.5, zorder=0)

    def line(self, y: float) -> None:
        self._axes.plot([MARGIN, WIDTH - MARGIN], [y, y], color=RULE, linewidth=1.5)

    def png(self) -> bytes:
        target = BytesIO()
        self._figure.savefig(target, format="png", metadata={"Software": None})
        return target.getvalue()


def fitting(text: str, size: float, letters: float) -> float:
    """The size at which the text takes no more room than so many letters do at `size`."""
    return size * min(1.0, letters / max(len(text), 1))


@cache
def _letters() -> frozenset[int]:
    """What the font can draw; a name with an emoji in it must not spoil the picture."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())
