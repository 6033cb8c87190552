"""Secrets never stand in the log."""

from __future__ import annotations

import pytest

from bot.logging import hide_secrets


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("token xoxb-12-abC", "xoxb-12-abC"),
        ("xapp-1-A0-99-ff connects", "xapp-1-A0-99-ff"),
        ("postgresql://me:secret@host/db refused", "secret"),
    ],
)
def test_secrets_are_hidden(text: str, secret: str) -> None:
    assert secret not in hide_secrets(None, "", {"event": text})["event"]


def test_other_words_stay() -> None:
    assert hide_secrets(None, "", {"event": "sent to C1", "n": 3}) == {"event": "sent to C1", "n": 3}
