"""What tables hold of people is told and erased whole; that each table says what it holds: test_migrations.py."""

from __future__ import annotations

from prompts.catalog import loaded
from storage.holdings import HOLDINGS
from storage.models import HandledRequest
from storage.models.every import METADATA
from storage.person_data import IN_SEVERAL, OF_A_NETWORK
from storage.retention import OLD, STAYS, WITH_ANOTHER

TABLES = METADATA.tables


def test_each_column_that_refers_to_people_is_told_and_erased() -> None:
    refer = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if any(key.column.table.name == "people" for key in column.foreign_keys)
    }
    assert refer == {(one.table, column) for one in HOLDINGS for column in one.people}


def test_of_each_table_it_is_said_how_long_its_rows_are_kept() -> None:
    going = {old.model.__tablename__ for several in OLD.values() for old in several} - {"handled_requests"}
    named = sorted([*going, *WITH_ANOTHER, *STAYS])
    assert named == sorted(one.table for one in HOLDINGS), "say it in storage/retention.py"


def test_a_hold_finds_the_networks_of_every_row() -> None:
    """Both of whoever is erased, and of what would go with time."""
    of_none = {"audit_entries", "holds", "installations", "lanes"}
    found = {one.table for one in HOLDINGS if {"network_id", *OF_A_NETWORK} & set(one.source.c.keys())}
    found.add(IN_SEVERAL)
    assert found | of_none == {one.table for one in HOLDINGS}
    going = [old for several in OLD.values() for old in several if old.model is not HandledRequest]
    assert all(old.networks or old.is_held for old in going), "say whose network holds it"


def test_what_is_told_of_a_table_is_there_and_has_words() -> None:
    for one in HOLDINGS:
        there = set(one.source.c.keys()) | {column.name for column in one.source.columns}
        told = {*one.people, *one.goes, *one.inside, *one.shown, *one.own, *one.own.values()}
        assert told <= there, one.table
        assert set(one.goes) <= set(one.people), one.table
        assert f"person_data.what_{one.table}" in loaded()
        all_goes = set(one.goes) == set(one.people) and not one.inside
        assert all_goes or f"person_data.stays_{one.table}" in loaded(), f"say why rows of {one.table} stay"


def test_each_column_of_people_is_handed_out_and_emptied() -> None:
    told = {"id", "workspace_id", "chat_id", "name", "erased_at", "pulse_reminders"}
    assert set(TABLES["people"].c.keys()) == told, "add it to KnownPerson, and to erase in storage/person_data.py"
