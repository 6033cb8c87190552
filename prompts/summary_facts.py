"""What a summary tells of: counts, medians and rates. No person and no school is among them."""

from __future__ import annotations
