"""Writes manifest.json anew: `make manifest`."""

from __future__ import annotations

import json
from pathlib import Path

from bot.slack.manifest import manifest

FILE = Path(__file__).parent.parent / "manifest.json"


def written() -> str:
    """What the file holds."""
    return json.dumps(manifest(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
