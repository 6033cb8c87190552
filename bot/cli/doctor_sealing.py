"""Whether answers are sealed, and gone when they should be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import text

from bot.cli.check import Check
from storage.database import Database
from storage.private_files import open_to_others
from storage.questions import every_open


async def check_sealing(database: Database) -> AsyncIterator[Check]:
    """The keys of open questions, what is to be erased, and who may read the files."""
    if database.key_file is not None and not database.is_sqlite:
        yield Check(
            f"Answers are sealed under the key in {database.key_file.path}, as ANSWER_KEYS is not set: "
            "that does where one machine runs the bot. For several, set the same ANSWER_KEYS on each"
        )
    async with database.read() as session:
        open_ = await every_open(session)
        unreadable = await database.keys.unreadable(session)
        lost = (await database.keys.look(session)).lost
    if unreadable:
        what_to_do = "Put the key that they were sealed under back into ANSWER_KEYS, after the new one."
        yield Check(f"{len(unreadable)} of {len(open_)} open questions cannot be read", what_to_do)
    elif lost:
        yield Check(
            f"The keys of {len(lost)} of {len(open_)} open questions are lost",
            "A running bot that knows them puts them back; otherwise they are taken back in ten minutes.",
        )
    else:
        yield Check(f"Answers to {len(open_)} open questions are sealed")
    yield await _erasing(database)
    if database.is_sqlite:
        path = Path(database.url.database or "")
        others = [str(found) for found in open_to_others(path)]
        if others:
            yield Check(
                f"Others on this machine may read {', '.join(others)}", f"chmod go= {' '.join(others)} as its owner."
            )
        else:
            yield Check("Nobody else on this machine may read the database's files")


async def _erasing(database: Database) -> Check:
    """Whether what is deleted can be erased."""
    if not database.is_sqlite and (missing := await _missing_on_postgres(database)):
        return Check(missing, "Let the bot's role own the tables (ALTER TABLE … OWNER TO …), then run: cop-bot migrate")
    if await database.clear_remains():
        return Check("What was deleted is erased")
    return Check(
        "The write-ahead log cannot be emptied: another program has been reading the database for long",
        "Find it and end it (a shell, a viewer or a copy of the file); the bot then empties the log by itself.",
    )


async def _missing_on_postgres(database: Database) -> str:
    """What the server's own catalogue says against erasing keys; empty where nothing does."""
    async with database.engine.connect() as connection:
        persistence = await connection.scalar(
            text("SELECT relpersistence FROM pg_class WHERE oid = 'question_keys'::regclass")
        )
        may = await connection.scalar(text("SELECT has_table_privilege('question_keys', 'TRUNCATE')"))
    if persistence not in ("u", b"u"):
        return "The table question_keys is not UNLOGGED, so keys of questions stay in the write-ahead log"
    return (
        "" if may else "The bot may not TRUNCATE the table question_keys, so keys of closed questions stay in its file"
    )
