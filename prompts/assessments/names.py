"""The ids of the self-assessment's buttons, forms and fields."""

from __future__ import annotations

from enum import StrEnum


class AssessmentsAction(StrEnum):
    BACK = "assessments.back"
    LATER = "assessments.later"
    CHOSEN = "assessments.level"
    EVIDENCE = "assessments.evidence"


class AssessmentsView(StrEnum):
    INTRO = "assessments.intro"
    RATE = "assessments.rate"
    OPEN = "assessments.open"
    EXTEND = "assessments.extend"
    CLOSE = "assessments.close_early"
    SETTINGS = "assessments.settings"
    AGREE = "assessments.agree"
    CONFIRM = "assessments.confirm"
    AGAIN = "assessments.again"
    GIVE_EVIDENCE = "assessments.give_evidence"


class AssessmentsField(StrEnum):
    """Fields by name; LEVEL, WHY and BROUGHT carry the item's key after a colon."""

    LEVEL = "assessments.level"
    WHY = "assessments.why"
    CLOSES = "assessments.closes"
    BROUGHT = "assessments.brought"
    ITEM = "assessments.item"
    WORDS = "assessments.words"
    NAMED = "assessments.named"
    USED = "assessments.used"
    BY_ITSELF = "assessments.by_itself"
    PULSES = "assessments.pulses"


CONFIRM_FIELD = "assessments.confirmed"
"""Carries the pillar's key after a colon."""


def level_field(item_key: str) -> str:
    return f"{AssessmentsField.LEVEL}:{item_key}"


def why_field(item_key: str) -> str:
    return f"{AssessmentsField.WHY}:{item_key}"


def brought_field(item_key: str) -> str:
    return f"{AssessmentsField.BROUGHT}:{item_key}"
