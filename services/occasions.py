"""Every feature's planners, and what carries out each kind of occasion."""

from __future__ import annotations

from services.schedule import Fire, Planner

PLANNERS: list[Planner] = []
FIRES: dict[str, Fire] = {}
