"""Who somebody is to the workspace, and what follows from it: only its own people hold roles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in what was typed where a person was picked."""
_PERSON_ID = re.compile(r"p[0-9a-z]{16}")
_PERSON_IN_TEXT = re.compile(r"\bp[0-9a-z]{16}\b")


class Standing(StrEnum):
    """What an account is, as the chat tells.

    guest: somebody of the workspace who sees a few channels of it alone. stranger: of another organisation, met in a
    channel that both share. gone: the account is closed. unknown: no account of that id is known here.
    """

    PERSON = "person"
    GUEST = "guest"
    STRANGER = "stranger"
    APP = "app"
    GONE = "gone"
    UNKNOWN = "unknown"


MAY_HOLD_A_ROLE = frozenset({Standing.PERSON})
MAY_BE_WRITTEN_TO = frozenset({Standing.PERSON, Standing.GUEST})
"""Who can be introduced or named: an expert may well be a guest of the workspace."""

OF_THE_WORKSPACE = frozenset(Standing) - {Standing.STRANGER, Standing.UNKNOWN}


def is_person_id(text: str) -> bool:
    """Whether the text has the form of our ids of people, so that it can stand in a mention."""
    return _PERSON_ID.fullmatch(text) is not None


def people_in(words: str) -> list[str]:
    """What in a line for an operator may be our id of somebody."""
    return _PERSON_IN_TEXT.findall(words)


def name_people(words: str, names: Mapping[str, str]) -> str:
    """The line with a name for each of our ids that has one."""
    return _PERSON_IN_TEXT.sub(lambda found: names.get(found[0], found[0]), words)
