"""What is known of a school beside its name: the department's number, where it is, and how far from another."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace
from typing import Final

from domain.names import name_key

EARTH_METRES: Final = 6_371_009
"""The earth's mean radius."""
Direction = tuple[float, float, float]
"""A point on a globe of radius 1, by its three co-ordinates."""


@dataclass(frozen=True)
class Place:
    """A school's number and where it is; None for what is not known. latitude, longitude: degrees, both or neither."""

    school_number: str | None = None
    town: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def filled(self, other: Place) -> Place:
        """This place with all that the other knows, which counts where both know something."""
        known = {one.name: value for one in fields(other) if (value := getattr(other, one.name)) is not None}
        return replace(self, **known)

    def differs(self, other: Place) -> bool:
        """Whether both know something, and not the same."""
        return self.filled(other) != other.filled(self)


def read_school_number(text: str) -> str | None:
    """The department's number, as 1563 or as a spreadsheet's 1563.0; None where it is none."""
    found = re.fullmatch(r"0*(\d{1,6})(\.0)?", text)
    return found[1] if found else None


def read_postcode(text: str) -> str | None:
    """Four digits; a spreadsheet leaves out the 0 in front. None where it is no postcode."""
    return text.rjust(4, "0") if re.fullmatch(r"\d{3,4}", text) else None


def read_degrees(text: str, most: int) -> float | None:
    """Degrees from -most to most; None where they are none.

    Where columns are parted by semicolons, a comma often stands for the point; and a dash for the minus.
    """
    found = re.fullmatch(r"-?\d{1,3}([.,]\d+)?", name_key(text))
    degrees = float(found[0].replace(",", ".")) if found else math.inf
    return degrees if abs(degrees) <= most else None


def metres_between(one: Place, other: Place) -> int | None:
    """How far they are from each other in a straight line; None where either is not known."""
    here, there = on_the_globe(one), on_the_globe(other)
    if here is None or there is None:
        return None
    # From the chord between them, which is exact for near ones too.
    return round(2 * EARTH_METRES * math.asin(min(1.0, math.dist(here, there) / 2)))


def on_the_globe(place: Place) -> Direction | None:
    """Where the place is, seen from the earth's centre; None where it is not known."""
    if place.latitude is None or place.longitude is None:
        return None
    north, east = math.radians(place.latitude), math.radians(place.longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)
