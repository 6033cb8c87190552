"""The process: `cop-bot`, and `python -m bot`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Run the command that the process was started with; returns its exit status."""
    # What a start reads stays to the end. Looking through it for garbage, again and again, costs a sixth of the start
    # and finds nothing; bot.cli switches it on again.
    gc.disable()
    # Pydantic would look through every package that is installed for extensions of its own; there are none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from bot.cli import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
