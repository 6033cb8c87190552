"""Holds cards against the published schema of Adaptive Cards 1.5, and against what Teams adds and limits."""

from practice.teams.cards.limits import problems_of

__all__ = ["problems_of"]
