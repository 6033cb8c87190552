"""cop-bot import-results: what a network's spreadsheets hold from before the bot, taken over whole or not at all."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli import build_parser
from bot.cli.results import import_results
from domain.in_use import as_kept
from domain.kept_instrument import instrument_as_data
from prompts.instrument import load_instrument
from storage.database import Database
from storage.models import AuditEntry, Network
from storage.models.assessments import AssessmentRound, ImportedLevel
from tests.house import melbourne
from tests.importing import Import

PLC = "professional-learning-communities"
HEAD = "network,half_year,item,level,kind,note\n"
ROWS = (
    "Merri-bek,2022-S1,trust,1,agreed,From the planning day\n"
    "Merri-bek,2022-S1,Focus,Evolving to Embedding,,\n"
    "“MERRI–BEK”,Semester 2 2022,Trust,2 Evolving,median\n"
    "Moonee Valley,2022-S1,trust,3\n"
)


class Results:
    """Runs the command against a database that holds the two sample networks."""

    def __init__(self, importing: Import, capsys: pytest.CaptureFixture[str]) -> None:
        self._importing, self._capsys = importing, capsys

    async def run(self, content: str | bytes, *options: str) -> tuple[int, str, str]:
        path = self._importing.folder / "results.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        arguments = build_parser().parse_args(["import-results", str(path), *options])
        status = await import_results(self._importing.settings, arguments)
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err.replace(f"{self._importing.folder}/", "")

    async def rows(self) -> list[tuple[str, str, str, int, int, bool, bool]]:
        """(network's name, half-year, item, low, high, agreed, whether it stands), in the order in which they came."""
        names = {(await self._importing.network(name)).id: name for name in ("Merri-bek", "Moonee Valley")}
        async with self.session() as session:
            found = await session.scalars(select(ImportedLevel).order_by(ImportedLevel.id))
            return [
                (names[r.network_id], r.half_year, r.item_key, r.low, r.high, r.agreed, r.superseded_at is None)
                for r in found
            ]

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        database = Database(self._importing.settings.database_url)
        try:
            async with database.write() as session:
                yield session
        finally:
            await database.close()


@pytest.fixture
async def results(importing: Import, capsys: pytest.CaptureFixture[str]) -> Results:
    assert (await importing.run())[0] == 0
    return Results(importing, capsys)


async def test_results_are_taken_over_once_corrected_beside_what_stood_and_taken_back(results: Results) -> None:
    status, out, err = await results.run(HEAD + ROWS, "--dry-run", "--verbose")
    assert (status, err) == (0, "")
    assert "added    Merri-bek 2022-S1 Focus: Evolving to Embedding (median)" in out
    assert out.endswith("4 added, 0 changed, 0 ended.\nThat was a dry run: nothing was changed.\n")
    assert await results.rows() == []

    assert (await results.run((HEAD + ROWS).replace(",", ";").encode("utf-16")))[1] == (
        "Merri-bek: 3 added\nMoonee Valley: 1 added\n4 added, 0 changed, 0 ended.\n"
    )
    assert (await results.run(HEAD + ROWS))[1] == "Nothing to change: the database holds what the files say.\n"
    changed = ROWS.replace("trust,1,agreed", "trust,2,agreed").replace("trust,3", "trust,-")
    status, out, _ = await results.run(HEAD + changed, "--verbose")
    assert out == (
        "changed  Merri-bek 2022-S1 Trust: Emerging (agreed) → Evolving (agreed)\n"
        "ended    Moonee Valley 2022-S1 Trust: Embedding (agreed)\n"
        "0 added, 1 changed, 1 ended.\n"
    )
    assert (await results.run(HEAD + changed))[1].startswith("Nothing to change")
    assert await results.rows() == [
        ("Merri-bek", "2022-S1", "trust", 1, 1, True, False),
        ("Merri-bek", "2022-S1", "focus", 2, 3, False, True),
        ("Merri-bek", "2022-S2", "trust", 2, 2, False, True),
        ("Moonee Valley", "2022-S1", "trust", 3, 3, True, False),
        ("Merri-bek", "2022-S1", "trust", 2, 2, True, True),
    ]
    async with results.session() as session:
        entries = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == "trends.imported").order_by(AuditEntry.number)
        )
        told = [(entry.subject, entry.details) for entry in entries]
    assert [subject for subject, _ in told] == ["Merri-bek", "Moonee Valley", "Merri-bek", "Moonee Valley"]
    assert told[2][1]["changed"] == ["Merri-bek 2022-S1 Trust: Emerging (agreed) → Evolving (agreed)"]
    assert all(details["file"] == "results.csv" for _, details in told)
    assert "planning day" not in json.dumps([details for _, details in told]), "a note is not for the audit"


