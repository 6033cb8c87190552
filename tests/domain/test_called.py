"""Whom somebody means by a name that they typed after /cop-action."""

from __future__ import annotations

import pytest

from domain.called import called_in, people_called, two_called

NAMES = {
    "tom n": ("Tom Nguyen", "tomn"),
    "tom b": ("Tom Baker",),
    "anna": ("Anna Kovac", "chair"),
    "dan": ("Daniel Lee",),
    "mary": ("Mary-Anne O’Neill",),
}


@pytest.mark.parametrize(
    ("text", "people", "rest"),
    [
        ("Tom to ring the council by Friday", ["tom n", "tom b"], "ring the council by Friday"),
        ("tom nguyen to ring the council", ["tom n"], "ring the council"),
        ("Anna will ring the council", ["anna"], "ring the council"),
        ("The chair to ring the council", ["anna"], "ring the council"),
        ("Daniel: ring the council", ["dan"], "ring the council"),
        ("Dan needs to ring the council", ["dan"], "ring the council"),
        ("ring the council by Friday - Dan", ["dan"], "ring the council by Friday"),
        ("ring the council by Friday (Mr Lee)", ["dan"], "ring the council by Friday"),
        ("Ms O'Neill to ring the council", ["mary"], "ring the council"),
        ("mary-anne to ring the council", ["mary"], "ring the council"),
        ("Anna & Dan to ring the council", ["anna", "dan"], "ring the council"),
        ("Anna share the newsletter by Friday", ["anna"], "share the newsletter by Friday"),
        ("anna pls share the newsletter", ["anna"], "share the newsletter"),
        ("share the newsletter (Anna) by Friday", ["anna"], "share the newsletter by Friday"),
        ("Dan share the newsletter", [], ""),  # perhaps no name
        ("assign the newsletter to Daniel by Friday", ["dan"], "the newsletter by Friday"),
        ("newsletter – Daniel – Friday", ["dan"], "newsletter – Friday"),
        ("newsletter, Daniel, 29/5", ["dan"], "newsletter, 29/5"),
        ("I need Daniel to send the data", ["dan"], "send the data"),
        ("Could Daniel please send the data?", ["dan"], "send the data?"),
        ("for Daniel: the newsletter", ["dan"], "the newsletter"),
        ("Anna and Rob to ring the council", ["anna"], "ring the council"),
        ("All schools to ring the council", [], ""),
        ("we need to ring the council", [], ""),
        ("speak to Tom", [], ""),
        ("ring Tom by Friday", [], ""),
        ("Tom", [], ""),
    ],
)
def test_a_name_at_the_start_or_the_end_means_whoever_is_called_so(text: str, people: list[str], rest: str) -> None:
    found = [(people_called(one.name, NAMES, sure=one.sure), one.rest) for one in called_in(text)]
    assert next(((who, words) for who, words in found if who), ([], "")) == (people, rest)


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("Anna and Daniel", ("Anna", "Daniel", "")),
        ("Anna Kovac with Daniel Lee re phonics", ("Anna Kovac", "Daniel Lee", "phonics")),
        ("anna & dan: attendance in Prep", ("anna", "dan", "attendance in Prep")),
        ("Anna to Daniel because of writing", ("Anna", "Daniel", "writing")),
        ("phonics", None),
        ("", None),
    ],
)
def test_two_are_named_and_why(text: str, two: tuple[str, str, str] | None) -> None:
    assert two_called(text) == two
