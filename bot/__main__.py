"""`python -m bot` does what `cop-bot` does."""

import sys

from bot.cli import main

sys.exit(main())
