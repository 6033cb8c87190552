"""What `cop-bot person export` writes: a zip file that a person can read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence

from facts.person_data import KnownPerson, Sheet, Survey
from prompts.catalog import say
from prompts.person_data import what, why_it_stays
from prompts.text import plain
from storage.holdings import HELD_BACK

FIRST = "\ufeff"
"""So that spreadsheet programs read the file as UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet program would work out instead of showing it."""


def packed(survey: Survey, sheets: Sequence[Sheet], at: str) -> bytes:
    """A zip file: what it is, in words; all of it as JSON; and each table as CSV."""
    who = survey.who
    everything = {
        "at": at,
        "person": {
            "id": who.person,
            "workspace": who.workspace,
            "id in the chat": who.chat_id,
            "name": who.name,
            "reminders of pulse checks": "yes" if who.reminded else "no",
        },
        **{what(sheet.table): [dict(row) for row in sheet.rows] for sheet in sheets},
    }
    about = [
        f"What the bot knows of {called(who)}, at {at}.",
        "",
        *(f"{what(one.table)}: {one.goes + one.stays}" for one in survey.held if one.table not in HELD_BACK),
        "",
        "Other people stand in it by ids that say nothing. Of messages their kind and time are kept, and ids.",
        plain(say("person_data.never")),
        plain(say("person_data.texts_stay")),
        plain(say("person_data.in_chat")),
        "",
        "What stays when somebody is erased, and why:",
        *lines_of_what_stays(survey),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("about.txt", FIRST + "\r\n".join(about) + "\r\n")
        file.writestr("data.json", json.dumps(everything, ensure_ascii=False, indent=2))
        for sheet in sheets:
            file.writestr(f"{sheet.table.replace('_', '-')}.csv", FIRST + _csv(sheet))
    return packed.getvalue()


def _csv(sheet: Sheet) -> str:
    columns = list(dict.fromkeys(column for row in sheet.rows for column in row))
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, restval="")
    writer.writeheader()
    writer.writerows({column: _safe(text) for column, text in row.items()} for row in sheet.rows)
    return written.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def lines_of_what_stays(survey: Survey) -> list[str]:
    """A line for each table of which something stays when they are erased."""
    stays = [one.table for one in survey.held if one.stays and one.table not in HELD_BACK]
    return [f"- {what(table)}: {why_it_stays(table)}" for table in stays]


def called(who: KnownPerson) -> str:
    """The person as an operator knows them."""
    return " ".join(part for part in (who.name, who.chat_id or who.person) if part)
