"""Which three questions are worth asking before a meeting."""

from __future__ import annotations

from domain.challenges import QUESTIONS, Candidate, Kind, choose

TRUST = Candidate(Kind.SPLIT, 0.9, "trust")
FOCUS = Candidate(Kind.SPLIT, 0.4, "focus")
DATA = Candidate(Kind.WEAK, 1.0, "data-use")
DATA_GAP = Candidate(Kind.GAP, 0.5, "data-use")
LATE = Candidate(Kind.PROMISED, 1.0)


def topics(chosen: list[Candidate]) -> list[str]:
    return [each.topic for each in chosen]


def test_each_kind_comes_once_before_any_comes_twice_and_the_strongest_first() -> None:
    assert topics(choose([FOCUS, TRUST, DATA, LATE], (), 0)) == ["promised", "trust", "data-use"]
    assert topics(choose([FOCUS, TRUST, LATE], (), 0)) == ["promised", "trust", "focus"]


def test_no_topic_comes_twice_nor_again_so_soon() -> None:
    assert topics(choose([DATA, DATA_GAP, TRUST], (), 0)) == ["data-use", "trust", "open"]
    assert choose([DATA, DATA_GAP], (), 0)[0].kind is Kind.GAP
    assert topics(choose([DATA, TRUST], {"trust"}, 0)) == ["data-use", "open", "open"]


def test_where_nothing_calls_for_a_question_good_ones_follow_in_turn() -> None:
    asked = [each.values["number"] for turn in range(4) for each in choose([], (), turn)]
    assert asked == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]
    assert len(choose([TRUST] * 9, (), 0)) == QUESTIONS
