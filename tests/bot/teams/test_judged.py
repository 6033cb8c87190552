"""What the bot sends is what Microsoft's own library takes, and it loses nothing of it on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.teams.messenger import activity

GOLDEN = sorted((Path(__file__).parent / "golden").rglob("*.json"))

pytestmark = pytest.mark.filterwarnings("ignore:.*is in preview")


def lost(sent: Any, read: Any) -> bool:
    """Whether anything that was sent is not read, or read as something else."""
    if isinstance(sent, dict):
        return not isinstance(read, dict) or any(lost(value, read.get(name)) for name, value in sent.items())
    if isinstance(sent, list):
        return not isinstance(read, list) or len(sent) != len(read) or any(map(lost, sent, read))
    return bool(sent != read)


def test_every_card_and_the_message_around_it_are_read() -> None:
    from microsoft_teams.api.activities import MessageActivityInput
    from microsoft_teams.cards import AdaptiveCard

    assert len(GOLDEN) > 50
    for path in GOLDEN:
        card = json.loads(path.read_text(encoding="utf-8"))
        read = AdaptiveCard.model_validate(card).model_dump(mode="json", by_alias=True, exclude_none=True)
        assert not lost(card, read), path.name
        said = activity(card, "In short", alert=True)
        known = MessageActivityInput.model_validate(said).model_dump(mode="json", by_alias=True, exclude_none=True)
        assert not lost(said, known), path.name
