"""What several tests of the bot's commands stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.importing import Import


@pytest.fixture
def importing(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Import:
    """The command, with no Slack to ask."""
    return Import(tmp_path, Settings(_env_file=None, database_url=database_url), capsys)
