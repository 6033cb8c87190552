"""Loading results from before the bot from a CSV file; where one row is wrong, nothing of it.

A file says where items stood in half-years that it names; what it does not name stays as it is. Nothing is overwritten:
a correction is a row of its own beside the one before it, and the audit names both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.ext.asyncio import AsyncSession

from domain.earlier_results import COLUMNS
from domain.ratings import Median
from domain.spreadsheets import read_table
from services.audit import COMMAND_LINE, record
from services.context import AppContext
from services.networks import Changes, ImportRefused, Problem, SourceFile
from services.trends.reading import stands_as_imported
from services.trends.result_files import Reader, Result, twice
from storage import networks as network_rows
from storage import trends as rows
from storage.models import Network
from storage.models.assessments import ImportedLevel


class ResultImport:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def load(
        self, source: SourceFile, now: datetime, *, workspace_id: int | None = None, dry_run: bool = False
    ) -> Changes:
        """Take the file over. Raises ImportRefused with every problem, before anything is changed.

        workspace_id: where the networks are that the file names; None for wherever there is one of that name.
        """
        table = read_table(source.content, COLUMNS)
        problems = [Problem(source.name, fault.line, fault.reason, fault.what_to_do) for fault in table.faults]
        if not problems and not table.rows:
            problems = [Problem(source.name, 1, "The file holds no result.", "Add a row for each item of a half-year.")]
        changes = Changes()
        async with self._app.database.write() as session:
            reader = Reader(self._app, session, source.name, now, workspace_id)
            found = [result for row in table.rows if (result := await reader.read(row)) is not None]
            problems += [*reader.problems, *twice(source.name, found)]
            if problems:
                raise ImportRefused(sorted(problems, key=lambda problem: problem.line))
            for place in sorted(reader.places.values(), key=lambda each: each.network.id):
                theirs = [result for result in found if result.network_id == place.network.id]
                await self._take_over(session, place.network, theirs, source.name, now, changes)
            if dry_run:
                await session.rollback()
        return changes

    async def _take_over(
        self,
        session: AsyncSession,
        network: Network,
        results: Sequence[Result],
        source: str,
        now: datetime,
        changes: Changes,
    ) -> None:
        """Write what is new of one network, and note it."""
        await network_rows.lock(session, network.workspace_id, network.id, look=False)
        stands = {
            (key, row.half_year, row.item_key): row
            for key in sorted({result.instrument.key for result in results})
            for row in await rows.imported(session, network.id, key)
        }
        done = Changes()
        for result in results:
            before = stands.get(result.key)
            if result.stands is None and before is None:
                continue
            if before is not None and _is_the_same(result, before):
                continue
            if before is not None:
                before.superseded_at = now
                await session.flush()  # before the row that takes its place
            self._note(done, network, result, before)
            if result.stands is not None:
                session.add(_row(network, result, result.stands, source, now))
        changes.add(done.added, done.changed, done.ended)
        changes.count(network.name, len(done.added), len(done.changed), len(done.ended))
        if done:
            details = {"file": PurePath(source).name, "added": done.added, "changed": done.changed, "ended": done.ended}
            await record(session, network.workspace_id, COMMAND_LINE, "trends.imported", network.name, details, now=now)

    def _note(self, done: Changes, network: Network, result: Result, before: ImportedLevel | None) -> None:
        title = result.instrument.title_of(result.item)
        what = f"{network.name} {result.half_year.key} {title}"
        was = _said(stands_as_imported(before), before.agreed) if before is not None else ""
        if result.stands is None:
            done.ended.append(f"{what}: {was}")
        elif before is None:
            done.added.append(f"{what}: {_said(result.stands, result.agreed)}")
        else:
            now_is = _said(result.stands, result.agreed)
            done.changed.append(f"{what}: {was} → {now_is}" if was != now_is else f"{what}: its note")


def _is_the_same(result: Result, row: ImportedLevel) -> bool:
    says = (result.stands, list(result.names), result.agreed, result.note)
    return says == (stands_as_imported(row), list(row.scale), row.agreed, row.note)


def _row(network: Network, result: Result, stands: Median, source: str, now: datetime) -> ImportedLevel:
    return ImportedLevel(
        workspace_id=network.workspace_id,
        network_id=network.id,
        instrument_key=result.instrument.key,
        half_year=result.half_year.key,
        item_key=result.item,
        low=int(stands.low),
        high=int(stands.high),
        scale=list(result.names),
        agreed=result.agreed,
        note=result.note,
        source=PurePath(source).name[:255],
        imported_at=now,
    )


def _said(stands: Median, agreed: bool) -> str:
    return f"{stands.words} ({'agreed' if agreed else 'median'})"
