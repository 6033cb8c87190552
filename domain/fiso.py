"""The ten dimensions of FISO 2.0, by which a school says what it works on, is strong in and finds hard."""

from __future__ import annotations

DIMENSIONS = (
    "direction",
    "culture",
    "curriculum",
    "teaching",
    "data",
    "feedback",
    "voice",
    "partnerships",
    "inclusion",
    "resources",
)
"""Two of each core element: leadership, teaching and learning, assessment, engagement, support and resources."""