async def test_every_bad_row_is_named_and_then_nothing_is_changed(results: Results, importing: Import) -> None:
    network, version = await importing.network("Merri-bek"), load_instrument()
    moment = melbourne("2025-06-05 17:00")
    async with results.session() as session:
        session.add(
            AssessmentRound(
                workspace_id=network.workspace_id,
                network_id=network.id,
                half_year="2025-S1",
                instrument_version=version.version,
                instrument=instrument_as_data(version),
                opens_at=moment,
                closes_at=moment,
                closed_at=moment,
                status="revealed",
            )
        )
    bad = (
        "Nowhere,2022-S1,trust,1\n"
        "Merri-bek,2022,trusty,1\n"
        "Merri-bek,2022-S1,challenge,2-Mar\n"
        "Merri-bek,2022-S1,focus,2.5\n"
        "Merri-bek,2022-S1,trust,1,perhaps\n"
        "Merri-bek,2022-S1,transfer,2–3,agreed\n"
        "Merri-bek,2025-S1,trust,1\n"
        "Merri-bek,2099-S1,trust,1\n"
        ",,,\n"
        "Merri-bek,2022-S2,trust,1\n"
        "Merri-bek,2022-S2,Trust,2\n"
        f"Merri-bek,2023-S1,trust,2,,{'x' * 501}\n"
    )
    status, out, err = await results.run(HEAD + ROWS.splitlines()[3] + "\n" + bad)
    assert (status, out) == (1, "")
    expected = (
        "results.csv:3: No network is called “Nowhere”.",
        "results.csv:4: “2022” is no half-year. Write it as 2024-S1",
        "results.csv:4: “trusty” is no item of",
        "results.csv:5: “challenge” is no item of",
        "results.csv:6: “2.5” is no level. Write one of Emerging, Evolving, Embedding, Excelling, its number",
        "results.csv:7: “perhaps” says neither agreed nor median.",
        "results.csv:8: “2–3” lies between two levels, and is called agreed.",
        "results.csv:9: Semester 1, 2025 was rated with the bot, and that is what counts.",
        "results.csv:10: Semester 1, 2099 has not begun yet.",
        "results.csv:13: This item of that half-year stands in line 12 already.",
        "results.csv:14: The note has 501 characters.",
    )
    lines = err.splitlines()
    assert [line for line, start in zip(lines, expected, strict=False) if not line.startswith(start)] == []
    assert lines[-1] == "11 problems; nothing was changed."
    assert await results.rows() == []
    for content, reason in (
        (HEAD, "results.csv:1: The file holds no result."),
        ("network,item\n", "results.csv:1: The header lacks the column half_year, level."),
        (b"PK\x03\x04", "results.csv:1: This is a spreadsheet program's workbook"),
    ):
        status, _, err = await results.run(content)
        assert status == 1
        assert err.startswith(reason)


async def test_the_template_can_be_filled_in_and_loaded(results: Results, importing: Import) -> None:
    path = importing.folder / "mine.csv"
    words = ["import-results", str(path), "--template"]
    assert await import_results(importing.settings, build_parser().parse_args(words)) == 0
    content = path.read_text(encoding="utf-8-sig")
    assert len(content.splitlines()) == 1 + len(load_instrument().items)
    status, out, _ = await results.run(content.replace("Example network", "Merri-bek"))
    assert (status, out.splitlines()[-1]) == (0, "18 added, 0 changed, 0 ended.")
    assert await import_results(importing.settings, build_parser().parse_args(words)) == 1, "nothing is overwritten"


async def test_results_of_another_instrument_are_its_own_once_the_network_uses_it(
    results: Results, importing: Import
) -> None:
    path = importing.folder / "plc.csv"
    words = ["import-results", str(path), "--template", "--instrument", PLC]
    assert await import_results(importing.settings, build_parser().parse_args(words)) == 0
    content = path.read_text(encoding="utf-8-sig").replace("Example network", "Merri-bek")
    status, _, err = await results.run(content)
    assert (status, f"“{PLC}” is no instrument that Merri-bek uses. Use one of: three-pillars." in err) == (1, True)
    async with results.session() as session:
        used = as_kept(("three-pillars", PLC), (), "three-pillars")
        await session.execute(update(Network).where(Network.name == "Merri-bek").values(instruments=used))
    assert (await results.run(content))[0] == 0
    assert (await results.run(HEAD + ROWS.splitlines()[0] + "\n"))[1].startswith("Merri-bek: 1 added")
    async with results.session() as session:
        keys = (await session.scalars(select(ImportedLevel.instrument_key).order_by(ImportedLevel.id))).all()
    assert (keys[0], keys[-1]) == (PLC, "three-pillars")
