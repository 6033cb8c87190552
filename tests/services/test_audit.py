"""Who changed what matters is kept, cannot be changed in the database, and a change by force is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot import sample
from bot.cli import build_parser
from bot.cli.audit import audit
from domain.errors import Refused
from services.audit import record
from services.networks.settings import NetworkSettings
from storage import audit_guard
from storage.models import AuditEntry
from tests.house import House
from tests.loading import person_id
from tests.two_workspaces import add_second_workspace


async def entries(house: House) -> list[AuditEntry]:
    async with house.database.read() as session:
        return list((await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all())


async def run(house: House, *words: str) -> int:
    return await audit(house.bot.settings, build_parser().parse_args(["audit", *words]))


async def write_some(house: House, number: int = 4, what: str = "thing") -> None:
    workspace_id = (await house.asker("UADMIN")).workspace_id
    for index in range(number):
        async with house.database.write() as session:
            await record(
                session, workspace_id, person_id("UADMIN"), "test.deed", f"{what} {index}", {"n": index}, now=house.now
            )


async def force(house: House, statement: str) -> None:
    """Change the database as somebody would who owns it: the triggers taken away first."""
    on = "" if house.database.is_sqlite else " ON audit_entries"
    async with house.database.engine.begin() as connection:
        for name in audit_guard.NAMES:
            await connection.execute(text(f"DROP TRIGGER {name}{on}"))
        await connection.execute(text(statement))
        await connection.run_sync(audit_guard.lay)


async def test_changes_of_roles_and_settings_are_kept_with_who_made_them(house: House) -> None:
    network = await house.network()
    roster, changes = house.services.networks.roster, house.services.networks.changes
    asker = await house.asker("UCHAIR")
    form = NetworkSettings("Merri-bek", None, None, "", 2, True, 7, network.posting_time, network.timezone, "victoria")
    await changes.save(asker, network.id, form, house.now)
    await roster.save_person(asker, network.id, person_id("UNEW"), ["seil"], None, house.now)
    await house.services.networks.presence.end_roles(asker, network.id, person_id("UNEW"), house.now)
    await house.services.networks.presence.note_deactivated(asker, person_id("ULEE"), house.now)
    kept = [(entry.actor, entry.action, entry.subject) for entry in await entries(house)]
    assert kept == [
        (person_id("UCHAIR"), "networks.settings", "Merri-bek"),
        (person_id("UCHAIR"), "networks.roles", "Merri-bek"),
        (person_id("UCHAIR"), "networks.roles_ended", "Merri-bek"),
        ("Slack", "networks.deactivated", "Merri-bek"),
    ]
    settings, roles = (await entries(house))[:2]
    assert settings.details["min_meetings"] == ["1", "2"]
    assert settings.details["pulse_threshold"] == ["5", "7"]
    assert (roles.details["person"], roles.details["before"], roles.details["after"]) == (
        person_id("UNEW"),
        [],
        ["seil"],
    )


async def test_what_was_refused_is_not_kept_and_leaves_no_gap(house: House) -> None:
    network = await house.network()
    with pytest.raises(Refused):
        await house.services.networks.roster.save_person(
            await house.asker("ULEE"), network.id, person_id("UNEW"), ["chair"], None, house.now
        )
    await write_some(house, 2)
    assert [entry.number for entry in await entries(house)] == [1, 2]


async def test_each_workspace_has_its_own_chain(house: House) -> None:
    strangers = await add_second_workspace(house)
    for workspace_id in (strangers.first, strangers.second, strangers.first):
        async with house.database.write() as session:
            await record(session, workspace_id, person_id("UADMIN"), "test.deed", now=house.now)
    assert [(e.workspace_id, e.number) for e in await entries(house)] == [
        (strangers.first, 1),
        (strangers.second, 1),
        (strangers.first, 2),
    ]
    assert all(not chain.faults for chain in await house.services.audit.check())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'UOTHER'",
        "UPDATE audit_entries SET hash = 'x' WHERE number = 1",
        "DELETE FROM audit_entries WHERE number = 2",
        "DELETE FROM workspaces",
    ],
)
async def test_the_database_refuses_to_change_the_audit(house: House, statement: str) -> None:
    await write_some(house)
    with pytest.raises(DBAPIError):
        async with house.database.engine.begin() as connection:
            await connection.execute(text(statement))
    assert len(await entries(house)) == 4


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entries SET actor = 'UOTHER' WHERE number = 2", "Entry 2 was changed."),
        ("UPDATE audit_entries SET details = '{}' WHERE number = 1", "Entry 1 was changed."),
        ("DELETE FROM audit_entries WHERE number = 3", "Between entry 2 and entry 4"),
        ("DELETE FROM audit_entries WHERE number = 4", "The newest entry is not number 3"),
        ("DELETE FROM audit_entries", "The newest entry is not number 0"),
    ],
)
async def test_what_was_changed_by_force_is_found_and_named(
    house: House, capsys: pytest.CaptureFixture[str], statement: str, said: str
) -> None:
    await write_some(house)
    assert await run(house, "--verify") == 0
    assert "4 entries, none changed" in capsys.readouterr().out
    await force(house, statement)
    assert await run(house, "--verify") == 1
    assert said in capsys.readouterr().err


async def test_a_chain_written_anew_as_a_whole_lacks_a_hash_noted_earlier(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    await write_some(house)
    noted = (await entries(house))[1].hash
    assert await run(house, "--verify", "--head", noted) == 0
    await force(house, "DELETE FROM audit_entries")
    await write_some(house, 3, "something else")
    assert await run(house, "--verify") == 0, "the chain is sound in itself"
    capsys.readouterr()
    assert await run(house, "--verify", "--head", noted) == 1
    assert "written anew" in capsys.readouterr().err


async def test_a_missing_trigger_is_said(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    on = "" if house.database.is_sqlite else " ON audit_entries"
    async with house.database.engine.begin() as connection:
        await connection.execute(text(f"DROP TRIGGER audit_entries_no_update{on}"))
    assert await run(house, "--verify") == 1
    assert "audit_entries_no_update is missing" in capsys.readouterr().err


async def test_export_writes_every_entry_and_never_over_a_file(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await write_some(house)
    path = tmp_path / "audit.jsonl"
    assert await run(house, "--export", str(path)) == 0
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert lines[1]["previous"] == lines[0]["hash"]
    assert await run(house, "--export", str(path)) == 1
    assert "File exists" in capsys.readouterr().err


async def test_joining_a_school_and_trying_a_message_again_are_kept(house: House) -> None:
    network = await house.network()
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    await house.hub.settle()
    async with house.database.write() as session:
        from storage import rosters

        for membership in await rosters.held_by(session, network.id, person_id("ULEE")):
            school_id = membership.school_id
            await rosters.end(session, membership, house.now)
    assert school_id is not None
    await house.services.networks.joining.claim(await house.asker("UNEW"), network.id, school_id, house.now)
    school_roles, chair = house.services.networks.school_roles, await house.asker("UCHAIR")
    [asked] = await school_roles.questions(chair, network.id)
    await school_roles.answer(chair, asked.proposal_id, yes=True, now=house.now)
    [entry] = await entries(house)
    assert (entry.actor, entry.action, entry.details) == (
        person_id("UCHAIR"),
        "networks.school_role_given",
        {"person": person_id("UNEW"), "role": "member", "school": school_id, "asked_by": person_id("UNEW")},
    )
