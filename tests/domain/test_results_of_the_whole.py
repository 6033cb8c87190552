"""Results are of the whole network: nothing that is kept or shown of one has a place for a group in it.

That what is shown does not change when others of another role or kind of school gave the same answers, a story in
tests/handlers/test_department_sees_nobody.py tells.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from facts.assessments import Results
from facts.gaps import GapTold
from facts.pulses import Followed, ItemTold, PulseResult, PulseStanding
from facts.trends import TrendTold
from storage.models import pulses as pulse_tables
from storage.models.assessments import AssessmentResult, SecondResult

TOLD = (Results, PulseResult, PulseStanding, ItemTold, Followed, GapTold, TrendTold)
A_GROUP = re.compile(r"(^|_)(role|school|type|kind|group|town|area|region|person|rater|by)s?($|_)")
TOGETHER = {
    "ItemGap.schools": "what all schools say, which pulse checks tell of the whole network",
    "AssessmentStanding.raters_finished": "how many of all",
    "Evidence.by": "who brought it in their own name, which is no rating",
}


def reached(told: Any) -> Iterator[tuple[str, Any]]:
    """Every field of what is told, with its type, however deep."""
    seen: set[Any] = set()

    def of(hint: Any) -> Iterator[tuple[str, Any]]:
        for inner in get_args(hint):
            yield from of(inner)
        if not inspect.isclass(hint) or hint in seen:
            return
        if dataclasses.is_dataclass(hint) or issubclass(hint, msgspec.Struct):
            seen.add(hint)
            for name, its in get_type_hints(hint).items():
                yield f"{hint.__name__}.{name}", its
                yield from of(its)

    return of(told)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.__name__)
def test_nothing_that_is_told_of_a_result_has_a_place_for_a_group(told: Any) -> None:
    fields = dict(reached(told))
    assert len(fields) > 3
    of_groups = {name for name in fields if A_GROUP.search(name.partition(".")[2])} - TOGETHER.keys()
    assert not of_groups, "whoever shows results by group needs the rule of disclosure for each group and remainder"
    mappings = {name for name, hint in fields.items() if get_origin(hint) in (dict, Mapping)}
    assert not mappings, "results by something"


@pytest.mark.parametrize("table", [pulse_tables.PulseResult, AssessmentResult, SecondResult])
def test_nothing_that_is_kept_of_a_result_has_a_place_for_a_group(table: Any) -> None:
    columns = table.__table__.c
    assert not [name for name in columns.keys() if A_GROUP.search(name)]  # noqa: SIM118 - no dict
    referred = {key.column.table.name for column in columns for key in column.foreign_keys}
    assert referred <= {"workspaces", "pulses", "assessment_rounds", "second_passes"}
