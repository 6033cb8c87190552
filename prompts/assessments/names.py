"""The ids of the self-assessment's buttons, forms and fields."""

from __future__ import annotations

from enum import StrEnum


class AssessmentsAction(StrEnum):
    BACK = "assessments.back"
    LATER = "assessments.later"
    CHOSEN = "assessments.level"


class AssessmentsView(StrEnum):
    INTRO = "assessments.intro"
    RATE = "assessments.rate"
    OPEN = "assessments.open"
    EXTEND = "assessments.extend"
    CLOSE = "assessments.close_early"
    AGREE = "assessments.agree"
    CONFIRM = "assessments.confirm"
    AGAIN = "assessments.again"


class AssessmentsField(StrEnum):
    """Fields by name; LEVEL and WHY carry the item's key after a colon."""

    LEVEL = "assessments.level"
    WHY = "assessments.why"
    CLOSES = "assessments.closes"


CONFIRM_FIELD = "assessments.confirmed"
"""Carries the pillar's key after a colon."""


def level_field(item_key: str) -> str:
    return f"{AssessmentsField.LEVEL}:{item_key}"


def why_field(item_key: str) -> str:
    return f"{AssessmentsField.WHY}:{item_key}"
