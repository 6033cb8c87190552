"""Who somebody is to the workspace, and what follows from it: only its own people hold roles."""

from __future__ import annotations

import re
from enum import StrEnum

_PERSON_ID = re.compile(r"[UW][A-Z0-9_]{1,40}")


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
    """Whether the text has the form of a person's id, so that it can stand in a mention."""
    return _PERSON_ID.fullmatch(text) is not None
