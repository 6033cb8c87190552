"""What a worker of the fault harness reads as it works, read once for all of them.

The process that they are forked from imports this. Else each that takes a dead one's place would read it for itself,
for half a second of processor time.
"""

from __future__ import annotations

import holidays.countries.australia
import psycopg
import sqlalchemy.dialects.postgresql.psycopg

import bot.slack.side
import bot.teams.side
from prompts import catalog
from prompts.instrument import load_instrument
from services import gather

__all__ = ["bot", "holidays", "psycopg", "sqlalchemy"]

dict(gather().announcements)
catalog.loaded()
load_instrument()
