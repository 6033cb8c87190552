"""What tables hold of people is told and erased whole; that each table says what it holds: test_migrations.py."""

from __future__ import annotations

from prompts.catalog import loaded
from storage.holdings import HOLDINGS
from storage.models import Base

TABLES = Base.metadata.tables


def test_each_column_that_refers_to_people_is_told_and_erased() -> None:
    refer = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if any(key.column.table.name == "people" for key in column.foreign_keys)
    }
    assert refer == {(one.table, column) for one in HOLDINGS for column in one.people}


def test_what_is_told_of_a_table_is_there_and_has_words() -> None:
    for one in HOLDINGS:
        there = set(one.source.c.keys()) | {column.name for column in one.source.columns}
        told = {*one.people, *one.goes, *one.inside, *one.shown, *one.own, *one.own.values()}
        assert told <= there, one.table
        assert set(one.goes) <= set(one.people), one.table
        assert f"person_data.what_{one.table}" in loaded()
        all_goes = set(one.goes) == set(one.people) and not one.inside
        assert all_goes or f"person_data.stays_{one.table}" in loaded(), f"say why rows of {one.table} stay"
